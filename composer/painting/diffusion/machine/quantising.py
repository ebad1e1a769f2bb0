"""A denoiser's weights rounded to 8 or 4 bits, so that larger models fit a device."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.machine.device import Device
from composer.painting.diffusion.machine.libraries import Libraries

_PACKAGE = "bitsandbytes"
#: Layers that stay as they are besides the denoiser's own: an IP-Adapter's gives its numbers the format of its weights.
_LEFT = ("encoder_hid_proj",)


@dataclass(frozen=True, kw_only=True, eq=False)
class Quantization:
    """How a denoiser's weights are rounded.

    Attributes
    ----------
    name : str
        ``none``, ``int8``, ``nf4``, ``fp8``.
    config : PipelineQuantizationConfig or None
        What ``from_pretrained`` is given as ``quantization_config``, where weights are rounded as they are loaded.
    """

    name: str
    config: Any = None

    def finish(self, libraries: Libraries, pipeline: Any, family: Family, dtype: Any) -> None:
        """Round the weights of a loaded pipeline where that is done afterwards (fp8); adapters are merged before.

        Each layer is stored in fp8 (e4m3) and widened to ``dtype`` when it works; norms and embeddings stay as they
        are.
        """
        if self.name == "fp8":
            storage = libraries.torch.float8_e4m3fn
            getattr(pipeline, family.denoiser).enable_layerwise_casting(
                storage_dtype=storage, compute_dtype=dtype, skip_modules_pattern=_LEFT
            )


def quantization_of(libraries: Libraries, name: str, family: Family, device: Device, dtype: Any) -> Quantization:
    """The way to round weights as a name of it says.

    ``int8`` (LLM.int8) and ``nf4`` (4 bits, normal float, scales rounded too) are bitsandbytes' and round linear
    layers as they are loaded; ``fp8`` is diffusers' own and rounds what is loaded.

    Raises
    ------
    ComposerError
        If the device or a package for it is missing.
    """
    if name == "none":
        return Quantization(name=name)
    if name == "fp8":
        if device.kind == "mps":
            raise ComposerError("painter.diffusion.quantize: Apple GPUs know no fp8", "use quantize: none")
        return Quantization(name=name)
    if device.kind != "cuda":
        message = f"painter.diffusion.quantize: {name} needs a GPU with CUDA or ROCm, which {device.name} is not"
        raise ComposerError(message, "use quantize: none")
    if find_spec(_PACKAGE) is None:
        message = f"painter.diffusion.quantize: {name} needs {_PACKAGE}, which is not installed"
        raise ComposerError(message, f"pip install {_PACKAGE}, or use quantize: fp8")
    manner: dict[str, Any] = {"load_in_8bit": True}
    if name == "nf4":
        manner = {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": dtype}
        manner["bnb_4bit_use_double_quant"] = True
    mapping = {family.denoiser: libraries.diffusers.BitsAndBytesConfig(**manner)}
    return Quantization(name=name, config=libraries.diffusers.PipelineQuantizationConfig(quant_mapping=mapping))


def available_quantizations(device: Device, *, compiles: bool = False) -> tuple[str, ...]:
    """What ``quantize: auto`` may take on a device, the finest first.

    fp8 before nf4; int8, which is as large as fp8 and slower, only where it is asked for by its name. Blocks that
    widen their layers one by one cannot be compiled, so fp8 is left out where ``compiles``.
    """
    kinds = [] if device.kind == "mps" or compiles else ["fp8"]
    if device.kind == "cuda" and find_spec(_PACKAGE) is not None:
        kinds.append("nf4")
    return tuple(kinds)
