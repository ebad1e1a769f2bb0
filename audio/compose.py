"""Synthesise The Long Ride: ``python audio/compose.py`` writes the song and its true beats beside this file.

``--check`` compares ten seconds of the stored song with the same ten seconds made anew; ``--stems FOLDER`` writes the
tracks one by one. The sound depends on nothing but these modules: no samples, no clock, no unseeded chance.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import mixing
import numpy as np
import score
import soundfile
import voices
from mixing import Sound, Span
from scipy.signal import butter, sosfilt
from score import SAMPLE_RATE, Note

FOLDER = Path(__file__).resolve().parent
SONG = FOLDER / "the-long-ride.ogg"
TRUTH = FOLDER / "the-long-ride.truth.yaml"
GAIN = 0.62


def _track(span: Span, voice: Callable[[Note, np.random.Generator], Sound], notes: tuple[Note, ...]) -> Sound:
    track = span.silence()
    first, last = span.start / SAMPLE_RATE, span.stop / SAMPLE_RATE
    for number, note in enumerate(notes):
        if note.start < last and note.start + note.length + 2.0 > first:
            sound = voice(note, np.random.default_rng([score.SEED, sum(map(ord, voice.__name__)), number]))
            mixing.place(track, span, sound, note.start)
    return track


def _pads(span: Span) -> Sound:
    first_beats = [score.seconds(beat) for beat in score.FIRST_BEATS]
    corners = [t for a, b in itertools.pairwise(first_beats) for t in (a, b - 0.05)]
    cutoffs = [hertz for part in score.PARTS for hertz in part.brightness]
    slow = 2.0 ** (0.3 * np.sin(2 * np.pi * 0.11 * span.times))
    cutoff = np.exp(np.interp(span.times, corners, np.log(cutoffs))) * slow
    pads = mixing.swept(_track(span, voices.pad, score.pad_notes()), cutoff)
    return mixing.widened(pads, span.times)


def _leads(span: Span) -> Sound:
    track = span.silence()
    for number, phrase in enumerate(score.melodies()):
        begin, end = phrase[0].start, phrase[-1].start + phrase[-1].length + 1.0
        if begin < span.stop / SAMPLE_RATE and end > span.start / SAMPLE_RATE:
            mixing.place(track, span, voices.lead(phrase, np.random.default_rng([score.SEED, 7, number])), begin)
    return track


def _swells(span: Span) -> Sound:
    """Noise that rises into each chorus and washes out over its first bars."""
    rng = np.random.default_rng([score.SEED, 5])
    count = round(score.DURATION * SAMPLE_RATE)
    noise = rng.standard_normal((2, count))[:, span.start : span.stop]
    level = np.zeros(span.stop - span.start)
    for part, first in zip(score.PARTS, score.FIRST_BEATS, strict=False):
        if part.name == "chorus":
            since = span.times - score.seconds(first)
            level += np.where(since < 0, 0.35 * np.exp(-((since / 0.8) ** 2)), np.exp(-np.maximum(since, 0) / 0.9))
    return mixing.swept(noise, 900.0 + 3500.0 * np.clip(level, 0, 1)) * level


def stems(span: Span) -> Mapping[str, Sound]:
    """The tracks in a span, dry but for their own effects, each of shape (2, n)."""
    kicks = score.drum_hits("kick")
    room = mixing.ducked(span.times, [hit.start for hit in kicks if hit.level > 0.5], 0.62, 0.19)
    bass_room = mixing.ducked(span.times, [hit.start for hit in kicks], 0.75, 0.09)
    tape = {
        "pads": 0.18 * _pads(span) * room,
        "arpeggio": 0.21 * _track(span, voices.mallet, score.arpeggio_notes()) * (0.4 + 0.6 * room),
        "lead": 0.25 * _leads(span) * (0.7 + 0.3 * room),
    }
    return {name: mixing.wowed(track, span.times) for name, track in tape.items()} | {
        "bass": 0.20 * _track(span, voices.bass, score.bass_notes()) * bass_room,
        "kick": 0.40 * _track(span, voices.kick, kicks),
        "snare": 0.46 * _track(span, voices.snare, score.drum_hits("snare")),
        "hat": 0.20 * _track(span, voices.hat, score.drum_hits("hat")),
        "swells": 0.16 * _swells(span) * room,
        "surface": mixing.surface(span),
    }


def mix(tracks: Mapping[str, Sound], span: Span) -> Sound:
    """The tracks in their rooms, mastered."""
    eighth = 30.0 / score.tempo()
    echoes = mixing.echoed(0.5 * tracks["lead"] + 0.35 * tracks["arpeggio"], 1.5 * eighth)
    sends = {"pads": 0.16, "arpeggio": 0.38, "lead": 0.34, "swells": 0.6}
    hall = mixing.summed([0.4 * echoes, *(level * tracks[name] for name, level in sends.items())])
    plate = 0.55 * tracks["snare"] + 0.2 * tracks["hat"] + 0.03 * tracks["kick"]
    wet = [mixing.reverberated(hall, 2.6), mixing.reverberated(plate, 1.2), echoes]
    return mixing.mastered(mixing.summed([*tracks.values(), *wet]), GAIN, span.times)


def render(start: float, stop: float) -> Sound:
    """The song from one second to another, shape (2, n); the same samples however it is cut."""
    first, last = round(start * SAMPLE_RATE), min(round(stop * SAMPLE_RATE), round(score.DURATION * SAMPLE_RATE))
    span = Span(start=max(0, first - round(mixing.MEMORY * SAMPLE_RATE)), stop=last)
    return mix(stems(span), span)[:, first - span.start :]


def likeness(stored: Sound, anew: Sound) -> float:
    """Signal over difference in dB below 4 kHz, above which the codec keeps noise only in kind."""
    low = butter(4, 4000.0, fs=SAMPLE_RATE, output="sos")
    signal, difference = sosfilt(low, anew), sosfilt(low, stored - anew)
    return float(10 * np.log10((signal**2).sum() / (difference**2).sum()))


def check(path: Path = SONG, start: float = 30.0, stop: float = 40.0) -> float:
    """How like the stored song a stretch made anew is, in dB; what the codec changes leaves about 25."""
    anew = render(start, stop)
    first = round(start * SAMPLE_RATE)
    stored, _ = soundfile.read(path, start=first, stop=first + anew.shape[1], dtype="float64")
    return likeness(stored.T, anew)


def truth() -> str:
    """The truth as YAML: tempo, meter, beats, downbeats and sections, in seconds to the microsecond."""
    lines = [
        "# The beats of the-long-ride.ogg as they were played; written by compose.py.",
        "title: The Long Ride",
        "file: the-long-ride.ogg",
        f"duration: {score.DURATION:.6f}",
        f"tempo: {score.tempo():.3f}",
        f"meter: {score.METER}",
    ]
    for name, times in (("beats", score.BEATS), ("downbeats", score.DOWNBEATS)):
        lines.append(f"{name}:")
        lines += [f"  - {time:.6f}" for time in times]
    lines.append("sections:")
    lines += [f"  - {{name: {s.name}, start: {s.start:.6f}, end: {s.end:.6f}}}" for s in score.sections()]
    return "\n".join(lines) + "\n"


def _write(path: Path, sound: Sound) -> None:
    options = {"format": "OGG", "subtype": "VORBIS"} if path.suffix == ".ogg" else {}
    level = {"compression_level": 0.5} if options else {}
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 2, **options, **level) as file:
        for first in range(0, sound.shape[1], SAMPLE_RATE):  # libsndfile's vorbis writer overflows on long blocks
            file.write(sound[:, first : first + SAMPLE_RATE].T)


def main() -> int:
    """Write the song, or check it."""
    parser = argparse.ArgumentParser(description="Synthesise The Long Ride.")
    parser.add_argument("--check", action="store_true", help="compare the stored song with one made anew")
    parser.add_argument("--stems", type=Path, metavar="FOLDER", help="write each track as a wav file")
    arguments = parser.parse_args()
    if arguments.check:
        decibels = check()
        print(f"{SONG.name}: {decibels:.1f} dB over what the codec changed")
        return 0 if decibels > 25 else 1
    span = Span(start=0, stop=round(score.DURATION * SAMPLE_RATE))
    tracks = stems(span)
    if arguments.stems:
        arguments.stems.mkdir(parents=True, exist_ok=True)
        for name, track in tracks.items():
            _write(arguments.stems / f"{name}.wav", track)
    _write(SONG, mix(tracks, span))
    TRUTH.write_text(truth(), encoding="utf-8")
    print(f"{SONG}: {score.DURATION:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
