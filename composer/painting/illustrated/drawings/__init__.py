"""Drawings as they are shipped: an SVG file read, made plain, framed for each shape of picture."""
