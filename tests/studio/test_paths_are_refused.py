"""What cannot be had by any path: files of others, and what a link leads to."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from open_studio import Client, OpenStudio, open_studio
from ready_film import ready_film

from composer.studio import app

PATHS = [
    *("../composer/cli.py", "..%2fapp.py", "%2e%2e/app.py", "%2e%2e%2fapp.py", "..%5capp.py", "..\\app.py"),
    *("js/../../app.py", "js%2f..%2f..%2fapp.py", "/etc/passwd", "%2fetc%2fpasswd", "//etc/passwd", "js//../../app.py"),
    *("%00", "js/main.js%00.png", "....//app.py", "..;/app.py", "%252e%252e/app.py", "%c0%ae%c0%ae/app.py", "."),
    *("C:%5cwindows%5cwin.ini", "a" * 5000, "js", "css/", "%ff%fe"),
]


@pytest.mark.parametrize("below", ["/static/", "/keyframes/", "/song/", "/films/", "/takes/"])
def test_no_path_leads_to_another_file(closed: Client, below: str) -> None:
    for path in PATHS:
        for ending in ("", ".png", ".flac", ".mp4"):
            assert closed.get(below + path + ending).status == 404, path + ending


def test_a_storyboard_a_song_or_another_kept_picture_cannot_be_had_by_name(closed: Client, guarded: OpenStudio) -> None:
    digest = "0123456789abcdef" * 2
    other = guarded.store / "keyframes" / digest[:2] / f"{digest}.png"
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_bytes(b"another film's")
    other.with_suffix(".json").write_text("{}")
    for path in (f"/keyframes/{digest}.png", "/rooms.yaml", "/song.wav", "/static/rooms.yaml", "/.longzoom/songs"):
        assert closed.get(path).status == 404


def test_a_link_in_the_stores_folder_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    small = ready_film(tmp_path / "film")
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        keyframe = studio.client.get("/api/pictures").json["keyframes"][0]
        (kept,) = (small.store / "keyframes").rglob(f"{keyframe['digest']}.png")
        outside = tmp_path / "outside.png"
        shutil.move(kept, outside)
        kept.symlink_to(outside)
        assert studio.client.get(keyframe["url"]).status == 404
        assert studio.client.get(f"/takes/{keyframe['digest']}.png").status == 404
        film = small.folder / "rooms.mp4"
        film.symlink_to(outside)
        assert studio.client.get("/films/rooms.mp4").status == 404
        assert studio.stop() == 0


def test_a_link_among_the_pages_files_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    static = shutil.copytree(app.STATIC, tmp_path / "static")
    (tmp_path / "secret.js").write_text("a secret")
    (static / "secret.js").symlink_to(tmp_path / "secret.js")
    (static / "up").symlink_to(tmp_path)
    code = (
        "from pathlib import Path; from composer import cli; from composer.studio import app; "
        f"app.STATIC = Path({str(static)!r}); cli.main()"
    )
    small = ready_film(tmp_path / "film")
    with open_studio(small.storyboard, program=[sys.executable, "-c", code]) as studio:
        assert studio.client.get("/static/js/main.js").status == 200
        assert studio.client.get("/static/secret.js").status == 404
        assert studio.client.get("/static/up/secret.js").status == 404
        assert studio.stop() == 0
