"""Work and memory of a model, counted on torch's meta device: without a GPU, without weights, computing nothing."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter
from torch.utils.flop_counter import FlopCounterMode

_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class Count:
    """What one call does: 1e12 floating point operations (a multiplication and an addition are two), and the most GiB
    of tensors that live at once beside the weights and the arguments."""

    tflop: float
    peak_gib: float


class _Attention(TorchFunctionMode):
    """Attention as fused kernels do it: its matrix is never held, which the meta device's own way would."""

    def __init__(self) -> None:
        super().__init__()
        self.flop = 0

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is not torch.nn.functional.scaled_dot_product_attention:
            return function(*args, **(kwargs or {}))
        query, key, value = args[:3] if len(args) >= 3 else (kwargs["query"], kwargs["key"], kwargs["value"])
        self.flop += 2 * query.shape[:-1].numel() * key.shape[-2] * (key.shape[-1] + value.shape[-1])
        return query.new_empty(*query.shape[:-1], value.shape[-1])


class _Living(TorchDispatchMode):
    """The bytes of the tensors that were made and are still held; views share theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = self.peak = 0
        self._known: weakref.WeakSet[Any] = weakref.WeakSet()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = function(*args, **(kwargs or {}))
        given = {id(each.untyped_storage()) for each in tree_iter((args, kwargs)) if isinstance(each, torch.Tensor)}
        for each in tree_iter(made):
            if isinstance(each, torch.Tensor) and id(each.untyped_storage()) not in given:
                self._hold(each.untyped_storage())
        return made

    def _hold(self, storage: Any) -> None:
        if storage in self._known:
            return
        self._known.add(storage)
        size = storage.nbytes()
        self.bytes += size
        self.peak = max(self.peak, self.bytes)
        weakref.finalize(storage, self._let_go, size)

    def _let_go(self, size: int) -> None:
        self.bytes -= size


def count(call: Callable[[], object]) -> Count:
    """What a call on the meta device would do on a device."""
    attention, living, flops = _Attention(), _Living(), FlopCounterMode(display=False)
    with torch.no_grad(), flops, living, attention:
        call()
    return Count(tflop=(flops.get_total_flops() + attention.flop) / 1e12, peak_gib=living.peak / _GIB)
