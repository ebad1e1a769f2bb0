"""What the doctor tells of the diffusion painter's models, on made-up machines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from composer.models_here import ModelHere, models_here, where_from
from composer.painting.diffusion.families.models import MODELS
from composer.painting.diffusion.machine.memory import GpuMemory

XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
FILL = "black-forest-labs/FLUX.1-Fill-dev"


def gpu(free_gib: float) -> GpuMemory:
    return GpuMemory(name="NVIDIA RTX 4070", free_gib=free_gib, total_gib=12)


def named(found: tuple[ModelHere, ...], name: str) -> ModelHere:
    return next(each for each in found if each.model.name == name)


@pytest.mark.parametrize(
    ("free_gib", "xl", "fill", "auto"),
    [
        (None, "CPU only", "CPU only", "stable-diffusion-v1-5/stable-diffusion-inpainting"),
        (1.0, "too large", "too large", "stable-diffusion-v1-5/stable-diffusion-inpainting"),
        (7.5, "offloaded", "offloaded", XL),
        (5.0, "offloaded", "offloaded", "stable-diffusion-v1-5/stable-diffusion-inpainting"),
        (11.2, "resident", "offloaded", XL),
        (47.0, "resident", "resident", FILL),
    ],
)
def test_each_model_is_told_with_how_it_fits(
    free_gib: float | None, xl: str, fill: str, auto: str, tmp_path: Path
) -> None:
    found = models_here(tmp_path, None if free_gib is None else gpu(free_gib))
    assert [each.model for each in found] == list(MODELS)
    assert (named(found, XL).fit.value, named(found, FILL).fit.value) == (xl, fill)
    assert [each.model.name for each in found if each.auto] == [auto]


def test_a_model_is_a_line_in_columns_and_an_object(tmp_path: Path) -> None:
    found = models_here(tmp_path, gpu(11.2))
    assert named(found, XL).as_line() == (f"                resident    7 GB  to be fetched  {XL} (OpenRAIL++-M; auto)")
    assert named(found, FILL).as_line() == (
        f"               offloaded   34 GB  to be fetched  {FILL} (FLUX.1 [dev], non-commercial; gated)"
    )
    assert named(found, FILL).as_json() == {
        "name": FILL,
        "family": "flux-fill",
        "fits": "offloaded",
        "weights": "to be fetched",
        "gigabytes": 34,
        "licence": "FLUX.1 [dev], non-commercial",
        "commercial": False,
        "gated": True,
        "auto": False,
    }


def test_weights_in_the_hubs_cache_are_here(tmp_path: Path) -> None:
    snapshot = tmp_path / "models--diffusers--stable-diffusion-xl-1.0-inpainting-0.1" / "snapshots" / "abc"
    for part in ("unet", "vae", "text_encoder", "text_encoder_2"):
        assert named(models_here(tmp_path, None), XL).presence.value != "here"
        (snapshot / part).mkdir(parents=True)
        (snapshot / part / "model.fp16.safetensors").touch()
    assert named(models_here(tmp_path, None), XL).presence.value == "here"
    assert named(models_here(tmp_path, None), FILL).presence.value == "to be fetched"


def test_the_gpu_and_the_place_of_the_weights_are_told(tmp_path: Path) -> None:
    cache = tmp_path / "not" / "yet"
    told = dict(where_from(cache, gpu(11.25), offline=False))
    assert told["GPU"] == "NVIDIA RTX 4070, 11.2 of 12.0 GiB free"
    assert told["weights"].startswith(f"{cache}, ")
    assert told["weights"].endswith(" GB free; what is missing is fetched into it")
    alone = dict(where_from(cache, None, offline=True))
    assert alone["GPU"] == "none"
    assert alone["weights"].endswith(" GB free; nothing is fetched, HF_HUB_OFFLINE is set")


def test_the_models_are_told_without_torch() -> None:
    code = (
        "import sys; sys.modules['torch'] = sys.modules['diffusers'] = sys.modules['huggingface_hub'] = None; "
        "from composer.doctor import examine_models; print(len(examine_models()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(len(MODELS))
