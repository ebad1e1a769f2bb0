"""The painter's loop against the stock call of diffusers, family by family, in the same run and without weights.

    python benchmarks/diffusing.py                      # a GPU: full-size models with random weights
    python benchmarks/diffusing.py --family sdxl --options compile,takes=4,cache=none
    python benchmarks/diffusing.py --tiny               # the CPU: tiny models, and what the loop adds to their work
    python benchmarks/diffusing.py --count              # no device: work and memory, counted

Stock: the pipeline as its documentation shows it, at half precision on the device: a prompt in words, its text encoders
there, pictures in and out by PIL. Ours: the prompt's embeddings made once, text encoders let go, tensors in and out,
tuned and settled by a memory plan, takes in a batch. Both take as many steps over the same canvas. What a loop adds is
its time over that of the same calls of the denoiser, the encoder and the decoder alone, one after the other; on the CPU
thread time is taken, which other programs do not change. Operations are counted on torch's meta device.
"""

from __future__ import annotations

import argparse
import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
from calls import Calls
from counting import count
from diffusing_models import KEYS, decoding, denoising, full_pipeline, networks, tiny_pipeline
from table import Row, print_rows

from composer.painting.diffusion.families.family import Family, MaskUse
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.device import Device, choose_dtype, empty_cache, is_out_of_memory, survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.machine.memory_plan import (
    Asked,
    Canvas,
    MemoryPlan,
    needed_gib,
    plan_memory,
    sizes_of,
)
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.machine.speed import Tuned, tune
from composer.painting.diffusion.options.options import Options

PROMPT = "a lighthouse on a cliff at night, storm, rich colours"
AVOID = "text, frame"
_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is painted and how it is measured: the canvas' side in pixels, steps, repetitions, takes in a batch."""

    family: Family
    device: Device
    size: int
    steps: int
    reps: int
    takes: int
    options: Options
    tiny: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Seconds a picture (median), of its bare calls alone, and of the first one; GiB at most (0: not known)."""

    seconds: float
    bare: float
    first: float
    gib: float

    @property
    def added(self) -> float:
        """Seconds a picture that the loop adds to the calls."""
        return self.seconds - self.bare


def embeddings(pipeline: Any, family: Family) -> dict[str, Any]:
    """The prompt as arguments of a pipeline, made by its own text encoders."""
    place = {"device": pipeline._execution_device}
    if family.key in ("sd", "sdxl"):
        made = pipeline.encode_prompt(
            PROMPT, negative_prompt=AVOID, do_classifier_free_guidance=True, num_images_per_prompt=1, **place
        )
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        return dict(zip(names, made, strict=False))
    if family.key == "flux-fill":
        made = pipeline.encode_prompt(PROMPT, None, max_sequence_length=family.longest, **place)
        return {"prompt_embeds": made[0], "pooled_prompt_embeds": made[1]}
    if family.key == "qwen":
        words = [pipeline.encode_prompt(text, **place) for text in (PROMPT, AVOID)]
        names = ("prompt_embeds", "prompt_embeds_mask", "negative_prompt_embeds", "negative_prompt_embeds_mask")
        return dict(zip(names, [each for pair in words for each in pair], strict=True))
    if family.key == "z-image":
        made = pipeline.encode_prompt(PROMPT, do_classifier_free_guidance=False, **place)
        return {"prompt_embeds": made[0]}
    return {"prompt_embeds": pipeline.encode_prompt(PROMPT, max_sequence_length=family.longest, **place)[0]}


def manner(task: Task) -> dict[str, Any]:
    """How both ways ask a pipeline."""
    family = task.family
    asked: dict[str, Any] = {family.guidance_argument: family.guidance, "num_inference_steps": task.steps}
    if family.mask is MaskUse.BLEND or family.key in ("sd", "sdxl"):
        asked["strength"] = family.strength
    return asked | {"height": task.size, "width": task.size}


def pictures(size: int) -> tuple[Image.Image, Image.Image]:
    """A canvas with the inner picture in its middle, as an outpainting step has it, and its mask."""
    noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
    mask = np.full((size, size), 255, np.uint8)
    low, high = round(size * 0.19), round(size * 0.81)
    mask[low:high, low:high] = 0
    return Image.fromarray(noise), Image.fromarray(mask)


def stock(pipeline: Any, task: Task) -> Callable[[], Any]:
    """The call of the pipeline's documentation."""
    canvas, mask = pictures(task.size)
    words = {"prompt": PROMPT} | ({"negative_prompt": AVOID} if task.family.takes_avoid else {})
    if task.family.longest:
        words["max_sequence_length"] = task.family.longest  # type: ignore[assignment]
    pipeline.to(task.device.kind)
    return lambda: pipeline(image=canvas, mask_image=mask, **words, **manner(task)).images


