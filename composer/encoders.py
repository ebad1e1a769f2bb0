"""The encoders: one spec each, by which the language, the command line and the filming choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from composer.errors import ComposerError

#: The hardware's H.264 where a trial shows that it works, else ``h264``.
AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Quality:
    """A scale of constant quality: whole numbers, the smaller the better.

    ``option`` is ffmpeg's; where it ``counts_up``, it takes percents instead, 100 for 0 and 1 for the worst.
    """

    option: str
    best: int
    worst: int
    counts_up: bool = False

    def arguments(self, crf: int) -> tuple[str, ...]:
        """What ffmpeg is told.

        Examples
        --------
        >>> Quality(option="-crf", best=0, worst=51).arguments(18)
        ('-crf', '18')
        >>> Quality(option="-q:v", best=0, worst=51, counts_up=True).arguments(18)
        ('-q:v', '65')
        """
        return self.option, str(round(100 - 99 * crf / self.worst) if self.counts_up else crf)


@dataclass(frozen=True, kw_only=True)
class Grade:
    """Speed and quality of a film: a preset, "" where the encoder has none, and a place on its quality scale."""

    preset: str = ""
    crf: int | None = None


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """One way to encode the picture.

    Attributes
    ----------
    name : str
        As the director writes it.
    library : str
        As ffmpeg calls it.
    format : str
        What it writes, in words.
    fine, draft : Grade
        For the film, and for looking at the timing.
    depths : mapping of int to str
        The bits of a sample that it takes, the usual one first, and what ffmpeg calls the samples that it encodes.
    quality : Quality or None
        None: there is nothing to choose.
    preset_option : str
        ffmpeg's name of the preset.
    presets : tuple of str
        From the fastest to the slowest.
    options : tuple of str
        More of ffmpeg's options, always the same.
    suffixes : tuple of str
        Of the films that hold it, the usual one first.
    is_hardware : bool
        Whether it needs a device; such a one is tried before it is used.
    is_for_editors : bool
        Whether the film goes to an editing program: its sound is PCM, and its index need not stand in front.
    """

    name: str
    library: str
    format: str
    fine: Grade
    draft: Grade
    depths: Mapping[int, str]
    quality: Quality | None = None
    preset_option: str = "-preset"
    presets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = (".mp4", ".m4v", ".mov")
    is_hardware: bool = False
    is_for_editors: bool = False

    def depth(self, asked: int | None) -> int:
        """Bits of a sample: those that are asked for, else the usual ones; ComposerError where it has no such."""
        if asked is None:
            return next(iter(self.depths))
        if asked not in self.depths:
            has = " or ".join(map(str, self.depths))
            others = ", ".join(each.name for each in ENCODERS.values() if asked in each.depths)
            hint = f"leave the depth away, or use one of: {others}" if others else f"write {has}"
            raise ComposerError(f"{self.name} encodes {has} bits, not {asked}", hint)
        return asked

    def crf(self, asked: int | None, *, draft: bool = False) -> int | None:
        """The constant quality: what is asked for, else the usual one; ComposerError where it has no such."""
        if asked is None:
            return (self.draft if draft else self.fine).crf
        if self.quality is None:
            raise ComposerError(f"{self.name} has no crf: its quality is given", "take crf away")
        if not self.quality.best <= asked <= self.quality.worst:
            raise ComposerError(
                f"the crf of {self.name} lies between {self.quality.best} and {self.quality.worst}, not {asked}",
                f"usual is {self.fine.crf}; smaller is better and larger in bytes",
            )
        return asked


_X264_PRESETS = (
    *("ultrafast", "superfast", "veryfast", "faster", "fast", "medium"),
    *("slow", "slower", "veryslow"),
)
#: x264's frame threads change the bits it writes, and so do x265's; a fixed number makes them the same everywhere.
_X264 = "open-gop=0:stitchable=1:bframes=3:b-pyramid=normal:threads=4"
_X265 = "open-gop=0:scenecut=0:frame-threads=3:info=0:log-level=error"
_PLANAR = MappingProxyType({8: "yuv420p", 10: "yuv420p10le"})
_BIPLANAR = MappingProxyType({8: "nv12", 10: "p010le"})
_EIGHT = MappingProxyType({8: "nv12"})
_HVC1 = ("-tag:v", "hvc1")
_NVENC = ("-tune", "hq", "-rc", "vbr", "-b:v", "0", "-no-scenecut", "1", "-strict_gop", "1", "-forced-idr", "1")
_NVENC_PRESETS = ("p1", "p2", "p3", "p4", "p5", "p6", "p7")
_QSV_PRESETS = ("veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
_QSV_PLAIN = ("-adaptive_i", "0", "-adaptive_b", "0")


def _nvenc(name: str, library: str, words: str, fine: int, options: tuple[str, ...] = ()) -> Encoder:
    """NVIDIA's; of its H.264 only the newest devices take 10 bits, so that is left to the others."""
    depths = {8: "yuv420p"} if name == "h264-nvenc" else {8: "yuv420p", 10: "p010le"}
    return Encoder(
        name=name,
        library=library,
        format=words,
        fine=Grade(preset="p6", crf=fine),
        draft=Grade(preset="p2", crf=fine + 12),
        depths=MappingProxyType(depths),
        quality=Quality(option="-cq", best=1, worst=51),
        presets=_NVENC_PRESETS,
        options=(*_NVENC, *options),
        suffixes=_suffixes(words),
        is_hardware=True,
    )


