"""A model on this machine: it reads the words of a film, lets go of what read them, and paints."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Any

from composer.errors import ComposerError
from composer.painting.diffusion.detail.network import Network, load_network
from composer.painting.diffusion.engine.brush import Brush, FloatArray, Spoken
from composer.painting.diffusion.engine.fitting_out import Wanted, fit_out
from composer.painting.diffusion.engine.reading import text_encoders
from composer.painting.diffusion.engine.request import Frame, Request, Unsampled
from composer.painting.diffusion.engine.settings import Settings, settings_of
from composer.painting.diffusion.families.choosing import check_licence
from composer.painting.diffusion.families.family import Family, Likeness
from composer.painting.diffusion.families.hastening import hastened
from composer.painting.diffusion.joint.grouping import check_joint
from composer.painting.diffusion.joint.sampling import Level
from composer.painting.diffusion.joint.sampling import Settings as JointSettings
from composer.painting.diffusion.machine.device import choose_device, choose_dtype, empty_cache, survey
from composer.painting.diffusion.machine.libraries import load_libraries
from composer.painting.diffusion.options.options import Options
from composer.painting.diffusion.people.adapters import check_adapter
from composer.painting.diffusion.people.portraits import Album, counted, warn_unheeded
from composer.painting.diffusion.weights.adapters import Adapter, check_adapters, find_adapters
from composer.painting.diffusion.weights.control import check_control
from composer.painting.diffusion.weights.finding import identify
from composer.painting.diffusion.words.blending import blend
from composer.painting.diffusion.words.book import WordBook, Words
from composer.painting.diffusion.words.encoding import Embeddings
from composer.painting.painter import Portrait


class Engine:
    """Reads words and paints requests with the model of some options; ``options.model`` is not ``auto`` any more.

    Attributes
    ----------
    family : Family
        The model's, with its own sizes, and used as its few-step adapter likes it.
    settings : Settings

    Raises
    ------
    ComposerError
        If a library, the weights or the device is missing, or options contradict the model.
    """

    def __init__(self, options: Options, album: Album) -> None:
        self._options, self._album = options, album
        self._libraries = load_libraries()
        torch = self._libraries.torch
        kind = choose_device(torch, options.device)
        self._checkpoint = identify(self._libraries, options.model)
        check_licence(options.model.name, self._checkpoint.known, commercial=options.commercial)
        self._plain = self._checkpoint.family
        check_adapters(self._plain, options)
        check_adapter(self._plain, options)
        if options.control is not None:
            check_control(self._plain, options)
        if options.joint:
            check_joint(self._plain)
        self.family: Family = hastened(self._plain, options.fast, commercial=options.commercial)
        self._dtype = choose_dtype(torch, options.dtype, kind, self.family)
        self._device = survey(torch, kind)
        self.settings: Settings = settings_of(options, self.family)
        self._book = WordBook(torch, self.family, self._encoders, guided=self.settings.guided)
        self._portraits: dict[Portrait, None] = {}
        self._said: dict[Words, Embeddings] = {}
        self._brush: Brush | None = None

    def prepare(self, words: Iterable[Words], portraits: Sequence[Portrait]) -> None:
        """Read all words now, once, and take note of the people that will be shown.

        Raises
        ------
        ComposerError
            If the text encoders are not to be had.
        """
        fresh = [each for each in counted(portraits) if each not in self._portraits]
        if fresh and self._options.joint and self.family.likeness is not Likeness.NONE:
            raise ComposerError(
                "keyframes that are sampled together cannot be shown pictures of people",
                "write likeness: 0 for the film, or leave joint out",
            )
        if fresh:
            check_adapter(self._plain, self._options, fresh)
            warn_unheeded(self.family, fresh)
            self._portraits |= dict.fromkeys(fresh)
            self._put_down()  # its image encoder is gone
        self._book.learn(words)

    def paint(self, request: Request) -> list[FloatArray]:
        """The request's pictures, float32 RGB in 0..1 of the canvases' size.

        Raises
        ------
        ComposerError
            If the weights are not to be had or do not fit, or the model gives no picture.
        """
        wanted = [request.words] if request.way is None else [request.words, request.way.to]
        self.prepare(wanted, request.portraits)
        # Kept for the next request, which mostly has the same words: the brush then has them on its device already.
        self._said = {words: self._said.get(words) or self._book.look_up(words) for words in wanted}
        near, *far = (self._said[words] for words in wanted)
        return self._in_hand().paint(request, Spoken(near=near, far=far[0] if far else None))

    def sample(self, levels: Sequence[Unsampled], frame: Frame) -> list[FloatArray]:
        """Pictures of neighbouring keyframes that hold each other, the outermost first, float32 RGB in 0..1.

        Raises
        ------
        ComposerError
            As ``paint``.
        """
        self.prepare([words for level in levels for words in level.both], ())
        torch, kind = self._libraries.torch, self._device.kind
        settings = JointSettings(
            size=frame.size,
            aspect=frame.aspect,
            steps=self.settings.steps,
            guidance=self.settings.guidance,
            feather=frame.feather,
            inner=frame.inner,
        )
        spoken = []
        for level in levels:
            near, *far = (self._book.look_up(words, kind) for words in level.both)
            said = blend(torch, near, far[0], level.weight) if far else near
            spoken.append(Level(words=said.arguments, portal=level.portal, noise=level.noise))
        return self._in_hand().sample(spoken, settings)

    def load_network(self, file: Path) -> Network:
        """An upscaling network on the model's device.

        Raises
        ------
        ComposerError
            If it is none, or cannot be loaded.
        """
        return load_network(self._libraries.torch, file, self._device.kind)

    def _in_hand(self) -> Brush:
        if self._brush is None:
            wanted = Wanted(
                options=self._options,
                checkpoint=self._checkpoint,
                family=self.family,
                settings=self.settings,
                adapters=self._adapters,
                device=survey(self._libraries.torch, self._device.kind),
                dtype=self._dtype,
                portraits=tuple(self._portraits),
            )
            self._brush = fit_out(self._libraries, wanted, self._album)
        return self._brush

    @cached_property
    def _adapters(self) -> tuple[Adapter, ...]:
        return find_adapters(self._libraries, self._plain, self._options)

    def _encoders(self) -> AbstractContextManager[Any]:
        """Text encoders; a brush that is on the GPU makes room for them, and is taken up again afterwards."""
        if self._device.apart:
            self._put_down()
        return text_encoders(self._libraries, self._checkpoint, self._dtype, self._device, self._adapters)

    def _put_down(self) -> None:
        self._brush = None
        gc.collect()
        empty_cache(self._libraries.torch, self._device.kind)
