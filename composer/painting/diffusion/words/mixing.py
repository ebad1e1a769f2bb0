"""Two scenes' words in one picture: the denoiser's predictions for both, mixed by a map of weights.

A picture painted so goes over from the one to the other along the way inward, wherever the map says, instead of as a
whole. It costs the denoiser twice, so it is for those steps only that need it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType, TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.words.encoding import Embeddings, Reading, tensors_of

#: Height and width of a prediction's picture, in its latents or tokens.
_Grid = tuple[int, int]
#: A denoiser's call: all of its arguments by name.
_Call = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Mixture:
    """The words of two scenes, both with or both without words to avoid, and where which counts.

    Attributes
    ----------
    near, far : Embeddings
        The pipeline is called with ``near.arguments``; both are on its device.
    weights : float32 array, shape (height, width), in [0, 1]
        How much ``far`` counts, over the whole canvas; it need not have the canvas' pixels.
    """

    near: Embeddings
    far: Embeddings
    weights: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.near.guided != self.far.guided:
            raise ValueError("one of the words has words to avoid, the other has none")
        if self.weights.ndim != 2 or not ((self.weights >= 0) & (self.weights <= 1)).all():
            raise ValueError("weights are an array of two dimensions with values from 0 to 1")


class Mixing(AbstractContextManager["Mixing"]):
    """While it lasts, the pipeline's denoiser gives ``(1 - weights) * near + weights * far`` of its predictions.

    It stands outside of whatever else is laid around the denoiser (offloading, compiled blocks, caches), so their
    order does not matter, and it is gone after the context however that ends. Enter it anew for each call of the
    pipeline. What a ControlNet adds is made from ``near`` alone.

    Parameters
    ----------
    torch
        The library.
    pipeline
        One of the family.
    family : Family
    mixture : Mixture

    Raises
    ------
    ValueError
        While painting, if the pipeline was called with other words than ``mixture.near``, or without guidance though
        there are words to avoid.
    """

    def __init__(self, torch: Any, pipeline: Any, family: Family, mixture: Mixture) -> None:
        self._torch = torch
        self._denoiser = getattr(pipeline, family.denoiser)
        self._hearing = _HEARINGS[family.key]
        self._mixture = mixture
        self._names = _names_of(self._denoiser)
        near, far = mixture.near.avoid, mixture.far.avoid
        self._avoids_alike = near is not None and far is not None and _alike(torch, near, far)
        self._hooks: list[Any] = []
        self._context: AbstractContextManager[None] = nullcontext()
        self._weights: Any = None
        self._calls = 0

    def __enter__(self) -> Mixing:
        if getattr(self._denoiser, "_compiled_call_impl", None) is not None:
            raise ValueError("a denoiser that is compiled as a whole cannot be mixed; compile its blocks")
        self._calls = 0
        self._weights = None
        self._hooks = [
            self._denoiser.register_forward_pre_hook(self._before, with_kwargs=True),
            self._denoiser.register_forward_hook(self._after, with_kwargs=True),
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks = []

    def _before(self, _denoiser: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        call = self._call_of(given, named)
        if self._calls < 2:  # both halves of the first step
            self._check(call)
        self._context = self._cached("near", self._half())
        self._context.__enter__()

    def _after(self, denoiser: Any, given: tuple[Any, ...], named: dict[str, Any], output: Any) -> Any:
        self._context.__exit__(None, None, None)
        call = self._call_of(given, named)
        half = self._half()
        self._calls += 1
        if half is _Half.AVOID and self._avoids_alike:
            return None
        spoken = self._spoken(self._mixture.far, call, half)
        changes = {name: swap(self._torch, spoken, call) for name, swap in self._hearing.swaps.items()}
        with self._cached("far", half):
            # Not the module itself: that would come here again. What else is laid around it is laid around this.
            far = denoiser.forward(**{**call, **changes})
        return _replaced(output, self._mixed(output[0], far[0], call))

    def _call_of(self, given: tuple[Any, ...], named: dict[str, Any]) -> _Call:
        return {**dict(zip(self._names, given, strict=False)), **named}

    def _half(self) -> _Half:
        """Which words a call hears: both at once, or by turns the prompt and what to avoid."""
        if not self._mixture.near.guided:
            return _Half.PROMPT
        if self._hearing.order is not _Order.BY_TURNS:
            return _Half.BOTH
        return _Half.AVOID if self._calls % 2 else _Half.PROMPT

    def _check(self, call: _Call) -> None:
        half = self._half()
        heard = call[self._hearing.words]
        meant = self._spoken(self._mixture.near, call, half)["prompt_embeds"]
        if len(heard) != len(meant) or not _alike(self._torch, {"": heard}, {"": meant}):
            raise ValueError("the pipeline was not called with the words, or not with the guidance, of the mixture")

    def _spoken(self, embeddings: Embeddings, call: _Call, half: _Half) -> Reading:
        """Words laid out as a call of the denoiser takes them, so often as it paints pictures at once."""
        if half is _Half.BOTH:
            count = len(call[self._hearing.words]) // 2
            halves = [(embeddings.words, count), (embeddings.avoid or {}, count)]
            if self._hearing.order is _Order.AVOID_FIRST:
                halves.reverse()
        else:
            chosen = embeddings.words if half is _Half.PROMPT else embeddings.avoid or {}
            halves = [(chosen, len(call[self._hearing.words]))]
        return {name: self._rows([(reading[name], count) for reading, count in halves]) for name in embeddings.words}

    def _rows(self, halves: list[tuple[Any, int]]) -> Any:
        rows = [one for several, count in halves for _ in range(count) for one in several]
        return rows if isinstance(halves[0][0], list) or not rows else self._torch.stack(rows)

    def _cached(self, whose: str, half: _Half) -> AbstractContextManager[Any]:
        """What a step cache keeps of one scene's words is of no use to the other's."""
        if not getattr(self._denoiser, "is_cache_enabled", False):
            return nullcontext()
        context: AbstractContextManager[Any] = self._denoiser.cache_context(f"{whose} {half.value}")
        return context

    def _mixed(self, near: Any, far: Any, call: _Call) -> Any:
        if isinstance(near, list):
            return [self._mixed(*pair, call) for pair in zip(near, far, strict=True)]
        if self._weights is None:
            self._weights = self._weights_for(near, call)
        mixed = near.float() * (1 - self._weights) + far.float() * self._weights
        return mixed.to(near.dtype)

    def _weights_for(self, prediction: Any, call: _Call) -> Any:
        """The map on a prediction's grid: (height, width) for latents, (tokens, 1) for tokens."""
        torch, grid = self._torch, self._hearing.grid(prediction, call)
        whole = torch.from_numpy(np.ascontiguousarray(self._mixture.weights, np.float32))[None, None]
        weights = torch.nn.functional.interpolate(whole, size=grid, mode="area")[0, 0].to(prediction.device)
        if not self._hearing.packed:
            return weights
        # Tokens after the canvas' own are those of pictures that are only looked at.
        others = prediction.shape[1] - weights.numel()
        return torch.nn.functional.pad(weights.flatten(), (0, others))[:, None]


