"""Drawings as keyframes: SVG artwork in the colours of its decade."""

from composer.painting.illustrated.painter import IllustratedPainter

__all__ = ["IllustratedPainter"]
