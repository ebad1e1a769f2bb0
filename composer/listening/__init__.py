"""What the song says: beats, bars, sections and loudness."""
