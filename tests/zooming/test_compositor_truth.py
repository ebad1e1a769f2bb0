"""The compositor against a picture that is known at every depth."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from plane_waves import (
    ASPECT,
    HEIGHT,
    WIDTH,
    PlaneWaves,
    compositor,
    keyframe,
    pixel_points,
    portal,
    psnr,
    truth,
)

from composer.geometry import Similarity
from composer.zooming.compositor import Compositor
from composer.zooming.frames import YuvFrame
from composer.zooming.layering import Layer, Layering, Nesting

WAVES = PlaneWaves()
FRAME, CANVAS = (WIDTH, HEIGHT), (2 * WIDTH, 2 * HEIGHT)
PORTALS = {
    "centred": portal(),
    "off-centre": portal(0.62, 0.41),
    "in a corner": portal(0.74, 0.26),
    "turned": portal(0.52, 0.48, turn=8),
    "turned back, zoom 3": portal(0.6, 0.55, zoom=3, turn=-25),
    "zoom 1.333": portal(0.5, 0.5, zoom=4 / 3),
}
EACH = pytest.mark.parametrize("name", sorted(PORTALS))
DEPTHS = [0.0, 0.03, 0.37, 0.5, 0.97, 1.0, 1.25, 1.999, 2.0, 2.6, 3.0]


def expected_frame(view: Similarity) -> YuvFrame:
    return YuvFrame.from_rgb(np.rint(truth(WAVES, view)).astype(np.uint8))


@EACH
def test_a_frame_at_any_depth_is_the_picture_itself(name: str) -> None:
    made = compositor(WAVES, [PORTALS[name]] * 3)
    for depth in DEPTHS:
        seen, expected = made.compose(depth), expected_frame(PORTALS[name].power(depth))
        assert psnr(seen.y, expected.y) >= 40, depth
        assert psnr(seen.u, expected.u) >= 40, depth
        assert psnr(seen.v, expected.v) >= 40, depth


@EACH
def test_no_pixel_of_a_frame_is_far_from_the_picture(name: str) -> None:
    made = compositor(WAVES, [PORTALS[name]] * 3)
    for depth in DEPTHS:
        expected = expected_frame(PORTALS[name].power(depth))
        assert np.abs(made.compose(depth).y.astype(int) - expected.y).max() <= 12, depth


@EACH
def test_a_portals_border_cannot_be_seen(name: str) -> None:
    """What the frame adds to the picture changes no more along the inner keyframe's edge than elsewhere."""
    made = compositor(WAVES, [PORTALS[name]] * 3)
    for depth in (0.2, 0.55, 0.9, 1.4):
        view = PORTALS[name].power(depth)
        error = made.compose(depth).y.astype(float) - expected_frame(view).y
        jumps = np.hypot(np.diff(error, axis=0)[:, 1:], np.diff(error, axis=1)[1:])
        inner_view = PORTALS[name].power(depth - int(depth) - 1)
        inner = inner_view.a * pixel_points(WIDTH, HEIGHT) + inner_view.b
        edge = np.minimum(ASPECT / 2 - np.abs(inner.real), 0.5 - np.abs(inner.imag))
        along = (np.abs(edge) < 0.1)[1:, 1:]
        assert jumps[along].mean() <= 1.25 * jumps[~along].mean() + 0.1, depth


