"""The keyframes that the page shows: painted ones as they are, the others sketched on the spot."""
