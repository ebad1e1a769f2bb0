"""Peak memory of filming a 1-minute and a 4-minute song: python benchmarks/memory.py [WIDTHxHEIGHT].

Both films are made by `longzoom render` in a process of its own, with the same scenes repeated, so that only the length
and the number of keyframes differ. Everything is kept in a temporary folder.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

RATE = 22050


def write_song(path: Path, minutes: float) -> None:
    """A click and a bass note on each beat at 120 BPM."""
    beat = np.arange(RATE // 2) / RATE
    sound = np.sin(2 * np.pi * 110 * beat) * np.exp(-8 * beat) * 0.5
    sound[:200] += np.random.default_rng(1).normal(0, 0.3, 200)
    soundfile.write(path, np.tile(sound.astype(np.float32), int(minutes * 120)), RATE)


def write_storyboard(path: Path, song: Path, minutes: float, size: str) -> None:
    scenes = "".join(
        f'  - {{id: card-{i}, year: {1930 + i % 9 * 10}, prompt: "chapter {i}"}}\n' for i in range(int(minutes * 6))
    )
    path.write_text(f"title: memory\nsong: {song}\noutput: {{size: {size}}}\nscenes:\n{scenes}", encoding="utf-8")


def render(folder: Path, minutes: float, size: str) -> tuple[float, float]:
    """Peak resident megabytes of the process, and its seconds."""
    song, storyboard = folder / f"song-{minutes:g}.wav", folder / f"film-{minutes:g}.yaml"
    write_song(song, minutes)
    write_storyboard(storyboard, song, minutes, size)
    code = (
        "import resource, sys; from composer.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    begun = time.perf_counter()
    command = [sys.executable, "-c", code, "render", storyboard, "-o", folder / f"film-{minutes:g}.mp4"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (peak,) = re.findall(r"peak (\d+)", done.stderr)
    return int(peak) / 1024, time.perf_counter() - begun


def main() -> None:
    size = sys.argv[1] if len(sys.argv) > 1 else "640x360"
    with tempfile.TemporaryDirectory() as folder:
        results = {minutes: render(Path(folder), minutes, size) for minutes in (1.0, 4.0)}
    for minutes, (peak, seconds) in results.items():
        print(f"{minutes:g} min at {size}: {peak:6.0f} MB peak, {seconds:6.1f} s")
    print(f"memory, 4 min over 1 min: {results[4.0][0] / results[1.0][0]:.3f}")


if __name__ == "__main__":
    main()
