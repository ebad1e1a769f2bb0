"""Jobs of the studio, over HTTP: films and takes are made in another process, and whatever happens to it is told."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import film_kit
import pytest
from held_studio import ended, hold, is_gone, reached, start, worker_of
from open_studio import OpenStudio, wait_for
from small_film import STORYBOARD

DRAFT = {"kind": "render", "draft": True}


def planned(studio: OpenStudio) -> dict[str, Any]:
    return film_kit.answer("plan", studio.file, "--draft")


def test_a_draft_is_planned_as_on_the_command_line_made_and_served(held: OpenStudio) -> None:
    plan, cost = planned(held), held.client.get("/api/cost?kind=render&draft=true").json
    assert cost["toPaint"] == [
        {"scene": scene, "count": 2, "why": "new"} for scene in ("attic", "hall", "kitchen", "cellar")
    ]
    assert len(plan["to_paint"]) == 8
    assert cost["film"] == {
        "size": plan["size"],
        "fps": plan["fps"],
        "encoder": plan["encoding"]["encoder"],
        "frames": plan["frame_count"],
        "toFilm": sum(each["end_frame"] - each["start_frame"] for each in plan["to_film"]),
        "name": "rooms-draft.mp4",
        "folder": str(held.folder),
        "replaces": False,
    }
    with held.client.events() as events:
        assert start(held, **DRAFT)["label"] == "draft of the film"
        heard: list[dict[str, Any]] = []
        for name, job in events:
            if name == "job":
                heard.append(job)
            if heard and heard[-1]["phase"] == "done":
                break
    assert [each["stage"] for each in heard if each["stage"]] == sorted(
        (each["stage"] for each in heard if each["stage"]), key=["listen", "paint", "film"].index
    )
    last = heard[-1]
    assert (last["done"], last["total"], last["error"]) == (240, 240, None)
    assert last["revision"] == held.client.film()["revision"]
    assert held.client.get("/api/job").json["job"] == last
    result = last["result"]
    film = held.folder / "rooms-draft.mp4"
    assert result["bytes"] == film.stat().st_size
    assert {key: result[key] for key in ("film", "frameCount", "filmedFrames", "size", "painted", "kept")} == {
        "film": "rooms-draft.mp4",
        "frameCount": 240,
        "filmedFrames": 240,
        "size": [160, 90],
        "painted": 8,
        "kept": 0,
    }
    assert len(film_kit.frame_hashes(film)) == 240
    (told,) = held.client.get("/api/job").json["films"]
    assert (told["path"], told["result"], told["revision"]) == (str(film), result, last["revision"])
    assert held.client.get(told["url"]).body == film.read_bytes()
    part = held.client.get(told["url"], Range="bytes=4-7")
    assert (part.status, part.body, part.headers["content-type"]) == (206, b"ftyp", "video/mp4")
    after = held.client.get("/api/cost?kind=render&draft=true").json
    assert (after["toPaint"], after["film"]["toFilm"], after["film"]["replaces"]) == ([], 0, True)
    _refuses_other_names(held, film)


def _refuses_other_names(held: OpenStudio, film: Path) -> None:
    (held.folder / "other.mp4").write_bytes(b"another film")
    for name in ("other.mp4", "rooms.yaml", "..%2Ffilm%2Frooms-draft.mp4", "rooms.mp4", "../rooms.yaml"):
        assert held.client.get(f"/films/{name}").status == 404
    film.unlink()
    outside = held.folder.parent / "outside.mp4"
    outside.write_bytes(b"of someone else")
    film.symlink_to(outside)
    assert held.client.get("/films/rooms-draft.mp4").status == 404
    refused = held.client.post("/api/job", DRAFT)
    assert (refused.status, refused.message) == (422, f"{film} leads out of the storyboard's folder")
    assert outside.read_bytes() == b"of someone else"


def test_a_passage_is_a_scene_or_a_range_of_the_song(held: OpenStudio) -> None:
    cost = held.client.get("/api/cost?kind=render&draft=true&scene=1").json["film"]
    assert (cost["name"], cost["frames"]) == ("rooms-passage-draft.mp4", 60)
    start(held, **DRAFT, **{"from": 6.0, "to": 7.0})
    job = ended(held)
    assert job["label"] == "draft of 0:06.00 to 0:07.00"
    assert (job["result"]["film"], job["result"]["frameCount"]) == ("rooms-passage-draft.mp4", 15)
    assert len(film_kit.frame_hashes(held.folder / "rooms-passage-draft.mp4")) == 15


def test_a_cancelled_film_keeps_its_segments_and_the_next_one_uses_them(held: OpenStudio) -> None:
    (held.folder / "rooms-draft.mp4").write_bytes(b"the film of before")
    gate = hold(held, "film")
    start(held, **DRAFT)
    wait_for(lambda: len(list((held.store / "segments").glob("*.mp4.json"))) >= 2, "two segments")
    assert held.client.post("/api/job/cancel", {}).json["job"]["phase"] in ("stopping", "cancelled")
    job = ended(held)
    assert (job["phase"], job["error"]) == ("cancelled", None)
    assert (held.folder / "rooms-draft.mp4").read_bytes() == b"the film of before"
    assert not list(held.folder.rglob("*.part"))
    gate.unlink()
    kept = len(list((held.store / "segments").glob("*.mp4.json")))
    start(held, **DRAFT)
    result = ended(held)["result"]
    assert (result["painted"], result["filmedFrames"]) == (0, 240 - 60 * kept)


def test_one_job_runs_at_a_time_and_one_that_is_killed_takes_nothing_with_it(held: OpenStudio) -> None:
    hold(held, "paint")
    start(held, kind="paint")
    mine = reached(held, "paint", 2)
    assert {**held.client.get("/api/job").json["job"], "elapsed": 0} == {**mine, "elapsed": 0}
    refused = held.client.post("/api/job", DRAFT)
    assert (refused.status, refused.message) == (409, "all keyframes is still being made")
    wait_for(lambda: len(list((held.store / "keyframes").rglob("*.png"))) == 2, "two kept keyframes")
    worker = worker_of(held)
    os.kill(worker, signal.SIGKILL)
    job = ended(held)
    assert job["phase"] == "failed"
    assert job["error"] == {
        "message": "its process was killed",
        "hint": "the system does that where memory runs out: close other programs, try again",
    }
    assert is_gone(worker)
    (held.folder / "hold-paint").unlink()
    start(held, kind="paint")
    assert ended(held)["result"] == {"painted": 6, "kept": 2}


def test_ctrl_c_ends_the_job_with_the_studio(own: OpenStudio) -> None:
    hold(own, "paint")
    start(own, kind="paint")
    reached(own, "paint", 2)
    worker = worker_of(own)
    assert own.stop() == 0, own.said
    assert is_gone(worker)
    assert not list(own.folder.rglob("*.part"))


def test_a_job_does_not_outlive_a_studio_that_is_killed(own: OpenStudio) -> None:
    hold(own, "paint")
    start(own, kind="paint")
    reached(own, "paint", 2)
    worker = worker_of(own)
    own.process.kill()
    own.process.wait()
    wait_for(lambda: is_gone(worker), "the end of the job")


def test_a_storyboard_that_is_edited_meanwhile_makes_the_film_an_older_one(held: OpenStudio) -> None:
    gate = hold(held, "paint")
    start(held, kind="paint")
    before = reached(held, "paint", 2)["revision"]
    assert before == held.client.film()["revision"]
    held.client.edit({"do": "set", "path": "title", "value": "Five Rooms"})
    gate.unlink()
    job = ended(held)
    assert (job["phase"], job["revision"]) == ("done", before)
    assert held.client.film()["revision"] != before


def test_what_cannot_be_made_is_told_in_words(held: OpenStudio) -> None:
    held.write(held.file.read_text().replace('at: "bar 7"', 'at: "bar 70"'))
    wait_for(lambda: held.client.film()["problems"], "the problem")
    for answer in (held.client.post("/api/job", DRAFT), held.client.get("/api/cost?kind=render")):
        assert (answer.status, answer.message) == (
            422,
            "scenes[3].at: bar 70 is after the end of the song (its last bar is 8)",
        )
    held.write(STORYBOARD.replace("title:", "painter: {stills: {folder: none}}\ntitle:"))
    wait_for(lambda: "none" in str(held.client.film()["problems"]), "the other problem")
    assert held.client.post("/api/job", DRAFT).status == 422


def test_a_job_that_fails_says_why(held: OpenStudio) -> None:
    folder = held.folder / "rooms-draft.mp4"
    folder.mkdir()
    start(held, **DRAFT)
    job = ended(held)
    folder.rmdir()
    assert (job["phase"], job["error"]) == (
        "failed",
        {"message": f"{folder} is a folder", "hint": "name a file in it, such as film.mp4"},
    )
    held.client.edit({"do": "set", "path": "scenes[0].prompt", "value": "a broken attic"})
    start(held, kind="paint")
    assert ended(held)["error"] == {
        "message": "it failed with RuntimeError: the brush broke",
        "hint": "the terminal of the studio says more",
    }


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "format"},
        {"kind": "render", "from": 3},
        {"kind": "render", "from": 3, "to": 2},
        {"kind": "render", "scene": "../x"},
        {"kind": "takes", "scene": 1, "takes": 0},
        {"kind": "takes", "scene": 1, "takes": 6500},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(held: OpenStudio, asked: dict[str, object]) -> None:
    before = held.client.get("/api/job").json["job"]
    assert held.client.post("/api/job", asked).status == 400
    assert held.client.get("/api/job").json["job"] == before


def test_takes_are_painted_chosen_and_pinned_and_undo_gives_every_byte_back(held: OpenStudio) -> None:
    before = held.file.read_bytes()
    asked = {"kind": "takes", "scene": 1, "keyframe": 2, "takes": 2}
    cost = held.client.get("/api/cost?kind=takes&scene=1&keyframe=2&takes=2").json
    assert cost["takes"] == {"asked": 2, "missing": 2}
    assert cost["toPaint"] == [{"scene": scene, "count": 2, "why": "new"} for scene in ("kitchen", "cellar")]
    start(held, **asked)
    assert ended(held)["result"] == {"painted": 2, "kept": 0}
    takes = _takes(held, 1, 2)
    assert [(take["number"], take["seed"], take["isChosen"]) for take in takes] == [(1, 1, False), (2, 2, False)]
    digest = takes[1]["pictures"][0]["digest"]
    picture = held.client.get(takes[1]["pictures"][0]["url"])
    assert (picture.status, picture.headers["content-type"], picture.body[:4]) == (200, "image/png", b"\x89PNG")
    _choose(held, "pick", take=2)
    assert _changed(before, held.file.read_bytes()) == ["    takes: {2: 2}"]
    _choose(held, "pin")
    assert _changed(before, held.file.read_bytes()) == ["    takes: {2: 2}", f"    pins: {{2: {digest[:16]}}}"]
    assert [(take["number"], take["isPinned"]) for take in _takes(held, 1, 2)] == [(1, False), (2, True)]
    _choose(held, "pick", take=1)  # the pin goes with it
    other = takes[0]["pictures"][0]["digest"]
    assert _changed(before, held.file.read_bytes()) == ["    takes: {2: 1}", f"    pins: {{2: {other[:16]}}}"]
    _choose(held, "unpin")
    assert _changed(before, held.file.read_bytes()) == ["    takes: {2: 1}"]
    assert held.client.film()["undo"] == "unpin hall:2"
    for _ in range(4):
        assert held.client.post("/api/undo", {"revision": held.client.film()["revision"]}).status == 200
    assert held.file.read_bytes() == before


def test_takes_of_a_whole_scene_are_chosen_by_their_seed(held: OpenStudio) -> None:
    before = held.file.read_bytes()
    start(held, kind="takes", scene=3, takes=2)
    assert ended(held)["result"] == {"painted": 4, "kept": 0}
    takes = held.client.get("/api/takes?scene=3").json["takes"]
    assert [(take["number"], take["isChosen"], len(take["pictures"])) for take in takes] == [
        (0, True, 2),
        (1, False, 2),
    ]
    revision = held.client.film()["revision"]
    missing = held.client.post("/api/take", {"do": "pick", "scene": 3, "seed": 7, "revision": revision})
    assert (missing.status, missing.message) == (422, "the take of cellar with seed 7 is not painted yet")
    assert held.client.post("/api/take", {"do": "pick", "scene": 3, "seed": 1, "revision": revision}).status == 200
    assert _changed(before, held.file.read_bytes()) == ["    seed: 1"]


def test_a_take_is_not_chosen_over_a_storyboard_that_someone_else_changed(held: OpenStudio) -> None:
    start(held, kind="takes", scene=1, keyframe=1, takes=1)
    assert ended(held)["phase"] == "done"
    revision = held.client.film()["revision"]
    changed = held.file.read_text().replace("Four Rooms", "Four Other Rooms")
    held.write(changed)
    body = {"do": "pick", "scene": 1, "keyframe": 1, "take": 1, "revision": revision}
    assert held.client.post("/api/take", body).status == 409
    assert held.file.read_text() == changed


def test_no_file_but_a_kept_picture_is_served_as_a_take(held: OpenStudio) -> None:
    for name in ("0" * 32 + ".png", "..%2F..%2Frooms.png", "rooms.yaml", "../../rooms.png"):
        assert held.client.get(f"/takes/{name}").status == 404


def _takes(held: OpenStudio, scene: int, keyframe: int) -> list[dict[str, Any]]:
    takes: list[dict[str, Any]] = held.client.get(f"/api/takes?scene={scene}&keyframe={keyframe}").json["takes"]
    return takes


def _choose(held: OpenStudio, what: str, **more: object) -> None:
    revision = held.client.film()["revision"]
    body = {"do": what, "scene": 1, "keyframe": 2, "revision": revision, **more}
    answer = held.client.post("/api/take", body)
    assert answer.status == 200, answer.body


def _changed(before: bytes, after: bytes) -> list[str]:
    """The lines that are new; none may be gone."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    assert [line for line in new if line in old] == old
    return [line.replace('"', "") for line in new if line not in old]
