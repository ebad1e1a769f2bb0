from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from jsonschema import Draft202012Validator

from composer.errors import ComposerError, StoryboardError
from composer.listening.analysis import Analysis
from composer.listening.beats_table import beats_schema
from composer.listening.beatsfile import beats_file_of, read_beats_file, write_beats_file
from composer.listening.corrections import corrected
from composer.listening.guidance import Anchor
from composer.listening.listen import heard_song
from composer.listening.request import PLAIN
from composer.listening.song import Envelope, Passage, Section, Song


def song_of(beats: list[float] | np.ndarray, meter: int = 4, first: int = 0, duration: float = 20.0) -> Song:
    """A song with given beats, of which the one numbered ``first`` begins a bar."""
    beats = np.array(beats, np.float64)
    positions = (np.arange(len(beats)) - first) % meter + 1
    return Song(
        path=Path("my song.ogg"),
        digest="",
        duration=duration,
        sample_rate=44100,
        channels=2,
        beats=beats,
        positions=positions,
        meter=meter,
        tempo=120.0,
        strengths=np.ones(len(beats)),
        sections=(Section(start=0.0, end=8.5, label="A"), Section(start=8.5, end=duration, label="B")),
        loudness=Envelope(rate=10.0, values=np.ones(200)),
        confidence=0.4,
    )


@pytest.fixture
def steady() -> Song:
    """Beats each half second from 0.5 s to 19.5 s; the first one begins a bar of four."""
    return song_of(0.5 + 0.5 * np.arange(39))


def apply(text: str, song: Song, folder: Path) -> Song:
    file = folder / "song.beats.yaml"
    file.write_text(text)
    return corrected(song, read_beats_file(file))


def problems(text: str, song: Song, folder: Path) -> list[str]:
    with pytest.raises(StoryboardError) as caught:
        apply(text, song, folder)
    return [
        f"{problem.place.line}:{problem.place.column} {problem.path}: {problem.message}"
        for problem in caught.value.problems
    ]


def test_an_offset_moves_all_beats_and_trusts_them_no_more(steady: Song, tmp_path: Path) -> None:
    song = apply("offset: -20 ms\n", steady, tmp_path)
    assert song.beats == pytest.approx(steady.beats - 0.02)
    assert song.positions.tolist() == steady.positions.tolist()
    assert song.confidence == 0.4


def test_beats_moved_before_the_start_are_left_out(tmp_path: Path) -> None:
    song = apply("offset: -20 ms\n", song_of([0.01, 0.51, 1.01, 1.51]), tmp_path)
    assert song.beats == pytest.approx([0.49, 0.99, 1.49])
    assert song.positions.tolist() == [2, 3, 4]


def test_a_tempo_lays_an_even_grid_through_the_first_downbeat(steady: Song, tmp_path: Path) -> None:
    song = apply("tempo: 90\nfirst_downbeat: 2.2 s\nmeter: 3\n", steady, tmp_path)
    assert song.beats[:4] == pytest.approx([2.2 - 2, 2.2 - 4 / 3, 2.2 - 2 / 3, 2.2])
    assert song.positions[:7].tolist() == [1, 2, 3, 1, 2, 3, 1]
    assert song.beats[-1] == pytest.approx(2.2 + 26 * 2 / 3)
    assert (song.meter, song.confidence) == (3, 1.0)
    assert song.tempo == pytest.approx(90)


def test_a_tempo_alone_starts_at_the_downbeat_that_was_heard(steady: Song, tmp_path: Path) -> None:
    song = apply("tempo: 60", steady, tmp_path)
    assert song.beats == pytest.approx(0.5 + np.arange(20))
    assert song.downbeats[0] == pytest.approx(0.5)


