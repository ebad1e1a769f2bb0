"""A photograph that opens in a drawing: continued beyond its edges, so that it fills openings wider than itself."""

from __future__ import annotations

import base64

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.geometry import Similarity
from composer.painting.illustrated.rendering import transform_text
from composer.painting.painter import Picture, Step

_HEIGHT = 360
_REACH = 1.5


def continued(step: Step, inner: Picture) -> str:
    """Markup, in the units of ``step.inner_scene``'s first frame, of its picture mirrored outward into a soft blur.

    ``inner`` is keyframe ``step.index + 1``, in which that picture is found again through the steps between.
    """
    if step.opening is None or step.portal is None:
        raise ValueError("no scene opens in this step")
    picture = _cut_out(inner, step.portal.inverse() @ step.opening, step.aspect)
    height, width = picture.shape[:2]
    across, down = round(width * _REACH), round(height * _REACH)
    wide = cv2.copyMakeBorder(picture, down, down, across, across, cv2.BORDER_REFLECT_101)
    blurred = cv2.GaussianBlur(cv2.resize(wide, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), (0, 0), 4)
    soft = cv2.resize(blurred, (wide.shape[1], wide.shape[0]), interpolation=cv2.INTER_CUBIC)
    share = _outside_share(height, width, down, across)
    mixed = np.rint(wide * (1 - share) + soft * share).clip(0, 255).astype(np.uint8)
    _, png = cv2.imencode(".png", cv2.cvtColor(mixed, cv2.COLOR_RGB2BGR))
    data = base64.b64encode(png.tobytes()).decode("ascii")
    mean = "#" + "".join(f"{round(float(value)):02x}" for value in mixed.reshape(-1, 3).mean(axis=0))
    scale = 1 / height
    place = transform_text(Similarity(scale, complex(-mixed.shape[1] / 2, -mixed.shape[0] / 2) * scale))
    return (
        f'<circle r="60" fill="{mean}"/>'
        f'<image width="{mixed.shape[1]}" height="{mixed.shape[0]}" transform="{place}" '
        f'href="data:image/png;base64,{data}"/>'
    )


def _cut_out(inner: Picture, place: Similarity, aspect: float) -> Picture:
    """What of ``inner`` lies in the frame that ``place`` maps into it, ``_HEIGHT`` pixels high or less."""
    height = max(min(_HEIGHT, round(inner.shape[0] * place.scale)), 8)
    width = max(round(height * aspect), 8)
    to_inner = (
        Similarity(inner.shape[0], complex(inner.shape[1], inner.shape[0]) / 2)
        @ place
        @ Similarity(1 / height, -complex(width, height) / 2 / height)
    )
    a, b = to_inner.a, to_inner.b
    matrix = np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    smooth = cv2.GaussianBlur(inner, (0, 0), abs(a) / 2.5) if abs(a) > 1.5 else inner
    cut = cv2.warpAffine(smooth, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _outside_share(height: int, width: int, down: int, across: int) -> NDArray[np.float32]:
    """0 in the picture and near it, rising to 1 a third of a height outside."""
    y = np.maximum(np.abs(np.arange(height + 2 * down) - (height + 2 * down - 1) / 2) - height / 2, 0)
    x = np.maximum(np.abs(np.arange(width + 2 * across) - (width + 2 * across - 1) / 2) - width / 2, 0)
    share: NDArray[np.float32] = np.clip(np.hypot(y[:, None], x[None, :]) / (height / 3), 0, 1).astype(np.float32)
    return share[..., None]
