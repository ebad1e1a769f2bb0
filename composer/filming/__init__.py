"""The movie: segments, encoder, captions, chapters."""
