"""Animated WebP: every frame a picture of its own, streamed into one silent file that browsers play.

Encoded one by one, the frames need no more memory than a few of them, and their times are ours. Beside it ffmpeg's
libwebp_anim, measured on 60 frames of 640x360, made a file of the same size, 0.2 dB worse, in 1.2 times the CPU time,
and ended a millisecond early.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, features

from composer.errors import ComposerError
from composer.files import clear_leftovers
from composer.filming.aside import mendable, written_aside
from composer.filming.captions import burn, shown_at
from composer.filming.kept import is_unchanged, read_record, state_of, write_record
from composer.filming.lettering import check_words
from composer.filming.movie import Film, MovieJob
from composer.filming.segments import Footage, plan_segments
from composer.filming.shooting import Compose
from composer.filming.target import checked_target
from composer.progress import Progress, unseen
from composer.timebase import milliseconds_of
from composer.zooming.frames import YuvFrame

SUFFIX = ".webp"
#: Encoding a frame takes about as long as composing it; Pillow lets other threads run meanwhile.
_ENCODERS, _WAITING_FRAMES = 2, 4
#: libwebp's effort, 0 to 6: 6 takes 1.7 times as long for 4 % fewer bytes.
_EFFORT = 4
#: Browsers show a picture of 10 ms or less for 100 ms.
_SHORTEST_MS = 11
#: RIFF counts its bytes in 32 bits.
_LARGEST = 2**32 - 10
_IS_ANIMATION, _NOT_BLENDED = 0x02, 0x02


@dataclass(frozen=True, kw_only=True)
class WebpSettings:
    """How an animated WebP is made.

    Attributes
    ----------
    quality : int
        libwebp's, 0 to 100. On drawn frames 85 gave 42 dB of luma.
    plays : int
        How often it is played; 0 is for ever.
    """

    quality: int = 85
    plays: int = 1


#: For the film itself, and for looking at the timing.
FINE, DRAFT = WebpSettings(), WebpSettings(quality=60)


def check_webp(job: MovieJob) -> Path:
    """The full path of an animated WebP; to be asked before the long work of painting begins.

    Raises
    ------
    ComposerError
        If the target cannot be written, a caption is too long, browsers would not keep the frame rate, or Pillow was
        built without WebP.
    """
    footage = job.footage
    if not features.check("webp"):
        message = f"{job.target}: the Pillow that is installed cannot write WebP"
        raise ComposerError(message, "install it from a wheel: pip install --force-reinstall pillow")
    if 1000 / footage.rate < _SHORTEST_MS:
        raise ComposerError(
            f"{job.target}: browsers do not play an animated WebP at {float(footage.rate):g} frames per second",
            f"write a rate up to {1000 // _SHORTEST_MS}, such as --fps 30",
        )
    for caption in footage.captions:
        check_words(caption.text, footage.size, caption.face)
    return checked_target(job.target, job.sources, kind="an animated WebP", suffixes=(SUFFIX,))


def film_webp(job: MovieJob, settings: WebpSettings, compose: Compose, progress: Progress = unseen) -> Film:
    """Make an animated WebP of a film or a passage, without sound; nothing where it is made already.

    Parameters
    ----------
    job : MovieJob
        What to film; its song and chapters have no place in it.
    settings : WebpSettings
    compose : callable
        The YuvFrame of a frame's number in the whole film, without captions; called from this thread, in order.
    progress : callable
        Told (frames composed, frames to compose) after each one.

    Raises
    ------
    ComposerError
        If the target cannot be written or would be larger than 4 GiB; a file that stood there before is untouched.
    """
    started = time.perf_counter()
    target = check_webp(job)
    films = job.store_folder / "films"
    with mendable(films):
        films.mkdir(parents=True, exist_ok=True)
    clear_leftovers(target.parent)
    record, recipe = films / f"{_digest(str(target))}.json", _recipe(job.footage, settings)
    made = read_record(record)
    is_new = made is None or made.get("recipe") != recipe or not is_unchanged(target, made)
    if is_new:
        with written_aside(target) as aside:
            with mendable(target), aside.open("wb") as file:
                _write(file, job, settings, _pictures(job.footage, settings, compose, progress))
            state = state_of(aside)
        write_record(record, {"recipe": recipe, **state})
    seconds = time.perf_counter() - started
    return Film(
        path=target,
        frame_count=job.footage.frame_count,
        duration=float(job.footage.frame_count / job.footage.rate),
        filmed_segments=int(is_new),
        reused_segments=int(not is_new),
        filmed_frames=job.footage.frame_count if is_new else 0,
        is_new=is_new,
        shoot_seconds=seconds if is_new else 0.0,
        total_seconds=seconds,
    )


def _recipe(footage: Footage, settings: WebpSettings) -> str:
    encoder = f"webp {features.version('webp')} {_EFFORT}"
    digests = [segment.digest for segment in plan_segments(footage, encoder)]
    return _digest(json.dumps([digests, settings.quality, settings.plays]))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=20).hexdigest()


def _pictures(footage: Footage, settings: WebpSettings, compose: Compose, progress: Progress) -> Iterator[bytes]:
    """Each frame as a chunk of lossy WebP, in order."""
    waiting: deque[Future[bytes]] = deque()
    with ThreadPoolExecutor(_ENCODERS) as pool:
        for number in range(footage.first, footage.end):
            frame = burn(compose(number), shown_at(footage.captions, number, footage.rate))
            waiting.append(pool.submit(_encoded, frame, settings.quality))
            progress(number - footage.first + 1, footage.frame_count)
            if len(waiting) > _WAITING_FRAMES:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _encoded(frame: YuvFrame, quality: int) -> bytes:
    data = io.BytesIO()
    Image.fromarray(frame.rgb()).save(data, "WEBP", quality=quality, method=_EFFORT)
    return data.getvalue()[12:]  # without the header of a file of its own


def _write(file: BinaryIO, job: MovieJob, settings: WebpSettings, pictures: Iterator[bytes]) -> None:
    """The file of Google's WebP container specification: VP8X, ANIM, and an ANMF for each frame."""
    footage = job.footage
    size = _number(footage.size[0] - 1, 3) + _number(footage.size[1] - 1, 3)
    file.write(b"RIFF\0\0\0\0WEBP")
    file.write(_chunk(b"VP8X", _number(_IS_ANIMATION, 4) + size))
    file.write(_chunk(b"ANIM", _number(0, 4) + _number(settings.plays, 2)))
    shown = 0
    for number, picture in enumerate(pictures, 1):
        # Counted from the start: the roundings of single frames never add up.
        until = milliseconds_of(number, footage.rate)
        head = _number(0, 6) + size + _number(until - shown, 3) + _number(_NOT_BLENDED, 1)
        file.write(_chunk(b"ANMF", head + picture))
        shown = until
        if file.tell() > _LARGEST:
            raise ComposerError(
                f"{job.target}: an animated WebP holds 4 GiB, too little for this film",
                "choose a smaller --size, or a passage with --from and --to",
            )
    length = file.tell() - 8
    file.seek(4)
    file.write(_number(length, 4))


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + _number(len(data), 4) + data + b"\0" * (len(data) % 2)


def _number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")
