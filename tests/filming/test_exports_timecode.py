from fractions import Fraction

import pytest

from composer.errors import ComposerError
from composer.filming.exports.timecode import counting_of

NTSC = {name: Fraction(name * 1000, 1001) for name in (24, 30, 48, 60)}


@pytest.mark.parametrize(
    ("rate", "frame", "timecode"),
    [
        (Fraction(25), 90000, "01:00:00:00"),
        (Fraction(30), 1799, "00:00:59:29"),
        (NTSC[24], 86400, "01:00:00:00"),
        (NTSC[48], 48 * 61, "00:01:01:00"),
        (NTSC[30], 0, "00:00:00;00"),
        (NTSC[30], 1799, "00:00:59;29"),
        (NTSC[30], 1800, "00:01:00;02"),
        (NTSC[30], 17981, "00:09:59;29"),
        (NTSC[30], 17982, "00:10:00;00"),
        (NTSC[30], 107892, "01:00:00;00"),
        (NTSC[60], 3599, "00:00:59;59"),
        (NTSC[60], 3600, "00:01:00;04"),
        (NTSC[60], 35964, "00:10:00;00"),
        (Fraction(30), 30 * 86400, "00:00:00:00"),
    ],
)
def test_a_frame_has_the_timecode_of_the_standard(rate, frame, timecode):
    assert counting_of(rate).timecode(frame) == timecode


@pytest.mark.parametrize(("whole", "left_out"), [(30, 2), (60, 4)])
def test_drop_frame_names_every_frame_but_the_numbers_left_out_once_and_in_order(whole, left_out):
    names = [
        f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02};{frame:02}"
        for second in range(21 * 60)
        for frame in range(whole)
        if not (second % 60 == 0 and second // 60 % 10 and frame < left_out)
    ]
    counting = counting_of(NTSC[whole])
    assert [counting.timecode(frame) for frame in range(len(names))] == names


@pytest.mark.parametrize("rate", [NTSC[30], NTSC[60]])
def test_drop_frame_keeps_to_the_clock(rate):
    counting = counting_of(rate)
    for minute in range(0, 24 * 60, 7):
        hours, minutes, seconds = counting.timecode(round(60 * minute * rate)).split(";")[0].split(":")
        # At the start of a minute the numbers left out put the name up to a tenth of a second ahead.
        assert abs(3600 * int(hours) + 60 * int(minutes) + int(seconds) - 60 * minute) <= 1


def test_only_the_two_rates_that_have_a_drop_frame_count_drop():
    rates = [*map(Fraction, (24, 25, 30, 50, 60)), *NTSC.values()]
    assert [counting_of(rate).drops for rate in rates] == [False] * 6 + [True, False, True]


@pytest.mark.parametrize(("rate", "told"), [(Fraction(25, 2), "12.5"), (Fraction(120), "120")])
def test_a_rate_without_timecode_is_said(rate, told):
    with pytest.raises(ComposerError) as caught:
        counting_of(rate)
    assert caught.value.message == f"timecode cannot count {told} frames a second"
    assert caught.value.hint == "export the edit as .otio, or give a rate such as 24, 29.97 or 60 with --fps"
