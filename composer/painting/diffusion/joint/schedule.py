"""The way from noise to a picture, and what a model's output says of the picture at its end."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from composer.painting.diffusion.families.family import Family

_log = logging.getLogger("longzoom")
_FLOW = "flow"
#: Families whose pipelines leave it to the scheduler where a flow's steps lie; those of others space them evenly.
_OWN_SPACING = ("sd3",)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Denoising steps, each from ``signal * picture + noise * white noise`` to the next of these.

    Attributes
    ----------
    times : tuple of float
        What the model is told before each step.
    signal, noise : tuple of float
        One more than there are steps; they end with 1 and 0.
    predicts : str
        What the model's output is: ``epsilon``, ``v_prediction``, ``sample`` or ``flow``.
    """

    times: tuple[float, ...]
    signal: tuple[float, ...]
    noise: tuple[float, ...]
    predicts: str

    def clean(self, index: int, latent: Any, output: Any) -> Any:
        """The picture that a model's output before step ``index`` means, from what the model was shown."""
        signal, noise = self.signal[index], self.noise[index]
        if self.predicts == "sample":
            return output
        if self.predicts == "epsilon":
            return (latent - noise * output) / signal
        if self.predicts == "v_prediction":
            return signal * latent - noise * output
        return latent - noise * output  # a flow's velocity leads from the picture to the noise

    def moved(self, index: int, latent: Any, clean: Any) -> Any:
        """What the model is shown after step ``index``, towards a picture that may have been changed.

        The step of DDIM (Song et al., 2021, eq. 12, without new noise) and the Euler step of a flow, with what is
        left beside the picture taken for its noise.
        """
        rest = self.noise[index + 1] / self.noise[index]
        return rest * latent + (self.signal[index + 1] - rest * self.signal[index]) * clean


def schedule_of(pipeline: Any, family: Family, steps: int, tokens: int) -> Schedule:
    """The schedule of a pipeline, whose own scheduler is left as it is.

    Euler's, DDIM's and the flows' steps are taken as they are; in place of others those of DDIM, or of a flow.

    Parameters
    ----------
    steps : int
        Denoising steps.
    tokens : int
        Patches of two by two latents in a picture: some flows spend more of their steps in the noise for more.
    """
    diffusers = import_module("diffusers")
    name = type(pipeline.scheduler).__name__
    if "Flow" in name or pipeline.scheduler.config.get("use_flow_sigmas"):
        _tell(name, "FlowMatchEulerDiscreteScheduler")
        scheduler = diffusers.FlowMatchEulerDiscreteScheduler.from_config(pipeline.scheduler.config)
        return _flow(scheduler, steps, tokens, evenly=family.key not in _OWN_SPACING)
    if name == "EulerDiscreteScheduler":
        return _euler(diffusers.EulerDiscreteScheduler.from_config(pipeline.scheduler.config), steps)
    _tell(name, "DDIMScheduler")
    return _ddim(diffusers.DDIMScheduler.from_config(pipeline.scheduler.config), steps)


def _tell(name: str, taken: str) -> None:
    if name != taken:
        _log.info("keyframes that are painted jointly take the steps of %s, not of %s", taken, name)


def _euler(scheduler: Any, steps: int) -> Schedule:
    scheduler.set_timesteps(steps)
    sigmas = np.append(scheduler.sigmas.double().numpy()[:steps], 0.0)
    signal = 1 / np.sqrt(1 + sigmas**2)
    return _schedule(scheduler.timesteps, signal, sigmas * signal, scheduler.config.prediction_type)


def _ddim(scheduler: Any, steps: int) -> Schedule:
    scheduler.set_timesteps(steps)
    kept = np.append(scheduler.alphas_cumprod.double().numpy()[scheduler.timesteps.numpy()], 1.0)
    return _schedule(scheduler.timesteps, np.sqrt(kept), np.sqrt(1 - kept), scheduler.config.prediction_type)


def _flow(scheduler: Any, steps: int, tokens: int, *, evenly: bool) -> Schedule:
    config = scheduler.config
    even = {"sigmas": np.linspace(1, 1 / steps, steps)} if evenly else {"num_inference_steps": steps}
    shift = {"mu": _shift(config, tokens)} if config.get("use_dynamic_shifting") else {}
    scheduler.set_timesteps(**even, **shift)
    noise = np.append(scheduler.sigmas.double().numpy()[:steps], 0.0)
    return _schedule(scheduler.timesteps, 1 - noise, noise, _FLOW)


def _shift(config: Any, tokens: int) -> float:
    """How far a flow's steps lie in the noise: a straight line through its configuration's two points."""
    few, many = config.get("base_image_seq_len", 256), config.get("max_image_seq_len", 4096)
    low, high = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
    return float(low + (high - low) * (tokens - few) / (many - few))


def _schedule(times: Any, signal: Any, noise: Any, predicts: str) -> Schedule:
    return Schedule(
        times=tuple(float(time) for time in times),
        signal=tuple(float(each) for each in signal),
        noise=tuple(float(each) for each in noise),
        predicts=predicts,
    )
