"""Any gesture on any storyboard: refused, or what should move has moved and what should stay has stayed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, reject, settings
from hypothesis import strategies as st
from moves import STEADY_SONGS, Drag, drags

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.storyboard.cues import format_cue
from composer.storyboard.editing import set_cue
from composer.storyboard.reading import load_text
from composer.storyboard.records import BarCue, Length, Scene, SectionCue, Snap, Storyboard, TimeCue, Unit
from composer.timing.moving import Gesture, Retiming, move_arrival, retimed
from composer.timing.refitting import determined
from composer.timing.schedule import schedule

CLOSE = 0.0016 + 1e-9


def arrivals(storyboard: Storyboard, song: Song) -> list[float]:
    return [span.arrival for span in schedule(storyboard, song).spans]


def moved(drag: Drag) -> tuple[list[float], list[float]]:
    """All arrivals before and after."""
    retimings = proposed(drag)
    return arrivals(drag.storyboard, drag.song), arrivals(retimed(drag.storyboard, retimings), drag.song)


def proposed(drag: Drag) -> tuple[Retiming, ...]:
    """What is rewritten; a refused gesture is no example."""
    try:
        return move_arrival(drag.storyboard, drag.song, drag.scene, drag.seconds, drag.gesture)
    except ComposerError:
        reject()


@settings(max_examples=400, deadline=None, derandomize=True)
@given(drags())
def test_a_scene_arrives_where_it_is_dragged_and_what_does_not_move_with_it_stays(drag: Drag) -> None:
    before, after = moved(drag)
    assert abs(after[drag.scene] - drag.seconds) <= CLOSE
    stop = drag.scene + {Gesture.ROLL: 1, Gesture.SLIDE: 2, Gesture.RIPPLE: len(before)}[drag.gesture]
    fixed = determined(drag.storyboard.scenes) - {len(before), *range(drag.scene, stop)}
    assert all(abs(after[number] - before[number]) <= CLOSE for number in fixed)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(drags(STEADY_SONGS, gestures=(Gesture.SLIDE,)))
def test_a_slide_moves_both_ends_of_a_scene_by_the_same(drag: Drag) -> None:
    before, after = moved(drag)
    by = drag.seconds - before[drag.scene]
    slid = {drag.scene, drag.scene + 1} - {len(before)}
    assert all(abs(after[number] - before[number] - by) <= CLOSE for number in slid)
    fixed = determined(drag.storyboard.scenes) - slid - {len(before)}
    assert all(abs(after[number] - before[number]) <= CLOSE for number in fixed)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(drags(STEADY_SONGS, gestures=(Gesture.RIPPLE,)))
def test_a_ripple_moves_every_later_arrival_by_the_same(drag: Drag) -> None:
    before, after = moved(drag)
    by = drag.seconds - before[drag.scene]
    for number in determined(drag.storyboard.scenes) - {len(before)}:
        shift = by if number >= drag.scene else 0.0
        assert abs(after[number] - before[number] - shift) <= CLOSE


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags())
def test_no_line_is_rewritten_that_could_stay(drag: Drag) -> None:
    retimings = proposed(drag)
    after = arrivals(retimed(drag.storyboard, retimings), drag.song)
    scenes, last = drag.storyboard.scenes, len(after) - 1
    # Where lengths alone make the film, the last one says when it ends, which no arrival shows.
    needed = [each for each in retimings if each.scene < last or not all(scene.length for scene in scenes)]
    checked = {drag.scene, *determined(scenes)} | ({drag.scene + 1} if drag.gesture is Gesture.SLIDE else set())
    for retiming in needed:
        rest = [each for each in retimings if each is not retiming]
        try:
            without = arrivals(retimed(drag.storyboard, rest), drag.song)
        except ComposerError:
            continue
        assert any(abs(without[number] - after[number]) > CLOSE for number in checked - {len(after)})


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags())
def test_lengths_stay_in_their_unit_and_cues_too_where_one_is_there(drag: Drag) -> None:
    for retiming in proposed(drag):
        was, timing = drag.storyboard.scenes[retiming.scene], retiming.timing
        if isinstance(timing, Length):
            assert was.length is not None
            assert timing.unit is was.length.unit
        elif was.cue is None or isinstance(was.cue, SectionCue):
            assert isinstance(timing, BarCue | TimeCue | SectionCue)
        else:
            assert isinstance(timing, type(was.cue) | TimeCue)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags(), st.sampled_from([0.5, 3.0]), st.sampled_from(Snap))
def test_determined_arrivals_ask_neither_weights_nor_snapping(drag: Drag, weight: float, snap: Snap) -> None:
    scenes = drag.storyboard.scenes
    other = replace(drag.storyboard, snap=snap, scenes=tuple(_weighed(scene, weight) for scene in scenes))
    try:
        before, after = arrivals(drag.storyboard, drag.song), arrivals(other, drag.song)
    except ComposerError:
        reject()
    fixed = determined(scenes) - {len(scenes)}
    assert [after[number] for number in fixed] == [before[number] for number in fixed]


def _weighed(scene: Scene, weight: float) -> Scene:
    return scene if scene.cue or scene.length else replace(scene, weight=weight)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(drags())
def test_written_into_the_text_a_move_reads_back_as_planned(drag: Drag) -> None:
    text = written(drag.storyboard)
    storyboard = load_text(text, Path("film.yaml"))
    retimings = proposed(replace(drag, storyboard=storyboard))
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
