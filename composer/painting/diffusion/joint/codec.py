"""Pictures as latents and back, with a pipeline's own autoencoder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Codec:
    """A pipeline's autoencoder between pictures in -1..1 and the latents that its denoiser sees."""

    def __init__(self, pipeline: Any) -> None:
        self._vae = pipeline.vae
        self._scale = pipeline.vae.config.scaling_factor
        self._shift = getattr(pipeline.vae.config, "shift_factor", None) or 0.0
        self.device = pipeline._execution_device
        self.channels = int(pipeline.vae.config.latent_channels)
        self.pixels = int(pipeline.vae_scale_factor)

    def decode(self, latent: Any) -> Any:
        """The picture of latents: float32 in -1..1, shape (1, 3, height, width)."""
        given = (latent / self._scale + self._shift).to(self.device, self._vae.dtype)
        return self._vae.decode(given, return_dict=False)[0].float().clamp(-1, 1)

    def encode(self, picture: Any) -> Any:
        """The latents of a picture, the likeliest ones: float32, shape (1, channels, height / 8, width / 8)."""
        found = self._vae.encode(picture.to(self.device, self._vae.dtype))
        # The small autoencoders for previews know no likelihood.
        latent = found.latent_dist.mode() if hasattr(found, "latent_dist") else found.latents
        return (latent.float() - self._shift) * self._scale


@contextmanager
def codec_of(torch: Any, pipeline: Any) -> Iterator[Codec]:
    """A pipeline's codec; the XL autoencoder, which overflows at half precision, is widened while it is used."""
    vae = pipeline.vae
    widened = vae.dtype == torch.float16 and getattr(vae.config, "force_upcast", False)
    if widened:
        vae.to(dtype=torch.float32)
    try:
        yield Codec(pipeline)
    finally:
        if widened:
            vae.to(dtype=torch.float16)
