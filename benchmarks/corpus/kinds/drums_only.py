"""Drums alone: nothing but strokes says where the beat and the bar are."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.patterns import FOUR, FUNK, ROCK, SIX_EIGHT, WALTZ
from benchmarks.corpus.style import JAZZ_KITS, POP_KITS, ROCK_KITS, Style, drums

_FAMILY = "drums alone"
_MACHINES = ("analog", "tight")

_ROCK = Style(bpm=(64, 176), layers=(drums(ROCK, (*POP_KITS, *ROCK_KITS), level=0.0),))
_FUNK = Style(bpm=(84, 118), layers=(drums(FUNK, POP_KITS, level=0.0),))
_FOUR = Style(bpm=(104, 140), layers=(drums(FOUR, POP_KITS, level=0.0),))
_WALTZ = Style(bpm=(84, 186), meter="3/4", layers=(drums(WALTZ, (*POP_KITS, *JAZZ_KITS), level=0.0),))
_SIX = Style(bpm=(44, 72), meter="6/8", layers=(drums(SIX_EIGHT, POP_KITS, level=0.0),))
_CLICKS = Style(
    bpm=(58, 184),
    layers=(
        drums(
            """
            rim x...x...x...x...
            hat x...x...x...x...
            kick X...X...X...X...
            snare x...x...x...x...
            rim X...o...o...o...
            hat X...x...x...x... kick X...............
            """,
            (*_MACHINES, *POP_KITS),
            level=0.0,
            fills=False,
        ),
    ),
)
_MACHINE = Style(bpm=(60, 182), layers=(drums(ROCK, _MACHINES, level=0.0, fills=False),))
_MACHINE_WALTZ = Style(bpm=(80, 182), meter="3/4", layers=(drums(WALTZ, _MACHINES, level=0.0, fills=False),))
_MACHINE_SWING = Style(bpm=(88, 150), swing8=(0.62, 0.68), layers=(drums(ROCK, _MACHINES, level=0.0, fills=False),))
KINDS = (
    Kind(name="clicks", family=_FAMILY, about="a metronome, with and without an accent", style=_CLICKS),
    Kind(name="machinerock", family=_FAMILY, about="a drum machine's rock beat", style=_MACHINE),
    Kind(name="machinewaltz", family=_FAMILY, about="a drum machine's waltz", style=_MACHINE_WALTZ),
    Kind(name="machineswing", family=_FAMILY, about="a drum machine's beat with swung hats", style=_MACHINE_SWING),
    Kind(name="rockdrums", family=_FAMILY, about="a rock beat, drums alone", style=_ROCK),
    Kind(name="funkdrums", family=_FAMILY, about="a funk beat, drums alone", style=_FUNK),
    Kind(name="fourdrums", family=_FAMILY, about="four on the floor, drums alone", style=_FOUR),
    Kind(name="waltzdrums", family=_FAMILY, about="a waltz beat, drums alone", style=_WALTZ),
    Kind(name="sixdrums", family=_FAMILY, about="a 6/8 beat, drums alone", style=_SIX),
)
