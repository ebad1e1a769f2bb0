"""What the studio refuses, each time with the right word, and without anything being changed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from film_kit import COMMAND
from open_studio import Client, OpenStudio, open_studio, wait_for
from small_film import STORYBOARD, write_small_film

import composer

MEGABYTE = 1 << 20
#: A studio ends in less than three seconds; a machine with much else to do takes longer.
UNHURRIED_SECONDS = 20
#: All that is changed by, or begun.
POSTS = (
    *("/api/edit", "/api/try", "/api/undo", "/api/redo"),
    *("/api/beats", "/api/job", "/api/job/cancel", "/api/take"),
)
EDIT = {"label": "a test", "changes": [{"do": "set", "path": "title", "value": "Taken Over"}]}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    """One studio for all refusals."""
    small = write_small_film(tmp_path_factory.mktemp("film"), STORYBOARD)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        made = studio.client.edit({"do": "set", "path": "title", "value": "Five Rooms"}, label="name it")
        assert made.status == 200
        yield studio
        assert studio.stop() == 0, studio.said
        assert "Traceback" not in studio.said[1]


@pytest.fixture
def closed(opened: OpenStudio) -> Iterator[Client]:
    """A client whose requests change nothing: no file, no revision, no history."""
    before = everything(opened)
    yield opened.client
    assert everything(opened) == before


def everything(studio: OpenStudio) -> tuple[object, ...]:
    files = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(studio.folder.iterdir()) if path.is_file()
    }
    film = studio.client.film()
    return files, film["revision"], film["undo"], film["redo"], film["problems"]


def with_revision(client: Client, body: dict[str, Any]) -> bytes:
    return json.dumps({**body, "revision": client.film()["revision"]}).encode()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.nip.io:{port}", "127.0.0.1:1", "127.0.0.1", "127.0.0.1:{port}0",
     "127.0.0.1:{port}@evil.example", "0.0.0.0:{port}", "127.1:{port}", "LOCALHOST.:{port}", ""],
)  # fmt: skip
def test_another_host_is_refused(closed: Client, host: str) -> None:
    named = {"Host": host.format(port=closed.port)}
    assert closed.ask("GET", "/", headers=named).status == 421
    assert closed.ask("GET", f"/?token={closed.token}", headers=named).status == 421
    assert closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers=named).status == 421


def test_no_host_or_two_are_refused(closed: Client) -> None:
    assert closed.get("/api/film", Host=None).status == 400
    own = f"127.0.0.1:{closed.port}"
    for first, second in ((own, "evil.example"), ("evil.example", own)):
        head = f"GET /api/film HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\nCookie: {closed.own['Cookie']}\r\n\r\n"
        assert b" 400 " in raw(closed, head.encode()).partition(b"\r\n")[0]
    head = f"GET /api/film HTTP/1.0\r\nCookie: {closed.own['Cookie']}\r\n\r\n"
    assert b" 421 " in raw(closed, head.encode()).partition(b"\r\n")[0]


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


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1", "http://127.0.0.1:1",
               "http://127.0.0.1:{port}.evil.example", "file://", "", "http://127.0.0.1:{port}/"],
)  # fmt: skip
def test_another_origin_is_refused(closed: Client, origin: str) -> None:
    named = {"Origin": origin.format(port=closed.port)}
    assert closed.ask("GET", "/api/film", headers=named).status == 403
    assert closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers=named).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_sites_page_sends_is_refused(closed: Client, site: str) -> None:
    named = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    for path in ("/", "/api/film", "/api/events", "/static/js/main.js", f"/?token={closed.token}"):
        assert closed.ask("GET", path, headers=named).status == 403
    assert closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers=named).status == 403
    navigating = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Cookie": None}
    assert closed.ask("GET", "/", headers=navigating).status == 401
    assert closed.ask("GET", "/api/film", headers=navigating).status == 403


def test_a_post_without_an_origin_is_refused_though_it_brings_the_cookie(closed: Client) -> None:
    answer = closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers={"Origin": None})
    assert answer.status == 403


def test_reading_changes_nothing(closed: Client) -> None:
    for path in POSTS:
        assert closed.get(path).status in (200, 405)


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain; application/json"],
)
def test_a_post_of_a_kind_that_forms_can_send_is_refused(closed: Client, kind: str | None) -> None:
    answer = closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers={"Content-Type": kind})
    assert answer.status == 415


@pytest.mark.parametrize(
    "cookie",
    [None, "", "longzoom_{port}=", "longzoom_{port}=wrong", "longzoom_1={token}", "longzoom_{port}={token}x",
     "longzoom_{port}=\xff\xfe", "{token}", "longzoom_{port}={token}; longzoom_{port}=wrong"],
)  # fmt: skip
def test_without_the_right_cookie_nothing_is_told(closed: Client, cookie: str | None) -> None:
    named = {"Cookie": cookie and cookie.format(port=closed.port, token=closed.token)}
    for path in ("/", "/api/film", "/api/song", "/api/pictures", "/api/events", "/static/js/main.js", "/nothing"):
        answer = closed.ask("GET", path, headers=named)
        assert answer.status == 401
        assert closed.token.encode() not in answer.body
    assert closed.ask("POST", "/api/edit", with_revision(closed, EDIT), headers=named).status == 401


@pytest.mark.parametrize("query", ["token=wrong", "token=", "token=%ff%fe", "token=%00", "", "token=a&token={token}"])
def test_a_wrong_token_opens_nothing(closed: Client, query: str) -> None:
    answer = closed.get("/?" + query.format(token=closed.token), Cookie=None)
    assert answer.status == 401
    assert "set-cookie" not in answer.headers


def test_the_token_opens_nothing_but_the_page(closed: Client) -> None:
    for path in ("/api/film", "/static/js/main.js", "/keyframes/x.png"):
        assert closed.get(f"{path}?token={closed.token}", Cookie=None).status == 401
    assert closed.ask("POST", f"/?token={closed.token}", b"{}", headers={"Cookie": None}).status == 401


PATHS = [
    *("../composer/cli.py", "..%2fapp.py", "%2e%2e/app.py", "%2e%2e%2fapp.py", "..%5capp.py", "..\\app.py"),
    *("js/../../app.py", "js%2f..%2f..%2fapp.py", "/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd", "js//../../app.py"),
    *("%00", "js/main.js%00.png", "....//app.py", "..;/app.py", "%252e%252e/app.py", "%c0%ae%c0%ae/app.py", "."),
    *("C:%5cwindows%5cwin.ini", "a" * 5000, "js", "css/", "%ff%fe"),
]


@pytest.mark.parametrize("below", ["/static/", "/keyframes/", "/song/", "/films/", "/takes/"])
@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_another_file(closed: Client, below: str, path: str) -> None:
    for ending in ("", ".png", ".flac", ".mp4"):
        assert closed.get(below + path + ending).status == 404


def test_a_storyboard_a_song_or_another_kept_picture_cannot_be_had_by_name(closed: Client, opened: OpenStudio) -> None:
    digest = "0123456789abcdef" * 2
    other = opened.store / "keyframes" / digest[:2] / f"{digest}.png"
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_bytes(b"another film's")
    other.with_suffix(".json").write_text("{}")
    for path in (f"/keyframes/{digest}.png", "/rooms.yaml", "/song.wav", "/static/rooms.yaml", "/.longzoom/songs"):
        assert closed.get(path).status == 404


def test_a_link_in_the_stores_folder_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    small = write_small_film(tmp_path / "film")
    subprocess.run([*COMMAND, "paint", str(small.storyboard)], check=True, capture_output=True, cwd=small.folder)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        keyframe = studio.client.get("/api/pictures").json["keyframes"][0]
        (kept,) = (small.store / "keyframes").rglob(f"{keyframe['digest']}.png")
        outside = tmp_path / "outside.png"
        shutil.move(kept, outside)
        kept.symlink_to(outside)
        assert studio.client.get(keyframe["url"]).status == 404
        assert studio.client.get(f"/takes/{keyframe['digest']}.png").status == 404
        film = small.folder / "rooms.mp4"
        film.symlink_to(outside)
        assert studio.client.get("/films/rooms.mp4").status == 404
        assert studio.stop() == 0


def test_a_link_among_the_pages_files_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    copy = tmp_path / "program" / "composer"
    shutil.copytree(Path(composer.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "secret.js").write_text("a secret")
    (copy / "studio" / "static" / "secret.js").symlink_to(tmp_path / "secret.js")
    (copy / "studio" / "static" / "up").symlink_to(tmp_path)
    small = write_small_film(tmp_path / "film")
    program = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(copy.parent)!r}); import composer.cli as c; c.main()",
    ]
    with open_studio(small.storyboard, program=program) as studio:
        assert studio.client.get("/static/js/main.js").status == 200
        assert studio.client.get("/static/secret.js").status == 404
        assert studio.client.get("/static/up/secret.js").status == 404
        assert studio.stop() == 0


def peak_memory(studio: OpenStudio) -> int:
    """Bytes of memory that the server ever had."""
    lines = Path(f"/proc/{studio.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    "length", [f"Content-Length: {1 << 30}", "Transfer-Encoding: chunked"], ids=["told", "chunked"]
)
def test_a_gigabyte_is_refused_without_being_read(closed: Client, opened: OpenStudio, length: str) -> None:
    before, sent = peak_memory(opened), 0
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
    assert peak_memory(opened) - before < 20 * MEGABYTE


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


WRONG: list[Any] = [None, True, "", "text", "1", -1, 1e300, 1.5, 10**30, [], [1], {}, {"a": 1}, "\x00", "a\nb: c", [[]]]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["changes", "label", "revision"])
def test_a_wrong_kind_in_a_field_is_refused(closed: Client, name: str, wrong: Any) -> None:
    body = {**EDIT, "revision": closed.film()["revision"], name: wrong}
    if name == "label" and isinstance(wrong, str):
        body["revision"] = "another"
    if name == "changes" and wrong == []:
        body["changes"] = [[]]
    assert closed.post("/api/edit", body).status in ((400, 409) if isinstance(wrong, str) else (400,))


#: A change of each kind, right but for the field that is wrong.
CHANGES: dict[str, dict[str, Any]] = {
    "arrive": {"scene": 1, "seconds": 4.5, "gesture": "roll"},
    "set": {"path": "scenes[1].prompt"},
    "time": {"scene": 1, "timing": "3 bars"},
    "move": {"scene": 1, "to": 2},
    "remove": {"scene": 1},
    "duplicate": {"scene": 1, "id": "copy"},
    "add": {"scene": 1, "id": "new", "prompt": "a new one", "at": "bar 4"},
}
FIELDS = [(do, name) for do, fields in CHANGES.items() for name in ("do", *fields)]


@pytest.mark.parametrize(("do", "name"), FIELDS, ids=lambda part: part)
def test_a_wrong_kind_in_a_field_of_a_change_is_refused(closed: Client, do: str, name: str) -> None:
    for wrong in (*WRONG, "scenes[99].prompt", "../../x", "a" * 30_000):
        if name in ("timing", "at") and wrong in (None, ""):
            continue  # none: the scene becomes flexible
        if name in ("prompt", "id") and isinstance(wrong, str) and do in ("add", "duplicate"):
            continue  # any text is a prompt; see below for names
        if name == "seconds" and wrong == 1.5:
            continue
        change = {"do": do, "value": "x", **CHANGES[do], name: wrong}
        answer = closed.edit(change)
        assert answer.status in (400, 422), (wrong, answer.status, answer.body)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "a: b", "'", '"', "</script>", "attic", "-", "\x00", "a" * 61])
def test_a_scene_gets_no_name_that_is_none(closed: Client, name: str) -> None:
    for change in ({"do": "add", "scene": 1, "id": name, "prompt": "p"}, {"do": "duplicate", "scene": 1, "id": name}):
        answer = closed.edit(change)
        assert answer.status in (400, 422), (change, answer.body)


@pytest.mark.parametrize(
    "path",
    ["song", "painter", "output", "scenes", "scenes[0]", "scenes[0].image", "scenes[0].id", "scenes[0].pins",
     "scenes[0].prompt.a", "cast", "cast.june.picture", "decades", "scenes[-1].prompt", "scenes[0].prompt\n", "", "a.b",
     "__class__", "scenes[0].__class__", "output.size", "painter.stills.folder", "scenes[0].portal.at[0]"],
)  # fmt: skip
def test_the_page_sets_nothing_that_names_a_file_and_nothing_unknown(closed: Client, path: str) -> None:
    assert closed.edit({"do": "set", "path": path, "value": "/etc/passwd"}).status == 400


VALUES: list[tuple[str, Any]] = [
    *(("title", value) for value in (True, [1], {"a": 1}, [[]])),
    *(("scenes[1].prompt", value) for value in ("", ["a"], {"a": "b"}, True)),
    *(("scenes[1].steps", value) for value in ("2", 0.5, -1, 1e300, True, [], {}, 10**30)),
    *(("scenes[1].zoom", value) for value in ("big", 0, 1, -2, 1e300, [2], {})),
    *(("scenes[1].weight", value) for value in ("x", 0, -1, 1e308, [])),
    *(("scenes[1].year", value) for value in ("then", 1e10, [], {})),
    *(("scenes[1].ease", value) for value in ("glied", 3, [])),
    *(("scenes[1].pulse", value) for value in ("x", -1, 99, [])),
    *(("scenes[1].seed", value) for value in ("x", -1, 1.5, 10**30)),
    *(("scenes[1].portal", value) for value in ("x", 3, {"at": 5}, {"to": [0, 0]}, {"at": {"a": {"b": {}}}}, [])),
    *(("scenes[1].portal.at", value) for value in ("x", [1], [2, 2], [[0], [0]], {"a": 1}, [0.01, 0.01])),
    *(("scenes[1].motif", value) for value in ([], {}, True)),
    *(("snap", value) for value in ("bars", 3, [])),
    *(("offset", value) for value in ("later", [], {})),
]


@pytest.mark.parametrize(("path", "value"), VALUES, ids=repr)
def test_a_value_that_the_storyboard_cannot_have_is_refused(closed: Client, path: str, value: Any) -> None:
    answer = closed.edit({"do": "set", "path": path, "value": value})
    assert answer.status == 422, answer.body
    assert answer.message


@pytest.mark.parametrize("count", [201, 5000])
def test_too_many_changes_at_once_are_refused(closed: Client, count: int) -> None:
    assert closed.edit(*[{"do": "remove", "scene": 0}] * count).status == 400


def test_changes_of_which_the_last_cannot_be_made_are_not_made_at_all(closed: Client) -> None:
    good = {"do": "set", "path": "title", "value": "Taken Over"}
    assert closed.edit(good, {"do": "set", "path": "scenes[1].steps", "value": -1}).status == 422
    assert closed.edit(good, {"do": "explode"}).status == 400


@pytest.mark.parametrize("path", ["/api/edit", "/api/undo", "/api/redo"])
@pytest.mark.parametrize("revision", ["", "0" * 24, "\x00", "a" * 100])
def test_a_page_that_knows_another_state_is_told_of_it(closed: Client, path: str, revision: str) -> None:
    answer = closed.post(path, {**EDIT, "revision": revision})
    assert answer.status == 409
    assert "changed meanwhile" in answer.message


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
@pytest.mark.parametrize("path", ["/", "/api/film", "/api/pictures", "/static/js/main.js", "/song/a.flac"])
def test_other_methods_are_refused(closed: Client, method: str, path: str) -> None:
    assert closed.ask(method, path, b"{}").status in (404, 405)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "OPTIONS"])
def test_changes_come_by_no_other_method(closed: Client, method: str, path: str) -> None:
    assert closed.ask(method, path).status == 405


def test_a_head_has_no_body(closed: Client) -> None:
    for path in ("/", "/api/film", "/static/js/main.js"):
        answer = closed.ask("HEAD", path)
        assert (answer.status, answer.body) == (200, b"")


def test_a_web_socket_is_not_opened(closed: Client) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    assert closed.ask("GET", "/api/events/", headers=upgrade).status != 101
    assert closed.ask("GET", "/", headers={**upgrade, "Origin": "http://evil.example"}).status == 403


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


def posting(client: Client, length: int) -> bytes:
    """The head of a post."""
    head = "".join(f"{name}: {value}\r\n" for name, value in client.own.items())
    return f"POST /api/edit HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n".encode()


def test_every_answer_forbids_scripts_frames_and_guessing(closed: Client) -> None:
    requests = [
        closed.get("/"),
        closed.get("/static/js/main.js"),
        closed.get("/api/film"),
        closed.get("/nothing"),
        closed.get("/", Cookie=None),
        closed.get("/", Host="evil.example"),
    ]
    for answer in requests:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] in ("no-store", "no-cache")
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


def test_words_with_lines_and_tags_stay_words(studio: OpenStudio) -> None:
    words = 'a hall\nevent: job\ndata: {{"x": 1}}\n\n</script><img src=x onerror=alert(1)> " \' \u2028 \u202e'
    with studio.client.events() as events:
        answer = studio.client.edit({"do": "set", "path": "scenes[1].prompt", "value": words}, label=words)
        assert answer.status == 200, answer.body
        name, data = next(events)
        assert (name, list(data)) == ("film", ["revision"])
    film = studio.client.film()
    assert film["scenes"][1]["prompt"] == words
    assert film["undo"] == words
    answer = studio.client.get("/api/film")
    assert answer.headers["content-type"] == "application/json"


def test_the_server_listens_on_this_machine_alone(opened: OpenStudio) -> None:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("needs /proc")
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    port = f"{opened.client.port:04X}"
    assert [row[1] for row in rows if row[1].endswith(f":{port}") and row[3] == "0A"] == [f"0100007F:{port}"]
    six = Path("/proc/net/tcp6")
    if six.exists():
        assert not [line for line in six.read_text().splitlines()[1:] if f":{port} " in line.split()[1] + " "]


def test_ctrl_c_ends_it_though_pages_listen_and_clients_are_slow(tmp_path: Path) -> None:
    small = write_small_film(tmp_path, STORYBOARD.replace("160x90", "1280x720"))
    with open_studio(small.storyboard) as studio, contextlib.ExitStack() as stack:
        studio.wait_until_ready()
        for _ in range(3):
            stack.enter_context(studio.client.events())
        slow = stack.enter_context(socket.create_connection(("127.0.0.1", studio.client.port)))
        slow.sendall(posting(studio.client, 1000) + b"{")
        idle = http.client.HTTPConnection("127.0.0.1", studio.client.port)
        stack.callback(idle.close)
        idle.request("GET", "/api/film", headers=studio.client.own)
        idle.getresponse().read()
        wait_for(lambda: list((small.store / "studio").rglob("*.png")), "a sketch")
        assert studio.stop(within=UNHURRIED_SECONDS) == 0
    assert not list(small.folder.rglob("*.part"))
    assert "Traceback" not in studio.said[1]


def test_ctrl_c_ends_it_though_it_listens_to_a_song(tmp_path: Path) -> None:
    small = write_small_film(tmp_path, bars=120)
    small.song.path.with_name("song.beats.yaml").unlink()
    with open_studio(small.storyboard) as studio:
        assert studio.client.film()["phase"] == "listening"
        assert studio.stop(within=UNHURRIED_SECONDS) == 0
    assert "Traceback" not in studio.said[1]


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_being_terminated_leaves_nothing_behind(tmp_path: Path) -> None:
    small = write_small_film(tmp_path)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        studio.process.send_signal(signal.SIGTERM)
        assert studio.process.wait(10) == -signal.SIGTERM
    assert not list(small.folder.rglob("*.part"))
