"""A drawing made ready for one scene: its colours and light, its people, its words, what is scattered in it."""
