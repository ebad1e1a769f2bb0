"""From a style and a seed to a score."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.corpus.clock import Clock
from benchmarks.corpus.forms import LEVELS, plan
from benchmarks.corpus.meters import METERS
from benchmarks.corpus.parts import Player, cast, play_drums
from benchmarks.corpus.score import Score, Section, Sound
from benchmarks.corpus.sketch import Bar, Sketch
from benchmarks.corpus.style import Range, Style
from benchmarks.corpus.tempi import Course
from benchmarks.corpus.theory import PROGRESSIONS

#: Drums of two sections whose levels differ by less are within 1 dB of each other: the ear cannot tell them apart.
_TELLABLE = 0.3
#: (score, generator) -> score: what a kind does to a song after it is written.
Finish = Callable[[Score, np.random.Generator], Score]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of song: one name, one family."""

    name: str
    family: str
    about: str
    style: Style | Callable[[np.random.Generator], Style]
    finish: Finish | None = None

    def score(self, seed: int) -> Score:
        """The song of a seed: the same each time."""
        rng = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        style = self.style if isinstance(self.style, Style) else self.style(rng)
        score = replace(arrange(style, rng), name=self.name, family=self.family, about=self.about, seed=seed)
        return self.finish(score, rng) if self.finish else score


def arrange(style: Style, rng: np.random.Generator) -> Score:
    """Draw a song from a style, write every bar of every player, and time it."""
    meter = METERS[style.meter]
    bpm = round(_drawn(rng, style.bpm), 2)
    form = style.forms[rng.integers(len(style.forms))]
    sections = plan(rng, form, meter.beats * 60 / bpm, _drawn(rng, style.seconds), style.irregular)
    scale = str(rng.choice(style.scales))
    curve = style.tempo(rng, _course(sections, meter.beats), bpm)
    sketch = Sketch(
        rng=rng,
        meter=meter,
        clock=_clock(rng, style, curve),
        sections=sections,
        bars=_bars(rng, style, sections, scale),
        key=int(rng.integers(12)),
        scale=scale,
        sevenths=bool(rng.random() < style.sevenths),
        human=_drawn(rng, style.human) / 1000,
        drum_human=_drawn(rng, style.drummer) / 1000,
    )
    players = _play(sketch, style)
    return Score(
        name="",
        family="",
        about="",
        seed=0,
        meter=meter,
        edges=tuple(float(edge) for edge in sketch.clock.edges),
        bpm=tuple(float(value) for value in curve),
        sections=_named_as_heard(sketch, players),
        notes=tuple(sketch.notes),
        hits=tuple(sketch.hits),
        sung=tuple(sketch.sung),
        sound=style.sound or Sound(stereo=bool(rng.random() < 0.6), room=bool(rng.random() < 0.8)),
        tail_seconds=round(_drawn(rng, style.tail), 3),
    )


def _course(sections: tuple[Section, ...], bar: int) -> Course:
    ends = bar * np.cumsum([section.bars for section in sections])
    return Course(beats=int(ends[-1]), bar=bar, starts=(0, *(int(end) for end in ends[:-1])))


def _drawn(rng: np.random.Generator, span: Range) -> float:
    return float(rng.uniform(*span))


def _clock(rng: np.random.Generator, style: Style, curve: np.ndarray) -> Clock:
    lead = _drawn(rng, style.lead) if rng.random() < 0.7 else style.lead[0]
    edges = lead + np.concatenate([[0.0], np.cumsum(60.0 / curve)])
    shake = _drawn(rng, style.jitter) / 1000
    edges = edges + np.clip(rng.normal(0, 1, len(edges)), -2, 2) * shake
    edges[0] = max(0.0, edges[0])
    return Clock(edges=edges, swing8=_drawn(rng, style.swing8), swing16=_drawn(rng, style.swing16))


def _bars(rng: np.random.Generator, style: Style, sections: tuple[Section, ...], scale: str) -> tuple[Bar, ...]:
    """The bars of the plan: each label has its changes, its chords a bar and its level, whenever it returns."""
    pool = style.progressions or PROGRESSIONS[scale]
    order = rng.permutation(len(pool))
    labels = list(dict.fromkeys(section.label for section in sections))
    changes = {label: pool[order[i % len(pool)]] for i, label in enumerate(labels)}
    rates = {label: float(rng.choice(style.rates)) for label in labels}
    levels = {label: _drawn(rng, LEVELS[label]) for label in labels}
    if max(levels.values()) < 0.75:
        levels[max(levels, key=lambda label: levels[label])] = 0.85
    found: list[Bar] = []
    for section in sections:
        for place in range(section.bars):
            found.append(
                Bar(
                    index=len(found),
                    label=section.label,
                    place=place,
                    length=section.bars,
                    level=levels[section.label],
                    chords=_chords(changes[section.label], rates[section.label], place),
                )
            )
    return tuple(found)


def _chords(changes: str, rate: float, place: int) -> tuple[int, ...]:
    each = int(max(1, rate))
    return tuple(int(changes[int(place * rate + k) % len(changes)]) for k in range(each))


def _play(sketch: Sketch, style: Style) -> list[Player]:
    """Write every bar of every player; returns the players."""
    labels = list(dict.fromkeys(bar.label for bar in sketch.bars))
    players = [
        cast(sketch.rng, layer, labels, sketch.meter) for layer in style.layers if sketch.rng.random() < layer.chance
    ]
    for bar in sketch.bars:
        for player in _band(players, bar):
            player.layer.part(sketch, player, bar)
    return players


def _band(players: list[Player], bar: Bar) -> list[Player]:
    """Who plays in a bar; where nobody would, the first to come in does."""
    playing = [player for player in players if player.plays(bar)]
    free = [player for player in players if not player.layer.labels]
    return playing or [min(free, key=lambda player: player.level)]


def _named_as_heard(sketch: Sketch, players: list[Player]) -> tuple[Section, ...]:
    """The sections by the labels that can be heard: those that differ in nothing from earlier ones have their label.

    A break keeps its own: what stops in it may be known only when the song is finished.
    """
    names: dict[str, str] = {}
    for bar in sketch.bars:
        if bar.label not in names:
            earlier = (first for first in sketch.bars if first.label in names and names[first.label] == first.label)
            alike = (first.label for first in earlier if _sound_alike(sketch, players, first.label, bar.label))
            names[bar.label] = bar.label if bar.label == "break" else next(alike, bar.label)
    return tuple(replace(section, label=names[section.label]) for section in sketch.sections)


def _sound_alike(sketch: Sketch, players: list[Player], one: str, other: str) -> bool:
    """Whether the same players play the same under two labels, to the same chords and about as loud."""
    bars = [[bar for bar in sketch.bars if bar.label == label] for label in (one, other)]
    first, second = (of_label[0] for of_label in bars)
    band = _band(players, first)
    return (
        band == _band(players, second)
        and all(player.patterns[one] == player.patterns[other] for player in band)
        and abs(first.level - second.level) < _TELLABLE
        and (
            all(player.layer.part is play_drums for player in band)
            or all(a.chords == b.chords for a, b in zip(*bars, strict=False))
        )
    )
