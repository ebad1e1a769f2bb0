"""Calls of the tiny pipelines: a small canvas, two steps, and the words in whichever form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.words.encoding import Embeddings

WIDTH, HEIGHT = 128, 96
#: How each family is called without and with words to avoid; None: it has no such call.
GUIDANCE: Mapping[str, tuple[dict[str, float] | None, dict[str, float] | None]] = {
    "sd": ({"guidance_scale": 1.0}, {"guidance_scale": 4.0}),
    "sdxl": ({"guidance_scale": 1.0}, {"guidance_scale": 4.0}),
    "sd3": ({"guidance_scale": 1.0}, {"guidance_scale": 4.0}),
    "flux-fill": ({"guidance_scale": 30.0}, None),
    "flux": ({"guidance_scale": 3.5}, {"guidance_scale": 3.5, "true_cfg_scale": 2.0}),
    "kontext": ({"guidance_scale": 3.5}, {"guidance_scale": 3.5, "true_cfg_scale": 2.0}),
    "klein": ({"guidance_scale": 1.0}, {"guidance_scale": 4.0}),
    "qwen": ({"true_cfg_scale": 1.0}, {"true_cfg_scale": 3.0}),
    "z-image": ({"guidance_scale": 0.0}, {"guidance_scale": 3.0}),
    "chroma": ({"guidance_scale": 1.0}, {"guidance_scale": 4.0}),
}
#: Every family in each of the ways that it can be called: its key, and whether guided.
CALLS = [(name, guided) for name, ways in GUIDANCE.items() for guided in (False, True) if ways[guided] is not None]


def load_tiny(name: str, folder: Path, *, guided: bool = False, **parts: Any) -> Any:
    """A saved tiny pipeline; ``parts`` stand in for its own, None leaves one out. Guided klein is the base model."""
    import diffusers
    import torch

    torch.set_num_threads(1)
    family = family_named(name)
    pipeline = getattr(diffusers, family.pipeline).from_pretrained(folder, local_files_only=True, **parts)
    pipeline.set_progress_bar_config(disable=True)
    if name == "klein":
        pipeline.register_to_config(is_distilled=not guided)
    if name == "chroma" and pipeline.transformer is not None:
        pipeline.transformer.register_to_config(guidance_embeds=False)
    return pipeline


def call_with_embeddings(pipeline: Any, name: str, embeddings: Embeddings, **more: Any) -> Any:
    return call_tiny(pipeline, name, guided=embeddings.guided, **embeddings.arguments, **more)


def call_with_words(pipeline: Any, name: str, prompt: str, avoid: str, *, guided: bool, **more: Any) -> Any:
    words: dict[str, Any] = {"prompt": prompt}
    if guided and name != "klein":  # that one avoids nothing of its own accord
        words["negative_prompt"] = avoid
    if family_named(name).longest:
        words["max_sequence_length"] = family_named(name).longest
    return call_tiny(pipeline, name, guided=guided, **words, **more)


def call_tiny(pipeline: Any, name: str, *, guided: bool, **more: Any) -> Any:
    """What a pipeline gives, as a float32 array: a picture, or latents where ``output_type`` asks for them."""
    import torch
    from PIL import Image

    canvas = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    mask = np.full((HEIGHT, WIDTH), 255, np.uint8)
    mask[32:64, 48:80] = 0
    manner: dict[str, Any] = {
        "image": Image.fromarray(canvas),
        "mask_image": Image.fromarray(mask),
        "height": HEIGHT,
        "width": WIDTH,
        "num_inference_steps": 2,
        "generator": torch.Generator("cpu").manual_seed(7),
        "output_type": "np",
        "strength": 1.0,
        **(GUIDANCE[name][guided] or {}),
    }
    if name == "kontext":
        manner |= {"_auto_resize": False, "max_area": WIDTH * HEIGHT}
    images = pipeline(**{**manner, **more}).images
    return np.asarray(images if torch.is_tensor(images) else images[0], np.float32)
