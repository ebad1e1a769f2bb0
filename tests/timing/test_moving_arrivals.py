"""Drags of which everyone knows what they should write: each form of timing, each gesture, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moves import SECTIONS, irregular_song
from songs import bars, board, scene, silent_song, steady_song

from composer.errors import ComposerError, StoryboardError, root_of
from composer.listening.song import Song
from composer.storyboard.cues import format_cue, parse_cue, parse_length
from composer.storyboard.records import Direction, Hold, Length, Scene, Snap, Storyboard, TimeCue, Unit
from composer.timing import moving
from composer.timing.cues import format_length
from composer.timing.grid import make_grid
from composer.timing.moving import Gesture, Retiming, move_arrival, nudged, retimed
from composer.timing.refitting import Refit, Wish
from composer.timing.rewriting import cue_at
from composer.timing.schedule import schedule

# Bar n begins at 2 (n - 1) s; sections at bars 1, 13 and 25.
SONG = steady_song(duration=64.0, sections=SECTIONS)
ROLL, SLIDE, RIPPLE = Gesture


def film(written: str, **fields: object) -> Storyboard:
    """A storyboard of scenes s0, s1 … timed as written: ``- | bar 9 | 4 bars``; a dash is flexible."""
    scenes = []
    for number, timing in enumerate(written.split(" | ")):
        if timing == "-":
            scenes.append(scene(f"s{number}"))
        elif timing.split()[-1] in ("bar", "bars", "beats", "s") and timing[0].isdigit() and ":" not in timing:
            scenes.append(scene(f"s{number}", length=parse_length(timing)))
        else:
            scenes.append(scene(f"s{number}", cue=parse_cue(timing)))
    return board(*scenes, **fields)  # type: ignore[arg-type]


def said(retimings: tuple[Retiming, ...]) -> str:
    """What is rewritten: ``s1: bar 9, s2: 4 bars``."""
    words = []
    for retiming in retimings:
        timing = retiming.timing
        assert timing is not None
        text = format_length(timing) if isinstance(timing, Length) else format_cue(timing)
        words.append(f"s{retiming.scene}: {text}")
    return ", ".join(words)


def moved(written: str, number: int, seconds: float, gesture: Gesture = ROLL, song: Song = SONG) -> str:
    return said(move_arrival(film(written), song, number, seconds, gesture))


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (26.0, "bar 14"),
        (25.0, "bar 13 beat 3"),
        (25.375, "bar 13 beat 3.75"),
        (25.0004, "bar 13 beat 3"),
        (25.2, "0:25.2"),
        (25.21537, "0:25.215"),
    ],
)
def test_a_bar_stays_a_bar_and_a_beat_and_is_a_time_only_off_every_neat_place(seconds: float, written: str) -> None:
    assert moved("- | bar 9 | bar 13 | bar 17", 2, seconds) == f"s2: {written}"


@pytest.mark.parametrize(
    ("before", "seconds", "after"),
    [
        ("beat 33", 17.0, "beat 35"),
        ("beat 33", 17.125, "beat 35.25"),
        ("beat 33", 17.03, "beat 35.06"),
        ("0:16.4", 17.25, "0:17.25"),
        ("section 2", 48.0, "section 3"),
        ("section B", 48.0, "section A 2"),
        ("section B", 26.0, "bar 14"),
        ("section 2", 25.2, "0:25.2"),
    ],
)
def test_a_cue_keeps_the_unit_in_which_it_was_written(before: str, seconds: float, after: str) -> None:
    assert moved(f"- | {before} | -", 1, seconds) == f"s1: {after}"


@pytest.mark.parametrize(
    ("before", "seconds", "after"),
    [
        ("8 bars | 8 bars | -", 18.0, "s0: 9 bars, s1: 7 bars"),
        ("8 bars | 8 bars | -", 16.5, "s0: 8.25 bars, s1: 7.75 bars"),
        ("8 bars | 8 bars | -", 16.5004, "s0: 8.25 bars, s1: 7.75 bars"),
        ("8 bars | 8 bars | 8 bars", 18.0, "s0: 9 bars, s1: 7 bars"),
        ("8 bars | 8 bars", 18.0, "s0: 9 bars, s1: 7 bars"),
        ("8 bars | 8 bars | -", 16.3, "s0: 8.15 bars, s1: 7.85 bars"),
        ("32 beats | 8 bars | -", 17.0, "s0: 34 beats, s1: 7.5 bars"),
        ("16 s | 8 bars | -", 17.0, "s0: 17 seconds, s1: 7.5 bars"),
        ("8 bars | - | -", 18.0, "s0: 9 bars"),
        ("8 bars | bar 9 | -", 18.0, "s0: 9 bars, s1: bar 10"),
        ("- | 8 bars | bar 17", 18.0, "s1: 7 bars"),
        ("- | 24 bars", 18.0, "s1: 23 bars"),
    ],
)
def test_rolling_between_lengths_changes_those_and_nothing_else(before: str, seconds: float, after: str) -> None:
    assert moved(before, 1, seconds) == after


@pytest.mark.parametrize(
    ("gesture", "after"),
    [(ROLL, "s2: bar 14"), (SLIDE, "s2: bar 14, s3: bar 18"), (RIPPLE, "s2: bar 14, s3: bar 18, s4: bar 23 beat 3")],
)
def test_each_gesture_moves_the_cues_it_should(gesture: Gesture, after: str) -> None:
    assert moved("- | bar 9 | bar 13 | bar 17 | bar 22 beat 3 | -", 2, 26.0, gesture) == after


@pytest.mark.parametrize(
    ("gesture", "after"),
    [
        (ROLL, "s0: 5 bars, s1: 3 bars"),
        (SLIDE, "s0: 5 bars, s2: 3 bars"),
        (RIPPLE, "s0: 5 bars"),
    ],
)
def test_each_gesture_changes_the_lengths_at_whose_one_end_it_moves(gesture: Gesture, after: str) -> None:
    assert moved("4 bars | 4 bars | 4 bars | 4 bars | -", 1, 10.0, gesture) == after


@pytest.mark.parametrize("gesture", [SLIDE, RIPPLE])
def test_lengths_back_from_the_end_of_the_song_shift_but_for_the_last(gesture: Gesture) -> None:
    assert moved("- | 8 bars | 4 bars", 1, 42.0, gesture) == "s2: 3 bars"
    assert moved("- | 8 bars | 4 bars", 2, 58.0, gesture) == "s1: 9 bars, s2: 3 bars"


@pytest.mark.parametrize(
    ("before", "number", "gesture", "after"),
    [
        ("- | - | - | -", 2, ROLL, "s2: bar 18"),
        ("- | - | - | -", 2, SLIDE, "s2: bar 18, s3: bar 26"),
        ("- | - | - | -", 2, RIPPLE, "s2: bar 18"),
        ("- | - | - | bar 25", 2, SLIDE, "s2: bar 18, s3: bar 26"),
        # A length between flexible scenes stays; the scene after it is told when to come.
        ("- | - | 4 bars | - | bar 27", 2, ROLL, "s3: bar 22"),
        ("- | - | 4 bars | - | bar 27", 2, RIPPLE, "s3: bar 22, s4: bar 30"),
        # It gives way where that would be too late.
        ("- | - | 4 bars | - | bar 22", 2, ROLL, "s2: bar 18"),
    ],
)
def test_a_flexible_scene_that_is_moved_gets_a_cue(before: str, number: int, gesture: Gesture, after: str) -> None:
    assert moved(before, number, 34.0, gesture) == after


def test_a_film_of_lengths_alone_may_end_earlier_but_not_after_the_song() -> None:
    assert moved("8 bars | 8 bars | 8 bars", 1, 18.0, RIPPLE) == "s0: 9 bars"
    assert moved("8 bars | 8 bars | 16 bars", 1, 18.0, RIPPLE) == "s0: 9 bars, s2: 15 bars"
    assert moved("8 bars | 8 bars | 16 bars", 2, 30.0, RIPPLE) == "s1: 7 bars"
    loop = replace(film("8 bars | 8 bars | 16 bars"), loop=True)
    assert said(move_arrival(loop, SONG, 2, 30.0, RIPPLE)) == "s1: 7 bars, s2: 17 bars"


def test_in_a_song_without_beats_all_is_in_seconds() -> None:
    song = silent_song(60.0)
    assert moved("- | - | -", 1, 12.34567, song=song) == "s1: 0:12.346"
    assert moved("20 s | 20 s | 20 s", 1, 21.5, SLIDE, song) == "s0: 21.5 seconds, s2: 18.5 seconds"


def test_what_lies_before_the_first_bar_is_a_time() -> None:
    song = steady_song(duration=64.0, first=0.5, pickup=3)
    assert moved("- | bar 2 | -", 1, 1.5, song=song) == "s1: 0:01.5"
    assert moved("- | beat 8 | -", 1, 1.5, song=song) == "s1: beat 3"
    assert moved("- | beat 8 | -", 1, 0.25, song=song) == "s1: 0:00.25"


def test_a_section_is_counted_among_those_of_its_name() -> None:
    song = steady_song(duration=64.0, sections=[(0.0, "A"), (16.0, "B"), (32.0, "A"), (48.0, "B")])
    assert moved("- | A 2 | -", 1, 16.0, song=song) == "s1: section B"
    assert moved("- | A 2 | -", 1, 48.0, song=song) == "s1: section B 2"
    assert moved("- | section 3 | -", 1, 48.0, song=song) == "s1: section 4"
    chorus = steady_song(duration=64.0, sections=[(0.0, "A"), (16.0, "chorus"), (32.0, "A")])
    assert moved("- | A 2 | -", 1, 16.0, song=chorus) == "s1: section 2"


def test_lengths_that_all_but_meet_a_cue_are_left_alone() -> None:
    written = "8 bars | 8 bars | 0:32.01 | bar 25 | -"
    assert moved(written, 3, 46.0) == "s3: bar 24"
    assert moved(written, 2, 31.985) == "s2: 0:31.985"
    assert moved(written, 2, 32.0199) == "s1: 8.01 bars, s2: 0:32.02"
    assert moved(written, 2, 31.975) == "s1: 7.9875 bars, s2: 0:31.975"
    assert moved(written, 1, 18.0, SLIDE) == "s0: 9 bars, s2: 0:34.01"


def test_times_read_back_as_planned_to_the_last_bit() -> None:
    for milliseconds in range(60_000, 64_000):
        cue = cue_at(milliseconds / 1000, TimeCue(seconds=1.0), SONG, None)
        assert parse_cue(format_cue(cue)) == cue


def test_lengths_that_begin_with_the_film_count_from_the_first_bar() -> None:
    song = steady_song(duration=66.5, first=0.5, pickup=3)
    assert moved("8 bars | 8 bars | -", 1, 20.0, song=song) == "s0: 9 bars, s1: 7 bars"


def test_a_ripple_by_a_bar_moves_bars_by_a_bar_where_bars_are_uneven() -> None:
    song = irregular_song()
    grid = make_grid(song)
    assert grid is not None
    assert len({grid.beats_in_bar(bar) for bar in range(5, 30)}) == 3
    written = "- | bar 5 | 4 bars | - | bar 13 | bar 20 beat 2 | - | 4 bars"
    after = moved(written, 1, grid.time_of_bar(6), RIPPLE, song)
    assert after == "s1: bar 6, s4: bar 14, s5: bar 21 beat 2, s7: 3 bars"
    by_a_beat = moved("- | bar 5 | bar 13 beat 2 | -", 1, grid.time_of_bar(5, 2), RIPPLE, song)
    assert by_a_beat == "s1: bar 5 beat 2, s2: bar 13 beat 3"


def test_lengths_in_seconds_that_move_as_a_whole_stay_where_tempo_changes() -> None:
    song = irregular_song()
    grid = make_grid(song)
    assert grid is not None
    stretch = grid.time_of_bar(13) - grid.time_of_bar(9)
    assert moved(f"- | bar 5 | {stretch:.3f} s | bar 13 | -", 1, grid.time_of_bar(6), RIPPLE, song) == (
        "s1: bar 6, s3: bar 14"
    )
    after = grid.time_of_bar(14) - grid.time_of_bar(10)
    assert abs(after - stretch) > 0.1
    assert moved(f"- | {stretch:.3f} s | bar 13 | -", 1, grid.time_of_bar(10), SLIDE, song) == (
        f"s1: {after:.3f} seconds, s2: bar 14"
    )
    begin, end = grid.time_of_bar(5), grid.time_of_bar(13)
    written = f"{begin:.3f} s | {end - begin:.3f} s | bar 13 | -"
    begin, end = grid.time_of_bar(6), grid.time_of_bar(14)
    rewritten = f"s0: {begin:.3f} seconds, s1: {end - begin:.3f} seconds, s2: bar 14"
    assert moved(written, 1, grid.time_of_bar(6), RIPPLE, song) == rewritten


def test_the_offset_of_the_picture_does_not_count() -> None:
    late = film("- | bar 9 | -", offset=0.3)
    assert said(move_arrival(late, SONG, 1, 18.0, ROLL)) == "s1: bar 10"


def test_a_first_scene_with_a_cue_can_be_moved() -> None:
    assert moved("bar 2 | bar 9", 0, 4.0) == "s0: bar 3"
    assert moved("bar 2 | bar 9 | -", 0, 4.0, SLIDE) == "s0: bar 3, s1: bar 10"


def test_nothing_is_rewritten_for_a_move_too_small_to_matter() -> None:
    assert moved("- | bar 9 | -", 1, 16.0) == ""
    assert moved("- | bar 9 | -", 1, 16.0015) == ""


@pytest.mark.parametrize(
    ("before", "number", "seconds", "gesture", "message"),
    [
        ("- | bar 9", 0, 4.0, ROLL, '"s0" is the first scene: it begins with the film'),
        ("- | bar 9", 0, 4.0, RIPPLE, '"s0" is the first scene: it begins with the film'),
        ("- | bar 9 | -", 1, -1.0, ROLL, '"s1" would arrive before the song begins'),
        ("- | bar 9 | bar 11", 1, 21.0, ROLL, '"s2" would arrive at 0:20.00, not after "s1" at 0:21.00'),
        ("- | bar 9 | bar 11", 2, 15.0, SLIDE, '"s2" would arrive at 0:15.00, not after "s1" at 0:16.00'),
        ("- | bar 9 | bar 31", 1, 20.0, RIPPLE, '"s2" would arrive at 1:04.00, after the end of the song (1:04.00)'),
        ("- | 8 bars", 1, 64.0, ROLL, '"s1" would arrive at 1:04.00, after the end of the song (1:04.00)'),
        ("- | 8 bars | bar 17", 1, 32.5, ROLL, '"s2" would arrive at 0:32.00, not after "s1" at 0:32.50'),
        (
            "- | - | - | bar 5",
            2,
            1.0,
            ROLL,
            'scenes "s0" to "s1" do not fit between bar 1 and bar 1 beat 3, where only 0 bars begin',
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    before: str, number: int, seconds: float, gesture: Gesture, message: str
) -> None:
    with pytest.raises(ComposerError) as refusal:
        moved(before, number, seconds, gesture)
    assert refusal.value.message == message
    assert refusal.value.hint
    assert not isinstance(refusal.value, StoryboardError)


def test_a_scene_pushed_into_the_next_hears_of_the_ripple() -> None:
    with pytest.raises(ComposerError) as refusal:
        moved("- | bar 9 | bar 11", 1, 21.0)
    assert refusal.value.hint == "move it less far, or let the later scenes move with it (ripple)"
    cause = root_of(refusal.value)
    assert isinstance(cause, ComposerError)
    assert cause.message == refusal.value.message


def test_where_a_hold_at_the_end_says_when_the_last_scene_comes_its_arrival_stays() -> None:
    out = film("- | bar 9 | -", direction=Direction.OUT, hold=Hold(end=bars(2)))
    assert said(move_arrival(out, SONG, 1, 18.0, ROLL)) == "s1: bar 10"
    with pytest.raises(ComposerError, match='"s2" says itself how long the film rests on it'):
        move_arrival(out, SONG, 2, 58.0, ROLL)
    assert said(move_arrival(out, SONG, 1, 18.0, RIPPLE)) == "s1: bar 10"
    before_it = film("- | 4 bars | -", direction=Direction.OUT, hold=Hold(end=bars(2)))
    assert said(move_arrival(before_it, SONG, 1, 54.0, ROLL)) == "s1: 3 bars"
    lengths = film("8 bars | 8 bars | -", direction=Direction.OUT, hold=Hold(end=bars(2)))
    assert said(move_arrival(lengths, SONG, 2, 34.0, ROLL)) == "s1: 9 bars"


def test_a_storyboard_that_cannot_be_planned_says_so_at_its_lines() -> None:
    with pytest.raises(StoryboardError):
        moved("- | bar 99 | -", 1, 4.0)


def test_a_weight_gives_way_to_a_cue() -> None:
    weighed = board(scene("a"), scene("b", weight=3.0), scene("c"), snap=Snap.NONE)
    (retiming,) = move_arrival(weighed, SONG, 1, 20.0, ROLL)
    assert retimed(weighed, [retiming]).scenes[1] == scene("b", cue=parse_cue("bar 11"))
    back = retimed(retimed(weighed, [retiming]), [Retiming(scene=1, timing=None)])
    assert back.scenes == tuple(scene(name) for name in "abc")


@pytest.mark.parametrize(
    ("cue", "by", "unit", "seconds"),
    [
        ("bar 9", 1, Unit.BEATS, 16.5),
        ("bar 9", -1, Unit.BARS, 14.0),
        ("bar 9 beat 2", 1, Unit.BARS, 18.0),
        ("bar 9 beat 2", -1, Unit.BARS, 16.0),
        ("bar 9 beat 2", 2, Unit.BARS, 20.0),
        ("0:16.7", 1, Unit.BEATS, 17.0),
        ("0:16.7", -1, Unit.BEATS, 16.5),
        ("0:16.499", 1, Unit.BEATS, 17.0),
        ("0:16.501", -1, Unit.BEATS, 16.0),
        ("0:16.7", -2, Unit.SECONDS, 14.7),
    ],
)
def test_keys_nudge_to_the_next_beat_or_bar(cue: str, by: int, unit: Unit, seconds: float) -> None:
    assert nudged(film(f"- | {cue} | -"), SONG, 1, by, unit) == pytest.approx(seconds, abs=1e-9)


def test_keys_say_that_there_are_no_beats() -> None:
    with pytest.raises(ComposerError, match="no bars were found in the song"):
        nudged(film("- | -"), silent_song(), 1, 1, Unit.BARS)


def test_what_does_not_come_true_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unmoved(scenes: tuple[Scene, ...], song: Song, grid: object, wish: Wish) -> Refit:
        return Refit(scenes=scenes, times=wish.times)

    monkeypatch.setattr(moving, "refit", unmoved)
    with pytest.raises(ComposerError, match=r'"s1" would arrive at 0:16\.00 instead of 0:18\.00'):
        moved("- | bar 9 | -", 1, 18.0)


def test_the_words_of_a_move_come_true() -> None:
    storyboard = film("- | bar 9 | 4 bars | bar 17 | -")
    retimings = move_arrival(storyboard, SONG, 2, 25.0, ROLL)
    assert said(retimings) == "s2: 3.5 bars"
    arrivals = [span.arrival for span in schedule(retimed(storyboard, retimings), SONG).spans]
    assert arrivals[1:4] == pytest.approx([16.0, 25.0, 32.0], abs=1e-9)
