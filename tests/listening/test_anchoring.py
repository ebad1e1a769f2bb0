from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.listening.anchoring import anchored
from composer.listening.finding import Counted
from composer.listening.guidance import NEIGHBOURS_SECONDS, Anchor


def counted(beats: np.ndarray | list[float], meter: int = 4, first: int = 0) -> Counted:
    beats = np.array(beats, np.float64)
    positions = (np.arange(len(beats)) - first) % meter
    return Counted(beats=beats, positions=positions, meter=meter, confidence=0.5)


def steady(length: float = 0.5, count: int = 40, start: float = 1.0, meter: int = 4) -> Counted:
    return counted(start + length * np.arange(count), meter)


def at(*seconds: float) -> tuple[Anchor, ...]:
    return tuple(Anchor(seconds=each) for each in seconds)


@st.composite
def grids(draw: st.DrawFn) -> Counted:
    """Beats of a tempo that wanders, with a beat left out or put in here and there."""
    count = draw(st.integers(8, 60))
    length = draw(st.floats(0.28, 1.3))
    wander = draw(st.lists(st.floats(0.8, 1.25), min_size=count, max_size=count))
    lengths = length * np.array(wander)
    for fault in draw(st.lists(st.integers(1, count - 2), max_size=3)):
        lengths[fault] *= draw(st.sampled_from([0.5, 2.0]))
    meter = draw(st.integers(1, 7))
    return counted(draw(st.floats(0, 3)) + np.concatenate([[0.0], np.cumsum(lengths)]), meter, draw(st.integers(0, 6)))


@st.composite
def grids_with_anchors(draw: st.DrawFn) -> tuple[Counted, tuple[Anchor, ...]]:
    grid = draw(grids())
    gaps = draw(st.lists(st.floats(0.15, 20), min_size=1, max_size=8))
    seconds = draw(st.floats(0, 10)) + np.cumsum(gaps)
    positions = [draw(st.none() | st.integers(1, grid.meter)) for _ in gaps]
    return grid, tuple(Anchor(seconds=float(s), position=p) for s, p in zip(seconds, positions, strict=True))


@given(grids_with_anchors())
def test_beats_pass_through_every_anchor_and_bars_through_every_position(
    given_: tuple[Counted, tuple[Anchor, ...]],
) -> None:
    grid, anchors = given_
    found = anchored(grid, anchors)
    assert (np.diff(found.beats) > 0).all()
    assert len(found.beats) == len(found.positions)
    assert ((found.positions >= 0) & (found.positions < grid.meter)).all()
    for anchor in anchors:
        nearest = int(np.argmin(np.abs(found.beats - anchor.seconds)))
        assert found.beats[nearest] == anchor.seconds
        if anchor.position is not None:
            assert found.positions[nearest] == anchor.position - 1


@given(grids_with_anchors())
def test_anchors_nearer_than_a_slow_beat_are_neighbouring_beats(
    given_: tuple[Counted, tuple[Anchor, ...]],
) -> None:
    grid, anchors = given_
    found = anchored(grid, anchors)
    for first, second in pairwise(anchors):
        if second.seconds - first.seconds < NEIGHBOURS_SECONDS:
            inside = (found.beats > first.seconds) & (found.beats < second.seconds)
            assert not inside.any()


@given(
    length=st.floats(0.29, 1.3),
    meter=st.integers(2, 6),
    chosen=st.lists(st.integers(0, 79), min_size=1, max_size=6, unique=True),
    data=st.data(),
)
def test_beats_of_a_right_grid_that_are_far_from_the_anchors_stay(
    length: float, meter: int, chosen: list[int], data: st.DataObject
) -> None:
    grid = steady(length, 80, meter=meter)
    chosen = sorted(chosen)
    shifts = [data.draw(st.floats(-0.1, 0.1)) * length for _ in chosen]
    anchors = [
        Anchor(seconds=float(grid.beats[k]) + shift, position=int(grid.positions[k]) + 1)
        for k, shift in zip(chosen, shifts, strict=True)
        if all(length * (k - other) >= NEIGHBOURS_SECONDS for other in chosen if other < k) or length > 0.35
    ]
    anchors = [a for k, a in enumerate(anchors) if k == 0 or not _are_two_beats(anchors[k - 1], a, length)]
    found = anchored(grid, anchors)
    assert len(found.beats) == 80
    assert found.positions.tolist() == grid.positions.tolist()
    assert np.abs(found.beats - grid.beats).max() <= 0.1 * length + 1e-9
    first, last = anchors[0].seconds, anchors[-1].seconds
    far = (grid.beats < first - 4.2 * length) | (grid.beats > last + 4.2 * length)
    assert found.beats[far] == pytest.approx(grid.beats[far], abs=1e-9)


