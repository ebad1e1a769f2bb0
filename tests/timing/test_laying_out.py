"""Lengths, weights, snapping and anchors: arrivals known by arithmetic."""

from __future__ import annotations

import pytest
from songs import bars, beats, board, make_song, scene, seconds, silent_song, steady_song

from composer.listening.song import Song
from composer.storyboard.records import BarCue, Scene, Snap, TimeCue
from composer.timing.grid import make_grid
from composer.timing.layout import Layout, lay_out

#: Bar n is at 2 (n - 1) s; 32 bars.
SONG = steady_song(duration=64.0)


def laid(song: Song, *scenes: Scene, snap: Snap = Snap.BAR) -> Layout:
    return lay_out(board(*scenes, snap=snap), song, make_grid(song))


def arrivals(song: Song, *scenes: Scene, snap: Snap = Snap.BAR) -> list[float]:
    return pytest.approx(laid(song, *scenes, snap=snap).arrivals, abs=1e-9)


def test_lengths_follow_one_another_from_the_first_bar() -> None:
    scenes = scene("a", length=bars(8)), scene("b", length=beats(6)), scene("c", length=seconds(4.5)), scene("d")
    assert arrivals(SONG, *scenes) == [0, 16, 19, 23.5]


def test_lengths_count_from_the_first_downbeat_after_a_pickup() -> None:
    song = steady_song(duration=64, pickup=2)
    assert arrivals(song, scene("a", length=bars(4)), scene("b")) == [0, 9]


@pytest.mark.parametrize("song", [SONG, silent_song(64)])
def test_weights_share_exactly_without_snapping(song: Song) -> None:
    scenes = scene("a", weight=1), scene("b", weight=2.5), scene("c", weight=0.5), scene("d", weight=4)
    assert arrivals(song, *scenes, snap=Snap.NONE) == [0, 8, 28, 32]


def test_weights_share_bars_where_the_tempo_changes() -> None:
    beat_times = [i / 2 for i in range(64)] + [32 + i for i in range(64)]  # 16 bars of 2 s, then 16 of 4 s
    song = make_song(duration=96, beats=beat_times, positions=[i % 4 + 1 for i in range(128)])
    assert arrivals(song, scene("a"), scene("b"), snap=Snap.NONE) == [0, 32]


def test_what_lengths_leave_is_shared_by_weight() -> None:
    scenes = scene("a"), scene("b", length=seconds(4)), scene("c", weight=2), scene("d", length=bars(6))
    # 64 - 12 - 4 = 48 s for weights 1 and 2.
    assert arrivals(SONG, *scenes, snap=Snap.NONE) == [0, 16, 20, 52]


@pytest.mark.parametrize(
    ("snap", "expected"),
    [
        (Snap.NONE, [0, 64 / 3, 128 / 3]),
        (Snap.BAR, [0, 22, 42]),  # the rest is shared anew after each: (22 + 64) / 2 is 43, and 42 is the earlier bar
        (Snap.BEAT, [0, 21.5, 42.5]),
        (Snap.SECTION, [0, 25, 44]),
    ],
)
def test_edges_of_flexible_scenes_snap_as_asked(snap: Snap, expected: list[float]) -> None:
    song = steady_song(duration=64, sections=[(0, "A"), (25, "B"), (60, "C")])
    assert arrivals(song, scene("a"), scene("b"), scene("c"), snap=snap) == expected


def test_a_song_without_beats_is_shared_in_seconds() -> None:
    assert arrivals(silent_song(60), scene("a"), scene("b"), scene("c"), snap=Snap.BAR) == [0, 20, 40]


def test_cues_anchor_the_scenes_between_them() -> None:
    scenes = (
        scene("a"),
        scene("b"),
        scene("c", cue=BarCue(bar=9)),
        scene("d"),
        scene("e", cue=TimeCue(seconds=41.3)),
        scene("f"),
    )
    assert arrivals(SONG, *scenes) == [0, 8, 16, 28, 41.3, 52]


def test_a_first_scene_may_have_a_cue() -> None:
    assert arrivals(SONG, scene("a", cue=BarCue(bar=3)), scene("b", cue=BarCue(bar=5))) == [4, 8]


def test_fixed_lengths_before_a_cue_count_back_from_it() -> None:
    scenes = scene("a"), scene("b", length=bars(4)), scene("c", length=beats(2)), scene("d", cue=BarCue(bar=17))
    assert arrivals(SONG, *scenes) == [0, 23, 31, 32]


def test_lengths_that_meet_a_cue_exactly_are_accepted() -> None:
    scenes = scene("a", length=bars(4)), scene("b", length=bars(4)), scene("c", cue=BarCue(bar=9))
    assert arrivals(SONG, *scenes) == [0, 8, 16]


@pytest.mark.parametrize("duration", [63.4, 64.0, 64.7])
def test_lengths_at_the_end_of_a_song_that_ends_off_its_bars_still_begin_on_a_bar(duration: float) -> None:
    song = steady_song(duration=duration)
    layout = laid(song, scene("a"), scene("b", length=bars(4)), scene("c", length=bars(8)))
    assert layout.arrivals == pytest.approx([0, 40, 48], abs=1e-9)
    assert layout.settles == pytest.approx(min(duration, 64.0))


def test_a_length_in_seconds_at_the_end_counts_back_from_the_end_itself() -> None:
    assert arrivals(steady_song(duration=63.4), scene("a"), scene("b", length=seconds(10))) == [0, 53.4]


def test_the_motion_settles_where_the_last_length_ends() -> None:
    assert laid(SONG, scene("a", length=bars(4)), scene("b", length=bars(4))).settles == pytest.approx(16)
    assert laid(SONG, scene("a", length=bars(4)), scene("b")).settles == 64


def test_a_last_scene_may_be_cut_by_the_end_of_the_song_by_half_a_bar() -> None:
    assert laid(steady_song(duration=63.1), scene("a", length=bars(32))).settles == pytest.approx(63.1)


def test_as_many_scenes_as_bars_fit_whatever_their_weights() -> None:
    song = steady_song(duration=8)
    scenes = scene("a", weight=10), scene("b"), scene("c"), scene("d")
    assert arrivals(song, *scenes) == [0, 2, 4, 6]


def test_flexible_scenes_leave_room_for_the_lengths_after_them() -> None:
    song = steady_song(duration=16)
    scenes = scene("a", weight=20), scene("b", length=bars(4)), scene("c", weight=0.1), scene("d", weight=0.1)
    assert arrivals(song, *scenes) == [0, 4, 12, 14]


def test_irregular_bars_are_snapped_to_where_they_are() -> None:
    song = make_song(duration=15, beats=range(15), positions=[1, 2, 3, 4, 1, 2, 1, 2, 3, 4, 5, 1, 2, 3, 4])
    assert arrivals(song, scene("a"), scene("b"), scene("c"), scene("d")) == [0, 4, 6, 11]


def test_a_plan_of_two_hundred_scenes_looks_at_the_song_a_few_times_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    from composer.timing import layout

    looks = 0

    class Counting(layout._LayoutJob):
        def _ahead(self, time: float, bars: float) -> float:
            nonlocal looks
            looks += 1
            return super()._ahead(time, bars)

    monkeypatch.setattr(layout, "_LayoutJob", Counting)
    laid(steady_song(duration=1200), *(scene(f"s{i}") for i in range(200)), snap=Snap.BEAT)
    assert looks < 200 * 5
