"""What is kept of a song that was listened to, as text, so that it is listened to once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer.listening.song import Envelope, Passage, Section

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Of what all trackers share: features, attacks, sections, curves. Part of the name under which an analysis is kept:
#: change it whenever one of them may come out otherwise. Each tracker has a version of its own besides.
VERSION = "6"
#: Decimals that curves are kept with; pictures and gains need no more.
_DECIMALS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Analysis:
    """All that was found in the sound of a song; the fields that ``Song`` has too mean the same.

    Attributes
    ----------
    digest : str
        Hexadecimal digest of the decoded samples.
    request : str
        The key of what was asked of the listening.
    onsets : Envelope
        How strongly something begins at each moment, 1 at the 98th percentile.
    drums : Envelope
        The same of what is struck alone.
    peaks : Envelope
        The largest sample of each slot, full scale is 1.
    """

    digest: str
    request: str
    duration: float
    sample_rate: int
    channels: int
    beats: FloatArray
    positions: IntArray
    meter: int
    confidence: float
    sections: tuple[Section, ...]
    loudness: Envelope
    passages: tuple[Passage, ...]
    onsets: Envelope
    drums: Envelope
    peaks: Envelope


def to_json(analysis: Analysis) -> str:
    """The analysis as JSON text; ``from_json`` reads it back, times exactly, curves to four decimals."""
    return json.dumps(
        {
            "digest": analysis.digest,
            "request": analysis.request,
            "duration": analysis.duration,
            "sample_rate": analysis.sample_rate,
            "channels": analysis.channels,
            "beats": analysis.beats.tolist(),
            "positions": analysis.positions.tolist(),
            "meter": analysis.meter,
            "confidence": analysis.confidence,
            "sections": [[section.start, section.end, section.label] for section in analysis.sections],
            "loudness": _curve(analysis.loudness),
            "passages": [[each.start, each.end, each.confidence] for each in analysis.passages],
            "onsets": _curve(analysis.onsets),
            "drums": _curve(analysis.drums),
            "peaks": _curve(analysis.peaks),
        }
    )


def from_json(text: str) -> Analysis:
    """The analysis that ``to_json`` wrote.

    Raises
    ------
    ValueError
        If the text is not whole.
    """
    try:
        kept: dict[str, Any] = json.loads(text)
        beats, positions = np.array(kept["beats"], np.float64), np.array(kept["positions"], np.int64)
        if len(beats) != len(positions):
            raise ValueError("beats and positions differ in number")
        return Analysis(
            digest=str(kept["digest"]),
            request=str(kept["request"]),
            duration=float(kept["duration"]),
            sample_rate=int(kept["sample_rate"]),
            channels=int(kept["channels"]),
            beats=beats,
            positions=positions,
            meter=int(kept["meter"]),
            confidence=float(kept["confidence"]),
            sections=tuple(Section(start=start, end=end, label=label) for start, end, label in kept["sections"]),
            loudness=_envelope(kept["loudness"]),
            passages=tuple(Passage(start=a, end=b, confidence=c) for a, b, c in kept["passages"]),
            onsets=_envelope(kept["onsets"]),
            drums=_envelope(kept["drums"]),
            peaks=_envelope(kept["peaks"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"this is not a kept analysis: {error}") from error


def _curve(envelope: Envelope) -> dict[str, Any]:
    return {"rate": envelope.rate, "values": np.round(envelope.values, _DECIMALS).tolist()}


def _envelope(kept: dict[str, Any]) -> Envelope:
    return Envelope(rate=float(kept["rate"]), values=np.array(kept["values"], np.float64))
