"""Correcting beats through the studio: the beats file, the answers, undo, and what goes on meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from open_studio import Answer, OpenStudio, open_studio, wait_for, write_at_once
from ready_film import ready_film

from composer.listening.listen import listen
from composer.listening.song import Song
from composer.order import Order
from composer.studio import desk
from composer.studio.events import Hub

EVEN = "tempo: 120  # by the drummer\nfirst_downbeat: 4 s\nmeter: 4\n"


def mend(studio: OpenStudio, do: str, **fields: object) -> Answer:
    revision = studio.client.film()["revision"]
    return studio.client.post("/api/beats", {"do": do, "revision": revision, **fields})


def undo(studio: OpenStudio) -> Answer:
    return studio.client.post("/api/undo", {"revision": studio.client.film()["revision"]})


def beats_file(studio: OpenStudio) -> Path:
    return studio.folder / "song.beats.yaml"


def beats(studio: OpenStudio) -> Any:
    return studio.client.get("/api/song").json["beats"]


def put(studio: OpenStudio, text: str | None) -> None:
    """Write the beats file as an editor does, and wait until the studio has seen it."""
    before = studio.client.film()
    if text is None:
        beats_file(studio).unlink(missing_ok=True)
    else:
        write_at_once(beats_file(studio), text)
    wait_for(lambda: _is_other(before, studio.client.film()), "the studio's look at the beats file")


def _is_other(before: Any, after: Any) -> bool:
    return any(before[name] != after[name] for name in ("revision", "problems"))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    small = ready_film(tmp_path_factory.mktemp("heard") / "film", has_beats=False)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        yield studio
        assert studio.stop() == 0, studio.said


@pytest.fixture
def heard(opened: OpenStudio) -> Iterator[OpenStudio]:
    """A studio on a film whose song has no beats file: its beats are tracked."""
    yield opened
    if beats_file(opened).exists():
        put(opened, None)


@pytest.fixture
def even(heard: OpenStudio) -> OpenStudio:
    """The same, with a beats file that lays an even grid."""
    put(heard, EVEN)
    return heard


def test_a_correction_makes_the_beats_file_and_undo_takes_it_away(heard: OpenStudio) -> None:
    before = beats(heard)
    halved = mend(heard, "half")
    assert halved.status == 200, halved.body
    assert halved.json["undo"] == "halve the beats"
    assert beats_file(heard).read_text() == "# What is corrected about the beats of song.wav.\nhalf: true\n"
    assert beats(heard) == before[::2]
    assert undo(heard).status == 200
    assert not beats_file(heard).exists()
    assert beats(heard) == before


def test_the_room_tells_what_is_in_force_and_what_cannot_be_done(even: OpenStudio) -> None:
    told = even.client.get("/api/beats").json
    assert (told["file"], told["kind"], told["wrong"]) == ("song.beats.yaml", "even", None)
    assert [each["key"] for each in told["corrections"]] == ["tempo", "first_downbeat", "meter"]
    assert told["corrections"][0]["says"] == "an even grid of 120 beats a minute"
    assert list(told["cannot"]) == ["anchor"]
    assert told["cannot"]["anchor"].startswith("an even grid leaves no room")
    refused = mend(even, "anchor", seconds=2.1, was=2.0)
    assert (refused.status, refused.message) == (422, "an even grid leaves no room for a beat of its own")


def test_each_gesture_changes_its_key_alone_and_undo_brings_every_byte_back(even: OpenStudio) -> None:
    start = beats_file(even).read_bytes()
    steps = [
        (("shift", {"seconds": -0.02}), b"offset: -20 ms\n"),
        (("shift", {"beats": 0.5}), b"first_downbeat: 4.25 s\n"),
        (("meter", {"meter": "6/8"}), b"meter: 6/8\n"),
        (("double", {}), b"tempo: 240  # by the drummer\n"),
    ]
    for (do, fields), line in steps:
        answer = mend(even, do, **fields)
        assert answer.status == 200, answer.body
        assert line in beats_file(even).read_bytes()
    for _ in steps:
        assert undo(even).status == 200
    assert beats_file(even).read_bytes() == start


def test_reset_leaves_the_comments_and_what_was_heard(even: OpenStudio) -> None:
    put(even, "# by ear\n" + EVEN)
    assert mend(even, "reset").status == 200
    assert beats_file(even).read_text() == "# by ear\n"
    assert even.client.get("/api/beats").json["corrections"] == []


def test_a_beats_file_that_is_wrong_is_told_and_not_written_over(even: OpenStudio) -> None:
    put(even, "tempo: fast\n")
    told = even.client.get("/api/beats").json
    assert "tempo" in told["wrong"]
    assert set(told["cannot"]) >= {"shift", "half", "meter"}
    assert mend(even, "half").status == 422
    assert beats_file(even).read_text() == "tempo: fast\n"


@pytest.mark.parametrize(
    "body",
    [
        {"do": "explode"},
        {"do": "shift"},
        {"do": "shift", "beats": 0.3},
        {"do": "shift", "seconds": 11},
        {"do": "first", "seconds": -1},
        {"do": "meter", "meter": 99},
        {"do": "tempo", "tempo": "97", "seconds": 1},
        {"do": "anchor", "seconds": None},
        {"do": "leave"},
    ],
)
def test_a_request_that_makes_no_sense_changes_nothing(heard: OpenStudio, body: dict[str, object]) -> None:
    answer = mend(heard, str(body["do"]), **{name: value for name, value in body.items() if name != "do"})
    assert answer.status == 400, answer.body
    assert not beats_file(heard).exists()


def test_a_page_that_is_behind_is_told_so(even: OpenStudio) -> None:
    start = beats_file(even).read_bytes()
    answer = even.client.post("/api/beats", {"do": "double", "revision": "old"})
    assert answer.status == 409
    assert beats_file(even).read_bytes() == start


def test_the_film_is_told_and_edited_while_the_song_is_listened_to_anew(heard: OpenStudio) -> None:
    slowest: list[float] = []
    with heard.client.events() as events:
        answers: list[Answer] = []
        mending = threading.Thread(target=lambda: answers.append(mend(heard, "tempo", slowest=110, fastest=130)))
        mending.start()
        wait_for(lambda: list(heard.folder.glob(".longzoom-*.part")), "the beats file that is tried")
        assert heard.client.edit({"do": "set", "path": "title", "value": "Meanwhile"}).status == 200
        assert any(name == "film" for name, _ in events)
        while mending.is_alive():
            began = time.monotonic()
            heard.client.film()
            slowest.append(time.monotonic() - began)
        mending.join()
    assert answers[0].status == 200, answers[0].body
    assert heard.client.film()["film"]["title"] == "Meanwhile"
    assert beats_file(heard).read_text().endswith("tempo: 110 to 130\n")
    # Listening takes the processor for seconds; no answer waits for its end.
    assert max(slowest, default=0.0) < 1.0
    for _ in range(2):
        assert undo(heard).status == 200
    assert not beats_file(heard).exists()


def test_a_beats_file_that_is_written_while_it_is_read_is_read_again(
    opened: OpenStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = ready_film(tmp_path / "film")
    file = small.folder / "song.beats.yaml"
    texts = ["tempo: 100\n", "tempo: 90\n"]

    def listen_slowly(*arguments: Any, **options: Any) -> Song:
        song = listen(*arguments, **options)
        if texts:
            file.write_text(texts.pop(0))
        return song

    monkeypatch.setattr(desk, "listen", listen_slowly)
    read = desk.Desk(Order(storyboard=small.storyboard, store=opened.store), Hub())
    tempi = []
    for _ in range(4):
        read.look()
        assert read.state.song is not None
        tempi.append(round(read.state.song.tempo))
    assert (tempi[0], tempi[-1]) == (120, 90)
