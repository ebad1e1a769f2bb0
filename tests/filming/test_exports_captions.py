"""Captions and chapters as other programs read them: every stamp on its frame."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.filming.captions import Caption, captions_within
from composer.filming.chapters import Chapter
from composer.filming.exports.chapter_list import chapter_notes, chapters_text
from composer.filming.exports.subtitles import srt_text, vtt_text

NTSC = Fraction(30000, 1001)
STAMPS = re.compile(r"(\d\d):(\d\d):(\d\d)[,.](\d\d\d) --> (\d\d):(\d\d):(\d\d)[,.](\d\d\d)")


def caption(text, start, end):
    return Caption(text=text, start_frame=start, end_frame=end)


def chapter(title, start, end):
    return Chapter(title=title, start_frame=start, end_frame=end)


def test_subrip_is_this():
    captions = [caption("1980", 0, 90), caption("one\n\n  two & <three>", 107892, 107893)]
    assert srt_text(captions, NTSC) == (
        "1\n00:00:00,000 --> 00:00:03,003\n1980\n\n2\n00:59:59,996 --> 01:00:00,029\none\ntwo & <three>\n"
    )


def test_webvtt_is_this():
    captions = [caption("1980", 0, 90), caption("one --> two & <three>", 90, 180)]
    assert vtt_text(captions, Fraction(30)) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n1980\n\n"
        "00:00:03.000 --> 00:00:06.000\none --&gt; two &amp; &lt;three&gt;\n"
    )


@given(
    start=st.integers(0, 10**6),
    length=st.integers(1, 1000),
    rate=st.sampled_from([NTSC, Fraction(24000, 1001), Fraction(25), Fraction(120), Fraction(7)]),
)
def test_a_caption_is_shown_on_its_own_frames_and_no_others(start, length, rate):
    numbers = [int(part) for part in STAMPS.search(srt_text([caption("x", start, start + length)], rate)).groups()]
    begins, ends = (Fraction(3600 * h + 60 * m + s) + Fraction(ms, 1000) for h, m, s, ms in (numbers[:4], numbers[4:]))
    near = (start - 1, start, start + length - 1, start + length)
    assert {frame for frame in near if begins <= frame / rate < ends} == {start, start + length - 1}


def test_captions_of_a_passage_count_from_its_first_frame():
    captions = [caption("a", 0, 50), caption("b", 50, 120), caption("c", 200, 230)]
    assert captions_within(captions, 100, 200) == (caption("b", 0, 20),)


def test_chapters_are_in_whole_seconds_that_have_come():
    chapters = [chapter("bus", 0, 299), chapter("the  prom\nat last", 299, 1799), chapter("stars", 1799, 3000)]
    assert chapters_text(chapters, NTSC) == "0:00 bus\n0:09 the prom at last\n1:00 stars\n"


def test_chapters_of_a_long_film_all_have_hours():
    chapters = [chapter("bus", 0, 36000), chapter("stars", 3600 * 10 + 620, 40000)]
    assert chapters_text(chapters, Fraction(10)) == "0:00:00 bus\n1:01:02 stars\n"


def test_chapters_that_sites_show_have_no_notes():
    assert chapter_notes([chapter(name, at, at + 300) for name, at in (("a", 0), ("b", 300), ("c", 600))], NTSC) == ()


def test_chapters_that_sites_do_not_show_are_told():
    chapters = [chapter("bus", 0, 300), chapter("prom", 300, 585)]
    assert chapter_notes(chapters, Fraction(30)) == (
        "video sites show no chapters where there are fewer than 3; here: 2",
        "video sites show no chapters where one is shorter than 10 s; here: prom (9 s)",
    )


@pytest.mark.parametrize("write", [srt_text, vtt_text])
def test_no_blank_line_ends_a_caption_early(write):
    blocks = write([caption("a\n \n\nb", 0, 30), caption("c", 30, 60)], Fraction(30)).split("\n\n")
    assert len(blocks) == (2 if write is srt_text else 3)
