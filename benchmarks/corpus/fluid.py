"""FluidSynth: MIDI messages at exact seconds to sound, with a General MIDI soundfont."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from composer.errors import ComposerError

RATE = 44100
#: Names another soundfont than Debian's fluid-soundfont-gm.
SOUNDFONT_VARIABLE = "LONGZOOM_SOUNDFONT"
_SOUNDFONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
#: FluidSynth sounds its events on blocks of 64 samples: 1.45 ms.
_BLOCK = 64
#: Ticks of a MIDI file, so that a block is a whole number of them: 1 tick is a sample.
_TICKS_PER_BEAT = RATE // 2
#: Loud enough for twenty players, without clipping the float output.
_GAIN = 0.5
_HINT = "apt-get install fluidsynth fluid-soundfont-gm, or set LONGZOOM_SOUNDFONT to a General MIDI soundfont (.sf2)"

#: A MIDI message, as ``mido.Message`` takes it, and the second it is sent at.
Event = tuple[float, dict[str, Any]]


def soundfont() -> Path:
    """The soundfont that is played.

    Raises
    ------
    ComposerError
        If fluidsynth or the soundfont is missing.
    """
    if shutil.which("fluidsynth") is None:
        raise ComposerError("fluidsynth, which plays the songs, is not installed", _HINT)
    path = Path(os.environ.get(SOUNDFONT_VARIABLE, _SOUNDFONT))
    if not path.is_file():
        raise ComposerError(f"there is no soundfont {path}", _HINT)
    return path


def play(events: Iterable[Event], room: bool) -> np.ndarray:
    """Sound of messages: float32, shape (n_samples, 2), at 44.1 kHz; ``room`` adds FluidSynth's reverberation."""
    font = soundfont()
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder) / "song.mid", Path(folder) / "song.wav"
        _write(events, midi)
        command = ["fluidsynth", "-ni", "-q", "-R", str(int(room)), "-C", "0", "-g", str(_GAIN), "-r", str(RATE)]
        options = ["-o", "synth.dynamic-sample-loading=1", "-o", f"audio.period-size={_BLOCK}", "-O", "float"]
        done = subprocess.run(
            [*command, *options, "-F", str(wave), str(font), str(midi)], check=False, capture_output=True, text=True
        )
        if done.returncode or not wave.exists():
            raise ComposerError(f"fluidsynth failed: {done.stderr.strip()[-300:]}", _HINT)
        samples, _ = soundfile.read(wave, dtype="float32", always_2d=True)
    return samples


def _write(events: Iterable[Event], path: Path) -> None:
    """A MIDI file of one track at 120 beats a minute; each message on the block nearest to its second."""
    import mido  # only sounding needs it: scores are written and tested without

    order = {"program_change": 0, "control_change": 1, "note_off": 2, "note_on": 3}
    timed = sorted(
        ((_BLOCK * max(0, round(second * RATE / _BLOCK)), order[message["type"]], i, message))
        for i, (second, message) in enumerate(events)
    )
    file = mido.MidiFile(type=0, ticks_per_beat=_TICKS_PER_BEAT)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=500_000, time=0))
    sent = 0
    for tick, _, _, message in timed:
        track.append(mido.Message(**message, time=tick - sent))
        sent = tick
    file.save(path)
