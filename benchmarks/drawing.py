"""What a drawing costs: python benchmarks/drawing.py [STORYBOARD].

Every motif is drawn at 1280x720, 960x960 and 720x1280 in three decades, as its whole scene and as its last view before
another scene, in processor seconds of this one process; what a process does once (reading the files, compiling,
making the grain) is timed by itself. Then the keyframes of STORYBOARD (the demo) are painted and kept from nothing, in
the sizes of its film, on one core and on all of them.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.ahead import painting_ahead
from composer.painting.chain import paint_chain
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.choosing.catalogue import motifs
from composer.painting.painter import Step
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.reading import read_storyboard
from composer.storyboard.records import Person, Scene, Storyboard

SIZES, YEARS = ((1280, 720), (960, 960), (720, 1280)), (1928, 1955, 1991)
CAST = (
    Person(name="june", born=1900, kind="woman", looks="red curly hair, freckles"),
    Person(name="theo", born=1900, kind="man", looks="dark hair, glasses"),
)


def main() -> None:
    begun = time.process_time()
    draw("home", 1991, SIZES[0])
    print(f"once a process: {time.process_time() - begun:.2f} s CPU")
    times = {}
    for motif in motifs():
        for year in YEARS:
            for size in SIZES:
                times.update({(motif.name, year, size, view): took for view, took in draw(motif.name, year, size)})
    worst = max(times, key=times.__getitem__)
    seconds = statistics.median(times.values())
    print(f"{len(times)} pictures: median {seconds:.3f} s CPU, worst {times[worst]:.3f} s ({worst})")
    for name in dict.fromkeys(key[0] for key in times):
        own = [took for key, took in times.items() if key[0] == name]
        print(f"{name:>12}: median {statistics.median(own):.3f}, worst {max(own):.3f}")
    film(Path(sys.argv[1] if len(sys.argv) > 1 else "storyboards/the-long-ride.yaml"))


def draw(name: str, year: int, size: tuple[int, int]) -> list[tuple[str, float]]:
    """Seconds of the whole scene and of its last view."""
    scene = Scene(id="a", prompt="", motif=name, year=year)
    storyboard = Storyboard(
        file=Path("film.yaml"), scenes=(scene, Scene(id="b", prompt="", motif="home", year=year)), cast=CAST
    )
    painter = IllustratedPainter(storyboard, {})
    at = painter.portal(scene, size[0] / size[1]).at
    opening = similarity_at(at or (0.5, 0.5), magnification=4, turn_degrees=0, aspect=size[0] / size[1])
    found = []
    for view, framing in enumerate((IDENTITY, opening.power(0.5))):
        begun = time.process_time()
        painter.paint(step(storyboard, framing, opening, size), None)
        found.append(("whole" if view == 0 else "last", time.process_time() - begun))
    return found


def step(storyboard: Storyboard, framing: Similarity, opening: Similarity, size: tuple[int, int]) -> Step:
    return Step(
        index=0,
        scene=storyboard.scenes[0],
        view=0 if framing is IDENTITY else 1,
        framing=framing,
        portal=opening.power(0.5),
        opening=framing.inverse() @ opening,
        inner_scene=storyboard.scenes[1],
        width=size[0],
        height=size[1],
        prompt="",
        avoid="",
        seed=0,
    )


def film(path: Path) -> None:
    storyboard = read_storyboard(path)
    for size in ((1280, 720), None):
        board = storyboard
        if size:
            board = replace(storyboard, output=replace(storyboard.output, width=size[0] // 2, height=size[1] // 2))
        painters = Painters(board)
        recipes = write_recipes(plan_steps(board, painters), painters)
        first = recipes[0].step
        tasks = [(painters.of(recipe.step.scene), recipe.step) for recipe in recipes]
        seconds = {}
        for workers in (1, None):
            begun = time.perf_counter()
            with painting_ahead(tasks, workers) as pictures:
                for _ in pictures:
                    pass
            seconds[workers] = time.perf_counter() - begun
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            paint_chain(recipes, painters, KeyframeStore(Path(folder)))
            whole = time.perf_counter() - begun
        print(
            f"{len(recipes)} keyframes of {first.width}x{first.height}: drawn on one core in "
            f"{seconds[1]:.1f} s, on all in {seconds[None]:.1f} s; drawn, joined and kept in {whole:.1f} s"
        )


if __name__ == "__main__":
    main()
