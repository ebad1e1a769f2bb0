"""Seconds to whole frames: no gap, no drift, half a frame at most."""

from __future__ import annotations

from fractions import Fraction

import pytest
from songs import bars, board, scene, seconds, steady_song

from composer.storyboard.records import BarCue, Direction, Hold, Scene, Snap, TimeCue
from composer.timing.schedule import schedule
from composer.timing.timeline import Span, Timeline

RATES = [Fraction(30), Fraction(24000, 1001), Fraction(60000, 1001), Fraction(120)]
#: 97 BPM: no beat but the first falls on a frame.
SONG = steady_song(duration=75.3, bpm=97, first=0.21)


def spans_of(*scenes: Scene, **options: object) -> tuple[Span, ...]:
    song = steady_song(duration=64.0)
    return schedule(board(*scenes, **options), song).spans  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("direction", list(Direction))
def test_scenes_cover_every_frame_of_the_song_once(rate: Fraction, direction: Direction) -> None:
    scenes = [scene(f"s{i}") for i in range(9)]
    timeline = schedule(board(*scenes, direction=direction), SONG, rate=rate)
    shown = [span.number for span in timeline.spans for _ in range(span.start_frame, span.end_frame)]
    assert len(shown) == timeline.frame_count == round(Fraction(75.3) * rate)
    assert shown == sorted(shown)
    assert set(shown) == set(range(9))


@pytest.mark.parametrize("rate", RATES)
def test_every_arrival_is_within_half_a_frame_of_its_cue(rate: Fraction) -> None:
    scenes = [scene(f"s{i}") for i in range(20)]
    timeline = schedule(board(*scenes, offset=0.013), SONG, rate=rate)
    for span in timeline.spans[1:]:
        shown_at = span.arrival_frame / rate
        assert abs(shown_at - Fraction(span.arrival) - Fraction(0.013)) <= Fraction(1, 2) / rate
        assert timeline.error_ms(span) == pytest.approx(
            1000 * float(shown_at - Fraction(span.arrival + 0.013)), abs=1e-6
        )


@pytest.mark.parametrize("rate", RATES)
def test_arrivals_do_not_drift_over_twenty_minutes(rate: Fraction) -> None:
    # A beat each 60/97 s exactly: bar 4 n + 1 is at 16 n * 60/97 s.
    song = steady_song(duration=1200.0, bpm=97)
    scenes = [scene("s0"), *(scene(f"s{n}", cue=BarCue(bar=4 * n + 1)) for n in range(1, 121))]
    timeline = schedule(board(*scenes), song, rate=rate)
    for n, span in enumerate(timeline.spans):
        assert abs(span.arrival_frame / rate - Fraction(16 * 60 * n, 97)) <= Fraction(1, 2) / rate + Fraction(1, 10**9)
    assert timeline.frame_count == round(1200 * rate)


def test_bar_and_beat_of_each_arrival_are_named() -> None:
    spans = spans_of(scene("a"), scene("b", cue=BarCue(bar=9)), scene("c", cue=BarCue(bar=12, beat=2.5)))
    assert [(span.bar, span.beat) for span in spans] == [(1, 1.0), (9, 1.0), (12, 2.5)]


def test_the_rate_given_goes_before_the_storyboards() -> None:
    assert schedule(board(scene("a")), SONG, rate=Fraction(24)).rate == 24
    assert schedule(board(scene("a"), fps=Fraction(25)), SONG).rate == 25


def test_a_first_scene_with_a_cue_is_on_screen_from_the_first_frame_and_arrives_on_its_cue() -> None:
    first, second = spans_of(scene("a", cue=BarCue(bar=3)), scene("b", cue=BarCue(bar=5)))
    assert (first.start_frame, first.arrival_frame, first.depart_frame, first.end_frame) == (0, 120, 120, 240)
    assert (second.start_frame, second.arrival_frame) == (240, 240)


@pytest.mark.parametrize(("offset", "frames"), [(0.2, 6), (-0.2, -6)])
def test_an_offset_shifts_the_arrivals_but_not_the_ends_of_the_film(offset: float, frames: int) -> None:
    plain = spans_of(scene("a"), scene("b", cue=BarCue(bar=9)), scene("c", cue=BarCue(bar=17)))
    moved = spans_of(scene("a"), scene("b", cue=BarCue(bar=9)), scene("c", cue=BarCue(bar=17)), offset=offset)
    assert [m.arrival_frame - p.arrival_frame for p, m in zip(plain, moved, strict=True)] == [0, frames, frames]
    assert (moved[0].start_frame, moved[-1].end_frame, moved[-1].settle_frame) == (0, 1920, 1919)
    assert [span.arrival for span in moved] == [span.arrival for span in plain]


def test_a_first_scene_without_a_cue_has_no_cue_to_miss() -> None:
    timeline = schedule(board(scene("a"), scene("b", cue=BarCue(bar=9)), offset=0.2), steady_song())
    assert timeline.error_ms(timeline.spans[0]) == 0.0


def test_holds_are_where_the_camera_rests() -> None:
    (span,) = spans_of(scene("a"), hold=Hold(start=bars(2), end=seconds(3)))
    assert (span.depart_frame, span.settle_frame) == (120, 1920 - 90)


def test_a_hold_in_bars_at_the_end_of_a_song_off_its_bars_begins_on_a_bar() -> None:
    song = steady_song(duration=63.4)
    (span,) = schedule(board(scene("a"), hold=Hold(end=bars(4))), song).spans
    assert span.settle_frame == 56 * 30


def test_a_hold_at_the_start_counts_from_the_first_cue() -> None:
    first, _ = spans_of(scene("a", cue=BarCue(bar=3)), scene("b", cue=BarCue(bar=9)), hold=Hold(start=bars(2)))
    assert (first.arrival_frame, first.depart_frame) == (120, 240)


def test_pulling_out_a_hold_at_the_end_is_the_length_of_the_last_scene() -> None:
    *_, last = spans_of(scene("a"), scene("b"), scene("c"), direction=Direction.OUT, hold=Hold(end=bars(4)))
    assert last.arrival_frame == 56 * 30


def test_first_steps_count_from_the_outermost_scene_in_both_directions() -> None:
    scenes = scene("a", steps=2), scene("b", steps=3), scene("c", steps=1)
    assert [span.first_step for span in spans_of(*scenes)] == [0, 2, 5]
    assert [span.first_step for span in spans_of(*scenes, direction=Direction.OUT)] == [4, 1, 0]


def test_a_scene_may_last_two_frames() -> None:
    cues = TimeCue(seconds=10.0), TimeCue(seconds=10.07)
    _, short, _ = spans_of(scene("a"), scene("b", cue=cues[0]), scene("c", cue=cues[1]), snap=Snap.NONE)
    assert short.end_frame - short.start_frame == 2


def test_a_timeline_with_a_gap_is_no_timeline() -> None:
    a, b = spans_of(scene("a"), scene("b"))
    with pytest.raises(
        ValueError, match=r"^spans must cover frames 0..1920 without gaps, not \[\(960, 1920\), \(0, 960\)\]$"
    ):
        Timeline(rate=Fraction(30), frame_count=1920, duration=64.0, offset_seconds=0.0, spans=(b, a))
