from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nested_worlds import ASPECT, FEATHER, HEIGHT, PORTALS, WIDTH, agreement, decibels, picture_of, world

from composer.errors import ComposerError
from composer.geometry import Similarity, similarity_at
from composer.painting.diffusion.canvas.surround import surround
from composer.painting.diffusion.families.table import family_named
from composer.painting.diffusion.joint import sampling
from composer.painting.diffusion.joint.codec import codec_of
from composer.painting.diffusion.joint.fusion import Nest, fuse
from composer.painting.diffusion.joint.noise import shared_noise
from composer.painting.diffusion.joint.sampling import Level, Settings, sample_levels, walk
from composer.painting.diffusion.joint.schedule import Schedule, schedule_of

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
NEST = Nest(portals=PORTALS, aspect=ASPECT, feather=FEATHER)
Joined = Callable[[list[Any]], list[Any]]


def joined(clean: list[Any]) -> list[Any]:
    return fuse(torch, clean, NEST)


def apart(clean: list[Any]) -> list[Any]:
    return clean


def flow(steps: int) -> Schedule:
    noise = np.linspace(1, 0, steps + 1)
    noise = 3 * noise / (1 + 2 * noise)
    times = tuple(float(each) * 1000 for each in noise[:-1])
    return Schedule(times=times, signal=tuple(1 - noise), noise=tuple(noise), predicts="flow")


def noises(seed: int, count: int = 4, shape: tuple[int, ...] = (1, 3, HEIGHT, WIDTH)) -> list[Any]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for _ in range(count)]


# ---- what is shown twice is the same


def erring(levels: list[Any], seed: int) -> list[Any]:
    """Each level with a cast, a slope and some noise of its own."""
    generator = torch.Generator().manual_seed(seed)
    slope = torch.linspace(-1, 1, WIDTH)
    return [
        each
        + 0.2 * torch.randn(1, 3, 1, 1, generator=generator)
        + 0.2 * slope * torch.randn(1, 3, 1, 1, generator=generator)
        + 0.05 * torch.randn(each.shape, generator=generator)
        for each in levels
    ]


def test_levels_foreseen_with_errors_of_their_own_agree_only_where_they_are_joined() -> None:
    foreseen = erring(world(torch), 1)
    ends = {}
    for name, join in (("apart", apart), ("joined", joined)):
        clean = walk(flow(6), noises(0), lambda _index, level, _latent: foreseen[level], join)
        ends[name] = agreement([picture_of(each) for each in join(clean)], PORTALS)
    assert max(ends["apart"]) < 25
    assert min(ends["joined"]) > 35


def test_levels_that_agree_already_are_hardly_changed() -> None:
    truth = world(torch)
    for true, made in zip(truth, fuse(torch, truth, NEST), strict=True):
        assert decibels(picture_of(made), picture_of(true)) > 36


def test_a_single_level_stays_as_it_is() -> None:
    picture = world(torch)[0]
    made = fuse(torch, [picture], Nest(portals=(), aspect=ASPECT, feather=FEATHER))[0]
    torch.testing.assert_close(made, picture, atol=1e-5, rtol=0)


