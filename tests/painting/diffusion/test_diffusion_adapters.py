"""IP-Adapters on real tiny pipelines: likenesses change the picture, and nothing else does."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tiny_adapters import save_adapter, save_image_encoder

from composer.errors import ComposerError
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.machine.libraries import Libraries, load_libraries
from composer.painting.diffusion.machine.memory_plan import MemoryPlan
from composer.painting.diffusion.machine.settling import settle
from composer.painting.diffusion.options.options import Options, Source
from composer.painting.diffusion.people.adapters import USUAL, adapter_identity, check_adapter, load_adapter
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.people.regions import columns
from composer.painting.diffusion.people.showing import FaceAdapter
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.weights.loading import load_pipeline
from composer.painting.painter import Portrait
from composer.storyboard.records import Storyboard

FAMILIES = ["sd", "sdxl", "flux"]
SIZE = (192, 112)
Pipelines = Callable[..., Any]


@pytest.fixture(scope="session")
def pipeline_of(tiny: Callable[[str], Path]) -> Pipelines:
    def load(family: str) -> Any:
        libraries = load_libraries()
        checkpoint = identify(libraries, Source(name=family, path=tiny(family)))
        pipeline = load_pipeline(libraries, checkpoint, libraries.torch.float32)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    return load


@pytest.fixture(scope="session")
def adapters(tmp_path_factory: pytest.TempPathFactory, pipeline_of: Pipelines) -> Callable[[str], Source]:
    """Folders with adapters for the tiny pipelines; that of ``sd`` looks at patches."""
    top = tmp_path_factory.mktemp("adapters")

    def of(family: str) -> Source:
        if not (top / family).exists():
            save_adapter(family, pipeline_of(family), top / family, plus=family == "sd")
        return Source(name=family, path=top / family)

    return of


@pytest.fixture
def people(tmp_path: Path) -> tuple[Portrait, Portrait]:
    for number, name in enumerate(("june", "theo")):
        picture = np.random.default_rng(number).integers(0, 256, (96, 80, 3), np.uint8)
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    june, theo = (Portrait(name=name, picture=tmp_path / f"{name}.png", weight=0.8) for name in ("june", "theo"))
    return june, theo


def reading(
    pipeline: Any, family: str, source: Source | None, storyboard: Storyboard, people: Sequence[Portrait]
) -> FaceAdapter:
    adapter = load_adapter(load_libraries(), pipeline, family_named(family), source)
    adapter.read(Album(storyboard), people, "cpu")
    adapter.release()
    return adapter


def painted(pipeline: Any, family: str, arguments: dict[str, Any], guidance: float = 6.0) -> np.ndarray:
    import torch

    if family != "flux":
        arguments = {"negative_prompt": "text", **arguments}
    canvas = np.random.default_rng(5).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    mask = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    mask[40:70, 60:120] = 0
    result = pipeline(
        prompt="a yellow school bus",
        image=Image.fromarray(canvas),
        mask_image=Image.fromarray(mask),
        width=SIZE[0],
        height=SIZE[1],
        num_inference_steps=2,
        strength=1.0,
        guidance_scale=guidance,
        generator=torch.Generator("cpu").manual_seed(3),
        output_type="np",
        **arguments,
    )
    return np.asarray(result.images[0])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("guidance", [6.0, 1.0])
def test_steps_without_portraits_are_painted_bit_for_bit_as_without_an_adapter(
    family: str,
    guidance: float,
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    plain = painted(pipeline_of(family), family, {}, guidance)
    pipeline = pipeline_of(family)
    adapter = reading(pipeline, family, adapters(family), storyboard, people)
    guided = guidance > 1
    shown = painted(pipeline, family, adapter.arguments(people[:1], SIZE, guided=guided), guidance)
    nobody = painted(pipeline, family, adapter.arguments([], SIZE, guided=guided), guidance)
    none_counts = [Portrait(name=each.name, picture=each.picture, weight=0.0) for each in people]
    unweighted = painted(pipeline, family, adapter.arguments(none_counts, SIZE, guided=guided), guidance)
    assert np.abs(shown - plain).mean() > 1e-3
    assert np.array_equal(nobody, plain)
    assert np.array_equal(unweighted, plain)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_person_and_the_weight_count(
    family: str,
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    pipeline = pipeline_of(family)
    adapter = reading(pipeline, family, adapters(family), storyboard, people)
    plain = painted(pipeline, family, adapter.arguments([], SIZE, guided=True))

    def change(who: Portrait, weight: float) -> np.ndarray:
        shown = Portrait(name=who.name, picture=who.picture, weight=weight)
        return painted(pipeline, family, adapter.arguments([shown], SIZE, guided=True)) - plain

    faint, strong, other = change(people[0], 0.1), change(people[0], 0.8), change(people[1], 0.8)
    assert 0 < np.abs(faint).mean() < np.abs(strong).mean()
    assert np.abs(strong - other).mean() > 1e-4
    assert np.array_equal(change(people[0], 0.8), strong)


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_each_of_two_people_counts_by_a_weight_of_their_own(
    family: str,
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    pipeline = pipeline_of(family)
    adapter = reading(pipeline, family, adapters(family), storyboard, people)

    def shown(june: float, theo: float) -> np.ndarray:
        weighted = [
            Portrait(name=each.name, picture=each.picture, weight=weight)
            for each, weight in zip(people, (june, theo), strict=True)
        ]
        return painted(pipeline, family, adapter.arguments(weighted, SIZE, guided=True))

    # The mean of the weights is one; who has which must show.
    assert np.abs(shown(0.9, 0.1) - shown(0.1, 0.9)).mean() > 1e-3
    # Of two people one of no weight is not there: the other has the whole picture, not half of it.
    alone = painted(pipeline, family, adapter.arguments(people[:1], SIZE, guided=True))
    assert np.array_equal(shown(0.8, 0.0), alone)
    assert np.abs(shown(0.8, 1e-6) - alone).mean() > 1e-5


def test_flux_shows_several_people_together_and_says_so_once(
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = pipeline_of("flux")
    adapter = reading(pipeline, "flux", adapters("flux"), storyboard, people)
    one = painted(pipeline, "flux", adapter.arguments(people[:1], SIZE, guided=False))
    with caplog.at_level(logging.WARNING, "longzoom"):
        both = painted(pipeline, "flux", adapter.arguments(people, SIZE, guided=False))
        again = painted(pipeline, "flux", adapter.arguments(people, SIZE, guided=False))
    assert np.abs(both - one).mean() > 1e-4
    assert np.array_equal(both, again)
    assert caplog.messages == [
        "FLUX.1 [dev] and [schnell] looks at the pictures of several people as one: their faces may run together; show "
        "one person a scene, or choose a Stable Diffusion model"
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_image_encoder_is_let_go_and_likenesses_wait_on_the_cpu(
    family: str,
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    pipeline = pipeline_of(family)
    adapter = load_adapter(load_libraries(), pipeline, family_named(family), adapters(family))
    looked = []
    pipeline.image_encoder.register_forward_hook(lambda *_: looked.append(1))
    for _ in range(3):
        adapter.read(Album(storyboard), people, "cpu")
    # Each picture and its nothing, once; for this adapter of XL, which looks at no patches, nothing is zeros.
    assert len(looked) == (2 if family == "sdxl" else 4)
    adapter.release()
    assert pipeline.image_encoder is None
    embeddings = adapter.arguments(people, SIZE, guided=True)["ip_adapter_image_embeds"][0]
    assert (embeddings.device.type, embeddings.shape[1]) == ("cpu", 2)
    adapter.read(Album(storyboard), people, "cpu")  # all known: nothing to look at
    stranger = Portrait(name="ann", picture=people[0].picture.with_name("ann.png"), weight=1.0)
    with pytest.raises(ValueError, match="the image encoder was released"):
        adapter.read(Album(storyboard), [stranger], "cpu")


def test_without_any_portrait_read_there_is_nothing_to_show(
    pipeline_of: Pipelines, adapters: Callable[[str], Source]
) -> None:
    adapter = load_adapter(load_libraries(), pipeline_of("sd"), family_named("sd"), adapters("sd"))
    with pytest.raises(ValueError, match="no portraits were read"):
        adapter.arguments([], SIZE, guided=True)


@pytest.mark.parametrize("size", [(768, 432), (1024, 576), (1344, 768), (576, 1024), (432, 768), (1024, 1024), SIZE])
@pytest.mark.parametrize("count", [2, 3])
def test_each_person_has_a_column_at_every_level_of_the_model(size: tuple[int, int], count: int) -> None:
    torch = pytest.importorskip("torch")
    from diffusers.image_processor import IPAdapterMaskProcessor

    shares = columns(count, size)
    assert np.allclose(shares.sum(axis=0), 1, atol=1e-6)
    assert shares.min() >= 0
    across, down = size[0] // 8, size[1] // 8
    for _ in range(4):
        for number, share in enumerate(shares):
            mask = torch.from_numpy(share)[None]
            flat = IPAdapterMaskProcessor.downsample(mask, 1, across * down, 1)[0, :, 0].numpy()
            rows = flat.reshape(down, across)
            assert np.abs(rows - rows[0]).max() < 1e-4  # upright, not slanting
            middle = rows[0, int((number + 0.5) / count * across)]
            assert middle > 0.8
        across, down = -(-across // 2), -(-down // 2)


def test_the_film_mask_of_its_own_shape_would_slant() -> None:
    """What ``_mask_shape`` is there for; once diffusers no longer guesses, it can go."""
    torch = pytest.importorskip("torch")
    from diffusers.image_processor import IPAdapterMaskProcessor

    half = torch.zeros(1, 432, 768)
    half[:, :, :384] = 1
    rows = IPAdapterMaskProcessor.downsample(half, 1, 12 * 7, 1)[0, :, 0].numpy().reshape(7, 12)
    assert np.abs(rows - rows[0]).max() > 0.5


def test_a_file_brings_the_image_encoder_beside_it(
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    folder = adapters("sd").path
    assert folder is not None
    pictures = []
    for path in (folder, folder / "ip_adapter.safetensors"):
        pipeline = pipeline_of("sd")
        adapter = reading(pipeline, "sd", Source(name="own", path=path), storyboard, people)
        pictures.append(painted(pipeline, "sd", adapter.arguments(people, SIZE, guided=True)))
    assert np.array_equal(*pictures)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_copy_of_the_hubs_repository_is_taken_as_it_is(
    family: str,
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
    tmp_path: Path,
) -> None:
    usual, own = USUAL[family], adapters(family).path
    assert own is not None
    weights = tmp_path / "copy" / usual.folder / usual.file
    weights.parent.mkdir(parents=True)
    shutil.copy(own / "ip_adapter.safetensors", weights)
    (weights.parent / "another.safetensors").write_bytes(b"")
    save_image_encoder(tmp_path / "copy" / (usual.encoder_folder or "image_encoder"))
    for path in (tmp_path / "copy", weights):
        reading(pipeline_of(family), family, Source(name="copy", path=path), storyboard, people)


def test_a_folder_without_or_with_too_many_weights_is_refused(pipeline_of: Pipelines, tmp_path: Path) -> None:
    pipeline = pipeline_of("sd")
    for count, what in ((0, "no file of weights (.safetensors)"), (2, "2 files of weights")):
        for number in range(count):
            (tmp_path / f"{number}.safetensors").write_bytes(b"")
        with pytest.raises(ComposerError) as caught:
            load_adapter(load_libraries(), pipeline, family_named("sd"), Source(name="own", path=tmp_path))
        assert str(caught.value) == (
            f"{tmp_path} holds {what}\n  hint: name the file itself, or a folder that holds "
            "ip-adapter-plus-face_sd15.safetensors"
        )


def test_an_adapter_for_another_model_is_refused(pipeline_of: Pipelines, adapters: Callable[[str], Source]) -> None:
    source = adapters("sdxl")
    with pytest.raises(ComposerError) as caught:
        load_adapter(load_libraries(), pipeline_of("sd"), family_named("sd"), source)
    assert caught.value.message.startswith(
        f"{source.path}/ip_adapter.safetensors is no IP-Adapter for this model of Stable Diffusion 1.5 and 2 "
        "inpainting: "
    )
    assert caught.value.hint == "leave adapter: away for the usual one, or name one made for this model"


def test_a_damaged_image_encoder_is_named(
    pipeline_of: Pipelines, adapters: Callable[[str], Source], tmp_path: Path
) -> None:
    shutil.copytree(adapters("sd").path, tmp_path / "own")
    weights = tmp_path / "own" / "image_encoder" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:500])
    with pytest.raises(ComposerError) as caught:
        load_adapter(load_libraries(), pipeline_of("sd"), family_named("sd"), Source(name="own", path=tmp_path / "own"))
    assert caught.value.message.startswith(f"{tmp_path}/own/image_encoder: the image encoder cannot be loaded: ")
    assert caught.value.hint == "fetch h94/IP-Adapter again"


class RepositoryNotFoundError(OSError):
    pass


class HFValidationError(ValueError):
    pass


def hub_that_raises(error: Exception) -> Libraries:
    def download(model: str, file: str, *, local_files_only: bool) -> str:
        raise FileNotFoundError("not in the cache") if local_files_only else error

    errors = SimpleNamespace(RepositoryNotFoundError=RepositoryNotFoundError, HFValidationError=HFValidationError)
    return Libraries(torch=None, diffusers=None, hub=SimpleNamespace(hf_hub_download=download, errors=errors))


@pytest.mark.parametrize(
    ("family", "about"),
    [
        ("sd", "h94/IP-Adapter (about 2.6 GB with its image encoder, licence Apache-2.0)"),
        ("sdxl", "h94/IP-Adapter (about 3.4 GB with its image encoder, licence Apache-2.0)"),
        (
            "flux",
            "XLabs-AI/flux-ip-adapter-v2 (about 2.8 GB with its image encoder, licence FLUX.1 [dev], non-commercial)",
        ),
    ],
)
def test_an_adapter_that_cannot_be_had_is_named_with_its_size(family: str, about: str) -> None:
    libraries = hub_that_raises(OSError("cannot reach the server.\nmore lines"))
    with pytest.raises(ComposerError) as caught:
        load_adapter(libraries, SimpleNamespace(dtype=None), family_named(family), None)
    assert str(caught.value) == (
        f"the IP-Adapter of {about}, which shows the model the pictures of the cast, is not on this machine and cannot "
        "be fetched: cannot reach the server\n  hint: connect to the network, or name a folder that holds it: "
        "painter: {diffusion: {adapter: path/to/folder}}"
    )


def test_an_adapter_that_the_hub_does_not_know_is_told() -> None:
    libraries = hub_that_raises(RepositoryNotFoundError("404"))
    with pytest.raises(ComposerError) as caught:
        load_adapter(libraries, SimpleNamespace(dtype=None), family_named("sd"), Source(name="someone/else"))
    assert str(caught.value) == (
        "the Hugging Face hub has no adapter someone/else\n  hint: mend its name, or name a folder that holds it: "
        "painter: {diffusion: {adapter: path/to/folder}}"
    )


def test_a_family_without_an_adapter_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        load_adapter(hub_that_raises(OSError()), None, family_named("qwen"), None)
    assert str(caught.value) == ("Qwen-Image has no IP-Adapter\n  hint: families that have one: sd, sdxl, flux")


def test_an_adapter_is_known_by_its_name_or_by_what_its_files_hold(tmp_path: Path) -> None:
    file = tmp_path / "face.safetensors"
    file.write_bytes(bytes(200_000))
    first = adapter_identity(Source(name="own", path=file))
    assert adapter_identity(None) == "usual"
    assert adapter_identity(Source(name="someone/else")) == "someone/else"
    file.write_bytes(bytes(199_999) + b"1")
    assert adapter_identity(Source(name="own", path=file)) != first
    assert adapter_identity(Source(name="own", path=tmp_path)) not in (first, "own")


def test_an_adapter_for_a_family_that_has_none_is_refused() -> None:
    with pytest.raises(ComposerError) as caught:
        check_adapter(family_named("klein"), Options(adapter=Source(name="a/b")))
    assert str(caught.value) == (
        "painter.diffusion.adapter: FLUX.2 [klein] has no IP-Adapter\n"
        "  hint: leave adapter out: it looks at the pictures of the cast by itself"
    )


def test_a_film_that_is_sold_shows_nobody_by_an_adapter_whose_licence_forbids_it(
    people: tuple[Portrait, Portrait],
) -> None:
    sold, flux = Options(commercial=True), family_named("flux")
    with pytest.raises(ComposerError, match=r"commercial: pictures of the cast are shown .* XLabs-AI.* non-commercial"):
        check_adapter(flux, sold, people)
    check_adapter(flux, sold)  # nobody is shown
    check_adapter(flux, Options(), people)
    check_adapter(flux, Options(commercial=True, adapter=Source(name="my/own")), people)
    check_adapter(family_named("sdxl"), sold, people)


def test_on_apples_gpus_slices_of_attention_do_not_drive_an_adapter_out(
    storyboard: Storyboard,
    pipeline_of: Pipelines,
    adapters: Callable[[str], Source],
    people: tuple[Portrait, Portrait],
) -> None:
    pipeline = pipeline_of("sd")
    adapter = reading(pipeline, "sd", adapters("sd"), storyboard, people)
    before = painted(pipeline, "sd", adapter.arguments(people[:1], SIZE, guided=True))
    pipeline.to = lambda _device: pipeline  # there is no such GPU here
    settle(load_libraries(), pipeline, MemoryPlan(apart=False), "mps")
    assert np.array_equal(painted(pipeline, "sd", adapter.arguments(people[:1], SIZE, guided=True)), before)
