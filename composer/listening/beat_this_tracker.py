"""Beat This! (Foscarin, Schlüter and Widmer, ISMIR 2024) as a tracker: a transformer with weights of its own.

Its package and its weights are the user's: the first comes with ``longzoom[beat-this]``, the second are a file, or
are fetched once by the package itself under the name that it knows them by.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer.errors import first_line
from composer.listening.features import RATE, Features, Float32
from composer.listening.finding import USUAL_METER, BeatFinder, Counted, is_audible
from composer.listening.guidance import Guidance
from composer.listening.song import Passage
from composer.listening.trackers import Options, TrackerMissingError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Frames a second of the model's activations.
_FRAME_RATE = 50.0
#: Frames beside a beat's own in which its activation may be at its highest.
_NEAR = 2
#: An interval longer than this many of its neighbours has lost a beat, and is filled with even ones.
_LOST = 1.6
#: Intervals on either side that say how long a beat is.
_NEIGHBOURS = 4
#: Seconds over which the model's own probabilities are averaged to a passage's.
_PASSAGE = 10.0


def beat_this_finder(options: Options) -> BeatFinder:
    """The model with its weights.

    Options: ``checkpoint``, a file, or a name that the package knows, and ``dbn``, whether madmom's dynamic Bayesian
    network picks the beats. Runs on the CPU, so that beats are the same on every machine.

    Raises
    ------
    TrackerMissingError
        If the package or the weights cannot be had.
    """
    inference, postprocessing = _packages()
    checkpoint = options["checkpoint"]
    to_frames = _loaded(inference, checkpoint)
    to_beats = _postprocessor(postprocessing, dbn=bool(options["dbn"]))

    def find_beats(samples: Float32, features: Features, guidance: Guidance) -> Counted | None:  # noqa: ARG001
        if not is_audible(samples):
            return None
        beat, downbeat = to_frames(samples, RATE)
        beats, downbeats = (np.asarray(times, np.float64) for times in to_beats(beat, downbeat))
        probability = 1 / (1 + np.exp(-np.clip(beat.numpy().astype(np.float64), -50, 50)))
        return _counted(beats, downbeats, probability) if len(beats) > 1 else None

    return find_beats


def _packages() -> tuple[Any, Any]:
    try:
        return import_module("beat_this.inference"), import_module("beat_this.model.postprocessor")
    except ModuleNotFoundError as error:
        message = f"the tracker beat_this needs {(error.name or '').partition('.')[0]}, which is not installed"
        raise TrackerMissingError(message, 'pip install "longzoom[beat-this]"') from error
    except (ImportError, OSError) as error:
        # torchaudio of another build than torch fails so.
        message = f"the tracker beat_this cannot be loaded: {first_line(error)}"
        raise TrackerMissingError(message, "install torch and torchaudio of one release") from error


def _loaded(inference: Any, checkpoint: object) -> Any:
    try:
        return inference.Audio2Frames(str(checkpoint), device="cpu")
    except Exception as error:  # torch raises some ten kinds for files that are missing, damaged or of another model
        if isinstance(checkpoint, Path):
            message = f"{checkpoint}: these are no weights of Beat This!: {first_line(error)}"
            raise TrackerMissingError(message, "name a .ckpt file of the package's models") from error
        message = f'the weights "{checkpoint}" of Beat This! are not on this machine and cannot be fetched'
        hint = "connect to the network, or name their file: tracker: {beat_this: {checkpoint: path/to/final0.ckpt}}"
        raise TrackerMissingError(message, hint) from error


def _postprocessor(postprocessing: Any, *, dbn: bool) -> Any:
    try:
        return postprocessing.Postprocessor(type="dbn" if dbn else "minimal", fps=int(_FRAME_RATE))
    except ImportError as error:
        message = "dbn: true needs madmom, which is not installed"
        raise TrackerMissingError(message, "pip install madmom, or write dbn: false") from error


def _usual_meter(beats: FloatArray, downbeats: FloatArray) -> int:
    """The commonest number of beats from one downbeat to the next."""
    lengths = np.diff(np.searchsorted(beats, downbeats - 1e-6))
    lengths = lengths[lengths > 0]
    return int(np.bincount(lengths).argmax()) if len(lengths) else USUAL_METER


def _counted(beats: FloatArray, downbeats: FloatArray, probability: FloatArray) -> Counted:
    meter = _usual_meter(beats, downbeats)
    filled = _filled(beats)
    starts = np.searchsorted(filled, downbeats - 1e-6)
    count = np.arange(len(filled))
    last = starts[np.maximum(np.searchsorted(starts, count, side="right") - 1, 0)] if len(starts) else 0
    sure = _probability_at(filled, probability)
    passages = _passages(filled, sure, len(probability) / _FRAME_RATE)
    return Counted(
        beats=filled,
        positions=(count - last) % meter,
        meter=meter,
        confidence=float(sure.mean()),
        passages=passages,
    )


def _filled(beats: FloatArray) -> FloatArray:
    """The beats with even ones in the gaps: the model leaves out what it does not hear."""
    lengths = np.diff(beats)
    pieces = []
    for number, length in enumerate(lengths):
        around = np.delete(lengths, number)[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS]
        usual = float(np.median(around)) if len(around) else length
        parts = max(1, round(length / usual)) if length > _LOST * usual else 1
        pieces.append(beats[number] + length * np.arange(parts) / parts)
    filled: FloatArray = np.concatenate([*pieces, beats[-1:]])
    return filled


def _probability_at(beats: FloatArray, probability: FloatArray) -> FloatArray:
    frames = np.round(beats * _FRAME_RATE).astype(int)[:, None] + np.arange(-_NEAR, _NEAR + 1)
    nearest: FloatArray = probability[np.clip(frames, 0, len(probability) - 1)].max(axis=1)
    return nearest


def _passages(beats: FloatArray, sure: FloatArray, duration: float) -> tuple[Passage, ...]:
    """What the model itself thinks of its beats, ten seconds at a time; as its neighbours where there is no beat."""
    edges = np.append(np.arange(0.0, max(_PASSAGE, duration - _PASSAGE / 2), _PASSAGE), duration)
    middles = (edges[1:] + edges[:-1]) / 2
    passages = []
    for start, middle, end in zip(edges[:-1], middles, edges[1:], strict=True):
        inside = (beats >= start) & (beats < end)
        confidence = float(sure[inside].mean()) if inside.any() else float(np.interp(middle, beats, sure))
        passages.append(Passage(start=float(start), end=float(end), confidence=confidence))
    return tuple(passages)
