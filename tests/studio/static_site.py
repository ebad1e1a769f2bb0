"""The studio's static files on a local server, and pictures beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import composer

STATIC = Path(composer.__file__).parent / "studio" / "static"
EMPTY = b"<!doctype html><html lang=en><title>test</title><body></body></html>"


class Site:
    """Serves the static folder at ``address``; ``files`` holds what is served beside it, by path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"/empty.html": EMPTY}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self.files, directory=str(STATIC)))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, files: dict[str, bytes], *arguments: object, directory: str) -> None:
        self._files = files
        super().__init__(*arguments, directory=directory)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path not in self._files:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(self._files[path])))
        self.end_headers()
        self.wfile.write(self._files[path])
        return None

    def log_message(self, *arguments: object) -> None:
        """Nothing: the requests of a test are no news."""


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of the test's own."""
    made = Site()
    yield made
    made.close()
