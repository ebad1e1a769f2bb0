"""What happens, told to every open page: server-sent events from any thread."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from threading import Lock

#: A line in between, so that neither side takes a quiet stream for a dead one.
_QUIET_SECONDS = 15.0
#: Events that a page may be behind; one that does not read for so long starts anew when it comes back.
_BACKLOG = 256
_HELLO = "retry: 1000\n\n"
_PING = ": still here\n\n"


class Hub:
    """Passes events on to the pages that listen."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[str | None], asyncio.AbstractEventLoop] = {}
        self._lock = Lock()
        self._closed = False

    def publish(self, event: str, data: object) -> None:
        """Tell all pages; may be called from any thread."""
        self._send(f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n")

    def close(self) -> None:
        """End all streams: a server that stops waits for them."""
        self._closed = True
        self._send(None)

    async def stream(self) -> AsyncIterator[str]:
        """The text of one page's stream, until the hub is closed or the page goes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)
        with self._lock:
            self._listeners[queue] = asyncio.get_running_loop()
        try:
            yield _HELLO
            while not self._closed:
                try:
                    text = await asyncio.wait_for(queue.get(), _QUIET_SECONDS)
                except TimeoutError:
                    text = _PING
                if text is None:
                    return
                yield text
        finally:
            with self._lock:
                self._listeners.pop(queue, None)

    def _send(self, text: str | None) -> None:
        with self._lock:
            listeners = list(self._listeners.items())
        for queue, loop in listeners:
            with contextlib.suppress(RuntimeError):  # a job may end after the server did, and its loop with it
                loop.call_soon_threadsafe(_put, queue, text)


def _put(queue: asyncio.Queue[str | None], text: str | None) -> None:
    if queue.full():
        # What it missed it learns by asking anew: the page loads everything when its stream begins again.
        while not queue.empty():
            queue.get_nowait()
        text = None
    queue.put_nowait(text)
