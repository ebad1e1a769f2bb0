"""Write songs of known truth: ``python -m benchmarks.corpus --seed 3 --out FOLDER [--only bossa,waltz3]``.

Each song is a sound file and a JSON file of the same name with its beats, downbeats and sections (``truth``), in
FOLDER/seed3. Needs Debian's fluidsynth and fluid-soundfont-gm, and ``pip install 'longzoom[corpus]'``. The first run
measures the attack of each instrument it meets.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.corpus.fluid import soundfont
from benchmarks.corpus.kinds import KINDS
from benchmarks.corpus.render import render
from benchmarks.corpus.truth import truth_of
from composer.errors import ComposerError


def write_song(kind: str, seed: int, folder: Path, suffix: str = "flac") -> str:
    """Write the sound and the truth of a song; returns a line about it."""
    score = KINDS[kind].score(seed)
    truth = truth_of(score)
    samples = np.clip(render(score), -1, 1)
    soundfile.write(folder / f"{kind}.{suffix}", samples, score.sound.rate, subtype="PCM_16")
    (folder / f"{kind}.json").write_text(json.dumps(truth, indent=1), encoding="utf-8")
    labels = " ".join(f"{section.label}:{section.bars}" for section in score.sections)
    tempo = f"{truth['tempo_min']:6.1f} to {truth['tempo_max']:6.1f}"
    return f"{kind:16s} {score.meter.name:5s} {tempo} bpm {truth['duration']:5.1f} s  {labels}"


def _names(only: str) -> list[str]:
    names = only.split(",") if only else list(KINDS)
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise ComposerError(f"there is no kind of song called {', '.join(unknown)}", f"there are {', '.join(KINDS)}")
    return names


def _write_all(names: list[str], folder: Path, arguments: argparse.Namespace) -> None:
    write = functools.partial(write_song, seed=arguments.seed, folder=folder, suffix=arguments.format)
    if arguments.jobs == 1:
        for name in names:
            print(write(name), flush=True)
        return
    with ProcessPoolExecutor(arguments.jobs) as workers:
        for line in workers.map(write, names):
            print(line, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="another seed: other songs of the same kinds")
    parser.add_argument("--out", type=Path, required=True, help="folder that FOLDER/seedN is made in")
    parser.add_argument("--only", default="", help="names of kinds, with commas; without it all of them")
    parser.add_argument("--jobs", type=int, default=1, help="songs at a time")
    parser.add_argument("--format", choices=("flac", "wav"), default="flac", help="of the sound, 16 bit")
    arguments = parser.parse_args()
    folder = arguments.out / f"seed{arguments.seed}"
    try:
        names = _names(arguments.only)
        soundfont()
        folder.mkdir(parents=True, exist_ok=True)
        _write_all(names, folder, arguments)
    except ComposerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
