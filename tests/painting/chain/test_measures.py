"""Keyframes measured: pictures with one known fault each, and what is kept, shown and warned of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from field_painter import OnePainter, film, painted

from composer.geometry import Similarity, similarity_at
from composer.judging import in_short, warn_of_bad_steps, with_measures
from composer.painting.border import portal_depth
from composer.painting.chain import Keyframe
from composer.painting.lab import ciede2000, distance, lab_of, palette_of
from composer.painting.measuring import Measures, measure, measures_from, ring_palette, too_far
from composer.painting.painter import Picture, Step
from composer.painting.store import KeyframeStore

WIDTH, HEIGHT, FEATHER = 1280, 720, 0.03
ASPECT = WIDTH / HEIGHT
PORTALS = [
    similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=ASPECT),
    similarity_at((0.38, 0.56), magnification=2.4, turn_degrees=18, aspect=ASPECT),
]
Fault = Callable[[np.ndarray], np.ndarray]
GOOD = Measures(drift=4.2, palette_drift=2.5, contrast=1.1, seam=1.2, sharpness=0.9)


def scenery() -> np.ndarray:
    """Noise of five octaves over a slope, in float levels: alike in all its parts."""
    chance = np.random.default_rng(0)
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32) + np.linspace(110, 130, WIDTH, dtype=np.float32)[None, :, None]
    for octave in range(4, 9):
        field = chance.normal(size=(9 * 2**octave // 4, 16 * 2**octave // 4, 1)).astype(np.float32)
        picture += cv2.resize(field, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)[..., None] * [9, 8, 6]
    return picture


def with_fault(fault: Fault, portal: Similarity, feather: float = FEATHER) -> Picture:
    """A keyframe whose ring alone has a fault."""
    share = np.clip(portal_depth(portal, ASPECT, (WIDTH, HEIGHT)) / feather, 0, 1)[..., None]
    true = scenery()
    return np.rint(np.clip(fault(true) * (1 - share) + true * share, 0, 255)).astype(np.uint8)


def measured(fault: Fault, portal: Similarity, feather: float = FEATHER) -> Measures:
    palette = ring_palette(with_fault(lambda picture: picture, portal), portal)
    measures = measure(with_fault(fault, portal, feather), portal, feather, palette)
    assert measures is not None
    return measures


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (56, -27, -3), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_of_colours_are_those_of_the_published_table(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)
    assert ciede2000(np.array(other), np.array(one)) == pytest.approx(difference, abs=1e-4)


def test_a_palette_holds_each_colour_with_its_share() -> None:
    picture = np.zeros((10, 10, 3), np.uint8)
    picture[:3] = (200, 30, 30)
    palette = palette_of(lab_of(picture).reshape(-1, 3))
    assert sorted(palette.shares.tolist()) == pytest.approx([0.3, 0.7])
    assert distance(palette, palette) == pytest.approx(0, abs=1e-6)
    black = palette_of(lab_of(picture[5:]).reshape(-1, 3))
    assert distance(black, palette) == pytest.approx(0, abs=1e-6)
    assert distance(palette, black) > 10


@pytest.mark.parametrize("portal", PORTALS)
def test_a_picture_that_goes_on_measures_one(portal: Similarity) -> None:
    measures = measured(lambda picture: picture, portal)
    assert measures.drift < 2
    assert measures.palette_drift == pytest.approx(0, abs=0.1)
    assert measures.contrast == pytest.approx(1, abs=0.2)
    assert measures.seam == pytest.approx(1, abs=0.25)
    assert measures.sharpness == pytest.approx(1, abs=0.1)
    assert too_far(measures) == ""


@pytest.mark.parametrize("portal", PORTALS)
def test_each_fault_is_told_by_its_own_measure(portal: Similarity) -> None:
    blurred = measured(lambda picture: cv2.GaussianBlur(picture, (0, 0), 3), portal)
    assert too_far(blurred) == f"it is blurred (sharpness {blurred.sharpness:.2f} of 1)"
    grain = np.random.default_rng(1).normal(0, 14, (HEIGHT, WIDTH, 1))
    grainy = measured(lambda picture: picture + grain, portal)
    assert "it is grainy" in too_far(grainy)
    strong = measured(lambda picture: (picture - 120) * 2 + 120, portal)
    assert "it has too much contrast" in too_far(strong)
    assert strong.contrast == pytest.approx(2, abs=0.3)
    faint = measured(lambda picture: (picture - 120) * 0.4 + 120, portal)
    assert too_far(faint) == f"it has too little contrast ({faint.contrast:.2f} of 1)"
    red = measured(lambda picture: picture + np.array([60, -20, -40]), portal)
    assert "its colours leave those inside" in too_far(red)
    assert "its colours leave the scene's" in too_far(red)
    assert "the border shows" in too_far(red)


@pytest.mark.parametrize("portal", PORTALS)
def test_a_step_of_a_few_levels_along_the_border_raises_the_seam_the_more_the_larger_it_is(portal: Similarity) -> None:
    seams = [measured(lambda picture, step=step: picture + step, portal, 0.001).seam for step in (0, 10, 20, 40)]
    assert seams == sorted(seams)
    assert seams[2] > 1.5 * seams[0]


def test_a_flat_picture_has_no_faults() -> None:
    flat = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    measures = measure(flat, PORTALS[0], FEATHER, None)
    assert measures == Measures(drift=0.0, palette_drift=None, contrast=1.0, seam=1.0, sharpness=1.0)


def test_where_nearly_nothing_is_painted_there_is_nothing_to_measure() -> None:
    whole = similarity_at((0.5, 0.5), magnification=1.0001, turn_degrees=0, aspect=ASPECT)
    assert measure(np.zeros((HEIGHT, WIDTH, 3), np.uint8), whole, FEATHER, None) is None


def test_measures_come_back_as_they_were_written() -> None:
    written = json.loads(json.dumps(GOOD.as_json()))
    assert measures_from(written) == GOOD
    first = replace(GOOD, palette_drift=None)
    assert measures_from(json.loads(json.dumps(first.as_json()))) == first
    assert measures_from({"drift": 1.0}) is None
    assert measures_from(None) is None


def test_each_keyframe_is_kept_with_its_measures_but_the_innermost(tmp_path: Path) -> None:
    keyframes = painted(film(), tmp_path)
    store = KeyframeStore(tmp_path)
    assert [keyframe.measures is None for keyframe in keyframes] == [False] * 8 + [True]
    assert [store.measures(keyframe.digest) for keyframe in keyframes] == [each.measures for each in keyframes]
    assert [keyframe.measures for keyframe in painted(film(), tmp_path)] == [each.measures for each in keyframes]


def test_the_first_painted_step_of_a_scene_is_the_palette_of_its_others(tmp_path: Path) -> None:
    keyframes = painted(film(), tmp_path)
    drifts = [keyframe.measures.palette_drift for keyframe in keyframes[:8] if keyframe.measures]
    assert [drift is None for drift in drifts] == [
        *[False, True] * 3,
        False,
        False,
    ]  # a scene is painted from its innermost step
    ring = lab_of(cv2.imread(str(keyframes[0].path))[:2, :2, ::-1])[0, 0].astype(float)
    first = lab_of(cv2.imread(str(keyframes[1].path))[:2, :2, ::-1])[0, 0].astype(float)
    assert drifts[0] == pytest.approx(float(ciede2000(ring, first)), abs=0.01)


def test_a_step_painted_alone_is_measured_as_one_of_a_whole_film(tmp_path: Path) -> None:
    keyframes = painted(film(), tmp_path)
    keyframes[0].path.unlink()
    assert painted(film(), tmp_path)[0].measures == keyframes[0].measures


def forgotten(keyframe: Keyframe) -> Keyframe:
    """As an older version kept it."""
    record = keyframe.path.with_suffix(".json")
    sidecar = json.loads(record.read_text(encoding="utf-8"))
    del sidecar["measures"]
    record.write_text(json.dumps(sidecar), encoding="utf-8")
    return replace(keyframe, measures=None)


def test_keyframes_of_older_versions_are_measured_when_they_are_shown(tmp_path: Path) -> None:
    keyframes = painted(film(), tmp_path)
    store = KeyframeStore(tmp_path)
    old = tuple(forgotten(keyframe) for keyframe in keyframes)
    assert [store.measures(keyframe.digest) for keyframe in old] == [None] * 9
    shown = with_measures(old, store)
    for one, other in zip(shown, keyframes, strict=True):
        assert (one.measures is None) is (other.measures is None)
        if one.measures and other.measures:
            assert one.measures.as_json() == other.measures.as_json()


def test_a_keyframes_line_is_short_and_marks_a_doubt(tmp_path: Path) -> None:
    keyframe = replace(painted(film(), tmp_path)[0], measures=GOOD)
    assert in_short(keyframe) == "ΔE 4, contrast 1.10, seam 1.2, sharp 0.90"
    assert in_short(replace(keyframe, measures=replace(GOOD, seam=5))).startswith("! ")
    assert in_short(replace(keyframe, measures=None)) == ""


class Plan:
    """What is read of a film's plan."""

    def __init__(self, painters: object, steps: list[Step]) -> None:
        self.painters, self.recipes = painters, [type("Recipe", (), {"step": step}) for step in steps]
        self.order = type("Order", (), {"storyboard": Path("ride.yaml")})


@pytest.mark.parametrize(
    ("chancy", "reused", "seam"), [(True, False, 5), (True, True, 5), (True, False, 1), (False, False, 5)]
)
def test_a_bad_step_is_named_once_where_another_take_may_be_better(
    chancy: bool, reused: bool, seam: float, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from composer.painting.planning import plan_steps

    painters = OnePainter()
    if not chancy:
        painters.painter.depicts = True  # type: ignore[attr-defined]
    plan = Plan(painters, list(plan_steps(film(), painters)))  # type: ignore[arg-type]
    keyframe = painted(film(), tmp_path, painters)[3]
    bad = replace(keyframe, measures=replace(GOOD, seam=seam), reused=reused)
    warn_of_bad_steps(plan, [bad])  # type: ignore[arg-type]
    expected = (
        'step 3 (scene "b"): the border shows (seam 5.0 of 1); another take may be better: '
        "longzoom retake ride.yaml --step 3"
    )
    assert [record.getMessage() for record in caplog.records] == (
        [expected] if chancy and not reused and seam > 3 else []
    )
