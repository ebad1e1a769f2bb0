"""The edit as OpenTimelineIO, the interchange format of the Academy Software Foundation.

The format is JSON of a documented schema (https://opentimelineio.readthedocs.io, "Serialized File Format"), and these
few objects of it are written here: its library has compiled wheels for some machines only (none for Intel Macs and
none for Python 3.14 as of 0.18.1). The tests read what is written here with that library.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from composer.filming.exports.edit import Clip, Edit, Mark, Marker, SoundClip

_Json = dict[str, object]
_COLOURS = {Mark.ARRIVAL: "RED", Mark.SECTION: "YELLOW", Mark.BAR: "GREEN"}


def otio_text(edit: Edit) -> str:
    """The edit as a ``Timeline.1``: a track of scenes, one of the song, and markers on the stack of both.

    Rates are the nearest doubles of the exact rate, times are whole frames (of the song's extent, samples). Media are
    named by plain absolute paths: DaVinci Resolve does not take ``file://`` (OpenTimelineIO issue 1985). Markers lie
    on the stack, where Resolve keeps those of a timeline.
    """
    tracks = [_track("Zoom", "Video", [_scene(clip, edit) for clip in edit.clips])]
    if edit.sound:
        tracks.append(_track("Song", "Audio", [_song(edit.sound, edit.rate)]))
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"longzoom": {"rate": str(edit.rate)}},
        "name": edit.title or edit.film.stem,
        "global_start_time": _time(0, edit.rate),
        "tracks": {
            **_item("Stack.1", "tracks"),
            "markers": [_marker(marker, edit.rate) for marker in edit.markers],
            "children": tracks,
        },
    }
    return json.dumps(timeline, indent=4, ensure_ascii=False) + "\n"


def _item(schema: str, name: str) -> _Json:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _track(name: str, kind: str, clips: list[_Json]) -> _Json:
    return {**_item("Track.1", name), "kind": kind, "children": clips}


def _scene(clip: Clip, edit: Edit) -> _Json:
    media = _media(edit.film, _range(0, edit.frame_count, edit.rate))
    shown = _range(clip.start_frame, clip.end_frame - clip.start_frame, edit.rate)
    return {**_clip(clip.name, media, shown), "metadata": {"longzoom": dict(clip.facts)}}


def _song(sound: SoundClip, rate: Fraction) -> _Json:
    media = _media(sound.path, _range(0, sound.sample_count, Fraction(sound.sample_rate)))
    return _clip(sound.path.stem, media, _range(sound.start_frame, sound.frame_count, rate))


def _clip(name: str, media: _Json, shown: _Json) -> _Json:
    return {
        **_item("Clip.2", name),
        "source_range": shown,
        "media_references": {"DEFAULT_MEDIA": media},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _media(path: Path, available: _Json) -> _Json:
    return {
        "OTIO_SCHEMA": "ExternalReference.1",
        "metadata": {},
        # Resolve finds media again by this name where they were moved.
        "name": path.name,
        "available_range": available,
        "available_image_bounds": None,
        "target_url": str(path.absolute()),
    }


def _marker(marker: Marker, rate: Fraction) -> _Json:
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"longzoom": {"kind": marker.mark.name.lower()}},
        "name": marker.name,
        "color": _COLOURS[marker.mark],
        "marked_range": _range(marker.frame, 1, rate),
        "comment": "",
    }


def _range(start: int, count: int, rate: Fraction) -> _Json:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start, rate), "duration": _time(count, rate)}


def _time(count: int, rate: Fraction) -> _Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(count)}
