"""The click track: a song with its beats made audible, and visible, to judge them by."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from composer.errors import ComposerError
from composer.ffmpeg_path import find_ffmpeg
from composer.files import replaces_one
from composer.listening.decode import Sound, decode
from composer.listening.song import Song
from composer.timebase import frame_at, frame_count

Frame = NDArray[np.uint8]

#: What libsndfile writes exactly, and how; all else is encoded by ffmpeg.
_EXACT = {".wav": "PCM_24", ".flac": "PCM_24"}
_ENCODERS = {
    ".ogg": ("-c:a", "libvorbis", "-q:a", "6"),
    ".mp3": ("-c:a", "libmp3lame", "-b:a", "192k"),
    ".m4a": ("-c:a", "aac", "-b:a", "192k"),
}
_SUFFIXES = (*_EXACT, *_ENCODERS, ".mp4")
#: The song steps back so that a click is heard over the loudest passage and the sum does not clip.
_SONG_GAIN, _CLICK_GAIN = 0.5, 0.5
#: Pitches two octaves of a fifth apart, both well within 8 kHz sound.
_BEAT_HERTZ, _DOWNBEAT_HERTZ = 1000.0, 2000.0
_CLICK_SECONDS, _CLICK_DECAY_SECONDS = 0.03, 0.006

_RATE = Fraction(30)
_WIDTH, _HEIGHT = 640, 360
#: A flash lasts three frames: long enough to be seen, short enough to part beats at 300 bpm.
_FLASH_FRAMES = 3
_DARK, _BEAT_FLASH, _DOWNBEAT_FLASH = (18, 20, 28), (70, 92, 150), (236, 240, 250)
_INK, _INK_ON_FLASH, _DIM = (205, 212, 228), (18, 20, 28), (52, 58, 76)


def write_click_track(song: Song, out: Path) -> None:
    """The song with a click on each beat and a higher one on each downbeat.

    A click begins exactly at the sample of its beat. For ``.mp4`` a small film is written whose frames flash on the
    beats and show bar and beat.

    Parameters
    ----------
    out : Path
        A ``.wav``, ``.flac``, ``.ogg``, ``.mp3``, ``.m4a`` or ``.mp4`` file; it is replaced when the new one is whole.

    Raises
    ------
    ComposerError
        If the song has no beats, the kind of file is not known, it is the song itself, or it cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix not in _SUFFIXES:
        message = f"{out}: a click track cannot be a {f'{suffix} file' if suffix else 'file without an ending'}"
        raise ComposerError(message, f"end its name in one of {', '.join(_SUFFIXES)}")
    if len(song.beats) == 0:
        raise ComposerError(f"{song.path}: no beats were heard to click on", "give tempo and beats in a beats file")
    if replaces_one(out, (song.path,)):
        raise ComposerError(f"{out}: the click track would overwrite the song", "choose another name")
    sound = decode(song.path)
    try:
        with _aside(out) as temporary:
            _write(song, Sound(path=out, samples=with_clicks(song, sound), sample_rate=sound.sample_rate), temporary)
    except (OSError, soundfile.LibsndfileError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ComposerError(f"{out}: the click track cannot be written: {reason}", "check the folder") from error


def with_clicks(song: Song, sound: Sound) -> NDArray[np.float32]:
    """The samples of the song, softer, with clicks on its beats; float32, shape (channels, n)."""
    samples = sound.samples * np.float32(_SONG_GAIN)
    for beat, position in zip(song.beats, song.positions, strict=True):
        start = round(beat * sound.sample_rate)
        click = _click(_DOWNBEAT_HERTZ if position == 1 else _BEAT_HERTZ, sound.sample_rate)
        samples[:, start : start + len(click)] += click[: max(0, samples.shape[1] - start)]
    return np.clip(samples, -1.0, 1.0, out=samples)


def _click(hertz: float, rate: int) -> NDArray[np.float32]:
    # A cosine: its very first sample is its loudest.
    t = np.arange(int(_CLICK_SECONDS * rate)) / rate
    click = _CLICK_GAIN * np.cos(2 * np.pi * hertz * t) * np.exp(-t / _CLICK_DECAY_SECONDS)
    return click.astype(np.float32)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder's temporary file of the same kind, which takes its name when it is whole."""
    if not out.parent.is_dir():
        raise ComposerError(f"{out}: there is no folder {out.parent}", "make the folder first")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}.") as folder:
        temporary = Path(folder) / f"clicks{out.suffix.lower()}"
        yield temporary
        temporary.replace(out)


