"""What there is to choose from: the easings with their curves, the illustrator's motifs, what scenes snap to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from composer.easing import EASINGS, Easing
from composer.reporting import Json
from composer.storyboard.records import Snap
from composer.studio.answers import telling
from composer.studio.desk import Desk

#: Points of a drawn curve.
_POINTS = 33


class Choices:
    """The room that the inspector asks what a field may hold."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[BaseRoute]:
        """Its one route."""
        return [Route("/api/choices", telling(self._choices))]

    def look(self) -> None:
        """Nothing: what there is to choose from is looked up when it is asked for."""

    def close(self) -> None:
        """Nothing runs here."""

    def _choices(self, _request: Request) -> Json:
        # Not with the others: the link is told 50 ms sooner without the illustrator's words.
        from composer.motif_sheet import list_motifs

        reel = self._desk.state.reel
        shown = list_motifs(reel.storyboard if reel else None)
        return {
            "eases": [_ease(easing) for easing in EASINGS.values()],
            "motifs": [{"name": each.motif.name, "shows": each.motif.shows} for each in shown],
            "snaps": [snap.value for snap in Snap],
        }


def _ease(easing: Easing) -> Mapping[str, object]:
    """An easing with its speed over a scene's time, relative to the mean speed."""
    curve = easing.speed(np.linspace(0, 1, _POINTS))
    return {"name": easing.name, "meaning": easing.meaning, "curve": [round(float(speed), 4) for speed in curve]}
