from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.timebase import clock, frame_at, frame_count, parse_rate, time_of

RATES = [Fraction(30), Fraction(24000, 1001), Fraction(60000, 1001), Fraction(120)]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        (30, Fraction(30)),
        ("25", Fraction(25)),
        (29.97, Fraction(30000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        (" 12.5 ", Fraction(25, 2)),
    ],
)
def test_a_rate_is_exact_however_it_is_written(text: str | int | float, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fast", "'fast' is not a frame rate"),
        ("30/0", "'30/0' is not a frame rate"),
        (float("nan"), "'nan' is not a frame rate"),
        ("0.5", "a frame rate lies between 1 and 240, not 0.5"),
        (1000, "a frame rate lies between 1 and 240, not 1000"),
    ],
)
def test_what_is_no_rate_is_refused(text: str | int | float, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_rate(text)
    assert str(caught.value) == message


@settings(deadline=None, derandomize=True)
@given(st.integers(-10_000, 10_000_000), st.sampled_from(RATES))
def test_the_time_of_a_frame_is_that_frame(frame: int, rate: Fraction) -> None:
    assert frame_at(time_of(frame, rate), rate) == frame


@settings(deadline=None, derandomize=True)
@given(st.floats(-100, 100_000), st.sampled_from(RATES))
def test_no_time_is_further_than_half_a_frame_from_its_frame(seconds: float, rate: Fraction) -> None:
    assert abs(frame_at(seconds, rate) / rate - Fraction(seconds)) <= Fraction(1, 2) / rate


def test_a_tie_goes_to_the_later_frame() -> None:
    assert [frame_at(seconds, Fraction(2)) for seconds in (0.25, 0.75, -0.25)] == [1, 2, 0]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("duration", [0.001, 1.0, 75.3, 1200.0, 3600.1])
def test_a_film_is_as_long_as_its_song_to_half_a_frame(duration: float, rate: Fraction) -> None:
    exact = Fraction(duration) * rate
    count = frame_count(duration, rate)
    assert count == 1 if exact < 1 else abs(count - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.00"), (59.994, "0:59.99"), (59.996, "1:00.00"), (62.5, "1:02.50"), (3600, "60:00.00")],
)
def test_a_clock_never_shows_sixty_seconds(seconds: float, text: str) -> None:
    assert clock(seconds) == text