def _are_two_beats(first: Anchor, second: Anchor, length: float) -> bool:
    """Whether two anchors further apart than a beat would be taken for neighbours."""
    gap = second.seconds - first.seconds
    return 1.2 * length < gap < NEIGHBOURS_SECONDS


def test_a_shift_fades_within_four_beats() -> None:
    grid = steady()
    found = anchored(grid, at(11.1))
    moved = np.round((found.beats - grid.beats) / 0.1, 6)
    assert moved[20] == 1
    assert moved[16:25].tolist() == [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0]
    assert not moved[:16].any()
    assert not moved[25:].any()


def test_a_shift_goes_over_into_the_next_evenly() -> None:
    grid = steady()
    found = anchored(grid, at(6.1, 11.0))
    assert found.beats[10:21] - grid.beats[10:21] == pytest.approx(np.linspace(0.1, 0, 11))


def test_a_beat_too_many_between_two_anchors_is_taken_out() -> None:
    beats = np.concatenate([1 + 0.5 * np.arange(10), [5.75], 6 + 0.5 * np.arange(20)])
    found = anchored(counted(beats), at(5.5, 7.25))
    inside = found.beats[(found.beats >= 5.5) & (found.beats <= 7.25)]
    assert (len(inside), inside[0], inside[-1]) == (5, 5.5, 7.25)


@pytest.mark.parametrize(("gap", "count"), [(1.45, 1), (4.9, 5), (5.25, 5), (5.4, 5)])
def test_between_anchors_are_as_many_beats_as_the_tempo_says(gap: float, count: int) -> None:
    found = anchored(steady(1.0), at(10.0, 10.0 + gap))
    assert ((found.beats >= 10) & (found.beats < 10 + gap)).sum() == count


def test_an_anchor_between_two_beats_moves_the_beats_round_it_by_half_a_beat_and_no_others() -> None:
    grid = steady()
    found = anchored(grid, at(11.24, 15.24))
    inside = (found.beats > 11.2) & (found.beats < 15.3)
    assert found.beats[inside] == pytest.approx(11.24 + 0.5 * np.arange(9))
    assert found.beats[:15].tolist() == grid.beats[:15].tolist()
    assert found.beats[-5:].tolist() == grid.beats[-5:].tolist()


@pytest.mark.parametrize("level", [2, 1 / 2, 3 / 2, 2 / 3, 3, 1 / 3])
@pytest.mark.parametrize("meter", [3, 4])
def test_a_tapped_bar_has_the_whole_song_counted_at_its_level(level: float, meter: int) -> None:
    """A song of 40 s whose true beats are half a second long, tracked at another level."""
    truth = 1.0 + 0.5 * np.arange(80)
    tracked = counted(1.0 + 0.5 * level * np.arange(int(80 / level)), meter)
    jitter = np.array([0.011, -0.013, 0.008, -0.006])[:meter]
    taps = truth[5 * meter : 6 * meter] + jitter
    found = anchored(tracked, [Anchor(seconds=s, position=k + 1) for k, s in enumerate(taps.tolist())])
    assert np.diff(found.beats) == pytest.approx(0.5, abs=0.03)
    assert np.abs(found.beats[:10] - truth[:10]).max() < 1e-9
    assert found.positions[:10].tolist() == [k % meter for k in range(10)]


@pytest.mark.parametrize("gap", [0.4, 0.59])
def test_taps_at_no_musical_ratio_leave_the_level_alone(gap: float) -> None:
    found = anchored(steady(), at(11.0, 11.0 + gap))
    assert np.diff(found.beats)[:10] == pytest.approx(0.5)


def test_a_position_moves_the_bars_of_the_whole_song() -> None:
    found = anchored(steady(), [Anchor(seconds=11.5, position=1)])
    assert found.positions[20:26].tolist() == [3, 0, 1, 2, 3, 0]
    assert found.positions[:4].tolist() == [3, 0, 1, 2]


def test_of_two_positions_the_second_holds_from_its_own_beat_on() -> None:
    found = anchored(steady(), [Anchor(seconds=5.0, position=1), Anchor(seconds=12.0, position=1)])
    assert found.positions[8:12].tolist() == [0, 1, 2, 3]
    assert found.positions[20:26].tolist() == [0, 1, 0, 1, 2, 3]


def test_anchors_before_the_first_beat_and_after_the_last_go_on_evenly_to_the_beats() -> None:
    found = anchored(steady(0.5, 10, start=5.0), at(2.0, 12.0))
    assert found.beats == pytest.approx(2.0 + 0.5 * np.arange(21))
    assert found.positions[6] == 0


def test_without_anchors_nothing_changes() -> None:
    grid = steady()
    assert anchored(grid, ()) is grid
