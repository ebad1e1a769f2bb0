from fractions import Fraction

import pytest

from composer.filming.chapters import Chapter, chapters_within, metadata_text


def test_a_chapter_is_timed_in_whole_frames():
    text = metadata_text("Ride", [Chapter(title="bus", start_frame=7, end_frame=90)], Fraction(30000, 1001))
    assert text == ";FFMETADATA1\ntitle=Ride\n[CHAPTER]\nTIMEBASE=1001/30000\nSTART=7\nEND=90\ntitle=bus\n"


def test_a_film_without_title_and_chapters_has_neither():
    assert metadata_text("", [], Fraction(30)) == ";FFMETADATA1\n"


def test_special_signs_are_escaped_and_line_ends_are_spaces():
    chapter = Chapter(title="a=b;c#d\\e\r\nf", start_frame=0, end_frame=1)
    assert "title=a\\=b\\;c\\#d\\\\e f\n" in metadata_text("", [chapter], Fraction(30))


def test_chapters_of_a_passage_count_from_its_first_frame():
    chapters = [Chapter(title=str(at), start_frame=at, end_frame=at + 100) for at in (0, 100, 200, 300)]
    assert chapters_within(chapters, 150, 300) == (
        Chapter(title="100", start_frame=0, end_frame=50),
        Chapter(title="200", start_frame=50, end_frame=150),
    )


def test_a_chapter_without_frames_is_refused():
    with pytest.raises(ValueError, match="a chapter from frame 5 to 5 is none"):
        Chapter(title="x", start_frame=5, end_frame=5)
