"""One studio for all that is refused, and the clients that it refuses: whatever they ask for, nothing is changed."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from open_studio import Client, OpenStudio, open_studio
from ready_film import ready_film

#: All that is changed by, or begun.
POSTS = (
    *("/api/edit", "/api/try", "/api/undo", "/api/redo"),
    *("/api/beats", "/api/job", "/api/job/cancel", "/api/take"),
)
EDIT = {"label": "a test", "changes": [{"do": "set", "path": "title", "value": "Taken Over"}]}


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    """A studio in which something can be taken back."""
    with open_studio(ready_film(tmp_path_factory.mktemp("guarded") / "film").storyboard) as studio:
        studio.wait_until_ready()
        made = studio.client.edit({"do": "set", "path": "title", "value": "Five Rooms"}, label="name it")
        assert made.status == 200
        yield studio
        assert studio.stop() == 0, studio.said
        assert "Traceback" not in studio.said[1]


@pytest.fixture
def closed(guarded: OpenStudio) -> Iterator[Client]:
    """A client whose requests change nothing: no file, no revision, no history."""
    before = everything(guarded)
    yield guarded.client
    assert everything(guarded) == before


def everything(studio: OpenStudio) -> tuple[object, ...]:
    files = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(studio.folder.iterdir()) if path.is_file()
    }
    film = studio.client.film()
    return files, film["revision"], film["undo"], film["redo"], film["problems"]


def with_revision(client: Client, body: dict[str, Any]) -> bytes:
    return json.dumps({**body, "revision": client.film()["revision"]}).encode()


def raw(client: Client, data: bytes) -> bytes:
    """What comes back for bytes as they are, until the server has no more to say."""
    with socket.create_connection(("127.0.0.1", client.port), 10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                answer += part
        return answer


def posting(client: Client, length: int) -> bytes:
    """The head of a post."""
    head = "".join(f"{name}: {value}\r\n" for name, value in client.own.items())
    return f"POST /api/edit HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n".encode()
