"""The painter's loop against the stock call of diffusers, family by family, in the same run and without weights.

    python benchmarks/diffusing.py                      # a GPU: full-size models with random weights
    python benchmarks/diffusing.py --family sdxl --options compile,takes=4,cache=none
    python benchmarks/diffusing.py --tiny               # the CPU: tiny models, and what the loop adds to their work
    python benchmarks/diffusing.py --count              # no device: work and memory, counted

Stock: the pipeline as its documentation shows it, at half precision on the device: a prompt in words, its text encoders
there, pictures in and out by PIL. Ours: the painter's own engine, from a request with its words read before to the
pictures: text encoders let go, tuned and settled by a memory plan, soft masks where the model blends, noise from the
CPU, takes in a batch. Both take as many steps over the same canvas. What a loop adds is its time over that of the calls
of the denoiser, the encoder and the decoder: on a GPU, the same calls made again one after the other; on the CPU, what
they took as they were made, in thread time, which other programs do not change. Operations are counted on torch's meta
device.
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

import torch

sys.path.insert(0, str(Path(__file__).parent))
from calls import Calls, Clock
from counting import count
from diffusing_models import KEYS, decoding, denoising, full_pipeline, networks, tiny_pipeline
from diffusing_ways import Task, ours, stock
from table import Row, print_rows

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import FAMILIES, family_named
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
from composer.painting.diffusion.options.options import Options

_GIB = 1024**3


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


def _now(device: Device) -> float:
    if device.kind == "cuda":
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.thread_time()


def _with_bare_calls(
    paint: Callable[[], Any], pipeline: Any, task: Task, within: Callable[[], AbstractContextManager[None]]
) -> list[tuple[float, float]]:
    """Seconds of each picture, and of its bare calls."""

    def timed(call: Callable[[], Any]) -> float:
        begun = _now(task.device)
        call()
        return _now(task.device) - begun

    def clocked() -> tuple[float, float]:
        clock = Clock(now=time.thread_time)
        with clock.running(pipeline, task.family):
            return timed(paint), clock.seconds

    if task.device.kind != "cuda":
        return [clocked() for _ in range(task.reps)]
    calls = Calls()
    with calls.recorded(pipeline, task.family):
        paint()

    def again() -> None:
        with within():
            calls.again()

    again()
    return [(timed(paint), timed(again)) for _ in range(task.reps)]


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
    begun = _now(device)
    paint()
    first = _now(device) - begun
    both = _with_bare_calls(paint, pipeline, task, within)
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
    made = ours(pipeline, task, dtype)
    good = measure(made.paint, pipeline, task, lambda: made.tuned.call(made.brush.plan))
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
        Row(f"{key}: GiB at most, {made.brush.plan.residence.name.lower()}", good.gib, plain and plain.gib, aim),
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
    parser.add_argument(
        "--family", choices=[each.key for each in FAMILIES], action="append", help="one of them; may be given again"
    )
    parser.add_argument("--size", type=int, help="side of the canvas in pixels (1024; tiny: 128)")
    parser.add_argument("--steps", type=int, help="denoising steps (the family's own)")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--options", default="compile", help="of our way: compile,cache=…,attention=…,memory=…,takes=N")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--count", action="store_true")
    asked = parser.parse_args(arguments)
    load_libraries()  # which quiets them
    families = [family_named(key) for key in asked.family or KEYS]
    small = [family.key for family in families if family.key not in KEYS]
    if small and not asked.tiny:
        raise SystemExit(f"{', '.join(small)}: built in tiny alone, try --tiny")
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
