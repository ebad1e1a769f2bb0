"""Captions: words over the lower third of the picture, fading in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from composer.filming.kept import fingerprint
from composer.filming.lettering import lettered
from composer.fonts import DEFAULT_FACE, typeface
from composer.zooming.frames import SamplePlane, YuvFrame

#: Raised whenever captions are drawn or placed in another way, so that segments that show one are filmed again.
_STYLE = 1
_FADE_SECONDS = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words shown from ``start_frame`` up to, not including, ``end_frame``; the text is not blank.

    ``face`` is the name of a typeface, see ``composer.fonts``.
    """

    text: str
    start_frame: int
    end_frame: int
    face: str = DEFAULT_FACE

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a caption needs words")
        if not 0 <= self.start_frame < self.end_frame:
            raise ValueError(f"a caption from frame {self.start_frame} to {self.end_frame} is never seen")

    def opacity(self, frame: int, rate: Fraction) -> float:
        """How far the caption covers the picture at a frame, in [0, 1]: half a second of fade at either end."""
        fade = min(_FADE_SECONDS * rate, Fraction(self.end_frame - self.start_frame, 2))
        nearest = Fraction(2 * min(frame - self.start_frame, self.end_frame - 1 - frame) + 1, 2)
        part = float(min(max(nearest / fade, Fraction(0)), Fraction(1)))
        return part * part * (3 - 2 * part)


def captions_within(captions: Sequence[Caption], first: int, stop: int) -> tuple[Caption, ...]:
    """The captions of a passage, cut to it and counted from its first frame.

    Examples
    --------
    >>> captions_within([Caption(text="1980", start_frame=0, end_frame=90)], 60, 120)
    (Caption(text='1980', start_frame=0, end_frame=30, face='comfortaa'),)
    """
    return tuple(
        replace(
            caption,
            start_frame=max(caption.start_frame, first) - first,
            end_frame=min(caption.end_frame, stop) - first,
        )
        for caption in captions
        if caption.start_frame < stop and caption.end_frame > first
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A caption as one frame shows it: its text and its opacity, in (0, 1], and its typeface."""

    text: str
    opacity: float
    face: str = DEFAULT_FACE


def shown_at(captions: Sequence[Caption], frame: int, rate: Fraction) -> tuple[Shown, ...]:
    """The captions that a frame shows, in their order."""
    present = (caption for caption in captions if caption.start_frame <= frame < caption.end_frame)
    return tuple(
        Shown(text=caption.text, opacity=caption.opacity(frame, rate), face=caption.face) for caption in present
    )


@lru_cache(maxsize=64)
def lettering_digest(text: str, face: str) -> str:
    """What decides how a given text looks besides its size: the typeface's bytes and the way of drawing."""
    return f"{_STYLE} {fingerprint(typeface(face, text).file)}"


def burn(frame: YuvFrame, shown: Sequence[Shown]) -> YuvFrame:
    """The frame with captions blended over it, as deep as it was; the frame itself where none is shown, and never
    changed in place."""
    if not shown:
        return frame
    y, u, v = frame.y.copy(), frame.u.copy(), frame.v.copy()
    for caption in shown:
        letters = _letters(caption.text, caption.face, (frame.y.shape[1], frame.y.shape[0]))
        top, left = letters.top, letters.left
        _blend(y, (top, left), letters.luma, letters.alpha * caption.opacity)
        half = (top // 2, left // 2)
        chroma_alpha = letters.chroma_alpha * caption.opacity
        _blend(u, half, letters.chroma, chroma_alpha)
        _blend(v, half, letters.chroma, chroma_alpha)
    return YuvFrame(y=y, u=u, v=v)


_FloatArray = NDArray[np.floating]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Letters:
    """A caption in YUV: corner (even), colour and cover of each pixel of its box, luma at full and chroma at half
    size; white on a black shadow has no chroma but the neutral one."""

    top: int
    left: int
    luma: _FloatArray
    alpha: _FloatArray
    chroma: _FloatArray
    chroma_alpha: _FloatArray


@lru_cache(maxsize=8)
def _letters(text: str, face: str, size: tuple[int, int]) -> _Letters:
    drawn = lettered(text, size, face)
    alpha = drawn.rgba[..., 3].astype(np.float32) / 255
    rows = (alpha[0::2] + alpha[1::2]) / 2
    before = np.pad(rows, ((0, 0), (1, 0)))[:, 0:-1:2]
    chroma_alpha = (before + 2 * rows[:, 0::2] + rows[:, 1::2]) / 4
    return _Letters(
        top=drawn.top,
        left=drawn.left,
        luma=16 + 219 * drawn.rgba[..., 0].astype(np.float32) / 255,
        alpha=alpha,
        chroma=np.full_like(chroma_alpha, 128),
        chroma_alpha=chroma_alpha,
    )


def _blend(plane: SamplePlane, corner: tuple[int, int], colour: _FloatArray, alpha: _FloatArray) -> None:
    """Blend a colour, given on the scale of 8 bits, into a plane of either depth."""
    top, left = corner
    box = plane[top : top + alpha.shape[0], left : left + alpha.shape[1]]
    below = box.astype(np.float32)
    unit = 1 if plane.dtype == np.uint8 else 4
    box[...] = (below + alpha * (unit * colour - below) + 0.5).astype(plane.dtype)
