"""Masks with degrees, for models that blend: the less a place is to change, the later it is let go.

Differential diffusion (Levin and Fried, arXiv 2306.00950, algorithm 1). diffusers' own pipelines make every mask binary
and lay the kept picture over their latents with that one mask after each step; a soft mask laid over so would be
raised to the power of the number of steps.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.families.family import Family

#: What a callback needs of a pipeline's loop beside its latents. diffusers gives a callback the variables of the loop
#: that are asked for, if the pipeline lists them.
_OF_THE_LOOP = ("image_latents", "noise", "timesteps")
#: The variable that pipelines keep the noised original in when they lay it over.
_LAID_OVER = "init_latents_proper"
#: Channels of denoisers that are given mask and picture beside the latents: 4 + 1 + 4, and 16 + 1 + 16.
_WITH_MASK = (9, 33)

Callback = Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]


def blends(pipeline: Any, family: Family) -> bool:
    """Whether a loaded pipeline lays the kept picture over its latents, instead of showing the mask to its denoiser.

    Most models of a family are alike, but Stable Diffusion, XL and 3 have models of both kinds.
    """
    call = inspect.unwrap(type(pipeline).__call__).__code__
    channels = int(getattr(pipeline, family.denoiser).config.in_channels)
    return _LAID_OVER in call.co_varnames and channels not in _WITH_MASK


def soft_mask(torch: Any, pipeline: Any, family: Family, canvas: Surround) -> dict[str, Any]:
    """The arguments of a pipeline's call that make it paint each place of a canvas as much as its share says.

    ``mask_image``, and for one that blends ``callback_on_step_end`` with its ``callback_on_step_end_tensor_inputs``:
    after each step the original, noised to the step's level, is laid over where the share is at most the part of the
    steps that is left. A place with share s is painted in the last s of the steps that the strength leaves; one with
    share 0 keeps its latents exactly, one with share 1 is never touched.

    A pipeline with a native mask gets the binary one: it was trained with no other.
    """
    from PIL import Image

    if not blends(pipeline, family):
        return {"mask_image": Image.fromarray(canvas.repaint.astype(np.uint8) * 255)}
    pixels = int(pipeline.vae_scale_factor)
    cells = _means(canvas.share, pixels)
    # Of this instance only. The class names what callbacks usually ask for.
    listed = tuple(type(pipeline)._callback_tensor_inputs)
    pipeline._callback_tensor_inputs = [*listed, *(name for name in _OF_THE_LOOP if name not in listed)]
    return {
        "mask_image": Image.fromarray(_painted_at_all(cells, pixels)),
        "callback_on_step_end": _laying(torch, cells),
        "callback_on_step_end_tensor_inputs": ["latents", *_OF_THE_LOOP],
    }


def _means(share: NDArray[np.float32], pixels: int) -> NDArray[np.float32]:
    """Mean shares of the latents' cells, squares of so many pixels."""
    height, width = share.shape
    if height % (2 * pixels) or width % (2 * pixels):
        raise ValueError(f"a canvas of {width}x{height} is not whole cells of {2 * pixels} pixels")
    cells: NDArray[np.float32] = share.reshape(height // pixels, pixels, width // pixels, pixels).mean(axis=(1, 3))
    return cells


def _painted_at_all(cells: NDArray[np.float32], pixels: int) -> NDArray[np.uint8]:
    """The binary mask for the pipeline, in squares of two by two cells: so large are the tokens that klein masks.

    What lies in them with share 0 is laid over by the callback.
    """
    height, width = cells.shape
    tokens = cells.reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3)) > 0
    mask: NDArray[np.uint8] = np.kron(tokens.astype(np.uint8) * 255, np.ones((2 * pixels, 2 * pixels), np.uint8))
    return mask


def _laying(torch: Any, cells: NDArray[np.float32]) -> Callback:
    # Laid out once for a call: a copy to a GPU waits until the steps before have come to their end.
    there: list[Any] = []

    def lay(pipeline: Any, number: int, timestep: Any, of_the_loop: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
        latents, timesteps = of_the_loop["latents"], of_the_loop["timesteps"]
        left = len(timesteps) - 1 - number
        original = of_the_loop["image_latents"]
        if left:
            following = timesteps[number + 1 : number + 2]
            original = _noised(pipeline.scheduler, original, of_the_loop["noise"], following)
        if not there:
            there.append(_laid_out(torch, cells, latents))
        kept = there[0] <= left / len(timesteps)
        return {"latents": torch.where(kept, original.to(latents.dtype), latents)}

    return lay


def _noised(scheduler: Any, original: Any, noise: Any, timestep: Any) -> Any:
    """The original at the noise of a timestep, as the pipelines' own loops make it."""
    if hasattr(scheduler, "scale_noise"):
        return scheduler.scale_noise(original, timestep, noise)
    return scheduler.add_noise(original, noise, timestep)


def _laid_out(torch: Any, cells: NDArray[np.float32], latents: Any) -> Any:
    """The shares as the latents lie: (1, 1, height, width), or packed to tokens of two by two cells a channel."""
    shares = torch.from_numpy(np.array(cells)).to(latents.device)
    if latents.ndim == 4:
        return shares[None, None]
    height, width = cells.shape
    squares = shares.reshape(height // 2, 2, width // 2, 2).permute(0, 2, 1, 3).reshape(1, -1, 4)
    return squares.repeat(1, 1, latents.shape[-1] // 4)
