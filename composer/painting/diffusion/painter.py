"""The diffusion painter: what the chain asks for, answered by a model that is loaded when it is first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from composer.painting.completing import Photograph
from composer.painting.diffusion.canvas.colour import FloatArray
from composer.painting.diffusion.canvas.surround import Surround
from composer.painting.diffusion.detail.network import Network
from composer.painting.diffusion.detail.planning import Making, plan_detail, second_pass
from composer.painting.diffusion.detail.upscaling import upscale
from composer.painting.diffusion.engine.engine import Engine
from composer.painting.diffusion.engine.request import Frame, Request, Unsampled, Way
from composer.painting.diffusion.ingredients import Ingredients
from composer.painting.diffusion.options.reading import read_options
from composer.painting.diffusion.outpainting import Manner, Pass, outpaint, rejoin
from composer.painting.diffusion.people.photographs import complete
from composer.painting.diffusion.people.portraits import Album
from composer.painting.diffusion.together import Together
from composer.painting.diffusion.weights.finding import family_told, source_in_use
from composer.painting.diffusion.words.book import Words
from composer.painting.diffusion.words.travel import arrived, crosses, radial_weights, weight_of_step
from composer.painting.painter import Picture, Step, Travel
from composer.storyboard.records import PortalSpec, Scene, Storyboard

#: Wide enough to hide that the model's surroundings are a little softer than what is pasted into them.
_FEATHER = 0.06


class DiffusionPainter:
    """Outpaints each keyframe around the next one in with a model of diffusers.

    Options: see ``options.options.Options``. Making the painter and asking for ingredients needs neither torch nor
    weights.

    Raises
    ------
    StoryboardError
        Where an option is unknown or its value is wrong.
    """

    name = "diffusion"
    version = "2"

    def __init__(self, storyboard: Storyboard, options: Mapping[str, object]) -> None:
        read = read_options(storyboard, options)
        self._options = replace(read, model=source_in_use(read))
        self._album = Album(storyboard)
        self._ingredients = Ingredients(self._options, self._album)
        self._together = Together(self._options.joint, self._alone)

    def feather(self, step: Step) -> float:  # noqa: ARG002
        """0.06 heights for every step."""
        return _FEATHER

    def portal(self, scene: Scene, aspect: float) -> PortalSpec:  # noqa: ARG002
        """The middle of the picture, upright: the model can paint any surroundings."""
        return PortalSpec(at=(0.5, 0.5), turn_degrees=0.0)

    def magnification(self, scene: Scene) -> float | None:  # noqa: ARG002
        """None: as the storyboard says."""
        return None

    def sources(self) -> tuple[Path, ...]:
        """None of its own: pictures of the cast are the storyboard's, and a model is not the director's picture."""
        return ()

    def ingredients(self, step: Step) -> Mapping[str, object]:
        """Model, options, words, people and noise; not the device, whose pictures differ by roundings only."""
        return {**self._alone(step), **self._together.ingredients(step)}

    def foresee(self, steps: tuple[Step, ...], pinned: frozenset[int]) -> None:
        """Take note of all steps, some of which may be sampled together; see ``painter.Foreseer``."""
        self._together.foresee(steps, pinned)

    def painted_as(self, step: Step, film: tuple[int, int]) -> str:
        """The sizes that its picture goes through; see ``painter.Enlarger``.

        Raises
        ------
        ComposerError
            If the model cannot paint the canvas that is asked for.
        """
        family = family_told(self._options)
        if family is None:
            return ""
        steps = self._options.steps or family.steps
        making = Making(family=family, upscaling=self._options.upscaling, steps=steps)
        return plan_detail(step, making, film).text

    def prepare(self, steps: tuple[Step, ...], workshop: Path) -> None:
        """Read the words of all steps, and let go of what read them.

        Raises
        ------
        ComposerError
            If torch or the weights are missing.
        """
        self._together.keep_in(workshop)
        planned = {each.index: each for step in steps for each in self._together.group(step)}
        words = [each for step in (*steps, *planned.values()) for each in _words_of(step)]
        self._engine.prepare(words, [portrait for step in steps for portrait in step.portraits])

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        """The picture of a step, outpainted around the inner keyframe in its true colours.

        Raises
        ------
        ComposerError
            If torch, the weights or the memory for them is missing, or the model gives no picture.
        """
        return self.paint_batch((step,), inner)[0]

    def paint_batch(self, steps: Sequence[Step], inner: Picture | None) -> list[Picture]:
        """Takes of one step, which differ in their seeds alone, painted together as far as the memory allows.

        Raises
        ------
        ComposerError
            As ``paint``.
        """
        first = steps[0]
        if len(self._together.group(first)) > 1:
            return [self._together.picture(step, inner, self._sample, self._finish) for step in steps]
        draw = partial(self._draw, first, tuple(noise_of(step) for step in steps))
        return outpaint(first, inner, self._manner(first), draw, len(steps))

    def close(self, step: Step, first: Picture, inner: Picture) -> Picture:
        """The first picture of a ring with the surroundings of its portal painted again; see ``closing.Closer``.

        Raises
        ------
        ComposerError
            As ``paint``.
        """
        draw = partial(self._draw, step, (noise_of(step),))
        return rejoin(step, (first, inner), self._manner(step), draw)

    def complete(self, step: Step, photograph: Photograph) -> Picture:
        """A frame painted around a photograph of another shape; see ``completing.Completer``.

        Raises
        ------
        ComposerError
            As ``paint``.
        """
        return complete(step, photograph, self._manner(step), partial(self._draw, step, (noise_of(step),)))

    def _alone(self, step: Step) -> Mapping[str, object]:
        return {**self._ingredients.of(step), "noise": noise_of(step)}

    def _sample(self, group: Sequence[Step], inner: Picture | None) -> list[FloatArray]:
        """Pictures of neighbouring steps that hold each other, at the model's size."""
        engine, aspect = self._engine, group[0].aspect
        frame = Frame(size=engine.family.canvas_size(aspect), aspect=aspect, feather=_FEATHER, inner=inner)
        return engine.sample(
            [_unsampled(step, held=inner is not None or step is not group[-1]) for step in group], frame
        )

    def _finish(self, step: Step, picture: FloatArray) -> Picture:
        return upscale(picture, (step.width, step.height), self._network)

    def _draw(self, step: Step, seeds: tuple[int, ...], canvases: Sequence[Surround], which: Pass) -> list[FloatArray]:
        engine = self._engine
        words, way = self._way(step, canvases[0])
        strength = engine.settings.strength if which.strength is None else which.strength
        request = Request(
            scene=step.scene.id,
            canvases=tuple(canvases),
            seeds=tuple(_seed(seed, which.number) for seed in seeds),
            strength=1.0 if canvases[0].is_blank else strength,
            words=words,
            way=way,
            portraits=step.portraits,
            last=which.last,
        )
        return engine.paint(request)

    def _way(self, step: Step, canvas: Surround) -> tuple[Words, Way | None]:
        words, *others = _words_of(step)
        if not others or step.travel is None:
            return words, None
        if self._options.travel == "blend" or step.portal is None:
            return words, Way(to=others[0], weight=weight_of_step(step.travel))
        height, width = canvas.repaint.shape
        return words, Way(to=others[0], weight=radial_weights(step.travel, step.portal, step.aspect, (width, height)))

    def _manner(self, step: Step) -> Manner:
        engine, upscaling = self._engine, self._options.upscaling
        return Manner(
            size=engine.family.canvas_size(step.aspect),
            feather=_FEATHER,
            second=second_pass(engine.family, upscaling, engine.settings.steps, step.aspect),
            seam=self._options.seam,
            network=self._network,
        )

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self._options, self._album)

    @cached_property
    def _network(self) -> Network | None:
        source = self._options.upscaling.model
        return None if source is None or source.path is None else self._engine.load_network(source.path)


