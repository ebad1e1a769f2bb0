"""ControlNets for inpainting: loaded beside a model, and what they are shown."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from composer.errors import ComposerError, first_line
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.table import FAMILIES
from composer.painting.diffusion.machine.libraries import Libraries
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.weights.missing import file_of_hub, not_to_be_had

_WHAT = "a ControlNet of diffusers"
_INSTEAD = "name a folder that holds it: painter: {diffusion: {control: path/to/folder}}"
_CONFIG = "config.json"
_UNION = "ControlNetUnionModel"
_NO_OPTIONS = Options()
_XL_BASE = "stabilityai/stable-diffusion-xl-base-1.0"
#: The mode of the XL union network that repaints, and the mode of FLUX.1's that sharpens a blurred picture, which is
#: what the surroundings made for the model are.
_REPAINT, _BLUR = 7, 3
#: Families whose pipelines with a ControlNet start from nothing.
AFRESH = ("sd3", "qwen", "z-image")


@dataclass(frozen=True, kw_only=True)
class _Net:
    """A class of ControlNets, and the pipeline that paints with it."""

    network: str
    pipeline: str


_NETS: Mapping[str, tuple[_Net, ...]] = MappingProxyType(
    {
        "sd": (_Net(network="ControlNetModel", pipeline="StableDiffusionControlNetInpaintPipeline"),),
        "sdxl": (
            _Net(network="ControlNetModel", pipeline="StableDiffusionXLControlNetInpaintPipeline"),
            _Net(network=_UNION, pipeline="StableDiffusionXLControlNetUnionInpaintPipeline"),
        ),
        "sd3": (_Net(network="SD3ControlNetModel", pipeline="StableDiffusion3ControlNetInpaintingPipeline"),),
        "flux": (_Net(network="FluxControlNetModel", pipeline="FluxControlNetInpaintPipeline"),),
        "qwen": (_Net(network="QwenImageControlNetModel", pipeline="QwenImageControlNetInpaintPipeline"),),
        "z-image": (_Net(network="ZImageControlNetModel", pipeline="ZImageControlNetInpaintPipeline"),),
    }
)


def check_control(family: Family, options: Options = _NO_OPTIONS) -> None:
    """Nothing; refuses, before anything is loaded, a ControlNet for a family that has none.

    Raises
    ------
    ComposerError
        If the family has no pipeline that inpaints with one, or if that starts from nothing and the options ask for a
        pass that starts from a picture.
    """
    if family.key in _NETS:
        asked = {
            "strength": (options.strength or 1) < 1,
            "seam": options.seam is not None,
            "upscale": options.upscaling.canvas > 1,
        }
        for name in (name for name, is_asked in asked.items() if is_asked and family.key in AFRESH):
            message = f"painter.diffusion.{name}: beside a ControlNet {family.name} always begins from nothing"
            raise ComposerError(message, f"leave {'its canvas' if name == 'upscale' else name} or control out")
        return
    others = ", ".join(each.name for each in FAMILIES if each.key in _NETS)
    message = f"painter.diffusion.control: {family.name} has no ControlNet for inpainting"
    raise ComposerError(message, f"leave control out, or choose a model of a family that has one: {others}")


def with_control(libraries: Libraries, pipeline: Any, family: Family, source: Source, dtype: Any) -> Any:
    """A pipeline that paints with a ControlNet, of the same parts as the one given.

    Parameters
    ----------
    pipeline : a diffusers pipeline
        The half that paints, dressed in its adapters and not yet moved to its device.
    source : Source
        A folder with a ``config.json``, a name on the hub, or a ``.safetensors`` file with a ``config.json`` beside it.

    Raises
    ------
    ComposerError
        If the family has none, it cannot be had, is damaged, or is of another family.
    """
    check_control(family)
    network = _load(libraries, family, source, dtype)
    net = next(each for each in _NETS[family.key] if each.network == type(network).__name__)
    kind = getattr(libraries.diffusers, net.pipeline)
    if net.network == _UNION and pipeline.unet.config.in_channels != 4:
        raise ComposerError(
            f"the ControlNet {source.name} cannot be used with a model that was trained to inpaint",
            f"set model: {_XL_BASE}, or another XL model that paints whole pictures",
        )
    try:
        return kind(**_parts_for(kind, pipeline), controlnet=network)
    except Exception as error:
        raise _does_not_fit(source, family, first_line(error)) from error


def control_arguments(pipeline: Any, family: Family, canvas: Surround, weight: float) -> dict[str, Any]:
    """How a pipeline with a ControlNet is told the canvas: picture, mask, what the network sees, and its weight.

    They stand in place of ``image`` and ``mask_image``. The pipelines of Stable Diffusion 3 and Qwen-Image take only
    what the network sees, and with Z-Image's always begin from nothing: those take no ``strength`` either.

    Parameters
    ----------
    canvas : Surround
    weight : float
        How much of the network is added; 0: nothing.
    """
    from PIL import Image

    picture = Image.fromarray(canvas.picture)
    mask = Image.fromarray(canvas.repaint.astype(np.uint8) * 255)
    scale = {"controlnet_conditioning_scale": weight}
    if family.key in ("sd3", "qwen"):
        return {"control_image": picture, "control_mask": mask, **scale}
    shown = {"image": picture, "mask_image": mask, **scale}
    if family.key == "z-image":
        # What its network also follows, a drawing of lines or poses, is left without any line.
        return {**shown, "control_image": Image.new("RGB", picture.size)}
    if family.key == "flux":
        modes = pipeline.controlnet.config.num_mode
        return {**shown, "control_image": picture, **({"control_mode": _BLUR} if modes else {})}
    if type(pipeline.controlnet).__name__ == _UNION:
        return {**shown, "control_image": [_blackened(canvas)], "control_mode": [_REPAINT]}
    return {**shown, "control_image": _hollow(canvas)}


def _blackened(canvas: Surround) -> Any:
    from PIL import Image

    return Image.fromarray(np.where(canvas.repaint[..., None], np.uint8(0), canvas.picture))


def _hollow(canvas: Surround) -> Any:
    """The canvas as networks for inpainting were trained to see it, -1 where it is painted; float32, (1, 3, h, w)."""
    import torch

    seen = canvas.picture.astype(np.float32) / np.float32(255)
    seen[canvas.repaint] = -1
    return torch.from_numpy(np.ascontiguousarray(seen.transpose(2, 0, 1)[None]))


def _parts_for(kind: Any, pipeline: Any) -> dict[str, Any]:
    """What a class of pipelines is made from, of another pipeline's parts and settings."""
    parts = {**pipeline.config, **pipeline.components}
    return {name: parts[name] for name in inspect.signature(kind.__init__).parameters if name in parts}


