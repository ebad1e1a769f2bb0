"""The encoder: frames in, one segment of the picture out, streamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from composer.encoders import ENCODERS, Encoder
from composer.errors import ComposerError
from composer.filming.aside import written_aside
from composer.filming.ffmpeg import FfmpegSink, file_url
from composer.zooming.frames import YuvFrame

_COLOUR = (
    *("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-chroma_sample_location", "left"),
)
#: ffmpeg's names of the samples of a YuvFrame, by their depth.
_SAMPLES = {8: "yuv420p", 10: "yuv420p10le"}
_LARGEST_TIMESCALE = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class EncoderSettings:
    """How the picture is encoded.

    Attributes
    ----------
    encoder : str
        A key of ``ENCODERS``.
    crf : int or None
        Constant quality on the encoder's own scale; None where it has none. x264's 18 is visually lossless.
    preset : str
        The encoder's speed, one of its presets; "" where it has none.
    gop : int
        Frames from one keyframe of the stream to the next, > 0; every one begins a closed group.
    depth : int
        Bits of a sample, 8 or 10; the frames have as many.
    """

    encoder: str = "h264"
    crf: int | None = 18
    preset: str = "medium"
    gop: int = 60
    depth: int = 8

    def __post_init__(self) -> None:
        if self.encoder not in ENCODERS:
            raise ValueError(f"encoder must be one of {', '.join(ENCODERS)}, not {self.encoder!r}")
        quality, presets = self.spec.quality, self.spec.presets or ("",)
        if quality is None and self.crf is not None:
            raise ValueError(f"{self.encoder} has no crf, so it cannot be {self.crf}")
        if quality is not None and not (self.crf is not None and quality.best <= self.crf <= quality.worst):
            raise ValueError(f"crf must lie between {quality.best} and {quality.worst}, not {self.crf}")
        if self.preset not in presets:
            raise ValueError(f"preset must be one of {', '.join(presets)}, not {self.preset!r}")
        if self.gop < 1:
            raise ValueError(f"gop must be > 0, not {self.gop}")
        if self.depth not in self.spec.depths:
            raise ValueError(f"depth must be {' or '.join(map(str, self.spec.depths))}, not {self.depth}")

    @property
    def spec(self) -> Encoder:
        """All that is known of the encoder."""
        return ENCODERS[self.encoder]


def settings_for(
    encoder: str, *, crf: int | None = None, depth: int | None = None, draft: bool = False
) -> EncoderSettings:
    """An encoder's settings for a film or a draft; what is not asked for is as usual with it.

    Raises
    ------
    ComposerError
        If the encoder has no such quality or depth.

    Examples
    --------
    >>> settings_for("hevc", depth=10)
    EncoderSettings(encoder='hevc', crf=20, preset='medium', gop=60, depth=10)
    """
    spec = ENCODERS[encoder]
    return EncoderSettings(
        encoder=encoder,
        crf=spec.crf(crf, draft=draft),
        preset=(spec.draft if draft else spec.fine).preset,
        depth=spec.depth(depth),
    )


#: For the film itself.
FINE = settings_for("h264")
#: For looking at the timing: fast and small.
DRAFT = settings_for("h264", draft=True)


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
    """Encode frames as they come into an mp4 or QuickTime file without sound; the number of frames.

    Only the frame in hand is held: ffmpeg encodes while the next one is made. The same frames give the same bytes
    with the same ffmpeg, but for hardware. The file appears under its name when it is whole; on any failure nothing
    is left.

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


def timing_arguments(rate: Fraction, muxer: str = "mp4") -> tuple[str, ...]:
    """ffmpeg's output options that put a file on the frame grid, without a word of when or by what it was made.

    ``muxer`` is ``mp4``, or ``mov`` for QuickTime's.
    """
    units = timescale_of(rate).per_second
    exact = ("-video_track_timescale", str(units), "-movie_timescale", str(units))
    return (*exact, "-fflags", "+bitexact", "-f", muxer)


def picture_arguments(settings: EncoderSettings) -> tuple[str, ...]:
    """ffmpeg's output options of the picture: encoder, quality, groups of frames, colours."""
    spec = settings.spec
    preset = (spec.preset_option, settings.preset) if settings.preset else ()
    quality = spec.quality.arguments(settings.crf) if spec.quality and settings.crf is not None else ()
    group = ("-g", str(settings.gop), "-keyint_min", str(settings.gop), "-sc_threshold", "0")
    return (
        *("-c:v", spec.library, *preset, *quality, *group, *spec.options),
        *("-pix_fmt", spec.depths[settings.depth], *_COLOUR, "-flags:v", "+cgop+bitexact"),
    )


def _arguments(settings: EncoderSettings, size: tuple[int, int], rate: Fraction, out: Path) -> tuple[str, ...]:
    pictures = ("-pix_fmt", _SAMPLES[settings.depth], "-video_size", f"{size[0]}x{size[1]}", "-framerate", str(rate))
    muxer = "mov" if settings.spec.suffixes == (".mov",) else "mp4"
    # Left to probe, ffmpeg takes three frames of 120000/1001 for 120 and writes that into the stream.
    return (
        *("-f", "rawvideo", "-fpsprobesize", "0", *pictures, *_COLOUR, "-i", "pipe:0"),
        *("-an", *picture_arguments(settings), *timing_arguments(rate, muxer), "-y", file_url(out)),
    )
