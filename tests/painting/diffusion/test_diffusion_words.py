from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.weights.loading import find_checkpoint, load_pipeline
from composer.painting.diffusion.words.parts import spelled


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_a_long_prompt_begins_with_what_the_pipeline_reads_in_its_first_part(
    family: str, tiny: Callable[[str], Path]
) -> None:
    libraries = load_libraries()
    torch = libraries.torch
    pipeline = load_pipeline(libraries, find_checkpoint(libraries, family, tiny(family)), torch.float32)
    assert spelled(torch, pipeline, "a bus", "text") == {"prompt": "a bus", "negative_prompt": "text"}
    first, second = "a" * 40 + ",", "b" * 60
    words = spelled(torch, pipeline, f"{first} {second}", "text")
    with torch.no_grad():
        own = [
            pipeline.encode_prompt(
                part, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=True, negative_prompt=avoid
            )
            for part, avoid in ((first, "text"), (second, ""))
        ]
    assert words["prompt_embeds"].shape[1] == 2 * 77
    assert torch.equal(words["prompt_embeds"], torch.cat([own[0][0], own[1][0]], dim=1))
    assert torch.equal(words["negative_prompt_embeds"], torch.cat([own[0][1], own[1][1]], dim=1))
    if family == "sdxl":
        assert torch.equal(words["pooled_prompt_embeds"], own[0][2])
