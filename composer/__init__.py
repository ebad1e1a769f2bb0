"""Longzoom composes infinite-zoom music videos: a storyboard and a song in, one unbroken zoom out."""

__version__ = "0.8.0"