def _write(song: Song, clicked: Sound, out: Path) -> None:
    if out.suffix in _EXACT:
        soundfile.write(out, clicked.samples.T, clicked.sample_rate, subtype=_EXACT[out.suffix])
        return
    exact = out.with_name("exact.wav")
    soundfile.write(exact, clicked.samples.T, clicked.sample_rate, subtype="FLOAT")
    if out.suffix in _ENCODERS:
        _encode(exact, out)
        return
    encoded = out.with_name("sound.m4a")
    _encode(exact, encoded)
    _film(song, encoded, out)


def _encode(exact: Path, out: Path) -> None:
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", "-i", f"file:{exact}"]
    done = subprocess.run([*command, *_ENCODERS[out.suffix], f"file:{out}"], capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OSError(0, reason[-1] if reason else "ffmpeg failed")


def _film(song: Song, sound: Path, out: Path) -> None:
    """The film; the sound's stream is copied into it, so that its clicks stay where they are."""
    from moviepy import VideoClip  # takes a second to import

    frames = frame_count(song.duration, _RATE)
    pictures = _Pictures(song)
    clip = VideoClip(lambda t: pictures.at(round(t * float(_RATE))), duration=frames / float(_RATE))
    clip.write_videofile(
        str(out),
        fps=float(_RATE),
        codec="libx264",
        audio=str(sound),
        audio_codec="copy",
        preset="veryfast",
        ffmpeg_params=["-pix_fmt", "yuv420p", "-movflags", "+faststart"],
        logger=None,
    )


class _Pictures:
    """Frames of the click film: bar and beat in figures, a square for each beat of the bar, a flash on each beat."""

    def __init__(self, song: Song) -> None:
        self._song = song
        self._frames = np.array([frame_at(beat, _RATE) for beat in song.beats])
        self._bars = np.cumsum(song.positions == 1)
        self._fonts = {size: ImageFont.load_default(size) for size in (150, 22)}
        self._shown: tuple[int, bool] | None = None
        self._picture: Frame = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)

    def at(self, frame: int) -> Frame:
        """The picture of a frame, uint8, shape (360, 640, 3)."""
        beat = int(np.searchsorted(self._frames, frame, side="right")) - 1
        lit = beat >= 0 and frame - self._frames[beat] < _FLASH_FRAMES
        if self._shown != (beat, lit):
            self._shown = (beat, lit)
            self._picture = self._draw(beat, lit=lit)
        return self._picture

    def _draw(self, beat: int, *, lit: bool) -> Frame:
        position = int(self._song.positions[beat]) if beat >= 0 else 0
        ground = (_DOWNBEAT_FLASH if position == 1 else _BEAT_FLASH) if lit else _DARK
        ink = _INK_ON_FLASH if lit and position == 1 else _INK
        image = Image.new("RGB", (_WIDTH, _HEIGHT), ground)
        draw = ImageDraw.Draw(image)
        counted = f"{self._bars[beat]}.{position}" if beat >= 0 else "-"
        draw.text((_WIDTH / 2, 150), counted, fill=ink, font=self._fonts[150], anchor="mm")
        tempo = f"{self._song.tempo:.1f} bpm    {self._song.meter} beats a bar"
        draw.text((_WIDTH / 2, 334), tempo, fill=ink, font=self._fonts[22], anchor="mm")
        left = _WIDTH / 2 - 20 * self._song.meter
        for each in range(self._song.meter):
            corner = left + 40 * each
            box = (corner + 6, 264, corner + 34, 292)
            draw.rectangle(box, fill=ink if each + 1 == position else _DIM, outline=ink)
        return np.asarray(image)
