"""Cues and lengths on songs whose beats are known by arithmetic."""

from __future__ import annotations

import pytest
from songs import bars, beats, make_song, seconds, silent_song, steady_song

from composer.errors import ComposerError
from composer.listening.song import Song
from composer.storyboard.records import BarCue, BeatCue, Cue, Length, SectionCue, TimeCue, Unit
from composer.timing.cues import earlier, format_length, later, time_of_cue, whole_end
from composer.timing.grid import Grid, make_grid

#: 120 BPM: a beat each 0.5 s, a bar each 2 s, from 0:01.
LATE = steady_song(duration=64, first=1.0)
#: Two beats before the first downbeat, which is at 1.0 s.
PICKUP = steady_song(duration=64, pickup=2)
WALTZ = steady_song(duration=60, bpm=180, meter=3)
#: Bars of 4, 2, 5 and 4 beats, a beat each second.
IRREGULAR = make_song(duration=15.5, beats=range(15), positions=[1, 2, 3, 4, 1, 2, 1, 2, 3, 4, 5, 1, 2, 3, 4])
SECTIONS = steady_song(duration=64, sections=[(0, "A"), (16, "B"), (32.25, "A"), (48, "B")])


def grid_of(song: Song) -> Grid:
    grid = make_grid(song)
    assert grid is not None
    return grid


@pytest.mark.parametrize(
    ("song", "cue", "expected"),
    [
        (LATE, BarCue(bar=1), 1.0),
        (LATE, BarCue(bar=9), 17.0),
        (LATE, BarCue(bar=9, beat=3), 18.0),
        (LATE, BarCue(bar=9, beat=3.5), 18.25),
        (LATE, BeatCue(beat=1), 1.0),
        (LATE, BeatCue(beat=33), 17.0),
        (LATE, BeatCue(beat=33.5), 17.25),
        (LATE, TimeCue(seconds=12.34), 12.34),
        (PICKUP, BarCue(bar=1), 1.0),
        (PICKUP, BarCue(bar=2), 3.0),
        (PICKUP, BeatCue(beat=1), 0.0),
        (PICKUP, BeatCue(beat=3), 1.0),
        (WALTZ, BarCue(bar=5), 4.0),
        (WALTZ, BarCue(bar=5, beat=3), 4.0 + 2 / 3),
        (IRREGULAR, BarCue(bar=2), 4.0),
        (IRREGULAR, BarCue(bar=3), 6.0),
        (IRREGULAR, BarCue(bar=3, beat=5), 10.0),
        (IRREGULAR, BarCue(bar=4), 11.0),
        (SECTIONS, SectionCue(number=3), 32.25),
        (SECTIONS, SectionCue(number=2, label="B"), 48.0),
    ],
)
def test_a_cue_is_the_second_that_arithmetic_says(song: Song, cue: Cue, expected: float) -> None:
    assert time_of_cue(cue, song, make_grid(song)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("song", "cue", "message", "hint"),
    [
        (LATE, BarCue(bar=97), "bar 97 is after the end of the song (its last bar is 32)", "choose an earlier one"),
        (
            LATE,
            BeatCue(beat=400),
            "beat 400 is after the end of the song (its last beat is 126)",
            "choose an earlier one",
        ),
        (LATE, TimeCue(seconds=64), "1:04.00 is after the end of the song (1:04.00)", "choose an earlier time"),
        (LATE, TimeCue(seconds=119.999), "2:00.00 is after the end of the song (1:04.00)", "choose an earlier time"),
        (LATE, BarCue(bar=2, beat=5), "bar 2 has no beat 5: it has 4 beats", "write `bar 3` for the next bar"),
        (IRREGULAR, BarCue(bar=2, beat=3), "bar 2 has no beat 3: it has 2 beats", "write `bar 3` for the next bar"),
        (
            SECTIONS,
            SectionCue(number=5),
            "the song has no section 5",
            "its sections are 1 (A, 0:00.00), 2 (B, 0:16.00), 3 (A, 0:32.25), 4 (B, 0:48.00)",
        ),
        (
            silent_song(),
            BarCue(bar=3),
            "bar 3 does not exist: no beats were found in the song",
            'write times ("0:12.5") and `seconds:`, or give the tempo in a beats file beside the song',
        ),
        (silent_song(), SectionCue(number=1, label="A"), "the song has no section A 1", "it has none"),
    ],
)
def test_a_cue_that_the_song_does_not_have_is_refused(song: Song, cue: Cue, message: str, hint: str) -> None:
    with pytest.raises(ComposerError) as caught:
        time_of_cue(cue, song, make_grid(song))
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("song", "begin", "length", "end"),
    [
        (LATE, 0.0, bars(8), 17.0),  # what sounds before bar 1 is extra
        (LATE, 1.0, bars(8), 17.0),
        (LATE, 0.0, beats(4), 3.0),
        (LATE, 17.0, beats(6), 20.0),
        (LATE, 17.3, bars(1), 19.3),
        (LATE, 17.3, seconds(2.5), 19.8),
        (PICKUP, 0.0, bars(2), 5.0),
        (PICKUP, 0.0, beats(2), 1.0),
        (IRREGULAR, 4.0, bars(1), 6.0),
        (IRREGULAR, 4.0, bars(2), 11.0),
        (IRREGULAR, 5.0, bars(1), 8.5),  # from half of bar 2 to half of bar 3
        (IRREGULAR, 11.0, bars(2), 19.0),  # the grid goes on beyond the last beat
        (WALTZ, 4.0, bars(4), 8.0),
    ],
)
def test_a_length_ends_where_the_bars_say(song: Song, begin: float, length: Length, end: float) -> None:
    grid = grid_of(song)
    assert later(begin, length, grid) == pytest.approx(end, abs=1e-12)
    if begin > 0:
        assert earlier(end, length, grid) == pytest.approx(begin, abs=1e-12)


