"""Drums: their names, their fills, and the bars they play."""

from __future__ import annotations

from benchmarks.corpus.grids import VELOCITIES, Groove, grooves, steps_of
from benchmarks.corpus.score import Kit
from benchmarks.corpus.sketch import Bar, Sketch

#: General MIDI note of each drum.
DRUMS = {
    "kick": 36,
    "rim": 37,
    "snare": 38,
    "clap": 39,
    "snare2": 40,
    "floor": 41,
    "hat": 42,
    "pedal": 44,
    "low": 45,
    "open": 46,
    "mid": 48,
    "crash": 49,
    "high": 50,
    "ride": 51,
    "bell": 53,
    "tamb": 54,
    "cowbell": 56,
    "bongo": 60,
    "bongo_low": 61,
    "slap": 62,
    "conga": 63,
    "conga_low": 64,
    "timbale": 65,
    "timbale_low": 66,
    "agogo": 67,
    "agogo_low": 68,
    "cabasa": 69,
    "shaker": 70,
    "guiro": 73,
    "clave": 75,
    "block": 76,
    "block_low": 77,
    "triangle_mute": 80,
    "triangle": 81,
}
#: What a fill takes the place of, while it lasts.
_HUSHED = {"snare", "snare2", "hat", "open", "ride", "bell", "clap", "rim"}
#: Fills of the last beat of a section, in fours and in threes; and of its last two beats.
_FILLS = {
    (1, 2): grooves("""
        snare xxxX
        snare x.xx
        high xx.. low ..xx
        snare xx.. mid ..x. floor ...X
        snare x.x. kick .x.x
        mid x... low ..X. kick ...x
        snare gogX
        snare XX.. kick ..XX
    """),
    (1, 3): grooves("""
        snare xxX
        high x.. mid .x. low ..X
        snare x.x
        snare xxxxxX
        snare X.. low .XX
        kick .x. snare x.X
    """),
    (2, 2): grooves("""
        snare xxxx.... high ....xx.. low ......xX
        snare x.xx.xxX
        snare xx...... high ..xx.... mid ....xx.. floor ......xX
        snare gggooxxX
        high x..x.... low ....x..X kick ..x...x.
    """),
    (2, 3): grooves("""
        snare xxx... mid ...xx. low .....X
        snare x.xx.X
        high x.x... low ...x.X kick .x..x.
    """),
}
#: How often a section begins with a crash, and ends with a fill.
_CRASHES, _FILLED = 0.55, 0.75
#: How often a stroke is added to a bar by whim, for each step that could take one.
_WHIM = 0.03


def play_groove(sketch: Sketch, kit: Kit, groove: Groove, bar: Bar, fills: bool) -> None:
    """One bar of a groove; where there are ``fills``, a section ends with a fill and begins with a crash."""
    filled = _fill(sketch, kit, bar) if fills and bar.last and sketch.rng.random() < _FILLED else 0.0
    force = 0.85 + 0.2 * bar.level
    for line in groove:
        for step in steps_of(line.pattern, bar.place):
            if line.drum in _HUSHED and step.start >= 1 - filled - 1e-9:
                continue
            beat = sketch.beat(bar.index, step.start)
            swung = (step.steps // sketch.meter.beats) % 3 != 0
            sketch.hit(kit, line.drum, force * VELOCITIES[step.symbol], beat, swung)
    if fills:
        _add_whims(sketch, kit, bar, groove)
        if bar.place == 0 and sketch.rng.random() < _CRASHES:
            sketch.hit(kit, "crash", 100 * force, sketch.beat(bar.index, 0))


def _fill(sketch: Sketch, kit: Kit, bar: Bar) -> float:
    """Play a fill to the end of the bar; returns the part of the bar it takes."""
    rng, beats = sketch.rng, sketch.meter.beats
    threes = sketch.meter.division == 3 or sketch.clock.swing8 > 0.58
    division = 3 if threes else 2
    stretch = 2 if sketch.meter.division == 1 else 1
    long = int(rng.choice([span for span, of in _FILLS if span * stretch < beats and of == division]))
    span = long * stretch
    choices = _FILLS[long, division]
    for line in choices[rng.integers(len(choices))]:
        for step in steps_of(line.pattern, 0):
            beat = sketch.beat(bar.index, 1 - span / beats) + step.start * span
            sketch.hit(kit, line.drum, VELOCITIES[step.symbol], beat, swung=not threes)
    return span / beats


def _add_whims(sketch: Sketch, kit: Kit, bar: Bar, groove: Groove) -> None:
    """Now and then a ghost stroke of the snare or a soft kick that the pattern does not have."""
    for line in groove:
        steps = line.pattern.split("|")[bar.place % len(line.pattern.split("|"))]
        if line.drum not in {"kick", "snare"} or len(steps) < 2 * sketch.meter.beats:
            continue
        for i, symbol in enumerate(steps):
            off_beat = i % (len(steps) // sketch.meter.beats) != 0
            if symbol == "." and off_beat and sketch.rng.random() < _WHIM:
                swung = (len(steps) // sketch.meter.beats) % 3 != 0
                velocity = VELOCITIES["g" if line.drum == "snare" else "o"]
                sketch.hit(kit, line.drum, velocity, sketch.beat(bar.index, i / len(steps)), swung)
