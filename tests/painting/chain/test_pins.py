"""Pinned steps: their painted picture stays, whatever changes; another inner keyframe is laid into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from field_painter import HEIGHT, WIDTH, FieldPainter, OnePainter, film

from composer.errors import ComposerError, Place, StoryboardError
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.painter import Picture
from composer.painting.pasting import paste
from composer.painting.pins import pinned_files
from composer.painting.recipes import Recipe, missing_of
from composer.painting.ring import write_works
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Output, PortalSpec, Storyboard


def works(storyboard: Storyboard, folder: Path, painter: FieldPainter | None = None) -> tuple[Recipe, ...]:
    return write_works(storyboard, OnePainter(painter), KeyframeStore(folder))  # type: ignore[arg-type]


def paint(storyboard: Storyboard, folder: Path, painter: FieldPainter | None = None) -> tuple[Keyframe, ...]:
    made = works(storyboard, folder, painter)
    return paint_chain(made, OnePainter(painter), KeyframeStore(folder))  # type: ignore[arg-type]


def changed(storyboard: Storyboard, number: int, **fields: object) -> Storyboard:
    scenes = list(storyboard.scenes)
    scenes[number] = replace(scenes[number], **fields)  # type: ignore[arg-type]
    return replace(storyboard, scenes=tuple(scenes))


def pinned(storyboard: Storyboard, keyframe: Keyframe, digits: int = 32) -> Storyboard:
    number = [scene.id for scene in storyboard.scenes].index(keyframe.scene)
    first = sum(scene.steps for scene in storyboard.scenes[:number])
    return changed(storyboard, number, pins=((keyframe.index - first + 1, keyframe.digest[:digits]),))


def seen(keyframe: Keyframe, folder: Path) -> Picture:
    return KeyframeStore(folder).load(keyframe.digest)


def refusal(storyboard: Storyboard, folder: Path) -> StoryboardError:
    with pytest.raises(StoryboardError) as caught:
        works(storyboard, folder)
    return caught.value


@pytest.mark.parametrize("digits", [8, 16, 32])
def test_a_pinned_picture_stays_when_its_words_and_seed_change(tmp_path: Path, digits: int) -> None:
    before = paint(film(), tmp_path)
    storyboard = changed(pinned(film(), before[3], digits), 1, prompt="new words", seed=9)
    painter = FieldPainter()
    after = paint(storyboard, tmp_path, painter)
    assert painter.painted == [2, 1, 0]  # the pinned step, 3, stays; what holds it is painted around it
    assert (after[3].digest, after[3].pinned, after[3].reused) == (before[3].digest, True, True)
    assert [keyframe.pinned for keyframe in after] == [index == 3 for index in range(9)]


def test_a_pin_alone_paints_nothing_and_changes_no_digest(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    for keyframe in before:
        painter = FieldPainter()
        after = paint(pinned(film(), keyframe), tmp_path, painter)
        assert [each.digest for each in after] == [each.digest for each in before]
        assert painter.painted == []


def test_another_inner_keyframe_is_laid_into_the_pinned_picture(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    storyboard = changed(pinned(film(), before[3]), 2, prompt="new inside")
    painter = FieldPainter()
    after = paint(storyboard, tmp_path, painter)
    assert painter.painted == [5, 4, 2, 1, 0]
    portal = after[3].portal
    assert portal is not None
    expected = paste(seen(before[3], tmp_path), seen(after[4], tmp_path), portal, after[3].feather)
    assert np.array_equal(seen(after[3], tmp_path), expected)
    assert not np.array_equal(seen(after[3], tmp_path), seen(before[3], tmp_path))
    assert (after[3].pinned, after[3].reused) == (True, True)


def test_what_was_laid_into_a_pinned_picture_can_be_pinned_in_its_turn(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    inside = changed(pinned(film(), before[3]), 2, prompt="new inside")
    laid = paint(inside, tmp_path)
    again = pinned(inside, laid[3])
    assert [keyframe.digest for keyframe in paint(again, tmp_path)] == [keyframe.digest for keyframe in laid]
    # With the first inner keyframe back, the picture is the first one, not one laid upon another.
    back = paint(changed(again, 2, prompt="c"), tmp_path)
    assert back[3].digest == before[3].digest


def test_the_picture_that_others_are_laid_into_is_among_the_works_but_not_shown(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    storyboard = changed(pinned(film(), before[3]), 2, prompt="new inside")
    made = works(storyboard, tmp_path)
    assert [recipe.digest for recipe in made if not recipe.is_shown] == [before[3].digest]
    known: set[str] = {""}
    for recipe in reversed(made):
        assert {recipe.inner, recipe.under} <= known
        known.add(recipe.digest)
    lacking = missing_of(made, KeyframeStore(tmp_path))
    assert before[3].digest not in {recipe.digest for recipe in lacking}


def test_the_innermost_keyframe_and_several_of_a_scene_can_be_pinned(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    pins = tuple((number, before[5 + number].digest) for number in (1, 2, 3))  # scene d: keyframes 6, 7, 8
    painter = FieldPainter()
    after = paint(changed(film(), 3, pins=pins, prompt="new"), tmp_path, painter)
    assert painter.painted == []
    assert [keyframe.digest for keyframe in after] == [keyframe.digest for keyframe in before]


def test_a_scene_put_inside_the_innermost_is_laid_into_its_pinned_picture(tmp_path: Path) -> None:
    """The pinned picture was painted around nothing."""
    storyboard = film(*film().scenes[:2])
    before = paint(storyboard, tmp_path)
    scenes = (storyboard.scenes[0], replace(storyboard.scenes[1], pins=((3, before[4].digest),), steps=3))
    longer = film(*scenes, replace(film().scenes[2], steps=0))
    painter = FieldPainter()
    after = paint(longer, tmp_path, painter)
    assert painter.painted == [5, 3, 2, 1, 0]
    portal = after[4].portal
    assert portal is not None
    expected = paste(seen(before[4], tmp_path), seen(after[5], tmp_path), portal, after[4].feather)
    assert np.array_equal(seen(after[4], tmp_path), expected)


def test_a_painter_of_one_drawing_a_scene_passes_pins_over(tmp_path: Path) -> None:
    class Drawings(FieldPainter):
        depicts = True

    storyboard = changed(film(), 1, pins=((2, "0123456789abcdef"),))
    assert not any(recipe.is_pinned for recipe in works(storyboard, tmp_path, Drawings()))


def test_a_pin_that_is_not_in_the_store_is_told_with_its_step(tmp_path: Path) -> None:
    paint(film(), tmp_path)
    place = Place(file=Path("film.yaml"), line=7, column=20)
    storyboard = changed(film(), 1, pins=((2, "0123456789abcdef"),))
    error = refusal(replace(storyboard, places={"scenes[1].pins.2": place}), tmp_path)
    assert str(error) == (
        "film.yaml:7:20: scenes[1].pins.2: the pinned picture 0123456789abcdef of b:2 (keyframe 3) is not in "
        f"{tmp_path}/keyframes\n  hint: put it back there, or choose the --store that has it; to have it painted "
        "again: `longzoom retake … --step b:2 --unpin`"
    )


def test_a_damaged_pinned_picture_counts_as_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = paint(film(), tmp_path)
    before[3].path.write_bytes(b"damaged")
    assert "is not in" in str(refusal(pinned(film(), before[3]), tmp_path))


def test_all_pins_that_cannot_be_used_are_told_at_once(tmp_path: Path) -> None:
    pins = ((1, "0123456789abcdef"), (2, "fedcba9876543210"))
    assert len(refusal(changed(film(), 1, pins=pins), tmp_path).problems) == 2


def test_digits_that_fit_two_pictures_are_refused(tmp_path: Path) -> None:
    paint(film(), tmp_path)
    store, picture = KeyframeStore(tmp_path), np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for end in ("1", "2"):
        store.save("0123456789abcd" + end.ljust(18, "0"), picture, {})
    error = refusal(changed(film(), 1, pins=((2, "01234567"),)), tmp_path).problems[0]
    assert error.message == "the pin 01234567 of b:2 fits 2 kept keyframes"
    assert error.hint == "write more digits: 0123456789abcd1, 0123456789abcd2"


def test_a_pinned_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    storyboard = replace(pinned(film(), before[3]), output=Output(width=HEIGHT // 2 * 2, height=HEIGHT // 2 * 2))
    assert refusal(storyboard, tmp_path).problems[0].message == (
        "the pinned picture of b:2 has 96x54 pixels, and the film's keyframes have 108x108"
    )


@pytest.mark.parametrize(
    "fields", [{"portal": PortalSpec(at=(0.4, 0.5))}, {"zoom": 1.7}, {"portal": PortalSpec(turn_degrees=3.0)}]
)
def test_a_pinned_picture_whose_portal_was_moved_is_refused(tmp_path: Path, fields: dict[str, object]) -> None:
    before = paint(film(), tmp_path)
    problem = refusal(changed(pinned(film(), before[3]), 1, **fields), tmp_path).problems[0]
    assert problem.message == (
        "in the pinned picture of b:2 the next keyframe opens elsewhere than the storyboard says now"
    )


def test_a_pinned_picture_that_held_others_is_refused_as_the_innermost(tmp_path: Path) -> None:
    """What was inside it would be seen for ever."""
    before = paint(film(), tmp_path)
    scenes = (film().scenes[0], replace(film().scenes[1], steps=0, pins=((1, before[2].digest),)))
    assert "opens elsewhere" in str(refusal(film(*scenes), tmp_path))


def test_a_pinned_picture_that_goes_after_planning_is_not_painted_again(tmp_path: Path) -> None:
    before = paint(film(), tmp_path)
    made = works(pinned(film(), before[3]), tmp_path)
    before[3].path.unlink()
    painter = FieldPainter()
    with pytest.raises(ComposerError) as caught:
        paint_chain(made, OnePainter(painter), KeyframeStore(tmp_path))  # type: ignore[arg-type]
    assert caught.value.message == f"{before[3].path}: the pinned picture of b:2 is gone"
    assert painter.painted == []


def loop() -> Storyboard:
    return replace(film(), loop=True)


@pytest.mark.parametrize("index", range(8))
def test_a_loops_keyframe_pinned_alone_paints_nothing_and_changes_nothing(tmp_path: Path, index: int) -> None:
    before = paint(loop(), tmp_path)
    painter = FieldPainter()
    after = paint(pinned(loop(), before[index]), tmp_path, painter)
    assert painter.painted == []
    assert [keyframe.digest for keyframe in after] == [keyframe.digest for keyframe in before]
    assert [keyframe.pinned for keyframe in after] == [number == index for number in range(8)]


def test_a_loops_pinned_keyframe_is_not_painted_again_when_all_words_change(tmp_path: Path) -> None:
    before = paint(loop(), tmp_path)
    storyboard = pinned(loop(), before[3])
    for number in range(4):
        storyboard = changed(storyboard, number, prompt=f"new {number}")
    painter = FieldPainter()
    after = paint(storyboard, tmp_path, painter)
    assert painter.painted == [0, 7, 6, 5, 4, 2, 1, 0]
    assert after[3].pinned
    border = seen(after[3], tmp_path)[0], seen(before[3], tmp_path)[0]
    assert np.array_equal(*border)


def test_a_loops_outermost_keyframe_stays_with_the_picture_that_the_ring_was_begun_with(tmp_path: Path) -> None:
    before = paint(loop(), tmp_path)
    storyboard = changed(changed(pinned(loop(), before[0]), 0, prompt="new"), 2, prompt="new inside")
    painter = FieldPainter()
    after = paint(storyboard, tmp_path, painter)
    # 1 is of scene a, whose words changed; 5 and 4 of c, 3 and 2 hold them. 7 and 6 were painted around the begun one.
    assert painter.painted == [5, 4, 3, 2, 1]
    assert np.array_equal(seen(after[0], tmp_path)[0], seen(before[0], tmp_path)[0])
    portal = after[0].portal
    assert portal is not None
    inside = seen(after[0], tmp_path)[HEIGHT // 2 - 9, WIDTH // 2]
    assert np.abs(inside.astype(int) - seen(after[1], tmp_path)[HEIGHT // 2 - 18, WIDTH // 2]).max() <= 2


def test_a_begun_picture_pinned_as_the_outermost_of_a_loop_is_not_painted_again(tmp_path: Path) -> None:
    """As `retake` shows the takes of a loop's outermost keyframe."""
    paint(loop(), tmp_path)
    begun = works(loop(), tmp_path)[-1]
    painter = FieldPainter()
    after = paint(changed(loop(), 0, pins=((1, begun.digest),), prompt="new"), tmp_path, painter)
    assert painter.painted == [1]
    assert after[0].pinned


