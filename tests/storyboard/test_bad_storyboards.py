from pathlib import Path

import pytest
from bad_storyboards import BAD, S

from composer.errors import StoryboardError
from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.source import MAX_BYTES


def places(marked: str) -> list[tuple[int, int]]:
    """Line and column, from 1, of each § in a text without them."""
    found = []
    for number, line in enumerate(marked.split("\n"), 1):
        parts = line.split("§")
        found += [(number, sum(map(len, parts[:count])) + 1) for count in range(1, len(parts))]
    return found


def problems(text: str, folder: Path) -> list[tuple[tuple[int, int], tuple[str, str, str]]]:
    with pytest.raises(StoryboardError) as caught:
        load_text(text, folder / "board.yaml")
    return [
        ((each.place.line, each.place.column), (each.path, each.message.replace(str(folder), "FOLDER"), each.hint))
        for each in caught.value.problems
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("name", BAD)
def test_each_problem_is_told_at_its_place(name: str, mark: str, line_end: str, tmp_path: Path) -> None:
    (tmp_path / "bus.jpg").touch()
    marked, expected = BAD[name]
    text = mark + marked.replace("§", "").replace("\n", line_end)
    assert problems(text, tmp_path) == list(zip(places(marked), expected, strict=True))


@pytest.mark.parametrize("name", BAD)
def test_every_problem_says_how_to_mend_it(name: str) -> None:
    assert all(hint for _, _, hint in BAD[name][1])


def test_an_error_prints_file_line_column_path_message_and_hint() -> None:
    with pytest.raises(StoryboardError) as caught:
        load_text(S + "    ease: glied\n    seed: -1\n", Path("boards/reef.yaml"))
    assert str(caught.value) == (
        'boards/reef.yaml:4:11: scenes[0].ease: no easing is called "glied"\n  hint: did you mean "glide"?\n'
        "boards/reef.yaml:5:11: scenes[0].seed: -1 is too small\n  hint: write a number from 0 to 4294967295"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"title: a\xe9b\n", ":1:9: byte 0xe9 is not UTF-8\n  hint: save the file again as UTF-8"),
        (b"\xef\xbb\xbfa: \xc3\xa9\r\nb: \xff\n", ":2:4: byte 0xff is not UTF-8\n  hint: save the file again as UTF-8"),
        (
            "title: x".encode("utf-16"),
            ":1:1: the text is UTF-16, not UTF-8\n  hint: save the file again as UTF-8",
        ),
        (
            b"a" * (MAX_BYTES + 1),
            ":1:1: the file is larger than 4 MB\n  hint: is this a storyboard? a thousand scenes need less",
        ),
        (b"", ":1:1: the storyboard is empty\n  hint: start from the one that `longzoom new` writes"),
        (
            b"RIFF\x24\x00\x00\x00WAVE",
            ":1:6: the control character U+0000 cannot stand in a storyboard\n  hint: take it away",
        ),
    ],
)
def test_bytes_that_are_no_storyboard_are_told_at_the_first_wrong_one(
    data: bytes, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "board.yaml"
    file.write_bytes(data)
    with pytest.raises(StoryboardError) as caught:
        read_storyboard(file)
    assert str(caught.value) == f"{file}{message}"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoryboardError) as caught:
        read_storyboard(tmp_path / "none.yaml")
    assert str(caught.value) == (
        f"{tmp_path}/none.yaml:1:1: there is no such file\n  hint: check the path, or start one with `longzoom new`"
    )


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoryboardError) as caught:
        read_storyboard(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}:1:1: this is a folder, not a storyboard\n  hint: name the .yaml file in it"
    )


def test_a_missing_song_matters_only_where_the_film_needs_it(tmp_path: Path) -> None:
    (tmp_path / "ride.ogg").touch()
    file = tmp_path / "board.yaml"
    file.write_text("song: rode.ogg\n" + S)
    assert read_storyboard(file).song == tmp_path / "rode.ogg"
    with pytest.raises(StoryboardError) as caught:
        read_storyboard(file, check_files=True)
    assert str(caught.value) == (
        f'{file}:1:7: song: there is no file {tmp_path}/rode.ogg\n  hint: did you mean "ride.ogg"?'
    )


def test_hundreds_of_problems_are_told_in_the_order_of_the_file() -> None:
    text = "scenes:\n" + "".join(f"  - {{id: s{number}, prompt: x, zoom: 99}}\n" for number in range(300))
    with pytest.raises(StoryboardError) as caught:
        load_text(text, Path("board.yaml"))
    assert [problem.place.line for problem in caught.value.problems] == list(range(2, 302))


def test_the_thousandth_problem_ends_the_list() -> None:
    text = "scenes:\n" + "".join(f"  - {{id: s{number}, prompt: x, zoom: 99, seed: -1}}\n" for number in range(900))
    with pytest.raises(StoryboardError) as caught:
        load_text(text, Path("board.yaml"))
    assert len(caught.value.problems) == 1001
    assert str(caught.value.problems[-1]) == (
        "board.yaml:501:43: there may be more problems than these 1000\n  hint: mend these first"
    )
