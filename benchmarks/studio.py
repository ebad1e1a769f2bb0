"""How quick the studio is on a film of 60 scenes: ``python benchmarks/studio.py [--scenes 60] [--song SONG]``.

It writes such a storyboard into a folder of its own, opens a studio on it in a process as at the terminal, and asks it
over HTTP as its page does. Times are wall clock; a busy machine shows in the worst, not in the median.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WORDS = ("school bus", "prom", "wedding in a garden", "birth", "kitchen at noon", "harbour", "library", "mountain road")


class Page:
    """Asks the studio as its page does, over one connection that is kept open."""

    def __init__(self, port: int, token: str) -> None:
        self.link = f"http://127.0.0.1:{port}/?token={token}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {
            "Cookie": f"longzoom_{port}={token}",
            "Origin": f"http://127.0.0.1:{port}",
            "Content-Type": "application/json",
        }

    def ask(self, path: str, value: object = None) -> Any:
        """What is answered to a GET, or to a POST of ``value``."""
        body = None if value is None else json.dumps(value)
        self._connection.request("POST" if body else "GET", path, body, self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {data.decode()}")
        return json.loads(data) if answer.headers.get_content_type() == "application/json" else data

    def film(self) -> Any:
        """The film as it is now."""
        return self.ask("/api/film")

    def when_ready(self) -> Any:
        """The film, once it plays."""
        while (film := self.film())["phase"] == "listening":
            time.sleep(0.005)
        return film


def write_storyboard(folder: Path, scenes: int, song: Path) -> Path:
    """A storyboard whose scenes share a song."""
    lines = ["title: Many Scenes", f"song: {json.dumps(str(song))}", "snap: beat", "pulse: 0.2", "scenes:"]
    for number in range(scenes):
        lines += [f"  - id: s{number}", f"    prompt: {json.dumps(WORDS[number % len(WORDS)])}"]
        lines += [f"    year: {1950 + number}"]
    path = folder / "many.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


@contextlib.contextmanager
def opened(storyboard: Path, store: Path) -> Iterator[tuple[Page, subprocess.Popen[str], float]]:
    """The page, the process, and the moment in which it was started."""
    command = [sys.executable, "-m", "composer", "studio", str(storyboard), "--no-browser", "--store", str(store)]
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True
    )
    try:
        link = re.search(r":(\d+)/\?token=(\S+)", process.stdout.readline() if process.stdout else "")
        if link is None:
            raise SystemExit("the studio did not open")
        yield Page(int(link[1]), link[2]), process, begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def tell(what: str, values: list[float], unit: str = "ms") -> None:
    print(
        f"{what:58} median {statistics.median(values):7.1f} {unit}  worst {max(values):7.1f} {unit}  of {len(values)}"
    )


def memory(process: subprocess.Popen[str]) -> str:
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return "not known on this system"
    return ", ".join(
        line.replace("\t", " ") for line in status.read_text().splitlines() if line[:5] in ("VmRSS", "VmHWM")
    )


def time_start(storyboard: Path, store: Path) -> None:
    """The start with the song heard before: when the page answers, and when the film plays."""
    answers, films = [], []
    for _ in range(5):
        with opened(storyboard, store) as (page, _process, begun):
            page.ask("/")
            answers.append(time.perf_counter() - begun)
            page.when_ready()
            films.append(time.perf_counter() - begun)
    tell("from the start of the process to the page's answer", answers, "s")
    tell("from the start of the process to the film", films, "s")


def time_changes(page: Page, scenes: int, times: int) -> None:
    """Drags that are tried, and drops that are written."""
    film = page.when_ready()
    beat = 60 / page.ask("/api/song")["tempo"]
    arrivals = [scene["arrival"] for scene in film["scenes"]]

    def change(number: int, gesture: str, shift: float) -> list[dict[str, object]]:
        seconds = arrivals[number] + shift * beat
        return [{"do": "arrive", "scene": number, "seconds": seconds, "gesture": gesture}]

    places = [scenes // 4 + number % (scenes // 2) for number in range(times)]
    for gesture in ("roll", "slide", "ripple"):
        values = [timed(lambda n=n, g=gesture: page.ask("/api/try", {"changes": change(n, g, 0.25)})) for n in places]
        tell(f"try: a drag, {gesture}", values)
    values = []
    for place in places:
        body = {"label": "a benchmark", "changes": change(place, "roll", 0.25), "revision": page.film()["revision"]}
        values.append(timed(lambda body=body: page.ask("/api/edit", body)))
        page.ask("/api/undo", {"revision": page.film()["revision"]})
    tell("edit: an arrival dropped, until the film's answer", values)
    values = []
    for number, place in enumerate(places[: times // 4]):
        set_prompt = {"do": "set", "path": f"scenes[{place}].prompt", "value": WORDS[(number + 3) % len(WORDS)]}
        body = {"label": "a benchmark", "changes": [set_prompt], "revision": page.film()["revision"]}
        values.append(timed(lambda body=body: page.ask("/api/edit", body)))
        page.ask("/api/undo", {"revision": page.film()["revision"]})
    tell("edit: other words, until the film's answer", values)
    tell("the film told", [timed(page.film) for _ in range(times)])
    tell("the pictures told", [timed(lambda: page.ask("/api/pictures")) for _ in range(times)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--song", type=Path, default=ROOT / "audio" / "the-long-ride.ogg")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        storyboard = write_storyboard(Path(name), asked.scenes, asked.song.resolve())
        with opened(storyboard, store) as (page, _process, begun):
            page.when_ready()
            print(f"{'the first start, the song listened to':58} {time.perf_counter() - begun:14.1f} s")
        time_start(storyboard, store)
        with opened(storyboard, store) as (page, process, begun):
            page.when_ready()
            while any(each["state"] == "missing" for each in page.ask("/api/pictures")["keyframes"]):
                time.sleep(0.2)
            print(f"{'all keyframes sketched, from the start':58} {time.perf_counter() - begun:14.1f} s")
            time_changes(page, asked.scenes, asked.times)
            print(f"memory of the server: {memory(process)}")
            ended = time.perf_counter()
        print(f"{'Ctrl-C until the end of the process':58} {time.perf_counter() - ended:14.1f} s")


if __name__ == "__main__":
    main()
