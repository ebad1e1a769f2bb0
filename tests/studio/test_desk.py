"""The desk: every change verified, written whole, taken back to the byte, and never over someone else's."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import card_painter
import pytest
from ready_film import ready_film
from small_film import STORYBOARD, SmallFilm

from composer.errors import ComposerError, StoryboardError
from composer.order import Order
from composer.painting import registry
from composer.storyboard.editing import Edit, edit_text
from composer.storyboard.source import read_bytes
from composer.studio.desk import ConflictError, Desk
from composer.studio.events import Hub

#: The beats file of the film's song.
BEATS = "tempo: 120.000000\nfirst_downbeat: 0 s\nmeter: 4\n"


@pytest.fixture(autouse=True)
def _cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PAINTERS", card_painter.CARDS)


class Told(Hub):
    """A hub that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def publish(self, event: str, data: object) -> None:
        self.names.append(event)
        super().publish(event, data)


@pytest.fixture
def small(tmp_path: Path) -> SmallFilm:
    """A film of the test's own, whose song was heard."""
    return ready_film(tmp_path / "film", is_painted=False)


@pytest.fixture
def desk(small: SmallFilm) -> Desk:
    return desk_on(small)


def desk_on(small: SmallFilm) -> Desk:
    desk = Desk(Order(storyboard=small.storyboard), Told())
    desk.look()
    desk.look()
    assert desk.state.problems == ()
    return desk


def entitle(desk: Desk, title: str) -> None:
    desk.change(f"call it {title}", titled(title), expected=desk.state.revision)


def titled(title: str) -> Callable[[str], str]:
    return lambda text: edit_text(text, [Edit(path="title", value=title)])


def undo(desk: Desk) -> None:
    desk.undo(expected=desk.state.revision)


def redo(desk: Desk) -> None:
    desk.redo(expected=desk.state.revision)


def retitle_outside(small: SmallFilm, title: str) -> None:
    small.storyboard.write_text(STORYBOARD.replace("Four Rooms", title))


def test_a_change_is_written_told_and_in_the_history(desk: Desk, small: SmallFilm) -> None:
    before = desk.state.revision
    entitle(desk, "Five Rooms")
    assert small.storyboard.read_text() == STORYBOARD.replace("Four Rooms", "Five Rooms")
    assert desk.state.reel is not None
    assert desk.state.reel.storyboard.title == "Five Rooms"
    assert desk.state.revision != before
    assert desk.history.last is not None
    assert desk.history.last.label == "call it Five Rooms"


def test_a_change_that_changes_nothing_is_no_step_of_the_history(desk: Desk) -> None:
    entitle(desk, "Four Rooms")
    assert desk.history.last is None


def test_the_storyboard_that_was_changed_outside_is_never_written_over(desk: Desk, small: SmallFilm) -> None:
    known = desk.state.revision
    retitle_outside(small, "Elsewhere")
    with pytest.raises(ConflictError, match=r"rooms\.yaml was changed meanwhile; nothing was written"):
        desk.change("a test", titled("Here"), expected=known)
    assert "title: Elsewhere\n" in small.storyboard.read_text()
    entitle(desk, "Here")  # the page has looked again
    assert "title: Here\n" in small.storyboard.read_text()


def test_a_change_outside_between_the_look_and_the_writing_is_a_conflict(desk: Desk, small: SmallFilm) -> None:
    def slow(text: str) -> str:
        retitle_outside(small, "Elsewhere")
        return titled("Here")(text)

    with pytest.raises(ConflictError):
        desk.change("a test", slow, expected=desk.state.revision)
    assert small.storyboard.read_text() == STORYBOARD.replace("Four Rooms", "Elsewhere")
    assert desk.history.last is None


def test_a_change_of_the_beats_outside_is_a_conflict_too(desk: Desk, small: SmallFilm) -> None:
    known = desk.state.revision
    (small.folder / "song.beats.yaml").write_text(BEATS.replace("120", "60"))
    with pytest.raises(ConflictError):
        desk.change("a test", titled("Here"), expected=known)
    assert small.storyboard.read_text() == STORYBOARD


def test_a_change_that_makes_no_film_is_not_written(desk: Desk, small: SmallFilm) -> None:
    known, before = desk.state, small.storyboard.stat().st_mtime_ns
    with pytest.raises(StoryboardError, match="bar 70"):
        desk.change("a test", lambda text: text.replace("bar 7", "bar 70"), expected=known.revision)
    with pytest.raises(StoryboardError):
        desk.change("a test", lambda text: text + "nothing: 1\n", expected=known.revision)
    assert small.storyboard.stat().st_mtime_ns == before
    assert desk.state is known


