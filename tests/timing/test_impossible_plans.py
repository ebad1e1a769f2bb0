"""Every plan that cannot be is refused with its place, its reason and its remedy."""

from __future__ import annotations

import pytest
from songs import bars, beats, board, scene, seconds, silent_song, steady_song

from composer.errors import StoryboardError
from composer.listening.song import Song
from composer.storyboard.records import BarCue, Direction, Hold, Snap, Storyboard, TimeCue
from composer.timing.schedule import schedule

#: Bar n is at 2 (n - 1) s; 32 bars.
SONG = steady_song(duration=64.0)


def refusal(storyboard: Storyboard, song: Song = SONG) -> str:
    with pytest.raises(StoryboardError) as caught:
        schedule(storyboard, song)
    return str(caught.value)


def test_an_arrival_past_the_end_is_refused_at_its_cue() -> None:
    assert refusal(board(scene("a"), scene("b", cue=BarCue(bar=97)))) == (
        "film.yaml:21:9: scenes[1].at: bar 97 is after the end of the song (its last bar is 32)\n"
        "  hint: choose an earlier one"
    )


def test_all_impossible_cues_are_told_at_once() -> None:
    told = refusal(board(scene("a"), scene("b", cue=BarCue(bar=97)), scene("c", cue=TimeCue(seconds=90.0))))
    assert told == (
        "film.yaml:21:9: scenes[1].at: bar 97 is after the end of the song (its last bar is 32)\n"
        "  hint: choose an earlier one\n"
        "film.yaml:31:9: scenes[2].at: 1:30.00 is after the end of the song (1:04.00)\n"
        "  hint: choose an earlier time"
    )


def test_cues_out_of_order_are_refused_at_the_later_scene() -> None:
    assert refusal(board(scene("a"), scene("b", cue=BarCue(bar=9)), scene("c", cue=BarCue(bar=5)))) == (
        'film.yaml:31:9: scenes[2].at: "c" would arrive at 0:08.00, not after "b" at 0:16.00\n'
        "  hint: cues must follow the order of the scenes"
    )


def test_more_bars_than_the_song_has_are_refused_at_the_length_that_is_too_much() -> None:
    scenes = scene("a", length=bars(16)), scene("b", length=bars(12)), scene("c", length=bars(8))
    assert refusal(board(*scenes)) == (
        'film.yaml:32:9: scenes[2].bars: 8 bars of "c" end at bar 37, after the end of the song (its last bar is 32)\n'
        "  hint: shorten it or a scene before it"
    )


def test_more_seconds_than_a_song_without_beats_has_are_refused() -> None:
    assert refusal(board(scene("a", length=seconds(61))), silent_song(60)) == (
        'film.yaml:14:9: scenes[0].seconds: 61 seconds of "a" end at 1:01.00, '
        "after the end of the song (it lasts 1:00.00)\n"
        "  hint: shorten it or a scene before it"
    )


def test_more_flexible_scenes_than_bars_are_refused() -> None:
    scenes = [scene(name) for name in "abcdef"]
    assert refusal(board(*scenes, scene("g", cue=BarCue(bar=5)))) == (
        'film.yaml:10:5: scenes[0]: scenes "a" to "f" do not fit between bar 1 and bar 5, where only 3 bars begin\n'
        "  hint: use fewer scenes or a finer `snap`"
    )


def test_scenes_that_do_not_fit_are_told_in_bars_where_sections_were_asked_for() -> None:
    scenes = scene("a"), scene("b"), scene("c"), scene("d", cue=BarCue(bar=3))
    assert refusal(board(*scenes, snap=Snap.SECTION)) == (
        'film.yaml:10:5: scenes[0]: scenes "a" to "c" do not fit between bar 1 and bar 3, where only 1 bar begins\n'
        "  hint: use fewer scenes or a finer `snap`"
    )


def test_scenes_too_many_for_their_time_are_refused_without_snapping_too() -> None:
    scenes = [scene(f"s{i}") for i in range(30)]
    assert refusal(board(*scenes, scene("z", cue=TimeCue(seconds=0.03)), snap=Snap.NONE), silent_song()) == (
        'film.yaml:10:5: scenes[0]: scenes "s0" to "s29" do not fit between 0:00.00 and 0:00.03\n'
        "  hint: use fewer scenes or move a cue"
    )


def test_lengths_that_contradict_a_cue_are_refused_at_the_cue() -> None:
    scenes = scene("a", length=bars(4)), scene("b", length=bars(4)), scene("c", cue=BarCue(bar=10, beat=3))
    assert refusal(board(*scenes)) == (
        'film.yaml:31:9: scenes[2].at: "c" arrives at bar 10 beat 3, but the lengths before it end at bar 9\n'
        "  hint: take the length off one scene before it, so that it can stretch, or take off this cue"
    )


