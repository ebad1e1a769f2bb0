"""Words on their way, and people, reach the picture and its digest through the painter and the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_films import BUS, PROM, Film, make_adapter, make_control, make_person, paint_film, two_steps

from composer.errors import ComposerError
from composer.painting.painter import Portrait, Step, Travel
from composer.storyboard.records import Storyboard

Tiny = Callable[[str], Path]
Painting = Callable[..., Film]
#: From the bus' words to the prom's: half-way in the middle of the step, and all of it before or after the middle.
HALF = Travel(prompt=PROM, avoid="people", begins=0.0, ends=1.0)
LATE, EARLY = replace(HALF, begins=0.6, ends=1.0), replace(HALF, begins=-0.5, ends=0.4)
OVER, NOT_YET = replace(HALF, begins=-1.0, ends=0.0), replace(HALF, begins=1.0, ends=2.0)


@pytest.fixture
def film(storyboard: Storyboard, tiny: Tiny, small_canvases: None, tmp_path: Path) -> Painting:
    """Films by a family's tiny model, all kept in one store."""

    def run(family: str, chain: list[Step], **options: object) -> Film:
        return paint_film(storyboard, {"model": str(tiny(family)), **options}, tmp_path / "kept", chain)

    return run


def two_of(*people: Portrait) -> list[Step]:
    return two_steps(people=people)


@pytest.mark.parametrize("family", ["sd", "sdxl", "sd3", "flux", "klein", "qwen", "z-image", "chroma"])
def test_words_on_their_way_change_their_step_alone_and_each_manner_in_its_own_way(family: str, film: Painting) -> None:
    plain = film(family, two_steps())
    blend, radial = film(family, two_steps(HALF)), film(family, two_steps(HALF), travel="radial")
    end = film(family, two_steps(OVER))
    for one in (blend, radial, end):
        assert one.reused == (False, True)
        assert one.digests[1] == plain.digests[1]
    pictures = [each.pictures[0].astype(int) for each in (plain, blend, radial, end)]
    for number, one in enumerate(pictures):
        assert all(np.abs(one - other).max() > 0 for other in pictures[number + 1 :])


@pytest.mark.parametrize("family", ["sd", "flux", "qwen", "z-image"])
def test_at_both_ends_of_the_way_the_words_are_exactly_the_one_scenes_or_the_others(
    family: str, film: Painting
) -> None:
    plain = film(family, two_steps())
    assert film(family, two_steps(NOT_YET)).digests == plain.digests
    assert film(family, two_steps(LATE)).digests == plain.digests  # in its middle, which counts for all of it
    over = film(family, two_steps(OVER))
    assert film(family, two_steps(EARLY)).digests == over.digests
    own = two_steps()
    own[0] = replace(own[0], prompt=PROM, avoid="people")
    assert film(family, own).is_like(over)


def test_what_counts_nowhere_in_the_middle_of_a_step_still_counts_along_its_portal(film: Painting) -> None:
    assert film("sd", two_steps(LATE)).digests != film("sd", two_steps(LATE), travel="radial").digests


def test_a_blended_picture_at_the_end_of_the_way_is_that_of_the_words_there(
    storyboard: Storyboard, tiny: Tiny, small_canvases: None, tmp_path: Path
) -> None:
    """The painter is asked for both words, with the weight 0 or 1; digests alone would hide a difference."""
    for number, (travel, words) in enumerate(((LATE, (BUS, "text, frame")), (EARLY, (PROM, "people")))):
        options = {"model": str(tiny("sd"))}
        on_the_way = paint_film(storyboard, options, tmp_path / f"way {number}", two_steps(travel))
        steps = two_steps()
        steps[0] = replace(steps[0], prompt=words[0], avoid=words[1])
        assert on_the_way.is_like(paint_film(storyboard, options, tmp_path / f"end {number}", steps))


@pytest.mark.parametrize("family", ["sd", "sdxl", "flux"])
def test_people_are_shown_through_an_adapter(family: str, film: Painting, tiny: Tiny, tmp_path: Path) -> None:
    adapter = make_adapter(family, tiny(family), tmp_path / "adapter")
    june, theo = make_person(tmp_path, "june"), make_person(tmp_path, "theo", seed=1)

    def painted(*people: Portrait, **options: object) -> Film:
        return film(family, two_of(*people), adapter=str(adapter), **options)

    nobody, shown = painted(), painted(june)
    assert shown.reused == (False, True)  # nobody is in the prom
    films = [nobody, shown, painted(theo), painted(replace(june, weight=0.3)), painted(june, theo)]
    for number, one in enumerate(films):
        assert all(np.abs(one.pictures[0].astype(int) - other.pictures[0]).max() > 0 for other in films[:number])
    assert len({each.digests[0] for each in films}) == len(films)
    assert painted(replace(june, weight=0.0)).digests == nobody.digests
    # The innermost one, painted while the adapter was there, is what it is without one.
    alone = film(family, two_steps()[1:], adapter=str(adapter), seam=False)
    assert np.array_equal(alone.pictures[0], shown.pictures[1])
    june.picture.write_bytes(theo.picture.read_bytes())
    assert painted(june).reused == (False, True)


