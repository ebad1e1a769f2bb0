"""The picture room: the film's keyframes, painted or sketched, for a page that shows the film before it is rendered."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from threading import RLock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from composer.errors import ComposerError
from composer.painting.recipes import Recipe
from composer.painting.store import KeyframeStore
from composer.reporting import Json
from composer.studio.answers import refused, telling
from composer.studio.desk import Desk
from composer.studio.pictures.keyframe_files import KeyframeFiles
from composer.studio.pictures.sketcher import Sketcher, Sketches
from composer.studio.pictures.sketches import portal_at, scene_portals, sketch_board
from composer.studio.reel import Pictures
from composer.studio.telling import stack_as_json

#: What the studio keeps in the store, in this folder.
FOLDER = "studio"
_DIGEST = re.compile(r"[0-9a-f]{32}")
#: Of one digest there is one picture: the browser need never ask again.
_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
#: Between two words about new sketches.
_PAUSE_SECONDS = 0.25


class PicturesRoom:
    """Tells which keyframes there are, gives them, and has those sketched that are not painted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        folder = desk.order.store_folder / FOLDER
        self._files = KeyframeFiles(desk.store, KeyframeStore(folder))
        self._sketcher = Sketcher(folder, self._sketched)
        self._lock = RLock()
        self._pictures: Pictures | None = None
        self._lacking: frozenset[int] = frozenset()
        self._said: tuple[int, int, ComposerError | None] = (0, 0, None)
        self._is_news, self._last_word = False, 0.0

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        return [
            Route("/api/pictures", telling(lambda _request: self._tell())),
            Route("/keyframes/{digest}.png", self._give),
        ]

    def look(self) -> None:
        """Find what was painted or lost meanwhile, and tell of new sketches."""
        self._follow()
        with self._lock:
            if self._is_news:
                self._publish()

    def close(self) -> None:
        """End the sketching."""
        self._sketcher.close()

    def _tell(self) -> Json | None:
        state = self._desk.state
        if state.pictures is None:
            return None
        self._follow()
        # First, so that an end which comes meanwhile is told of by its event.
        is_sketching = not self._sketcher.sketches.is_finished
        shown = pictures_as_json(state.pictures, self._shown_as)
        return {"revision": state.revision, "isSketching": is_sketching, **shown}

    def _shown_as(self, recipe: Recipe) -> tuple[str, str]:
        """A keyframe's state, and the digest of what is shown."""
        if self._files.painted.has(recipe.digest):
            return "painted", recipe.digest
        for digest in self._sketcher.sketches.of(recipe.step.index):
            if self._files.sketched.has(digest):
                return "sketched", digest
        return "missing", ""

    def _follow(self) -> None:
        """Have sketched what lacks since the last time."""
        with self._lock:
            pictures = self._desk.state.pictures
            if pictures is None:
                return
            painted = self._files.painted
            lacking = frozenset(each.step.index for each in pictures.recipes if not painted.has(each.digest))
            is_other = pictures is not self._pictures
            if not is_other and lacking != self._lacking:
                self._is_news = True
            if lacking and (is_other or not lacking <= self._lacking or self._has_lost(lacking)):
                self._sketcher.ask(sketch_board(pictures), sorted(lacking))
            self._pictures, self._lacking = pictures, lacking

    def _has_lost(self, lacking: frozenset[int]) -> bool:
        """Whether a sketch that was made is gone."""
        sketches = self._sketcher.sketches
        if not sketches.is_finished or sketches.failure:
            return False
        return any(not self._files.sketched.has(sketches.planned[index]) for index in lacking)

    def _sketched(self) -> None:
        """There is one more sketch, or an end of them; called from a thread of the sketcher's."""
        with self._lock:
            self._is_news = True
            sketches = self._sketcher.sketches
            self._complain(sketches)
            if sketches.is_finished or time.monotonic() - self._last_word >= _PAUSE_SECONDS:
                self._publish()

    def _complain(self, sketches: Sketches) -> None:
        """Say what went wrong with the sketches, once."""
        before, self._said = self._said, (sketches.number, sketches.crashes, sketches.failure)
        if self._said == before:
            return
        if sketches.failure:
            self._notice("bad", f"there are no sketches: {sketches.failure.message}", sketches.failure.hint)
        elif sketches.crashes:
            self._notice("plain", "the process that sketches keyframes was stopped, and started again", "")

    def _notice(self, kind: str, message: str, hint: str) -> None:
        self._desk.hub.publish("notice", {"kind": kind, "message": message, "hint": hint})

    def _publish(self) -> None:
        self._is_news, self._last_word = False, time.monotonic()
        self._desk.hub.publish("pictures", {"revision": self._desk.state.revision})

    async def _give(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        read = self._reader(digest) if _DIGEST.fullmatch(digest) else None
        if read is None:
            return refused(404, "no keyframe of this film has that name")
        try:
            data = await run_in_threadpool(read, digest)
        except (KeyError, OSError):
            self._is_news = True
            return refused(404, "the keyframe is damaged or gone")
        return Response(data, media_type="image/png", headers=_FOREVER)

    def _reader(self, digest: str) -> Callable[[str], bytes] | None:
        """What reads a picture that the page may have: one of this film, or a sketch of it."""
        # A film no larger than its sketches has keyframes of their very names: what is painted comes first.
        sketches = self._sketcher.sketches
        is_sketch = digest in sketches.planned or digest in sketches.early
        if is_sketch and not self._files.painted.has(digest):
            return self._files.sketch
        pictures = self._desk.state.pictures
        if pictures is not None and any(recipe.digest == digest for recipe in pictures.recipes):
            return self._files.keyframe
        return self._files.sketch if is_sketch else None


def pictures_as_json(pictures: Pictures, shown_as: Callable[[Recipe], tuple[str, str]]) -> Json:
    """The stack of a film's keyframes, what is shown of each, and where each scene opens."""
    numbers = {scene.id: number for number, scene in enumerate(pictures.board.scenes)}
    keyframes = []
    for recipe in pictures.recipes:
        state, digest = shown_as(recipe)
        keyframes.append(
            {
                "step": recipe.step.index,
                "scene": numbers[recipe.step.scene.id],
                "name": recipe.step.name,
                "digest": digest,
                "state": state,
                "url": f"/keyframes/{digest}.png" if digest else None,
            }
        )
    return {"stack": stack_as_json(pictures), "keyframes": keyframes, "portals": _portals(pictures)}


def _portals(pictures: Pictures) -> list[Json]:
    aspect, portals = pictures.recipes[0].step.aspect, scene_portals(pictures.recipes)
    drawn = (portals[scene.id] for scene in pictures.board.scenes)
    return [
        {"at": portal_at(each, aspect), "turn": math.degrees(each.angle), "magnification": 1 / each.scale}
        for each in drawn
    ]
