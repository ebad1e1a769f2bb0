import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import ComposerError
from composer.storyboard.cues import CUE_PATTERN, LENGTH_PATTERN, format_cue, format_length, parse_cue, parse_length
from composer.storyboard.records import BarCue, BeatCue, Cue, Length, SectionCue, TimeCue, Unit

WRITTEN = [
    ("bar 9", BarCue(bar=9)),
    ("bar 9 beat 3", BarCue(bar=9, beat=3)),
    ("bar 9 beat 1.5", BarCue(bar=9, beat=1.5)),
    ("beat 33", BeatCue(beat=33)),
    ("beat 33.25", BeatCue(beat=33.25)),
    ("0:00", TimeCue(seconds=0)),
    ("1:02.5", TimeCue(seconds=62.5)),
    ("75:00", TimeCue(seconds=4500)),
    ("1:02:03.5", TimeCue(seconds=3723.5)),
    ("62.5 s", TimeCue(seconds=62.5)),
    ("section 3", SectionCue(number=3)),
    ("section B", SectionCue(number=1, label="B")),
    ("section B 2", SectionCue(number=2, label="B")),
    ("B", SectionCue(number=1, label="B")),
    ("B 2", SectionCue(number=2, label="B")),
    ("AB 12", SectionCue(number=12, label="AB")),
]
HINTS = [
    ("62.5", 'write the unit: "62.5 s" or "bar 62"'),
    ("9", 'write the unit: "9 s" or "bar 9"'),
    ("bar 9.5", 'write the beat on its own: "bar 9 beat 3"'),
    ("8 bars", "for a length, write bars: 8 instead of at"),
    ("1 beat", "for a length, write beats: 1 instead of at"),
    ("1:75", 'did you mean "2:15"? seconds have two digits, up to 59'),
    ("1:5", 'did you mean "1:05"? seconds have two digits, up to 59'),
    ("BAR 9", 'did you mean "bar 9"?'),
    ("bar9", 'did you mean "bar 9"?'),
    ("bars 9", 'did you mean "bar 9"?'),
    ("bar: 9, beat: 3", 'did you mean "bar 9 beat 3"?'),
    ("section c2", 'did you mean "section C 2"?'),
    ("b 2", 'did you mean "B 2"?'),
    ("b2", 'did you mean "B 2"?'),
    ("b", 'did you mean "B"?'),
    ("90s", 'did you mean "90 s"?'),
    ("90 seconds", 'did you mean "90 s"?'),
    (" bar 9", 'did you mean "bar 9"?'),
    ("bar 0", "bars, beats and sections count from 1"),
    ("bar 9 beat 0", "bars, beats and sections count from 1"),
]
NOT_CUES = [
    "",
    "bar",
    "bar -1",
    "bar 9 beat",
    "bar 09",
    "bar ٩",
    "1:2:3",
    "-1:00",
    "bar 9\n",
    "section 1.5",
    "9 s s",
    "ABC",
    "B 0",
    "2 B",
    "no",
]

counts = st.integers(1, 9_999_999)
beats = st.integers(1_000, 9_999_999).map(lambda thousandths: thousandths / 1000)
cues = (
    st.builds(BarCue, bar=counts, beat=beats)
    | st.builds(BeatCue, beat=beats)
    | st.builds(TimeCue, seconds=st.integers(0, 3_599_999_999).map(lambda millionths: millionths / 1_000_000))
    | st.builds(SectionCue, number=counts, label=st.sampled_from(["", "A", "B", "AB"]))
)
lengths = st.builds(Length, amount=beats, unit=st.sampled_from(Unit))


@pytest.mark.parametrize(("text", "cue"), WRITTEN)
def test_a_cue_is_read_as_it_is_written(text: str, cue: Cue) -> None:
    assert parse_cue(text) == cue
    assert re.search(CUE_PATTERN, text)


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_what_is_nearly_a_cue_is_refused_with_what_was_meant(text: str, hint: str) -> None:
    with pytest.raises(ComposerError) as caught:
        parse_cue(text)
    assert caught.value.message == f'"{text.strip()}" is not a cue'
    assert caught.value.hint == hint


@pytest.mark.parametrize("text", NOT_CUES)
def test_anything_else_is_no_cue(text: str) -> None:
    with pytest.raises(ComposerError, match="is not a cue"):
        parse_cue(text)


@given(cues)
def test_a_cue_that_is_written_is_read_back(cue: Cue) -> None:
    assert parse_cue(format_cue(cue)) == cue
    assert re.fullmatch(CUE_PATTERN, format_cue(cue))


@given(lengths)
def test_a_length_that_is_written_is_read_back(length: Length) -> None:
    assert parse_length(format_length(length)) == length
    assert re.fullmatch(LENGTH_PATTERN, format_length(length))


@given(st.text(max_size=20) | st.from_regex(CUE_PATTERN, fullmatch=True))
def test_the_pattern_takes_exactly_what_the_reader_takes(text: str) -> None:
    try:
        parse_cue(text)
    except ComposerError:
        assert not re.fullmatch(CUE_PATTERN, text)
    else:
        assert re.fullmatch(CUE_PATTERN, text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2 bars", Length(amount=2, unit=Unit.BARS)),
        ("1 bar", Length(amount=1, unit=Unit.BARS)),
        ("4 beats", Length(amount=4, unit=Unit.BEATS)),
        ("1.5 s", Length(amount=1.5, unit=Unit.SECONDS)),
        ("0 s", Length(amount=0, unit=Unit.SECONDS)),
    ],
)
def test_a_length_is_read_as_it_is_written(text: str, length: Length) -> None:
    assert parse_length(text) == length


@pytest.mark.parametrize("text", ["2", "2bars", "-2 bars", "two bars", "2 measures", "", "2 ss", "2 bar s"])
def test_anything_else_is_no_length(text: str) -> None:
    with pytest.raises(ComposerError, match="is not a length"):
        parse_length(text)


@pytest.mark.parametrize("label", ["B", "B 2", "AB 3"])
def test_a_letter_alone_is_written_back_with_its_word(label: str) -> None:
    assert format_cue(parse_cue(label)) == f"section {label}"
