"""What the page is told: the film, its scenes and its song as JSON values."""

from __future__ import annotations

import base64
import math
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from composer.errors import Problem
from composer.film_plan import nestings_of
from composer.listening.song import Envelope, Song
from composer.reporting import Json, passages_as_json, problem_as_json
from composer.storyboard.cues import format_cue, format_length
from composer.storyboard.records import Scene, Storyboard
from composer.studio.desk import Desk
from composer.studio.reel import Pictures, Reel
from composer.timebase import time_of
from composer.timing.timeline import Span, Timeline
from composer.unrolling import unrolled

#: Decimals of seconds: a twentieth of a millisecond off at most.
_DECIMALS = 4
#: As many as the widest screens have pixels; three minutes of a song are 25 kB.
_MOST_PEAKS = 4000
#: A key of the film or of a scene; of a scene's portal too.
_WRITTEN = re.compile(r"(?:(scenes\[[0-9]+\])\.)?([a-z]+(?:\.(?:at|turn))?)")


def film_as_json(desk: Desk) -> Json:
    """The film as it is timed now, what is wrong with it, and what can be undone."""
    state, last, following = desk.state, desk.history.last, desk.history.next
    lines = state.text.decode("utf-8", "replace").splitlines()
    return {
        "revision": state.revision,
        "file": desk.file.name,
        "phase": "ready" if state.reel else "wrong" if state.problems else "listening",
        "problems": [
            {**problem_as_json(problem), "file": problem.place.file.name, "text": _line(lines, problem, desk.file)}
            for problem in state.problems
        ],
        "song": state.song.digest if state.song else None,
        "undo": last.label if last else None,
        "redo": following.label if following else None,
        **(reel_as_json(state.reel) if state.reel else {}),
    }


def _line(lines: list[str], problem: Problem, file: Path) -> str:
    """The line that a problem is in; empty where it is another file's, or the file as a whole cannot be read."""
    place = problem.place
    is_whole = not problem.path and (place.line, place.column) == (1, 1)
    if place.file != file or is_whole or not 0 < place.line <= len(lines):
        return ""
    return lines[place.line - 1]


def reel_as_json(reel: Reel) -> Json:
    """The film and its scenes; the camera's depth at each frame as base64 of little-endian float64."""
    storyboard, timeline = reel.storyboard, reel.timeline
    rate, output = timeline.rate, storyboard.output
    written = _written(storyboard)
    return {
        "film": {
            "title": storyboard.title,
            "fps": [rate.numerator, rate.denominator],
            "frameCount": timeline.frame_count,
            "duration": timeline.duration,
            "offset": timeline.offset_seconds,
            "direction": storyboard.direction.value,
            "loop": storyboard.loop,
            "snap": storyboard.snap.value,
            "painter": storyboard.painter.name,
            "size": [output.width, output.height],
            "look": storyboard.look,
            "avoid": storyboard.avoid,
            "zoom": storyboard.zoom,
            "pulse": storyboard.pulse,
            "cast": [person.name for person in storyboard.cast],
            "written": sorted(written[""]),
            "depths": base64.b64encode(reel.camera.depths.astype("<f8").tobytes()).decode(),
        },
        "scenes": [
            {
                **_scene(span.scene),
                **_span(span, timeline),
                "written": sorted(written[f"scenes[{span.number}]"]),
            }
            for span in timeline.spans
        ],
    }


def _written(storyboard: Storyboard) -> Mapping[str, set[str]]:
    """Which keys the director wrote: the film's under an empty text, a scene's under ``scenes[3]``."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for path in storyboard.places:
        if match := _WRITTEN.fullmatch(path):
            keys[match[1] or ""].add(match[2])
    return keys


def _scene(scene: Scene) -> Json:
    return {
        "id": scene.id,
        "prompt": scene.prompt,
        "subject": scene.subject,
        "caption": scene.caption,
        "year": scene.year,
        "timing": _timing(scene),
        "weight": scene.weight,
        "steps": scene.steps,
        "zoom": scene.zoom,
        "ease": scene.ease,
        "pulse": scene.pulse,
        "seed": scene.seed,
        "takes": {str(keyframe): seed for keyframe, seed in scene.takes},
        "pins": {str(keyframe): digest for keyframe, digest in scene.pins},
        "portal": {"at": scene.portal.at and list(scene.portal.at), "turn": scene.portal.turn_degrees},
        "image": scene.image.name if scene.image else None,
        "motif": scene.motif,
    }


def _timing(scene: Scene) -> Mapping[str, str | None]:
    """How the scene's time is written: a cue, a length, or neither."""
    if scene.cue is not None:
        return {"kind": "cue", "text": format_cue(scene.cue)}
    if scene.length is not None:
        return {"kind": "length", "text": format_length(scene.length)}
    return {"kind": "flexible", "text": None}


def _span(span: Span, timeline: Timeline) -> Json:
    return {
        "number": span.number,
        "arrival": round(span.arrival, _DECIMALS),
        "start": time_of(span.start_frame, timeline.rate),
        "end": time_of(span.end_frame, timeline.rate),
        "startFrame": span.start_frame,
        "endFrame": span.end_frame,
        "arrivalFrame": span.arrival_frame,
        "errorMs": round(timeline.error_ms(span), 3),
        "bar": span.bar,
        "beat": span.beat,
        "firstStep": span.first_step,
    }


def song_as_json(song: Song, url: str | None) -> Json:
    """The song's grid, its waveform and where its sound is; ``peaks`` are the largest samples of even slots."""
    peaks = overview(song.peaks or song.loudness)
    return {
        "digest": song.digest,
        "name": song.path.name,
        "duration": song.duration,
        "tempo": song.tempo,
        "meter": song.meter,
        "beats": [round(float(t), _DECIMALS) for t in song.beats],
        "positions": [int(p) for p in song.positions],
        "strengths": [round(float(s), 3) for s in song.strengths],
        "sections": [{"start": s.start, "end": s.end, "label": s.label} for s in song.sections],
        "confidence": song.confidence,
        "passages": passages_as_json(song),
        "peaks": {"rate": peaks.rate, "values": [round(float(v), 3) for v in peaks.values]},
        "url": url,
    }


def overview(curve: Envelope) -> Envelope:
    """A curve for a picture of all of it: the largest value of each slot, no more slots than a screen has pixels."""
    size = max(1, math.ceil(len(curve.values) / _MOST_PEAKS))
    padded = np.pad(curve.values, (0, -len(curve.values) % size))
    return Envelope(rate=curve.rate / size, values=padded.reshape(-1, size).max(axis=1))


def stack_as_json(pictures: Pictures) -> Json:
    """The stack of keyframes as the compositor draws it, unrolled where it is a ring."""
    recipes = pictures.recipes
    stack = unrolled(nestings_of(recipes), len(recipes))
    return {
        "count": stack.count,
        "first": stack.first,
        "isRing": stack.is_ring,
        "canvas": [recipes[0].step.width, recipes[0].step.height],
        "nestings": [
            {"a": _pair(each.portal.a), "b": _pair(each.portal.b), "feather": each.feather} for each in stack.nestings
        ],
    }


def _pair(number: complex) -> list[float]:
    return [number.real, number.imag]
