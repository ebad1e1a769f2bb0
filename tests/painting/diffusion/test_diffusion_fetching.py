"""What is fetched and what is not: the hub's cache, the disk, halves of models, damage, distilled models, digests."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.options.options import Source
from composer.painting.diffusion.weights import missing
from composer.painting.diffusion.weights.cache import Presence, bytes_here, folder_of, hub_cache, presence
from composer.painting.diffusion.weights.digests import digest_of_folder, digest_of_source
from composer.painting.diffusion.weights.finding import Checkpoint, identify
from composer.painting.diffusion.weights.loading import load_painting_parts, load_pipeline, load_text_parts
from composer.painting.diffusion.weights.missing import before_fetching

XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
FILL = "black-forest-labs/FLUX.1-Fill-dev"


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def cached(cache: Path, model: str, folder: Path) -> Path:
    """A model's folder in the hub's cache; its snapshot."""
    repository = folder_of(cache, model)
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40)
    return Path(shutil.copytree(folder, repository / "snapshots" / ("0" * 40)))


def hub_at(cache: Path) -> Libraries:
    hub = SimpleNamespace(constants=SimpleNamespace(HF_HUB_CACHE=str(cache)))
    return Libraries(torch=None, diffusers=None, hub=hub)


def test_the_cache_is_where_the_hubs_client_has_it() -> None:
    assert hub_cache({"HF_HUB_CACHE": "/a", "HF_HOME": "/b"}) == Path("/a")
    assert hub_cache({"HF_HOME": "/b", "XDG_CACHE_HOME": "/c"}) == Path("/b/hub")
    assert hub_cache({"XDG_CACHE_HOME": "/c"}) == Path("/c/huggingface/hub")
    assert hub_cache({}) == Path.home() / ".cache" / "huggingface" / "hub"


def test_a_model_is_here_when_all_its_parts_are(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    family = family_named("sdxl")
    assert presence(tmp_path, XL, family) is Presence.ABSENT
    snapshot = cached(tmp_path, XL, tiny("sdxl"))
    assert presence(tmp_path, XL, family) is Presence.HERE
    (snapshot / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    assert presence(tmp_path, XL, family) is Presence.IN_PART


def test_a_part_in_several_files_is_here_when_all_of_them_are(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    family = family_named("sdxl")
    unet = cached(tmp_path, XL, tiny("sdxl")) / "unet"
    weights = unet / "diffusion_pytorch_model.safetensors"
    first = weights.rename(unet / "diffusion_pytorch_model-00001-of-00002.safetensors")
    second = unet / "diffusion_pytorch_model-00002-of-00002.safetensors"
    index = unet / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": first.name, "b": second.name}}))
    assert presence(tmp_path, XL, family) is Presence.IN_PART
    second.touch()
    assert presence(tmp_path, XL, family) is Presence.HERE
    index.write_text("{")
    assert presence(tmp_path, XL, family) is Presence.IN_PART


def test_a_download_that_does_not_fit_on_the_disk_is_refused_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "not" / "there" / "yet"
    monkeypatch.setattr(missing.shutil, "disk_usage", lambda folder: Disk(0, 0, int(7.2e9)) if folder else None)
    with pytest.raises(ComposerError) as caught:
        before_fetching(hub_at(cache), XL)
    assert str(caught.value) == (
        f"{XL} (about 7 GB, licence OpenRAIL++-M) does not fit on the disk: 7.2 GB are free in {cache}\n"
        "  hint: make room there, or name a folder on another disk in the environment variable HF_HUB_CACHE"
    )
    blobs = folder_of(cache, XL) / "blobs"
    blobs.mkdir(parents=True)
    with (blobs / "half.incomplete").open("wb") as file:
        file.truncate(int(1e9))
    assert bytes_here(folder_of(cache, XL)) == 1e9
    with caplog.at_level(logging.INFO, "longzoom"):
        before_fetching(hub_at(cache), XL)
        before_fetching(hub_at(cache), "someone/else")
    assert [record.getMessage() for record in caplog.records] == [
        f"fetching {XL} (about 7 GB, licence OpenRAIL++-M)",
        "fetching someone/else",
    ]


def test_a_loader_asks_for_room_before_it_fetches(
    offline: Path, monkeypatch: pytest.MonkeyPatch, tiny: Callable[[str], Path]
) -> None:
    monkeypatch.setattr(missing.shutil, "disk_usage", lambda folder: Disk(0, 0, 10) if folder else None)
    libraries = load_libraries()
    checkpoint = Checkpoint(name=FILL, source=FILL, local=False, family=family_named("flux-fill"))
    with pytest.raises(ComposerError, match=r"about 34 GB, .* does not fit on the disk: 0.0 GB are free"):
        load_text_parts(libraries, checkpoint, libraries.torch.float32)


def test_one_half_in_the_cache_is_loaded_without_the_other(offline: Path, tiny: Callable[[str], Path]) -> None:
    libraries = load_libraries()
    snapshot = cached(offline, FILL, tiny("flux-fill"))
    for part in ("transformer", "vae"):
        shutil.rmtree(snapshot / part)
    checkpoint = identify(libraries, Source(name=FILL))
    assert checkpoint.known is not None
    reader = load_text_parts(libraries, checkpoint, libraries.torch.float32)
    assert reader.text_encoder_2 is not None
    with pytest.raises(ComposerError) as caught:
        load_painting_parts(libraries, checkpoint, libraries.torch.float32)
    assert caught.value.message.startswith(
        f"{FILL} (about 34 GB, licence FLUX.1 [dev], non-commercial) is not on this machine and cannot be fetched: "
    )
    assert caught.value.hint.endswith("name a folder that holds it: painter: {diffusion: {model: path/to/folder}}")


def test_a_model_that_is_damaged_in_the_cache_is_said_to_be(offline: Path, tiny: Callable[[str], Path]) -> None:
    libraries = load_libraries()
    snapshot = cached(offline, "someone/tiny", tiny("sd"))
    weights = snapshot / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    checkpoint = identify(libraries, Source(name="someone/tiny"))
    load_text_parts(libraries, checkpoint, libraries.torch.float32)
    with pytest.raises(ComposerError) as caught:
        load_painting_parts(libraries, checkpoint, libraries.torch.float32)
    assert caught.value.message.startswith("someone/tiny is damaged in the hub's cache: ")
    assert caught.value.hint == f"remove {offline}/models--someone--tiny; it will be fetched again"


class Kind:
    """A class of pipelines that is nowhere, and notes where it was looked for."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked: list[tuple[Any, Any]] = []

    def from_pretrained(self, source: str, *, variant: str | None, local_files_only: bool, **more: object) -> None:
        self.asked.append((variant, local_files_only))
        raise FileNotFoundError("not here") if local_files_only else self.error