def test_bars_without_beats_are_refused() -> None:
    with pytest.raises(ValueError, match="bars and beats need a grid"):
        later(0.0, bars(1), None)


def test_the_end_of_a_song_counts_to_its_nearest_bar_or_beat() -> None:
    song = steady_song(duration=63.2)
    grid = grid_of(song)
    assert whole_end(song, Unit.BARS, grid) == pytest.approx(64.0)
    assert whole_end(song, Unit.BEATS, grid) == pytest.approx(63.0)
    assert whole_end(song, Unit.SECONDS, grid) == 63.2
    assert whole_end(silent_song(60), Unit.BARS, None) == 60


def test_bar_and_beat_of_a_second_are_told_from_one() -> None:
    assert grid_of(LATE).beat_in_bar(17.0) == (9, 1.0)
    assert grid_of(LATE).beat_in_bar(18.2505) == (9, 3.5)
    assert grid_of(PICKUP).beat_in_bar(0.5) == (0, 4.0)
    assert grid_of(IRREGULAR).beat_in_bar(10.0) == (3, 5.0)


def test_bars_and_beats_are_counted_beyond_the_tracked_ones_but_not_beyond_the_song() -> None:
    tracked = make_song(duration=20.0, beats=[4 + i / 2 for i in range(16)], positions=[i % 4 + 1 for i in range(16)])
    grid = grid_of(tracked)
    assert grid.bar_times.tolist() == pytest.approx([0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
    assert grid.beat_times.tolist() == pytest.approx([i / 2 for i in range(40)])
    assert (grid.last_bar, grid.last_beat) == (8, 32)
    assert grid.beats_in_bar(30) == 4


def test_a_song_of_one_beat_or_without_downbeat_has_no_grid() -> None:
    assert make_grid(make_song(duration=9, beats=[1.0], positions=[1])) is None
    assert make_grid(make_song(duration=9, beats=[1.0, 2.0], positions=[2, 3])) is None


def test_lengths_are_said_as_a_director_says_them() -> None:
    said = [format_length(length) for length in (bars(1), bars(2.5), beats(12), seconds(1))]
    assert said == ["1 bar", "2.5 bars", "12 beats", "1 second"]
