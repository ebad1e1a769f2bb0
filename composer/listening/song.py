"""The Song record: what the listening stage knows of a song."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the song: half-open seconds, a letter that repeats where the music does."""

    start: float
    end: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of the song, half-open seconds, and how far its beats can be trusted, in [0, 1]: of many beats said to
    be right with 0.9, nine of ten are."""

    start: float
    end: float
    confidence: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Envelope:
    """A curve sampled at even times: value i stands at second ``i / rate``. Values are >= 0, scaled to a 95th
    percentile of 1 (all 0 for silence)."""

    rate: float
    values: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Song:
    """Beats, bars and sections of a song.

    Attributes
    ----------
    path : Path
        The file that was read; of a film's silence the storyboard that says how long it is.
    digest : str
        Hexadecimal digest of the decoded samples, of what was asked of the tracker and of the beats file in force.
    duration : float
        Seconds.
    sample_rate, channels : int
        As decoded.
    beats : float64 array, shape (n,)
        Seconds, increasing, at the audible attack. May be empty.
    positions : int64 array, shape (n,)
        Position of each beat in its bar, 1 is the downbeat.
    meter : int
        Beats in a bar.
    tempo : float
        Beats a minute, median; 0 where there are no beats.
    strengths : float64 array, shape (n,)
        How strong the sound is at each beat, in [0, 1].
    sections : tuple of Section
        In order, covering the whole song.
    loudness : Envelope
        Short-time RMS.
    confidence : float
        In [0, 1]: how far the beats can be trusted; 1 where the director gave them.
    passages : tuple of Passage
        How far the beats can be trusted in each stretch: in order, covering the song; empty in a film's silence.
    peaks : Envelope or None
        For pictures of the waveform: the largest sample of each slot, here as it is, 1 is full scale.
    """

    path: Path
    digest: str
    duration: float
    sample_rate: int
    channels: int
    beats: FloatArray
    positions: IntArray
    meter: int
    tempo: float
    strengths: FloatArray
    sections: tuple[Section, ...]
    loudness: Envelope
    confidence: float
    passages: tuple[Passage, ...] = ()
    peaks: Envelope | None = None

    def __post_init__(self) -> None:
        if not self.duration > 0:
            raise ValueError(f"duration must be > 0 s, not {self.duration}")
        if not len(self.beats) == len(self.positions) == len(self.strengths):
            raise ValueError("beats, positions and strengths must have the same length")
        if len(self.beats) > 1 and not (np.diff(self.beats) > 0).all():
            raise ValueError("beats must increase")
        for array in (self.beats, self.positions, self.strengths, self.loudness.values):
            array.flags.writeable = False

    @property
    def downbeats(self) -> FloatArray:
        """Seconds of the beats that begin a bar."""
        downbeats: FloatArray = self.beats[self.positions == 1]
        return downbeats
