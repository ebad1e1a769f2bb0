"""What is no request of the studio's: too large, no JSON, no HTTP at all."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest
from open_studio import Client, OpenStudio
from refusing import POSTS, posting, raw

MEGABYTE = 1 << 20


def peak_memory(studio: OpenStudio) -> int:
    """Bytes of memory that the server ever had."""
    lines = Path(f"/proc/{studio.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    "length", [f"Content-Length: {1 << 30}", "Transfer-Encoding: chunked"], ids=["told", "chunked"]
)
def test_a_gigabyte_is_refused_without_being_read(closed: Client, guarded: OpenStudio, length: str) -> None:
    before, sent = peak_memory(guarded), 0
    head = "".join(f"{name}: {value}\r\n" for name, value in closed.own.items())
    chunk = b"a" * 65536
    piece = b"10000\r\n" + chunk + b"\r\n" if "chunked" in length else chunk
    with socket.create_connection(("127.0.0.1", closed.port), 10) as connection:
        connection.sendall(f"POST /api/edit HTTP/1.1\r\n{head}{length}\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            while sent < 1 << 30:
                connection.sendall(piece)
                sent += len(piece)
        with contextlib.suppress(OSError):
            assert b" 413 " in connection.recv(65536).partition(b"\r\n")[0]
    assert sent < 20 * MEGABYTE
    assert peak_memory(guarded) - before < 20 * MEGABYTE


@pytest.mark.parametrize(("length", "status"), [("1000001", 413), ("9" * 19, 413), ("9" * 30, 400), ("-1", 400)])
def test_a_body_that_is_told_to_be_too_large_is_refused_at_once(closed: Client, length: str, status: int) -> None:
    assert closed.ask("POST", "/api/edit", b"", headers={"Content-Length": length}).status == status


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nothing", b"[]", b"3", b'"text"', b"null", b'{"changes": NaN}', b'{"changes": [Infinity]}',
     b"\xff\xfe", b'{"changes": [{"do": "set", "path": "title", "value": "\xff"}]}', b'{"a": "\\ud800"}',
     b"[" * 200_000, b'{"a":' * 100_000, b'{"a": ' + b"9" * 10_000 + b"}", b'{"label": "\x00"}', b"\x00", b"{'a': 1}"],
    ids=lambda body: body[:12].decode("latin-1"),
)  # fmt: skip
def test_what_is_no_json_object_is_refused(closed: Client, body: bytes) -> None:
    for path in POSTS:
        assert closed.ask("POST", path, body).status == 400


@pytest.mark.parametrize(
    "data",
    [b"\x16\x03\x01\x02\x00\x01\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 1000, b"G" * 100_000,
     b"GET\x00 / HTTP/1.1\r\n\r\n", b"POST /api/edit HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
     b"POST /api/edit HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-Fill: " + b"a" * 1_000_000 + b"\r\n\r\n"],
    ids=["tls", "version", "lines", "letters", "null", "negative", "both", "large"],
)  # fmt: skip
def test_what_is_no_request_is_survived(closed: Client, data: bytes) -> None:
    with contextlib.suppress(OSError):
        assert b" 200 " not in raw(closed, data).partition(b"\r\n")[0]
    assert closed.get("/api/film").status == 200


def test_slow_clients_hold_nobody_up(closed: Client) -> None:
    with contextlib.ExitStack() as stack:
        for head in (b"GET / HT", b"POST /api/edit HTTP/1.1\r\nHost: ", posting(closed, 1000) + b'{"label": '):
            for _ in range(30):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", closed.port), 10))
                connection.sendall(head)
        assert closed.get("/api/film").status == 200
