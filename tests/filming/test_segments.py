from dataclasses import replace
from fractions import Fraction

import coded_frames as cf
import pytest

from composer.filming.captions import Caption
from composer.filming.encoder import EncoderSettings
from composer.filming.segments import Footage, plan_segments


def grid(footage):
    return [(segment.first, segment.stop) for segment in plan_segments(footage, "8.0")]


def changed(one, other):
    """Which segments of two plans of the same length differ."""
    pairs = zip(plan_segments(one, "8.0"), plan_segments(other, "8.0"), strict=True)
    return [number for number, (before, after) in enumerate(pairs) if before.digest != after.digest]


def film(count=600, **more):
    return Footage(frame_digests=cf.digests(count), size=(640, 360), rate=more.pop("rate", Fraction(30)), **more)


@pytest.mark.parametrize(
    ("rate", "gop", "length"),
    [
        (Fraction(30), 60, 120),
        (Fraction(25), 60, 120),
        (Fraction(24000, 1001), 60, 120),
        (Fraction(60000, 1001), 60, 240),
        (Fraction(30), 50, 100),
        (Fraction(12), 60, 60),
        (Fraction(1), 60, 60),
    ],
)
def test_segments_are_whole_groups_of_about_four_seconds(rate, gop, length):
    footage = film(1000, rate=rate, settings=EncoderSettings(gop=gop))
    assert grid(footage) == [(first, min(first + length, 1000)) for first in range(0, 1000, length)]


def test_a_passage_shares_its_inner_segments_with_the_film():
    whole = {(segment.first, segment.stop): segment.digest for segment in plan_segments(film(), "8.0")}
    passage = plan_segments(film(first=100, stop=481), "8.0")
    assert [(segment.first, segment.stop) for segment in passage] == [
        (100, 120),
        (120, 240),
        (240, 360),
        (360, 480),
        (480, 481),
    ]
    assert [segment.digest == whole.get((segment.first, segment.stop)) for segment in passage] == [
        False,
        *3 * [True],
        False,
    ]


def test_a_frame_that_changes_changes_its_segment_only():
    shows = list(cf.digests(600))
    shows[359] = b"new"
    assert changed(film(), replace(film(), frame_digests=tuple(shows))) == [2]


def test_a_longer_film_changes_its_last_segment_only():
    before, after = plan_segments(film(590), "8.0"), plan_segments(film(620), "8.0")
    assert [one.digest == other.digest for one, other in zip(before, after, strict=False)] == [*4 * [True], False]


def test_frames_that_moved_by_a_whole_segment_are_known_again():
    shifted = Footage(frame_digests=(b"",) * 120 + cf.digests(600), size=(640, 360), rate=Fraction(30))
    before = [segment.digest for segment in plan_segments(film(), "8.0")]
    assert [segment.digest for segment in plan_segments(shifted, "8.0")][1:] == before


@pytest.mark.parametrize(
    ("captions", "segments"),
    [
        ((Caption(text="1980", start_frame=10, end_frame=100),), [0]),
        ((Caption(text="1980", start_frame=100, end_frame=250),), [0, 1, 2]),
        (
            (Caption(text="1981", start_frame=250, end_frame=300), Caption(text="x", start_frame=490, end_frame=499)),
            [2, 4],
        ),
    ],
)
def test_a_caption_changes_the_segments_that_show_it(captions, segments):
    assert changed(film(), film(captions=captions)) == segments


def test_words_beside_a_segment_do_not_count_in_it():
    caption = Caption(text="1980", start_frame=90, end_frame=160)
    for other in (replace(caption, end_frame=200), replace(caption, text="1981", start_frame=125)):
        assert 2 not in changed(film(captions=(caption,)), film(captions=(other,)))


def test_a_caption_that_goes_on_in_the_next_segment_as_before_changes_its_own_segments_only():
    one, other = (Caption(text="1980", start_frame=start, end_frame=400) for start in (10, 20))
    assert changed(film(captions=(one,)), film(captions=(other,))) == [0]


def test_a_plan_is_made_once():
    footage = film()
    assert plan_segments(footage, "8.0") is plan_segments(footage, "8.0")
    assert plan_segments(footage, "8.1") is not plan_segments(footage, "8.0")


def test_words_and_fades_of_a_caption_count():
    caption = Caption(text="1980", start_frame=0, end_frame=600)
    assert changed(film(captions=(caption,)), film(captions=(replace(caption, text="1981"),))) == [0, 1, 2, 3, 4]
    # One frame shorter: the fade in, and the fade out with the frame without words.
    assert changed(film(captions=(caption,)), film(captions=(replace(caption, end_frame=599),))) == [4]
    assert changed(film(captions=(caption,)), film(captions=(replace(caption, start_frame=1),))) == [0]


@pytest.mark.parametrize(
    "change",
    [
        {"size": (642, 360)},
        {"rate": Fraction(30000, 1001)},
        {"settings": EncoderSettings(crf=19)},
        {"settings": EncoderSettings(preset="slow")},
    ],
)
def test_another_size_rate_or_setting_films_all_again(change):
    assert changed(film(), replace(film(), **change)) == [0, 1, 2, 3, 4]


def test_another_ffmpeg_films_all_again():
    before, after = plan_segments(film(), "8.0"), plan_segments(film(), "8.1")
    assert not {segment.digest for segment in before} & {segment.digest for segment in after}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": (641, 360)}, "a film's sides are even numbers, not 641x360"),
        ({"size": (0, 0)}, "a film's sides are even numbers, not 0x0"),
        ({"first": 600}, "frames 600 to 600 of 600 are no passage"),
        ({"stop": 601}, "frames 0 to 601 of 600 are no passage"),
        ({"frame_digests": ()}, "frames 0 to 0 of 0 are no passage"),
    ],
)
def test_footage_that_cannot_be_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(film(), **change)
