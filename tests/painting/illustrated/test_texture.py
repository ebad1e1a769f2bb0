"""The texture of a decade's film, held against numbers known without it, and against showing where pictures join."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from drawn_board import board_of, opening_of, scene_of, step_of

from composer.geometry import IDENTITY, Similarity, similarity_at
from composer.painting.illustrated import IllustratedPainter
from composer.painting.illustrated.texture.finish import Finish, noise_share
from composer.painting.illustrated.texture.glow import REACH, ROWS, glow_of
from composer.painting.illustrated.texture.plates import DEVIATION, PLATE_SIZE, grain_plate, streak_plate
from composer.painting.illustrated.texture.specks import specks
from composer.painting.pasting import paste
from composer.storyboard.records import DecadeLook, Texture

WIDE = 16 / 9
SIZE = (1280, 720)


def flat(level: int = 128) -> np.ndarray:
    return np.full((SIZE[1], SIZE[0], 3), level, np.uint8)


def on_frame(framing: Similarity = IDENTITY) -> Similarity:
    """From the pixels of a picture to the first frame of its scene."""
    return framing @ Similarity(SIZE[1], complex(*SIZE) / 2).inverse()


def finish(framing: Similarity = IDENTITY, corner: tuple[int, int] = (0, 0), **strengths: float) -> Finish:
    return Finish(texture=Texture(**strengths), glow=None, on_frame=on_frame(framing), aspect=WIDE, corner=corner)


@pytest.mark.parametrize("plate", [grain_plate(), streak_plate()], ids=["grain", "streaks"])
def test_a_plate_is_even_noise_that_goes_on_at_its_other_edge(plate: np.ndarray) -> None:
    assert plate.shape == (PLATE_SIZE, PLATE_SIZE)
    assert abs(plate.mean()) < 2
    assert plate.std() == pytest.approx(DEVIATION, rel=0.02)
    inside, over = np.abs(np.diff(plate.astype(int), axis=0)).mean(), np.abs(plate[0].astype(int) - plate[-1]).mean()
    assert over < 1.3 * inside


@pytest.mark.parametrize("strength", [0.25, 1.0])
@pytest.mark.parametrize(("name", "levels"), [("grain", 8.0), ("lines", 6.0)])
def test_noise_is_as_strong_as_it_is_asked_for_and_changes_no_mean(name: str, levels: float, strength: float) -> None:
    picture = finish(**{name: strength}).finished(flat()).astype(float)
    assert picture.std() == pytest.approx(levels * strength, rel=0.06)
    assert picture.mean() == pytest.approx(128, abs=0.1 * levels * strength)
    assert (picture.max(axis=-1) == picture.min(axis=-1)).all()


@pytest.mark.parametrize("times", [2, 4, 8])
def test_a_small_picture_is_as_grainy_as_a_large_one_that_is_shrunk(times: int) -> None:
    large, size = np.full((1024, 1024, 3), 128, np.uint8), 1024 // times
    large = finish(grain=1.0).finished(large)[..., 0].astype(float)
    shrunk = large.reshape(size, times, size, times).mean(axis=(1, 3))
    share = noise_share(2560 // times, 1440 // times)
    small = replace(finish(grain=1.0), noise=share).finished(np.full((1024, 1024, 3), 128, np.uint8))
    assert small.astype(float).std() == pytest.approx(shrunk.std(), rel=0.1)


def test_grain_is_weaker_on_black_and_white_than_on_grey() -> None:
    grey, light = (finish(grain=1.0).finished(flat(level)).astype(float).std() for level in (128, 220))
    assert light == pytest.approx(grey * (192 - 92) / 192, rel=0.06)


def test_streaks_run_along_the_rows() -> None:
    picture = finish(lines=1.0).finished(flat())[..., 0].astype(float)
    assert np.abs(np.diff(picture, axis=1)).mean() < 0.25 * np.abs(np.diff(picture, axis=0)).mean()


@pytest.mark.parametrize(("name", "levels"), [("grain", 8.0), ("lines", 6.0)])
def test_a_textured_picture_in_another_shows_no_rectangle(name: str, levels: float) -> None:
    outer, inner = (finish(corner=corner, **{name: 1.0}).finished(flat()) for corner in ((0, 0), (77, 301)))
    portal = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=WIDE)
    pasted = paste(outer, inner, portal, 0.012)[..., 0].astype(float)
    inside, outside = pasted[190:530, 330:950], pasted[:170]
    assert inside.mean() == pytest.approx(outside.mean(), abs=0.5 * levels)
    assert 0.8 < inside.std() / outside.std() < 1.1


def test_a_vignette_darkens_towards_the_corners_and_stays_on_the_scene_as_it_is_seen_nearer() -> None:
    near = similarity_at((0.6, 0.4), magnification=2, turn_degrees=5, aspect=WIDE)
    far, closer = (finish(framing, vignette=1.0).finished(flat(200)) for framing in (IDENTITY, near))
    assert (far[360, 640] == 200).all()
    assert 130 < far[0, 0, 0] < 180
    assert np.abs(paste(far, closer, near, 0.01).astype(int) - far).max() <= 2


def test_what_is_bright_glows_red_around_it_and_only_there() -> None:
    small = np.zeros((ROWS, round(ROWS * WIDE), 3), np.uint8)
    rows, columns = small.shape[:2]
    small[rows // 2 - 4 : rows // 2 + 4, columns // 2 - 4 : columns // 2 + 4] = 255
    glowing = replace(finish(halation=1.0), glow=glow_of(small, WIDE))
    picture = glowing.finished(flat(40)).astype(int) - 40
    edge = round(4 / ROWS * REACH * SIZE[1])  # of the bright square, in pixels from the middle
    red, green, blue = picture[360, 640 + edge + 8]
    assert red > green > blue > 4
    assert picture[360, 640 + edge + 8, 0] > 2 * picture[360, 640 + edge + 40, 0]
    assert np.abs(picture[360, 640 + edge + 250]).max() == 0
    white = glowing.finished(flat(255))
    assert (white == 255).all()


def test_glow_is_the_same_in_every_view_of_a_scene() -> None:
    """Its strength at a place of the drawing does not depend on how near the camera is."""
    texture = Texture(halation=1.0, vignette=0.5)

    def pictures(texture: Texture) -> list[np.ndarray]:
        storyboard = replace(board_of(scene_of("drivein", steps=2)), decades={1980: DecadeLook(texture=texture)})
        painter = IllustratedPainter(storyboard, {})
        return [painter.paint(step_of(storyboard, 0, view=view, size=SIZE), None) for view in (0, 1)]

    storyboard = board_of(scene_of("drivein", steps=2))
    portal = opening_of(IllustratedPainter(storyboard, {}), storyboard.scenes[0], WIDE).power(0.5)
    changes = [a.astype(int) - b for a, b in zip(pictures(texture), pictures(Texture()), strict=True)]
    assert changes[0].max() > 12
    moved = paste((128 + changes[0]).astype(np.uint8), (128 + changes[1]).astype(np.uint8), portal, 0.01)
    assert np.abs(moved.astype(int) - 128 - changes[0]).mean() < 0.2


def test_specks_keep_off_the_portal_and_its_border() -> None:
    portal = similarity_at((0.55, 0.45), magnification=2, turn_degrees=8, aspect=WIDE)
    markup = specks(1.0, np.random.default_rng(4), WIDE, portal)
    places = [complex(*map(float, place.split())) for place in re.findall(r'translate\(([^)]*)\)"', markup)]
    assert len(places) > 30
    for place in places:
        inside = portal.inverse()(place)
        assert abs(inside.real) > WIDE / 2 or abs(inside.imag) > 0.5
    assert markup.count("<path") >= 3
    everywhere = specks(1.0, np.random.default_rng(4), WIDE, None)
    assert everywhere.count("<circle") == 70
    assert everywhere.count("<path") == 7


def test_dust_is_seen_where_a_decade_has_it_and_repeats_with_the_seed() -> None:
    def painted(dust: float, seed: int = 0) -> np.ndarray:
        decades = {1980: DecadeLook(texture=Texture(dust=dust))}
        storyboard = replace(board_of(scene_of("chair", seed=seed)), decades=decades)
        return IllustratedPainter(storyboard, {}).paint(step_of(storyboard, 0, size=(640, 360)), None)

    clean, dusty = painted(0), painted(1.0)
    changed = np.any(clean != dusty, axis=-1).mean()
    assert 0.0005 < changed < 0.02
    assert np.array_equal(dusty, painted(1.0))
