"""What the painter does before it needs torch or weights."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from composer.errors import ComposerError
from composer.geometry import IDENTITY
from composer.painting.diffusion import DiffusionPainter
from composer.painting.painter import Step
from composer.painting.registry import load_painter
from composer.storyboard.records import PortalSpec, Scene, Storyboard

STEP = Step(
    index=0,
    scene=Scene(id="bus", prompt="a bus"),
    view=0,
    framing=IDENTITY,
    portal=None,
    opening=None,
    inner_scene=None,
    width=64,
    height=48,
    prompt="a yellow bus, 1980s",
    avoid="text",
    seed=11,
)

PLAN = """
import sys
from pathlib import Path
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.registry import Painters
from composer.storyboard.records import PainterChoice, Scene, Storyboard
scenes = (Scene(id="a", prompt="a bus", steps=2), Scene(id="b", prompt="a prom", steps=2))
film = Storyboard(file=Path("film.yaml"), scenes=scenes, painter=PainterChoice(name="diffusion"))
painters = Painters(film)
print(len(write_recipes(plan_steps(film, painters), painters)), "torch" in sys.modules, "diffusers" in sys.modules)
"""


def test_the_registry_knows_the_painter() -> None:
    assert load_painter("diffusion") is DiffusionPainter


def test_a_film_is_planned_without_torch_or_weights() -> None:
    done = subprocess.run([sys.executable, "-c", PLAN], capture_output=True, text=True, check=True)
    count, torch, diffusers = done.stdout.split()
    assert int(count) >= 3
    assert (torch, diffusers) == ("False", "False")


def test_the_next_scene_opens_in_the_middle(storyboard: Storyboard) -> None:
    painter = DiffusionPainter(storyboard, {})
    assert painter.portal(STEP.scene, 16 / 9) == PortalSpec(at=(0.5, 0.5), turn_degrees=0)
    assert painter.magnification(STEP.scene) is None
    assert painter.feather(STEP) == 0.06


def test_ingredients_name_all_that_makes_the_picture(storyboard: Storyboard) -> None:
    ingredients = dict(DiffusionPainter(storyboard, {"steps": 8, "guidance": 5}).ingredients(STEP))
    assert isinstance(ingredients.pop("noise"), int)
    assert ingredients == {
        "model": "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
        "steps": 8,
        "guidance": 5.0,
        "strength": None,
        "dtype": "auto",
        "prompt": "a yellow bus, 1980s",
        "avoid": "text",
    }


def test_noise_differs_between_views_scenes_and_seeds_but_not_with_words(storyboard: Storyboard) -> None:
    painter = DiffusionPainter(storyboard, {})

    def noise(step: Step) -> object:
        return painter.ingredients(step)["noise"]

    others = (replace(STEP, view=1), replace(STEP, seed=12), replace(STEP, scene=Scene(id="prom", prompt="a bus")))
    assert len({noise(step) for step in (STEP, *others)}) == 4
    assert noise(replace(STEP, prompt="a blue bus", index=5)) == noise(STEP)


def test_a_local_model_is_known_by_what_it_holds_not_by_its_path(storyboard: Storyboard, tmp_path: Path) -> None:
    def model(folder: str, settings: str, weights: bytes) -> object:
        (tmp_path / folder / "unet").mkdir(parents=True)
        (tmp_path / folder / "model_index.json").write_text(settings)
        (tmp_path / folder / "unet" / "weights.safetensors").write_bytes(weights)
        return DiffusionPainter(storyboard, {"model": folder}).ingredients(STEP)["model"]

    first = model("one", "{}", b"a" * 200_000)
    assert model("two", "{}", b"a" * 200_000) == first
    assert model("three", '{"x": 1}', b"a" * 200_000) != first
    assert model("four", "{}", b"a" * 199_999 + b"b") != first


@pytest.mark.parametrize("missing", ["torch", "diffusers", "accelerate", "transformers"])
def test_without_its_libraries_the_painter_says_what_to_install(
    storyboard: Storyboard, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing != "torch":
        pytest.importorskip("torch")
        pytest.importorskip("diffusers")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ComposerError) as caught:
        DiffusionPainter(storyboard, {}).paint(STEP, None)
    assert str(caught.value) == (
        f"the diffusion painter needs torch and diffusers: import of {missing} halted; None in sys.modules\n"
        '  hint: pip install "longzoom[diffusion]"'
    )
