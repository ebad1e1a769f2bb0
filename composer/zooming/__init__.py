"""Frames: prefiltered levels and the compositor; arrays in, arrays out."""