@pytest.mark.parametrize(
    ("error", "fetched"),
    [
        (OSError("the connection was lost"), [("fp16", False)]),
        (ValueError("no such files of the `variant=fp16`"), [("fp16", False), (None, False)]),
    ],
)
def test_large_files_are_fetched_only_where_a_model_has_no_small_ones(
    error: Exception, fetched: list[object], tmp_path: Path
) -> None:
    kind = Kind(error)
    diffusers = SimpleNamespace(StableDiffusionXLInpaintPipeline=kind)
    nothing = type("Nothing", (Exception,), {})
    names = ("GatedRepoError", "RepositoryNotFoundError", "HFValidationError", "RemoteEntryNotFoundError")
    hub = SimpleNamespace(
        constants=SimpleNamespace(HF_HUB_CACHE=str(tmp_path)), errors=SimpleNamespace(**dict.fromkeys(names, nothing))
    )
    checkpoint = Checkpoint(name="a/b", source="a/b", local=False, family=family_named("sdxl"))
    with pytest.raises(ComposerError, match="a/b is not on this machine and cannot be fetched: "):
        load_pipeline(Libraries(torch=None, diffusers=diffusers, hub=hub), checkpoint, None)
    assert kind.asked == [("fp16", True), (None, True), *fetched]


def test_a_folder_that_says_how_it_was_distilled_has_the_steps_of_that(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    def told(name: str, file: str, **changes: object) -> tuple[int, float, bool]:
        folder = Path(shutil.copytree(tiny(name), tmp_path / name, dirs_exist_ok=True))
        settings = json.loads((folder / file).read_text())
        (folder / file).write_text(json.dumps(settings | changes))
        family = identify(hub_at(tmp_path), Source(name=name, path=folder)).family
        return family.steps, family.guidance, family.takes_avoid

    assert told("klein", "model_index.json") == (4, 1.0, False)
    assert told("klein", "model_index.json", is_distilled=False) == (28, 4.0, True)
    assert told("flux", "transformer/config.json") == (28, 3.5, False)
    assert told("flux", "transformer/config.json", guidance_embeds=False) == (4, 0.0, False)


def test_a_copy_of_a_known_model_in_a_folder_has_its_manners_and_licence(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    folder = Path(shutil.copytree(tiny("klein"), tmp_path / "copy"))
    index = json.loads((folder / "model_index.json").read_text())
    name = "black-forest-labs/FLUX.2-klein-base-9B"
    (folder / "model_index.json").write_text(json.dumps(index | {"_name_or_path": name}))
    found = identify(hub_at(tmp_path), Source(name="copy", path=folder))
    assert found.known is not None
    assert (found.known.name, found.known.commercial) == (name, False)
    assert (found.family.steps, found.family.denoiser_gib) == (28, 16.9)


def test_the_digest_of_a_source_is_its_name_on_the_hub_or_of_what_is_here(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    def digest(path: Path) -> str:
        return digest_of_source(Source(name="as written", path=path))

    assert digest_of_source(Source(name=XL)) == XL
    assert digest(tiny("sd")) == digest_of_folder(tiny("sd"))
    file = tmp_path / "style.safetensors"
    file.write_bytes(bytes(200_000))
    first = digest(file)
    assert digest(file.rename(tmp_path / "moved.safetensors")) == first
    moved = tmp_path / "moved.safetensors"
    for place in (0, 100_000, 199_999):
        moved.write_bytes(bytes(place) + b"x" + bytes(199_999 - place))
        assert digest(moved) != first
    moved.write_bytes(bytes(200_000))
    assert digest(moved) == first


def test_the_digest_of_a_file_counts_the_folders_that_its_settings_name(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    shutil.copytree(tiny("sd"), tmp_path, dirs_exist_ok=True)
    file = tmp_path / "mine.safetensors"
    file.write_bytes(b"weights")
    source = Source(name="mine.safetensors", path=file)
    first = digest_of_source(source)
    (tmp_path / "another.safetensors").write_bytes(b"more")
    assert digest_of_source(source) == first
    (tmp_path / "vae" / "config.json").write_text("{}")
    assert digest_of_source(source) != first
