"""Tiny pipelines, loaded as the painter loads them, and a picture painted with each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_pipeline

SIZE = 128


def load_tiny(libraries: Libraries, folder: Path, dtype: str) -> tuple[Any, Family]:
    """A pipeline from a folder of the fixture ``tiny``, and its family."""
    libraries.torch.set_num_threads(1)
    checkpoint = identify(libraries, Source(name=str(folder), path=folder))
    pipeline = load_pipeline(libraries, checkpoint, getattr(libraries.torch, dtype))
    pipeline.set_progress_bar_config(disable=True)
    if checkpoint.family.key == "chroma" and "guidance_embeds" not in pipeline.transformer.config:
        pipeline.transformer.register_to_config(guidance_embeds=False)
    return pipeline, checkpoint.family


def paint_tiny(libraries: Libraries, pipeline: Any, family: Family, steps: int = 4, **more: Any) -> np.ndarray:
    """What a pipeline paints around a square of noise; float32 in 0..1, shape (128, 128, 3)."""
    from PIL import Image

    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), np.uint8)
    mask = np.full((SIZE, SIZE), 255, np.uint8)
    mask[32:96, 32:96] = 0
    manner: dict[str, Any] = {family.guidance_argument: family.guidance, "strength": family.strength}
    if family.longest:
        manner["max_sequence_length"] = 64
    if family.takes_avoid:
        manner["negative_prompt"] = "text"
    if family.key == "kontext":
        manner |= {"_auto_resize": False, "max_area": SIZE * SIZE}
    result = pipeline(
        **{"prompt": "a bus"} | manner | more,
        image=Image.fromarray(noise),
        mask_image=Image.fromarray(mask),
        height=SIZE,
        width=SIZE,
        num_inference_steps=steps,
        generator=libraries.torch.Generator().manual_seed(1),
        output_type="np",
    )
    return np.asarray(result.images[0], np.float32)
