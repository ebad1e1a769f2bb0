from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.geometry import IDENTITY, similarity_at
from composer.painting.diffusion.canvas.surround import blank, surround
from composer.painting.diffusion.detail.planning import Making, SecondPass, plan_detail, second_pass
from composer.painting.diffusion.detail.upscaling import enlarged_canvas
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.options.options import Source, Upscaling
from composer.painting.painter import Step
from composer.storyboard.records import Scene

ASPECT = 16 / 9
PORTAL = similarity_at((0.45, 0.55), magnification=1.6, turn_degrees=8, aspect=ASPECT)
TWICE = Upscaling(canvas=1.5)


def step() -> Step:
    return Step(
        index=0,
        scene=Scene(id="bus", prompt="a bus"),
        view=0,
        framing=IDENTITY,
        portal=PORTAL,
        opening=None,
        inner_scene=None,
        width=2560,
        height=1440,
        prompt="a bus",
        avoid="",
        seed=1,
    )


def test_the_larger_canvas_keeps_the_true_picture_and_enlarges_the_painted_rest() -> None:
    inner = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    large = surround(inner, PORTAL, (240, 136), 0.03)
    first = np.full((90, 160, 3), 77.4 / 255, np.float32)
    canvas = enlarged_canvas(first, large)
    np.testing.assert_array_equal(canvas.repaint, large.repaint)
    np.testing.assert_array_equal(canvas.picture[~canvas.repaint], large.picture[~large.repaint])
    assert (canvas.picture[canvas.repaint] == 77).all()


def test_a_first_keyframe_is_painted_over_everywhere() -> None:
    canvas = enlarged_canvas(np.full((45, 80, 3), 1.0, np.float32), blank((120, 68)))
    assert canvas.repaint.all()
    assert (canvas.picture == 255).all()


def test_the_larger_canvas_suits_the_family() -> None:
    sdxl = family_named("sdxl")
    assert second_pass(sdxl, TWICE, 28, ASPECT) == SecondPass(size=sdxl.canvas_size(ASPECT, 1.5), strength=0.35)
    width, height = sdxl.canvas_size(ASPECT, 1.5)
    assert width % sdxl.multiple == height % sdxl.multiple == 0
    assert width * height == pytest.approx(1.5**2 * sdxl.pixels, rel=0.15)


@pytest.mark.parametrize("canvas", [1.0, 1.001])
def test_a_canvas_as_large_as_the_first_needs_no_second_pass(canvas: float) -> None:
    assert second_pass(family_named("sdxl"), Upscaling(canvas=canvas), 28, ASPECT) is None


def test_a_second_pass_without_a_step_to_take_is_refused() -> None:
    for steps in (1, 3, 4, 7, 28):
        with pytest.raises(ComposerError) as caught:
            second_pass(family_named("sdxl"), Upscaling(canvas=1.5, strength=0.9 / steps), steps, ASPECT)
        least = float(caught.value.hint.split("strength: ")[1].split("}")[0])
        assert second_pass(family_named("sdxl"), Upscaling(canvas=1.5, strength=least), steps, ASPECT)
    assert caught.value.message == ("28 steps at strength 0.0321429 leave the pass on the larger canvas none to take")


def test_a_family_that_shrinks_large_canvases_is_refused_one() -> None:
    with pytest.raises(ComposerError) as caught:
        second_pass(family_named("klein"), TWICE, 4, ASPECT)
    assert caught.value.message == ("FLUX.2 [klein] paints one megapixel at most, so there is no larger canvas for it")


def test_the_plan_tells_sizes_and_how_sharp_the_keyframe_is_at_its_largest() -> None:
    sdxl = family_named("sdxl")
    plain = plan_detail(step(), Making(family=sdxl, upscaling=Upscaling(), steps=28), (1920, 1080))
    assert (plain.canvas, plain.second, plain.network, plain.size) == ((1312, 736), None, "", (2560, 1440))
    assert plain.sharpness == pytest.approx(736 / 1080 / 1.6)
    both = Upscaling(model=Source(name="nets/x4.pth", path=Path("/nets/x4.pth")), canvas=1.5)
    finer = plan_detail(step(), Making(family=sdxl, upscaling=both, steps=28, scale=4), (1920, 1080))
    # No more than the keyframe holds.
    assert finer.sharpness == pytest.approx(1440 / 1080 / 1.6)
    assert finer.text == (
        "painted at 1312x736, painted over at 2048x1152, enlarged 4 times by x4.pth, kept at 2560x1440; "
        "before the next arrival 0.83 painted pixels for one of the film"
    )
    unread = plan_detail(step(), Making(family=sdxl, upscaling=both, steps=28), (1920, 1080))
    assert unread.text.endswith(
        "enlarged by x4.pth, kept at 2560x1440; "
        "before the next arrival at least 0.67 painted pixels for one of the film"
    )


def test_the_innermost_keyframe_is_seen_at_its_own_size() -> None:
    innermost = replace(step(), portal=None)
    plan = plan_detail(innermost, Making(family=family_named("sdxl"), upscaling=Upscaling(), steps=28), (1280, 720))
    assert plan.sharpness == 736 / 720


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.key != "klein"], ids=lambda f: f.key)
def test_a_tiny_model_of_each_family_paints_over_its_enlarged_picture(family: Any, tiny: Callable[[str], Path]) -> None:
    import diffusers
    import torch
    from PIL import Image

    torch.set_num_threads(1)
    folder = tiny(family.key)
    pipeline = getattr(diffusers, family.pipeline).from_pretrained(folder, **family.settings)
    pipeline.set_progress_bar_config(disable=True)
    if family.key == "chroma":  # its pipeline asks for a setting that its transformer lacks
        pipeline.transformer.register_to_config(guidance_embeds=False)
    inner = np.full((90, 160, 3), 90, np.uint8)
    small = replace(family, pixels=128 * 128, multiple=16)
    second = second_pass(small, TWICE, 4, ASPECT)
    assert second is not None
    canvas = enlarged_canvas(np.full((96, 176, 3), 0.3, np.float32), surround(inner, PORTAL, second.size, 0.03))
    shape = {} if family.key == "kontext" else {"height": second.size[1], "width": second.size[0]}
    more = {"_auto_resize": False} if family.key == "kontext" else {}
    made = pipeline(
        prompt="a bus",
        image=Image.fromarray(canvas.picture),
        mask_image=Image.fromarray(canvas.repaint.astype(np.uint8) * 255),
        num_inference_steps=4,
        strength=second.strength,
        output_type="np",
        generator=torch.Generator("cpu").manual_seed(0),
        **shape,
        **more,
    ).images[0]
    assert made.shape == (second.size[1], second.size[0], 3)
    assert np.isfinite(made).all()
