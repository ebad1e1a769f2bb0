"""A model's two halves: what reads prompts, and what paints from what was read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import asking_tiny
import numpy as np
import pytest

from composer.painting.diffusion.families.family import MaskUse
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.finding import Checkpoint, identify, mask_use
from composer.painting.diffusion.weights.loading import load_painting_parts, load_pipeline, load_text_parts

KEYS = [family.key for family in FAMILIES]


@pytest.mark.parametrize("key", KEYS)
def test_a_picture_from_embeddings_by_the_painting_half_equals_the_whole_pipelines_from_words(
    key: str, tiny: Callable[[str], Path]
) -> None:
    libraries = load_libraries()
    libraries.torch.set_num_threads(1)
    checkpoint = identify(libraries, Source(name=key, path=tiny(key)))
    family, dtype = checkpoint.family, libraries.torch.float32
    assert family.key == key
    whole = load_pipeline(libraries, checkpoint, dtype)
    assert type(whole).__name__ == family.pipeline
    reader = load_text_parts(libraries, checkpoint, dtype)
    assert (getattr(reader, family.denoiser), reader.vae) == (None, None)
    painter = load_painting_parts(libraries, checkpoint, dtype)
    assert all(getattr(painter, part) is None for part in family.text_parts)
    with libraries.torch.no_grad():
        read = asking_tiny.embeddings(reader, family)
    ours = asking_tiny.painted(painter, family, read)
    assert ours.shape == (asking_tiny.SIZE, asking_tiny.SIZE, 3)
    assert np.array_equal(ours, asking_tiny.painted(whole, family, asking_tiny.words(family)))
    assert ours.std() > 0.01


@pytest.mark.parametrize(
    ("name", "use"),
    [("sd", MaskUse.NATIVE), ("sd-four", MaskUse.BLEND), ("sdxl-four", MaskUse.BLEND), ("flux", MaskUse.BLEND)],
)
def test_what_a_model_makes_of_the_mask_is_told_by_its_denoiser(
    name: str, use: MaskUse, tiny: Callable[[str], Path]
) -> None:
    libraries = load_libraries()
    checkpoint = identify(libraries, Source(name=name, path=tiny(name)))
    pipeline = load_painting_parts(libraries, checkpoint, libraries.torch.float32)
    assert mask_use(pipeline, checkpoint.family) is use


def test_a_stable_diffusion_3_model_that_sees_33_channels_uses_the_mask() -> None:
    def use(channels: int) -> MaskUse:
        pipeline = SimpleNamespace(transformer=SimpleNamespace(config=SimpleNamespace(in_channels=channels)))
        return mask_use(pipeline, family_named("sd3"))

    assert (use(16), use(33)) == (MaskUse.BLEND, MaskUse.NATIVE)


def test_the_half_that_reads_leaves_the_safety_checker_to_the_half_that_paints() -> None:
    asked: list[set[str]] = []

    def load(source: str, **more: object) -> object:
        asked.append({name for name, value in more.items() if value is None and name != "variant"})
        return object()

    kind = SimpleNamespace(from_pretrained=load)
    libraries = Libraries(torch=None, diffusers=SimpleNamespace(StableDiffusionInpaintPipeline=kind), hub=None)
    checkpoint = Checkpoint(name="sd", source="sd", local=True, family=family_named("sd"))
    load_text_parts(libraries, checkpoint, "float16")
    load_painting_parts(libraries, checkpoint, "float16")
    assert asked == [{"unet", "vae", "safety_checker", "feature_extractor"}, {"text_encoder", "tokenizer"}]
