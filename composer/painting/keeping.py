"""The store at work: pictures kept in the background while the next one is painted, and the last few at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from composer.errors import ComposerError
from composer.painting.painter import Picture
from composer.painting.store import KeyframeStore

#: Pictures at hand beside the store: reading one of 2560x1440 takes 0.1 s.
_AT_HAND = 2


class Keeper:
    """Keeps pictures by digest, one after the other, in a thread; a context, at whose end all are kept.

    Encoding and writing a picture of 2560x1440 takes 0.3 s, in which a GPU can paint on. No more than one waits to be
    written, so that a run that is stopped loses at most one.
    """

    def __init__(self, store: KeyframeStore) -> None:
        self._store = store
        self._at_hand: OrderedDict[str, Picture] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, "keep")
        self._pending: Future[object] | None = None

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._wait()
        except Exception:
            if error is None:  # what stopped the run says more than what followed from it
                raise
        finally:
            self._pool.shutdown()

    def add(self, digest: str, picture: Picture, save: Callable[[], object]) -> None:
        """Have a picture at hand now, and kept by ``save`` in the thread, once the one before is kept.

        Raises
        ------
        ComposerError
            If the one before could not be written.
        """
        self._wait()
        self._hold(digest, picture)
        self._pending = self._pool.submit(save)

    def get(self, digest: str) -> Picture | None:
        """A picture that is kept; None for an empty digest.

        Raises
        ------
        ComposerError
            If it is not there or damaged.
        """
        if not digest:
            return None
        if digest not in self._at_hand:
            self._wait()
            self._hold(digest, self._loaded(digest))
        self._at_hand.move_to_end(digest)
        return self._at_hand[digest]

    def _loaded(self, digest: str) -> Picture:
        try:
            return self._store.load(digest)
        except KeyError as error:
            path = self._store.path(digest)
            raise ComposerError(f"{path}: the keyframe is damaged or gone", "remove it and run this again") from error

    def _wait(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def _hold(self, digest: str, picture: Picture) -> None:
        self._at_hand[digest] = picture
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)
