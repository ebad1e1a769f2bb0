"""The command line with test cards in place of the illustrator, in the processes of the studio's jobs too.

python card_studio.py studio film.yaml

While there is a file ``hold-NAME`` in the storyboard's folder, a job waits at what is called so: ``paint`` (the third
picture) or ``film`` (a frame of the third segment). A prompt that says ``broken`` breaks the painter.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "film"))

import card_painter

from composer import film
from composer.painting import registry
from composer.painting.painter import Picture, Step
from composer.storyboard.records import Storyboard
from composer.studio.jobs import jobs, working
from composer.zooming.frames import YuvFrame

PROGRAM = (sys.executable, __file__)
#: Of 15 a second: the third segment of four seconds begins with frame 120.
HELD_FRAME = 125
_LOOK_SECONDS = 0.01


class HeldPainter(card_painter.CardPainter):
    """Cards of which the third waits to be let go."""

    _painted = 0

    def __init__(self, storyboard: Storyboard, options: object) -> None:
        self._folder = storyboard.file.parent

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        if "broken" in step.prompt:
            raise RuntimeError("the brush broke")
        HeldPainter._painted += 1
        if HeldPainter._painted >= 3:
            hold(self._folder / "hold-paint")
        return super().paint(step, inner)


class HeldZoom(film.Zoom):
    """Frames of which one waits to be let go, but not for ever: threads are not interrupted."""

    def frame(self, number: int) -> YuvFrame:
        if number >= HELD_FRAME:
            hold(self._plan.order.storyboard.parent / "hold-film", looks=100)
        return super().frame(number)


def hold(file: Path, looks: int = 6000) -> None:
    for _ in range(looks):
        if not file.exists():
            return
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    # Under its own name: as __main__ the painter would be another class than the one that is loaded by name.
    registry.PAINTERS = {**card_painter.CARDS, "illustrated": "card_studio:HeldPainter"}
    if sys.argv[1:] == ["work"]:
        film.Zoom = HeldZoom
        sys.exit(working.main())
    jobs.WORKER = (*PROGRAM, "work")
    card_painter.main(prog_name="longzoom")
