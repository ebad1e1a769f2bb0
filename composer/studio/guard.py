"""Who may talk to the studio: pages of its own, opened with its token, and nobody else."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY_HEADER = "content-security-policy"
#: Sent with every answer.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
#: What a page of another site, or of another port of this machine, is called by the browser.
_FOREIGN_SITES = ("cross-site", "same-site")
#: What the decisions here are made by.
_ONCE = ("host", "origin", "cookie", "content-type", "sec-fetch-site", "sec-fetch-mode")
#: Browsers leave it out of addresses.
_USUAL_PORT = 80


def policy_header(nonce: str = "") -> tuple[str, str]:
    """Name and value of the header that keeps a page to the studio's own files: no inline script, no other site, in
    no frame. Style sheets that are made by script need the nonce."""
    styles = f"style-src 'self' 'nonce-{nonce}'" if nonce else "style-src 'self'"
    return _POLICY_HEADER, (
        f"default-src 'none'; script-src 'self'; {styles}; img-src 'self' data: blob:; media-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class _Refusal:
    status: int
    reason: str


class Guard:
    """Lets through what the studio's own page asks for.

    A page on another site can make a browser send requests here; a name that is pointed at 127.0.0.1 makes even its
    own pages look local (DNS rebinding); and other people may use this machine. So the Host must be ours, an Origin
    must be ours, and a token that only the link in the terminal holds is asked for. It is swapped for a cookie, whose
    name holds the port, since cookies do not know ports.

    Parameters
    ----------
    app : ASGI application
    token : str
    port : callable
        The port that is listened on, once it is known.
    """

    def __init__(self, app: ASGIApp, token: str, port: Callable[[], int]) -> None:
        self._app, self._token, self._port = app, token, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _answer(self, scope: Scope) -> Response | None:
        """The answer where the request goes no further."""
        pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        headers = dict(pairs)
        refusal = self._ambiguous([name for name, _ in pairs]) or self._foreign(scope, headers)
        if refusal is None and scope["path"] == "/" and scope["method"] == "GET" and self._brings_token(scope):
            response = RedirectResponse("/", 303)
            response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
            return response
        refusal = refusal or self._unknown(headers) or self._unfit(scope, headers)
        return None if refusal is None else PlainTextResponse(refusal.reason, refusal.status)

    @staticmethod
    def _ambiguous(names: list[str]) -> _Refusal | None:
        """Two servers on the way may each believe another one of two headers; no browser sends them twice."""
        if any(names.count(name) > 1 for name in _ONCE):
            return _Refusal(400, "a header came twice")
        return None

    def _foreign(self, scope: Scope, headers: Mapping[str, str]) -> _Refusal | None:
        port = "" if self._port() == _USUAL_PORT else f":{self._port()}"
        hosts = {f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        if headers.get("host", "") not in hosts:
            return _Refusal(421, "this studio has another address")
        if "origin" in headers and headers["origin"] not in {f"http://{host}" for host in hosts}:
            return _Refusal(403, "another site cannot use this studio")
        opens_page = scope["path"] == "/" and scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site") in _FOREIGN_SITES and not opens_page:
            return _Refusal(403, "another site cannot use this studio")
        return None

    def _unknown(self, headers: Mapping[str, str]) -> _Refusal | None:
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        given = {name: value for name, _, value in pairs}.get(self._cookie, "")
        if hmac.compare_digest(given.encode("latin-1", "replace"), self._token.encode()):
            return None
        return _Refusal(401, "open the link that `longzoom studio` printed in the terminal: it holds the key")

    @staticmethod
    def _unfit(scope: Scope, headers: Mapping[str, str]) -> _Refusal | None:
        if scope["method"] in ("GET", "HEAD"):
            return None
        if "origin" not in headers:
            return _Refusal(403, "only the studio's own page can change things")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _Refusal(415, "changes come as JSON")
        return None

    def _brings_token(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    @property
    def _cookie(self) -> str:
        return f"longzoom_{self._port()}"


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"], *_HEADERS]
            if not any(name.lower() == b"cache-control" for name, _ in headers):
                # Another version of the program may have the same address tomorrow.
                headers.append((b"cache-control", b"no-cache"))
            if all(name != _POLICY_HEADER.encode() for name, _ in headers):
                headers.append(_encoded(*policy_header()))
            message["headers"] = headers
        await send(message)

    return sent


def _encoded(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode(), value.encode()
