"""The encoder: frames in, one segment of H.264 out, streamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from composer.errors import ComposerError
from composer.filming.aside import written_aside
from composer.filming.ffmpeg import FfmpegSink, file_url
from composer.zooming.frames import YuvFrame

#: x264's frame threads change the bits it writes; a fixed number makes them the same on every machine.
_THREADS = 4
#: B-frames in a pyramid: each picture is decoded up to so many frames ahead of being shown.
REORDER_FRAMES = 2
_PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
_COLOUR = (
    *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-chroma_sample_location", "left"),
)
#: ffmpeg's names of the samples of a YuvFrame, by their depth.
_PIXELS = {8: "yuv420p", 10: "yuv420p10le"}
_LARGEST_TIMESCALE = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class EncoderSettings:
    """How the picture is encoded.

    Attributes
    ----------
    codec : str
        ``h264``, the one that every player and every site takes.
    crf : int
        x264's constant quality, 0 (lossless) to 51; 18 is visually lossless.
    preset : str
        x264's speed, ``ultrafast`` to ``veryslow``.
    gop : int
        Frames from one keyframe of the stream to the next, > 0; every one begins a closed group.
    depth : int
        Bits of a sample, 8 or 10; the frames have as many.
    """

    codec: str = "h264"
    crf: int = 18
    preset: str = "medium"
    gop: int = 60
    depth: int = 8

    def __post_init__(self) -> None:
        if self.codec != "h264":
            raise ValueError(f"codec must be h264, not {self.codec!r}")
        if not 0 <= self.crf <= 51:
            raise ValueError(f"crf must lie between 0 and 51, not {self.crf}")
        if self.preset not in _PRESETS:
            raise ValueError(f"preset must be one of {', '.join(_PRESETS)}, not {self.preset!r}")
        if self.gop < 1:
            raise ValueError(f"gop must be > 0, not {self.gop}")
        if self.depth not in _PIXELS:
            raise ValueError(f"depth must be 8 or 10, not {self.depth}")


#: For the film itself.
FINE = EncoderSettings()
#: For looking at the timing: fast and small.
DRAFT = EncoderSettings(crf=28, preset="veryfast")


@dataclass(frozen=True, kw_only=True)
class Timescale:
    """Units a second, and units a frame, in which every frame's time is a whole number."""

    per_second: int
    per_frame: int


def timescale_of(rate: Fraction) -> Timescale:
    """The time units of a film: 30000/1001 counts in 30000ths, whole rates in thousandths of a frame.

    Raises
    ------
    ComposerError
        If the rate is no fraction of small whole numbers, which mp4 cannot count.

    Examples
    --------
    >>> timescale_of(Fraction(24000, 1001)), timescale_of(Fraction(25))
    (Timescale(per_second=24000, per_frame=1001), Timescale(per_second=25000, per_frame=1000))
    """
    factor = 1 if rate.numerator >= 10_000 else 1000
    if rate.numerator * factor > _LARGEST_TIMESCALE:
        raise ComposerError(
            f"a film cannot run at {rate} frames per second exactly", "write a rate such as 30 or 30000/1001"
        )
    return Timescale(per_second=rate.numerator * factor, per_frame=rate.denominator * factor)


def encode_segment(
    frames: Iterable[YuvFrame], settings: EncoderSettings, size: tuple[int, int], rate: Fraction, out: Path
) -> int:
    """Encode frames as they come into an mp4 file without sound; the number of frames.

    Only the frame in hand is held: ffmpeg encodes while the next one is made. The same frames give the same bytes
    with the same ffmpeg. The file appears under its name when it is whole; on any failure nothing is left.

    Parameters
    ----------
    frames : iterable of YuvFrame
        At least one, each of ``size`` and of the settings' depth.
    size : (width, height)
        Pixels, even numbers.
    rate : Fraction
        Frames per second.
    out : Path
        Replaced if it exists.

    Raises
    ------
    ComposerError
        If ffmpeg fails or is killed, or the file cannot be written.
    """
    count = 0
    with written_aside(out) as aside, FfmpegSink(_arguments(settings, size, rate, aside), doing=str(out)) as sink:
        for frame in frames:
            if frame.y.shape != (size[1], size[0]):
                raise ValueError(f"a frame of shape {frame.y.shape} does not fit a film of {size[0]}x{size[1]}")
            if frame.depth != settings.depth:
                raise ValueError(f"a frame of {frame.depth} bits does not fit a film of {settings.depth} bits")
            for plane in (frame.y, frame.u, frame.v):
                sink.write(plane.data.cast("B"))
            count += 1
        if not count:
            raise ValueError("a segment needs at least one frame")
    return count


def timing_arguments(rate: Fraction) -> tuple[str, ...]:
    """ffmpeg's output options that put an mp4 file on the frame grid, without a word of when or by what it was made."""
    units = timescale_of(rate).per_second
    exact = ("-video_track_timescale", str(units), "-movie_timescale", str(units))
    return (*exact, "-fflags", "+bitexact", "-f", "mp4")


def _arguments(settings: EncoderSettings, size: tuple[int, int], rate: Fraction, out: Path) -> tuple[str, ...]:
    pictures = ("-pix_fmt", _PIXELS[settings.depth], "-video_size", f"{size[0]}x{size[1]}", "-framerate", str(rate))
    x264 = f"open-gop=0:stitchable=1:bframes=3:b-pyramid=normal:threads={_THREADS}"
    group = ("-g", str(settings.gop), "-keyint_min", str(settings.gop), "-sc_threshold", "0")
    return (
        *("-f", "rawvideo", *pictures, *_COLOUR, "-i", "pipe:0"),
        *("-an", "-c:v", "libx264", "-preset", settings.preset, "-crf", str(settings.crf), *group),
        *("-x264-params", x264, "-pix_fmt", _PIXELS[settings.depth], *_COLOUR, "-flags:v", "+bitexact"),
        *(*timing_arguments(rate), "-y", file_url(out)),
    )