def test_a_change_outside_while_the_file_is_being_read_is_seen_at_the_next_look(
    desk: Desk, small: SmallFilm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_slowly(file: Path) -> bytes:
        text = read_bytes(file)
        monkeypatch.undo()
        small.change("Five Rooms", "Six Rooms")
        return text

    small.change("Four Rooms", "Five Rooms")
    monkeypatch.setattr("composer.studio.desk.read_bytes", read_slowly)
    desk.look()
    desk.look()
    assert b"Six Rooms" in desk.state.text


def test_undo_and_redo_go_through_both_files_to_the_byte(desk: Desk, small: SmallFilm) -> None:
    beats = small.folder / "song.beats.yaml"
    states = [(small.storyboard.read_bytes(), beats.read_bytes())]

    def keep() -> None:
        states.append((small.storyboard.read_bytes(), beats.read_bytes()))

    entitle(desk, "Five Rooms")
    keep()
    desk.change_beats("start", lambda text: text.replace("0 s", "0.5 s"), expected=desk.state.revision)
    keep()
    entitle(desk, "Six Rooms")
    keep()
    assert len(set(states)) == 4
    for known in reversed(states[:-1]):
        undo(desk)
        assert (small.storyboard.read_bytes(), beats.read_bytes()) == known
    undo(desk)  # there is nothing more
    assert (small.storyboard.read_bytes(), beats.read_bytes()) == states[0]
    for known in states[1:]:
        redo(desk)
        assert (small.storyboard.read_bytes(), beats.read_bytes()) == known
    redo(desk)
    assert (small.storyboard.read_bytes(), beats.read_bytes()) == states[-1]


def test_a_new_change_forgets_what_was_undone(desk: Desk, small: SmallFilm) -> None:
    entitle(desk, "Five Rooms")
    undo(desk)
    entitle(desk, "Six Rooms")
    assert desk.history.next is None
    undo(desk)
    assert small.storyboard.read_text() == STORYBOARD


def test_undo_after_a_change_outside_writes_nothing_over(desk: Desk, small: SmallFilm) -> None:
    entitle(desk, "Five Rooms")
    known = desk.state.revision
    retitle_outside(small, "Elsewhere")
    with pytest.raises(ConflictError):
        desk.undo(expected=known)
    assert desk.history.last is None
    undo(desk)
    redo(desk)
    assert small.storyboard.read_text() == STORYBOARD.replace("Four Rooms", "Elsewhere")


def test_redo_after_a_change_outside_writes_nothing_over(desk: Desk, small: SmallFilm) -> None:
    entitle(desk, "Five Rooms")
    undo(desk)
    retitle_outside(small, "Elsewhere")
    desk.look()
    redo(desk)
    assert small.storyboard.read_text() == STORYBOARD.replace("Four Rooms", "Elsewhere")


def test_a_change_of_one_file_outside_leaves_later_changes_of_the_other_to_undo(desk: Desk, small: SmallFilm) -> None:
    beats = small.folder / "song.beats.yaml"
    entitle(desk, "Five Rooms")
    desk.change_beats("start", lambda text: text.replace("0 s", "0.5 s"), expected=desk.state.revision)
    retitle_outside(small, "Elsewhere")
    desk.look()
    undo(desk)
    assert beats.read_text() == BEATS
    assert desk.history.last is None
    assert small.storyboard.read_text() == STORYBOARD.replace("Four Rooms", "Elsewhere")


def test_what_is_wrong_is_shown_beside_the_last_that_was_right(desk: Desk, small: SmallFilm) -> None:
    right = desk.state
    small.storyboard.write_text(STORYBOARD.replace("bar 7", "bar 70").replace("bars: 2", "bars: two"))
    desk.look()
    assert [problem.place.line for problem in desk.state.problems] == [7, 10]
    assert desk.state.reel is right.reel
    assert desk.state.pictures is right.pictures
    assert desk.state.revision != right.revision
    with pytest.raises(ComposerError):
        entitle(desk, "Five Rooms")
    small.storyboard.write_text(STORYBOARD)
    desk.look()
    assert desk.state.problems == ()
    assert desk.state.revision == right.revision


def test_a_storyboard_that_cannot_be_filmed_can_be_mended_from_the_page(desk: Desk, small: SmallFilm) -> None:
    small.storyboard.write_text(STORYBOARD.replace("bar 7", "bar 70"))
    desk.look()
    assert desk.state.problems
    mend = [Edit(path="scenes[3].at", value="bar 7")]
    desk.change("mend it", lambda text: edit_text(text, mend), expected=desk.state.revision)
    assert desk.state.problems == ()
    undo(desk)
    assert desk.state.problems


def test_a_beats_file_is_made_by_the_first_change_and_unmade_by_undo(small: SmallFilm) -> None:
    beats = small.folder / "song.beats.yaml"
    beats.unlink()
    text = STORYBOARD.replace("    bars: 2\n", "").replace('    at: "bar 7"\n', "")
    small.storyboard.write_text(text)
    desk = desk_on(small)
    desk.change_beats("the tempo", lambda text: text + BEATS, expected=desk.state.revision)
    assert beats.read_text() == BEATS
    assert desk.state.song is not None
    assert desk.state.song.tempo == pytest.approx(120)
    undo(desk)
    assert not beats.exists()
    redo(desk)
    assert beats.read_text() == BEATS


def test_beats_that_are_wrong_are_not_written_and_their_place_is_told(desk: Desk, small: SmallFilm) -> None:
    beats = small.folder / "song.beats.yaml"
    with pytest.raises(StoryboardError) as caught:
        desk.change_beats("a test", lambda text: text.replace("120", "-3"), expected=desk.state.revision)
    assert caught.value.problems[0].place.file == beats
    assert caught.value.problems[0].place.line == 1
    assert beats.read_text() == BEATS
    assert sorted(path.name for path in small.folder.iterdir() if path.is_file()) == [
        "rooms.yaml",
        "song.beats.yaml",
        "song.wav",
    ]


def test_beats_that_the_storyboard_no_longer_fits_are_written_and_what_is_wrong_is_shown(desk: Desk) -> None:
    desk.change_beats("half", lambda text: text.replace("120", "60"), expected=desk.state.revision)
    assert [problem.path for problem in desk.state.problems] == ["scenes[3].at"]
    undo(desk)
    assert desk.state.problems == ()


@pytest.mark.skipif(os.name != "posix", reason="needs modes and links")
def test_the_files_mode_stays_and_a_link_stays_one(small: SmallFilm) -> None:
    real = small.folder / "elsewhere" / "real.yaml"
    real.parent.mkdir()
    small.storyboard.rename(real)
    real.chmod(0o640)
    text = STORYBOARD.replace("song.wav", str(small.folder / "song.wav"))
    real.write_text(text)
    small.storyboard.symlink_to(real)
    desk = desk_on(small)
    entitle(desk, "Five Rooms")
    assert small.storyboard.is_symlink()
    assert real.read_text() == text.replace("Four Rooms", "Five Rooms")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    undo(desk)
    assert small.storyboard.is_symlink()
    assert real.read_text() == text
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_line_ends_and_a_byte_order_mark_stay(small: SmallFilm, mark: bytes, end: bytes) -> None:
    written = mark + STORYBOARD.encode().replace(b"\n", end)
    small.storyboard.write_bytes(written)
    desk = desk_on(small)
    entitle(desk, "Fünf Räume")
    assert small.storyboard.read_bytes() == written.replace(b"Four Rooms", "Fünf Räume".encode())
    undo(desk)
    assert small.storyboard.read_bytes() == written


def test_a_storyboard_that_is_gone_is_told_and_comes_back(desk: Desk, small: SmallFilm) -> None:
    before, reel = desk.state.revision, desk.state.reel
    aside = small.storyboard.rename(small.folder / "aside")
    desk.look()
    assert [problem.message for problem in desk.state.problems] == ["there is no such file"]
    assert desk.state.revision != before
    assert desk.state.reel is reel
    with pytest.raises(ComposerError):
        entitle(desk, "Five Rooms")
    assert not small.storyboard.exists()
    aside.rename(small.storyboard)
    desk.look()
    assert desk.state.problems == ()
    entitle(desk, "Five Rooms")
    assert small.storyboard.exists()


def test_a_file_that_cannot_be_written_is_told_and_not_in_the_history(
    desk: Desk, small: SmallFilm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("composer.storyboard.saving.write_whole", refuse)
    with pytest.raises(ComposerError, match=r"rooms\.yaml cannot be written: No space left on device"):
        entitle(desk, "Five Rooms")
    assert desk.history.last is None
    assert small.storyboard.read_text() == STORYBOARD


def test_pictures_are_planned_anew_only_where_more_than_the_timing_changed(desk: Desk, small: SmallFilm) -> None:
    hub = desk.hub
    assert isinstance(hub, Told)
    hub.names.clear()
    pictures = desk.state.pictures
    small.change('at: "bar 7"', 'at: "bar 6"')
    desk.look()
    assert desk.state.pictures is pictures
    assert hub.names == ["film"]
    small.change('"the hall"', '"the long hall"')
    desk.look()
    assert desk.state.pictures is not pictures
    assert hub.names == ["film", "film", "pictures"]


def test_a_picture_of_the_directors_own_that_is_replaced_is_another_keyframe(small: SmallFilm) -> None:
    import cv2
    import numpy as np

    photo = small.folder / "hall.png"
    cv2.imwrite(str(photo), np.full((90, 160, 3), 40, np.uint8))
    small.change('prompt: "the hall"', 'prompt: "the hall"\n    image: hall.png')
    desk = desk_on(small)
    assert desk.state.pictures is not None
    before = [recipe.digest for recipe in desk.state.pictures.recipes]
    cv2.imwrite(str(photo), np.full((90, 160, 3), 200, np.uint8))
    os.utime(photo, ns=(1, 1))
    desk.look()
    assert desk.state.pictures is not None
    after = [recipe.digest for recipe in desk.state.pictures.recipes]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] * 4 + [True] * 4
