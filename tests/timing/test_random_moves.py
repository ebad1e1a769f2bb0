"""Any gesture on any storyboard: refused, or what should move has moved and what should stay has stayed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from moves import STEADY_SONGS, Drag, drags

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.storyboard.cues import format_cue
from composer.storyboard.editing import set_cue
from composer.storyboard.reading import load_text
from composer.storyboard.records import Scene, Snap, Storyboard, Unit
from composer.timing.moving import Gesture, move_arrival, retimed
from composer.timing.refitting import determined
from composer.timing.schedule import schedule

CLOSE = 0.0016 + 1e-9


def arrivals(storyboard: Storyboard, song: Song) -> list[float]:
    return [span.arrival for span in schedule(storyboard, song).spans]


def moved(drag: Drag) -> tuple[list[float], list[float]]:
    """All arrivals before and after; a refused one is no example."""
    try:
        retimings = move_arrival(drag.storyboard, drag.song, drag.scene, drag.seconds, drag.gesture)
    except ComposerError:
        assume(False)
    return arrivals(drag.storyboard, drag.song), arrivals(retimed(drag.storyboard, retimings), drag.song)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(drags(gestures=(Gesture.ROLL,)))
def test_a_roll_moves_one_arrival_and_none_of_those_that_cues_and_lengths_determine(drag: Drag) -> None:
    before, after = moved(drag)
    assert abs(after[drag.scene] - drag.seconds) <= CLOSE
    fixed = determined(drag.storyboard.scenes) - {drag.scene, len(before)}
    assert all(abs(after[number] - before[number]) <= CLOSE for number in fixed)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(drags(STEADY_SONGS, gestures=(Gesture.SLIDE,)))
def test_a_slide_moves_both_ends_of_a_scene_by_the_same(drag: Drag) -> None:
    before, after = moved(drag)
    by = drag.seconds - before[drag.scene]
    slid = {drag.scene, drag.scene + 1} - {len(before)}
    assert all(abs(after[number] - before[number] - by) <= CLOSE for number in slid)
    fixed = determined(drag.storyboard.scenes) - slid - {len(before)}
    assert all(abs(after[number] - before[number]) <= CLOSE for number in fixed)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(drags(STEADY_SONGS, gestures=(Gesture.RIPPLE,)))
def test_a_ripple_moves_every_later_arrival_by_the_same(drag: Drag) -> None:
    before, after = moved(drag)
    by = drag.seconds - before[drag.scene]
    for number in determined(drag.storyboard.scenes) - {len(before)}:
        shift = by if number >= drag.scene else 0.0
        assert abs(after[number] - before[number] - shift) <= CLOSE
    assert abs(after[drag.scene] - drag.seconds) <= CLOSE


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags(), st.sampled_from([0.5, 3.0]), st.sampled_from(Snap))
def test_determined_arrivals_ask_neither_weights_nor_snapping(drag: Drag, weight: float, snap: Snap) -> None:
    scenes = drag.storyboard.scenes
    other = replace(drag.storyboard, snap=snap, scenes=tuple(_weighed(scene, weight) for scene in scenes))
    try:
        before, after = arrivals(drag.storyboard, drag.song), arrivals(other, drag.song)
    except ComposerError:
        assume(False)
    fixed = determined(scenes) - {len(scenes)}
    assert [after[number] for number in fixed] == [before[number] for number in fixed]


def _weighed(scene: Scene, weight: float) -> Scene:
    return scene if scene.cue or scene.length else replace(scene, weight=weight)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags())
def test_written_into_the_text_a_move_reads_back_as_planned(drag: Drag) -> None:
    text = written(drag.storyboard)
    storyboard = load_text(text, Path("film.yaml"))
    try:
        retimings = move_arrival(storyboard, drag.song, drag.scene, drag.seconds, drag.gesture)
    except ComposerError:
        assume(False)
    for retiming in retimings:
        text = set_cue(text, retiming.scene, retiming.timing)
    assert load_text(text, Path("film.yaml")).scenes == retimed(storyboard, retimings).scenes


def written(storyboard: Storyboard) -> str:
    """A storyboard's scenes and their timings as a director writes them."""
    lines = [f"snap: {storyboard.snap.value}", "scenes:"]
    for scene in storyboard.scenes:
        lines += [f"  - id: {scene.id}", f"    prompt: {scene.prompt}  # {scene.id}", f"    {_timing(scene)}  # when"]
    return "\n".join(lines) + "\n"


def _timing(scene: Scene) -> str:
    if scene.cue is not None:
        return f'at: "{format_cue(scene.cue)}"'
    if scene.length is not None:
        unit = scene.length.unit
        return f"{unit.value}: {scene.length.amount:.{3 if unit is Unit.SECONDS else 6}f}"
    return f"weight: {scene.weight:g}"
