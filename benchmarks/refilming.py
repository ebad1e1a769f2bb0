"""What a change costs: a film of 4 minutes is made, changed in one place, and made again.

Every row is one `longzoom render` in a process of its own, from its start to its end, with keyframes painted and the
song heard before; ratios are over the first row.

    python benchmarks/refilming.py --size 1280x720 --scenes 24
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from generated_film import FilmKind, Run, longzoom, write_film


def render(storyboard: Path, *options: str) -> Run:
    out = storyboard.with_name(f"film{''.join(options)}.mp4")
    return longzoom("render", storyboard, "-o", out, "--json", *options)


def told(name: str, run: Run, full: Run) -> str:
    report = json.loads(run.output)
    return (
        f"{name:38}{run.seconds:9.2f}{run.seconds / full.seconds:9.1%}{report['filmed_frames']:9}"
        f"{report['filmed_frames'] / report['frame_count']:9.1%}"
    )


def changed(storyboard: Path, before: str, after: str) -> Run:
    """The film with a change, which is taken back afterwards."""
    text = storyboard.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise ValueError(f"{before!r} is {text.count(before)} times in {storyboard}")
    storyboard.write_text(text.replace(before, after), encoding="utf-8")
    try:
        return render(storyboard)
    finally:
        storyboard.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--scenes", type=int, default=24)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--folder", type=Path, help="where to make and keep the film (a temporary folder)")
    options = parser.parse_args()
    kind = FilmKind(minutes=options.minutes, scenes=options.scenes, steps=options.steps, size=options.size)
    with tempfile.TemporaryDirectory() as name:
        measure(write_film(options.folder or Path(name), kind), kind)


def measure(storyboard: Path, kind: FilmKind) -> None:
    longzoom("paint", storyboard, "--sheet", storyboard.with_name("sheet.jpg"))
    middle, last = kind.scenes // 2, kind.scenes - 1
    print(f"{kind.minutes:g} min, {kind.scenes} scenes, {kind.size}, {kind.fps} fps")
    print(f"{'':38}{'seconds':>9}{'of full':>9}{'frames':>9}{'of all':>9}")
    full = render(storyboard)
    print(told("the whole film", full, full), flush=True)
    bar = f'"bar {kind.bar_of(middle)}"'
    ease = f'"bar {kind.bar_of(last)}", steps: {kind.steps}, ease: '
    rows = (
        ("a middle scene arrives a beat later", bar, f'{bar[:-1]} beat 2"'),
        ("a middle caption says something else", f'caption: "chapter {middle}"', 'caption: "another chapter"'),
        ("the last scene moves in another way", f"{ease}glide", f"{ease}linger"),
        ("the last scene arrives a beat later", f'"bar {kind.bar_of(last)}"', f'"bar {kind.bar_of(last)} beat 2"'),
    )
    for words, before, after in rows:
        print(told(words, changed(storyboard, before, after), full), flush=True)
    render(storyboard)
    print(told("nothing changes", render(storyboard), full), flush=True)
    print(told("--draft", render(storyboard, "--draft"), full), flush=True)


if __name__ == "__main__":
    main()
