from pathlib import Path

import pytest

from composer.errors import ComposerError
from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.starting import starter_text, write_starter


def test_the_starter_reads_without_a_problem_and_tells_a_life(tmp_path: Path) -> None:
    board = read_storyboard(write_starter(tmp_path / "our-song"), check_files=True)
    assert board.title == "Our Song"
    assert board.painter.name == "illustrated"
    assert [scene.id for scene in board.scenes] == ["bus", "prom", "date", "wedding", "birth", "porch", "stars"]


@pytest.mark.parametrize("title", ['say "hi"', "C:\\x", "Ünï 🎬", "a: b # c", "", "two\nlines", "{x}"])
def test_any_title_can_be_written(title: str) -> None:
    assert load_text(starter_text(title), Path("x.yaml")).title == " ".join(title.split())


def test_a_starter_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text("mine")
    with pytest.raises(ComposerError) as caught:
        write_starter(tmp_path)
    assert caught.value.message == f"{path} is already there; it was left alone"
    assert path.read_text() == "mine"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "song").touch()
    with pytest.raises(ComposerError) as caught:
        write_starter(tmp_path / "song")
    assert caught.value.message == f"{tmp_path}/song is already there; it was left alone"


def test_a_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "song").touch()
    with pytest.raises(ComposerError) as caught:
        write_starter(tmp_path / "song" / "film")
    assert caught.value.message == f"{tmp_path}/song/film/storyboard.yaml cannot be written: Not a directory"
