"""How the tiny pipelines are asked for a picture: with a prompt, or with its embeddings."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from composer.painting.diffusion.families.family import Family

SIZE = 64
PROMPT, AVOID = "a red bus", "text"


def embeddings(pipeline: Any, family: Family) -> dict[str, Any]:  # noqa: PLR0911
    """What the prompt and the words to avoid come to, as arguments of the pipeline."""
    read = pipeline.encode_prompt
    if family.key == "sd":
        return dict(zip(("prompt_embeds", "negative_prompt_embeds"), read(PROMPT, "cpu", 1, True, AVOID), strict=True))
    if family.key in ("sdxl", "sd3"):
        more = (
            {} if family.key == "sdxl" else {"prompt_2": None, "prompt_3": None, "max_sequence_length": family.longest}
        )
        kinds = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        return dict(zip(kinds, read(PROMPT, device="cpu", negative_prompt=AVOID, **more), strict=True))
    length = {"max_sequence_length": family.longest}
    if family.key in ("flux", "flux-fill", "kontext"):
        found = read(PROMPT, None, device="cpu", **length)
        return {"prompt_embeds": found[0], "pooled_prompt_embeds": found[1]}
    if family.key == "klein":
        return {"prompt_embeds": read(PROMPT, device="cpu", **length)[0]}
    if family.key == "qwen":
        found, avoided = read(PROMPT, device="cpu", **length), read(AVOID, device="cpu", **length)
        return {
            "prompt_embeds": found[0],
            "prompt_embeds_mask": found[1],
            "negative_prompt_embeds": avoided[0],
            "negative_prompt_embeds_mask": avoided[1],
        }
    if family.key == "z-image":
        found = read(PROMPT, device="cpu", do_classifier_free_guidance=False, **length)
        return {"prompt_embeds": found[0], "negative_prompt_embeds": []}
    found = read(PROMPT, AVOID, device="cpu", do_classifier_free_guidance=True, **length)
    return {
        "prompt_embeds": found[0],
        "prompt_attention_mask": found[2],
        "negative_prompt_embeds": found[3],
        "negative_prompt_attention_mask": found[5],
    }


def words(family: Family) -> dict[str, Any]:
    """The prompt, and the words to avoid where the family takes them."""
    return {"prompt": PROMPT} | ({"negative_prompt": AVOID} if family.takes_avoid else {})


def canvas() -> dict[str, Any]:
    """A picture whose middle is kept."""
    from PIL import Image

    random = np.random.default_rng(3)
    picture = random.integers(0, 256, (SIZE, SIZE, 3), np.uint8)
    mask = np.full((SIZE, SIZE), 255, np.uint8)
    mask[16:48, 16:48] = 0
    return {"image": Image.fromarray(picture), "mask_image": Image.fromarray(mask)}


def painted(pipeline: Any, family: Family, asked: dict[str, Any], **more: Any) -> Any:
    """A picture of 64 x 64 pixels after two steps, float32 in 0..1."""
    import torch

    pipeline.set_progress_bar_config(disable=True)
    takes = inspect.signature(pipeline.__call__).parameters
    own = {"height": SIZE, "width": SIZE, "num_inference_steps": 2, "strength": 1.0, "output_type": "np"}
    own |= {"_auto_resize": False, "max_area": SIZE * SIZE, "max_sequence_length": family.longest}
    own |= {family.guidance_argument: family.guidance, "generator": torch.Generator("cpu").manual_seed(5)}
    given = {name: value for name, value in own.items() if name in takes}
    return pipeline(**(given | canvas() | asked | more)).images[0]