def _load(libraries: Libraries, family: Family, source: Source, dtype: Any) -> Any:
    allowed = [net.network for net in _NETS[family.key]]
    path = source.path
    if path is not None and path.is_file():
        config = path.parent / _CONFIG
        found = allowed[0]
        if config.is_file():
            found = _class_in(config, source)
            _check_channels(config, source, family)
        load = _file_loader(getattr(libraries.diffusers, _checked(found, allowed, source, family)), path, dtype)
    else:
        config = path / _CONFIG if path is not None else file_of_hub(libraries, source.name, _CONFIG, _WHAT, _INSTEAD)
        kind = getattr(libraries.diffusers, _checked(_class_in(config, source), allowed, source, family))
        _check_channels(config, source, family)
        place = str(path) if path is not None else source.name

        def load(local_only: bool) -> Any:
            return kind.from_pretrained(place, dtype=dtype, local_files_only=local_only)

    cause: Exception | None = None
    for local_only in (True,) if path is not None else (True, False):
        try:
            return load(local_only)
        except Exception as error:  # the libraries raise some twenty kinds for files that are missing or damaged
            cause = error
    assert cause is not None
    if path is not None:
        raise _does_not_fit(source, family, first_line(cause)) from cause
    raise not_to_be_had(libraries, source.name, cause, _WHAT, _INSTEAD) from cause


def _file_loader(kind: Any, file: Path, dtype: Any) -> Any:
    beside = {"config": str(file.parent)} if (file.parent / _CONFIG).is_file() else {}
    return lambda local_only: kind.from_single_file(str(file), dtype=dtype, local_files_only=local_only, **beside)


def _class_in(config: Path, source: Source) -> str:
    try:
        return str(json.loads(config.read_text(encoding="utf-8"))["_class_name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{source.name} is not {_WHAT}: {config} does not say what it is"
        raise ComposerError(message, _INSTEAD) from error


def _check_channels(config: Path, source: Source, family: Family) -> None:
    """FLUX.1's pipeline encodes a picture for its network; those that see a mask beside it have one of their own."""
    if family.key == "flux" and json.loads(config.read_text(encoding="utf-8")).get("extra_condition_channels"):
        raise ComposerError(
            f"the ControlNet {source.name} sees a mask beside the picture, which FLUX.1's pipeline cannot show it",
            "leave control out and set model: black-forest-labs/FLUX.1-Fill-dev, which was trained to inpaint",
        )


def _checked(found: str, allowed: list[str], source: Source, family: Family) -> str:
    if found not in allowed:
        raise _does_not_fit(source, family, f"it is a {found}, not a {' or '.join(allowed)}")
    return found


def _does_not_fit(source: Source, family: Family, why: str) -> ComposerError:
    message = f"the ControlNet {source.name} cannot be used with {family.name}: {why}"
    return ComposerError(message, "use one for inpainting that was made for this family of models")
