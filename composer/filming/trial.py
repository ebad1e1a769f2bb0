"""Whether an encoder really works here: a few frames are encoded and decoded again."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from composer.encoders import AUTO, AUTO_CHOICES, ENCODERS, Encoder, encoder_named
from composer.errors import ComposerError
from composer.ffmpeg_path import find_ffmpeg
from composer.filming.encoder import EncoderSettings, encode_segment, settings_for
from composer.filming.ffmpeg import file_url, run_ffmpeg
from composer.zooming.frames import YuvFrame

_FloatArray = NDArray[np.float64]
#: Enough for every encoder to look ahead and put frames in another order.
_FRAMES = 6
#: The pictures are compared in so many fields across.
_ACROSS = 16
#: Levels of 255 by which a picture that came back may differ; a wrong or an empty one differs by far more.
_TOLERANCE = 12


def choose_settings(
    name: str,
    size: tuple[int, int],
    rate: Fraction,
    *,
    crf: int | None = None,
    depth: int | None = None,
    draft: bool = False,
) -> EncoderSettings:
    """Settings of the encoder that is asked for; of ``auto`` the first hardware whose trial works, else x264.

    Raises
    ------
    ComposerError
        If the encoder has no such quality or depth.
    """
    if name != AUTO:
        return settings_for(name, crf=crf, depth=depth, draft=draft)
    fallback = encoder_named(AUTO)
    fallback.crf(crf)
    for hardware in (ENCODERS[choice] for choice in AUTO_CHOICES):
        if fallback.depth(depth) in hardware.depths:
            settings = settings_for(hardware.name, crf=_within(hardware, crf), depth=depth, draft=draft)
            if not fault_of(settings, size, rate):
                return settings
    return settings_for(fallback.name, crf=crf, depth=depth, draft=draft)


def check_encoder(settings: EncoderSettings, size: tuple[int, int], rate: Fraction) -> None:
    """Raises ComposerError, with the reason and a way out, where a film's hardware encoder does not work here."""
    spec = settings.spec
    fault = fault_of(settings, size, rate) if spec.is_hardware else ""
    if fault:
        software = spec.name.partition("-")[0]
        raise ComposerError(
            f"the encoder {spec.name} does not work here at {size[0]}x{size[1]}: {fault}",
            f"use {software}, which needs no device, or {AUTO}; `longzoom doctor` lists what works here",
        )


def fault_of(settings: EncoderSettings, size: tuple[int, int], rate: Fraction) -> str:
    """Why an encoder does not work at a size and rate, "" where it does; found out once in the life of the process."""
    return _tried(find_ffmpeg(), settings, size, rate)


@cache
def _tried(_ffmpeg: str, settings: EncoderSettings, size: tuple[int, int], rate: Fraction) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial"
        try:
            encode_segment((_picture(size, settings.depth, n) for n in range(_FRAMES)), settings, size, rate, path)
            seen = _decoded(path)
        except ComposerError as error:
            return error.message.removeprefix(f"{path}: ")
    if len(seen) != _FRAMES:
        return f"of {_FRAMES} frames {len(seen)} came back"
    written = np.array([_fields(size[0], number) for number in range(_FRAMES)])
    if np.abs(seen - written).max() > _TOLERANCE:
        return "the picture that came back is another one"
    return ""


def _within(encoder: Encoder, crf: int | None) -> int | None:
    return crf if crf is None or encoder.quality is None else max(crf, encoder.quality.best)


def _row(width: int, number: int) -> _FloatArray:
    """Luma of the trial's picture across, on the scale of 8 bits: soft stripes that move."""
    return 126 + 80 * np.sin((np.arange(width) / width * 4 + number / _FRAMES) * np.pi)


def _picture(size: tuple[int, int], depth: int, number: int) -> YuvFrame:
    width, height = size
    unit, kind = (1, np.uint8) if depth == 8 else (4, np.uint16)
    row = (unit * _row(width, number)).astype(kind)
    grey = np.full((height // 2, width // 2), unit * 128, kind)
    return YuvFrame(y=np.tile(row, (height, 1)), u=grey, v=grey)


def _fields(width: int, number: int) -> list[float]:
    return [float(part.mean()) for part in np.array_split(_row(width, number), _ACROSS)]


def _decoded(path: Path) -> _FloatArray:
    """Mean luma of the fields of each frame that came back, shape (frames, fields)."""
    look = ("-vf", f"scale={_ACROSS}:2:flags=area", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p")
    raw = np.frombuffer(run_ffmpeg(("-i", file_url(path), *look, "-"), doing=str(path)), np.uint8)
    return raw.reshape(-1, 3 * _ACROSS)[:, :_ACROSS].astype(np.float64)