def _qsv(name: str, library: str, words: str, fine: int, options: tuple[str, ...] = ()) -> Encoder:
    """Intel's."""
    return Encoder(
        name=name,
        library=library,
        format=words,
        fine=Grade(preset="slow", crf=fine),
        draft=Grade(preset="veryfast", crf=fine + 12),
        depths=_EIGHT if name == "h264-qsv" else _BIPLANAR,
        quality=Quality(option="-global_quality", best=1, worst=51),
        presets=_QSV_PRESETS,
        options=(*_QSV_PLAIN, *options),
        suffixes=_suffixes(words),
        is_hardware=True,
    )


def _videotoolbox(name: str, library: str, words: str, options: tuple[str, ...] = ()) -> Encoder:
    """Apple's."""
    return Encoder(
        name=name,
        library=library,
        format=words,
        fine=Grade(crf=18),
        draft=Grade(crf=30),
        depths=_EIGHT if name == "h264-videotoolbox" else _BIPLANAR,
        quality=Quality(option="-q:v", best=0, worst=51, counts_up=True),
        options=options,
        suffixes=_suffixes(words),
        is_hardware=True,
    )


def _suffixes(words: str) -> tuple[str, ...]:
    """QuickTime's own container has no AV1."""
    return (".mp4", ".m4v") if words == "AV1" else (".mp4", ".m4v", ".mov")


_ALL = (
    Encoder(
        name="h264",
        library="libx264",
        format="H.264",
        fine=Grade(preset="medium", crf=18),
        draft=Grade(preset="veryfast", crf=28),
        depths=_PLANAR,
        quality=Quality(option="-crf", best=0, worst=51),
        presets=_X264_PRESETS,
        options=("-x264-params", _X264),
    ),
    Encoder(
        name="hevc",
        library="libx265",
        format="HEVC",
        fine=Grade(preset="medium", crf=20),
        draft=Grade(preset="superfast", crf=30),
        depths=_PLANAR,
        quality=Quality(option="-crf", best=0, worst=51),
        presets=_X264_PRESETS,
        options=("-x265-params", _X265, *_HVC1),
    ),
    Encoder(
        name="av1",
        library="libsvtav1",
        format="AV1",
        fine=Grade(preset="6", crf=24),
        draft=Grade(preset="10", crf=40),
        depths=_PLANAR,
        # 0 is another mode than constant quality to the library.
        quality=Quality(option="-crf", best=1, worst=63),
        presets=tuple(str(number) for number in range(13, -1, -1)),
        options=("-svtav1-params", "irefresh-type=2:scd=0"),
        suffixes=_suffixes("AV1"),
    ),
    Encoder(
        name="prores",
        library="prores_ks",
        format="ProRes",
        fine=Grade(preset="hq"),
        draft=Grade(preset="proxy"),
        depths=MappingProxyType({10: "yuv422p10le"}),
        preset_option="-profile:v",
        presets=("proxy", "lt", "standard", "hq"),
        options=("-vendor", "apl0"),
        suffixes=(".mov",),
        is_for_editors=True,
    ),
    # H.264 without loss, not FFV1: mp4 holds it, so that frames stay on their grid (Matroska counts in
    # milliseconds), and browsers' and editors' software decoders know it. Not HEVC: 36 MB for 90 frames of 1920x1080
    # against 34 MB, at a tenth of the speed.
    Encoder(
        name="lossless",
        library="libx264",
        format="lossless H.264",
        fine=Grade(preset="ultrafast"),
        draft=Grade(preset="ultrafast"),
        depths=_PLANAR,
        presets=_X264_PRESETS,
        options=("-qp", "0", "-x264-params", _X264),
    ),
    _nvenc("h264-nvenc", "h264_nvenc", "H.264", 19),
    _nvenc("hevc-nvenc", "hevc_nvenc", "HEVC", 21, _HVC1),
    _nvenc("av1-nvenc", "av1_nvenc", "AV1", 25),
    _videotoolbox("h264-videotoolbox", "h264_videotoolbox", "H.264"),
    _videotoolbox("hevc-videotoolbox", "hevc_videotoolbox", "HEVC", _HVC1),
    _qsv("h264-qsv", "h264_qsv", "H.264", 19),
    _qsv("hevc-qsv", "hevc_qsv", "HEVC", 21, _HVC1),
    _qsv("av1-qsv", "av1_qsv", "AV1", 25),
)
#: Every encoder by its name.
ENCODERS: Mapping[str, Encoder] = MappingProxyType({encoder.name: encoder for encoder in _ALL})
#: What a director may write.
ENCODER_NAMES = (*ENCODERS, AUTO)
#: What other programs call them, and what is meant.
FOREIGN_NAMES: Mapping[str, str] = MappingProxyType(
    {encoder.library: encoder.name for encoder in reversed(_ALL)}
    | {"avc": "h264", "x264": "h264", "h265": "hevc", "x265": "hevc", "svtav1": "av1", "ffv1": "lossless"}
)
#: Those that ``auto`` tries, in order, before ``h264``.
AUTO_CHOICES = ("h264-videotoolbox", "h264-nvenc", "h264-qsv")


def encoder_named(name: str) -> Encoder:
    """The spec of a name; of ``auto`` the one whose depths and quality scale hold for all that it may become."""
    return ENCODERS["h264" if name == AUTO else name]
