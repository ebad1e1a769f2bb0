"""Correcting beats by hand: what the beats file says afterwards, and that it gives the grid that was promised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.listening.anchoring import anchored
from composer.listening.beatsfile import read_beats_text
from composer.listening.by_hand.beats_text import set_in_beats_text
from composer.listening.by_hand.gestures import (
    anchored_at,
    counted_later,
    doubled,
    first_at,
    halved,
    metered,
    moved_between,
    tempo_range,
    unanchored_at,
)
from composer.listening.by_hand.mending import (
    Bench,
    Settings,
    even_grid,
    left_out,
    looked_for,
    reset,
    shifted_seconds,
)
from composer.listening.corrections import corrected
from composer.listening.finding import Counted
from composer.listening.song import Envelope, Section, Song

HEAD = "# What is corrected about the beats of song.ogg.\n"
Gesture = Callable[[Bench], Settings]


def heard_at(beats: np.ndarray, first: int = 0, meter: int = 4, duration: float = 20.0) -> Song:
    """A song whose tracker found these beats; the one numbered ``first`` begins a bar."""
    return Song(
        path=Path("song.ogg"),
        digest="",
        duration=duration,
        sample_rate=44100,
        channels=1,
        beats=np.array(beats, np.float64),
        positions=(np.arange(len(beats)) - first) % meter + 1,
        meter=meter,
        tempo=float(60 / np.median(np.diff(beats))) if len(beats) > 1 else 0.0,
        strengths=np.ones(len(beats)),
        sections=(Section(start=0.0, end=duration, label="A"),),
        loudness=Envelope(rate=10.0, values=np.ones(200)),
        confidence=0.4,
    )


@pytest.fixture
def steady() -> Song:
    """Beats each half second from 0.5 s to 19.5 s; the first one begins a bar of four."""
    return heard_at(0.5 + 0.5 * np.arange(39))


def bench_of(heard: Song, text: str) -> Bench:
    return Bench(heard=heard, corrections=read_beats_text(text.encode(), Path("song.beats.yaml")))


def by_hand(heard: Song, text: str, gesture: Gesture) -> tuple[str, Song]:
    """The text after a gesture, and the song that it gives."""
    bench = bench_of(heard, text)
    written = set_in_beats_text(text, gesture(bench), "song.ogg")
    return written, bench_of(heard, written).song


def said(text: str) -> str:
    """A file of ours without its first comment."""
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def counts(song: Song, number: int = 6) -> list[int]:
    return [int(each) for each in song.positions[:number]]


# An analysis at half the tempo is what trackers get wrong most.
def test_beats_heard_at_half_the_tempo_are_mended_by_one_key(steady: Song) -> None:
    slow = heard_at(steady.beats[::2], meter=4)
    text, song = by_hand(slow, "", doubled)
    assert said(text) == "double: true\n"
    assert song.beats == pytest.approx(steady.beats)
    assert song.tempo == pytest.approx(120)


def test_halving_and_doubling_back_leaves_nothing_but_the_comment(steady: Song) -> None:
    text, song = by_hand(steady, "", halved)
    assert said(text) == "half: true\n"
    assert song.beats == pytest.approx(steady.beats[::2])
    text, song = by_hand(steady, text, doubled)
    assert text == HEAD
    assert song.beats.tolist() == steady.beats.tolist()


def test_halving_twice_is_refused_with_what_to_do_instead(steady: Song) -> None:
    with pytest.raises(ComposerError, match="halved already") as caught:
        halved(bench_of(steady, "half: true\n"))
    assert caught.value.hint == "look for beats around 30 instead"


def test_milliseconds_add_up_and_nought_takes_the_key_away(steady: Song) -> None:
    text, song = by_hand(steady, "offset: -20 ms  # late drummer\nmeter: 4\n", lambda b: shifted_seconds(b, 0.0125))
    assert text == "offset: -7.5 ms  # late drummer\nmeter: 4\n"
    assert song.beats == pytest.approx(steady.beats - 0.0075)
    text, _ = by_hand(steady, text, lambda bench: shifted_seconds(bench, 0.0075))
    assert text == "meter: 4\n"


def test_another_beat_is_counted_one_and_back_again(steady: Song) -> None:
    later, song = by_hand(steady, "", lambda bench: counted_later(bench, 1))
    assert said(later) == "first_downbeat: 1 s\n"
    assert (song.beats.tolist(), counts(song)) == (steady.beats.tolist(), [4, 1, 2, 3, 4, 1])
    back, song = by_hand(steady, later, lambda bench: counted_later(bench, -1))
    assert back == HEAD
    assert counts(song) == [1, 2, 3, 4, 1, 2]
    earlier, song = by_hand(steady, "", lambda bench: counted_later(bench, -1))
    assert counts(song) == [2, 3, 4, 1, 2, 3]
    assert said(earlier) == "first_downbeat: 2 s\n"


def test_half_a_beat_later_and_earlier_is_where_it_was(steady: Song) -> None:
    later, song = by_hand(steady, "", lambda bench: moved_between(bench, 1))
    assert said(later) == "first_downbeat: 0.75 s\n"
    assert song.beats == pytest.approx(steady.beats[:-1] + 0.25)
    assert counts(song) == [1, 2, 3, 4, 1, 2]
    back, song = by_hand(steady, later, lambda bench: moved_between(bench, -1))
    assert back == HEAD
    assert song.beats.tolist() == steady.beats.tolist()


def test_half_a_beat_twice_counts_the_next_beat_as_one(steady: Song) -> None:
    text, _ = by_hand(steady, "", lambda bench: moved_between(bench, 1))
    text, song = by_hand(steady, text, lambda bench: moved_between(bench, 1))
    assert said(text) == "first_downbeat: 1 s\n"
    assert (song.beats.tolist(), counts(song)) == (steady.beats.tolist(), [4, 1, 2, 3, 4, 1])


def test_half_a_beat_of_a_drifting_song_lies_in_the_middle_of_each(steady: Song) -> None:
    drifting = heard_at(np.cumsum(np.linspace(0.45, 0.6, 30)))
    _, song = by_hand(drifting, "", lambda bench: moved_between(bench, 1))
    assert song.beats == pytest.approx((drifting.beats[:-1] + drifting.beats[1:]) / 2)


def test_this_is_beat_one_takes_the_beat_nearest_to_the_playhead(steady: Song) -> None:
    text, song = by_hand(steady, "", lambda bench: first_at(bench, 7.62))
    assert said(text) == "first_downbeat: 7.5 s\n"
    assert 7.5 in song.downbeats.tolist()
    text, song = by_hand(steady, text, lambda bench: first_at(bench, 6.5))
    assert text == HEAD


def test_times_of_the_page_are_those_of_the_file_moved_by_its_offset(steady: Song) -> None:
    text, song = by_hand(steady, "offset: 100 ms\n", lambda bench: first_at(bench, 7.6))
    assert text == "offset: 100 ms\nfirst_downbeat: 7.5 s\n"
    assert song.downbeats == pytest.approx(np.arange(1.6, 19.7, 2.0))


def test_beat_one_before_the_tracked_beats_lays_beats_up_to_it() -> None:
    late = heard_at(4.0 + 0.5 * np.arange(30))
    text, song = by_hand(late, "", lambda bench: first_at(bench, 2.0))
    assert said(text) == "first_downbeat: 2 s\n"
    assert song.beats[:5] == pytest.approx([2.0, 2.5, 3.0, 3.5, 4.0])


@pytest.mark.parametrize(("meter", "beats"), [(3, 3), ("6/8", 2), ("7/8", 7)])
def test_a_meter_is_written_as_it_was_said(steady: Song, meter: int | str, beats: int) -> None:
    text, song = by_hand(steady, "", lambda bench: metered(bench, meter))
    assert said(text) == f"meter: {meter}\n"
    assert song.meter == beats
    text, song = by_hand(steady, text, lambda bench: metered(bench, None))
    assert (text, song.meter) == (HEAD, 4)


def test_a_range_takes_the_place_of_the_level(steady: Song) -> None:
    text, _ = by_hand(steady, "half: true   # no\nmeter: 3\n", lambda bench: looked_for(bench, 92, 102.5))
    assert text == "meter: 3\ntempo: 92 to 102.5\n"
    text, _ = by_hand(steady, text, halved)
    assert text == "meter: 3\ntempo: 46 to 51.25\n"
    with pytest.raises(ComposerError, match="too slow"):
        halved(bench_of(steady, "tempo: 30 to 50\n"))


def test_an_even_grid_goes_through_the_tapped_beat_and_keeps_the_bars(steady: Song) -> None:
    text, song = by_hand(steady, "double: true\n", lambda bench: even_grid(bench, 119.996, 5.01))
    assert text == "tempo: 120\nfirst_downbeat: 5.51 s\n"
    assert song.beats == pytest.approx(0.01 + 0.5 * np.arange(40))
    assert song.downbeats[:2] == pytest.approx([1.51, 3.51])


def test_an_even_grid_is_shifted_halved_doubled_and_counted_by_its_own_keys(steady: Song) -> None:
    even = "tempo: 120\nfirst_downbeat: 0.5 s\n"
    text, song = by_hand(steady, even, halved)
    assert text == "tempo: 60\nfirst_downbeat: 0.5 s\n"
    assert by_hand(steady, text, doubled)[0] == even
    text, song = by_hand(steady, even, lambda bench: moved_between(bench, 1))
    assert text == "tempo: 120\nfirst_downbeat: 0.75 s\n"
    assert song.beats == pytest.approx(0.25 + 0.5 * np.arange(40))
    text, song = by_hand(steady, even, lambda bench: first_at(bench, 8.1))
    assert (text, counts(song)) == ("tempo: 120\nfirst_downbeat: 8 s\n", [1, 2, 3, 4, 1, 2])
    with pytest.raises(ComposerError, match="even grid leaves no room"):
        anchored_at(bench_of(steady, even), 3.1, 3.0)


def test_a_dragged_beat_becomes_an_anchor_with_its_position(steady: Song) -> None:
    text, _ = by_hand(steady, "meter: 4\n", lambda bench: anchored_at(bench, 3.07, 3.0))
    assert text == "meter: 4\nanchors: [[3.07, 2]]\n"
    text, _ = by_hand(steady, text, lambda bench: anchored_at(bench, 1.05, 1.0))
    assert text == "meter: 4\nanchors: [[1.05, 2], [3.07, 2]]\n"
    # Dragged again it is the same anchor.
    text, _ = by_hand(steady, text, lambda bench: anchored_at(bench, 3.09, 3.07))
    assert text == "meter: 4\nanchors: [[1.05, 2], [3.09, 2]]\n"
    text, _ = by_hand(steady, text, lambda bench: unanchored_at(bench, 3.09))
    text, _ = by_hand(steady, text, lambda bench: unanchored_at(bench, 1.05))
    assert text == "meter: 4\n"


def test_an_anchor_written_for_a_dragged_beat_puts_that_beat_there_and_keeps_its_bar(steady: Song) -> None:
    corrections = bench_of(steady, by_hand(steady, "", lambda bench: anchored_at(bench, 3.07, 3.0))[0]).corrections
    tracked = Counted(beats=steady.beats, positions=steady.positions - 1, meter=4, confidence=1.0)
    found = anchored(tracked, corrections.anchors)
    assert found.beats[5] == 3.07
    assert found.positions.tolist() == tracked.positions.tolist()
    assert len(found.beats) == len(steady.beats)


def test_an_anchor_takes_the_place_of_a_level_which_a_range_then_says(steady: Song) -> None:
    text, _ = by_hand(steady, "double: true\n", lambda bench: anchored_at(bench, 3.05, 3.0))
    assert text == "anchors: [[3.05, 3]]\ntempo: 222 to 260\n"


def test_anchors_in_lines_of_their_own_are_written_anew_in_one(steady: Song) -> None:
    text = "anchors:   # by ear\n- 1.0\n- [2.5, 1]\nmeter: 4   # sure\n"
    text, _ = by_hand(steady, text, lambda bench: unanchored_at(bench, 1.0))
    assert text == "anchors: [[2.5, 1]]\nmeter: 4   # sure\n"


def test_beat_one_among_anchors_with_positions_is_an_anchor(steady: Song) -> None:
    text, _ = by_hand(steady, "anchors: [[2.5, 1]]\n", lambda bench: first_at(bench, 8.0))
    assert text == "anchors: [[2.5, 1], [8, 1]]\n"


def test_half_a_beat_is_refused_where_anchors_say_what_is_right(steady: Song) -> None:
    with pytest.raises(ComposerError, match="anchors say which beats are right"):
        moved_between(bench_of(steady, "anchors: [2.5]\n"), 1)


LISTED = """\
# by ear
meter: 4
first_downbeat: 1.0 s  # here
beats: [
  0.5,  # pickup
  1.0, 1.52, 2.0, 2.5,  # bar 1
  3.0, 3.5, 4.0, 4.5,  # bar 2
  ]
