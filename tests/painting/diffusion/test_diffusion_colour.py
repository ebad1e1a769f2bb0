from __future__ import annotations

import numpy as np
import pytest

from composer.painting.diffusion.canvas.colour import match_colours, matched


def patches(seed: int, levels: float = 0.5) -> np.ndarray:
    """Flat patches of 48 pixels in random colours, float32 in 0..1, shape (384, 576, 3)."""
    colours = np.random.default_rng(seed).random((8, 12, 3)) * levels + (0.5 - levels / 2)
    return np.kron(colours, np.ones((48, 48, 1))).astype(np.float32)


KEPT = np.zeros((384, 576), np.bool_)
KEPT[96:288, 144:432] = True


def test_a_gain_and_an_offset_are_undone_everywhere() -> None:
    truth = patches(0)
    drawn = ((truth - [0.02, -0.01, 0.03]) / [1.06, 0.97, 1.1]).astype(np.float32)
    matched = match_colours(drawn, truth, KEPT)(drawn)
    assert np.abs(matched - truth).max() * 255 < 0.5


def test_a_change_of_hue_is_undone_everywhere() -> None:
    truth = patches(1)
    grey = truth.mean(axis=2, keepdims=True)
    drawn = (grey + (truth - grey) * 1.12).astype(np.float32)
    matched = match_colours(drawn, truth, KEPT)(drawn)
    assert np.abs(matched - truth).max() * 255 < 0.5


def test_noise_in_the_models_copy_does_not_pass_for_lost_contrast() -> None:
    truth = patches(2)
    drawn = truth + np.random.default_rng(3).normal(0, 0.08, truth.shape).astype(np.float32)
    matrix = match_colours(drawn, truth, KEPT).matrix
    # Least squares on pixels would give 0.02 / (0.02 + 0.08**2) = 0.76 on the diagonal.
    assert np.diag(matrix) == pytest.approx([1, 1, 1], abs=0.03)


def test_colours_that_the_kept_area_does_not_show_are_left_as_they_are() -> None:
    truth = np.full((384, 576, 3), 0.5, np.float32)
    drawn = truth + np.float32(0.01)
    match = match_colours(drawn, truth, KEPT)
    assert match.matrix == pytest.approx(np.eye(3), abs=1e-6)
    assert match.offset == pytest.approx([-0.01] * 3, abs=1e-6)


def test_the_rim_of_the_kept_area_where_paint_mixes_in_does_not_count() -> None:
    truth = patches(8)
    drawn = truth.copy()
    inside = np.zeros_like(KEPT)
    inside[104:280, 152:424] = True  # eight pixels, two cells, inside of what is kept
    drawn[~inside] = (1, 0, 0)
    match = match_colours(drawn, truth, KEPT)
    assert match.matrix == pytest.approx(np.eye(3), abs=1e-3)
    assert match.offset == pytest.approx([0, 0, 0], abs=1e-3)


def test_a_copy_that_is_no_copy_changes_colours_within_bounds_only() -> None:
    truth, drawn = patches(4, 1.0), patches(5, 1.0)
    match = match_colours(drawn, truth, KEPT)
    assert np.linalg.norm(match.matrix - np.eye(3), 2) <= 0.25 + 1e-9
    mean = drawn[KEPT].mean(axis=0)
    assert np.abs(mean @ match.matrix + match.offset - mean).max() <= 0.2 + 1e-9


def test_where_nothing_is_kept_nothing_changes() -> None:
    truth, drawn = patches(6), patches(7)
    nothing = np.zeros((384, 576), np.bool_)
    assert np.array_equal(match_colours(drawn, truth, nothing)(drawn), drawn)


def test_a_cast_that_varies_over_the_picture_is_followed_and_an_even_one_not_spoilt() -> None:
    truth = patches(9)
    slope = np.linspace(-0.04, 0.04, 576, dtype=np.float32)[None, :, None] * np.array([1, 0.3, -1], np.float32)
    around = ~KEPT
    around[:, :100] = around[:, -100:] = False  # the field is for what is near

    def error(picture: np.ndarray) -> float:
        return float(np.abs(picture - truth)[around].mean() * 255)

    varied = (truth + slope).astype(np.float32)
    assert error(matched(varied, truth, KEPT)) < 0.8 * error(match_colours(varied, truth, KEPT)(varied))
    even = (truth * 0.94 + 0.02).astype(np.float32)
    assert error(matched(even, truth, KEPT)) < 0.2


def test_where_hardly_anything_is_kept_no_field_is_laid_over() -> None:
    truth, drawn = patches(6), patches(7)
    assert np.array_equal(matched(drawn, truth, np.zeros((384, 576), np.bool_)), drawn)
