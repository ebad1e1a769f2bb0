"""The edit, and both of its formats, against frames known by arithmetic."""

import itertools
import json
import re
from fractions import Fraction
from pathlib import Path

import known_edit
import pytest
from known_edit import FILM, SONG

from composer.filming.exports.edit import Mark
from composer.filming.exports.edl import edl_text
from composer.filming.exports.otio import otio_text

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60)]
EVENT = re.compile(r"(\d{3})  (\w{2}) {7}(V|AA?) +C {8}((?:\d\d:){2}\d\d[:;]\d\d ?){4}")


@pytest.mark.parametrize("rate", RATES)
def test_the_edit_has_one_clip_a_scene_on_the_frames_of_the_film(rate):
    edit = known_edit.edit(rate)
    starts = [round(4 * number * rate) for number in range(3)]
    assert [(clip.name, clip.start_frame, clip.end_frame) for clip in edit.clips] == [
        ("bus", starts[0], starts[1]),
        ("prom", starts[1], starts[2]),
        ("wedding", starts[2], round(12 * rate)),
    ]
    assert edit.frame_count == round(12 * rate)


@pytest.mark.parametrize("rate", RATES)
def test_a_marker_stands_on_every_bar_and_tells_all_that_falls_there(rate):
    markers = known_edit.edit(rate).markers
    assert [marker.frame for marker in markers] == [round(2 * number * rate) for number in range(6)]
    assert [marker.name for marker in markers] == [
        "bus, section 1 (A), bar 1",
        "bar 2",
        "prom, section 2 (B), bar 3",
        "bar 4",
        "wedding, bar 5",
        "bar 6",
    ]
    assert [marker.mark for marker in markers] == [Mark.ARRIVAL, Mark.BAR] * 3


def test_markers_stand_where_the_picture_has_the_bars():
    edit = known_edit.edit(offset=-0.1)
    assert [(marker.frame, marker.name) for marker in edit.markers] == [
        (0, "bus"),
        (57, "bar 2"),
        (117, "prom, section 2 (B), bar 3"),
        (177, "bar 4"),
        (237, "wedding, bar 5"),
        (297, "bar 6"),
    ]
    assert [clip.start_frame for clip in edit.clips] == [0, 117, 237]


def test_a_song_without_beats_has_no_bars():
    names = [marker.name for marker in known_edit.edit(heard=known_edit.song(beats=False)).markers]
    assert names == ["bus, section 1 (A)", "prom, section 2 (B)", "wedding"]


def test_a_passage_is_cut_and_counted_from_its_first_frame():
    edit = known_edit.edit(first=60, stop=180)
    assert [(clip.name, clip.start_frame, clip.end_frame) for clip in edit.clips] == [("bus", 0, 60), ("prom", 60, 120)]
    assert [(marker.frame, marker.name) for marker in edit.markers] == [
        (0, "bar 2"),
        (60, "prom, section 2 (B), bar 3"),
    ]
    assert (edit.sound.start_frame, edit.sound.frame_count, edit.frame_count) == (60, 120, 120)


def test_the_song_is_heard_no_longer_than_it_is():
    sound = known_edit.edit(heard=known_edit.song(11.99)).sound
    assert (sound.frame_count, sound.sample_count, sound.sample_rate) == (359, 528759, 44100)


def test_a_silent_film_has_no_sound():
    edit = known_edit.edit(sound=None)
    assert edit.sound is None
    assert "ride.ogg" not in otio_text(edit) + edl_text(edit)
    assert len(json.loads(otio_text(edit))["tracks"]["children"]) == 1


def test_the_edit_decision_list_is_this():
    assert edl_text(known_edit.edit(Fraction(30000, 1001))) == (
        "TITLE: The Long Ride\n"
        "FCM: DROP FRAME\n"
        "\n"
        "001  AX       V     C        00:00:00;00 00:00:04;00 00:00:00;00 00:00:04;00\n"
        "* FROM CLIP NAME: ride.mp4\n"
        "* COMMENT: bus: 1980\n"
        "* LOC: 00:00:00;00 RED     bus, section 1 (A), bar 1\n"
        "* LOC: 00:00:02;00 GREEN   bar 2\n"
        "\n"
        "002  AX       V     C        00:00:04;00 00:00:08;00 00:00:04;00 00:00:08;00\n"
        "* FROM CLIP NAME: ride.mp4\n"
        "* COMMENT: prom\n"
        "* LOC: 00:00:04;00 RED     prom, section 2 (B), bar 3\n"
        "* LOC: 00:00:06;00 GREEN   bar 4\n"
        "\n"
        "003  AX       V     C        00:00:08;00 00:00:12;00 00:00:08;00 00:00:12;00\n"
        "* FROM CLIP NAME: ride.mp4\n"
        "* COMMENT: wedding: and then they married\n"
        "* LOC: 00:00:08;00 RED     wedding, bar 5\n"
        "* LOC: 00:00:10;00 GREEN   bar 6\n"
        "\n"
        "004  AX       AA    C        00:00:00;00 00:00:11;29 00:00:00;00 00:00:11;29\n"
        "* FROM CLIP NAME: ride.ogg\n"
    )


