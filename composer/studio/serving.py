"""The studio's server: on this machine alone, with a key in its link, stopped by Ctrl-C at once."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from composer.errors import ComposerError
from composer.order import Order
from composer.studio.app import make_app
from composer.studio.workplace import Workplace

_HOST = "127.0.0.1"
#: Requests that run when the server is stopped may take so long.
_GRACE_SECONDS = 1
#: No web sockets, and no trust in what a proxy would add: there is none.
_PLAIN: dict[str, Any] = {"log_level": "warning", "server_header": False, "ws": "none", "proxy_headers": False}


@dataclass(frozen=True, kw_only=True)
class Studio:
    """A studio that is about to open.

    Attributes
    ----------
    order : Order
    port : int
        0: any free one.
    opens_browser : bool
    tell : callable
        Told the link as soon as it can be opened.
    """

    order: Order
    port: int
    opens_browser: bool
    tell: Callable[[str], None]

    def serve(self) -> None:
        """Serve until Ctrl-C; ends the process if something is still at work then.

        Raises
        ------
        ComposerError
            If the port is taken.
        """
        place, token = Workplace(self.order), secrets.token_urlsafe(24)
        with _listening(self.port) as listener:
            port = int(listener.getsockname()[1])
            app = make_app(place, token, lambda: port)
            config = uvicorn.Config(app, timeout_graceful_shutdown=_GRACE_SECONDS, **_PLAIN)
            server = _Server(config, place, lambda: self._opened(f"http://{_HOST}:{port}/?token={token}"))
            # uvicorn raises it again once it has stopped: that is how a studio ends.
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        _leave_threads_behind()

    def _opened(self, link: str) -> None:
        self.tell(link)
        if self.opens_browser:
            webbrowser.open(link)


def _leave_threads_behind() -> None:
    """A song that is listened to is not waited for, and not torn down under the thread that does it.

    The usual end of a process takes native code apart (LLVM, numpy) while a daemon thread may still be in it: a studio
    that was closed as it listened has crashed on its way out.
    """
    if threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # Named by its protocol, or asyncio leaves Nagle's algorithm on: each answer would come 40 ms late.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
        except OSError as error:
            message = f"port {port} cannot be used: {error.strerror}"
            raise ComposerError(message, "name another one with --port, or leave it out") from error
        yield listener


class _Server(uvicorn.Server):
    """Ends the pages' event streams first: uvicorn would wait for them for ever."""

    def __init__(self, config: uvicorn.Config, place: Workplace, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._place, self._opened = place, opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the link once requests are answered."""
        await super().startup(sockets)
        if self.started:
            self._opened()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the pages go, then stop."""
        self._place.desk.hub.close()
        await super().shutdown(sockets)
