"""What the chain adds to a painter's own work: python benchmarks/painting.py.

Paints the four keyframes of a two-scene film at 2560x1440 with the illustrator, and times the painter's own work, the
paste of the inner keyframe, and keeping the picture; then all of it again from the store.
"""

import tempfile
import time
from pathlib import Path

from composer.painting.chain import paint_chain
from composer.painting.pasting import paste
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.registry import Painters
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Scene, Storyboard


def main() -> None:
    scenes = (
        Scene(id="bus", prompt="a yellow school bus", year=1980),
        Scene(id="wedding", prompt="a wedding at the church", year=1995, steps=1),
    )
    storyboard = Storyboard(file=Path("film.yaml"), scenes=scenes)
    painters = Painters(storyboard)
    recipes = write_recipes(plan_steps(storyboard, painters), painters)
    times = {"paint": 0.0, "paste": 0.0, "keep": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        store, inner = KeyframeStore(Path(folder)), None
        for recipe in reversed(recipes):
            begun = time.process_time()
            picture = painters.of(recipe.step.scene).paint(recipe.step, inner)
            painted = time.process_time()
            if recipe.step.portal is not None and inner is not None:
                picture = paste(picture, inner, recipe.step.portal, recipe.feather)
            pasted = time.process_time()
            store.save(recipe.digest, picture, recipe.ingredients)
            kept = time.process_time()
            times["paint"] += painted - begun
            times["paste"] += pasted - painted
            times["keep"] += kept - pasted
            inner = picture
        begun = time.process_time()
        paint_chain(recipes, painters, store)
        again = time.process_time() - begun
    for name, seconds in times.items():
        print(f"{name:>8}: {seconds / len(recipes):6.3f} s CPU a keyframe")
    print(f"{'kept':>8}: {again / len(recipes):6.3f} s CPU a keyframe, {sum(times.values()) / again:.0f} × faster")
    print(f"chain over painter: {(times['paste'] + times['keep']) / times['paint']:.3f}")


if __name__ == "__main__":
    main()
