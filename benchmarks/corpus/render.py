"""From a score to sound: the soundfont's players, the synthesisers and the singers, mixed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from benchmarks.corpus import effects, fluid
from benchmarks.corpus.attacks import attack_of_drum, attack_of_program, attack_of_tone
from benchmarks.corpus.drums import DRUMS
from benchmarks.corpus.fluid import RATE, Event
from benchmarks.corpus.machines import machine
from benchmarks.corpus.score import Hit, Note, Score
from benchmarks.corpus.synths import tone
from benchmarks.corpus.voices import sing

#: The soundfont plays this much later, so that what is sent early for its attack has room; it is cut off again.
_AHEAD = 0.25
#: MIDI channels of tones: all but the tenth, which has the drums.
_CHANNELS = tuple(channel for channel in range(16) if channel != 9)
#: A drum's message is taken back after this; the soundfont's drums ring on by themselves.
_DRUM_HELD = 0.1
#: Loudness of synthesised drums and tones beside the soundfont's, and of voices beside everything.
_MACHINE, _SYNTH, _VOICES = 0.30, 0.45, 0.9
#: A ducked level comes back within this, as a compressor's does.
_DUCK_SECONDS = 0.32


def render(score: Score) -> np.ndarray:
    """Samples of a score: float32, shape (n_samples, channels) at the score's rate, peak at most 0.89."""
    rng = np.random.default_rng([score.seed, zlib.crc32(f"sound of {score.name}".encode())])
    n_samples = int(score.duration * RATE)
    sound = score.sound
    drums = _drums(score, n_samples, rng)
    tones = _ducked(score, _tones(score, n_samples, rng))
    mixed = sound.drums * drums + sound.tones * tones
    if score.sung:
        mixed = mixed + _voices(score, mixed, rng)
    if not sound.stereo:
        mixed = mixed.mean(axis=1, keepdims=True)
    if sound.hall_level:
        mixed = effects.hall(mixed, rng, sound.hall_seconds, sound.hall_level)
    samples = effects.master(mixed, sound.drive)
    for effect in sound.effects:
        samples = effects.apply(effect, samples, rng)
    peak = np.abs(samples).max()
    return effects.at_rate(samples * min(1.0, 0.89 / (peak + 1e-9)), sound.rate)


def _drums(score: Score, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    buffer = np.zeros((n_samples, 2), np.float32)
    kits = {hit.kit for hit in score.hits}
    for kit in sorted(kits, key=str):
        hits = [hit for hit in score.hits if hit.kit == kit]
        if isinstance(kit, int):
            _add(buffer, 0.0, _played(_kit_events(kit, hits), score.sound.room))
            continue
        sounds = machine(kit, rng)
        for hit in hits:
            _add(buffer, hit.second, (_MACHINE * (hit.velocity / 110) ** 1.6 * sounds(hit.drum))[:, None])
    return buffer


def _tones(score: Score, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    buffer = np.zeros((n_samples, 2), np.float32)
    programs = [note for note in score.notes if isinstance(note.patch, int)]
    if programs:
        _add(buffer, 0.0, _played(_program_events(programs, rng), score.sound.room))
    for note in score.notes:
        if isinstance(note.patch, str):
            second = note.second - attack_of_tone(note.patch)
            level = _SYNTH * (note.velocity / 100) ** 1.3
            _add(buffer, second, level * tone(note.patch, note.pitch, note.seconds, rng)[:, None])
    return buffer


def _played(events: Iterator[Event], room: bool) -> np.ndarray:
    ahead = [(second + _AHEAD, message) for second, message in events]
    return fluid.play(ahead, room)[round(_AHEAD * RATE) :]


def _kit_events(kit: int, hits: list[Hit]) -> Iterator[Event]:
    yield -_AHEAD, {"type": "program_change", "channel": 9, "program": kit}
    for hit in hits:
        second, note = hit.second - attack_of_drum(kit, hit.drum), DRUMS[hit.drum]
        yield second, {"type": "note_on", "channel": 9, "note": note, "velocity": hit.velocity}
        yield second + _DRUM_HELD, {"type": "note_off", "channel": 9, "note": note, "velocity": 0}


def _program_events(notes: list[Note], rng: np.random.Generator) -> Iterator[Event]:
    """Each program on a channel of its own, somewhere between left and right."""
    channels = dict(zip(dict.fromkeys(note.patch for note in notes), _CHANNELS, strict=False))
    for program, channel in channels.items():
        yield -_AHEAD, {"type": "program_change", "channel": channel, "program": program}
        yield -_AHEAD, {"type": "control_change", "channel": channel, "control": 7, "value": 96}
        place = int(rng.integers(34, 95))
        yield -_AHEAD, {"type": "control_change", "channel": channel, "control": 10, "value": place}
    for note in notes:
        channel, second = channels[note.patch], note.second - attack_of_program(int(note.patch), note.pitch)
        end = max(note.second + note.seconds, second + 0.03)
        yield second, {"type": "note_on", "channel": channel, "note": note.pitch, "velocity": note.velocity}
        yield end, {"type": "note_off", "channel": channel, "note": note.pitch, "velocity": 0}


def _ducked(score: Score, tones: np.ndarray) -> np.ndarray:
    """Tones that give way to each kick, as under a side-chain compressor."""
    if not score.sound.duck:
        return tones
    n = int(_DUCK_SECONDS * RATE)
    shape = 1 - score.sound.duck * (1 - (np.arange(n) / n) ** 0.8)
    level = np.ones(len(tones))
    for hit in score.hits:
        if hit.drum == "kick":
            start = int(hit.second * RATE)
            part = level[start : start + n]
            np.minimum(part, shape[: len(part)], out=part)
    return tones * level[:, None]


def _voices(score: Score, mixed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The singers, as loud as all others together; alone where there are none."""
    voices = sing(list(score.sung), len(mixed), rng)
    voices = effects.hall(voices[:, None], rng, 1.1, 0.18)[:, 0]
    heard = voices[np.abs(voices) > 1e-3]
    own = np.sqrt(np.mean(heard**2)) if len(heard) else 1.0
    others = float(np.sqrt(np.mean(mixed**2))) or own
    return np.repeat((score.sound.voices * _VOICES * others / own * voices)[:, None], 2, axis=1)


def _add(buffer: np.ndarray, second: float, sound: np.ndarray) -> None:
    """Mix a sound in from a second on; what lies outside the buffer is left out."""
    start = round(second * RATE)
    sound = sound[max(0, -start) :]
    start = max(0, start)
    end = min(len(buffer), start + len(sound))
    if end > start:
        buffer[start:end] += sound[: end - start]
