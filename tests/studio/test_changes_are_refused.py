"""Changes that the studio does not make: of a wrong kind, of what it may not change, of a film that is another now."""

from __future__ import annotations

from typing import Any

import pytest
from open_studio import Client, OpenStudio
from refusing import EDIT

WRONG: list[Any] = [None, True, "", "text", "1", -1, 1e300, 1.5, 10**30, [], [1], {}, {"a": 1}, "\x00", "a\nb: c", [[]]]


@pytest.mark.parametrize("name", ["changes", "label", "revision"])
def test_a_wrong_kind_in_a_field_is_refused(closed: Client, name: str) -> None:
    for wrong in WRONG:
        body = {**EDIT, "revision": closed.film()["revision"], name: wrong}
        if name == "label" and isinstance(wrong, str):
            body["revision"] = "another"
        if name == "changes" and wrong == []:
            body["changes"] = [[]]
        assert closed.post("/api/edit", body).status in ((400, 409) if isinstance(wrong, str) else (400,)), wrong


#: A change of each kind, right but for the field that is wrong.
CHANGES: dict[str, dict[str, Any]] = {
    "arrive": {"scene": 1, "seconds": 4.5, "gesture": "roll"},
    "set": {"path": "scenes[1].prompt"},
    "time": {"scene": 1, "timing": "3 bars"},
    "move": {"scene": 1, "to": 2},
    "remove": {"scene": 1},
    "duplicate": {"scene": 1, "id": "copy"},
    "add": {"scene": 1, "id": "new", "prompt": "a new one", "at": "bar 4"},
}
FIELDS = [(do, name) for do, fields in CHANGES.items() for name in ("do", *fields)]


@pytest.mark.parametrize(("do", "name"), FIELDS, ids=lambda part: part)
def test_a_wrong_kind_in_a_field_of_a_change_is_refused(closed: Client, do: str, name: str) -> None:
    for wrong in (*WRONG, "scenes[99].prompt", "../../x", "a" * 30_000):
        if name in ("timing", "at") and wrong in (None, ""):
            continue  # none: the scene becomes flexible
        if name in ("prompt", "id") and isinstance(wrong, str) and do in ("add", "duplicate"):
            continue  # any text is a prompt; see below for names
        if name == "seconds" and wrong == 1.5:
            continue
        change = {"do": do, "value": "x", **CHANGES[do], name: wrong}
        answer = closed.edit(change)
        assert answer.status in (400, 422), (wrong, answer.status, answer.body)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "a: b", "'", '"', "</script>", "attic", "-", "\x00", "a" * 61])
def test_a_scene_gets_no_name_that_is_none(closed: Client, name: str) -> None:
    for change in ({"do": "add", "scene": 1, "id": name, "prompt": "p"}, {"do": "duplicate", "scene": 1, "id": name}):
        answer = closed.edit(change)
        assert answer.status in (400, 422), (change, answer.body)


@pytest.mark.parametrize(
    "path",
    ["song", "painter", "output", "scenes", "scenes[0]", "scenes[0].image", "scenes[0].id", "scenes[0].pins",
     "scenes[0].prompt.a", "cast", "cast.june.picture", "decades", "scenes[-1].prompt", "scenes[0].prompt\n", "", "a.b",
     "__class__", "scenes[0].__class__", "output.size", "painter.stills.folder", "scenes[0].portal.at[0]"],
)  # fmt: skip
def test_the_page_sets_nothing_that_names_a_file_and_nothing_unknown(closed: Client, path: str) -> None:
    assert closed.edit({"do": "set", "path": path, "value": "/etc/passwd"}).status == 400


VALUES: list[tuple[str, Any]] = [
    *(("title", value) for value in (True, [1], {"a": 1}, [[]])),
    *(("scenes[1].prompt", value) for value in ("", ["a"], {"a": "b"}, True)),
    *(("scenes[1].steps", value) for value in ("2", 0.5, -1, 1e300, True, [], {}, 10**30)),
    *(("scenes[1].zoom", value) for value in ("big", 0, 1, -2, 1e300, [2], {})),
    *(("scenes[1].weight", value) for value in ("x", 0, -1, 1e308, [])),
    *(("scenes[1].year", value) for value in ("then", 1e10, [], {})),
    *(("scenes[1].ease", value) for value in ("glied", 3, [])),
    *(("scenes[1].pulse", value) for value in ("x", -1, 99, [])),
    *(("scenes[1].seed", value) for value in ("x", -1, 1.5, 10**30)),
    *(("scenes[1].portal", value) for value in ("x", 3, {"at": 5}, {"to": [0, 0]}, {"at": {"a": {"b": {}}}}, [])),
    *(("scenes[1].portal.at", value) for value in ("x", [1], [2, 2], [[0], [0]], {"a": 1}, [0.01, 0.01])),
    *(("scenes[1].motif", value) for value in ([], {}, True)),
    *(("snap", value) for value in ("bars", 3, [])),
    *(("offset", value) for value in ("later", [], {})),
]


@pytest.mark.parametrize(("path", "value"), VALUES, ids=repr)
def test_a_value_that_the_storyboard_cannot_have_is_refused(closed: Client, path: str, value: Any) -> None:
    answer = closed.edit({"do": "set", "path": path, "value": value})
    assert answer.status == 422, answer.body
    assert answer.message


@pytest.mark.parametrize("count", [201, 5000])
def test_too_many_changes_at_once_are_refused(closed: Client, count: int) -> None:
    assert closed.edit(*[{"do": "remove", "scene": 0}] * count).status == 400


def test_changes_of_which_the_last_cannot_be_made_are_not_made_at_all(closed: Client) -> None:
    good = {"do": "set", "path": "title", "value": "Taken Over"}
    assert closed.edit(good, {"do": "set", "path": "scenes[1].steps", "value": -1}).status == 422
    assert closed.edit(good, {"do": "explode"}).status == 400


@pytest.mark.parametrize("path", ["/api/edit", "/api/undo", "/api/redo"])
@pytest.mark.parametrize("revision", ["", "0" * 24, "\x00", "a" * 100])
def test_a_page_that_knows_another_state_is_told_of_it(closed: Client, path: str, revision: str) -> None:
    answer = closed.post(path, {**EDIT, "revision": revision})
    assert answer.status == 409
    assert "changed meanwhile" in answer.message


def test_words_with_lines_and_tags_stay_words(studio: OpenStudio) -> None:
    words = 'a hall\nevent: job\ndata: {{"x": 1}}\n\n</script><img src=x onerror=alert(1)> " \' \u2028 \u202e'
    with studio.client.events() as events:
        answer = studio.client.edit({"do": "set", "path": "scenes[1].prompt", "value": words}, label=words)
        assert answer.status == 200, answer.body
        name, data = next(events)
        assert (name, list(data)) == ("film", ["revision"])
    film = studio.client.film()
    assert film["scenes"][1]["prompt"] == words
    assert film["undo"] == words
    answer = studio.client.get("/api/film")
    assert answer.headers["content-type"] == "application/json"
