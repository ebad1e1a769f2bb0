"""Write songs of the tests' drum machine with their truth, at tempi that no test asks for, to fit the tracker to.

python benchmarks/machine_songs.py FOLDER
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "listening"))
from drum_machine import HATS_6, HATS_8, ROCK, SWING, WALTZ, KnownSong, Score, play, pulse_train

#: So many songs of each kind, at tempi between two, spread by equal ratios; half a beat a minute is added to each.
_SONGS = 8
_TEMPI = {"machine_rock": (62, 184), "machine_waltz": (78, 184), "machine_swing": (84, 160), "machine_plain": (66, 176)}
_CLICKS = (58, 176)


def songs() -> dict[str, list[KnownSong]]:
    patterns = {"machine_rock": ROCK + HATS_8, "machine_swing": ROCK + SWING, "machine_plain": ROCK + HATS_8}
    made: dict[str, list[KnownSong]] = {}
    for kind, (slowest, fastest) in _TEMPI.items():
        meter, pattern = (3, WALTZ + HATS_6) if kind == "machine_waltz" else (4, patterns[kind])
        for number, tempo in enumerate(np.geomspace(slowest, fastest, _SONGS)):
            bars = max(8, round(30 * tempo / 60 / meter))
            drums = {3: range(4, bars), 5: range(0)}.get(number)
            score = Score(
                bpm=round(tempo) + 0.5,
                meter=meter,
                bars=bars,
                pattern=pattern,
                drums=drums,
                chords=kind != "machine_plain" or drums is not None,
                pickup=int(number == 6),
                lead_seconds=0.05 * number,
                seed=100 + number,
            )
            made.setdefault(kind, []).append(play(score))
    made["machine_clicks"] = [pulse_train(round(tempo) + 0.5, 30) for tempo in np.geomspace(*_CLICKS, _SONGS)]
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    for kind, made in songs().items():
        for number, song in enumerate(made, 1):
            place = folder / f"seed{number}"
            place.mkdir(parents=True, exist_ok=True)
            soundfile.write(place / f"{kind}.flac", song.samples, song.rate, subtype="PCM_16")
            truth = {"family": "drum machine", "beats": song.beats.tolist(), "downbeats": song.downbeats.tolist()}
            (place / f"{kind}.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main()
