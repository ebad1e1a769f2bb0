"""The film's frames as PNG pictures: as the compositor gives them, captions burnt in, none written twice."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from composer.errors import ComposerError
from composer.files import clear_leftovers, scratch_file
from composer.filming.aside import mendable
from composer.filming.captions import burn, lettering_digest, shown_at
from composer.filming.exports.png import tag_of, tagged
from composer.filming.segments import Footage
from composer.progress import Progress
from composer.zooming.frames import SamplePlane, YuvFrame

#: Raised whenever the same frame becomes another picture.
_STYLE = 1
#: Pictures are packed beside the composing; so many may wait.
_PACKERS = 2
_WAITING = 4
#: ITU-R BT.709-6: rows blue, green, red (the order that cv2 writes) over columns Y, Cb, Cr.
_FROM_YUV = np.array(
    [[1, 1.8556, 0], [1, -0.0722 * 1.8556 / 0.7152, -0.2126 * 1.5748 / 0.7152], [1, 0, 1.5748]], np.float64
)
#: Chroma lies in line with the even columns, midway between two rows: where each pixel of the picture falls in it.
_CHROMA_PLACE = np.array([[0.5, 0, 0], [0, 0.5, -0.25]])


@dataclass(frozen=True, kw_only=True)
class PictureJob:
    """Frames to write as pictures.

    Attributes
    ----------
    footage : Footage
        The passage, its size and captions; a film of 10 bits gives pictures of 16 bits a colour, one of 8 bits, 8.
    folder : Path
        Where they go; made if its parent is there.
    pattern : str
        Their names, by the number of the frame in the whole film from 0: ``%06d.png``.
    """

    footage: Footage
    folder: Path
    pattern: str

    def __post_init__(self) -> None:
        if "%" not in self.pattern:
            raise ValueError(f"{self.pattern!r} gives all frames one name")

    def path(self, frame: int) -> Path:
        """The file of a frame."""
        return self.folder / (self.pattern % frame)

    def digest(self, frame: int) -> str:
        """What a frame's picture is made of; equal digests, equal pictures."""
        footage = self.footage
        words = [
            [shown.text, shown.opacity, lettering_digest(shown.text, shown.face)]
            for shown in shown_at(footage.captions, frame, footage.rate)
        ]
        making = [_STYLE, footage.size, footage.settings.depth, footage.frame_digests[frame].hex()]
        return hashlib.blake2b(json.dumps([making, words]).encode(), digest_size=20).hexdigest()

    def is_written(self, frame: int) -> bool:
        """Whether the frame's picture is there, whole, and of this very film."""
        path = self.path(frame)
        with mendable(path):
            return tag_of(path) == self.digest(frame)

    def missing(self) -> tuple[int, ...]:
        """The frames whose pictures are still to be written, in order."""
        return tuple(frame for frame in range(self.footage.first, self.footage.end) if not self.is_written(frame))

    def beyond(self) -> tuple[Path, ...]:
        """Pictures of the same names in the folder that count on past the film's end: left from a longer film."""
        found = []
        frame = len(self.footage.frame_digests)
        while self.path(frame).exists():
            found.append(self.path(frame))
            frame += 1
        return tuple(found)


def prepare_folder(job: PictureJob) -> None:
    """Make the pictures' folder if need be, and clear what killed runs left in it.

    Raises
    ------
    ComposerError
        If it cannot be made or written to.
    """
    if job.folder.exists() and not job.folder.is_dir():
        raise ComposerError(f"{job.folder} is not a folder", "name a folder for the pictures")
    if not job.folder.absolute().parent.is_dir():
        raise ComposerError(f"{job.folder}: there is no folder {job.folder.absolute().parent}", "make the folder first")
    with mendable(job.folder):
        job.folder.mkdir(exist_ok=True)
        clear_leftovers(job.folder)
        with scratch_file(job.folder) as aside:
            aside.touch()


def write_pictures(
    job: PictureJob, frames: Sequence[int], compose: Callable[[int], YuvFrame], progress: Progress
) -> int:
    """Write the pictures of frames; how many were written.

    A picture is there whole or not at all, and one that another run wrote in the meantime is not written again: runs
    may share a folder, be killed and go on.

    Parameters
    ----------
    job : PictureJob
    frames : sequence of int
        In order, of the whole film.
    compose : callable
        The frame of a number, without captions; called from this thread, in order.
    progress : callable
        Told (frames done, frames to do) after each one.

    Raises
    ------
    ComposerError
        If a picture cannot be written. Whatever ``compose`` raises comes through.
    """
    written = 0
    packing: deque[Future[None]] = deque()
    with ThreadPoolExecutor(_PACKERS) as pool:
        for done, number in enumerate(frames, 1):
            if not job.is_written(number):
                shown = shown_at(job.footage.captions, number, job.footage.rate)
                frame = burn(compose(number), shown)
                packing.append(pool.submit(_write, job, number, frame))
                written += 1
            while len(packing) > _WAITING:
                packing.popleft().result()
            progress(done, len(frames))
        while packing:
            packing.popleft().result()
    return written


def _write(job: PictureJob, number: int, frame: YuvFrame) -> None:
    path = job.path(number)
    data = tagged(_packed(colours(frame)), job.digest(number))
    # Not synced to the disk, one by one: a picture that a power cut damages fails its checksums and is made again.
    with mendable(path), scratch_file(path.parent) as aside:
        aside.write_bytes(data)
        aside.replace(path)


def _packed(picture: NDArray[np.uint8 | np.uint16]) -> bytes:
    is_packed, data = cv2.imencode(".png", picture)
    if not is_packed:
        raise ComposerError("a picture could not be packed as PNG")
    return data.tobytes()


def colours(frame: YuvFrame) -> NDArray[np.uint8 | np.uint16]:
    """A frame's sRGB colours in cv2's order, blue first.

    Returns
    -------
    array, shape (height, width, 3)
        uint8 of a frame of 8 bits, uint16 (0 to 65535) of one of 10 bits.
    """
    is_deep = frame.depth > 8
    unit, largest = (4, 65535) if is_deep else (1, 255)
    size = frame.y.shape[1], frame.y.shape[0]
    planes = cv2.merge([frame.y.astype(np.float32), _doubled(frame.u, size), _doubled(frame.v, size)])
    scaled = _FROM_YUV * (largest / unit / np.array([219, 224, 224]))
    offset = -scaled @ (unit * np.array([[16.0], [128.0], [128.0]]))
    values = cv2.transform(planes, np.hstack([scaled, offset]))
    np.clip(np.rint(values, out=values), 0, largest, out=values)
    return values.astype(np.uint16 if is_deep else np.uint8)


def _doubled(plane: SamplePlane, size: tuple[int, int]) -> NDArray[np.float32]:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    doubled = cv2.warpAffine(
        plane.astype(np.float32), _CHROMA_PLACE, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(doubled, np.float32)
