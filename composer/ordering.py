"""The arguments and options that several verbs share, and the order that they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.encoders import ENCODER_NAMES

if TYPE_CHECKING:
    from composer.order import Order

#: A path on the command line.
FILE = click.Path(path_type=Path)


def _size(_ctx: click.Context, _param: click.Parameter, text: str | None) -> tuple[int, int] | None:
    from composer.storyboard.sizes import parse_size

    return None if text is None else parse_size(text)


def _site(ctx: click.Context, param: click.Parameter, text: str | None) -> tuple[int, int] | None:
    if text is not None and ctx.params.get("size") is not None:
        raise click.UsageError("--size and --for both give the film's size: keep one of them")
    return _size(ctx, param, text)


def _rate(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Any:
    from composer.timebase import parse_rate

    try:
        return None if text is None else parse_rate(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def ordering(verb: Callable[..., None]) -> Callable[..., None]:
    """The arguments that plan, paint and render share."""
    options = (
        click.argument("storyboard", type=FILE),
        click.argument("song", type=FILE, required=False),
        click.option("--size", callback=_size, metavar="WxH", is_eager=True, help="Of the film, such as 1920x1080."),
        click.option("--for", "site", callback=_site, metavar="SITE", help="youtube, reels, square or canvas."),
        click.option("--crop", is_flag=True, help="Film another shape out of the same keyframes: paint nothing anew."),
        click.option("--fps", "rate", callback=_rate, metavar="RATE", help="Frames a second, such as 23.976."),
        click.option("--draft", is_flag=True, help="Small and quick, to judge the timing."),
        click.option("--store", type=FILE, help="Where things are kept (.longzoom beside the storyboard)."),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


def encoding(verb: Callable[..., None]) -> Callable[..., None]:
    """How the film is encoded, in place of what the storyboard says."""
    names = click.Choice(ENCODER_NAMES)
    options = (
        click.option("--encoder", type=names, metavar="NAME", help="h264, hevc, av1, prores, lossless, auto (doctor)."),
        click.option("--depth", type=int, metavar="8|10", help="Bits of a sample."),
        click.option("--crf", type=int, metavar="N", help="Constant quality on the encoder's scale; less is better."),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


def order_of(given: dict[str, Any]) -> Order:
    """What the shared options ask for; raises UsageError where --crop has no shape to film."""
    from composer.order import Order

    names = ("storyboard", "song", "rate", "encoder", "depth", "crf", "crop", "draft", "silent", "store")
    size = given["size"] or given["site"]
    if given["crop"] and size is None:
        raise click.UsageError("--crop needs --size or --for: the shape to film")
    return Order(size=size, **{name: given[name] for name in names if name in given})
