"""The studio: a local page on which a film is timed, heard and seen before it is rendered."""
