"""Text encoders on the device for as long as there are words to read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from composer.painting.diffusion.machine.device import Device, empty_cache, is_out_of_memory, survey
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.weights.adapters import Adapter, dress_reader
from composer.painting.diffusion.weights.finding import Checkpoint
from composer.painting.diffusion.weights.loading import load_text_parts

#: What reading takes beside the encoders' weights, in GiB.
_MARGIN_GIB = 0.7


@contextmanager
def text_encoders(
    libraries: Libraries, checkpoint: Checkpoint, dtype: Any, device: Device, adapters: tuple[Adapter, ...] = ()
) -> Iterator[Any]:
    """A pipeline that reads words, and is freed at the end.

    ``adapters`` may have something for them. Encoders that do not fit beside what else is on the device work layer by
    layer, which takes seconds a prompt.

    Raises
    ------
    ComposerError
        If the weights are not to be had.
    """
    torch = libraries.torch
    pipeline = load_text_parts(libraries, checkpoint, dtype)
    dress_reader(pipeline, adapters, checkpoint.family)
    pipeline.set_progress_bar_config(disable=True)
    needed = checkpoint.family.text_gib * (2 if dtype == torch.float32 else 1) + _MARGIN_GIB
    try:
        if not device.apart or not _fits(libraries, pipeline, device, needed):
            _settle_elsewhere(pipeline, device)
        yield pipeline
    finally:
        pipeline.remove_all_hooks()
        for part in checkpoint.family.text_parts:
            setattr(pipeline, part, None)
        del pipeline
        gc.collect()
        empty_cache(torch, device.kind)


def _fits(libraries: Libraries, pipeline: Any, device: Device, needed: float) -> bool:
    """Whether the encoders are on the device now, all of them."""
    if survey(libraries.torch, device.kind).free_gib < needed:
        return False
    try:
        pipeline.to(device.kind)
    except Exception as error:
        if not is_out_of_memory(libraries.torch, error):
            raise
        pipeline.to("cpu")
        empty_cache(libraries.torch, device.kind)
        return False
    return True


def _settle_elsewhere(pipeline: Any, device: Device) -> None:
    if device.apart:
        pipeline.enable_sequential_cpu_offload(device=device.kind)
    else:
        pipeline.to(device.kind)
