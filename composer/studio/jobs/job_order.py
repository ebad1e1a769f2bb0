"""What a job is to do, as it is handed from the studio to the process that does it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from composer.order import Order


class Kind(StrEnum):
    """What a job makes."""

    RENDER = "render"
    PAINT = "paint"
    TAKES = "takes"


@dataclass(frozen=True, kw_only=True)
class JobOrder:
    """One job.

    Attributes
    ----------
    kind : Kind
    storyboard : Path
    song, store : Path or None
        As the studio was opened with.
    draft : bool
    passage : (str, str) or None
        Of a film: from where to where; None for all of it.
    target : Path or None
        Of a film: its file.
    scene : str
        Of takes: the scene's id.
    step : str
        Of takes of one keyframe: ``bus:2``; empty for takes of the whole scene.
    takes : int
        How many.
    """

    kind: Kind
    storyboard: Path
    song: Path | None = None
    store: Path | None = None
    draft: bool = False
    passage: tuple[str, str] | None = None
    target: Path | None = None
    scene: str = ""
    step: str = ""
    takes: int = 0

    @property
    def order(self) -> Order:
        """The film that it is about."""
        return Order(storyboard=self.storyboard, song=self.song, store=self.store, draft=self.draft)

    def as_line(self) -> str:
        """One line of JSON, without its end."""
        return json.dumps(asdict(self), default=str)


def order_of_line(line: str) -> JobOrder:
    """The order that ``as_line`` wrote."""
    given = json.loads(line)
    for name in ("storyboard", "song", "store", "target"):
        given[name] = None if given[name] is None else Path(given[name])
    passage = given["passage"]
    given["passage"] = None if passage is None else (str(passage[0]), str(passage[1]))
    return JobOrder(**{**given, "kind": Kind(given["kind"])})