def test_half_keeps_every_other_beat_from_the_first_downbeat(tmp_path: Path) -> None:
    song = apply("half: true", song_of(0.5 * np.arange(12), first=1), tmp_path)
    assert song.beats == pytest.approx([0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    assert song.positions.tolist() == [1, 2, 3, 4, 1, 2]


def test_double_adds_a_beat_in_the_middle_of_each(tmp_path: Path) -> None:
    song = apply("double: true", song_of([1.0, 2.0, 3.2, 4.0], first=0), tmp_path)
    assert song.beats == pytest.approx([1.0, 1.5, 2.0, 2.6, 3.2, 3.6, 4.0])
    assert song.positions.tolist() == [1, 2, 3, 4, 1, 2, 3]


def test_a_first_downbeat_near_a_beat_names_that_beat(steady: Song, tmp_path: Path) -> None:
    song = apply("first_downbeat: 1.55 s", steady, tmp_path)
    assert song.beats.tolist() == steady.beats.tolist()
    assert song.positions[:4].tolist() == [3, 4, 1, 2]


def test_a_first_downbeat_between_two_beats_moves_them_by_half_a_beat(steady: Song, tmp_path: Path) -> None:
    song = apply("first_downbeat: 0:01.77", steady, tmp_path)
    assert song.beats == pytest.approx(0.75 + 0.5 * np.arange(38))
    assert song.positions[:4].tolist() == [3, 4, 1, 2]


def test_a_first_downbeat_before_the_first_beat_goes_back_to_it(steady: Song, tmp_path: Path) -> None:
    song = apply("first_downbeat: 0", song_of(2.0 + 0.5 * np.arange(20)), tmp_path)
    assert song.beats[:3] == pytest.approx([0.0, 0.5, 1.0])
    assert song.positions[:5].tolist() == [1, 2, 3, 4, 1]


def test_a_meter_counts_bars_anew_from_the_first_downbeat(tmp_path: Path) -> None:
    song = apply("meter: 3", song_of(0.5 * np.arange(8), first=2), tmp_path)
    assert song.positions.tolist() == [2, 3, 1, 2, 3, 1, 2, 3]


def test_listed_beats_are_taken_as_they_are(steady: Song, tmp_path: Path) -> None:
    song = apply("beats: [0.3, 0.9, 1.6, 2.2, 2.9]\nmeter: 3\nfirst_downbeat: 0.9 s", steady, tmp_path)
    assert song.beats.tolist() == [0.3, 0.9, 1.6, 2.2, 2.9]
    assert song.positions.tolist() == [3, 1, 2, 3, 1]
    assert song.confidence == 1.0


def test_positions_may_stand_with_the_beats(steady: Song, tmp_path: Path) -> None:
    song = apply("beats:\n- [0.3, 3]\n- [0.9, 1]\n- 1.6\n- [2.2, 3]\n- [2.9, 1]\n- 3.5", steady, tmp_path)
    assert (song.meter, song.positions.tolist()) == (3, [3, 1, 2, 3, 1, 2])


def test_downbeats_may_be_listed_and_bars_may_differ(steady: Song, tmp_path: Path) -> None:
    text = "beats: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\ndownbeats: [2, 5, 8]"
    song = apply(text, steady, tmp_path)
    assert (song.meter, song.positions.tolist()) == (3, [3, 1, 2, 3, 1, 2, 3, 1, 2, 3])


def test_sections_keep_to_the_downbeats(steady: Song, tmp_path: Path) -> None:
    song = apply("tempo: 100\nfirst_downbeat: 0.6 s", steady, tmp_path)
    edge = song.sections[1].start
    assert edge in song.downbeats.tolist()
    assert abs(edge - 8.5) <= 1.2
    assert [(section.start, section.end) for section in song.sections] == [(0.0, edge), (edge, 20.0)]


def test_a_file_of_comments_corrects_nothing(steady: Song, tmp_path: Path) -> None:
    song = apply("# half: true\n\n  # meter: 3\n", steady, tmp_path)
    assert song.beats.tolist() == steady.beats.tolist()
    assert song.confidence == 0.4


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("tempo: 97\nhalf: true", "2:1 half", '"half" and "tempo" cannot stand together'),
        ("half: true\ndouble: true", "2:1 double", '"double" and "half" cannot stand together'),
        ("beats: [1, 2]\ntempo: 97", "2:1 tempo", '"tempo" and "beats" cannot stand together'),
        ("ofset: 20 ms", "1:1 ofset", 'a beats file has no key "ofset"'),
        ("offset: 20", "1:9 offset", "a time with its unit is needed here, not the number 20"),
        ("meter: 3\nmeter: 4", "2:1 meter", 'the key "meter" is already on line 1'),
        ("meter: 0", "1:8 meter", "0 is too small"),
        ("tempo: fast", "1:8 tempo", 'a number is needed here, not the text "fast"'),
        ("tempo: 120 to 90", "1:8 tempo", '"120 to 90" goes from fast to slow'),
        ("tempo: 97 to 97", "1:8 tempo", '"97 to 97" leaves no range'),
        ("tempo: 5 to 90", "1:8 tempo", "5 is too small"),
        ("tempo: 90-900", "1:8 tempo", "900 is too large"),
        ("tempo: 90 to 120\nhalf: true", "2:1 half", '"half" and "tempo" cannot stand together'),
        ("meter: 6/7", "1:8 meter", '"6/7" is not counted here'),
        ("meter: 0/4", "1:8 meter", "0/4 has 0 beats"),
        ("meter: 17/8", "1:8 meter", "17/8 has 17 beats"),
        ("meter: three", "1:8 meter", 'a whole number is needed here, not the text "three"'),
        ("anchors: 12.5", "1:10 anchors", "a list is needed here, not the number 12.5"),
        ("anchors: []", "1:10 anchors", "the list has no anchors"),
        ("anchors: [bar 3]", "1:11 anchors[0]", 'a number is needed here, not the text "bar 3"'),
        ("anchors: [-1]", "1:11 anchors[0]", "-1 is too small"),
        ("anchors: [5, 5]", "1:14 anchors[1]", "5 s is not after the anchor before it, 5 s"),
        ("anchors: [5, 5.04]", "1:14 anchors[1]", "5.04 s is only 40 ms after the anchor before it"),
        ("anchors: [[5, 5]]\nmeter: 3", "1:11 anchors[0]", "position 5 is beyond the bar of 3 beats"),
        ("anchors: [[5, 5]]", "1:11 anchors[0]", "position 5 is beyond the bar of 4 beats that was heard"),
        (
            "anchors: [[5, 1], [5.5, 3]]",
            "1:19 anchors[1]",
            "position 3 does not follow position 1 of the beat before it",
        ),
        ("anchors: [25]", "1:11 anchors[0]", "25 s is after the end of the song (20.00 s)"),
        ("tempo: 97\nanchors: [5]", "2:10 anchors", "an even grid leaves no room for anchors"),
        ("double: true\nanchors: [5]", "2:1 anchors", '"anchors" and "double" cannot stand together'),
        ("beats: [1, 2]\nanchors: [1]", "2:1 anchors", '"anchors" and "beats" cannot stand together'),
        (
            "anchors: [5]\nfirst_downbeat: 3.76 s",
            "2:17 first_downbeat",
            "3.76 s lies between two beats of those that the anchors name",
        ),
        (
            "anchors: [[5, 1]]\nfirst_downbeat: 6.5 s",
            "2:17 first_downbeat",
            "the beat at 5 s is then number 2 of its bar, not 1 as its anchor says",
        ),
        ("tracker: grit", "1:10 tracker", 'no tracker is called "grit"'),
        ("tracker: {grit: {}}", "1:11 tracker.grit", 'no tracker is called "grit"'),
        ("tracker: grid", "1:10 tracker", "the tracker grid needs bpm"),
        ("tracker: {grid: {}}", "1:17 tracker.grid", 'the tracker grid needs the key "bpm"'),
        ("tracker: {grid: {bpm: 5}}", "1:23 tracker.grid.bpm", "5 is too small"),
        ("tracker: {grid: {bpm: 97, at: 3}}", "1:27 tracker.grid.at", 'the tracker grid has no key "at"'),
        (
            "tracker: {grid: {bpm: 97, offset: 3}}",
            "1:35 tracker.grid.offset",
            "a time is needed here, not the number 3",
        ),
        ("tracker: {grid: {bpm: 97}}\ntempo: 90 to 99", "2:8 tempo", "a grid has its tempo already"),
        ("tracker: {longzoom: {level: 2}}", "1:22 tracker.longzoom.level", 'the tracker longzoom has no key "level"'),
        (
            "tracker: {beat_this: {dbn: maybe}}",
            "1:28 tracker.beat_this.dbn",
            'true or false is needed here, not the text "maybe"',
        ),
        ("tracker: {grid: {bpm: 97}, longzoom: {}}", "1:10 tracker", "2 trackers are named; a song has one"),
        ("half: yes", "1:7 half", 'true is needed here, not the text "yes"'),
        ("first_downbeat: bar 3", "1:17 first_downbeat", '"bar 3" is not a time'),
        ("first_downbeat: 2.5", "1:17 first_downbeat", "a time is needed here, not the number 2.5"),
        ("beats: [1, 2,\n  1.5]", "2:3 beats[2]", "1.5 s is not after the beat before it, 2 s"),
        ("beats: [1, [2, 5]]\nmeter: 4", "1:12 beats[1]", "position 5 is beyond the bar of 4 beats"),
        ("beats: [1, [2]]", "1:12 beats[1]", "seconds, or [seconds, position] is needed here, not a list"),
        ("beats: [1]", "1:8 beats", "the list has 1 beats"),
        ("beats: [1, 2, 99]", "1:15 beats[2]", "99 s is after the end of the song (20.00 s)"),
        ("beats: [1, 2, 3]\ndownbeats: [1, 2.5]", "2:16 downbeats[1]", "2.5 s is not one of the beats"),
        ("downbeats: [1, 2]", "1:12 downbeats", "downbeats need the list of beats"),
        ("first_downbeat: 1:02.5", "1:17 first_downbeat", "62.5 s is after the end of the song (20.00 s)"),
        ("beats: [1, 2, 3]\nfirst_downbeat: 2.4 s", "2:17 first_downbeat", "2.4 s is not one of the listed beats"),
        ("- 1\n- 2", "1:1 ", "a mapping (key: value) is needed here, not a list"),
    ],
)
def test_a_wrong_beats_file_is_refused_at_its_line_and_column(
    text: str, place: str, message: str, steady: Song, tmp_path: Path
) -> None:
    assert problems(text, steady, tmp_path) == [f"{place}: {message}"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tempo: 120 to 90", 'write "90 to 120"'),
        ("tempo: 97-97", 'for an even grid write 97, else "94 to 100"'),
        ("meter: 6/16", 'write it as in "3/4", "6/8" or "2/2"'),
        ("anchors: [5, 5.04]", "take one of the two away: they are one beat"),
        ("anchors: [[5, 2], [5.5, 4]]", "anchors nearer than 1.4 s are neighbouring beats: write 3 or 1"),
        ("anchors: [1:02.5]", "write 62.5"),
        ("anchors: [5]\nfirst_downbeat: 3.76 s", "write it as an anchor: [3.76, 1]"),
        ("anchors: [5]\ntempo: 97", "write a range, as in tempo: 90 to 120, or first_downbeat instead of the anchors"),
        ("tracker: grid", "write {grid: {bpm: 97}}"),
        ("tracker: {grid: {}}", "add bpm, as in bpm: 97.0"),
        ("tracker: grit", 'did you mean "grid"?'),
        ("tracker: {beat_this: {chekpoint: small0}}", 'did you mean "checkpoint"?'),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(text: str, hint: str, steady: Song, tmp_path: Path) -> None:
    with pytest.raises(StoryboardError) as caught:
        apply(text, steady, tmp_path)
    assert [problem.hint for problem in caught.value.problems] == [hint]


@pytest.mark.parametrize(
    ("written", "beats"),
    [("3", 3), ("6/8", 2), ("9/8", 3), ("12/8", 4), ("3/4", 3), ("5/4", 5), ("2/2", 2), ("5/8", 5), ("7/8", 7)],
)
def test_a_time_signature_is_a_number_of_beats(written: str, beats: int, tmp_path: Path) -> None:
    (tmp_path / "song.beats.yaml").write_text(f"meter: {written}\n")
    assert read_beats_file(tmp_path / "song.beats.yaml").request.guidance.meter == beats


@pytest.mark.parametrize("written", ["90 to 120.5", "90-120.5", '"90 - 120.5"', "90–120.5"])
def test_a_range_of_tempi_goes_to_the_tracker(written: str, tmp_path: Path) -> None:
    (tmp_path / "song.beats.yaml").write_text(f"tempo: {written}\n", encoding="utf-8")
    assert read_beats_file(tmp_path / "song.beats.yaml").request.guidance.tempo == (90, 120.5)


def test_anchors_and_tracker_go_to_the_listening(tmp_path: Path) -> None:
    text = "tracker: {grid: {bpm: 97, offset: 1:02.5}}\nanchors:\n- 12.5\n- [13.02, 1]\n"
    (tmp_path / "song.beats.yaml").write_text(text)
    request = read_beats_file(tmp_path / "song.beats.yaml").request
    assert (request.tracker.name, dict(request.tracker.options)) == ("grid", {"bpm": 97, "offset": 62.5})
    assert request.guidance.anchors == (Anchor(seconds=12.5), Anchor(seconds=13.02, position=1))


@pytest.mark.parametrize("text", ["beats: [1, 2]\nmeter: 3\n", "tempo: 97\nmeter: 3\n"])
def test_beats_that_are_all_given_ask_for_no_other_analysis(text: str, tmp_path: Path) -> None:
    (tmp_path / "song.beats.yaml").write_text(text)
    assert read_beats_file(tmp_path / "song.beats.yaml").request == PLAIN


def test_weights_are_looked_for_from_the_folder_of_the_beats_file(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "mine.ckpt").touch()
    file = tmp_path / "song.beats.yaml"
    file.write_text("tracker: {beat_this: {checkpoint: weights/mine.ckpt}}")
    assert read_beats_file(file).request.tracker.options["checkpoint"] == tmp_path / "weights" / "mine.ckpt"
    file.write_text("tracker: {beat_this: {checkpoint: small0, dbn: true}}")
    assert dict(read_beats_file(file).request.tracker.options) == {"checkpoint": "small0", "dbn": True}
    file.write_text("tracker: {beat_this: {checkpoint: weights/mien.ckpt}}")
    with pytest.raises(StoryboardError) as caught:
        read_beats_file(file)
    [problem] = caught.value.problems
    assert problem.message == f"there is no file {tmp_path / 'weights' / 'mien.ckpt'}"
    assert problem.hint == 'did you mean "mine.ckpt"?'


@pytest.mark.parametrize(
    "text", ["tempo: 100", "half: true", "double: true", "first_downbeat: 1.5 s", "beats: [1, 2, 3, 4]"]
)
def test_beats_that_the_director_gave_are_sure_everywhere(text: str, steady: Song, tmp_path: Path) -> None:
    unsure = replace(steady, passages=(Passage(start=0.0, end=20.0, confidence=0.3),))
    song = apply(text, unsure, tmp_path)
    assert (song.confidence, song.passages) == (1.0, (Passage(start=0.0, end=20.0, confidence=1.0),))


@pytest.mark.parametrize("text", ["offset: 10 ms", "meter: 4", "tempo: 100 to 130", "anchors: [5]"])
def test_what_only_guides_the_tracker_leaves_it_to_judge_itself(text: str, steady: Song, tmp_path: Path) -> None:
    unsure = replace(steady, passages=(Passage(start=0.0, end=20.0, confidence=0.3),))
    song = apply(text, unsure, tmp_path)
    assert (song.confidence, song.passages) == (0.4, unsure.passages)


VALID = (
    "tempo: 97",
    "tempo: 90 to 120",
    "meter: 6/8\nanchors: [1, [1.5, 2]]",
    "tracker: beat_this",
    "tracker: longzoom",
    "tracker: {grid: {bpm: 97, offset: 0.52 s}}",
    "tracker: {beat_this: {checkpoint: small0, dbn: false}}",
    "beats: [1, [2, 1], 3]\nfirst_downbeat: 2 s\nmeter: 2",
    "offset: -20 ms\nhalf: true",
)
INVALID = (
    "tempo: 120bpm",
    "meter: 6/16",
    "anchors: []",
    "anchors: [1]\nhalf: true",
    "tracker: grid",
    "tracker: {grid: {offset: 0.5 s}}",
    "tracker: {longzoom: {a: 1}}",
    "tracker: {beat_this: {dbn: 1}}",
)


@pytest.mark.parametrize("text", VALID)
def test_the_schema_takes_what_is_right(text: str, tmp_path: Path) -> None:
    (tmp_path / "song.beats.yaml").write_text(text)
    read_beats_file(tmp_path / "song.beats.yaml")
    Draft202012Validator(beats_schema()).validate(yaml.safe_load(text))


@pytest.mark.parametrize("text", INVALID)
def test_the_schema_refuses_what_is_wrong(text: str, steady: Song, tmp_path: Path) -> None:
    assert problems(text, steady, tmp_path)
    assert not Draft202012Validator(beats_schema()).is_valid(yaml.safe_load(text))


def test_a_first_downbeat_may_stand_with_anchors_that_agree(steady: Song, tmp_path: Path) -> None:
    song = apply("anchors: [[5, 2], 8.5]\nfirst_downbeat: 6.5 s", steady, tmp_path)
    assert song.beats.tolist() == steady.beats.tolist()
    assert song.positions[song.beats.tolist().index(5.0)] == 2


def test_all_errors_are_said_at_once(steady: Song, tmp_path: Path) -> None:
    assert len(problems("meter: 0\ntempo: fast\nofset: 1 s\n", steady, tmp_path)) == 3


def test_corrections_of_beats_need_beats(tmp_path: Path) -> None:
    expected = "1:7 half: no beats were heard in this song that could be corrected"
    assert problems("half: true", song_of([]), tmp_path) == [expected]
    assert len(apply("tempo: 60\nfirst_downbeat: 0 s", song_of([]), tmp_path).beats) == 20


def test_a_missing_beats_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ComposerError) as caught:
        read_beats_file(tmp_path / "no.beats.yaml")
    assert caught.value.message == f"{tmp_path / 'no.beats.yaml'}: there is no such beats file"


