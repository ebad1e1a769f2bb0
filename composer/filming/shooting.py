"""Frames to segments: threads compose, ffmpeg encodes beside them, a few frames wait in between."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from queue import Queue

from composer.filming.captions import burn, shown_at
from composer.filming.encoder import encode_segment
from composer.filming.kept import keep
from composer.filming.segments import Footage, Segment, segment_path
from composer.progress import Progress
from composer.zooming.frames import YuvFrame

Compose = Callable[[int], YuvFrame]

_WAITING_FRAMES = 4
#: The encoder of one segment empties its look-ahead while the next one already takes frames.
_ENCODERS = 2
#: The encoder wants most of the processors; where there are many, one composer could not feed it.
_PROCESSORS_A_COMPOSER, _MOST_COMPOSERS = 4, 4


def shoot(
    segments: Sequence[Segment], footage: Footage, compose: Compose, store_folder: Path, progress: Progress
) -> None:
    """Film segments into the store, each kept as soon as it is whole.

    Parameters
    ----------
    segments : sequence of Segment
        Those to film, in order.
    footage : Footage
        What they were planned from.
    compose : callable
        The frame of a number, without captions; called once a frame, from several threads at once where the machine
        has many processors.
    store_folder : Path
        Where segments are kept.
    progress : callable
        Told (frames composed, frames to compose) after each one.

    Raises
    ------
    ComposerError
        If a segment cannot be encoded or written. Whatever ``compose`` raises comes through.
    """
    total = sum(segment.frame_count for segment in segments)
    done = 0
    encodings: list[Future[None]] = []
    numbers = [frame for segment in segments for frame in range(segment.first, segment.stop)]
    frames = composed(compose, numbers, composer_count())
    with closing(frames), ThreadPoolExecutor(_ENCODERS) as pool:
        for segment in segments:
            for earlier in encodings[: 1 - _ENCODERS]:
                earlier.result()
            feed = _Feed()
            encodings.append(pool.submit(_encode, segment, footage, feed, store_folder))
            try:
                for frame in range(segment.first, segment.stop):
                    feed.put(burn(next(frames), shown_at(footage.captions, frame, footage.rate)))
                    done += 1
                    progress(done, total)
            except BaseException:
                feed.abandon()
                raise
            feed.end()
    for encoding in encodings:
        encoding.result()


def composer_count() -> int:
    """How many threads compose here: one for each four processors, at most four."""
    return min(max((os.cpu_count() or 1) // _PROCESSORS_A_COMPOSER, 1), _MOST_COMPOSERS)


def composed(compose: Compose, numbers: Sequence[int], threads: int) -> Generator[YuvFrame, None, None]:
    """Frames in the order of their numbers, composed ahead by so many threads; by one, as they are asked for."""
    if threads == 1:
        yield from map(compose, numbers)
        return
    ahead: deque[Future[YuvFrame]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for number in numbers:
            ahead.append(pool.submit(compose, number))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


class _AbandonedError(Exception):
    """The frames of a segment will not all come."""


class _Feed:
    """A short queue of frames whose reader can fail without leaving the writer waiting."""

    def __init__(self) -> None:
        self._queue: Queue[YuvFrame | _AbandonedError | None] = Queue(_WAITING_FRAMES)
        self._error: BaseException | None = None
        self._is_over = False

    def put(self, frame: YuvFrame) -> None:
        if self._error is not None:
            raise self._error
        self._queue.put(frame)

    def end(self) -> None:
        self._queue.put(None)

    def abandon(self) -> None:
        self._queue.put(_AbandonedError())

    def frames(self) -> Iterator[YuvFrame]:
        while isinstance(item := self._take(), YuvFrame):
            yield item
        if item is not None:
            raise item

    def fail(self, error: BaseException) -> None:
        """Make the next ``put`` raise, and take what still comes, so that a writer who waits goes on to it."""
        self._error = error
        while not self._is_over:
            self._take()

    def _take(self) -> YuvFrame | _AbandonedError | None:
        item = self._queue.get()
        self._is_over = not isinstance(item, YuvFrame)
        return item


def _encode(segment: Segment, footage: Footage, feed: _Feed, store_folder: Path) -> None:
    path = segment_path(segment, store_folder)
    try:
        encode_segment(feed.frames(), footage.settings, footage.size, footage.rate, path)
        keep(path, {"frames": segment.frame_count})
    except _AbandonedError:
        return
    except BaseException as error:
        feed.fail(error)
        raise
