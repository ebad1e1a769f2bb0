"""The end of a studio: at once, whatever it does, and nothing is left behind."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from open_studio import open_studio, wait_for
from ready_film import ready_film
from refusing import posting
from small_film import STORYBOARD, write_small_film

#: A studio ends in less than three seconds; a machine with much else to do takes longer.
UNHURRIED_SECONDS = 20


def test_ctrl_c_ends_it_though_pages_listen_and_clients_are_slow(tmp_path: Path) -> None:
    small = ready_film(tmp_path, STORYBOARD.replace("160x90", "1280x720"), is_painted=False)
    with open_studio(small.storyboard) as studio, contextlib.ExitStack() as stack:
        studio.wait_until_ready()
        for _ in range(3):
            stack.enter_context(studio.client.events())
        slow = stack.enter_context(socket.create_connection(("127.0.0.1", studio.client.port)))
        slow.sendall(posting(studio.client, 1000) + b"{")
        idle = http.client.HTTPConnection("127.0.0.1", studio.client.port)
        stack.callback(idle.close)
        idle.request("GET", "/api/film", headers=studio.client.own)
        idle.getresponse().read()
        wait_for(lambda: list((small.store / "studio").rglob("*.png")), "a sketch")
        assert studio.stop(within=UNHURRIED_SECONDS) == 0
    assert not list(small.folder.rglob("*.part"))
    assert "Traceback" not in studio.said[1]


def test_ctrl_c_ends_it_though_it_listens_to_a_song(tmp_path: Path) -> None:
    small = write_small_film(tmp_path, bars=60)
    small.song.path.with_name("song.beats.yaml").unlink()
    with open_studio(small.storyboard) as studio:
        assert studio.client.film()["phase"] == "listening"
        assert studio.stop(within=UNHURRIED_SECONDS) == 0
    assert "Traceback" not in studio.said[1]


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_being_terminated_leaves_nothing_behind(tmp_path: Path) -> None:
    small = ready_film(tmp_path)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        studio.process.send_signal(signal.SIGTERM)
        assert studio.process.wait(10) == -signal.SIGTERM
    assert not list(small.folder.rglob("*.part"))


def test_nothing_is_torn_down_under_a_thread_that_still_works() -> None:
    script = """
import atexit, threading
from composer.studio.serving import _leave_threads_behind
threading.Thread(target=threading.Event().wait, daemon=True).start()
atexit.register(print, "torn down")
_leave_threads_behind()
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
