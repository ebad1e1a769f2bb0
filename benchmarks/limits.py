"""All that zooming and filming are measured by, in one run: python benchmarks/limits.py (about half an hour).

The picture against the plain way of the field (zooming), filming against ready frames (filming), what a change costs
(refilming), the memory of long films (memory), and the end of a loop (loops).
"""

import subprocess
import sys
from pathlib import Path

RUNS = (
    ("zooming.py",),
    ("filming.py",),
    ("refilming.py", "--size", "1280x720"),
    ("memory.py", "--size", "1920x1080"),
    ("loops.py",),
)


def main() -> None:
    for name, *options in RUNS:
        print(f"\n== {name} {' '.join(options)}", flush=True)
        subprocess.run([sys.executable, Path(__file__).with_name(name), *options], check=True)


if __name__ == "__main__":
    main()
