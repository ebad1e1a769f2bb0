"""How long after its message an instrument is heard: measured once, so that its attack can be put on the beat."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

from benchmarks.corpus.drums import DRUMS
from benchmarks.corpus.fluid import RATE, Event, play, soundfont
from benchmarks.corpus.synths import tone

#: Part of its loudest level, within half a second, at which a sound is heard to begin: a drum's, a tone's. The slower
#: a tone swells, the later it is heard; a quarter (-12 dB) lies between the first sound and the top of the swell.
_HEARD = {"kit": 0.10, "program": 0.25}
#: The level is the root mean square of this many samples (2.5 ms).
_WINDOW = 110
#: Tones are measured every other semitone; a sound that swells for longer is sent this much early, and no more.
_PITCHES = tuple(range(24, 101, 2))
_LONGEST = 0.12
#: Seconds between the measured sounds, how long they are held, and where the first is.
_APART = {"kit": 0.8, "program": 1.2}
_HELD, _FIRST = 0.5, 0.25
#: A louder sound has the same attack within a millisecond; this is a middling one.
_VELOCITY = 98


def attack_of_program(program: int, pitch: int) -> float:
    """Seconds from its message to the audible attack of a tone."""
    return _measured("program", program)[str(min(_PITCHES, key=lambda measured: abs(measured - pitch)))]


def attack_of_drum(kit: int, drum: str) -> float:
    """Seconds from its message to the audible attack of a drum."""
    return _measured("kit", kit)[drum]


@functools.cache
def attack_of_tone(name: str) -> float:
    """Seconds from its first sample to the audible attack of a synthesised tone: the median over its pitches."""
    rng = np.random.default_rng(0)
    delays = [_delay(tone(name, pitch, _HELD, rng), _HEARD["program"]) for pitch in _PITCHES[4::4]]
    return float(np.median(delays))


@functools.cache
def _measured(what: str, number: int) -> dict[str, float]:
    """Attacks of one program or kit, kept in a file that is named by the soundfont."""
    file = _folder() / f"{what}-{number}.json"
    if file.exists():
        return dict(json.loads(file.read_text(encoding="utf-8")))
    attacks = _measure(what, number)
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps(attacks, indent=0), encoding="utf-8")
    aside.replace(file)
    return attacks


@functools.cache
def _folder() -> Path:
    font = soundfont()
    name = hashlib.sha256(f"{font.name} {font.stat().st_size} {_HEARD} {_PITCHES}".encode()).hexdigest()[:12]
    return Path(__file__).parent / ".longzoom" / name


def _measure(what: str, number: int) -> dict[str, float]:
    names = dict(DRUMS) if what == "kit" else {str(p): p for p in _PITCHES}
    channel = 9 if what == "kit" else 0
    events: list[Event] = [(0.0, {"type": "program_change", "channel": channel, "program": number})]
    for i, note in enumerate(names.values()):
        start = _FIRST + i * _APART[what]
        events.append((start, {"type": "note_on", "channel": channel, "note": note, "velocity": _VELOCITY}))
        events.append((start + _HELD, {"type": "note_off", "channel": channel, "note": note, "velocity": 0}))
    samples = play(events, room=False).mean(axis=1)
    starts = [_FIRST + i * _APART[what] for i in range(len(names))]
    return {
        name: _delay(samples[round(start * RATE) :][: round(_HELD * RATE)], _HEARD[what])
        for name, start in zip(names, starts, strict=True)
    }


def _delay(samples: np.ndarray, heard: float) -> float:
    """Seconds to the attack of a sound; 0 where nothing sounds."""
    level = np.sqrt(np.maximum(lfilter(np.ones(_WINDOW) / _WINDOW, 1, samples.astype(np.float64) ** 2), 0))
    if not len(level) or level.max() < 1e-5:
        return 0.0
    return round(min(_LONGEST, float(np.argmax(level > heard * level.max())) / RATE), 5)
