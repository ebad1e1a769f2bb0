"""What is asked for: a storyboard, a song, and what the command line puts in their place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from composer.encoders import encoder_named
from composer.errors import ComposerError
from composer.filming.encoder import EncoderSettings
from composer.filming.trial import choose_settings
from composer.storyboard.reading import read_storyboard
from composer.storyboard.records import Storyboard

#: Shorter side of a draft: a quarter of the pixels of 720p, legible and quick.
_DRAFT_SHORT_SIDE = 360
#: Sizes that differ less than this in shape are painted once.
_SAME_SHAPE = 0.005


@dataclass(frozen=True, kw_only=True)
class Order:
    """A film to plan, paint or render.

    Attributes
    ----------
    storyboard : Path
    song : Path or None
        In place of the storyboard's.
    size : (width, height) or None
        Of the film, in place of the storyboard's; even.
    rate : Fraction or None
        Frames per second, in place of the storyboard's.
    encoder : str or None
        One of ``ENCODER_NAMES``, in place of the storyboard's; its depth and quality are then the usual ones.
    depth, crf : int or None
        Bits of a sample and constant quality, in place of the storyboard's.
    crop : bool
        A size of another shape than the storyboard's films a window of its own keyframes; without, that shape is
        painted anew.
    draft : bool
        Small and quick, and H.264 where no encoder is named here.
    silent : bool
        Leave the song's sound out of the film, though it gives the timing.
    store : Path or None
        Where things are kept; None: ``.longzoom`` beside the storyboard.
    """

    storyboard: Path
    song: Path | None = None
    size: tuple[int, int] | None = None
    rate: Fraction | None = None
    encoder: str | None = None
    depth: int | None = None
    crf: int | None = None
    crop: bool = False
    draft: bool = False
    silent: bool = False
    store: Path | None = None

    @property
    def store_folder(self) -> Path:
        """The folder in which this film's keyframes, segments and analyses are kept."""
        return self.store or self.storyboard.resolve().parent / ".longzoom"


def applied(storyboard: Storyboard, order: Order) -> Storyboard:
    """The storyboard with the order's size, where its shape asks for other keyframes, and its frame rate."""
    output = storyboard.output
    if order.size is not None and not order.crop:
        aspect = order.size[0] / order.size[1]
        if abs(aspect / output.aspect - 1) > _SAME_SHAPE:
            output = replace(output, width=order.size[0], height=order.size[1])
    return replace(storyboard, output=replace(output, fps=order.rate or output.fps))


def film_size(storyboard: Storyboard, order: Order) -> tuple[int, int]:
    """Width and height of the film in pixels, even."""
    width, height = order.size or (storyboard.output.width, storyboard.output.height)
    short = min(width, height)
    if not order.draft or short <= _DRAFT_SHORT_SIDE:
        return width, height
    scale = _DRAFT_SHORT_SIDE / short
    return 2 * round(width * scale / 2), 2 * round(height * scale / 2)


def film_settings(storyboard: Storyboard, order: Order) -> EncoderSettings:
    """How the film's picture is encoded.

    The storyboard's depth and quality go with its encoder: another one that the order names has its own.

    Raises
    ------
    ComposerError
        If the encoder has no such depth or quality.
    """
    output = storyboard.output
    name = order.encoder or ("h264" if order.draft else output.encoder)
    is_written = not order.draft and name == output.encoder
    return choose_settings(
        name,
        film_size(storyboard, order),
        output.fps,
        crf=output.crf if order.crf is None and is_written else order.crf,
        depth=output.depth if order.depth is None and is_written else order.depth,
        draft=order.draft,
    )


def film_name(order: Order, *, is_passage: bool) -> str:
    """What a film's file is called where no name is given: ``ride.mp4``, ``ride-draft.mp4``, ``ride-passage.mp4``."""
    kind = f"{'-passage' if is_passage else ''}{'-draft' if order.draft else ''}"
    return f"{order.storyboard.stem}{kind}{_film_suffix(order)}"


def _film_suffix(order: Order) -> str:
    """What the name of the film's file ends with where none is given: the usual suffix of its encoder."""
    name = order.encoder
    if name is None and not order.draft:
        with suppress(ComposerError):  # what is wrong with the storyboard is told when the film is planned
            name = read_storyboard(order.storyboard, check_files=False).output.encoder
    return encoder_named(name or "h264").suffixes[0]


def song_path(storyboard: Storyboard, order: Order) -> Path:
    """The song of the order, or else of the storyboard.

    Raises
    ------
    ComposerError
        If neither names one.
    """
    path = order.song or storyboard.song
    if path is None:
        hint = (
            "write `song: my-song.mp3` into it, or name the song on the command line; "
            "for a silent film give every scene its length in `seconds:`"
        )
        raise ComposerError(f"{storyboard.file}: no song is named", hint)
    return path
