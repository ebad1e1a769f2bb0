"""The machine: its libraries, its device, and how much of a model it holds at once."""
