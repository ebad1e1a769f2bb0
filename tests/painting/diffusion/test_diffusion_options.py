from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from composer.errors import StoryboardError
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.options.reading import read_options
from composer.storyboard.records import Storyboard


def error_of(storyboard: Storyboard, **written: object) -> str:
    with pytest.raises(StoryboardError) as caught:
        read_options(storyboard, written)
    return str(caught.value)


def test_without_options_the_xl_inpainting_model_paints(storyboard: Storyboard) -> None:
    options = read_options(storyboard, {})
    assert options == Options(model=Source(name="diffusers/stable-diffusion-xl-1.0-inpainting-0.1"))


def test_every_option_is_taken(storyboard: Storyboard) -> None:
    written = {"model": "a/b", "steps": 8, "guidance": 5, "strength": 0.9, "device": "cpu", "dtype": "float32"}
    assert read_options(storyboard, written) == Options(
        model=Source(name="a/b"), steps=8, guidance=5.0, strength=0.9, device="cpu", dtype="float32"
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "steps",
            "many",
            "film.yaml:6:5: painter.diffusion.steps: a whole number from 1 to 200 is needed here, "
            'not "many"\n  hint: 28 is usual',
        ),
        (
            "steps",
            0,
            "film.yaml:6:5: painter.diffusion.steps: a whole number from 1 to 200 is needed here, "
            "not 0\n  hint: 28 is usual",
        ),
        (
            "steps",
            True,
            "film.yaml:6:5: painter.diffusion.steps: a whole number from 1 to 200 is needed here, "
            "not True\n  hint: 28 is usual",
        ),
        (
            "stepz",
            20,
            'film.yaml:4:1: painter.diffusion.stepz: the diffusion painter has no option "stepz"\n'
            '  hint: did you mean "steps"?',
        ),
        (
            "guidance",
            -1,
            "film.yaml:4:1: painter.diffusion.guidance: a number from 0 to 100 is needed here, not -1\n"
            "  hint: 6.5 is usual for Stable Diffusion, 30 for FLUX.1 Fill",
        ),
        (
            "strength",
            1.5,
            "film.yaml:4:1: painter.diffusion.strength: a number above 0, at most 1, is needed here, not 1.5\n"
            "  hint: 1 paints afresh, 0.8 keeps some of the surroundings made for it",
        ),
        (
            "strength",
            float("nan"),
            "film.yaml:4:1: painter.diffusion.strength: a number above 0, at most 1, is needed here, not nan\n"
            "  hint: 1 paints afresh, 0.8 keeps some of the surroundings made for it",
        ),
        (
            "device",
            "gpu",
            "film.yaml:4:1: painter.diffusion.device: one of auto, cuda, mps, cpu is needed here, "
            'not "gpu"\n  hint: did you mean "cpu"?',
        ),
        (
            "dtype",
            16,
            "film.yaml:7:5: painter.diffusion.dtype: one of auto, float16, bfloat16, float32 is needed here, not 16",
        ),
        (
            "model",
            3,
            "film.yaml:4:1: painter.diffusion.model: a model is needed here, not 3\n"
            "  hint: a name on the Hugging Face hub, like diffusers/stable-diffusion-xl-1.0-inpainting-0.1, "
            "a folder or a file",
        ),
    ],
)
def test_a_wrong_option_is_refused_at_its_place(storyboard: Storyboard, name: str, value: object, message: str) -> None:
    assert error_of(storyboard, **{name: value}) == message


def test_all_that_is_wrong_is_said_at_once(storyboard: Storyboard) -> None:
    message = error_of(storyboard, steps=0, dtype="half", colour=1)
    assert [line.split(": ")[1] for line in message.splitlines() if "hint" not in line] == [
        "painter.diffusion.colour",
        "painter.diffusion.steps",
        "painter.diffusion.dtype",
    ]


def test_a_strength_that_leaves_no_step_is_refused(storyboard: Storyboard) -> None:
    assert error_of(storyboard, steps=4, strength=0.2) == (
        "film.yaml:4:1: painter.diffusion.strength: 4 steps at strength 0.2 leave no step to take\n"
        "  hint: raise steps or strength"
    )


def test_a_folder_beside_the_storyboard_is_a_local_model(storyboard: Storyboard, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "xl"
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    assert read_options(storyboard, {"model": "models/xl"}).model.path == folder
    assert read_options(storyboard, {"model": str(folder)}).model.path == folder


def test_a_folder_that_is_not_there_is_refused(storyboard: Storyboard, tmp_path: Path) -> None:
    assert error_of(storyboard, model="./models/xl") == (
        f"film.yaml:4:1: painter.diffusion.model: there is no folder {tmp_path}/models/xl\n"
        "  hint: name a folder or file that is there, or a model on the Hugging Face hub as owner/name"
    )


def test_a_folder_without_a_pipeline_is_refused(storyboard: Storyboard, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert error_of(storyboard, model="photos") == (
        f"film.yaml:4:1: painter.diffusion.model: {tmp_path}/photos holds no model_index.json\n"
        "  hint: name the folder of a diffusers pipeline, as save_pretrained or `hf download` makes it"
    )


def test_options_for_something_that_is_not_there_are_refused(storyboard: Storyboard, tmp_path: Path) -> None:
    nobody = replace(storyboard, cast=())
    assert error_of(nobody, upscale={"strength": 0.5}).startswith(
        "film.yaml:4:1: painter.diffusion.upscale: strength is that of a pass on a larger canvas, and there is none"
    )
    assert error_of(nobody, control_weight=0.5, adapter="a/b").splitlines() == [
        "film.yaml:4:1: painter.diffusion.control_weight: there is no ControlNet that it could be the weight of",
        "  hint: name one with control, or leave control_weight out",
        "film.yaml:4:1: painter.diffusion.adapter: it shows the model the pictures of the cast, "
        "and nobody there has one",
        "  hint: give someone a picture, as in cast: {june: {picture: june.jpg}}",
    ]
    written = {"control": "a/b", "control_weight": 0.5, "upscale": {"canvas": 1.5, "strength": 0.5}, "adapter": "a/b"}
    assert read_options(storyboard, written).control_weight == 0.5
