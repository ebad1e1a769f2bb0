"""A studio that is open on a small film, in a process of its own as at the terminal, and a plain client of it.

The client is what no browser is: it sends the headers that a test wants, and a path as it stands.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "film"))

from film_kit import COMMAND
from ready_film import ready_film

PATIENCE_SECONDS = 60.0
T = TypeVar("T")
_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)")


def wait_for(look: Callable[[], T | None], what: str = "what was waited for") -> T:
    """What ``look`` gives once it is something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.01)
    raise AssertionError(f"{what} did not come")


def write_at_once(file: Path, text: str) -> None:
    """So that a studio which looks at the file meanwhile reads the old text or the new one, and no half."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server says to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        return str(self.json["message"])


class Client:
    """Asks a studio as its own page does, but for what a test has otherwise."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    @property
    def own(self) -> dict[str, str]:
        """The headers of the studio's own page."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Cookie": f"longzoom_{self.port}={self.token}",
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        }

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, headers: Mapping[str, str | None] | None = None
    ) -> Answer:
        """One request. ``headers`` replace those of the page; None leaves one out."""
        sent = {**self.own, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None and "Content-Length" not in sent and "Transfer-Encoding" not in sent:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(status=answer.status, headers=found, body=answer.read())

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, value: object) -> Answer:
        return self.ask("POST", path, json.dumps(value).encode())

    def film(self) -> Any:
        return self.get("/api/film").json

    def edit(self, *changes: Mapping[str, object], label: str = "a test", revision: str | None = None) -> Answer:
        """Make changes of the film as it is now."""
        known = self.film()["revision"] if revision is None else revision
        return self.post("/api/edit", {"label": label, "changes": changes, "revision": known})

    @contextlib.contextmanager
    def events(self) -> Iterator[Iterator[tuple[str, Any]]]:
        """The names and data of the server's events, from the moment on that it listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", "/api/events", headers=self.own)
            answer = connection.getresponse()
            assert answer.status == 200
            answer.readline()
            yield _events(answer)


def _events(answer: http.client.HTTPResponse) -> Iterator[tuple[str, Any]]:
    name = ""
    while line := answer.readline():
        key, _, value = line.decode().rstrip("\n").partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenStudio:
    """A studio that is open.

    Attributes
    ----------
    file : Path
        The storyboard.
    store : Path
    process : Popen
        Of the server, in a process group of its own.
    link : str
        With the token, as it is printed.
    client : Client
    """

    file: Path
    store: Path
    process: subprocess.Popen[str]
    link: str
    client: Client
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def url(self) -> str:
        """Without the token."""
        return f"http://127.0.0.1:{self.client.port}"

    def write(self, text: str) -> None:
        """Write the storyboard as an editor does."""
        write_at_once(self.file, text)

    def wait_until_ready(self) -> Any:
        """The film, once it plays or is found to be wrong."""
        return wait_for(lambda: film if (film := self.client.film())["phase"] != "listening" else None, "the film")

    def interrupt(self) -> None:
        """Ctrl-C: as a terminal does it, to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def stop(self, within: float = PATIENCE_SECONDS) -> int:
        """Ctrl-C, unless it has ended; its exit status. Raises TimeoutExpired where it takes longer."""
        if self.process.poll() is None:
            self.interrupt()
        if not self.said:
            self.said.extend(self.process.communicate(timeout=within))
        return int(self.process.returncode)


@contextlib.contextmanager
def open_studio(
    storyboard: Path, *options: object, store: Path | None = None, program: Sequence[str] = COMMAND
) -> Iterator[OpenStudio]:
    """A studio on a storyboard, until the block ends; test cards take the place of the illustrator's keyframes."""
    kept = store or storyboard.parent / ".longzoom"
    command = [*program, "studio", str(storyboard), *map(str, options), "--no-browser", "--store", str(kept)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        link = _LINK.fullmatch(process.stdout.readline().strip())
        assert link, process.stderr.read()
        client = Client(int(link[1]), link[2])
        yield OpenStudio(file=storyboard, store=kept, process=process, link=link[0], client=client)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[OpenStudio]:
    """A studio on a film of four scenes, ready to be edited and painted; its files are the test's own."""
    with open_studio(ready_film(tmp_path / "film").storyboard) as opened:
        opened.wait_until_ready()
        yield opened
        assert opened.stop() == 0, opened.said
