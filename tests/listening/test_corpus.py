from __future__ import annotations

import shutil
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.corpus.__main__ import main
from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.attacks import attack_of_drum
from benchmarks.corpus.clock import Clock
from benchmarks.corpus.drums import DRUMS
from benchmarks.corpus.fluid import SOUNDFONT_VARIABLE, soundfont
from benchmarks.corpus.grids import grooves, steps_of
from benchmarks.corpus.kinds import FAMILIES, KINDS
from benchmarks.corpus.machines import SYNTHESISED, machine
from benchmarks.corpus.meters import METERS
from benchmarks.corpus.parts import SUNG, Layer, play_drums, play_tune
from benchmarks.corpus.render import render
from benchmarks.corpus.score import Hit, Score, Section, Sound
from benchmarks.corpus.style import Style, chords, drums
from benchmarks.corpus.synths import TONES
from benchmarks.corpus.truth import truth_of
from composer.errors import ComposerError

SEEDS = (0, 1, 2)
#: Symbols that each part knows.
SYMBOLS = {"play_drums": "Xxog", "play_bass": "rR357ouapw", "play_figure": "Xxopbf0123456789", "play_choir": "Xxop"}


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    return {name: [kind.score(seed) for seed in SEEDS] for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", KINDS)
def test_a_song_has_increasing_beats_in_whole_bars(scores: dict[str, list[Score]], name: str) -> None:
    for score in scores[name]:
        assert score.edges[0] >= 0
        assert all(after > before for before, after in pairwise(score.edges))
        assert len(score.edges) - 1 == len(score.bpm) == score.meter.beats * sum(s.bars for s in score.sections)
        assert 30 < score.duration < 80


@pytest.mark.parametrize("name", KINDS)
def test_the_sections_of_a_song_cover_it_and_begin_on_downbeats(scores: dict[str, list[Score]], name: str) -> None:
    for score in scores[name]:
        truth = truth_of(score)
        sections = truth["sections"]
        assert len(sections) >= 2
        assert sections[0]["start"] == round(score.edges[0], 5)
        assert sections[-1]["end"] == round(score.edges[-1], 5)
        assert all(before["end"] == after["start"] for before, after in pairwise(sections))
        assert {section["start"] for section in sections} <= set(truth["downbeats"])
        assert truth["boundaries"] == [s["start"] for s in sections] + [sections[-1]["end"]]


@pytest.mark.parametrize("name", KINDS)
def test_all_that_sounds_lies_inside_its_song(scores: dict[str, list[Score]], name: str) -> None:
    for score in scores[name]:
        sounding = [*score.notes, *score.hits, *score.sung]
        assert len(sounding) > len(score.bpm) / 2
        assert all(0 <= sound.second < score.duration for sound in sounding)
        assert all(1 <= sound.velocity <= 127 for sound in (*score.notes, *score.hits))


@pytest.mark.parametrize("name", KINDS)
def test_most_bars_of_a_song_have_something_on_their_first_beat(scores: dict[str, list[Score]], name: str) -> None:
    """Within a quarter of a beat: players are early and late, singers glide."""
    for score in scores[name]:
        starts = np.sort([sound.second for sound in (*score.notes, *score.hits, *score.sung)])
        bars = np.array(score.edges[: -1 : score.meter.beats])
        lengths = np.diff(score.edges)[:: score.meter.beats]
        near = [np.abs(starts - bar).min() < 0.25 * length for bar, length in zip(bars, lengths, strict=True)]
        assert np.mean(near) > 0.6


@pytest.mark.parametrize("name", KINDS)
def test_a_seed_is_a_song_and_another_seed_another(scores: dict[str, list[Score]], name: str) -> None:
    first, second, _ = scores[name]
    assert KINDS[name].score(SEEDS[0]) == first
    assert (first.edges, first.notes) != (second.edges, second.notes)


def test_each_kind_has_one_family_and_a_name_of_its_own() -> None:
    every = [kind for family in FAMILIES for kind in family.KINDS]
    assert len({kind.name for kind in every}) == len(every) == len(KINDS)
    assert all(kind.family and kind.about for kind in every)


@pytest.mark.parametrize("name", KINDS)
def test_the_patterns_of_a_kind_fit_its_bar_and_what_plays_them(name: str) -> None:
    for seed in SEEDS:
        style = KINDS[name].style
        rng = np.random.default_rng(seed)
        style = style(rng) if callable(style) else style
        beats = METERS[style.meter].beats
        for layer in style.layers:
            assert {patch for patch in layer.patches if isinstance(patch, str)} <= {*TONES, *SYNTHESISED, SUNG}
            for drum, pattern in _patterns(layer, rng, style.meter):
                assert drum in DRUMS or layer.part is not play_drums
                for bar in pattern.split("|"):
                    assert set(bar) <= {*SYMBOLS[layer.part.__name__], ".", "-"}, pattern
                    assert len(bar) > 0
                    assert len(bar) % beats == 0 or beats % len(bar) == 0, pattern


def _patterns(layer: Layer, rng: np.random.Generator, meter: str) -> list[tuple[str, str]]:
    """Drums and patterns of a layer; of pads and tunes there are none."""
    if layer.part is play_tune or layer.patterns == ("",):
        return []
    drawn = [pattern(rng, METERS[meter]) if callable(pattern) else pattern for pattern in layer.patterns]
    if layer.part is play_drums:
        return [(line.drum, line.pattern) for groove in drawn for line in groove]
    return [("", pattern) for pattern in drawn]


def test_truth_gives_the_eighths_of_six_eight_and_asks_for_odd_meters() -> None:
    six, seven, four = (truth_of(_clicks(meter)) for meter in ("6/8", "7/8", "4/4"))
    assert six["beats_per_bar"] == 2
    assert six["alt_beats"]["eighth"][:4] == pytest.approx([0.5, 0.666667, 0.833333, 1.0], abs=1e-5)
    assert (seven["ask_meter"], seven["beats_per_bar"]) == (7, 7)
    assert "ask_meter" not in four
    assert "alt_beats" not in four


_ONE_BEAT = drums("kick X...X...X...X...", level=0.0, fills=False)


def _labels(form: tuple[str, ...], *layers: Layer) -> list[str]:
    """Labels in the truth of a song of a form in four sections."""
    style = Style(bpm=(120, 120), layers=layers, forms=(form,), scales=("major",), rates=(1,), irregular=0.0)
    score = Kind(name="two", family="", about="", style=style).score(1)
    return [section["label"] for section in truth_of(score)["sections"]]


def test_sections_that_nobody_can_tell_apart_have_one_label() -> None:
    assert set(_labels(("chorus", "drop", "chorus", "drop"), _ONE_BEAT)) == {"chorus"}


@pytest.mark.parametrize(
    ("form", "layers"),
    [
        (("quiet", "drop", "quiet", "drop"), (_ONE_BEAT,)),
        (("chorus", "drop", "chorus", "drop"), (_ONE_BEAT, chords("x...", (0,), level=0.0))),
        (("verse", "chorus", "verse", "chorus"), (_ONE_BEAT, drums("hat x...x...x...x...", level=0.83))),
    ],
    ids=["level", "chords", "players"],
)
def test_sections_that_differ_in_one_thing_keep_their_labels(form: tuple[str, ...], layers: tuple[Layer, ...]) -> None:
    assert set(_labels(form, *layers)) == set(form)


def test_truth_leaves_out_the_beats_of_a_silence() -> None:
    truth = truth_of(_clicks("4/4", silences=((1.4, 3.1),)))
    assert truth["beats"][:4] == [0.5, 1.0, 3.5, 4.0]
    assert truth["beat_positions"][:4] == [1, 2, 3, 4]


def test_swing_moves_what_lies_between_the_beats() -> None:
    clock = Clock(edges=np.array([0.0, 1.0, 3.0]), swing8=2 / 3, swing16=0.6)
    moments = [clock.second(beat) for beat in (0, 0.25, 0.5, 0.75, 1, 1.5)]
    assert moments == pytest.approx([0, 0.4, 2 / 3, 2 / 3 + 0.2, 1, 1 + 4 / 3])
    assert clock.second(0.5, swung=False) == 0.5


def test_a_pattern_says_what_is_held_and_goes_round() -> None:
    (groove,) = grooves("kick X...x...|x....... hat x.x.x.x.")
    assert [(step.symbol, step.start) for step in steps_of(groove[0].pattern, 2)] == [("X", 0.0), ("x", 0.5)]
    (held,) = steps_of("..x-----", 0)
    assert (held.start, held.length) == (0.25, 0.75)


def test_a_missing_soundfont_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/fluidsynth")
    monkeypatch.setenv(SOUNDFONT_VARIABLE, str(tmp_path / "none.sf2"))
    monkeypatch.setattr(sys, "argv", ["corpus", "--out", str(tmp_path), "--only", "pop4"])
    assert main() == 2
    said = capsys.readouterr().err
    assert f"there is no soundfont {tmp_path / 'none.sf2'}" in said
    assert "fluid-soundfont-gm" in said


def _clicks(meter: str, silences: tuple[tuple[float, float], ...] = (), kit: int | str = "tight") -> Score:
    """Two bars at 120 beats a minute, from 0.5 s on, with a click on each beat."""
    beats = METERS[meter].beats
    edges = tuple(0.5 + 0.5 * k for k in range(2 * beats + 1))
    return Score(
        name="clicks",
        family="clicks",
        about="clicks",
        seed=0,
        meter=METERS[meter],
        edges=edges,
        bpm=(120.0,) * (2 * beats),
        sections=(Section(label="A", bars=1), Section(label="B", bars=1)),
        notes=(),
        hits=tuple(Hit(second=edge, drum="rim", velocity=100, kit=kit) for edge in edges[:-1]),
        sung=(),
        sound=Sound(room=False, drive=0.1),
        tail_seconds=0.5,
        silences=silences,
    )


def _onsets(samples: np.ndarray, rate: int) -> np.ndarray:
    """Where the level first passes a tenth of its peak after 0.2 s below it, in seconds."""
    loud = np.flatnonzero(np.abs(samples).max(axis=1) > 0.1 * np.abs(samples).max())
    return loud[np.flatnonzero(np.diff(loud, prepend=-rate) > 0.2 * rate)] / rate


def test_a_synthesised_drum_sounds_on_its_sample() -> None:
    score = _clicks("4/4")
    samples = render(score)
    assert samples.shape == (round(score.duration * 44100), 2)
    assert _onsets(samples, 44100) == pytest.approx(score.edges[:-1], abs=0.001)
    assert machine("analog", np.random.default_rng(1))("kick").max() <= 1.0


def test_a_drum_of_the_soundfont_is_heard_on_its_beat() -> None:
    pytest.importorskip("mido")
    try:
        soundfont()
    except ComposerError as error:
        pytest.skip(str(error))
    score = _clicks("4/4", kit=0)
    assert 0.0 <= attack_of_drum(0, "rim") < 0.02
    assert _onsets(render(score), 44100) == pytest.approx(score.edges[:-1], abs=0.003)
