"""Where words go over from scene to scene in the song, as `plan` tells it."""

from __future__ import annotations

import logging
from pathlib import Path
from types import MappingProxyType

import film_kit
import pytest
from card_painter import CARDS, CardPainter

from composer.painting import registry

#: At 120 beats a minute a bar lasts 2 s; steady moves make every step of a scene equally long.
TEXT = """\
song: song.wav
output: {size: 160x90, fps: 15}
pulse: 0
scenes:
  - {id: attic, prompt: "the attic", bars: 2, ease: steady, transition: 1}
  - {id: hall, prompt: "the hall", bars: 2, ease: steady, transition: {from: 1.5, to: 0.5}}
  - {id: yard, prompt: "the yard", bars: 2, ease: steady, transition: 0}
  - {id: end, prompt: "the end", ease: steady}
"""


class DrawnCards(CardPainter):
    depicts = True


def plan(folder: Path, text: str) -> dict[str, object]:
    song = film_kit.write_song(folder / "song.wav", bars=8)
    film_kit.write_grid(song)
    (folder / "film.yaml").write_text(text)
    return film_kit.answer("plan", folder / "film.yaml")


def moments(found: dict[str, object]) -> list[tuple[str, str, float, float]]:
    return [
        (each["from"], each["to"], each["begins"]["time"], each["ends"]["time"])  # type: ignore[index]
        for each in found["transitions"]  # type: ignore[attr-defined]
    ]


def test_a_plan_tells_the_time_bar_and_beat_at_which_words_go_over(tmp_path: Path) -> None:
    found = plan(tmp_path, TEXT)
    assert [(before, after) for before, after, _, _ in moments(found)] == [("attic", "hall"), ("hall", "yard")]
    first, second = found["transitions"]  # type: ignore[misc]
    # The attic's two steps take 4 s, the second of them from 2 s on; the hall arrives on bar 3.
    assert first["begins"]["time"] == pytest.approx(2.0, abs=0.1)
    bars = first["begins"]["bar"] + (first["begins"]["beat"] - 1) / 4
    assert bars == pytest.approx(1 + first["begins"]["time"] / 2, abs=1e-3)
    assert first["ends"] == {"time": pytest.approx(4.0), "bar": 3, "beat": 1.0}
    assert second["begins"]["time"] == pytest.approx(5.0, abs=0.1)
    assert second["ends"]["time"] == pytest.approx(7.0, abs=0.1)
    assert (second["ends"]["bar"], second["ends"]["beat"]) == (4, pytest.approx(3, abs=0.2))


def test_an_offset_moves_the_times_but_not_the_bars(tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    ends = [
        each["transitions"][0]["ends"]  # type: ignore[index]
        for each in (plan(tmp_path, TEXT), plan(tmp_path / "moved", "offset: 0.2 s\n" + TEXT))
    ]
    assert ends[1]["time"] == pytest.approx(ends[0]["time"] + 0.2)
    assert [(each["bar"], each["beat"]) for each in ends] == [(3, 1.0), (3, 1.0)]


def test_pulling_out_words_go_over_in_the_order_of_the_film(tmp_path: Path) -> None:
    text = "direction: out\n" + TEXT.replace(", transition: 1}", "}").replace("0}\n  - {id: end", "1}\n  - {id: end")
    found = moments(plan(tmp_path, text))
    assert [(before, after) for before, after, _, _ in found] == [("attic", "hall"), ("hall", "yard"), ("yard", "end")]
    assert all(begins < ends for _, _, begins, ends in found)
    # The words of the scene inside are left as it begins to shrink, and gone when the scene around it is there.
    assert found[2][2] == pytest.approx(8.0)


def test_in_a_loop_the_last_words_go_over_into_the_first(tmp_path: Path) -> None:
    found = moments(plan(tmp_path, "loop: true\n" + TEXT))
    assert [(before, after) for before, after, _, _ in found] == [("attic", "hall"), ("hall", "yard"), ("end", "attic")]
    assert found[2][2] == pytest.approx(14.0, abs=0.1)
    assert found[2][3] == pytest.approx(0.0)


def test_the_table_tells_words_and_pins(tmp_path: Path) -> None:
    plan(tmp_path, TEXT)
    keyframes = film_kit.answer("paint", tmp_path / "film.yaml", "--sheet", tmp_path / "sheet.png")["keyframes"]
    digest = keyframes[3]["digest"]
    text = TEXT.replace("to: 0.5}", f'to: 0.5}}, pins: {{2: "{digest[:16]}"}}')
    found = plan(tmp_path, text)
    assert found["pinned"] == [{"step": 3, "scene": "hall", "digest": digest}]
    shown = film_kit.longzoom("plan", tmp_path / "film.yaml").stdout
    assert f"  hall:2: pinned ({digest[:16]})\n" in shown  # as the storyboard has it
    assert "words: attic goes over into hall from 0:0" in shown
    assert " to 0:04.00 (bar 3 beat 1)\n" in shown


def test_a_painter_of_one_drawing_a_scene_has_no_transitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = MappingProxyType({**CARDS, "illustrated": f"{__name__}:DrawnCards"})
    monkeypatch.setattr(registry, "PAINTERS", drawn)
    found = plan(tmp_path, TEXT)
    assert found["transitions"] == []
    assert found["pinned"] == []


def test_people_who_would_be_painted_at_every_step_are_told_once_a_scene(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "longzoom"):
        plan(tmp_path, "cast: {june: {born: 1972}}\n" + TEXT.replace('"the hall"', '"{june}", year: 1980'))
    assert [record.getMessage() for record in caplog.records] == [
        'scene "hall" names {june} in its prompt, and would show them in each of its 2 keyframes: '
        "move them to its subject:, which only the first one shows"
    ]
