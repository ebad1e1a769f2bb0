"""Reference pictures on real tiny pipelines of FLUX.2 [klein] and FLUX.1 Kontext."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.people.references import reference_arguments
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_pipeline
from composer.painting.painter import Portrait
from composer.storyboard.records import Storyboard

FAMILIES = ["klein", "kontext"]
SIZE = (192, 112)


@pytest.fixture
def people(tmp_path: Path) -> tuple[Portrait, Portrait]:
    for number, name in enumerate(("june", "theo")):
        coarse = np.random.default_rng(number).integers(0, 256, (10, 8, 3), np.uint8)
        picture = np.kron(coarse, np.ones((16, 16, 1), np.uint8)) // 2 + 127 * number
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    june, theo = (Portrait(name=name, picture=tmp_path / f"{name}.png", weight=0.8) for name in ("june", "theo"))
    return june, theo


def painted(folder: Path, family: str, arguments: dict[str, Any]) -> np.ndarray:
    libraries = load_libraries()
    pipeline = load_pipeline(libraries, identify(libraries, Source(name=family, path=folder)), libraries.torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    canvas = np.random.default_rng(5).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    mask = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    mask[40:70, 60:120] = 0
    own = {"_auto_resize": False} if family == "kontext" else {}
    result = pipeline(
        prompt="a yellow school bus",
        image=Image.fromarray(canvas),
        mask_image=Image.fromarray(mask),
        width=SIZE[0],
        height=SIZE[1],
        num_inference_steps=2,
        strength=1.0,
        guidance_scale=1.0,
        generator=libraries.torch.Generator("cpu").manual_seed(3),
        output_type="np",
        **own,
        **arguments,
    )
    return np.asarray(result.images[0])


@pytest.mark.parametrize("family", FAMILIES)
def test_people_change_the_picture_each_in_their_own_way(
    family: str, storyboard: Storyboard, tiny: Callable[[str], Path], people: tuple[Portrait, Portrait]
) -> None:
    june, theo = people
    album, spec = Album(storyboard), family_named(family)

    def of(*shown: Portrait) -> np.ndarray:
        return painted(tiny(family), family, reference_arguments(spec, album, shown, SIZE))

    plain = painted(tiny(family), family, {})
    pictures = [plain, of(june), of(theo), of(june, theo), of(theo, june)]
    assert all(picture.shape == (SIZE[1], SIZE[0], 3) for picture in pictures)
    for number, one in enumerate(pictures):
        assert all(np.abs(one - other).max() > 1e-4 for other in pictures[:number])
    assert np.array_equal(of(june), pictures[1])


@pytest.mark.parametrize("family", FAMILIES)
def test_nobody_and_people_of_no_weight_leave_the_call_as_it_is(
    family: str, storyboard: Storyboard, people: tuple[Portrait, Portrait]
) -> None:
    album, spec = Album(storyboard), family_named(family)
    assert reference_arguments(spec, album, [], SIZE) == {}
    assert reference_arguments(spec, album, [replace(each, weight=0.0) for each in people], SIZE) == {}
    alone = reference_arguments(spec, album, [replace(people[0], weight=0.0), people[1]], SIZE)["image_reference"]
    assert np.array_equal(*(np.asarray(each) for each in (alone, only(spec.key, album, people[1]))))


def only(family: str, album: Album, portrait: Portrait) -> Any:
    return reference_arguments(family_named(family), album, [portrait], SIZE)["image_reference"]


def test_klein_takes_a_picture_a_person_and_kontext_one_sheet(
    storyboard: Storyboard, people: tuple[Portrait, Portrait]
) -> None:
    album, size = Album(storyboard), (1024, 1024)
    several = reference_arguments(family_named("klein"), album, people, size)["image_reference"]
    assert [picture.size for picture in several] == [(512, 512), (512, 512)]
    one = reference_arguments(family_named("kontext"), album, people, size)["image_reference"]
    assert one.size == (1024, 512)
    assert np.array_equal(np.asarray(one), np.concatenate([np.asarray(each) for each in several], axis=1))


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("size", [(1024, 1024), (1344, 768), (512, 288)])
def test_references_are_no_larger_together_than_the_canvas(
    count: int, size: tuple[int, int], storyboard: Storyboard, people: tuple[Portrait, Portrait]
) -> None:
    shown = [people[number % 2] for number in range(count)]
    sheet = reference_arguments(family_named("kontext"), Album(storyboard), shown, size)["image_reference"]
    assert sheet.width * sheet.height <= size[0] * size[1]
    assert sheet.width == count * sheet.height
    assert sheet.height % 16 == 0
