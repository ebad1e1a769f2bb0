"""The calls that a pipeline makes of its networks, noted to be made again by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from composer.painting.diffusion.families.family import Family


@dataclass(kw_only=True)
class Calls:
    """The calls that a pipeline made of its networks, to be made again by themselves."""

    made: list[tuple[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    @contextmanager
    def recorded(self, pipeline: Any, family: Family) -> Iterator[None]:
        """Note the calls that are made within."""
        denoiser, vae = getattr(pipeline, family.denoiser), pipeline.vae
        watched = ((denoiser, "forward"), (vae, "encode"), (vae, "decode"))
        plain = [getattr(part, name) for part, name in watched]
        for (part, name), call in zip(watched, plain, strict=True):
            setattr(part, name, self._noting(part, call))
        try:
            yield
        finally:
            for (part, name), call in zip(watched, plain, strict=True):
                setattr(part, name, call)

    def _noting(self, part: Any, call: Callable[..., Any]) -> Callable[..., Any]:
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
