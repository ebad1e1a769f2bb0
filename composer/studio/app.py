"""The studio as an ASGI application: its page, what it asks for and what it does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from composer.studio.answers import telling
from composer.studio.editing_room import EditingRoom
from composer.studio.guard import Guard, policy_header
from composer.studio.telling import film_as_json, song_as_json
from composer.studio.workplace import Workplace

STATIC = Path(__file__).parent / "static"
#: How often the files are looked at.
_LOOK_SECONDS = 0.25
#: Stands in the page for its nonce.
_NONCE = "{nonce}"
_STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def make_app(place: Workplace, token: str, port: Callable[[], int]) -> ASGIApp:
    """The application; only pages that were opened with the token may use it."""
    app = Starlette(routes=_routes(place), lifespan=_living(place))
    return Guard(app, token, port)


def _routes(place: Workplace) -> list[BaseRoute]:
    desk = place.desk

    async def events(_request: Request) -> Response:
        return StreamingResponse(desk.hub.stream(), media_type="text/event-stream", headers=_STREAM_HEADERS)

    def song(_request: Request) -> dict[str, object]:
        return song_as_json(desk.state.song) if desk.state.song else {}

    return [
        Route("/", _page),
        Route("/api/events", events),
        Route("/api/film", telling(lambda _request: film_as_json(desk))),
        Route("/api/song", telling(song)),
        *EditingRoom(desk).routes(),
        *place.routes(),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def _page(_request: Request) -> Response:
    """The page, with a nonce of its own for the style sheet that the waveform makes by script."""
    nonce = secrets.token_urlsafe(16)
    text = (STATIC / "index.html").read_text(encoding="utf-8").replace(_NONCE, nonce)
    name, policy = policy_header(nonce)
    return HTMLResponse(text, headers={"cache-control": "no-store", name: policy})


def _living(place: Workplace) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(_watch(place))
        try:
            yield
        finally:
            watching.cancel()
            await run_in_threadpool(place.close)

    return lifespan


async def _watch(place: Workplace) -> None:
    """Looks at the files from the first moment on: the first look reads the storyboard and listens to the song."""
    while True:
        await run_in_threadpool(place.look)
        await asyncio.sleep(_LOOK_SECONDS)
