"""Pictures whose every point is known, and the storyboards and films made of them."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from composer.errors import Place
from composer.geometry import Similarity
from composer.painting.chain import paint_step
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.registry import Painters
from composer.storyboard.records import Output, PainterChoice, PortalSpec, Scene, Storyboard


def world(x, y, view, seed=0):
    """Colours of the plane where ``view`` maps a grid into it: 70 waves of all directions, from wide to a hundredth.

    A wave over a grid is the product of a row and a column, so that a picture is a product of matrices.
    """
    rng = np.random.default_rng(seed)
    lengths = np.geomspace(1.5, 0.02, 70)
    waves = 2 * np.pi / lengths * np.exp(2j * np.pi * rng.uniform(size=70))
    heights = 13 * lengths[:, None] ** 0.25 * np.exp(2j * np.pi * rng.uniform(size=(70, 3)))
    heights = heights * np.exp(1j * (view.b * np.conj(waves)).real)[:, None]
    rows = np.exp(1j * np.outer((view.a * np.conj(waves)).real, x))
    columns = np.exp(1j * np.outer((1j * view.a * np.conj(waves)).real, y))
    colours = [(columns.T @ (heights[:, c, None] * rows)).real for c in range(3)]
    return np.clip(np.rint(128 + np.stack(colours, axis=-1)), 0, 255).astype(np.uint8)


def photograph(view, width, height, seed=0):
    """The world where ``view`` maps a frame of height 1 and centre 0 into it, each pixel the mean of four points."""
    x = ((np.arange(2 * width) + 0.5) / 2 - width / 2) / height
    y = ((np.arange(2 * height) + 0.5) / 2 - height / 2) / height
    fine = world(x, y, view, seed).astype(np.float32)
    return np.rint(cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)).astype(np.uint8)


def zoom_outs(folder, views, *, size=(256, 160), alter=lambda picture, number: picture, order=1):
    """A nested series as files ``1.png``, ``2.png`` …; ``views`` from the outermost inward."""
    pictures = [alter(photograph(view, *size), number) for number, view in enumerate(views)]
    for number, picture in enumerate(pictures[::order]):
        Image.fromarray(picture).save(folder / f"{number + 1}.png")
    return pictures


def nested_views(magnifications, shifts):
    """Where each picture of a series looks, from the outermost (all of the plane's middle) inward."""
    views = [Similarity(1, 0)]
    for magnification, shift in zip(magnifications, shifts, strict=True):
        views.append(views[-1] @ Similarity(1 / magnification, shift))
    return views


def storyboard(folder, images=(), *, options=None, steps=1, size=(256, 160), painter="stills", places=(), portals=()):
    """A film of one scene an image (None: from the folder), the last one without steps."""
    scenes = tuple(
        Scene(
            id=f"s{number + 1}",
            prompt="",
            image=image,
            steps=steps if number < len(images) - 1 else 0,
            portal=portals[number] if number < len(portals) else PortalSpec(),
        )
        for number, image in enumerate(images)
    )
    file = Path(folder) / "film.yaml"
    return Storyboard(
        file=file,
        scenes=scenes,
        painter=PainterChoice(name=painter, options=options or {}),
        output=Output(width=size[0], height=size[1]),
        places={path: Place(file=file, line=line, column=3) for path, line in dict(places).items()},
    )


def film(board):
    """The steps and keyframes of a storyboard, the outermost first."""
    painters = Painters(board)
    steps = plan_steps(board, painters)
    keyframes, inner = [], None
    for recipe in reversed(write_recipes(steps, painters)):
        inner = paint_step(recipe, painters.of(recipe.step.scene), inner)
        keyframes.append(inner)
    return steps, keyframes[::-1]
