"""The director's own pictures, whatever made them, as upright 8-bit sRGB."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from composer.errors import ComposerError
from composer.painting.painter import Picture

#: Endings of the files that a folder is searched for.
ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"})
_SMALLEST = 64
_LARGEST = 200_000_000
#: The EXIF tag that says how a picture is turned, and its values for a quarter turn.
_ORIENTATION, _LYING = 0x0112, (5, 6, 7, 8)


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The picture files of a folder in natural order: ``2.jpg`` before ``10.jpg``.

    Raises
    ------
    ComposerError
        If there is no such folder, or it cannot be read.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise ComposerError(f"{folder}: {what}", "name the folder relative to the storyboard's")
    try:
        found = [p for p in folder.iterdir() if p.suffix.lower() in ENDINGS and not p.name.startswith(".")]
    except OSError as error:
        raise ComposerError(f"{folder}: {error.strerror or error}", "make the folder readable") from error
    return tuple(sorted(found, key=_natural))


def _natural(path: Path) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def check_picture(path: Path) -> None:
    """Refuse what the head of a file shows to be no picture, or none of a size that can be used.

    Raises
    ------
    ComposerError
        If the file is missing, not a picture, smaller than 64 pixels on a side or larger than 200 megapixels.
    """
    with _reported(path), _any_size():
        try:
            with Image.open(path) as image:
                width, height = image.size
        except UnidentifiedImageError:
            height, width = _read_by_opencv(path).shape[:2]
    _check_size(path, width, height)


def upright_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture as ``read_picture`` gives it, from its head where that tells.

    Raises
    ------
    ComposerError
        As ``check_picture``.
    """
    with _reported(path), _any_size():
        try:
            with Image.open(path) as image:
                width, height = image.size
                lies = image.getexif().get(_ORIENTATION, 1) in _LYING
        except UnidentifiedImageError:
            (height, width), lies = _read_by_opencv(path).shape[:2], False
    return (height, width) if lies else (width, height)


def read_picture(path: Path) -> Picture:
    """A picture as it is meant to be seen: turned upright, in sRGB, its see-through parts filled from around them.

    Pictures of 16 bits are brought to 8, grey and palette to colour, CMYK and embedded profiles to sRGB. Of an animated
    one this is the first frame.

    Raises
    ------
    ComposerError
        If the file is missing, not a picture or cut short, smaller than 64 pixels on a side or larger than 200
        megapixels.
    """
    check_picture(path)
    with _reported(path), _any_size():
        try:
            with Image.open(path) as image:
                image.load()
                return _as_seen(ImageOps.exif_transpose(image), image.info.get("icc_profile"))
        except UnidentifiedImageError:
            return _read_by_opencv(path)


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except ComposerError:
        raise
    except FileNotFoundError as error:
        raise ComposerError(
            f"{path}: there is no such picture", "mend the path; it starts at the storyboard"
        ) from error
    except (PermissionError, IsADirectoryError) as error:
        raise ComposerError(f"{path}: {error.strerror}", "name a picture that can be read") from error
    except (OSError, SyntaxError, ValueError, EOFError, cv2.error) as error:
        raise ComposerError(
            f"{path}: the picture is cut short or damaged ({error})", "copy it again, or save it anew from its source"
        ) from error


@contextmanager
def _any_size() -> Iterator[None]:
    """Pillow's guard against large pictures off; ``_check_size`` has a limit that suits large scans."""
    guard, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = guard


def _check_size(path: Path, width: int, height: int) -> None:
    if min(width, height) < _SMALLEST:
        raise ComposerError(
            f"{path}: the picture has {width}x{height} pixels; at least {_SMALLEST} on each side are needed",
            "use a larger picture, best at least as large as the film",
        )
    if width * height > _LARGEST:
        raise ComposerError(
            f"{path}: the picture has {width}x{height} pixels, {width * height / 1e6:.0f} million; "
            f"at most {_LARGEST / 1e6:.0f} million can be used",
            "make it smaller; four times the film's size shows all that can be seen",
        )


def _read_by_opencv(path: Path) -> Picture:
    """What Pillow has no mode for: TIFF with 16 bits a colour, for one."""
    data = np.frombuffer(path.read_bytes(), np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if decoded is None:
        raise ComposerError(f"{path}: this is not a picture", "use a jpg, png, webp or tiff; save other kinds as one")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def _as_seen(image: Image.Image, profile: bytes | None) -> Picture:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _eight_bits(image)
    alpha = None
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        alpha = np.asarray(image.getchannel("A"))
        image = image.convert("RGB")
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    colours: Picture = np.asarray(_in_srgb(image, profile), np.uint8)
    return colours if alpha is None or alpha.min() == 255 else _filled(colours, alpha)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits: integers are taken as 16 bits where they exceed 8, floats as 0 to 1 unless they do."""
    values = np.nan_to_num(np.asarray(image, np.float64))
    top = values.max(initial=0.0)
    if image.mode == "F" and top <= 1.0:
        white = 1.0
    else:
        white = 65535.0 if image.mode.startswith("I;16") or top > 255 else 255.0
    return Image.fromarray(np.rint(np.clip(values / white, 0, 1) * 255).astype(np.uint8))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if made is not None:
                return made
        except (ImageCms.PyCMSError, OSError):
            # A profile that is broken, or for another kind of colour: shown without it, as image viewers do.
            pass
    return image.convert("RGB")


def _filled(colours: Picture, alpha: NDArray[np.uint8]) -> Picture:
    """See-through parts over a blur of what is opaque around them."""
    height, width = alpha.shape
    scale = 96 / max(height, width)
    size = max(2, round(width * scale)), max(2, round(height * scale))
    share = alpha.astype(np.float32)[..., None] / 255
    small = cv2.resize(np.concatenate([colours * share, share], axis=2), size, interpolation=cv2.INTER_AREA)
    ground = np.zeros((size[1], size[0], 3), np.float32)
    for sigma in (64.0, 16.0, 4.0):
        soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        known = np.clip(soft[..., 3:] * 4, 0, 1)
        ground += known * (soft[..., :3] / np.maximum(soft[..., 3:], 1e-6) - ground)
    under = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.rint(np.clip(colours * share + under * (1 - share), 0, 255)).astype(np.uint8)
