"""The calls that a pipeline makes of its networks, timed where they are made, or noted to be made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from composer.painting.diffusion.families.family import Family

_Call = Callable[..., Any]


@contextmanager
def _watched(pipeline: Any, family: Family, around: Callable[[Any, _Call], _Call]) -> Iterator[None]:
    """Something around each call of the denoiser, the encoder and the decoder, while it lasts."""
    denoiser, vae = getattr(pipeline, family.denoiser), pipeline.vae
    watched = ((denoiser, "forward"), (vae, "encode"), (vae, "decode"))
    plain = [getattr(part, name) for part, name in watched]
    for (part, name), call in zip(watched, plain, strict=True):
        setattr(part, name, around(part, call))
    try:
        yield
    finally:
        for (part, name), call in zip(watched, plain, strict=True):
            setattr(part, name, call)


@dataclass(kw_only=True)
class Clock:
    """Seconds spent in the calls of a pipeline's networks, by ``now``; right where nothing works on after a call."""

    now: Callable[[], float]
    seconds: float = 0.0

    @contextmanager
    def running(self, pipeline: Any, family: Family) -> Iterator[None]:
        """Time the calls that are made within."""
        with _watched(pipeline, family, self._timing):
            yield

    def _timing(self, _part: Any, call: _Call) -> _Call:
        def timed(*given: Any, **named: Any) -> Any:
            begun = self.now()
            try:
                return call(*given, **named)
            finally:
                self.seconds += self.now() - begun

        return timed


@dataclass(kw_only=True)
class Calls:
    """The calls that a pipeline made of its networks, to be made again by themselves."""

    made: list[tuple[_Call, Any, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    @contextmanager
    def recorded(self, pipeline: Any, family: Family) -> Iterator[None]:
        """Note the calls that are made within."""
        with _watched(pipeline, family, self._noting):
            yield

    def _noting(self, part: Any, call: _Call) -> _Call:
        def noted(*given: Any, **named: Any) -> Any:
            self.made.append((call, part, given, named))
            return call(*given, **named)

        return noted

    def again(self) -> None:
        """Make them once more."""
        with torch.no_grad():
            for call, part, given, named in self.made:
                if "Autoencoder" in type(part).__name__ and given and part.dtype != given[0].dtype:
                    part.to(given[0].dtype)  # a decoder that the pipeline widens for each picture
                call(*given, **named)
