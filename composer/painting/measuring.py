"""Numbers for a keyframe: how well what was painted around the next one in goes with it.

A picture is measured at no more than 720 rows, colours at 360: at twice a film's size, as keyframes are painted, no
viewer sees the finest octave of both sides of the border at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.border import portal_depth
from composer.painting.lab import Palette, ciede2000, distance, lab_of, palette_of
from composer.painting.painter import Picture

_ROWS, _FINE_ROWS = 360, 720
#: Colours are compared in a band so wide on both sides of the border, in heights of the inner picture.
_BAND = 0.04
#: The seam is looked for over the feather and this much more, in heights of the inner picture; never less than that.
_LEAST_GAP, _AROUND_GAP = 0.02, 0.008
#: Lines beside the border that tell how much neighbouring lines differ anyway, to either side; points along a side, and
#: over how many of them a line is smoothed, so that texture is no seam.
_LINES, _POINTS, _SMOOTHED = 3, 96, 9
#: A difference of neighbouring lines in CIELAB that is nothing: flat pictures have no seam because of a rounding.
_NO_DIFFERENCE = 0.5
#: Energies, as mean levels, below which a picture has no detail to compare.
_NO_DETAIL = 0.25
_FEWEST_PIXELS = 64
#: Detail finer than a Gaussian of so many of 720 rows is the finest; from there to four times that the next.
_FINEST = 1.6

#: Where a step is worth another take. The 28 steps of the demo film, as it is drawn, reach a drift of 10.4, a palette
#: drift of 4.9, a contrast of 0.73 to 1.51, a seam of 2.2 and a sharpness of 0.66 to 1.10. Errors laid over the rings
#: of its steps within a scene (medians): 40 levels darker is a drift of 14, contrast times 1.8 a palette drift of 6.5
#: and a contrast of 1.6, contrast times 0.45 one of 0.44, a blur of 2.5 rows of 720 a sharpness of 0.32, grain of 12
#: levels one of 1.66. A ring painted on 432 rows is 0.64: that is the model's size, and no take would be sharper.
MOST_DRIFT, MOST_PALETTE_DRIFT = 14.0, 6.5
LEAST_CONTRAST, MOST_CONTRAST = 0.5, 1.6
MOST_SEAM = 3.0
LEAST_SHARPNESS, MOST_SHARPNESS = 0.45, 1.5


@dataclass(frozen=True, kw_only=True)
class Measures:
    """How a keyframe's painted surroundings, its ring, go with the keyframe kept inside.

    Attributes
    ----------
    drift : float
        Mean colour just outside the border against just inside; CIEDE2000.
    palette_drift : float or None
        The ring's colours against the nearest ones of the scene's first painted step, on average; CIEDE2000. None:
        this is that step.
    contrast : float
        Standard deviation of the ring's lightness over that of what is kept; 1 is alike.
    seam : float
        Difference of colours across the border over that of its surroundings; 1 is no seam.
    sharpness : float
        Energy of the finest detail over that of the next coarser, in the ring over what is kept; 1 is alike.
    """

    drift: float
    palette_drift: float | None
    contrast: float
    seam: float
    sharpness: float

    def as_json(self) -> dict[str, float | None]:
        """The figures by name, rounded to a thousandth."""
        return {name: None if value is None else round(value, 3) for name, value in asdict(self).items()}


def measures_from(value: object) -> Measures | None:
    """Measures as they were written by ``as_json``; None where they are not all there."""
    if not isinstance(value, Mapping):
        return None
    figures = {name: float(figure) for name, figure in value.items() if isinstance(figure, int | float)}
    try:
        return Measures(
            drift=figures["drift"],
            palette_drift=figures.get("palette_drift"),
            contrast=figures["contrast"],
            seam=figures["seam"],
            sharpness=figures["sharpness"],
        )
    except KeyError:
        return None


def measure(keyframe: Picture, portal: Similarity, feather: float, palette: Palette | None) -> Measures | None:
    """The measures of a keyframe around the next one in; None where hardly anything is painted or kept.

    Takes some 20 ms for 2560x1440.

    Parameters
    ----------
    keyframe : uint8 array, shape (height, width, 3)
        With the inner keyframe in its portal.
    portal : Similarity
        Maps the inner keyframe's frame into this one's.
    feather : float
        Width of the inner keyframe's soft edge, in its heights.
    palette : Palette or None
        Of the scene's first painted step.
    """
    fine = _reduced(keyframe, _FINE_ROWS)
    coarse = _reduced(fine, _ROWS)
    lab, aspect = lab_of(coarse), keyframe.shape[1] / keyframe.shape[0]
    depth = portal_depth(portal, aspect, (coarse.shape[1], coarse.shape[0]))
    ring, kept = depth < 0, depth >= feather
    if min(int(ring.sum()), int(kept.sum())) < _FEWEST_PIXELS:
        return None
    return Measures(
        drift=_drift(lab, depth, feather),
        palette_drift=distance(palette_of(lab[ring]), palette) if palette else None,
        contrast=_ratio(float(lab[ring, 0].std()), float(lab[kept, 0].std())),
        seam=_seam(lab, portal, feather),
        sharpness=_sharpness(fine, ring, kept),
    )


def too_far(measures: Measures) -> str:
    """What is wrong with a step, in words with the figures; empty for a good one.

    Examples
    --------
    >>> good = Measures(drift=4, palette_drift=2.5, contrast=1.1, seam=1.2, sharpness=0.9)
    >>> too_far(good)
    ''
    """
    drift, palette_drift = measures.drift, measures.palette_drift or 0.0
    contrast, sharpness = measures.contrast, measures.sharpness
    found = (
        (measures.seam > MOST_SEAM, f"the border shows (seam {measures.seam:.1f} of 1)"),
        (drift > MOST_DRIFT, f"its colours leave those inside (ΔE {drift:.0f})"),
        (palette_drift > MOST_PALETTE_DRIFT, f"its colours leave the scene's (ΔE {palette_drift:.0f})"),
        (contrast > MOST_CONTRAST, f"it has too much contrast ({contrast:.2f} of 1)"),
        (contrast < LEAST_CONTRAST, f"it has too little contrast ({contrast:.2f} of 1)"),
        (sharpness < LEAST_SHARPNESS, f"it is blurred (sharpness {sharpness:.2f} of 1)"),
        (sharpness > MOST_SHARPNESS, f"it is grainy (sharpness {sharpness:.2f} of 1)"),
    )
    return ", ".join(words for is_so, words in found if is_so)


def ring_palette(keyframe: Picture, portal: Similarity | None) -> Palette:
    """The palette of what was painted in a keyframe: its ring, or all of it where nothing is inside."""
    lab = lab_of(_reduced(keyframe, _ROWS))
    if portal is None:
        return palette_of(lab.reshape(-1, 3))
    height, width = lab.shape[:2]
    ring = portal_depth(portal, keyframe.shape[1] / keyframe.shape[0], (width, height)) < 0
    return palette_of(lab[ring] if ring.any() else lab.reshape(-1, 3))


def _reduced(picture: Picture, rows: int) -> Picture:
    height, width = picture.shape[:2]
    if height <= rows:
        return picture
    return np.asarray(cv2.resize(picture, (round(width * rows / height), rows), interpolation=cv2.INTER_AREA), np.uint8)


def _ratio(one: float, other: float) -> float:
    return (one + _NO_DETAIL) / (other + _NO_DETAIL)


def _drift(lab: NDArray[np.float32], depth: NDArray[np.float64], feather: float) -> float:
    """All around the border at once: what lies at one side only is a thing, and no drift."""
    outside, inside = (depth < 0) & (depth > -_BAND), (depth >= feather) & (depth < feather + _BAND)
    if min(int(outside.sum()), int(inside.sum())) < _FEWEST_PIXELS:
        return 0.0
    means = [lab[band].mean(axis=0, dtype=np.float64) for band in (outside, inside)]
    return float(ciede2000(*means))


def _seam(lab: NDArray[np.float32], portal: Similarity, feather: float) -> float:
    """Lines along the border, as far from each other as the soft edge is wide: how much two neighbours differ."""
    height, width = lab.shape[:2]
    gap = max(feather, _LEAST_GAP) + _AROUND_GAP
    depths = feather / 2 + (np.arange(2 * _LINES + 2) - _LINES - 0.5) * gap
    points = portal.a * _along(depths.astype(np.float64), width / height) + portal.b
    x = ((points.real * height / width + 0.5) * width - 0.5).astype(np.float32)
    y = ((points.imag + 0.5) * height - 0.5).astype(np.float32)
    seen = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    lines = np.stack([cv2.blur(cv2.remap(lab, *at, cv2.INTER_LINEAR), (_SMOOTHED, 1)) for at in zip(x, y, strict=True)])
    difference = np.linalg.norm(np.diff(lines, axis=1), axis=-1)
    both = seen[:, 1:] & seen[:, :-1]
    # Points whose lines all lie in the picture on the side that is compared.
    counts = both.sum(axis=(0, 2))
    means = (difference * both).sum(axis=(0, 2)) / np.maximum(counts, 1)
    beside = (counts > 0) & (np.arange(len(means)) != _LINES)
    if not counts[_LINES] or not beside.any():
        return 1.0
    return float((means[_LINES] + _NO_DIFFERENCE) / (means[beside].mean() + _NO_DIFFERENCE))


def _along(depths: NDArray[np.float64], aspect: float) -> NDArray[np.complex128]:
    """Points along the four sides of the inner frame at depths; shape (4, depths, points)."""
    along = (np.arange(_POINTS) + 0.5) / _POINTS - 0.5
    right = (aspect / 2 - depths)[:, None] + 1j * along[None, :]
    below = along[None, :] * aspect + 1j * (0.5 - depths)[:, None]
    return np.stack([right, -right, below, -below])


def _sharpness(fine: Picture, ring: NDArray[np.bool_], kept: NDArray[np.bool_]) -> float:
    """Energies of octaves, not of edges: a sky is no blur."""
    height, width = ring.shape
    grey = np.asarray(cv2.cvtColor(fine, cv2.COLOR_RGB2GRAY), np.float32)
    once = cv2.GaussianBlur(grey, (0, 0), _FINEST)
    finest = cv2.resize(np.abs(grey - once), (width, height), interpolation=cv2.INTER_AREA)
    small = cv2.resize(once, (width, height), interpolation=cv2.INTER_AREA)
    coarser = np.abs(small - cv2.GaussianBlur(small, (0, 0), 2 * _FINEST))
    outside, inside = (_ratio(float(finest[where].mean()), float(coarser[where].mean())) for where in (ring, kept))
    return outside / inside
