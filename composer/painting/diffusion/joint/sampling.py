"""Neighbouring keyframes sampled together, so that each shows the next in its portal from the first step on.

After Generative Powers of Ten (Wang et al., CVPR 2024, arXiv 2312.02149). Before each denoising step the pictures that
the model foresees for all levels are made consistent, and the step is taken towards these. That is done on pictures,
through the autoencoder, since latents neither shrink nor turn as pictures do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from composer.geometry import Similarity
from composer.painting.diffusion.canvas.colour import FloatArray
from composer.painting.diffusion.detail.upscaling import upscale
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.joint.codec import Codec, codec_of
from composer.painting.diffusion.joint.denoising import DENOISERS, Call
from composer.painting.diffusion.joint.fusion import Nest, fuse, nested
from composer.painting.diffusion.joint.grouping import check_joint
from composer.painting.diffusion.joint.noise import shared_noise
from composer.painting.diffusion.joint.schedule import Schedule, schedule_of
from composer.painting.painter import Picture
from composer.progress import Progress, unseen


@dataclass(frozen=True, kw_only=True, eq=False)
class Level:
    """One of the keyframes that are sampled together.

    Attributes
    ----------
    words : mapping
        Embeddings as the family's pipeline takes them.
    portal : Similarity or None
        Where the next level lies in this one; the last level's is that of the fixed picture, or None.
    noise : int
        Seed of its noise.
    """

    words: Mapping[str, Any]
    portal: Similarity | None
    noise: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Settings:
    """How levels are sampled.

    Attributes
    ----------
    size : (int, int)
        Width and height of every level in pixels, multiples of the family's.
    aspect : float
        Width over height of a keyframe, which the canvas may differ from a little.
    steps : int
        Denoising steps.
    guidance : float
        How strictly the words are followed.
    feather : float
        Width of the soft edge of an inner picture, in its heights.
    inner : uint8 array, shape (height, width, 3), or None
        The fixed picture in the last level's portal: the keyframe inside the group.
    progress : callable
        Called with the denoiser's calls that are done and all.
    """

    size: tuple[int, int]
    aspect: float
    steps: int
    guidance: float
    feather: float
    inner: Picture | None = None
    progress: Progress = unseen

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"joint sampling takes at least one step, not {self.steps}")


def sample_levels(
    torch: Any, pipeline: Any, family: Family, levels: Sequence[Level], settings: Settings
) -> list[FloatArray]:
    """The pictures of levels that hold each other, the outermost first.

    One level after the other goes through the denoiser, so that no more memory is needed than for one picture. The
    noise is drawn on the CPU from the levels' seeds: the same seeds give the same pictures on every device but for
    roundings.

    Returns
    -------
    list of float32 arrays, shape (height, width, 3), RGB in 0..1
        Of the settings' size. In its portal, inside the soft edge, each shows the next one shrunk.

    Raises
    ------
    ComposerError
        If the family cannot be sampled jointly.
    """
    check_joint(family)
    with torch.no_grad(), codec_of(torch, pipeline) as codec:
        group = _Group(torch, codec, levels, settings)
        width, height = settings.size
        tokens = (width // codec.pixels // 2) * (height // codec.pixels // 2)
        schedule = schedule_of(pipeline, family, settings.steps, tokens)
        known = group.known() if _sees_masks(pipeline, family, codec) else [None] * len(levels)
        total = settings.steps * len(levels)

        def foreseen(index: int, level: int, latent: Any) -> Any:
            call = Call(
                latent=latent,
                time=schedule.times[index],
                words=levels[level].words,
                guidance=settings.guidance,
                known=known[level],
                pixels=settings.size,
            )
            clean = schedule.clean(index, latent, DENOISERS[family.key](torch, pipeline, call))
            settings.progress(index * len(levels) + level + 1, total)
            return clean

        pictures = group.pictures(walk(schedule, group.noise(), foreseen, group.joined))
    # Parts that take turns on the device leave it, as after a call of the pipeline.
    pipeline.maybe_free_model_hooks()
    return pictures


def walk(
    schedule: Schedule,
    latents: Sequence[Any],
    foreseen: Callable[[int, int, Any], Any],
    joined: Callable[[list[Any]], list[Any]],
) -> list[Any]:
    """What all levels end in: from noise, step by step, towards what is foreseen for each and joined.

    Joined in every step: of levels that each had to choose one of two worlds, and agreed in 5 of 6 runs, those that
    were joined in every third step agreed in 3, no more often than by their shared noise alone.

    Parameters
    ----------
    latents : sequence of tensors
        Noise of variance 1, a level each.
    foreseen : callable
        From a step's index, a level and its latents to the clean latents that a model foresees.
    joined : callable
        From the clean latents of all levels to those that agree. Not called after the last step.
    """
    steps = len(schedule.times)
    at = clean = list(latents)
    for index in range(steps):
        clean = [foreseen(index, level, latent) for level, latent in enumerate(at)]
        if index == steps - 1:
            break
        clean = joined(clean)
        at = [schedule.moved(index, latent, each) for latent, each in zip(at, clean, strict=True)]
    return clean


class _Group:
    """Levels with their codec: their noise, what they are shown of the fixed picture, and how they are joined."""

    def __init__(self, torch: Any, codec: Codec, levels: Sequence[Level], settings: Settings) -> None:
        self._torch = torch
        self._codec = codec
        self._levels = levels
        self._settings = settings
        # Apple's GPUs have no bicubic sampling, which pictures are joined with.
        self._joiner = torch.device("cpu") if torch.device(codec.device).type == "mps" else codec.device
        portals = [level.portal for level in levels]
        if None in portals[:-1] or (portals[-1] is None) != (settings.inner is None):
            raise ValueError("every level but the last holds the next one; the last one holds the fixed picture")
        holding = tuple(portal for portal in portals if portal is not None)
        self._nest = Nest(portals=holding, aspect=settings.aspect, feather=settings.feather)
        self._inner = None if settings.inner is None else self._tensor(settings.inner)

    def noise(self) -> list[Any]:
        """White noise for each level, the same where one shows another."""
        torch, (width, height) = self._torch, self._settings.size
        shape = 1, self._codec.channels, height // self._codec.pixels, width // self._codec.pixels
        drawn = [torch.randn(shape, generator=torch.Generator("cpu").manual_seed(each.noise)) for each in self._levels]
        portals = self._nest.portals[: len(drawn) - 1]
        return [each.to(self._codec.device) for each in shared_noise(torch, drawn, portals, self._settings.aspect)]

    def joined(self, clean: list[Any]) -> list[Any]:
        """Clean latents of pictures that agree.

        What joining changes in the pictures is added to the latents, so that what the autoencoder loses on the way
        there and back, which it would lose in every step anew, is not lost.
        """
        pictures = self._decoded(clean)
        fused = fuse(self._torch, pictures, self._nest, self._inner)
        changes = (self._codec.encode(new) - self._codec.encode(old) for new, old in zip(fused, pictures, strict=True))
        return [each + change for each, change in zip(clean, changes, strict=True)]

    def pictures(self, clean: Sequence[Any]) -> list[FloatArray]:
        """The pictures of the last latents, joined once more."""
        made = fuse(self._torch, self._decoded(clean), self._nest, self._inner)
        return [np.asarray((each[0] / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).cpu().numpy(), np.float32) for each in made]

    def known(self) -> list[Any]:
        """For denoisers that see masks: all is to be painted, but for the fixed picture where it lies in a level."""
        torch, (width, height) = self._torch, self._settings.size
        empty = torch.zeros(1, 4, height, width, device=self._joiner)
        inside = None if self._inner is None else torch.cat([self._inner, torch.ones_like(self._inner[:, :1])], dim=1)
        levels = [empty] * len(self._levels)
        shown = levels if inside is None else nested(torch, levels, self._nest, inside)
        return [self._shown(each[:, :3], each[:, 3:] > 0.999) for each in shown]

    def _shown(self, picture: Any, is_kept: Any) -> Any:
        pool = self._torch.nn.functional.max_pool2d
        repaint = pool((~is_kept).float(), self._codec.pixels)
        return self._torch.cat([repaint.to(self._codec.device), self._codec.encode(picture * is_kept)], dim=1)

    def _decoded(self, clean: Sequence[Any]) -> list[Any]:
        return [self._codec.decode(each).to(self._joiner) for each in clean]

    def _tensor(self, picture: Picture) -> Any:
        sized = upscale(picture.astype(np.float32) / np.float32(255), self._settings.size)
        tensor = self._torch.from_numpy(sized.transpose(2, 0, 1)[None].copy()).to(self._joiner)
        return tensor.float() / 127.5 - 1


def _sees_masks(pipeline: Any, family: Family, codec: Codec) -> bool:
    channels = int(getattr(pipeline, family.denoiser).config.in_channels)
    return family.denoiser == "unet" and channels == 2 * codec.channels + 1
