"""How far a picture around a portal is from the keyframe laid into it: python benchmarks/joints.py [STORYBOARD].

Paints every keyframe of the demo film. In a band just inside each portal's border (0.005 to 0.06 heights of the inner
picture) the painter's own drawing is compared with the inner keyframe that the chain lays over it, both smoothed by
6 pixels of 2560x1440: that difference is the rectangle that a viewer might see.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from composer.geometry import Similarity
from composer.painting.ahead import Forerunner
from composer.painting.pasting import paste
from composer.painting.planning import plan_steps
from composer.painting.registry import Painters
from composer.storyboard.reading import read_storyboard

BAND, SMOOTH, FEATHER = (0.005, 0.06), 6.0, 0.02


def band(portal: Similarity, width: int, height: int) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    points = ((x + 0.5 - width / 2) + 1j * (y + 0.5 - height / 2)) / height
    inner = (points - portal.b) / portal.a
    distance = np.minimum(width / height / 2 - np.abs(inner.real), 0.5 - np.abs(inner.imag))
    return (distance > BAND[0]) & (distance < BAND[1])


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "storyboards/the-long-ride.yaml")
    storyboard = read_storyboard(path)
    painters = Painters(storyboard)
    inner, means = None, []
    for step in reversed(plan_steps(storyboard, painters)):
        painter = painters.of(step.scene)
        # What an inner keyframe will hide need not be painted: here it is, to be compared.
        alone = isinstance(painter, Forerunner) and painter.runs_ahead(step)
        picture = painter.paint(step, None if alone else inner)
        if step.portal is not None and inner is not None:
            hard = paste(picture, inner, step.portal, 0.001).astype(np.float32)
            difference = np.abs(cv2.GaussianBlur(hard - picture, (0, 0), SMOOTH))
            where = difference[band(step.portal, step.width, step.height)]
            means.append(float(where.mean()))
            worst = float(np.percentile(where, 99))
            print(
                f"{step.index:3} {step.scene.id:>14}: mean {means[-1]:.2f}, 99th percentile {worst:.2f} levels of 255"
            )
            picture = paste(picture, inner, step.portal, FEATHER)
        inner = picture
    print(f"joints: mean {np.mean(means):.2f}, largest mean {max(means):.2f} levels of 255")


if __name__ == "__main__":
    main()
