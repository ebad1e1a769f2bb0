"""Who may not use the studio: other hosts, other pages, and all who do not bring its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from open_studio import Client, OpenStudio
from refusing import EDIT, POSTS, raw, with_revision


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


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
def test_other_methods_are_refused(closed: Client, method: str) -> None:
    for path in ("/", "/api/film", "/api/pictures", "/static/js/main.js", "/song/a.flac"):
        assert closed.ask(method, path, b"{}").status in (404, 405)


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "OPTIONS"])
def test_changes_come_by_no_other_method(closed: Client, method: str) -> None:
    for path in POSTS:
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


def test_the_server_listens_on_this_machine_alone(guarded: OpenStudio) -> None:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("needs /proc")
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    port = f"{guarded.client.port:04X}"
    assert [row[1] for row in rows if row[1].endswith(f":{port}") and row[3] == "0A"] == [f"0100007F:{port}"]
    six = Path("/proc/net/tcp6")
    if six.exists():
        assert not [line for line in six.read_text().splitlines()[1:] if f":{port} " in line.split()[1] + " "]