class _Half(Enum):
    PROMPT = "prompt"
    AVOID = "avoid"
    BOTH = "both"


class _Order(Enum):
    """How a guided denoiser hears the prompt and what to avoid: in one call, which first, or in two calls."""

    AVOID_FIRST = "avoid first"
    PROMPT_FIRST = "prompt first"
    BY_TURNS = "by turns"


def _names_of(denoiser: Any) -> tuple[str, ...]:
    """Of a denoiser's arguments, as its class has them: what is laid around the module may hide them."""
    kind: Any = type(getattr(denoiser, "_orig_mod", denoiser))
    return tuple(inspect.signature(kind.forward).parameters)[1:]


def _alike(torch: Any, a: Reading, b: Reading) -> bool:
    pairs = list(zip(tensors_of(a), tensors_of(b), strict=False))
    return all(one.shape == two.shape and torch.equal(one, two.to(one)) for one, two in pairs)


def _replaced(output: Any, prediction: Any) -> Any:
    if isinstance(output, tuple):
        return (prediction, *output[1:])
    return type(output)(sample=prediction)


def _words(_torch: Any, spoken: Reading, _call: _Call) -> Any:
    return spoken["prompt_embeds"]


def _pooled(_torch: Any, spoken: Reading, _call: _Call) -> Any:
    return spoken["pooled_prompt_embeds"]


