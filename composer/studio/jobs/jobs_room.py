"""Rendering and painting from the page: what a job would take, the job, its film, and takes to choose from."""

from __future__ import annotations

import hashlib
import json
import re

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from composer.reporting import Json
from composer.studio.answers import Asked, doing, refused, telling
from composer.studio.desk import Desk
from composer.studio.jobs.asking import wish_of
from composer.studio.jobs.cost import cost_as_json
from composer.studio.jobs.films import Films
from composer.studio.jobs.jobs import Jobs, JobState, Phase
from composer.studio.jobs.take_desk import choose_take, takes_as_json
from composer.studio.telling import film_as_json

_DIGEST = re.compile("[0-9a-f]{16,64}")
#: A film is another one after the next render; a take's picture never is another one.
_FILM_HEADERS = {"cache-control": "no-cache"}
_TAKE_HEADERS = {"cache-control": "private, max-age=31536000, immutable"}


class JobsRoom:
    """The routes around jobs.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._films = Films(desk.order)
        self._jobs = Jobs(self._told, self._revision_of)

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/api/cost", telling(self._cost)),
            Route("/api/job", telling(lambda _request: self._state_as_json())),
            Route("/api/job", doing(self._start), methods=["POST"]),
            Route("/api/job/cancel", doing(self._cancel), methods=["POST"]),
            Route("/api/takes", telling(lambda request: takes_as_json(_asked(request), self._desk))),
            Route("/api/take", doing(self._choose), methods=["POST"]),
            Route("/films/{name}", self._film),
            Route("/takes/{digest}.png", self._take),
        ]

    def look(self) -> None:
        """Tell what was held back."""
        self._jobs.flush()

    def close(self) -> None:
        """End what runs."""
        self._jobs.close()

    def _cost(self, request: Request) -> Json:
        return cost_as_json(wish_of(_asked(request), self._desk, self._films).job)

    def _state_as_json(self) -> Json:
        state = self._jobs.state
        return {"job": None if state is None else state.as_json(), "films": self._films.as_json()}

    def _start(self, asked: Asked) -> Json:
        wish = wish_of(asked, self._desk, self._films)
        self._jobs.start(wish.job, wish.label)
        return self._state_as_json()

    def _cancel(self, _asked: Asked) -> Json:
        self._jobs.cancel()
        return self._state_as_json()

    def _choose(self, asked: Asked) -> Json:
        choose_take(asked, self._desk)
        return film_as_json(self._desk)

    async def _film(self, request: Request) -> Response:
        path = self._films.path(request.path_params["name"])
        if path is None:
            return refused(404, "there is no such film")
        return FileResponse(path, headers=_FILM_HEADERS)

    async def _take(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        store = self._desk.store
        path = store.path(digest) if _DIGEST.fullmatch(digest) else None
        if path is None or not path.is_file() or not path.resolve().is_relative_to(store.folder.resolve()):
            return refused(404, "there is no such picture")
        return FileResponse(path, headers=_TAKE_HEADERS)

    def _told(self, state: JobState) -> None:
        if state.phase is Phase.DONE and state.result is not None and state.job.target is not None:
            self._films.remember(state.job.target, state.result, state.revision)
        self._desk.hub.publish("job", state.as_json())

    def _revision_of(self, digest: str) -> str:
        self._desk.look()
        state = self._desk.state
        return state.revision if hashlib.sha256(state.text).hexdigest() == digest else ""


def _asked(request: Request) -> Asked:
    """What a GET asks for: the fields of its query, numbers and truths as such."""
    return Asked({name: _plain(text) for name, text in request.query_params.items()})


def _plain(text: str) -> object:
    try:
        value = json.loads(text, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (bool, int, float)) else text
