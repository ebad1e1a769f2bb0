"""The studio as an ASGI application: its page, what it asks for and what it does."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Event, Thread

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
from composer.studio.telling import film_as_json
from composer.studio.workplace import Workplace

_LOG = logging.getLogger("longzoom")
STATIC = Path(__file__).parent / "static"
#: How often the files are looked at.
_LOOK_SECONDS = 0.25
#: Stands in the page for its nonce.
_NONCE = "{nonce}"
_STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def make_app(place: Workplace, token: str, port: Callable[[], int]) -> ASGIApp:
    """The application; only pages that were opened with the token may use it."""
    app = Starlette(routes=_routes(place), lifespan=_living(place))
    app.router.redirect_slashes = False  # each thing has one address
    return Guard(app, token, port)


def _routes(place: Workplace) -> list[BaseRoute]:
    desk = place.desk

    async def events(_request: Request) -> Response:
        return StreamingResponse(desk.hub.stream(), media_type="text/event-stream", headers=_STREAM_HEADERS)

    return [
        Route("/", _page),
        Route("/api/events", events),
        Route("/api/film", telling(lambda _request: film_as_json(desk))),
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
        is_over = Event()
        # A song may take ten seconds to listen to: a studio that is to end does not wait for it.
        Thread(target=_watch, args=(place, is_over), daemon=True).start()
        try:
            yield
        finally:
            is_over.set()
            await run_in_threadpool(place.close)

    return lifespan


def _watch(place: Workplace, is_over: Event) -> None:
    """Looks at the files from the first moment on: the first look reads the storyboard and listens to the song."""
    told = ""
    while not is_over.is_set():
        try:
            place.look()
        except Exception as error:  # the film must not stand still for ever because of one look
            if str(error) != told:
                _LOG.exception("the studio could not look at its files")
                told = str(error)
        is_over.wait(_LOOK_SECONDS)
