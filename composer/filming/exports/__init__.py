"""The film for others to go on with: its edit, captions, chapters and pictures as files that other programs read."""
