"""A loaded pipeline made faster without a change of what it paints, or by what the storyboard asks for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.attention import has_adapter, is_sliced, set_attention, told_of_attention
from composer.painting.diffusion.machine.caching import cached_call, set_cache
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan, Residence
from composer.painting.diffusion.options.options import Options

_PROJECTIONS = {
    "to_qkv": ("to_q", "to_k", "to_v"),
    "to_kv": ("to_k", "to_v"),
    "to_added_qkv": ("add_q_proj", "add_k_proj", "add_v_proj"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Tuned:
    """A tuned pipeline, to be called within ``call``.

    Attributes
    ----------
    compiled : bool
        Whether the denoiser's blocks and the decoder are compiled.
    cached : bool
        Whether the denoiser has a step cache.
    first : tuple of torch.nn.attention.SDPBackend
        The kernels of torch's attention in the order in which they are tried; empty: torch's own.
    """

    libraries: Libraries
    pipeline: Any
    family: Family
    device: Device
    compiled: bool = False
    cached: bool = False
    first: tuple[Any, ...] = ()

    @contextmanager
    def call(self, plan: MemoryPlan, *, last: bool = True) -> Iterator[None]:
        """What one call of the pipeline is made in.

        Parameters
        ----------
        plan : MemoryPlan
            By which the pipeline is settled now. Where layers take turns, compiled blocks are left to torch as they
            are: weights that move cannot be compiled in.
        last : bool
            Whether its picture is the one that is kept: a safety checker looks at no other.

        Raises
        ------
        ComposerError
            If the chosen attention cannot compute what the model asks of it.
        """
        torch = self.libraries.torch
        with ExitStack() as stack:
            stack.enter_context(self._numbers(plan))
            if self.first:
                stack.enter_context(torch.nn.attention.sdpa_kernel(list(self.first), set_priority=True))
            if self.compiled and plan.residence >= Residence.GROUPED:
                stack.enter_context(torch.compiler.set_stance("force_eager"))
            if self.cached:
                stack.enter_context(cached_call(self.libraries, getattr(self.pipeline, self.family.denoiser)))
            if not last:
                stack.enter_context(self._unchecked())
            try:
                yield
            except (RuntimeError, ValueError) as error:
                if not told_of_attention(error):
                    raise
                message = f"painter.diffusion.attention: it cannot compute {self.family.name}'s on {self.device.name}"
                raise ComposerError(message, "use attention: auto") from error

    @contextmanager
    def _numbers(self, plan: MemoryPlan) -> Iterator[None]:
        """float32, in which the XL model's decoder works, multiplied in TF32; convolutions by the fastest program,
        where there is memory to try them all (on AMD's GPUs that takes minutes)."""
        if self.device.kind != "cuda":
            yield
            return
        torch, cudnn = self.libraries.torch, self.libraries.torch.backends.cudnn
        before = torch.get_float32_matmul_precision(), cudnn.benchmark
        torch.set_float32_matmul_precision("high")
        cudnn.benchmark = plan.residence is Residence.RESIDENT and not plan.tiling and not self.device.rocm
        try:
            yield
        finally:
            torch.set_float32_matmul_precision(before[0])
            cudnn.benchmark = before[1]

    @contextmanager
    def _unchecked(self) -> Iterator[None]:
        checker = getattr(self.pipeline, "safety_checker", None)
        if checker is None:
            yield
            return
        self.pipeline.safety_checker = None
        try:
            yield
        finally:
            self.pipeline.safety_checker = checker


def tune(
    libraries: Libraries, pipeline: Any, family: Family, options: Options, device: Device, backend: str = "inductor"
) -> Tuned:
    """A pipeline made as fast as it can be; before it is settled, and after all its adapters are loaded.

    Weights of convolutions are laid out as the device likes them and projections of attention are joined, which
    changes pictures by roundings only; ``compile``, ``attention`` and ``cache`` are done as the options say.

    Parameters
    ----------
    backend : str
        torch's compiler; ``eager`` tries all but the compiling itself.

    Raises
    ------
    ComposerError
        If an option cannot be had with this family, this device or another option.
    """
    torch, denoiser = libraries.torch, getattr(pipeline, family.denoiser)
    if options.compile:
        _check_compiling(torch, denoiser, family, device, backend)
    if device.kind != "mps":
        for part in (denoiser, pipeline.vae):
            _lay_out(torch, part)
    if family.fuses and not is_sliced(denoiser, device.kind):  # slices are of projections apart
        _join_projections(torch, denoiser)
    first = set_attention(libraries, denoiser, family, options.attention, device)
    if options.cache != "none":
        set_cache(libraries, denoiser, family, options.cache, options.steps or family.steps)
    if options.compile:
        # A cache decides in Python from step to step, which one graph cannot hold; nor can bitsandbytes' 8-bit layers.
        whole = options.cache == "none" and not getattr(denoiser, "is_quantized", False)
        denoiser.compile_repeated_blocks(fullgraph=whole, backend=backend)
        if not _moving_pictures(pipeline.vae):
            pipeline.vae.decoder.compile(backend=backend)
    return Tuned(
        libraries=libraries,
        pipeline=pipeline,
        family=family,
        device=device,
        compiled=options.compile,
        cached=options.cache != "none",
        first=first,
    )


def _check_compiling(torch: Any, denoiser: Any, family: Family, device: Device, backend: str) -> None:
    if not family.compiles:
        raise ComposerError(f"painter.diffusion.compile: {family.name} cannot be compiled", "leave the option out")
    if any(weight.dtype is torch.float8_e4m3fn for weight in denoiser.parameters()):
        message = "painter.diffusion.compile: weights in fp8 are widened layer by layer, which cannot be compiled"
        raise ComposerError(message, "use quantize: nf4 or none, or leave compile out")
    if backend != "inductor":
        return
    if device.kind == "cuda" and find_spec("triton") is None:
        message = "painter.diffusion.compile: torch compiles by triton here, which is not installed"
        raise ComposerError(message, "pip install triton (on Windows: triton-windows), or leave compile out")
    named = os.environ.get("CXX")
    compilers = (named,) if named else ("c++", "g++", "clang++", "cl")
    if device.kind == "cpu" and not any(shutil.which(name) for name in compilers):
        message = "painter.diffusion.compile: torch compiles by a C++ compiler here, and there is none"
        raise ComposerError(message, "install one, or leave compile out")


def _lay_out(torch: Any, part: Any) -> None:
    """Weights of convolutions with their channels last, as tensor cores read them. Not those over time, which have
    five axes: their pictures would be laid out back and forth."""
    if _moving_pictures(part):
        return
    for weight in part.parameters():
        if weight.dim() == 4:
            weight.data = weight.data.to(memory_format=torch.channels_last)


def _moving_pictures(part: Any) -> bool:
    return any(weight.dim() == 5 for weight in part.parameters())


def _join_projections(torch: Any, denoiser: Any) -> None:
    """Query, key and value projected at once. Weights that adapters or roundings have changed stay as they are."""
    layers = [layer for layer in denoiser.modules() if getattr(layer, "to_q", None) is not None]
    plain = (torch.float32, torch.float16, torch.bfloat16)
    if not all(type(layer.to_q) is torch.nn.Linear and layer.to_q.weight.dtype in plain for layer in layers):
        return
    if has_adapter(denoiser):
        return
    denoiser.fuse_qkv_projections()
    for layer in layers:
        # What was joined would be held twice: 1.6 GiB of FLUX.1.
        for joined, parts in _PROJECTIONS.items():
            if getattr(layer, joined, None) is not None:
                for name in parts:
                    setattr(layer, name, None)
