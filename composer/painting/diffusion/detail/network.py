"""Upscaling networks from files of weights, of any kind that spandrel reads: ESRGAN, SwinIR, DAT and many more."""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from composer.errors import ComposerError, first_line
from composer.painting.diffusion.canvas.colour import FloatArray
from composer.painting.diffusion.detail.tiles import Tiling, enlarge_in_tiles
from composer.painting.diffusion.machine.device import is_out_of_memory

_log = logging.getLogger("longzoom")
#: Sides of tiles in pixels: first tried on a GPU and elsewhere, and the smallest. Larger tiles waste less on margins.
_SIDE_ON_CUDA, _SIDE, _SMALLEST = 1024, 512, 128
_SUCH_AS = "name the file of an upscaling network, such as RealESRGAN_x4plus.pth or a .safetensors file"


class Network:
    """An upscaling network on its device.

    Attributes
    ----------
    scale : int
        How many times longer it makes a picture's sides, > 1.
    """

    def __init__(self, torch: Any, model: Any, file: Path, device: str) -> None:
        self.scale = int(model.scale)
        self._torch = torch
        self._model = model
        self._file = file
        self._device = device
        # A network that needs the whole picture at once cuts it up itself.
        self._is_cut = model.tiling.name != "INTERNAL"
        self._side = _SIDE_ON_CUDA if device == "cuda" else _SIDE
        self._dtype = _dtype(torch, model, device)
        model.to(device).to(self._dtype).eval()

    def __call__(self, picture: FloatArray) -> FloatArray:
        """The picture ``scale`` times larger.

        In tiles; where the memory runs out in smaller ones from then on, with a message.

        Parameters
        ----------
        picture : float32 array, shape (height, width, 3), RGB in 0..1

        Raises
        ------
        ComposerError
            If the memory is too small, or the network gives no picture.
        """
        while True:
            enlarged = self._attempt(picture)
            if enlarged is None:
                self._make_room(picture)
            elif np.isfinite(enlarged).all():
                return enlarged
            else:
                self._widen()

    def _attempt(self, picture: FloatArray) -> FloatArray | None:
        """The enlarged picture, or None where memory ran out (outside of the handler, so that its frames let go)."""
        side = self._side if self._is_cut else max(_SMALLEST, *picture.shape[:2])
        try:
            return enlarge_in_tiles(picture, self.scale, Tiling(side=side), self._enlarged)
        except Exception as error:
            if not is_out_of_memory(self._torch, error):
                raise
        return None

    def _enlarged(self, tile: FloatArray) -> FloatArray:
        torch = self._torch
        with torch.inference_mode():
            given = torch.from_numpy(tile.transpose(2, 0, 1)[None].copy()).to(self._device, self._dtype)
            made = self._model(given)[0].float().permute(1, 2, 0).cpu().numpy()
        return np.asarray(made, np.float32)

    def _make_room(self, picture: FloatArray) -> None:
        if self._device != "cpu":
            getattr(self._torch, self._device).empty_cache()
        if self._is_cut:
            # Not from a side that is longer than the picture: that would be the same try again.
            self._side = min(self._side, max(picture.shape[:2])) // 2
        if not self._is_cut or self._side < _SMALLEST:
            raise ComposerError(
                f"{self._file} does not fit into the memory of this machine",
                "close other programs, choose a smaller upscaling network, or leave upscale out",
            )
        _log.warning("the memory ran out under %s: its tiles are %d pixels wide from now on", self._file, self._side)

    def _widen(self) -> None:
        if self._dtype == self._torch.float32:
            message = f"{self._file} gave a picture without numbers (NaN)"
            raise ComposerError(message, "choose another upscaling network")
        _log.warning("%s gave a picture without numbers at half precision: it runs in float32 from now on", self._file)
        self._dtype = self._torch.float32
        self._model.to(self._dtype)


def _dtype(torch: Any, model: Any, device: str) -> Any:
    if device == "cpu":
        return torch.float32
    if model.supports_half:
        return torch.float16
    return torch.bfloat16 if model.supports_bfloat16 and device == "cuda" else torch.float32


def load_network(torch: Any, file: Path, device: str) -> Network:
    """The upscaling network of a file, on a device (``cpu``, ``cuda``, ``mps``).

    Only weights are read, never code that a file may hold.

    Raises
    ------
    ComposerError
        If spandrel is missing, or the file is none, is damaged, or holds no network that enlarges RGB pictures.
    """
    spandrel = _spandrel()
    weights = _weights(torch, file)
    try:
        model = spandrel.ModelLoader().load_from_state_dict(weights)
    except spandrel.UnsupportedModelError as error:
        raise ComposerError(f"{file} holds no network of a kind that spandrel knows", _SUCH_AS) from error
    except Exception as error:  # weights that are nearly those of a known kind fail in as many ways as there are kinds
        raise ComposerError(f"{file}: the network cannot be made: {first_line(error)}", _SUCH_AS) from error
    _check(spandrel, model, file)
    return Network(torch, model, file, device)


def digest_of_network(file: Path) -> str:
    """A digest of a network's file, which every keyframe that it enlarges depends on.

    Raises
    ------
    ComposerError
        If it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError as error:
        raise ComposerError(f"{file} cannot be read: {error.strerror}", _SUCH_AS) from error


def _spandrel() -> Any:
    try:
        return import_module("spandrel")
    except (ImportError, RuntimeError) as error:
        # A torchvision that was built for another torch raises RuntimeError.
        raise ComposerError(
            f"an upscaling network needs spandrel, which cannot be loaded: {first_line(error)}",
            'pip install "longzoom[upscale]", with torch and torchvision from the same place',
        ) from error


def _weights(torch: Any, file: Path) -> Mapping[str, Any]:
    """Tensors by name, without the wrappings that trainers put around them."""
    try:
        if file.suffix.lower() == ".safetensors":
            found = import_module("safetensors.torch").load_file(file)
        else:
            found = torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        message = f"{file} is no file of weights, or holds more than weights, which is not loaded since it may be code"
        raise ComposerError(message, "fetch it as a .safetensors file, or name another network") from error
    except Exception as error:  # safetensors, zip files and torch have their own kinds for files that are damaged
        raise ComposerError(f"{file} cannot be read as weights: {first_line(error)}", _SUCH_AS) from error
    return _unwrapped(found, file)


def _unwrapped(found: Any, file: Path) -> Mapping[str, Any]:
    for name in ("params_ema", "params-ema", "params", "model_state_dict", "state_dict", "model", "net"):
        if isinstance(found, Mapping) and isinstance(found.get(name), Mapping):
            found = found[name]
            break
    if not isinstance(found, Mapping) or not found or not all(isinstance(name, str) for name in found):
        raise ComposerError(f"{file} holds no weights by name", _SUCH_AS)
    for prefix in ("module.", "netG."):
        if all(name.startswith(prefix) for name in found):
            found = {name.removeprefix(prefix): value for name, value in found.items()}
    return dict(found)


def _check(spandrel: Any, model: Any, file: Path) -> None:
    name = model.architecture.name
    if not isinstance(model, spandrel.ImageModelDescriptor) or model.scale <= 1:
        raise ComposerError(f"{file} holds {name}, a network that enlarges nothing", _SUCH_AS)
    if (model.input_channels, model.output_channels) != (3, 3):
        text = f"{model.input_channels} channels to {model.output_channels}"
        raise ComposerError(f"{file} holds {name} from {text}, where pictures have 3", _SUCH_AS)