def paint_once(tuned: Tuned, plan: MemoryPlan, words: dict[str, Any], task: Task) -> Any:
    """Our way: the takes of one step as a tensor on the device."""
    canvas, mask = pictures(task.size)
    picture = torch.from_numpy(np.array(canvas)).permute(2, 0, 1)[None].to(tuned.device.kind).float() / 255
    repaint = torch.from_numpy(np.array(mask))[None, None].to(tuned.device.kind).float() / 255
    with tuned.call(plan):
        return tuned.pipeline(
            image=picture,
            mask_image=repaint,
            generator=torch.Generator("cpu").manual_seed(0),
            num_images_per_prompt=task.takes,
            output_type="pt",
            **words,
            **manner(task),
        ).images


def ours(pipeline: Any, task: Task, dtype: Any) -> tuple[Callable[[], Any], Tuned, MemoryPlan]:
    """Our way made ready: embeddings made, encoders let go, tuned, settled."""
    family, libraries = task.family, load_libraries()
    words = embeddings(pipeline, family)
    for name in family.text_parts:
        if "encoder" in name:
            setattr(pipeline, name, None)
        backend = "eager" if task.tiny else "inductor"
    tuned = tune(libraries, pipeline, family, task.options, task.device, backend=backend)
    gc.collect()
    plan = _plan(task, dtype, survey(torch, task.device.kind).free_gib + _held(task.device))
    settle(libraries, pipeline, plan, task.device.kind)
    return lambda: paint_once(tuned, plan, words, task), tuned, plan


def _plan(task: Task, dtype: Any, free_gib: float) -> MemoryPlan:
    canvas = Canvas(pixels=task.size * task.size, takes=task.takes)
    sizes = sizes_of(task.family, canvas, wide=dtype is torch.float32)
    asked = Asked(memory=task.options.memory, apart=task.device.apart)
    return MemoryPlan(apart=False) if task.tiny else plan_memory(free_gib, task.family, sizes, asked)


def _held(device: Device) -> float:
    return torch.cuda.memory_allocated() / _GIB if device.kind == "cuda" else 0.0


def _now(device: Device) -> float:
    if device.kind == "cuda":
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.thread_time()


