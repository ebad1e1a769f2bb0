"""Two ways to paint a picture with one pipeline: its documentation's call, and the painter's engine."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from composer.geometry import similarity_at
from composer.painting.diffusion.canvas.surround import Surround, surround
from composer.painting.diffusion.engine.brush import Brush, Outfit, Spoken
from composer.painting.diffusion.engine.request import Request
from composer.painting.diffusion.engine.settings import settings_of
from composer.painting.diffusion.families.family import Family, MaskUse
from composer.painting.diffusion.machine.device import Device, survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.machine.memory_plan import Asked, Canvas, MemoryPlan, plan_memory, sizes_of
from composer.painting.diffusion.machine.speed import Tuned, tune
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.words.book import WordBook, Words
from composer.storyboard.records import Scene, Storyboard

WORDS = Words(prompt="a lighthouse on a cliff at night, storm, rich colours", avoid="text, frame")
_STORYBOARD = Storyboard(file=Path("benchmark.yaml"), scenes=(Scene(id="lighthouse", prompt=WORDS.prompt),))
#: How far inside the portal models still paint, in heights of the inner picture: half of the painter's soft edge.
_INSET = 0.03
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Ours:
    """The engine made ready, and the request that it paints."""

    brush: Brush
    tuned: Tuned
    request: Request
    spoken: Spoken

    def paint(self) -> Any:
        """The request's pictures."""
        return self.brush.paint(self.request, self.spoken)


def canvas(size: int) -> Surround:
    """A canvas with an inner picture in its middle, as an outpainting step has it."""
    inner = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
    return surround(inner, similarity_at((0.5, 0.5), magnification=1.6, turn_degrees=0, aspect=1), (size, size), _INSET)


def stock(pipeline: Any, task: Task) -> Callable[[], Any]:
    """The call of the pipeline's documentation."""
    family, shown = task.family, canvas(task.size)
    asked: dict[str, Any] = {"prompt": WORDS.prompt, family.guidance_argument: family.guidance}
    if family.takes_avoid:
        asked["negative_prompt"] = WORDS.avoid
    if family.longest:
        asked["max_sequence_length"] = family.longest
    if family.mask is MaskUse.BLEND or family.key in ("sd", "sdxl"):
        asked["strength"] = family.strength
    if family.key == "kontext":
        asked |= {"_auto_resize": False, "max_area": task.size * task.size}
    asked |= {"height": task.size, "width": task.size, "num_inference_steps": task.steps}
    picture, mask = Image.fromarray(shown.picture), Image.fromarray(shown.repaint.astype(np.uint8) * 255)
    pipeline.to(task.device.kind)
    return lambda: pipeline(image=picture, mask_image=mask, **asked).images


def ours(pipeline: Any, task: Task, dtype: Any) -> Ours:
    """The engine with a pipeline in place of a loaded one: words read, encoders let go, tuned, settled."""
    family, libraries = task.family, load_libraries()
    options = replace(task.options, steps=task.steps)
    settings = settings_of(options, family)
    book = WordBook(torch, family, lambda: nullcontext(pipeline), guided=settings.guided)
    book.learn([WORDS])
    for name in family.text_parts:
        if "encoder" in name:
            setattr(pipeline, name, None)
    tuned = tune(libraries, pipeline, family, options, task.device, backend="eager" if task.tiny else "inductor")
    gc.collect()
    outfit = Outfit(
        name="the benchmark's model",
        libraries=libraries,
        family=family,
        settings=settings,
        device=task.device,
        pipeline=pipeline,
        tuned=tuned,
        album=Album(_STORYBOARD),
    )
    request = Request(
        scene="lighthouse",
        canvases=(canvas(task.size),) * task.takes,
        seeds=tuple(range(task.takes)),
        strength=settings.strength,
        words=WORDS,
    )
    brush = Brush(outfit, _plan(task, dtype))
    return Ours(brush=brush, tuned=tuned, request=request, spoken=Spoken(near=book.look_up(WORDS)))


def _plan(task: Task, dtype: Any) -> MemoryPlan:
    if task.tiny:
        return MemoryPlan(apart=False)
    held = torch.cuda.memory_allocated() / _GIB if task.device.kind == "cuda" else 0.0
    sizes = sizes_of(task.family, Canvas(pixels=task.size * task.size), wide=dtype is torch.float32)
    asked = Asked(memory=task.options.memory, apart=task.device.apart)
    return plan_memory(survey(torch, task.device.kind).free_gib + held, task.family, sizes, asked)
