"""Finding and loading weights; the hub is a stand-in, the pipelines are real and tiny."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.families.table import family_of
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights.finding import Checkpoint, identify
from composer.painting.diffusion.weights.loading import load_pipeline

XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"


class GatedRepoError(OSError):
    pass


class RepositoryNotFoundError(OSError):
    pass


class HFValidationError(ValueError):
    pass


class RemoteEntryNotFoundError(OSError):
    pass


def hub_that_raises(error: Exception) -> Libraries:
    def download(model: str, file: str, *, local_files_only: bool) -> str:
        assert file == "model_index.json"
        raise FileNotFoundError("not in the cache") if local_files_only else error

    errors = SimpleNamespace(
        GatedRepoError=GatedRepoError,
        RepositoryNotFoundError=RepositoryNotFoundError,
        HFValidationError=HFValidationError,
        RemoteEntryNotFoundError=RemoteEntryNotFoundError,
    )
    hub = SimpleNamespace(hf_hub_download=download, errors=errors)
    return Libraries(torch=None, diffusers=None, hub=hub)


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (
            XL,
            OSError("cannot reach the server.\nmore lines"),
            f"{XL} (about 7 GB, licence OpenRAIL++-M) is not on this machine and cannot be fetched: "
            "cannot reach the server\n  hint: connect to the network, or name a folder that holds it: "
            "painter: {diffusion: {model: path/to/folder}}",
        ),
        (
            "someone/else",
            OSError("cannot reach the server"),
            "someone/else is not on this machine and cannot be fetched: cannot reach the server\n"
            "  hint: connect to the network, or name a folder that holds it: "
            "painter: {diffusion: {model: path/to/folder}}",
        ),
        (
            "black-forest-labs/FLUX.1-Fill-dev",
            GatedRepoError("403"),
            "black-forest-labs/FLUX.1-Fill-dev (about 34 GB, licence FLUX.1 [dev], non-commercial) is given only to "
            "those who accept its licence\n  hint: accept it at "
            "https://huggingface.co/black-forest-labs/FLUX.1-Fill-dev, then run `hf auth login`",
        ),
        (
            "diffusers/stable-difusion",
            RepositoryNotFoundError("404"),
            "the Hugging Face hub has no model diffusers/stable-difusion\n  hint: mend its name, or name a folder "
            "that holds it: painter: {diffusion: {model: path/to/folder}}",
        ),
        (
            "someone/text-model",
            RemoteEntryNotFoundError("404"),
            "someone/text-model is not a diffusers pipeline: it has no model_index.json\n  hint: name a folder that "
            "holds it: painter: {diffusion: {model: path/to/folder}}",
        ),
    ],
)
def test_a_model_that_cannot_be_had_is_named_with_what_to_do(model: str, error: Exception, message: str) -> None:
    with pytest.raises(ComposerError) as caught:
        identify(hub_that_raises(error), Source(name=model))
    assert str(caught.value) == message
    assert caught.value.__cause__ is error


def test_a_model_of_another_family_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": "KolorsPipeline"}')
    with pytest.raises(ComposerError) as caught:
        identify(hub_that_raises(OSError()), Source(name="models/sd", path=tmp_path))
    assert str(caught.value) == (
        "models/sd is a KolorsPipeline, which this painter cannot outpaint with\n"
        "  hint: it knows StableDiffusionInpaintPipeline (Stable Diffusion 1.5 and 2 inpainting), "
        "StableDiffusionXLInpaintPipeline (Stable Diffusion XL inpainting), "
        "StableDiffusion3Pipeline (Stable Diffusion 3.5), FluxFillPipeline (FLUX.1 Fill), "
        "FluxPipeline (FLUX.1 [dev] and [schnell]), FluxKontextPipeline (FLUX.1 Kontext), "
        "Flux2KleinPipeline (FLUX.2 [klein]), QwenImagePipeline (Qwen-Image), ZImagePipeline (Z-Image), "
        "ChromaPipeline (Chroma)"
    )


@pytest.mark.parametrize("text", ["", "[]", '{"unet": 1}'])
def test_an_index_that_names_no_pipeline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "model_index.json").write_text(text)
    with pytest.raises(ComposerError) as caught:
        identify(hub_that_raises(OSError()), Source(name="models/sd", path=tmp_path))
    assert str(caught.value) == (
        f"{tmp_path}/model_index.json does not say what pipeline it is of\n  hint: fetch the model again"
    )


def test_a_model_that_the_real_hub_client_cannot_reach_is_named_with_its_size(offline: Path) -> None:
    with pytest.raises(ComposerError) as caught:
        identify(load_libraries(), Source(name=XL))
    assert caught.value.message.startswith(
        f"{XL} (about 7 GB, licence OpenRAIL++-M) is not on this machine and cannot be fetched: "
    )


def test_a_model_in_the_hubs_cache_is_loaded_without_a_network(offline: Path, tiny: Callable[[str], Path]) -> None:
    repository = offline / "models--someone--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40)
    shutil.copytree(tiny("sd"), repository / "snapshots" / ("0" * 40))
    libraries = load_libraries()
    checkpoint = identify(libraries, Source(name="someone/tiny"))
    assert checkpoint.family.pipeline == "StableDiffusionInpaintPipeline"
    pipeline = load_pipeline(libraries, checkpoint, libraries.torch.float32)
    assert type(pipeline).__name__ == "StableDiffusionInpaintPipeline"


def test_half_size_files_are_taken_where_they_are_all_there_is(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    libraries = load_libraries()
    kind = libraries.diffusers.StableDiffusionInpaintPipeline
    kind.from_pretrained(tiny("sd"), dtype=libraries.torch.float16).save_pretrained(tmp_path, variant="fp16")
    assert (tmp_path / "unet" / "diffusion_pytorch_model.fp16.safetensors").exists()
    checkpoint = identify(libraries, Source(name="models/sd", path=tmp_path))
    assert load_pipeline(libraries, checkpoint, libraries.torch.float32).unet.dtype == libraries.torch.float32


def test_damaged_weights_are_named_with_their_folder(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    folder = tmp_path / "sd"
    shutil.copytree(tiny("sd"), folder)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    family = family_of("StableDiffusionInpaintPipeline", "sd")
    libraries = load_libraries()
    with pytest.raises(ComposerError) as caught:
        load_pipeline(
            libraries, Checkpoint(name="sd", source=str(folder), local=True, family=family), libraries.torch.float32
        )
    assert caught.value.message.startswith(f"{folder}: the model cannot be loaded: ")
    assert caught.value.hint == "fetch it again, or name another folder"
