"""The studio as it is opened at the terminal: its link, its key, its end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from open_studio import OpenStudio, open_studio
from ready_film import ready_film
from small_film import write_small_film


def test_the_printed_link_swaps_its_token_for_a_cookie_and_opens_the_page(studio: OpenStudio) -> None:
    path = studio.link.removeprefix(studio.url)
    opened = studio.client.get(path, Cookie=None, Sec_Fetch_Site="none")
    assert (opened.status, opened.headers["location"]) == (303, "/")
    cookie = opened.headers["set-cookie"].partition(";")[0]
    page = studio.client.get("/", Cookie=cookie, Origin=None)
    assert page.status == 200
    assert page.body.startswith(b"<!doctype html>")


def test_the_film_is_told_once_the_song_is_heard(tmp_path: Path) -> None:
    with open_studio(write_small_film(tmp_path).storyboard) as studio:
        assert studio.client.film()["phase"] == "listening"
        film = studio.wait_until_ready()
        assert studio.stop() == 0, studio.said
    assert film["phase"] == "ready"
    assert film["problems"] == []
    assert [scene["id"] for scene in film["scenes"]] == ["attic", "hall", "kitchen", "cellar"]
    assert [scene["arrival"] for scene in film["scenes"]] == pytest.approx([0, 4, 8, 12])


def test_a_film_that_is_known_is_shown_without_loading_what_listens_and_paints(tmp_path: Path) -> None:
    heavy = "{'torch', 'diffusers', 'librosa', 'numba', 'scipy', 'sklearn', 'moviepy'}"
    code = (
        "import atexit, sys; from composer.cli import main; "
        f"atexit.register(lambda: print('loaded:', *sorted(set(sys.modules) & {heavy}))); main()"
    )
    film = ready_film(tmp_path, is_painted=False)
    with open_studio(film.storyboard, program=[sys.executable, "-c", code]) as studio:
        assert studio.wait_until_ready()["phase"] == "ready"
        for path in ("/", "/api/song", "/api/pictures", "/api/beats", "/api/choices", "/api/cost?kind=render"):
            assert studio.client.get(path).status == 200, path
        assert studio.stop() == 0, studio.said
    assert studio.said[0].split() == ["loaded:"]


def test_an_edit_changes_its_line_alone_and_undo_brings_the_file_back(studio: OpenStudio) -> None:
    before = studio.file.read_bytes()
    edited = studio.client.edit({"do": "set", "path": "scenes[1].prompt", "value": "the long hall"})
    assert edited.status == 200, edited.body
    assert studio.file.read_bytes() == before.replace(b'"the hall"', b'"the long hall"')
    undone = studio.client.post("/api/undo", {"revision": edited.json["revision"]})
    assert undone.json["redo"] == "a test"
    assert studio.file.read_bytes() == before


def test_the_pages_hear_of_a_change_made_outside(studio: OpenStudio) -> None:
    before = studio.client.film()["revision"]
    with studio.client.events() as events:
        studio.write(studio.file.read_text().replace("Four Rooms", "Five Rooms"))
        # A page that comes early is told of the first film too.
        told = next(data for name, data in events if name == "film" and data["revision"] != before)
    assert told["revision"] == studio.client.film()["revision"]
    assert studio.client.film()["film"]["title"] == "Five Rooms"


def test_a_storyboard_that_is_not_there_ends_with_a_word_about_it(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"gone\.yaml"), open_studio(tmp_path / "gone.yaml"):
        pass


def test_two_studios_on_one_storyboard_follow_each_other(studio: OpenStudio) -> None:
    with open_studio(studio.file) as second:
        second.wait_until_ready()
        with second.client.events() as events:
            edited = studio.client.edit({"do": "set", "path": "title", "value": "Attic to Cellar"})
            wanted = edited.json["revision"]
            next(data for name, data in events if name == "film" and data["revision"] == wanted)
        assert second.client.film()["film"]["title"] == "Attic to Cellar"
        assert second.client.film()["undo"] is None
        assert second.stop() == 0


def test_a_port_that_is_taken_is_told(studio: OpenStudio, tmp_path: Path) -> None:
    small = ready_film(tmp_path / "other")
    port = studio.client.port
    with (
        pytest.raises(AssertionError, match=f"port {port} cannot be used"),
        open_studio(small.storyboard, "--port", port),
    ):
        pass
