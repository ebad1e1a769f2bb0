"""Draw the speed and the way of every easing: python benchmarks/easing_curves.py storyboards/pictures/easings.svg."""

import sys
from pathlib import Path

import numpy as np

from composer.easing import EASINGS, Easing

CELL, PLOT = (232, 190), (190, 110)


def polyline(x: np.ndarray, y: np.ndarray, colour: str) -> str:
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'


def cell(easing: Easing, number: int) -> str:
    u = np.linspace(0, 1, 101)
    speed = easing.speed(u)
    way = np.concatenate([[0], np.cumsum((speed[1:] + speed[:-1]) / 2)]) / 100
    left, top = number * CELL[0] + 20, 40
    x = left + u * PLOT[0]
    return (
        f'<rect x="{left}" y="{top}" width="{PLOT[0]}" height="{PLOT[1]}" fill="#24242c"/>'
        + polyline(x, top + PLOT[1] * (1 - speed / 3.2), "#f2b84b")
        + polyline(x, top + PLOT[1] * (1 - way), "#7fb0d9")
        + f'<text x="{left}" y="28" font-size="17" fill="#f4ecd8">{easing.name}</text>'
        + f'<text x="{left}" y="{top + PLOT[1] + 18}" font-size="9.5" fill="#b8b4ac">{easing.meaning}</text>'
    )


def main(out: str) -> None:
    width = len(EASINGS) * CELL[0] + 20
    cells = "\n".join(cell(easing, number) for number, easing in enumerate(EASINGS.values()))
    legend = (
        f'<text x="20" y="{CELL[1] + 2}" font-size="11" fill="#f2b84b">speed</text>'
        f'<text x="62" y="{CELL[1] + 2}" font-size="11" fill="#7fb0d9">way through the scene</text>'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{CELL[1] + 14}" font-family="sans-serif">'
    page = f'{head}<rect width="100%" height="100%" fill="#1a1a20"/>\n{cells}\n{legend}</svg>\n'
    Path(out).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
