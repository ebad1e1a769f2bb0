"""The editing room: what the mouse and the keys do to the storyboard, tried on each drag and written on each drop."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute, Route

from composer.reporting import Json
from composer.studio.answers import Asked, doing
from composer.studio.changes import changed_text, tried_reel
from composer.studio.desk import Desk, State
from composer.studio.telling import film_as_json, reel_as_json


class EditingRoom:
    """Edits, undo and redo, and the plan of a drag."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/api/edit", doing(self._edit), methods=["POST"]),
            Route("/api/try", doing(self._try), methods=["POST"]),
            Route("/api/undo", doing(self._history(self._desk.undo)), methods=["POST"]),
            Route("/api/redo", doing(self._history(self._desk.redo)), methods=["POST"]),
        ]

    def _edit(self, asked: Asked) -> Json:
        changes, reel = asked.items("changes"), self._desk.state.reel
        self._desk.change(
            asked.text("label", longest=200),
            lambda text: changed_text(text, changes, reel),
            expected=asked.text("revision", longest=100),
        )
        return film_as_json(self._desk)

    def _try(self, asked: Asked) -> Json:
        return reel_as_json(tried_reel(self._desk.state.reel, asked.items("changes")))

    def _history(self, move: Callable[..., State]) -> Callable[[Asked], Json]:
        def act(asked: Asked) -> Json:
            move(expected=asked.text("revision", longest=100))
            return film_as_json(self._desk)

        return act
