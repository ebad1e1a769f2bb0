"""Any storyboard at all: refused, or placed and flown without breaking one rule."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from songs import bars, board, make_song, scene, silent_song, steady_song

from composer.easing import EASINGS
from composer.errors import StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import (
    BarCue,
    BeatCue,
    Direction,
    Hold,
    Length,
    Scene,
    SectionCue,
    Snap,
    Storyboard,
    TimeCue,
    Unit,
)
from composer.storyboard.stack import keyframe_count
from composer.timing.camera import plan_camera
from composer.timing.schedule import schedule

cues = st.one_of(
    st.builds(BarCue, bar=st.integers(1, 40), beat=st.sampled_from([1.0, 2.0, 2.5, 4.0])),
    st.builds(BeatCue, beat=st.floats(1, 140)),
    st.builds(TimeCue, seconds=st.floats(0, 70)),
    st.builds(SectionCue, number=st.integers(1, 4)),
)
lengths = st.one_of(
    st.builds(Length, amount=st.integers(1, 8).map(float), unit=st.sampled_from(Unit)),
    st.builds(Length, amount=st.floats(0.01, 12), unit=st.just(Unit.SECONDS)),
)
holds = st.one_of(st.just(Length(amount=0, unit=Unit.SECONDS)), lengths)


@st.composite
def scenes(draw: st.DrawFn, number: int) -> Scene:
    kind = draw(st.sampled_from(["flexible", "flexible", "flexible", "length", "cue"]))
    return scene(
        f"s{number}",
        cue=draw(cues) if kind == "cue" else None,
        length=draw(lengths) if kind == "length" else None,
        weight=draw(st.sampled_from([0.1, 1.0, 1.0, 3.0, 20.0])),
        steps=draw(st.integers(0, 6)),
        ease=draw(st.sampled_from(sorted(EASINGS))),
        pulse=draw(st.sampled_from([0.0, 0.2, 1.0])),
    )


@st.composite
def storyboards(draw: st.DrawFn) -> Storyboard:
    count = draw(st.integers(1, 8))
    return board(
        *(draw(scenes(number)) for number in range(count)),
        snap=draw(st.sampled_from(Snap)),
        direction=draw(st.sampled_from(Direction)),
        offset=draw(st.sampled_from([0.0, 0.0, -0.08, 0.3])),
        hold=Hold(start=draw(holds), end=draw(holds)),
    )


@st.composite
def songs(draw: st.DrawFn) -> Song:
    kind = draw(st.sampled_from(["steady", "human", "silent"]))
    duration = draw(st.floats(4, 70))
    if kind == "silent":
        return silent_song(duration)
    meter = draw(st.integers(2, 7))
    sections = [(0.0, "A"), (duration / 3, "B"), (duration / 2, "A")]
    if kind == "steady":
        pickup = draw(st.integers(0, meter - 1))
        return steady_song(duration=duration, bpm=120, meter=meter, first=0.37, pickup=pickup, sections=sections)
    steps = draw(st.lists(st.floats(0.25, 1.2), min_size=8, max_size=60))
    times = np.cumsum(steps)
    times = times[times < duration]
    positions, length = [], meter
    while len(positions) < len(times):
        length = draw(st.sampled_from([meter, meter, meter, meter + 1, max(meter - 1, 1)]))
        positions += range(1, length + 1)
    return make_song(duration=duration, beats=times, positions=positions[: len(times)], meter=meter, sections=sections)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(storyboards(), songs(), st.sampled_from([Fraction(30), Fraction(24000, 1001), Fraction(120)]))
def test_any_storyboard_is_refused_or_keeps_every_rule(storyboard: Storyboard, song: Song, rate: Fraction) -> None:
    try:
        timeline = schedule(storyboard, song, rate=rate)
    except StoryboardError:
        return
    spans = timeline.spans
    assert timeline.frame_count == max(1, round(Fraction(song.duration) * rate))
    assert [span.start_frame for span in spans] == [0, *(span.end_frame for span in spans[:-1])]
    assert spans[-1].end_frame == timeline.frame_count
    half_a_frame = 500 / float(rate) + 1e-6
    assert all(abs(timeline.error_ms(span)) <= half_a_frame for span in spans)
    assert all(span.start_frame <= span.arrival_frame < span.end_frame for span in spans)

    depths = plan_camera(storyboard, timeline, song).depths
    forward = np.diff(depths) * (1 if storyboard.direction is Direction.IN else -1)
    assert len(depths) == timeline.frame_count
    assert np.isfinite(depths).all()
    assert forward.min(initial=0.0) >= -1e-9
    assert depths.min() >= -1e-9
    assert depths.max() <= keyframe_count(storyboard) - 1 + 1e-9
    assert all(abs(depths[span.arrival_frame] - span.first_step) < 1e-12 for span in spans)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0.05, 20), min_size=2, max_size=12), st.sampled_from([Snap.BAR, Snap.BEAT]), st.integers(0, 3)
)
def test_flexible_scenes_that_fit_on_their_bars_are_never_refused(
    weights: list[float], snap: Snap, pickup: int
) -> None:
    song = steady_song(duration=len(weights) * 2.0 + 2.0, pickup=pickup)
    flexible = [scene(f"s{i}", weight=weight) for i, weight in enumerate(weights)]
    timeline = schedule(board(*flexible, snap=snap), song)
    wanted = 1.0 if snap is Snap.BAR else None
    assert all(wanted in (None, span.beat) for span in timeline.spans[1:])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=6), st.floats(60, 66))
def test_lengths_in_bars_at_the_end_begin_on_bars(amounts: list[int], duration: float) -> None:
    song = steady_song(duration=duration)
    fixed = [scene(f"s{i}", length=bars(amount)) for i, amount in enumerate(amounts)]
    try:
        timeline = schedule(board(scene("free"), *fixed), song)
    except StoryboardError:
        assert sum(amounts) > 28
        return
    assert all(span.beat == 1.0 for span in timeline.spans[1:])
