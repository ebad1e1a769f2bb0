"""The most memory that `longzoom render` holds, for films of 1, 4 and 20 minutes and of 10 and 200 keyframes.

Each film is made from nothing by a process of its own: the song is listened to, keyframes are painted, frames are
composed and encoded (by ffmpeg, whose memory is not counted). Few frames a second keep it short; they take the same
way. A first small film fills the cache of compiled code.

    python benchmarks/memory.py --size 1920x1080
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from generated_film import FilmKind, longzoom, write_film

FRAMES = 240


def peak(folder: Path, minutes: float, keyframes: int, size: str) -> float:
    """Resident megabytes of a render from nothing."""
    storyboard = write_film(folder, FilmKind(minutes=minutes, scenes=keyframes // 2, steps=2, size=size))
    rate = max(1, round(FRAMES / (60 * minutes)))
    return longzoom("render", storyboard, "-o", storyboard.with_suffix(".mp4"), "--fps", rate).peak_mb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1920x1080")
    options = parser.parse_args()
    films = ((1.0, 11), (4.0, 11), (20.0, 11), (4.0, 201))
    with tempfile.TemporaryDirectory() as name:
        peak(Path(name) / "first", 0.5, 7, "320x180")
        peaks = {film: peak(Path(name) / f"{film[0]:g}-{film[1]}", *film, options.size) for film in films}
    for (minutes, keyframes), megabytes in peaks.items():
        film = f"{minutes:4g} min, {keyframes:4} keyframes, {options.size}"
        print(f"{film}: {megabytes:5.0f} MB peak, {megabytes / peaks[films[0]]:.3f} of 1 min")


if __name__ == "__main__":
    main()
