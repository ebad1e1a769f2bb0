"""The benchmark of the painter's loop, on tiny models and counted."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import torch

from benchmarks.calls import Clock
from benchmarks.counting import count
from benchmarks.diffusing import main, read_options
from composer.painting.diffusion.engine.brush import Brush, FloatArray, Spoken
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.machine.memory_plan import Canvas, sizes_of
from composer.painting.diffusion.options.options import Options


def rows(printed: str) -> dict[str, tuple[float, float | None]]:
    """Ours and plain by the names of the rows."""
    found = re.findall(r"^(\S+: .+?) {2,}(\S+) +(\S+)", printed, re.MULTILINE)
    return {name: (float(ours), None if plain == "-" else float(plain)) for name, ours, plain in found}


@pytest.mark.parametrize("family", [each.key for each in FAMILIES])
def test_the_tiny_benchmark_measures_both_ways(family: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--tiny", "--family", family, "--steps", "2", "--reps", "1", "--options", "takes=2"])
    found = rows(capsys.readouterr().out)
    assert list(found) == [
        f"{family}: ms of CPU a picture",
        f"{family}: of it added by the loop, ms",
        f"{family}: loop over bare calls, %",
    ]
    ours, plain = found[f"{family}: ms of CPU a picture"]
    assert plain is not None
    assert 1 < ours < 10_000
    assert 1 < plain < 10_000


def test_ours_is_the_engines_own_brush_with_its_soft_masks_and_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[Request] = []
    plain = Brush.paint

    def noted(self: Brush, request: Request, spoken: Spoken) -> list[FloatArray]:
        requests.append(request)
        return plain(self, request, spoken)

    monkeypatch.setattr(Brush, "paint", noted)
    main(["--tiny", "--family", "klein", "--steps", "2", "--reps", "2", "--options", "takes=3"])
    assert [len(each.canvases) for each in requests] == [3] * 3  # the first, and one a repetition
    assert {each.seeds for each in requests} == {(0, 1, 2)}
    share = requests[0].canvases[0].share
    assert ((share > 0) & (share < 1)).any()


def test_what_networks_take_is_told_from_what_is_around_them() -> None:
    now = iter(range(100))
    vae = SimpleNamespace(encode=lambda: "latents", decode=lambda: "picture")
    pipeline = SimpleNamespace(unet=SimpleNamespace(forward=lambda: "noise"), vae=vae)
    plain = (pipeline.unet.forward, vae.encode, vae.decode)
    clock = Clock(now=lambda: next(now))
    with clock.running(pipeline, family_named("sd")):
        begun = next(now)
        made = (vae.encode(), pipeline.unet.forward(), vae.decode())
        taken = next(now) - begun
    assert made == ("latents", "noise", "picture")
    assert (taken, clock.seconds) == (7, 3)
    assert (pipeline.unet.forward, vae.encode, vae.decode) == plain


def test_families_that_are_built_in_tiny_alone_are_said_to_be() -> None:
    with pytest.raises(SystemExit, match="flux, chroma: built in tiny alone, try --tiny"):
        main(["--family", "flux", "--family", "sdxl", "--family", "chroma"])


@pytest.mark.parametrize("options", ["compile", "cache=taylor", "attention=native"])
def test_the_tiny_benchmark_takes_the_painters_options(options: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--tiny", "--family", "flux-fill", "--steps", "10", "--reps", "1", "--options", options])
    assert options in capsys.readouterr().out


@pytest.mark.parametrize(
    ("family", "tflop", "denoising", "decoding"),
    [("sd", 9.349, 0.5086, 1.5), ("klein", 76.7, 1.075, 1.502)],
)
def test_the_memory_plans_sizes_are_those_counted(
    family: str, tflop: float, denoising: float, decoding: float, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--count", "--family", family])
    found = rows(capsys.readouterr().out)
    assert found[f"{family}: TFLOP a step"] == (tflop, None)
    assert found[f"{family}: GiB beside the denoiser's weights"] == (denoising, None)
    assert found[f"{family}: GiB beside the decoder's weights"] == (decoding, None)
    known = next(each for each in FAMILIES if each.key == family)
    sizes = sizes_of(known, Canvas(pixels=1024 * 1024))
    assert (sizes.denoising, sizes.decoding) == (pytest.approx(denoising, rel=0.05), pytest.approx(decoding, rel=0.05))


def test_operations_and_the_most_living_bytes_are_counted() -> None:
    with torch.device("meta"):
        one, two = torch.empty(1024, 512), torch.empty(512, 256)

    def chain() -> None:
        made = one @ two  # 1 MiB
        again = made * 2  # another
        del made
        again + 1  # and a third, when the first is gone

    counted = count(chain)
    assert counted.tflop * 1e12 == 2 * 1024 * 512 * 256
    assert counted.peak_gib * 1024 == 2


def test_attention_is_counted_as_fused_kernels_do_it() -> None:
    with torch.device("meta"):
        query = torch.empty(1, 8, 4096, 64)
        counted = count(lambda: torch.nn.functional.scaled_dot_product_attention(query, query, query))
    assert counted.tflop * 1e12 == 4 * 8 * 4096 * 4096 * 64
    assert counted.peak_gib * 1024 == 8  # its result; the matrix would be 512


def test_options_of_the_benchmark_are_the_painters() -> None:
    assert read_options("compile,cache=taylor,takes=4") == (Options(compile=True, cache="taylor"), 4)
    assert read_options("") == (Options(), 1)
    with pytest.raises(SystemExit, match="no such option: speed"):
        read_options("speed")


def test_without_a_gpu_the_full_size_benchmark_says_what_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit, match="torch finds no GPU here: try --tiny or --count"):
        main(["--family", "sdxl"])
