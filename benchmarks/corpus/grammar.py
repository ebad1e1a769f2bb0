"""Grooves drawn from a grammar: how likely each drum is to strike at each weight of the meter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.corpus.grids import Groove, Line
from benchmarks.corpus.meters import METERS, Meter

#: How likely a stroke is on the downbeat, on the middle beat of the bar, on other beats, half-way between beats, and
#: elsewhere; each song moves these by some.
Chances = tuple[float, float, float, float, float]
_KICK: Chances = (0.96, 0.55, 0.28, 0.22, 0.1)
_BASS: Chances = (0.93, 0.6, 0.4, 0.3, 0.1)
_CHORDS: Chances = (0.7, 0.5, 0.45, 0.35, 0.12)
_PERCUSSION: Chances = (0.45, 0.4, 0.45, 0.45, 0.25)
_OFF_BEAT: Chances = (0.02, 0.03, 0.05, 0.9, 0.12)

HANDS = ("shaker", "tamb", "cowbell", "block", "conga", "conga_low", "bongo", "clave", "agogo", "timbale", "rim", "mid")
METALS = ("hat", "hat", "hat", "ride", "shaker", "tamb")


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What the grooves of a kind have in common.

    ``steps``: steps a beat to draw from. ``backbeats``: beats (from 0) of the snare to draw from, ``None`` for the
    beats behind the first in the way of the meter. ``metals``: patterns of hats by name. ``hands``: most layers of
    percussion. ``off_beat``: how often a loud layer strikes between the beats.
    """

    meter: str
    steps: tuple[int, ...]
    backbeats: tuple[tuple[int, ...], ...]
    metals: tuple[str, ...] = ("eighths", "quarters", "sixteenths", "off", "drawn")
    hands: int = 2
    off_beat: float = 0.2
    kick_on_beats: bool = False


def weights(meter: Meter, steps: int) -> np.ndarray:
    """The class (0 the heaviest to 4) of each step of a bar."""
    found = np.full(meter.beats * steps, 4)
    if steps % 2 == 0:
        found[steps // 2 :: steps] = 3
    elif steps == 3:
        found[2::3] = 3
    found[::steps] = 2
    if meter.beats % 2 == 0 and meter.beats > 2:
        found[meter.beats // 2 * steps] = 1
    found[0] = 0
    return found


def drawn_line(rng: np.random.Generator, classes: np.ndarray, chances: Chances, symbols: str = "Xxo") -> str:
    """A bar of strokes; heavier steps are louder."""
    moved = np.clip(np.array(chances) * rng.uniform(0.6, 1.4, 5), 0, 0.97)
    strokes = rng.random(len(classes)) < moved[classes]
    loud = {0: symbols[0], 1: symbols[0], 2: symbols[1], 3: symbols[1], 4: symbols[-1]}
    return "".join(loud[int(c)] if stroke else "." for c, stroke in zip(classes, strokes, strict=True))


def held(line: str, rng: np.random.Generator) -> str:
    """A line whose rests become held tones, some of them."""
    found, holding = [], False
    for symbol in line:
        if symbol != ".":
            holding = bool(rng.random() < 0.6)
            found.append(symbol)
        else:
            found.append("-" if holding else ".")
    return "".join(found)


def euclid(strokes: int, steps: int, turn: int) -> str:
    """Strokes spread as evenly as can be over the steps (Toussaint 2005), turned by some."""
    line = "".join("x" if (i * strokes) % steps < strokes else "." for i in range(steps))
    return line[turn:] + line[:turn]


def draw_groove(grammar: Grammar, rng: np.random.Generator, steps: int) -> Groove:
    """A groove of one or two bars."""
    meter = METERS[grammar.meter]
    classes = weights(meter, steps)
    lines = [Line(drum="kick", pattern=_kick(grammar, rng, classes, steps))]
    backbeats = grammar.backbeats[rng.integers(len(grammar.backbeats))]
    if backbeats:
        lines.append(Line(drum=str(rng.choice(["snare", "snare", "snare2", "clap", "rim"])), pattern=_snare(
            rng, classes, steps, backbeats)))  # fmt: skip
    metal = grammar.metals[rng.integers(len(grammar.metals))]
    lines.append(Line(drum=str(rng.choice(METALS)), pattern=_metal(metal, rng, meter, steps)))
    if rng.random() < grammar.off_beat:
        drum = str(rng.choice(["open", "tamb", "cowbell", "block"]))
        lines.append(Line(drum=drum, pattern=drawn_line(rng, classes, _OFF_BEAT, "XX.")))
    for _ in range(int(rng.integers(0, grammar.hands + 1))):
        lines.append(Line(drum=str(rng.choice(HANDS)), pattern=_hand(rng, classes)))
    return tuple(lines)


def _kick(grammar: Grammar, rng: np.random.Generator, classes: np.ndarray, steps: int) -> str:
    if grammar.kick_on_beats:
        return ("X" + "." * (steps - 1)) * (len(classes) // steps)
    # Where neither kick nor anything else marks the downbeat, nobody could count the song as it is written.
    first = "X" + drawn_line(rng, classes, _KICK)[1:]
    return f"{first}|{drawn_line(rng, classes, _KICK)}" if rng.random() < 0.35 else first


def _snare(rng: np.random.Generator, classes: np.ndarray, steps: int, backbeats: tuple[int, ...]) -> str:
    ghosts = rng.uniform(0, 0.12)
    line = ["g" if c >= 3 and rng.random() < ghosts else "." for c in classes]
    for beat in backbeats:
        line[beat * steps] = "X"
    return "".join(line)


def _metal(name: str, rng: np.random.Generator, meter: Meter, steps: int) -> str:
    beat = {
        "quarters": "x" + "." * (steps - 1),
        "eighths": {2: "xo", 3: str(rng.choice(["x.o", "xoo"])), 4: "x.o."}[steps],
        "sixteenths": {2: "xo", 3: "xoo", 4: str(rng.choice(["xoxo", "xooo", "x.xo", "xox."]))}[steps],
        "off": {2: ".X", 3: "..X", 4: "..X."}[steps],
    }
    if name in beat:
        return beat[name] * meter.beats
    return drawn_line(rng, weights(meter, steps), (0.9, 0.85, 0.85, 0.65, 0.35), "xxo")


def _hand(rng: np.random.Generator, classes: np.ndarray) -> str:
    if rng.random() < 0.5:
        return drawn_line(rng, classes, _PERCUSSION, "xxo")
    n = len(classes)
    return euclid(int(rng.integers(2, max(3, n // 2) + 1)), n, int(rng.integers(0, n)))


def draw_bass(rng: np.random.Generator, meter: Meter, steps: int) -> str:
    """A bass line: the root on the downbeat more often than not, other tones on lighter steps."""
    line = drawn_line(rng, weights(meter, steps), _BASS, "rr5")
    tones = [str(rng.choice(list("rr5o37"))) if c == "5" or (c == "r" and i and rng.random() < 0.3) else c
             for i, c in enumerate(line)]  # fmt: skip
    return held("".join(tones), rng)


def draw_chords(rng: np.random.Generator, meter: Meter, steps: int, off_beat: bool) -> str:
    """A rhythm of chords, or one that strikes between the beats."""
    classes = weights(meter, steps)
    line = drawn_line(rng, classes, _OFF_BEAT if off_beat else _CHORDS, "Xxx")
    line = line if line.strip(".") else "x" + line[1:]
    return held(line, rng)
