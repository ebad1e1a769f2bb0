"""The diffusion painter: every keyframe outpainted around the next one in, by an inpainting model."""

from composer.painting.diffusion.painter import DiffusionPainter

__all__ = ["DiffusionPainter"]
