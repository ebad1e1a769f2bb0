"""Requests and answers: JSON of a bounded size in, JSON out, and errors that the page can show."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from composer.errors import ComposerError, StoryboardError
from composer.reporting import Json
from composer.studio.desk import ConflictError

#: A change is some hundred bytes; a storyboard is at most 4 MB, and is never posted whole.
MAX_BODY_BYTES = 1_000_000
#: It comes from this machine; whoever takes longer for it means no good.
_BODY_SECONDS = 10.0
#: Nothing that a page asks for may be kept by the browser: it changes with each edit.
_FRESH = {"cache-control": "no-store"}

Endpoint = Callable[[Request], Awaitable[Response]]


class RequestError(Exception):
    """A request that the page would never make.

    Parameters
    ----------
    message : str
    status : int
        400 for one that makes no sense, 404 for what is not there, 413 for one that is too large.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Asked:
    """The fields of a request's JSON object, each checked as it is taken."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def text(self, name: str, *, longest: int = 20_000) -> str:
        """A string."""
        value = self._fields.get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise RequestError(f"{name} must be a text of at most {longest} characters")
        return value

    def number(self, name: str, *, low: float = -1e9, high: float = 1e9) -> float:
        """A finite number in a range."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise RequestError(f"{name} must be a number from {low:g} to {high:g}")
        return float(value)

    def count(self, name: str, *, high: int = 100_000) -> int:
        """A whole number from 0."""
        value = self._fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
            raise RequestError(f"{name} must be a whole number from 0 to {high}")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some words."""
        value = self._fields.get(name)
        if value not in choices:
            raise RequestError(f"{name} must be one of {', '.join(choices)}")
        return str(value)

    def flag(self, name: str) -> bool:
        """True or false; false where it is not given."""
        value = self._fields.get(name, False)
        if not isinstance(value, bool):
            raise RequestError(f"{name} must be true or false")
        return value

    def items(self, name: str, *, most: int = 200) -> tuple[Asked, ...]:
        """A list of objects."""
        value = self._fields.get(name)
        if not isinstance(value, list) or len(value) > most or not all(isinstance(each, dict) for each in value):
            raise RequestError(f"{name} must be a list of at most {most} objects")
        return tuple(Asked(each) for each in value)

    def plain(self, name: str) -> Any:
        """A JSON value as it is; None where it is not given."""
        return self._fields.get(name)

    def has(self, name: str) -> bool:
        """Whether it is given, and not null."""
        return self._fields.get(name) is not None


def telling(read: Callable[[Request], Json | None]) -> Endpoint:
    """The endpoint that answers a GET with an object, or null; ``read`` runs in a thread."""

    async def endpoint(request: Request) -> Response:
        return await _answered(lambda: read(request))

    return endpoint


def doing(act: Callable[[Asked], Json]) -> Endpoint:
    """The endpoint that takes an object and answers with another; ``act`` runs in a thread."""

    async def endpoint(request: Request) -> Response:
        try:
            asked = Asked(await _body(request))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        except TimeoutError:
            return refused(408, "the request did not come to its end")
        except asyncio.CancelledError:
            return refused(503, "the studio is being closed")
        except RequestError as error:
            answer = refused(error.status, str(error))
            answer.headers["connection"] = "close"  # the rest of what is too large is not read
            return answer
        return await _answered(lambda: act(asked))

    return endpoint


async def _answered(act: Callable[[], Json | None]) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(act), headers=_FRESH)
    except RequestError as error:
        return refused(error.status, str(error))
    except ConflictError as error:
        return refused(409, error.message, error.hint)
    except StoryboardError as error:
        first = error.problems[0]
        return refused(422, f"{first.path}: {first.message}" if first.path else first.message, first.hint)
    except ComposerError as error:
        return refused(422, error.message, error.hint)


def refused(status: int, message: str, hint: str = "") -> Response:
    """The answer to what is not done: ``message`` and ``hint`` are for the person at the page."""
    return JSONResponse({"message": message, "hint": hint}, status, headers=_FRESH)


async def _body(request: Request) -> dict[str, Any]:
    too_large = RequestError("a request has at most a megabyte", 413)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        raise too_large
    data = bytearray()
    async with asyncio.timeout(_BODY_SECONDS):
        async for chunk in request.stream():
            data += chunk
            if len(data) > MAX_BODY_BYTES:
                raise too_large
    try:
        value = json.loads(bytes(data), parse_constant=_refuse_constant)
        # Half of a pair of surrogates passes for JSON, and is no text that could be written.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RequestError("the request is not JSON") from error
    if not isinstance(value, dict):
        raise RequestError("the request must be a JSON object")
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