@EACH
def test_a_frame_at_a_whole_depth_is_its_keyframe_resampled(name: str) -> None:
    portals = [PORTALS[name]] * 2
    made = compositor(WAVES, portals)
    for depth in (0, 1, 2):
        resampled = keyframe(WAVES, portals, depth, (2 * WIDTH, 2 * HEIGHT)).astype(float)
        halved = (resampled[0::2, 0::2] + resampled[1::2, 0::2] + resampled[0::2, 1::2] + resampled[1::2, 1::2]) / 4
        expected = YuvFrame.from_rgb(np.rint(halved).astype(np.uint8)).y
        inside = slice(HEIGHT // 8, -HEIGHT // 8), slice(WIDTH // 8, -WIDTH // 8)
        assert psnr(made.compose(float(depth)).y[inside], expected[inside]) > 45


@EACH
def test_no_arrival_can_be_noticed(name: str) -> None:
    """Two frames just before and after an arrival differ no more than two frames elsewhere."""
    made = compositor(WAVES, [PORTALS[name]] * 3)

    def change(depth: float) -> float:
        a, b = made.compose(depth - 1e-3).y.astype(float), made.compose(depth + 1e-3).y.astype(float)
        return float(np.abs(a - b).mean())

    elsewhere = max(change(depth) for depth in (0.6, 0.8, 1.4, 1.7))
    assert change(1.0) < 1.3 * elsewhere + 0.1
    assert change(2.0) < 1.3 * elsewhere + 0.1


def shift_and_growth(seen: YuvFrame, view: Similarity) -> tuple[float, float, float]:
    """How far a frame is shifted, in pixels, and grown, in pixels at half its height, against the picture."""
    expected = truth(WAVES, view) @ np.array([0.2126, 0.7152, 0.0722]) * 219 / 255 + 16
    down, across = np.gradient(expected)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    radial = ((x + 0.5 - WIDTH / 2) * across + (y + 0.5 - HEIGHT / 2) * down) / (HEIGHT / 2)
    terms = np.stack([across, down, radial, expected - expected.mean(), np.ones_like(expected)]).reshape(5, -1)
    fit = np.linalg.solve(terms @ terms.T, terms @ (seen.y - expected).ravel())
    return fit[0], fit[1], fit[2]


@pytest.mark.parametrize("name", ["centred", "off-centre", "turned"])
@pytest.mark.parametrize("start", [0.4, 0.97])
def test_a_slow_zoom_moves_every_frame_and_never_jitters(name: str, start: float) -> None:
    made = compositor(WAVES, [PORTALS[name]] * 3)
    depths = start + np.arange(60) / 900  # 30 s for a keyframe at 30 frames per second
    frames = [made.compose(depth) for depth in depths]
    off = np.array([shift_and_growth(frame, PORTALS[name].power(d)) for frame, d in zip(frames, depths, strict=True)])
    assert np.sqrt((off**2).mean(axis=0)).max() < 0.02
    assert all((a.y != b.y).any() for a, b in itertools.pairwise(frames))


def test_differing_portals_are_joined_without_a_seam_or_a_jump() -> None:
    portals = [portal(0.4, 0.6), portal(0.6, 0.5, turn=10), portal(0.5, 0.4, zoom=3, turn=-12)]
    made = compositor(WAVES, portals)
    chain = [portals[0], portals[0] @ portals[1], portals[0] @ portals[1] @ portals[2]]
    for depth, view in enumerate(chain, 1):
        assert psnr(made.compose(float(depth)).y, expected_frame(view).y) > 40
    for depth in (1.0, 2.0):
        before, after = made.compose(depth - 1e-6), made.compose(depth + 1e-6)
        assert np.abs(before.y.astype(int) - after.y).max() <= 4


@pytest.mark.parametrize("turn", [12, -40])
def test_the_outermost_keyframe_has_no_black_corner_where_the_camera_turns(turn: float) -> None:
    white = np.full((2 * HEIGHT, 2 * WIDTH, 3), 255, np.uint8)
    nesting = Nesting(portal=portal(0.5, 0.5, turn=turn, zoom=3), feather=0.05)
    made = Compositor([nesting, nesting], lambda _: white, frame=FRAME, canvas=CANVAS)
    for depth in np.linspace(0, 2, 21):
        frame = made.compose(float(depth))
        assert frame.y.min() >= 234
        assert np.abs(frame.u.astype(int) - 128).max() <= 1


def test_inner_keyframes_are_shown_inside_their_portals_where_the_outer_one_is_too_coarse() -> None:
    greys = [40, 110, 180, 250]
    made = Compositor(
        [Nesting(portal=portal(), feather=0.0)] * 3,
        lambda k: np.full((HEIGHT, WIDTH, 3), greys[k], np.uint8),
        frame=CANVAS,
        canvas=FRAME,
    )
    luma = [round(16 + 219 * grey / 255) for grey in greys]
    middle = made.compose(0.05).y[HEIGHT]
    # Keyframe 2 has 1.93 pixels for one of the frame's, which is fine enough for what lies in it.
    assert [middle[x] for x in (2, WIDTH // 2 + 8, WIDTH - 60)] == luma[:3]
    assert middle[WIDTH] == luma[2]
    assert made.compose(3.0).y[HEIGHT, WIDTH] == luma[3]
    assert made.compose(0.5).y[2, 2] == luma[0]


def test_an_inner_keyframe_comes_in_slowly_where_the_outer_one_gets_too_coarse() -> None:
    made = Compositor(
        [Nesting(portal=portal(), feather=0.0)] * 2,
        lambda k: np.full((2 * HEIGHT, 2 * WIDTH, 3), (0, 255, 255)[k], np.uint8),
        frame=FRAME,
        canvas=CANVAS,
    )
    # Keyframe 0 has 1.3 pixels for one of the frame's at a depth of 0.621 and 1.15 at 0.798.
    seen = [int(made.compose(depth).y[HEIGHT // 2, WIDTH // 2]) for depth in np.linspace(0.61, 0.8, 43)]
    assert (seen[0], seen[-1]) == (16, 235)
    assert np.diff(seen).min() >= 0
    assert np.diff(seen).max() < 12


def test_what_is_hidden_by_an_inner_keyframe_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are the same whatever stands in the memory that is left as it comes."""
    portals = [portal(0.45, 0.55, turn=21, zoom=2.5)] * 3
    turned = [Nesting(portal=portal, feather=0.05) for portal in portals]
    made = Compositor(turned, lambda k: keyframe(WAVES, portals, k, (640, 360)), frame=FRAME, canvas=CANVAS)
    depths = [0.1, 0.6, 0.95, 1.0, 1.7]
    before = [made.compose(depth) for depth in depths]
    empty = np.empty

    def spoilt(shape: tuple[int, ...], dtype: type) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
        made = empty(shape, dtype)
        made.fill(20_000 if dtype == np.int16 else 0)
        return made

    monkeypatch.setattr(np, "empty", spoilt)
    for depth, frame in zip(depths, before, strict=True):
        again = made.compose(depth)
        assert (again.y == frame.y).all()
        assert (again.u == frame.u).all()
        assert (again.v == frame.v).all()


def test_an_inner_keyframe_that_differs_fades_in_over_a_soft_edge() -> None:
    made = Compositor(
        [Nesting(portal=portal(), feather=0.05)],
        lambda k: np.full((HEIGHT, WIDTH, 3), (0, 255)[k], np.uint8),
        frame=FRAME,
        canvas=FRAME,
    )
    row = made.compose(0.5).y[HEIGHT // 2, : WIDTH // 2].astype(int)
    high = HEIGHT / 2**0.5  # of the inner keyframe on the screen
    fading = (row > 16) & (row < 235)
    assert (np.diff(row) >= 0).all()
    assert 0.02 * high < fading.sum() < 0.05 * high
    # A smoothstep is at most 1.5 times as steep as a straight ramp.
    assert np.diff(row).max() < 1.6 * 219 / (0.03 * high)


def test_layers_are_drawn_from_one_that_covers_the_frame_inward() -> None:
    layering = compositor(WAVES, [portal()] * 5).layering
    # A keyframe of twice the frame's pixels shows all that lies in it as finely as the frame can.
    assert [layer.keyframe for layer in layering.at(0.0)] == [0]
    assert [layer.keyframe for layer in layering.at(2.5)] == [2]
    assert [layer.keyframe for layer in layering.at(2.7)] == [2, 3]
    # On its way in a keyframe's soft edge is on the screen, so the one around it is drawn too; at its arrival the edge
    # has closed and the whole picture is seen.
    assert [layer.keyframe for layer in layering.at(1.9)] == [1, 2]
    assert [layer.keyframe for layer in layering.at(2.0)] == [2]
    assert isinstance(layering.at(2.0)[0], Layer)
    coarse = Layering([Nesting(portal=portal(), feather=0.05)] * 5, frame=(3840, 2160), canvas=(1920, 1080))
    assert [layer.keyframe for layer in coarse.at(1.0)] == [1, 2, 3]


@pytest.mark.parametrize("shape", [(180, 320), (240, 240), (640, 180)])
def test_a_frame_of_another_shape_is_a_window_of_its_shape(shape: tuple[int, int]) -> None:
    """It is the middle of the frame that has the keyframes' shape and the same pixels."""
    portals = [portal(0.55, 0.47, turn=6)] * 3
    nestings = [Nesting(portal=portal, feather=0.05) for portal in portals]

    def seen(frame: tuple[int, int]) -> Compositor:
        return Compositor(nestings, lambda k: keyframe(WAVES, portals, k, CANVAS), frame=frame, canvas=CANVAS)

    width, height = shape
    high = max(height, 2 * round(width / ASPECT / 2))
    whole = (2 * round(high * ASPECT / 2), high)
    for depth in (0.0, 0.4, 1.0, 1.8):
        window = seen(shape).compose(depth).y
        full = seen(whole).compose(depth).y
        top, left = (whole[1] - height) // 2, (whole[0] - width) // 2
        assert psnr(window, full[top : top + height, left : left + width]) > 45


def test_frames_made_at_once_in_several_threads_are_the_same() -> None:
    portals = [portal(0.55, 0.47, turn=6)] * 4
    depths = [float(depth) for depth in np.linspace(0, 4, 24)]
    alone = [compositor(WAVES, portals).compose(depth) for depth in depths]
    shared = compositor(WAVES, portals)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(shared.compose, depths))
    for one, other in zip(alone, together, strict=True):
        assert all((getattr(one, plane) == getattr(other, plane)).all() for plane in "yuv")


@pytest.mark.parametrize("zoom", [2.0, 1.2])
def test_no_keyframe_is_loaded_twice_in_a_flight_and_few_are_kept(zoom: float) -> None:
    count, loads = 24, []

    def load(index: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
        loads.append(index)
        return np.full((HEIGHT, WIDTH, 3), 10 * index, np.uint8)

    made = Compositor([Nesting(portal=portal(zoom=zoom), feather=0.05)] * count, load, frame=FRAME, canvas=CANVAS)
    kept = []
    for depth in np.linspace(0, count, 3 * count + 1):
        made.compose(float(depth))
        kept.append(len(made._kept) - len(made.layering.at(float(depth))))
    assert sorted(loads) == list(range(count + 1))
    assert max(kept) <= 4