def _unsampled(step: Step, *, held: bool) -> Unsampled:
    """A step as it is sampled with its neighbours; ``held``: whether something lies in its portal."""
    words, *others = _words_of(step)
    return Unsampled(
        words=words,
        to=others[0] if others else None,
        weight=weight_of_step(step.travel) if step.travel is not None else 0.0,
        portal=step.portal if held else None,
        noise=noise_of(step),
    )


def _words_of(step: Step) -> Iterator[Words]:
    """A step's words, and those that it is on the way to where it needs both."""
    own, travel = Words(prompt=step.prompt, avoid=step.avoid), step.travel
    if travel is None or not crosses(travel):
        yield own if travel is None or not arrived(travel) else _end_of(travel)
        return
    yield own
    yield _end_of(travel)


def _end_of(travel: Travel) -> Words:
    return Words(prompt=travel.prompt, avoid=travel.avoid)


def noise_of(step: Step) -> int:
    """The seed of a step's noise, 48 bits. The same noise in each step would paint one composition again and again."""
    return _drawn(f"{step.seed}\0{step.scene.id}\0{step.view}")


def _seed(noise: int, number: int) -> int:
    """The seed of a pass; the first one's is the step's own."""
    return _drawn(f"{noise}\0{number}") if number else noise


def _drawn(written: str) -> int:
    return int.from_bytes(hashlib.blake2b(written.encode(), digest_size=6).digest())