@pytest.mark.parametrize("order", ["fixed first", "fixed last", "fixed between"])
def test_lengths_that_leave_nothing_for_a_flexible_scene_are_refused_there(order: str) -> None:
    long, free = scene("long", length=bars(8)), scene("free")
    scenes = {
        "fixed first": (long, free),
        "fixed last": (free, long),
        "fixed between": (free, long, scene("more")),
    }[order]
    line = 20 if order == "fixed first" else 10
    number = 1 if order == "fixed first" else 0
    assert refusal(board(*scenes, scene("z", cue=BarCue(bar=7)))) == (
        f'film.yaml:{line}:5: scenes[{number}]: nothing is left for "free": '
        "the lengths around it take 16.00 s of 12.00 s\n"
        "  hint: shorten a scene beside it or move a cue"
    )


@pytest.mark.parametrize("unit", ["bars", "beats"])
def test_musical_lengths_without_beats_are_refused(unit: str) -> None:
    length, line = (bars(4), 12) if unit == "bars" else (beats(4), 13)
    assert refusal(board(scene("a", length=length)), silent_song()) == (
        f"film.yaml:{line}:9: scenes[0].{unit}: no {unit} were found in the song\n"
        '  hint: write times ("0:12.5") and `seconds:`, or give the tempo in a beats file beside the song'
    )


def test_a_cue_without_beats_is_refused() -> None:
    assert refusal(board(scene("a", cue=BarCue(bar=2))), silent_song()) == (
        "film.yaml:11:9: scenes[0].at: bar 2 does not exist: no beats were found in the song\n"
        '  hint: write times ("0:12.5") and `seconds:`, or give the tempo in a beats file beside the song'
    )


def test_a_hold_at_the_start_longer_than_the_first_scene_is_refused() -> None:
    told = refusal(board(scene("a"), scene("b", cue=BarCue(bar=5)), hold=Hold(start=bars(4))))
    assert told == ("film.yaml:5:9: hold.start: the first scene is over before the hold is\n  hint: shorten it")


def test_a_hold_at_the_end_longer_than_the_last_scene_is_refused() -> None:
    told = refusal(board(scene("a"), scene("b", cue=BarCue(bar=29)), hold=Hold(end=bars(4))))
    assert told == "film.yaml:6:9: hold.end: the hold takes all of the last scene\n  hint: shorten it"


def test_holds_that_meet_in_the_only_scene_are_refused() -> None:
    told = refusal(board(scene("a"), hold=Hold(start=seconds(40), end=seconds(30))))
    assert told == "film.yaml:6:9: hold.end: the hold takes all of the last scene\n  hint: shorten it"


def test_a_last_scene_whose_length_is_no_frame_is_refused() -> None:
    scenes = scene("a", length=bars(4)), scene("b", length=seconds(0.01))
    assert refusal(board(*scenes)) == (
        'film.yaml:20:5: scenes[1]: "b" would last 0 frames\n  hint: move its cue or the next one\'s; mind `offset`'
    )


@pytest.mark.parametrize(("which", "line"), [("start", 5), ("end", 6)])
def test_a_hold_in_bars_without_beats_is_refused(which: str, line: int) -> None:
    assert refusal(board(scene("a"), hold=Hold(**{which: bars(2)})), silent_song()) == (
        f"film.yaml:{line}:9: hold.{which}: no bars were found in the song\n"
        '  hint: write times ("0:12.5") and `seconds:`, or give the tempo in a beats file beside the song'
    )


def test_pulling_out_a_hold_and_an_own_length_of_the_last_scene_contradict() -> None:
    scenes = scene("a"), scene("b", length=bars(4))
    assert refusal(board(*scenes, direction=Direction.OUT, hold=Hold(end=bars(2)))) == (
        'film.yaml:6:9: hold.end: "b" says itself how long the film rests on it\n'
        "  hint: take off the hold or its own timing"
    )


@pytest.mark.parametrize(("seconds_apart", "lasts"), [(0.034, "1 frame"), (0.01, "0 frames")])
def test_scenes_of_less_than_two_frames_are_refused(seconds_apart: float, lasts: str) -> None:
    cues = TimeCue(seconds=10.0), TimeCue(seconds=10.0 + seconds_apart)
    assert refusal(board(scene("a"), scene("b", cue=cues[0]), scene("c", cue=cues[1]))) == (
        f'film.yaml:20:5: scenes[1]: "b" would last {lasts}\n  hint: move its cue or the next one\'s; mind `offset`'
    )


def test_an_offset_that_moves_the_first_cue_before_the_film_is_refused() -> None:
    scenes = scene("a", cue=TimeCue(seconds=0.5)), scene("b")
    assert refusal(board(*scenes, offset=-1.0)) == (
        'film.yaml:11:9: scenes[0].at: "a" would arrive before the film begins\n  hint: move its cue; mind `offset`'
    )