@pytest.mark.parametrize(
    ("rate", "mode"), [(RATES[0], "NON-DROP"), (RATES[1], "NON-DROP"), (RATES[2], "DROP"), (RATES[3], "NON-DROP")]
)
def test_the_list_says_how_frames_are_counted_and_its_events_are_in_their_columns(rate, mode):
    lines = edl_text(known_edit.edit(rate)).splitlines()
    assert lines[1] == f"FCM: {mode} FRAME"
    events = [line for line in lines if line[:3].isdigit()]
    assert [EVENT.fullmatch(line).group(1, 2, 3) for line in events] == [
        (f"{number:03}", "AX", channels) for number, channels in enumerate(("V", "V", "V", "AA"), 1)
    ]


#: The objects of the documented schema that are written, and the fields that its readers ask of each.
ITEM = {"OTIO_SCHEMA", "metadata", "name", "source_range", "effects", "markers", "enabled"}
SCHEMA = {
    "Timeline.1": {"OTIO_SCHEMA", "metadata", "name", "global_start_time", "tracks"},
    "Stack.1": ITEM | {"children"},
    "Track.1": ITEM | {"children", "kind"},
    "Clip.2": ITEM | {"media_references", "active_media_reference_key"},
    "ExternalReference.1": {
        "OTIO_SCHEMA",
        "metadata",
        "name",
        "available_range",
        "available_image_bounds",
        "target_url",
    },
    "Marker.2": {"OTIO_SCHEMA", "metadata", "name", "color", "marked_range", "comment"},
    "TimeRange.1": {"OTIO_SCHEMA", "start_time", "duration"},
    "RationalTime.1": {"OTIO_SCHEMA", "rate", "value"},
}


def objects(value):
    if isinstance(value, dict):
        if "OTIO_SCHEMA" in value:
            yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def test_every_object_of_the_timeline_has_the_fields_of_its_schema():
    found = list(objects(json.loads(otio_text(known_edit.edit()))))
    assert {each["OTIO_SCHEMA"] for each in found} == set(SCHEMA)
    for each in found:
        assert set(each) == SCHEMA[each["OTIO_SCHEMA"]]
    times = [each for each in found if each["OTIO_SCHEMA"] == "RationalTime.1"]
    assert all(isinstance(each["value"], float) and isinstance(each["rate"], float) for each in times)


def test_media_are_named_by_their_plain_absolute_path():
    found = objects(json.loads(otio_text(known_edit.edit())))
    urls = [each["target_url"] for each in found if each["OTIO_SCHEMA"] == "ExternalReference.1"]
    assert urls == [str(Path.cwd() / path) for path in (FILM, FILM, FILM, SONG)]


def test_a_clip_tells_what_it_is_made_from():
    timeline = json.loads(otio_text(known_edit.edit()))
    assert timeline["tracks"]["children"][0]["children"][2]["metadata"]["longzoom"] == {
        "scene": "wedding",
        "year": None,
        "prompt": "the wedding",
        "caption": "and  then\nthey married",
        "bar": 5,
        "beat": 1.0,
        "arrival_frame": 240,
        "first_keyframe": 4,
    }


@pytest.mark.parametrize("rate", RATES)
def test_the_library_of_the_format_reads_the_timeline_frame_for_frame(rate):
    otio = pytest.importorskip("opentimelineio")
    timeline = otio.adapters.read_from_string(otio_text(known_edit.edit(rate)), "otio_json")
    picture, sound = timeline.tracks
    assert (timeline.name, picture.kind, sound.kind) == ("The Long Ride", "Video", "Audio")
    edges = [round(4 * number * rate) for number in range(4)]
    for clip, (start, end) in zip(picture, itertools.pairwise(edges), strict=True):
        for shown in (clip.range_in_parent(), clip.trimmed_range()):
            assert (shown.start_time.value, shown.duration.value, shown.start_time.rate) == (
                start,
                end - start,
                float(rate),
            )
        assert clip.media_reference.target_url == str(FILM.absolute())
        assert clip.available_range().duration.value == round(12 * rate)
    assert picture.duration().value == round(12 * rate)
    assert sound[0].available_range().duration == otio.opentime.RationalTime(12 * 44100, 44100)
    assert sound.duration().value == int(12 * rate)
    marked = [marker.marked_range.start_time.value for marker in timeline.tracks.markers]
    assert marked == [round(2 * number * rate) for number in range(6)]
    assert {marker.color for marker in timeline.tracks.markers} == {"RED", "GREEN"}
    # What the library writes of it is what was read: nothing was taken for something else.
    again = json.loads(otio.adapters.write_to_string(timeline, "otio_json"))
    assert {each["OTIO_SCHEMA"] for each in objects(again)} == set(SCHEMA)


@pytest.mark.parametrize("rate", RATES)
def test_the_library_of_the_format_reads_the_edit_decision_list_frame_for_frame(rate):
    otio = pytest.importorskip("opentimelineio")
    if "cmx_3600" not in otio.adapters.available_adapter_names():
        pytest.skip("needs otio-cmx3600-adapter")
    timeline = otio.adapters.read_from_string(edl_text(known_edit.edit(rate)), "cmx_3600", rate=float(rate))
    picture = timeline.video_tracks()[0]
    edges = [round(4 * number * rate) for number in range(4)]
    read = [(clip.trimmed_range().start_time.value, clip.trimmed_range().duration.value) for clip in picture]
    assert read == [(start, end - start) for start, end in itertools.pairwise(edges)]
    assert [clip.name for clip in picture] == ["ride.mp4"] * 3
    if rate != RATES[2]:  # the adapter writes markers in drop-frame timecode, but does not read them
        assert [[marker.name for marker in clip.markers][-1] for clip in picture] == ["bar 2", "bar 4", "bar 6"]
    assert timeline.audio_tracks()[0].duration().value == int(12 * rate)
