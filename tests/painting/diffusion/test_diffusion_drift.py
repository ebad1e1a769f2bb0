"""The cures on synthetic models with known errors: drift over forty steps, seams, first guesses, repeated subjects."""

from __future__ import annotations

import pytest

from benchmarks.outpainting import (
    Error,
    cast,
    chroma_and_red,
    discs,
    drift,
    fed_back,
    fills,
    gain_and_offset,
    ours,
    ours_truncated,
    paste_only,
    seams,
    unfailing,
)

ERRORS = [gain_and_offset, chroma_and_red]


@pytest.mark.parametrize("error", ERRORS)
def test_a_small_error_of_colour_does_not_add_up_over_forty_steps(error: Error) -> None:
    assert max(drift(ours, error, (10, 20, 40))) < 1


@pytest.mark.parametrize("error", ERRORS)
def test_around_a_true_picture_forty_steps_keep_the_mean_colour_to_a_sixth_of_a_level(error: Error) -> None:
    assert max(cast(ours, error, (10, 20, 40))) < 0.17
    assert cast(fed_back, error, (40,))[0] > 15
    assert cast(paste_only, error, (40,))[0] > 10


@pytest.mark.parametrize("error", ERRORS)
def test_without_the_match_the_same_error_adds_up_to_more_than_fifteen_levels(error: Error) -> None:
    assert drift(fed_back, error, (40,))[0] > 15
    assert drift(paste_only, error, (40,))[0] > 15


def test_cutting_levels_off_instead_of_rounding_them_would_darken_the_chain() -> None:
    assert drift(ours_truncated, gain_and_offset, (40,))[0] > 10


def test_a_model_without_error_is_not_made_worse() -> None:
    assert drift(ours, unfailing, (40,))[0] < 0.5


@pytest.mark.parametrize("varying", [False, True])
def test_matched_and_feathered_the_ring_shows_no_border_that_a_plain_paste_shows(varying: bool) -> None:
    made = seams((512, 288), varying=varying)
    cured, hard, plain = made["matched and feathered (ours)"], made["hard paste"], made["feathered paste"]
    assert made["stock output kept"].kept > 4  # what the stock way does to pixels that it was to keep
    assert cured.kept < 0.5
    assert cured.step < 0.1 * hard.step
    assert cured.halo < 0.25 * plain.halo
    assert cured.ring < 0.4 * plain.ring


@pytest.mark.parametrize("varying", [False, True])
def test_a_second_pass_over_the_seam_leaves_less_of_a_halo_and_nothing_worse(varying: bool) -> None:
    made = seams((512, 288), varying=varying)
    once, twice = made["matched and feathered (ours)"], made["ours and a second pass over the seam"]
    assert twice.halo <= once.halo
    assert twice.score < 1.2
    assert twice.ring < 1.05 * once.ring
    assert twice.kept == once.kept


def test_edge_colours_carried_on_are_nearer_to_known_surroundings_than_other_guesses() -> None:
    errors = fills((320, 180))
    assert errors["carried on (ours)"] < 0.95 * errors["pull-push"]
    assert errors["carried on (ours)"] < 0.95 * errors["mirrored and blurred"]


def test_a_subject_named_in_its_own_step_only_shows_once() -> None:
    assert discs(["a meadow, a girl"] * 4, "a girl") == 4
    assert discs(["a meadow, a girl", "a meadow", "a meadow", "a meadow"], "a girl") == 1
