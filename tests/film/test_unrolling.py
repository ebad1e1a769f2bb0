"""The ring of a loop as a stack of layers, deep enough that no frame sees its ends."""

from __future__ import annotations

import pytest

from composer.geometry import Similarity, similarity_at
from composer.unrolling import unrolled
from composer.zooming.layering import Layer, Layering, Nesting

SIZE = (320, 180)


def nestings(*places: tuple[float, float, float, float]) -> list[Nesting]:
    return [
        Nesting(portal=similarity_at((x, y), magnification=zoom, turn_degrees=turn, aspect=16 / 9), feather=0.05)
        for x, y, zoom, turn in places
    ]


RINGS = {
    "one narrow step": nestings((0.52, 0.49, 1.1, 3)),
    "three": nestings((0.5, 0.5, 2, 0), (0.6, 0.45, 2, 14), (0.45, 0.55, 1.6, -9)),
    "many": nestings(*[(0.55, 0.5, 2, 5)] * 12),
}


def shown(ring: list[Nesting], depth: float, more: int = 0) -> list[tuple[int, Similarity, float, float]]:
    """Keyframes and where they lie, as a stack with ``more`` rings on either side sees them."""
    stack = unrolled(ring, len(ring))
    layering = Layering(tuple(ring) * more + stack.nestings + tuple(ring) * more, frame=SIZE, canvas=SIZE)
    layers: tuple[Layer, ...] = layering.at(stack.depth(depth) + more * len(ring))
    return [(stack.keyframe(each.keyframe), each.view, each.inset, each.soft) for each in layers]


def test_an_open_stack_stays_as_it_is() -> None:
    stack = unrolled(RINGS["three"], 4)
    assert stack.nestings == tuple(RINGS["three"])
    assert (stack.depth(2.5), stack.keyframe(3)) == (2.5, 3)


@pytest.mark.parametrize("name", RINGS)
def test_every_layer_shows_the_keyframe_that_is_so_far_around(name: str) -> None:
    count = len(RINGS[name])
    stack = unrolled(RINGS[name], count)
    for layer in range(len(stack.nestings)):
        assert stack.keyframe(layer) == (layer - stack.first) % count
        assert stack.nestings[layer] == RINGS[name][stack.keyframe(layer)]
    assert stack.depth(0.25) == stack.depth(count + 0.25) == stack.first + 0.25


@pytest.mark.parametrize("name", RINGS)
@pytest.mark.parametrize("depth", [0.0, 0.01, 0.5, 0.999])
def test_more_of_the_ring_on_either_side_changes_nothing(name: str, depth: float) -> None:
    ring = RINGS[name]
    for whole in range(len(ring)):
        few, many = shown(ring, whole + depth), shown(ring, whole + depth, more=3)
        assert [each[0] for each in few] == [each[0] for each in many]
        for (_, view, inset, soft), (_, other, other_inset, other_soft) in zip(few, many, strict=True):
            assert (view.a, view.b) == (pytest.approx(other.a), pytest.approx(other.b))
            assert (inset, soft) == (pytest.approx(other_inset), pytest.approx(other_soft))


@pytest.mark.parametrize("name", RINGS)
def test_the_end_of_a_lap_is_its_beginning(name: str) -> None:
    ring = RINGS[name]
    just_before, just_after = shown(ring, len(ring) - 1e-9), shown(ring, 1e-9)
    before, after = ({each[0]: each[1] for each in layers} for layers in (just_before, just_after))
    assert 0 in before
    if len(ring) > 1:
        assert before[0].a == pytest.approx(after[0].a, abs=1e-6)
        assert before[0].b == pytest.approx(after[0].b, abs=1e-6)
