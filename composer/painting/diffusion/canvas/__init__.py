"""Pictures around a model: the canvas that it is given, its mask, and the mending of what it gives back."""
