"""The known models: their figures, their licences, and which one ``auto`` takes."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from composer.errors import ComposerError
from composer.painting.diffusion.families.choosing import check_licence, choose_model
from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.families.models import MODELS, known_model
from composer.painting.diffusion.families.table import FAMILIES
from composer.painting.diffusion.machine.memory import GpuMemory
from composer.painting.diffusion.options.options import DEFAULT_MODEL, Options, Source
from composer.painting.diffusion.weights import finding
from composer.painting.diffusion.weights.finding import source_in_use

SD = "stable-diffusion-v1-5/stable-diffusion-inpainting"
XL = "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"
FILL = "black-forest-labs/FLUX.1-Fill-dev"
KLEIN = "black-forest-labs/FLUX.2-klein-4B"


def family(name: str) -> Family:
    model = known_model(name)
    assert model is not None
    return model.as_family()


def test_every_family_has_a_known_model_and_every_name_is_there_once() -> None:
    assert {model.family for model in MODELS} == {each.key for each in FAMILIES}
    assert len({model.name.casefold() for model in MODELS}) == len(MODELS)
    assert known_model(DEFAULT_MODEL) is not None
    assert known_model("someone/else") is None
    assert known_model("qwen/qwen-image") is known_model("Qwen/Qwen-Image")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_models_parts_at_half_precision_are_about_what_is_fetched(model: object) -> None:
    assert model in MODELS
    own = model.as_family()  # type: ignore[attr-defined]
    parts = (own.denoiser_gib + own.text_gib + own.vae_gib) * 1.074
    assert parts * 0.9 <= model.gigabytes <= parts * 1.7  # type: ignore[attr-defined]


def test_models_that_differ_from_their_family_have_their_own_figures() -> None:
    def told(name: str) -> tuple[int, float, bool]:
        own = family(name)
        return own.steps, own.guidance, own.takes_avoid

    assert told(KLEIN) == (4, 1.0, False)
    assert told("black-forest-labs/FLUX.2-klein-base-4B") == (28, 4.0, True)
    assert told("black-forest-labs/FLUX.1-dev") == (28, 3.5, False)
    assert told("black-forest-labs/FLUX.1-schnell") == (4, 0.0, False)
    assert told("Tongyi-MAI/Z-Image-Turbo") == (8, 0.0, False)
    assert told("stabilityai/stable-diffusion-3.5-large-turbo") == (4, 0.0, False)
    assert told(XL) == (28, 6.5, True)
    assert family("black-forest-labs/FLUX.2-klein-9B").denoiser_gib == 16.9


@pytest.mark.parametrize(
    ("free_gib", "private", "sold"),
    [
        (None, SD, SD),
        (5.5, SD, SD),
        (7.2, XL, XL),
        (11.3, XL, XL),
        (15, XL, XL),
        (22.8, FILL, KLEIN),
        (47, FILL, KLEIN),
        (79, FILL, "Qwen/Qwen-Image"),
        (139, FILL, "Qwen/Qwen-Image"),
    ],
)
def test_auto_takes_the_best_model_that_memory_and_licence_allow(free_gib: float, private: str, sold: str) -> None:
    assert choose_model(free_gib, commercial=False).name == private
    assert choose_model(free_gib, commercial=True).name == sold


def test_a_model_whose_licence_forbids_sold_films_is_refused_with_others() -> None:
    with pytest.raises(ComposerError) as caught:
        check_licence("black-forest-labs/FLUX.1-dev", known_model("black-forest-labs/FLUX.1-dev"), commercial=True)
    assert str(caught.value) == (
        "painter.diffusion.commercial: black-forest-labs/FLUX.1-dev may not be used for films that are sold "
        "(licence FLUX.1 [dev], non-commercial)\n"
        f"  hint: use black-forest-labs/FLUX.1-schnell, {KLEIN}, {XL} or auto instead; "
        "or leave commercial: true out for a private film"
    )


def test_any_model_may_paint_a_private_film_and_free_ones_every_film(caplog: pytest.LogCaptureFixture) -> None:
    check_licence(FILL, known_model(FILL), commercial=False)
    check_licence("films/mine", None, commercial=False)
    check_licence(XL, known_model(XL), commercial=True)
    assert caplog.records == []


def test_a_model_whose_licence_is_not_known_is_used_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    source_in_use(Options(model=Source(name="films/mine"), commercial=True))
    check_licence("films/mine", None, commercial=True)
    assert [record.getMessage() for record in caplog.records] == [
        "the licence of films/mine is not known here: see yourself that it allows films that are sold"
    ]


def test_auto_is_settled_by_the_gpu_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = GpuMemory(name="NVIDIA RTX 4090", free_gib=22.6, total_gib=24)
    monkeypatch.setattr(finding, "gpu_memory", lambda: card)
    auto = Options(model=Source(name="auto"))
    with caplog.at_level(logging.INFO, "longzoom"):
        assert source_in_use(auto) == Source(name=FILL)
        assert source_in_use(replace(auto, commercial=True)) == Source(name=KLEIN)
        assert source_in_use(replace(auto, device="cpu")) == Source(name=SD)
    assert [record.getMessage() for record in caplog.records] == [
        f"model: auto takes {FILL}, as 22.6 GiB are free on NVIDIA RTX 4090; write its name to keep it",
        f"model: auto takes {KLEIN}, as 22.6 GiB are free on NVIDIA RTX 4090; write its name to keep it",
        f"model: auto takes {SD}, as there is no GPU; write its name to keep it",
    ]


def test_a_named_model_is_itself_unless_its_licence_forbids_it() -> None:
    named = Options(model=Source(name=FILL))
    assert source_in_use(named) == named.model
    with pytest.raises(ComposerError, match="may not be used for films that are sold"):
        source_in_use(replace(named, commercial=True))