def test_inner_levels_keep_their_detail_and_share_their_broad_colours() -> None:
    plain = torch.zeros(1, 3, HEIGHT, WIDTH)
    detail = plain.clone()
    detail[..., ::2] = 0.4
    detail[..., 1::2] = -0.4
    nest = Nest(portals=PORTALS[:1], aspect=ASPECT, feather=FEATHER)
    outer, inner = fuse(torch, [plain + 0.6, detail], nest)
    assert float(inner.mean()) == pytest.approx(0.3, abs=0.01)
    middle = inner[..., 40:60, 40:60]
    assert float(middle[..., ::2].mean() - middle[..., 1::2].mean()) == pytest.approx(0.8, abs=0.01)
    assert float(outer[..., HEIGHT // 2, WIDTH // 2].mean()) == pytest.approx(0.3, abs=0.02)
    assert float(outer[..., :5, :].mean()) == pytest.approx(0.6, abs=0.01)


def test_the_fixed_picture_is_kept_in_all_levels() -> None:
    truth = world(torch)
    levels, inner = erring(truth[:3], 2), truth[3]
    made = fuse(torch, levels, NEST, inner)
    assert min(agreement([*map(picture_of, made), picture_of(inner)], PORTALS)) > 35


def test_portals_that_do_not_fit_the_levels_are_an_error() -> None:
    with pytest.raises(ValueError, match="3 portals do not nest 3 levels"):
        fuse(torch, world(torch)[:3], NEST)


# ---- what levels decide, they decide together


class Undecided:
    """A denoiser that knows two worlds and foresees the likelier one, after Bayes, dulled by ``_DULL``."""

    _DULL = 300

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._one, self._other = world(torch, 1, (-0.15, 0, 0.15)), world(torch, 2, (0.15, 0, -0.15))
        self.chosen: dict[int, bool] = {}

    def __call__(self, index: int, level: int, latent: Any) -> Any:
        signal, noise = self._schedule.signal[index], self._schedule.noise[index]
        far = [((latent - signal * each[level]) ** 2).sum() for each in (self._one, self._other)]
        share = torch.sigmoid((far[1] - far[0]) / (2 * noise**2) / self._DULL)
        self.chosen[level] = bool(share > 0.5)
        return share * self._one[level] + (1 - share) * self._other[level]


def agreeing(join: Joined, *, share: bool) -> int:
    """In how many of six runs all four levels show the same world."""
    count = 0
    for seed in range(6):
        schedule = flow(10)
        oracle, drawn = Undecided(schedule), noises(seed)
        walk(schedule, shared_noise(torch, drawn, PORTALS, ASPECT) if share else drawn, oracle, join)
        count += len(set(oracle.chosen.values())) == 1
    return count


def test_levels_choose_one_world_far_more_often_where_they_are_joined() -> None:
    assert agreeing(joined, share=True) >= 5
    assert agreeing(apart, share=False) <= 2


# ---- noise


@pytest.mark.parametrize("turn", [0, 13, -90])
@pytest.mark.parametrize("magnification", [1.05, 1.6, 2, 3.7])
def test_shared_noise_is_white_for_any_portal(turn: float, magnification: float) -> None:
    portal = similarity_at((0.52, 0.47), magnification=magnification, turn_degrees=turn, aspect=1.5)
    outer, inner = noises(3, 2, (1, 16, 120, 180))
    made, same = shared_noise(torch, [outer, inner], [portal], 1.5)
    assert same is inner
    assert float(made.mean()) == pytest.approx(0, abs=0.01)
    assert float(made.std()) == pytest.approx(1, abs=0.01)
    assert float((made[..., 1:] * made[..., :-1]).mean()) == pytest.approx(0, abs=0.01)
    assert float((made[..., 1:, :] * made[..., :-1, :]).mean()) == pytest.approx(0, abs=0.01)


def test_levels_have_the_same_noise_where_one_shows_the_other() -> None:
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=1.5)
    outer, inner = noises(4, 2, (1, 4, 40, 60))
    made = shared_noise(torch, [outer, inner], [portal], 1.5)[0]
    expected = torch.nn.functional.avg_pool2d(inner, 2) * 2
    torch.testing.assert_close(made[..., 10:30, 15:45], expected)
    torch.testing.assert_close(made[..., :10, :], outer[..., :10, :])


# ---- real pipelines


def words_of(pipeline: Any, prompt: str, avoid: str = "fog") -> dict[str, Any]:
    name = type(pipeline).__name__
    with torch.no_grad():
        if name.startswith("ZImage"):
            wanted, avoided = pipeline.encode_prompt(prompt, negative_prompt=avoid, device="cpu")
            return {"prompt_embeds": wanted, "negative_prompt_embeds": avoided}
        if name.startswith("Flux"):
            wanted, pooled, _ = pipeline.encode_prompt(prompt, None, device="cpu")
            return {"prompt_embeds": wanted, "pooled_prompt_embeds": pooled}
        more = {"prompt_2": None, "prompt_3": None} if "Diffusion3" in name else {"num_images_per_prompt": 1}
        found = pipeline.encode_prompt(
            prompt, device="cpu", do_classifier_free_guidance=True, negative_prompt=avoid, **more
        )
    names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
    return dict(zip(names, found, strict=False))


def loaded(tiny: Callable[[str], Path], name: str, kind: str = "") -> Any:
    import diffusers

    family = family_named(name.removesuffix("-four"))
    pipeline = getattr(diffusers, kind or family.pipeline).from_pretrained(tiny(name), **family.settings)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def settings(**changes: Any) -> Settings:
    usual: dict[str, Any] = {"size": (192, 112), "aspect": ASPECT, "steps": 3, "guidance": 4.0, "feather": FEATHER}
    return Settings(**(usual | changes))


KINDS = {
    "sd": "StableDiffusionInpaintPipeline",
    "sd-four": "StableDiffusionPipeline",
    "sdxl": "StableDiffusionXLInpaintPipeline",
    "sdxl-four": "StableDiffusionXLPipeline",
    "sd3": "StableDiffusion3Pipeline",
    "flux": "FluxPipeline",
    "z-image": "ZImagePipeline",
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("predicts", ["epsilon", "v_prediction"])
def test_one_level_alone_is_what_the_familys_own_pipeline_paints(
    name: str, predicts: str, tiny: Callable[[str], Path]
) -> None:
    from diffusers import DDIMScheduler
    from PIL import Image

    family = family_named(name.removesuffix("-four"))
    pipeline = loaded(tiny, name, KINDS[name])
    if family.denoiser == "unet":
        pipeline.scheduler.register_to_config(prediction_type=predicts)
    elif predicts != "epsilon":
        pytest.skip("flows predict one thing")
    ours = loaded(tiny, name)
    ours.scheduler = pipeline.scheduler
    if "Inpaint" in KINDS[name]:
        # Of the plain grey that nothing is kept of, an untrained encoder makes what its roundings are; and inpainting
        # pipelines draw latents at random where they are not sure.
        with torch.no_grad():
            for each in (ours.vae.quant_conv, pipeline.vae.quant_conv):
                each.weight[:], each.bias[:4], each.bias[4:] = 0, 0.3, -30
    words = words_of(ours, "a red bus")
    made = sample_levels(torch, ours, family, [Level(words=words, portal=None, noise=5)], settings())[0]
    if family.key == "sd":  # the scheduler that it comes with has no memory of its own
        config = dict(pipeline.scheduler.config) | {"clip_sample": False, "set_alpha_to_one": True}
        pipeline.scheduler = DDIMScheduler.from_config(config)
    channels = pipeline.vae.config.latent_channels
    noise = torch.randn(1, channels, 14, 24, generator=torch.Generator("cpu").manual_seed(5))
    if family.key == "flux":
        noise = pipeline._pack_latents(noise, 1, channels, 14, 24)
    more: dict[str, Any] = {}
    if "Inpaint" in KINDS[name]:
        grey, white = Image.new("RGB", (192, 112), (90, 90, 90)), Image.new("L", (192, 112), 255)
        more = {"image": grey, "mask_image": white, "strength": 1.0}
    expected = pipeline(
        **words,
        **more,
        latents=noise,
        width=192,
        height=112,
        num_inference_steps=3,
        guidance_scale=4.0,
        output_type="np",
    ).images[0]
    assert made.shape == (112, 192, 3)
    np.testing.assert_allclose(made, expected, atol=2e-3)


def sampled(pipeline: Any, name: str, **changes: Any) -> list[np.ndarray]:
    words = [words_of(pipeline, prompt) for prompt in ("a city", "a street", "a door")]
    portals: list[Similarity | None] = list(PORTALS[:2])
    portals.append(None if changes.get("inner") is None else PORTALS[2])
    levels = [
        Level(words=each, portal=portal, noise=number)
        for number, (each, portal) in enumerate(zip(words, portals, strict=True))
    ]
    return sample_levels(torch, pipeline, family_named(name.removesuffix("-four")), levels, settings(**changes))


def bytes_of(pictures: list[np.ndarray]) -> list[np.ndarray]:
    return [np.rint(each * 255).astype(np.uint8) for each in pictures]


@pytest.mark.parametrize("name", KINDS)
def test_levels_of_a_real_pipeline_hold_each_other(
    name: str, tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = loaded(tiny, name)
    made = bytes_of(sampled(pipeline, name))
    again = bytes_of(sampled(pipeline, name))
    assert [each.shape for each in made] == [(112, 192, 3)] * 3
    assert min(agreement(made, PORTALS)) > 35
    for one, other in zip(made, again, strict=True):
        np.testing.assert_array_equal(one, other)
    monkeypatch.setattr(sampling, "fuse", lambda _torch, pictures, _nest, _inner: pictures)
    assert max(agreement(bytes_of(sampled(pipeline, name)), PORTALS)) < 25


@pytest.mark.parametrize("name", ["sd", "sdxl-four", "flux"])
def test_the_keyframe_inside_the_group_is_kept(name: str, tiny: Callable[[str], Path]) -> None:
    inner = picture_of(world(torch)[3])
    made = bytes_of(sampled(loaded(tiny, name), name, inner=inner))
    assert min(agreement([*made, inner], PORTALS)) > 35


def test_a_denoiser_that_sees_masks_is_shown_the_kept_picture_where_it_lies(tiny: Callable[[str], Path]) -> None:
    pipeline = loaded(tiny, "sd")
    inner = picture_of(world(torch)[3])
    shown: list[Any] = []
    forward = pipeline.unet.forward

    def watched(latent: Any, *more: Any, **named: Any) -> Any:
        shown.append(latent[0, 4].clone())
        return forward(latent, *more, **named)

    pipeline.unet.forward = watched
    sampled(pipeline, "sd", steps=1, inner=inner)
    masks = [mask > 0.5 for mask in shown]
    wanted = surround(inner, PORTALS[2], (WIDTH, HEIGHT), FEATHER).repaint
    expected = wanted.reshape(14, 8, 24, 8).any(axis=(1, 3))
    assert (masks[2].numpy() == expected).mean() > 0.98
    kept = [float((~mask).float().mean()) for mask in masks]
    assert kept[0] < kept[1] < kept[2] < 1 / 1.8**2


def test_the_pipelines_scheduler_and_autoencoder_are_left_as_they_were(
    tiny: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = loaded(tiny, "sd")
    scheduler, config = pipeline.scheduler, dict(pipeline.scheduler.config)
    with caplog.at_level(logging.INFO, logger="longzoom"):
        sampled(pipeline, "sd", steps=1)
    assert pipeline.scheduler is scheduler
    assert dict(pipeline.scheduler.config) == config
    assert caplog.messages == [
        "keyframes that are painted jointly take the steps of DDIMScheduler, not of PNDMScheduler"
    ]


@pytest.mark.parametrize("overflows", [True, False])
def test_an_autoencoder_that_overflows_at_half_precision_is_widened_while_it_is_used(
    overflows: bool, tiny: Callable[[str], Path]
) -> None:
    pipeline = loaded(tiny, "sdxl")
    pipeline.vae.register_to_config(force_upcast=overflows)
    pipeline.vae.to(torch.float16)
    with codec_of(torch, pipeline) as codec:
        assert pipeline.vae.dtype == (torch.float32 if overflows else torch.float16)
        assert codec.decode(codec.encode(world(torch)[0])).dtype == torch.float32
    assert pipeline.vae.dtype == torch.float16


@pytest.mark.parametrize("name", ["sdxl", "sd3", "flux", "z-image"])
def test_half_precision_changes_roundings_only(name: str, tiny: Callable[[str], Path]) -> None:
    pipeline = loaded(tiny, name)
    exact = bytes_of(sampled(pipeline, name, guidance=1.0))
    pipeline.to(torch.bfloat16)
    rounded = bytes_of(sampled(pipeline, name, guidance=1.0))
    for one, other in zip(exact, rounded, strict=True):
        assert decibels(one, other) > 20


@pytest.mark.parametrize("name", ["sdxl", "sd3", "flux"])
def test_the_familys_usual_scheduler_is_taken_as_it_is(
    name: str, tiny: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="longzoom"):
        schedule = schedule_of(loaded(tiny, name), family_named(name), 5, 60)
    assert caplog.messages == []
    assert len(schedule.times) == 5
    assert (schedule.signal[-1], schedule.noise[-1]) == (1, 0)


def test_progress_counts_the_calls_of_the_denoiser(tiny: Callable[[str], Path]) -> None:
    seen: list[tuple[int, int]] = []
    sampled(loaded(tiny, "sd-four"), "sd-four", steps=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 6) for number in range(1, 7)]


def test_a_family_with_more_than_one_grid_is_refused(tiny: Callable[[str], Path]) -> None:
    pipeline = loaded(tiny, "kontext")
    with pytest.raises(ComposerError, match="Kontext cannot paint several keyframes jointly"):
        sample_levels(torch, pipeline, family_named("kontext"), [], settings())


def test_levels_without_portals_between_them_are_an_error(tiny: Callable[[str], Path]) -> None:
    pipeline = loaded(tiny, "sd-four")
    words = words_of(pipeline, "a city")
    levels = [Level(words=words, portal=None, noise=1)] * 2
    with pytest.raises(ValueError, match="every level but the last holds the next one"):
        sample_levels(torch, pipeline, family_named("sd"), levels, settings())


def test_sampling_takes_at_least_one_step() -> None:
    with pytest.raises(ValueError, match="joint sampling takes at least one step, not 0"):
        settings(steps=0)
