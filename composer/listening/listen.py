"""A song, listened to once: decoded, tracked, kept by its samples, and corrected by the beats file next to it."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from composer.errors import ComposerError
from composer.files import write_whole
from composer.interrupts import uninterrupted
from composer.listening.analysis import Analysis, from_json, to_json
from composer.listening.beatsfile import beats_file_of, read_beats_file
from composer.listening.corrections import corrected
from composer.listening.request import PLAIN, Request
from composer.listening.song import Envelope, FloatArray, Song
from composer.listening.trackers import TrackerMissingError

if TYPE_CHECKING:
    from composer.listening.intake import Intake

_log = logging.getLogger("longzoom")

#: Frames next to a beat (20 ms each) in which its attack may peak.
_NEAR = 1
#: Beats on either side, two bars, by which it is told whether there are drums, and the mean strength of what is struck
#: at them below which there are none and above which there are. (Organ chords beside drums: 0.4; drums that rest on
#: every other beat: 0.5 and more.)
_AROUND = 8
_NO_DRUMS, _DRUMS = 0.3, 0.5


def listen(path: Path, store_folder: Path | None, *, beats_file: Path | None = None) -> Song:
    """The song: from what is kept of it, or listened to anew and kept.

    Parameters
    ----------
    path : Path
        A sound file.
    store_folder : Path or None
        Analyses are kept in ``store_folder/songs``; None keeps nothing.
    beats_file : Path or None
        Corrections by the director; None takes ``<stem>.beats.yaml`` next to the song, if there is one.

    Raises
    ------
    ComposerError
        If the sound cannot be read (see ``decode.decode``) or the store cannot be written.
    StoryboardError
        If the beats file has errors.
    """
    beside = beats_file_of(path)
    file = beats_file or (beside if beside.exists() else None)
    if file is None:
        return heard_song(path, analyse(path, store_folder))
    corrections = read_beats_file(file)
    try:
        analysis = analyse(path, store_folder, corrections.request)
    except TrackerMissingError as error:
        raise corrections.error("tracker", error.message, error.hint) from error
    song = corrected(heard_song(path, analysis), corrections)
    digest = blake2b(song.digest.encode() + file.read_bytes(), digest_size=16).hexdigest()
    return replace(song, digest=digest, strengths=strengths_at(analysis, song.beats))


def analyse(path: Path, store_folder: Path | None, request: Request = PLAIN) -> Analysis:
    """What the sound says, from the store where it knows the file or its samples.

    Raises
    ------
    ComposerError
        If the sound cannot be read (see ``decode.decode``), the tracker cannot be had on this machine, or the store
        cannot be written.
    """
    if store_folder is None:
        return _track(_take_in(path), request)
    songs, key = store_folder / "songs", request.key
    known = _known_analysis(songs, path, key)
    if known is not None:
        return known
    intake = _take_in(path)
    analysis = _kept_analysis(songs, intake.digest, key)
    if analysis is None:
        analysis = _track(intake, request)
        _write(_analysis_file(songs, intake.digest, key), to_json(analysis))
    _write(_index_file(songs, path), json.dumps({**_signature(path), "digest": analysis.digest}))
    return analysis


def heard_song(path: Path, analysis: Analysis) -> Song:
    """The song as the tracker found it."""
    return Song(
        path=path,
        digest=blake2b(f"{analysis.digest} {analysis.request}".encode(), digest_size=16).hexdigest(),
        duration=analysis.duration,
        sample_rate=analysis.sample_rate,
        channels=analysis.channels,
        beats=analysis.beats,
        positions=analysis.positions,
        meter=analysis.meter,
        tempo=median_tempo(analysis.beats),
        strengths=strengths_at(analysis, analysis.beats),
        sections=analysis.sections,
        loudness=analysis.loudness,
        confidence=analysis.confidence,
        passages=analysis.passages,
        peaks=analysis.peaks,
    )


def median_tempo(beats: FloatArray) -> float:
    """Beats a minute, 0 for fewer than two beats."""
    return float(60 / np.median(np.diff(beats))) if len(beats) > 1 else 0.0


def strengths_at(analysis: Analysis, beats: FloatArray) -> FloatArray:
    """How strong each beat is, in [0, 1], shape (n,): what is struck at it where drums are around, else all that
    begins there. So a chord between the strokes is no surge, and a song without drums still has its pulse."""
    if not len(beats):
        return np.zeros(0)
    struck, begun = _heights_at(analysis.drums, beats), _heights_at(analysis.onsets, beats)
    edges = np.arange(len(beats))[:, None] + (-_AROUND, _AROUND + 1)
    low, high = np.clip(edges, 0, len(beats)).T
    sums = np.concatenate([[0.0], np.cumsum(struck)])
    around: FloatArray = (sums[high] - sums[low]) / (high - low)
    share = np.clip((around - _NO_DRUMS) / (_DRUMS - _NO_DRUMS), 0.0, 1.0)
    strengths: FloatArray = np.clip(share * struck + (1 - share) * begun, 0.0, 1.0)
    return strengths


def _heights_at(curve: Envelope, beats: FloatArray) -> FloatArray:
    index = np.round(beats * curve.rate).astype(int)[:, None] + np.arange(-_NEAR, _NEAR + 1)
    heights: FloatArray = curve.values[np.clip(index, 0, len(curve.values) - 1)].max(axis=1, initial=0.0)
    return heights


def _take_in(path: Path) -> Intake:
    # Not with the others: librosa, numba and scipy take a second and 130 MB, and a song that is known needs none.
    with uninterrupted():
        from composer.listening.intake import take_in

    return take_in(path)


def _track(intake: Intake, request: Request) -> Analysis:
    with uninterrupted():
        from composer.listening.tracker import track

    found = track(intake.samples, request.guidance, request.tracker)
    analysis = Analysis(
        digest=intake.digest,
        request=request.key,
        duration=intake.duration,
        sample_rate=intake.sample_rate,
        channels=intake.channels,
        beats=found.beats,
        positions=found.positions,
        meter=found.meter,
        confidence=found.confidence,
        sections=found.sections,
        loudness=found.loudness,
        passages=found.passages,
        onsets=found.onsets,
        drums=found.drums,
        peaks=Envelope(rate=intake.peak_rate, values=intake.peaks),
    )
    # Curves are kept rounded: used so from the start, the film after a restart is the same to the last bit.
    return from_json(to_json(analysis))


def _analysis_file(songs: Path, digest: str, key: str) -> Path:
    return songs / f"{digest}-{key}.json"


def _index_file(songs: Path, path: Path) -> Path:
    return songs / "files" / f"{blake2b(str(path.absolute()).encode(), digest_size=16).hexdigest()}.json"


def _signature(path: Path) -> dict[str, object]:
    state = path.stat()
    return {"path": str(path.absolute()), "size": state.st_size, "mtime_ns": state.st_mtime_ns}


def _known_analysis(songs: Path, path: Path, key: str) -> Analysis | None:
    """The analysis of a file that has not changed since it was last listened to."""
    try:
        known = json.loads(_index_file(songs, path).read_text(encoding="utf-8"))
        unchanged = {key: known[key] for key in ("path", "size", "mtime_ns")} == _signature(path)
        digest = str(known["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        # No index, or not a whole one: the samples themselves will say which song this is.
        return None
    return _kept_analysis(songs, digest, key) if unchanged else None


def _kept_analysis(songs: Path, digest: str, key: str) -> Analysis | None:
    file = _analysis_file(songs, digest, key)
    try:
        analysis = from_json(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.warning("%s is damaged (%s); the song is listened to again", file, error)
        return None
    return analysis if (analysis.digest, analysis.request) == (digest, key) else None


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    except OSError as error:
        message = f"{file.parent}: what was heard cannot be kept there: {error.strerror or error}"
        raise ComposerError(message, "free space or choose another folder for what is kept") from error
