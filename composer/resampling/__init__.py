"""Pictures seen through a similarity transform, as sharp as a windowed sinc keeps them; arrays in, arrays out."""
