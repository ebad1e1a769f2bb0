"""A small film with nothing left to do: its song is heard and its keyframes are painted before a studio opens it.

A studio on it takes 0.6 s of the processor until it is ready. On a film of which nothing is known it loads what listens
to songs, and has sketches drawn by a process of its own: 4 s.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import card_painter
import film_kit
from small_film import STORYBOARD, SmallFilm, write_small_film

from composer.listening.listen import listen
from composer.painting import registry


def ready_film(
    folder: Path, text: str = STORYBOARD, *, bars: int = 8, has_beats: bool = True, is_painted: bool = True
) -> SmallFilm:
    """The film of a storyboard; without a beats file its beats are those that were heard."""
    small = _heard(bars, has_beats)(folder)
    small.storyboard.write_text(text)
    if is_painted:
        shutil.copytree(_painted(text, bars).name, small.store / "keyframes")
    return small


def paint(storyboard: Path) -> None:
    """Paint a film's keyframes, as the command does: test cards."""
    with patch.object(registry, "PAINTERS", card_painter.CARDS):
        film_kit.answer("paint", storyboard)


@cache
def _heard(bars: int, has_beats: bool) -> Callable[[Path], SmallFilm]:
    """Gives a film in a folder; its song is listened to once for all of them."""
    first = tempfile.TemporaryDirectory()
    made = write_small_film(Path(first.name), bars=bars)
    if not has_beats:
        made.song.path.with_name("song.beats.yaml").unlink()
    listen(made.song.path, made.store)

    def copied(folder: Path) -> SmallFilm:
        shutil.copytree(first.name, folder, dirs_exist_ok=True, copy_function=shutil.copy2)
        song = replace(made.song, path=folder / "song.wav")
        listen(song.path, folder / ".longzoom")  # known by its samples, and from now on by its name
        return SmallFilm(folder=folder, storyboard=folder / "rooms.yaml", song=song)

    return copied


@cache
def _painted(text: str, bars: int) -> tempfile.TemporaryDirectory[str]:
    """The keyframes of a storyboard, in a folder."""
    keyframes = tempfile.TemporaryDirectory()
    with tempfile.TemporaryDirectory() as folder:
        small = ready_film(Path(folder), text, bars=bars, is_painted=False)
        paint(small.storyboard)
        shutil.copytree(small.store / "keyframes", keyframes.name, dirs_exist_ok=True)
    return keyframes
