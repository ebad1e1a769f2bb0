"""Every option's wrong values are refused at their place, in one message that says what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from composer.errors import StoryboardError
from composer.painting.diffusion.engine.settings import least_strength
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.options.options import Lora, Options, SeamPass, Source, Upscaling
from composer.painting.diffusion.options.reading import read_options
from composer.storyboard.records import Storyboard

PLACE = "film.yaml:4:1: painter.diffusion."
WEIGHTS = "name a folder or file that is there, or a model on the Hugging Face hub as owner/name"
NETWORK = "name the file of an upscaling network, such as RealESRGAN_x4plus.pth"
LORA = "write lora: style.safetensors, or lora: {file: style.safetensors, weight: 0.8}"
SEAM = "write seam: true, or seam: {strength: 0.3, width: 0.12}"
UPSCALE = "write upscale: RealESRGAN_x4plus.pth, or upscale: {canvas: 1.5}"
HUB = "a name on the Hugging Face hub, like diffusers/stable-diffusion-xl-1.0-inpainting-0.1, a folder or a file"
FROM_NOTHING = "1 paints afresh, 0.8 keeps some of the surroundings made for it"


def said(storyboard: Storyboard, **written: object) -> str:
    with pytest.raises(StoryboardError) as caught:
        read_options(storyboard, written)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "message", "hint"),
    [
        ("commercial", "yes", 'true or false is needed here, not "yes"', ""),
        ("compile", 1, "true or false is needed here, not 1", ""),
        ("true_guidance", 0.5, "a number from 1 to 20 is needed here, not 0.5", "2 is usual, 1 leaves it out"),
        ("lora", 3, "a LoRA is a file, or a mapping of file and weight, not 3", LORA),
        ("lora", [{"weight": 1}], "a LoRA needs its file", LORA),
        ("lora", {"file": "a/b", "wait": 1}, 'lora has no key "wait"', 'did you mean "weight"?'),
        ("lora", {"file": "a/b", "weight": 9}, "weight: a number from -4 to 4 is needed here, not 9", "1 is usual"),
        ("lora", "gone.safetensors", "there is no file {folder}/gone.safetensors", WEIGHTS),
        ("lora", {"file": "gone"}, "file: there is no folder {folder}/gone", WEIGHTS),
        ("lora", "notes.txt", "{folder}/notes.txt is no file of weights", "name a folder or a .safetensors file"),
        ("lora", ["a/b", 4], "a LoRA is a file, or a mapping of file and weight, not 4", LORA),
        (
            "scheduler",
            "eular",
            'one of default, euler, euler-a, dpm++, unipc, ddim, lcm, heun is needed here, not "eular"',
            'did you mean "euler"?',
        ),
        (
            "fast",
            "litning",
            'one of lightning, lcm, hyper, turbo is needed here, not "litning"',
            'did you mean "lightning"?',
        ),
        ("fast", True, "one of lightning, lcm, hyper, turbo is needed here, not True", ""),
        ("control", 1.5, "a model is needed here, not 1.5", HUB),
        ("control", "./net", "there is no folder {folder}/net", WEIGHTS),
        ("control_weight", 3, "a number from 0 to 2 is needed here, not 3", "1 is usual"),
        (
            "control_weight",
            0.5,
            "there is no ControlNet that it could be the weight of",
            "name one with control, or leave control_weight out",
        ),
        ("memory", "low", 'one of auto, resident, offload, group, sequential is needed here, not "low"', ""),
        ("quantize", 8, "one of none, auto, int8, nf4, fp8 is needed here, not 8", ""),
        ("quantize", "fp4", 'one of none, auto, int8, nf4, fp8 is needed here, not "fp4"', 'did you mean "nf4"?'),
        (
            "attention",
            "",
            'a name is needed here, not ""',
            "such as auto, native, _native_cudnn, flash or sage",
        ),
        (
            "attention",
            ["flash"],
            "a name is needed here, not ['flash']",
            "such as auto, native, _native_cudnn, flash or sage",
        ),
        ("cache", True, "one of none, first-block, taylor is needed here, not True", ""),
        ("travel", "blent", 'one of blend, radial is needed here, not "blent"', 'did you mean "blend"?'),
        ("seam", 0.3, "true, false, or a mapping of strength and width is needed here, not 0.3", SEAM),
        ("seam", {"wide": 1}, 'seam has no key "wide"', 'did you mean "width"?'),
        (
            "seam",
            {"width": 2},
            "width: a number from 0.01 to 0.5 is needed here, not 2",
            "0.12 is usual, in heights of the inner picture",
        ),
        (
            "seam",
            {"strength": 0},
            "strength: a number above 0, at most 1, is needed here, not 0",
            FROM_NOTHING,
        ),
        ("adapter", "./faces", "there is no folder {folder}/faces", WEIGHTS),
        (
            "joint",
            1,
            "a whole number from 2 to 6 is needed here, not 1",
            "4 keyframes are sampled together well",
        ),
        (
            "joint",
            True,
            "a whole number from 2 to 6 is needed here, not True",
            "4 keyframes are sampled together well",
        ),
        (
            "upscale",
            2,
            "a network's file, or a mapping of model, canvas and strength is needed here, not 2",
            UPSCALE,
        ),
        ("upscale", "someone/net", "someone/net is no file that is here", NETWORK),
        ("upscale", "models", "{folder}/models is a folder", NETWORK),
        ("upscale", {"model": "models"}, "model: {folder}/models is a folder", NETWORK),
        (
            "upscale",
            {"canvas": 3},
            "canvas: a number from 1 to 2 is needed here, not 3",
            "1.5 paints half as wide again",
        ),
        (
            "upscale",
            {"strength": 0.5},
            "strength is that of a pass on a larger canvas, and there is none",
            "add canvas: 1.5",
        ),
        (
            "upscale",
            "notes.txt",
            "{folder}/notes.txt is no file of weights",
            "name a folder or a .safetensors or .pth or .pt or .ckpt file",
        ),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    storyboard: Storyboard, tmp_path: Path, name: str, value: object, message: str, hint: str
) -> None:
    (tmp_path / "notes.txt").write_text("not weights")
    (tmp_path / "models").mkdir()
    wanted = f"{PLACE}{name}: {message.format(folder=tmp_path)}"
    assert said(storyboard, **{name: value}) == wanted + (f"\n  hint: {hint}" if hint else "")


def test_a_seam_that_leaves_no_step_is_refused_with_the_strength_that_leaves_one(storyboard: Storyboard) -> None:
    assert said(storyboard, steps=2, seam=True) == (
        f"{PLACE}seam: 2 steps at strength 0.3 leave no step to take\n  hint: raise the seam's strength or steps"
    )
    for steps in range(1, 201):
        assert int(steps * least_strength(steps)) >= 1
        assert steps == 1 or int(steps * (least_strength(steps) - 0.0101)) < 1


def test_every_option_is_taken_in_each_of_its_forms(storyboard: Storyboard, tmp_path: Path) -> None:
    for name in ("style.safetensors", "net.pth"):
        (tmp_path / name).write_bytes(b"")
    style, net = (
        Source(name="style.safetensors", path=tmp_path / "style.safetensors"),
        Source(name="net.pth", path=tmp_path / "net.pth"),
    )

    def read(**written: object) -> Options:
        return read_options(storyboard, written)

    assert read(lora="style.safetensors").loras == (Lora(source=style),)
    both = read(lora=[{"file": "style.safetensors", "weight": -0.5}, "someone/lines"]).loras
    assert both == (Lora(source=style, weight=-0.5), Lora(source=Source(name="someone/lines")))
    assert read(lora=[]).loras == ()
    assert (read(seam=True).seam, read(seam=False).seam) == (SeamPass(), None)
    assert read(seam={"width": 0.2}).seam == SeamPass(width=0.2)
    assert read(upscale="net.pth").upscaling == Upscaling(model=net)
    wide = read(upscale={"model": "net.pth", "canvas": 1.5, "strength": 0.5}).upscaling
    assert wide == Upscaling(model=net, canvas=1.5, strength=0.5)
    assert read(joint=4).joint == 4
    control = read(control="someone/net", control_weight=0.5)
    assert (control.control, control.control_weight) == (Source(name="someone/net"), 0.5)
    assert read(attention=" sage ").attention == "sage"


@pytest.mark.parametrize(("processor", "sliced"), [("AttnProcessor2_0", True), ("IPAdapterAttnProcessor2_0", False)])
def test_on_apples_gpus_attention_is_sliced_unless_it_looks_at_people(
    processor: str, sliced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slices would be put in the adapter's place, and nobody would be shown."""
    called: list[str] = []
    note: Callable[[str], Callable[..., None]] = lambda name: lambda *_, **__: called.append(name)  # noqa: E731
    pipeline = SimpleNamespace(
        unet=SimpleNamespace(
            modules=lambda: [SimpleNamespace(processor=type(processor, (), {})())], set_attention_slice=note("set")
        ),
        vae=SimpleNamespace(enable_slicing=note("decode"), disable_tiling=note("whole")),
        components={},
        enable_attention_slicing=note("slice"),
        remove_all_hooks=note("unhook"),
        to=note("move"),
    )
    libraries = SimpleNamespace(torch=SimpleNamespace(nn=SimpleNamespace(Module=int)))
    settle(libraries, pipeline, MemoryPlan(apart=False), "mps")  # type: ignore[arg-type]
    assert ("slice" in called) is sliced
    assert called[-1] == "move"