offset: 10 ms
"""


def test_a_listed_beat_that_is_dragged_changes_its_entry_alone(steady: Song) -> None:
    text, song = by_hand(steady, LISTED, lambda bench: anchored_at(bench, 1.51, 1.53))
    assert text == LISTED.replace("1.52", "1.5")
    assert song.beats[2] == pytest.approx(1.51)
    text, _ = by_hand(steady, LISTED, lambda bench: anchored_at(bench, 1.03, 1.01))
    assert text == LISTED.replace("1.0, 1.52", "1.02, 1.52").replace("1.0 s", "1.02 s")
    with pytest.raises(ComposerError, match="between its neighbours"):
        anchored_at(bench_of(steady, LISTED), 2.1, 1.53)


def test_a_list_is_halved_doubled_and_shifted_by_writing_it_anew(steady: Song) -> None:
    text, song = by_hand(steady, LISTED, halved)
    assert song.beats == pytest.approx(np.array([1.0, 2.0, 3.0, 4.0]) + 0.01)
    assert counts(song) == [1, 2, 3, 4]
    assert text == (
        "# by ear\nmeter: 4\nfirst_downbeat: 1.0000 s  # here\n"
        "beats: [\n  1.0000, 2.0000, 3.0000, 4.0000,  # bar 1\n  ]\noffset: 10 ms\n"
    )
    _, song = by_hand(steady, LISTED, doubled)
    assert song.beats[:4] == pytest.approx([0.51, 0.76, 1.01, 1.27])
    assert (len(song.beats), counts(song)) == (17, [3, 4, 1, 2, 3, 4])
    _, song = by_hand(steady, LISTED, lambda bench: moved_between(bench, -1))
    assert song.beats[:3] == pytest.approx([0.26, 0.76, 1.27])
    assert counts(song) == [4, 1, 2, 3, 4, 1]


def test_bars_of_a_list_are_counted_from_another_beat_by_one_key(steady: Song) -> None:
    text, song = by_hand(steady, LISTED, lambda bench: counted_later(bench, 1))
    assert text == LISTED.replace("1.0 s", "1.52 s")
    assert counts(song) == [3, 4, 1, 2, 3, 4]
    text, _ = by_hand(steady, LISTED, lambda bench: metered(bench, 3))
    assert text == LISTED.replace("meter: 4", "meter: 3")


def test_beats_on_lines_of_their_own_are_moved_in_place_and_doubled_as_a_list(steady: Song) -> None:
    lines = "beats:   # by ear\n- [1.0, 4]\n- [2.0, 1]  # the drum\n- 3.0\nmeter: 4\n"
    text, song = by_hand(steady, lines, lambda bench: anchored_at(bench, 2.1, 2.0))
    assert text == lines.replace("[2.0, 1]", "[2.1, 1]")
    assert counts(song) == [4, 1, 2]
    text, song = by_hand(steady, lines, doubled)
    assert text == (
        "beats: [\n  1.0000, 1.5000,  # pickup\n  2.0000, 2.5000, 3.0000,  # bar 1\n  ]\n"
        "meter: 4\nfirst_downbeat: 2.0000 s\n"
    )
    assert (song.beats.tolist(), counts(song)) == ([1.0, 1.5, 2.0, 2.5, 3.0], [3, 4, 1, 2, 3])


def test_bars_of_different_lengths_move_together(steady: Song) -> None:
    odd = "beats: [1, 2, 3, 4, 5, 6, 7, 8]\ndownbeats: [1, 4, 6]\n"
    text, song = by_hand(steady, odd, lambda bench: first_at(bench, 5.0))
    assert counts(song, 8) == [2, 1, 2, 3, 1, 2, 1, 2]
    assert "downbeats: [\n  2.0000,\n  5.0000,\n  7.0000,\n  ]\n" in text


def test_what_a_list_leaves_no_room_for_is_refused_with_a_reason(steady: Song) -> None:
    bench = bench_of(steady, LISTED)
    for gesture in (lambda: even_grid(bench, 97, 1.0), lambda: looked_for(bench, 90, 100)):
        with pytest.raises(ComposerError, match="lists every beat") as caught:
            gesture()
        assert caught.value.hint == "take the list of beats away first"


def test_each_correction_is_taken_away_by_itself_and_all_of_them_together(steady: Song) -> None:
    text, _ = by_hand(steady, LISTED, lambda bench: left_out(bench, "beats"))
    assert text == "# by ear\nmeter: 4\nfirst_downbeat: 1.0 s  # here\noffset: 10 ms\n"
    text, song = by_hand(steady, LISTED, reset)
    assert text == "# by ear\n"
    assert song.beats.tolist() == steady.beats.tolist()
    text, _ = by_hand(steady, "{meter: 3}  # short\n", reset)
    assert text == ""


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_comments_line_ends_and_a_byte_order_mark_stay(steady: Song, end: str) -> None:
    start = "\ufeff# old\r\nmeter: 4"
    text, _ = by_hand(steady, start + end, lambda bench: shifted_seconds(bench, 0.02))
    assert text == start + "\r\noffset: 20 ms" + end
    text, _ = by_hand(steady, start + end, reset)
    assert text == "\ufeff# old\r\n"


def test_a_song_without_beats_says_how_it_can_have_some() -> None:
    silent = heard_at(np.zeros(0))
    for gesture in (halved, lambda bench: counted_later(bench, 1), lambda bench: first_at(bench, 1.0), tempo_range):
        with pytest.raises(ComposerError, match="no beats were heard"):
            gesture(bench_of(silent, ""))
    text, song = by_hand(silent, "", lambda bench: even_grid(bench, 90, 1.0))
    assert said(text) == "tempo: 90\nfirst_downbeat: 1 s\n"
    assert song.tempo == pytest.approx(90)


def test_every_gesture_on_every_kind_of_file_can_be_read_again(steady: Song) -> None:
    drifting = heard_at(np.cumsum(np.linspace(0.45, 0.6, 30)), first=2)
    files = ("", "half: true\n", "double: true\n", "offset: -300 ms\n", "tempo: 97\n", "meter: 3\n", LISTED)
    gestures: tuple[Gesture, ...] = (
        *(lambda b, n=n: counted_later(b, n) for n in (-3, -1, 1, 5)),
        *(lambda b, n=n: moved_between(b, n) for n in (-1, 1)),
        *(lambda b, s=s: first_at(b, s) for s in (0.0, 3.3, 12.0, 19.9)),
        *(lambda b, s=s: shifted_seconds(b, s) for s in (-0.4, 0.4)),
    )
    for heard in (steady, drifting):
        for file in files:
            before = bench_of(heard, file).song
            for gesture in gestures:
                text, song = by_hand(heard, file, gesture)
                assert corrected(heard, read_beats_text(text.encode(), Path("x"))).beats.tolist() == song.beats.tolist()
                assert song.tempo == pytest.approx(before.tempo, rel=0.05)
                assert song.meter == before.meter