def measure(
    paint: Callable[[], Any],
    pipeline: Any,
    task: Task,
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Figures:
    """Figures of a way to paint; the first picture, for which programs are compiled and chosen, is told apart.

    ``within`` is what the bare calls are made in.
    """
    device, cuda = task.device, task.device.kind == "cuda"
    if cuda:
        empty_cache(torch, device.kind)
        torch.cuda.reset_peak_memory_stats()

    def timed(call: Callable[[], Any]) -> float:
        begun = _now(device)
        call()
        return _now(device) - begun

    first = timed(paint)
    calls = Calls()
    with calls.recorded(pipeline, task.family):
        paint()

    def again() -> None:
        with within():
            calls.again()

    again()
    both = [(timed(paint), timed(again)) for _ in range(task.reps)]
    return Figures(
        seconds=statistics.median(each for each, _ in both),
        bare=statistics.median(each for _, each in both),
        first=first,
        gib=torch.cuda.max_memory_allocated() / _GIB if cuda else 0.0,
    )


def run(task: Task) -> list[Row]:
    """Rows of one family: ours and stock in the same run on the same weights."""
    dtype = choose_dtype(torch, "auto", task.device.kind, task.family)
    if task.tiny:
        pipeline = tiny_pipeline(task.family.key, dtype)
    else:
        pipeline = full_pipeline(task.family, task.device.kind, dtype)
    plain = measured_stock(pipeline, task)
    paint, tuned, plan = ours(pipeline, task, dtype)
    good = measure(paint, pipeline, task, lambda: tuned.call(plan))
    each = good.seconds / task.takes
    key = task.family.key
    if task.tiny:
        return tiny_rows(task, good, plain)
    work = _tflop(task)
    aim = "< 7.5" if key == "sdxl" else ""
    return [
        Row(f"{key}: seconds a keyframe", each, plain and plain.seconds),
        Row(f"{key}: times as fast as the stock call", plain.seconds / each if plain else math.nan, None, ">= 2"),
        Row(f"{key}: TFLOP/s ({work:.0f} counted a keyframe)", work / each, plain and work / plain.seconds),
        Row(f"{key}: loop over bare calls, %", _percent(good), plain and _percent(plain), "<= 5"),
        Row(f"{key}: GiB at most, {plan.residence.name.lower()}", good.gib, plain and plain.gib, aim),
        Row(f"{key}: seconds of the first keyframe", good.first, plain and plain.first),
    ]


def tiny_rows(task: Task, good: Figures, plain: Figures | None) -> list[Row]:
    """Rows of a tiny model, of whose time only what the loop adds means something."""
    key, each = task.family.key, 1e3 / task.takes
    return [
        Row(f"{key}: ms of CPU a picture", good.seconds * each, plain and plain.seconds * 1e3),
        Row(f"{key}: of it added by the loop, ms", good.added * each, plain and plain.added * 1e3),
        Row(f"{key}: loop over bare calls, %", _percent(good), plain and _percent(plain)),
    ]


def measured_stock(pipeline: Any, task: Task) -> Figures | None:
    """Figures of the stock call; None where the device's memory is too small for it."""
    try:
        return measure(stock(pipeline, task), pipeline, task)
    except Exception as error:
        if not is_out_of_memory(torch, error):
            raise
    pipeline.to("cpu")
    empty_cache(torch, task.device.kind)
    return None


def _percent(figures: Figures) -> float:
    return figures.added / figures.bare * 100


def _tflop(task: Task) -> float:
    """Operations of a keyframe, 1e12: its steps, and its picture decoded; encoding the canvas, which is half of that,
    too."""
    denoised, decoded = _counts(task.family.key, task.size)
    return task.steps * denoised.tflop + 1.5 * decoded.tflop


def _counts(key: str, size: int) -> tuple[Any, Any]:
    built = networks(key)
    with torch.device("meta"):
        denoiser, vae = (built[name]().to(torch.bfloat16).eval() for name in (family_named(key).denoiser, "vae"))
        return count(denoising(key, denoiser, size * size)), count(decoding(key, vae, size * size))


def counted(family: Family, size: int, steps: int) -> list[Row]:
    """Rows of what is known of a family without a device."""
    denoised, decoded = _counts(family.key, size)
    sizes = sizes_of(family, Canvas(pixels=size * size))
    plan = plan_memory(7.4, family, sizes, Asked())
    return [
        Row(f"{family.key}: TFLOP a step", denoised.tflop),
        Row(f"{family.key}: TFLOP to decode", decoded.tflop),
        Row(f"{family.key}: TFLOP a keyframe of {steps} steps", steps * denoised.tflop + 1.5 * decoded.tflop),
        Row(f"{family.key}: GiB beside the denoiser's weights", denoised.peak_gib),
        Row(f"{family.key}: GiB beside the decoder's weights", decoded.peak_gib),
        Row(f"{family.key}: GiB planned, all resident", needed_gib(MemoryPlan(), sizes)),
        Row(
            f"{family.key}: GiB planned on 8 GB ({plan.residence.name.lower()})", needed_gib(plan, sizes), None, "< 7.5"
        ),
    ]


def read_options(written: str) -> tuple[Options, int]:
    """Options and takes from ``compile,cache=taylor,attention=native,memory=offload,takes=4``."""
    pairs = dict(each.partition("=")[::2] for each in written.split(",") if each)
    unknown = set(pairs) - {"compile", "cache", "attention", "memory", "takes"}
    if unknown:
        raise SystemExit(f"no such option: {', '.join(sorted(unknown))}")
    named = {name: pairs[name] for name in ("cache", "attention", "memory") if name in pairs}
    return Options(compile="compile" in pairs, **named), int(pairs.get("takes", "1"))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=KEYS, action="append", help="one of them; may be given again")
    parser.add_argument("--size", type=int, help="side of the canvas in pixels (1024; tiny: 128)")
    parser.add_argument("--steps", type=int, help="denoising steps (the family's own)")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--options", default="compile", help="of our way: compile,cache=…,attention=…,memory=…,takes=N")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--count", action="store_true")
    asked = parser.parse_args(arguments)
    load_libraries()  # which quiets them
    families = [family_named(key) for key in asked.family or KEYS]
    if asked.count:
        for family in families:
            size = asked.size or 1024
            print_rows(f"{family.name}, {size} x {size}", counted(family, size, asked.steps or family.steps))
        return
    if not asked.tiny and not torch.cuda.is_available():
        raise SystemExit("torch finds no GPU here: try --tiny or --count")
    device = survey(torch, "cpu" if asked.tiny else "cuda")
    options, takes = read_options(asked.options)
    if asked.tiny:
        torch.set_num_threads(1)  # thread time is that of one
    for family in families:
        wanted = Options(
            compile=options.compile and family.compiles,
            cache=options.cache if options.cache in family.caches else "none",
            attention=options.attention,
            memory=options.memory,
        )
        task = Task(
            family=family,
            device=device,
            size=asked.size or (128 if asked.tiny else 1024),
            steps=asked.steps or family.steps,
            reps=asked.reps,
            takes=takes,
            options=wanted,
            tiny=asked.tiny,
        )
        title = f"{family.name}, {task.size} x {task.size}, {task.steps} steps, {asked.options}: {device.name}"
        print_rows(title, run(task))
        gc.collect()
        empty_cache(torch, device.kind)


if __name__ == "__main__":
    main()