def test_the_beats_file_lies_next_to_the_song() -> None:
    assert beats_file_of(Path("audio/the-long-ride.ogg")) == Path("audio/the-long-ride.beats.yaml")


def test_what_is_written_reads_back_the_same(rock_analysis: Analysis, tmp_path: Path) -> None:
    song = heard_song(Path("rock.wav"), rock_analysis)
    write_beats_file(song, tmp_path / "rock.beats.yaml")
    again = corrected(song, read_beats_file(tmp_path / "rock.beats.yaml"))
    assert again.beats == pytest.approx(song.beats, abs=0.0001)
    assert again.positions.tolist() == song.positions.tolist()
    assert again.meter == song.meter


def test_irregular_bars_read_back_the_same(tmp_path: Path) -> None:
    positions = np.array([4, 1, 2, 3, 4, 1, 2, 1, 2, 3, 4, 1, 2, 3, 4])
    song = replace(song_of(0.7 + 0.613 * np.arange(15)), positions=positions)
    write_beats_file(song, tmp_path / "song.beats.yaml")
    again = corrected(song, read_beats_file(tmp_path / "song.beats.yaml"))
    assert again.beats == pytest.approx(song.beats, abs=0.0001)
    assert again.positions.tolist() == positions.tolist()


def test_a_bar_is_a_line_with_its_number(tmp_path: Path) -> None:
    write_beats_file(song_of([0.25, 0.5, 0.75, 1.0, 1.25], meter=3, first=1), tmp_path / "song.beats.yaml")
    lines = (tmp_path / "song.beats.yaml").read_text().splitlines()
    assert lines[0] == "# The beats of my song.ogg: 120.00 beats a minute, 3 beats a bar, 5 beats in 2 bars."
    assert lines[lines.index("meter: 3") :] == [
        "meter: 3",
        "first_downbeat: 0.5000 s",
        "beats: [",
        "  0.2500,  # pickup",
        "  0.5000, 0.7500, 1.0000,  # bar 1",
        "  1.2500,  # bar 2",
        "  ]",
    ]


def test_a_beats_file_is_not_written_over_without_force(steady: Song, tmp_path: Path) -> None:
    file = tmp_path / "song.beats.yaml"
    file.write_text("# mine\n")
    with pytest.raises(ComposerError) as caught:
        write_beats_file(steady, file)
    assert caught.value.message == f"{file}: this beats file is there already"
    assert file.read_text() == "# mine\n"
    write_beats_file(steady, file, force=True)
    assert "beats: [" in file.read_text()


def test_a_folder_that_is_not_there_is_said(steady: Song, tmp_path: Path) -> None:
    with pytest.raises(ComposerError) as caught:
        write_beats_file(steady, tmp_path / "no" / "song.beats.yaml")
    assert (
        caught.value.message == f"{tmp_path / 'no' / 'song.beats.yaml'}: cannot be written: No such file or directory"
    )
