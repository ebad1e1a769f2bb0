"""A small film to render again and again: four scenes, eight keyframes, four segments of four seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import film_kit

STORYBOARD = """\
title: Four Rooms
song: song.wav
output: {size: 160x90, fps: 15}
scenes:
  - id: attic
    prompt: "the attic"
    bars: 2
  - id: hall
    prompt: "the hall"
    bars: 2
  - id: kitchen
    prompt: "the kitchen"
    caption: "noon"
  - id: cellar
    prompt: "the cellar"
    at: "bar 7"
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class SmallFilm:
    """A folder with a storyboard, its song and all that is kept."""

    folder: Path
    storyboard: Path
    song: film_kit.KnownSong

    @property
    def film(self) -> Path:
        return self.folder / "film.mp4"

    @property
    def store(self) -> Path:
        return self.folder / ".longzoom"

    def change(self, before: str, after: str) -> None:
        text = self.storyboard.read_text()
        assert text.count(before) == 1
        self.storyboard.write_text(text.replace(before, after))

    def render(self, *options: object) -> dict[str, object]:
        return film_kit.answer("render", self.storyboard, "-o", self.film, *options)

    def stamps(self, *kinds: str) -> dict[str, int]:
        """When each kept keyframe, segment ... was written."""
        found: dict[str, int] = {}
        for kind in kinds:
            found |= {f"{kind}/{name}": time for name, time in film_kit.stamps(self.store / kind).items()}
        return found


def write_small_film(folder: Path, text: str = STORYBOARD, bars: int = 8) -> SmallFilm:
    folder.mkdir(parents=True, exist_ok=True)
    song = film_kit.write_song(folder / "song.wav", bpm=120, meter=4, bars=bars)
    film_kit.write_grid(song)
    storyboard = folder / "rooms.yaml"
    storyboard.write_text(text)
    return SmallFilm(folder=folder, storyboard=storyboard, song=song)
