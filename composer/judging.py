"""Keyframes judged: measured where none were taken yet, and a word about those that are worth another take."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from shlex import quote

from composer.film_plan import FilmPlan
from composer.painting.chain import Keyframe
from composer.painting.measured import Measurer
from composer.painting.measuring import too_far
from composer.painting.painter import paints_by_words
from composer.painting.store import KeyframeStore

_LOG = logging.getLogger("longzoom")


def with_measures(keyframes: Sequence[Keyframe], store: KeyframeStore) -> tuple[Keyframe, ...]:
    """The keyframes of one film or take, measured now where they were kept before any was."""
    measurer = Measurer(keyframes, store)
    return tuple(_measured(keyframe, measurer, store) for keyframe in keyframes)


def _measured(keyframe: Keyframe, measurer: Measurer, store: KeyframeStore) -> Keyframe:
    if keyframe.measures is not None or keyframe.portal is None or store.is_measured(keyframe.digest):
        return keyframe
    picture = store.load(keyframe.digest)
    return replace(keyframe, measures=measurer.measures_of(keyframe, picture, holds=True))


def warn_of_bad_steps(plan: FilmPlan, keyframes: Sequence[Keyframe]) -> None:
    """One warning for each newly painted step that measures too far off, if its painter may do better next time."""
    steps = {recipe.step.index: recipe.step for recipe in plan.recipes}
    for keyframe in keyframes:
        words = too_far(keyframe.measures) if keyframe.measures and not keyframe.reused else ""
        step = steps[keyframe.index]
        painter = plan.painters.of(step.scene)
        if words and paints_by_words(painter):
            _LOG.warning(
                'step %d (scene "%s"): %s; another take may be better: longzoom retake %s --step %d',
                *(keyframe.index, keyframe.scene, words, quote(str(plan.order.storyboard)), keyframe.index),
            )


def in_short(keyframe: Keyframe) -> str:
    """A keyframe's measures for one short line; empty where it has none."""
    measures = keyframe.measures
    if measures is None:
        return ""
    doubt = "! " if too_far(measures) else ""
    return (
        f"{doubt}ΔE {measures.drift:.0f}, contrast {measures.contrast:.2f}, seam {measures.seam:.1f}, "
        f"sharp {measures.sharpness:.2f}"
    )