def test_a_loop_of_one_keyframe_can_be_pinned(tmp_path: Path) -> None:
    one = replace(film(replace(film().scenes[0], steps=1)), loop=True)
    before = paint(one, tmp_path)
    painter = FieldPainter()
    after = paint(changed(pinned(one, before[0]), 0, prompt="new"), tmp_path, painter)
    assert painter.painted == []
    assert [keyframe.digest for keyframe in after] == [keyframe.digest for keyframe in before]


def test_a_pin_of_a_loop_still_holds_when_the_film_is_no_loop_any_more(tmp_path: Path) -> None:
    before = paint(loop(), tmp_path)
    painter = FieldPainter()
    after = paint(replace(pinned(loop(), before[3]), loop=False), tmp_path, painter)
    assert 3 not in painter.painted
    assert after[3].pinned


def test_all_files_that_a_pin_needs_are_known(tmp_path: Path) -> None:
    before = paint(loop(), tmp_path)
    files = pinned_files(pinned(loop(), before[0], 12), tmp_path)
    begun = works(loop(), tmp_path)[-1].digest
    assert begun in files
    assert before[0].digest in files
    store = KeyframeStore(tmp_path)
    for path in list(store.folder.rglob("*.png")):
        if path.stem not in files:
            path.unlink()
    assert paint(pinned(loop(), before[0]), tmp_path)[0].digest
    assert pinned_files(changed(loop(), 0, pins=((1, "0123456789abcdef"),)), tmp_path) == ()
