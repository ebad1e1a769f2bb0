"""The libraries that the painter needs: loaded when it first paints, and never before."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from composer.errors import ComposerError


@dataclass(frozen=True, kw_only=True)
class Libraries:
    """The libraries that the painter needs, loaded."""

    torch: Any
    diffusers: Any
    hub: Any


def load_libraries() -> Libraries:
    """torch, diffusers and the hub's client, which take seconds to load.

    Raises
    ------
    ComposerError
        If one is missing or cannot be loaded.
    """
    try:
        torch = import_module("torch")
        import_module("accelerate")
        libraries = Libraries(torch=torch, diffusers=import_module("diffusers"), hub=import_module("huggingface_hub"))
        _quiet(libraries.diffusers, import_module("transformers"))
        # What cannot be fetched is told once, in an error of ours, and not at each of the client's tries.
        libraries.hub.logging.set_verbosity_error()
        return libraries
    except ImportError as error:
        raise ComposerError(
            f"the diffusion painter needs torch and diffusers: {error}", 'pip install "longzoom[diffusion]"'
        ) from error


def _quiet(*libraries: Any) -> None:
    """No bars and advice of the libraries between the lines of the film; what is fetched still shows its progress."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="diffusers")
    for library in libraries:
        library.utils.logging.disable_progress_bar()
        library.utils.logging.set_verbosity_error()