def test_another_adapter_repaints_those_steps_that_show_people(film: Painting, tiny: Tiny, tmp_path: Path) -> None:
    june = make_person(tmp_path, "june")
    first = make_adapter("sdxl", tiny("sdxl"), tmp_path / "first")
    second = make_adapter("sdxl", tiny("sdxl"), tmp_path / "second")
    from safetensors.torch import load_file, save_file

    weights = load_file(second / "ip_adapter.safetensors")
    save_file({name: 2 * tensor for name, tensor in weights.items()}, second / "ip_adapter.safetensors")
    one = film("sdxl", two_of(june), adapter=str(first))
    other = film("sdxl", two_of(june), adapter=str(second))
    assert other.reused == (False, True)
    assert not one.is_like(other)


@pytest.mark.parametrize("family", ["klein", "kontext"])
def test_people_are_shown_as_reference_pictures(family: str, film: Painting, tmp_path: Path) -> None:
    june, theo = make_person(tmp_path, "june"), make_person(tmp_path, "theo", seed=1)
    nobody, shown = film(family, two_of()), film(family, two_of(june))
    assert shown.reused == (False, True)
    films = [nobody, shown, film(family, two_of(theo)), film(family, two_of(june, theo))]
    for number, one in enumerate(films):
        assert all(np.abs(one.pictures[0].astype(int) - other.pictures[0]).max() > 0 for other in films[:number])
    assert film(family, two_of(replace(june, weight=0.0))).reused == (True, True)


def test_a_controlnet_and_people_are_had_together_where_the_pipeline_shows_both(
    film: Painting, tiny: Tiny, tmp_path: Path
) -> None:
    june = make_person(tmp_path, "june")
    options = {
        "adapter": str(make_adapter("sd", tiny("sd"), tmp_path / "adapter")),
        "control": str(make_control("sd", tiny("sd"), tmp_path / "control")),
    }
    nobody, shown = film("sd", two_of(), **options), film("sd", two_of(june), **options)
    assert shown.reused == (False, True)
    assert not nobody.is_like(shown)


def test_a_controlnet_and_people_are_refused_together_where_it_does_not(
    film: Painting, tiny: Tiny, tmp_path: Path
) -> None:
    control = make_control("flux", tiny("flux"), tmp_path / "control")
    with pytest.raises(ComposerError) as caught:
        film("flux", two_of(make_person(tmp_path, "june")), control=str(control))
    assert str(caught.value) == (
        "painter.diffusion.control: beside a ControlNet FLUX.1 [dev] and [schnell] cannot be shown the pictures of "
        "the cast\n"
        "  hint: leave control out, or take the pictures out of the cast"
    )


def test_an_adapter_that_may_not_be_used_for_sold_films_is_refused_where_people_are_shown(
    film: Painting, tmp_path: Path
) -> None:
    film("flux", two_of(), commercial=True)
    with pytest.raises(ComposerError) as caught:
        film("flux", two_of(make_person(tmp_path, "june")), commercial=True)
    assert str(caught.value) == (
        "painter.diffusion.commercial: pictures of the cast are shown to FLUX.1 [dev] and [schnell] by "
        "XLabs-AI/flux-ip-adapter-v2, which may not be used for films that are sold (licence FLUX.1 [dev], "
        "non-commercial)\n  hint: write likeness: 0, choose a Stable Diffusion XL model, or name an adapter "
        "that may be used"
    )


def test_whatever_else_is_asked_for_people_and_words_on_their_way_go_together(
    film: Painting, tiny: Tiny, tmp_path: Path
) -> None:
    june = make_person(tmp_path, "june")
    adapter = str(make_adapter("sd", tiny("sd"), tmp_path / "adapter"))
    more = {"adapter": adapter, "travel": "radial", "steps": 4, "seam": True, "upscale": {"canvas": 1.5}}
    one = film("sd", two_steps(HALF, (june,)), **more)
    assert not one.is_like(film("sd", two_steps(None, (june,)), **more))
    assert not one.is_like(film("sd", two_steps(HALF), **more))