def _pooled_beside_sizes(_torch: Any, spoken: Reading, call: _Call) -> Any:
    return {**call["added_cond_kwargs"], "text_embeds": spoken["pooled_prompt_embeds"]}


def _mask_with_picture(torch: Any, spoken: Reading, call: _Call) -> Any:
    """The mask of the words and of the picture's tokens, which all count."""
    given, mask = call["attention_mask"], spoken["prompt_attention_mask"]
    picture = given.shape[1] - call["encoder_hidden_states"].shape[1]
    return torch.nn.functional.pad(mask, (0, picture), value=1).to(given.dtype)


def _latents(prediction: Any, _call: _Call) -> _Grid:
    return int(prediction.shape[-2]), int(prediction.shape[-1])


def _placed(_prediction: Any, call: _Call) -> _Grid:
    """From the places of the picture's tokens: (picture, row, column …), the canvas being picture 0."""
    places = call["img_ids"] if call["img_ids"].dim() == 2 else call["img_ids"][0]
    rows, columns = places[places[:, 0] == 0][:, 1:3].amax(dim=0).tolist()
    return int(rows) + 1, int(columns) + 1


def _shaped(_prediction: Any, call: _Call) -> _Grid:
    first = call["img_shapes"][0]
    _, rows, columns = first[0] if isinstance(first, list) else first
    return int(rows), int(columns)


@dataclass(frozen=True, kw_only=True)
class _Hearing:
    """How a family's denoiser hears words.

    ``words`` is the argument that takes them, ``swaps`` makes each argument that differs for other words, ``grid``
    finds the size of its picture, ``packed`` says whether it is a row of tokens.
    """

    words: str = "encoder_hidden_states"
    order: _Order
    swaps: Mapping[str, Callable[[Any, Reading, _Call], Any]]
    grid: Callable[[Any, _Call], _Grid]
    packed: bool = True


_FLUX = _Hearing(
    order=_Order.BY_TURNS,
    swaps=MappingProxyType({"encoder_hidden_states": _words, "pooled_projections": _pooled}),
    grid=_placed,
)
_HEARINGS: Mapping[str, _Hearing] = MappingProxyType(
    {
        "sd": _Hearing(
            order=_Order.AVOID_FIRST,
            swaps=MappingProxyType({"encoder_hidden_states": _words}),
            grid=_latents,
            packed=False,
        ),
        "sdxl": _Hearing(
            order=_Order.AVOID_FIRST,
            swaps=MappingProxyType({"encoder_hidden_states": _words, "added_cond_kwargs": _pooled_beside_sizes}),
            grid=_latents,
            packed=False,
        ),
        "sd3": _Hearing(
            order=_Order.AVOID_FIRST,
            swaps=MappingProxyType({"encoder_hidden_states": _words, "pooled_projections": _pooled}),
            grid=_latents,
            packed=False,
        ),
        "flux-fill": _FLUX,
        "flux": _FLUX,
        "kontext": _FLUX,
        "klein": _Hearing(
            order=_Order.BY_TURNS,
            swaps=MappingProxyType({"encoder_hidden_states": _words}),
            grid=_placed,
        ),
        "qwen": _Hearing(
            order=_Order.BY_TURNS,
            swaps=MappingProxyType({"encoder_hidden_states": _words}),
            grid=_shaped,
        ),
        "z-image": _Hearing(
            words="cap_feats",
            order=_Order.PROMPT_FIRST,
            swaps=MappingProxyType({"cap_feats": _words}),
            grid=_latents,
            packed=False,
        ),
        "chroma": _Hearing(
            order=_Order.BY_TURNS,
            swaps=MappingProxyType({"encoder_hidden_states": _words, "attention_mask": _mask_with_picture}),
            grid=_placed,
        ),
    }
)
