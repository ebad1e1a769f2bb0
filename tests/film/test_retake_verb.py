"""The verb retake: takes of one step, one of them picked, one pinned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import film_kit
import numpy as np
import pytest
from card_painter import CARDS, CardPainter
from PIL import Image

from composer.painting import registry
from composer.painting.painter import Picture, Step
from composer.painting.store import KeyframeStore
from composer.storyboard.reading import read_storyboard

TEXT = """\
# Four rooms
output: {size: 160x90, fps: 5}
scenes:
  - id: attic                # the first
    prompt: "the attic"
    seconds: 1
    seed: 11

  - {id: hall, prompt: "the hall", seconds: 1, steps: 3}   # flow
  - id: cellar
    prompt: "the cellar"
    seconds: 1
    steps: 0
"""


class CountingPainter(CardPainter):
    """Cards that note each picture they are asked for."""

    painted: list[tuple[str, int]] = []  # noqa: RUF012 - emptied for each test

    def paint(self, step: Step, inner: Picture | None) -> Picture:
        CountingPainter.painted.append((step.name, step.seed))
        return super().paint(step, inner)


class BatchingPainter(CardPainter):
    """Cards that are painted together."""

    batches: list[list[int]] = []  # noqa: RUF012 - emptied for each test

    def paint_batch(self, steps: Sequence[Step], inner: Picture | None) -> list[Picture]:
        BatchingPainter.batches.append([step.seed for step in steps])
        return [self.paint(step, inner) for step in steps]


class ForgetfulPainter(CardPainter):
    def paint_batch(self, steps: Sequence[Step], inner: Picture | None) -> list[Picture]:
        return [self.paint(steps[0], inner)]


class DrawnCards(CardPainter):
    depicts = True


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "CountingPainter")
    CountingPainter.painted.clear()
    BatchingPainter.batches.clear()


def use(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    painters = MappingProxyType({**CARDS, "illustrated": f"{__name__}:{name}"})
    monkeypatch.setattr(registry, "PAINTERS", painters)


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "rooms.yaml"
    path.write_text(TEXT)
    return path


def paint(film: Path) -> list[dict[str, object]]:
    keyframes: list[dict[str, object]] = film_kit.answer("paint", film, "--sheet", film.parent / "all.png")["keyframes"]
    return keyframes


def refusal(*arguments: object) -> str:
    result = film_kit.longzoom(*arguments)
    assert result.exit_code == 2
    return result.stderr


def test_takes_of_a_step_are_painted_around_the_keyframe_inside_it_and_nothing_else(film: Path) -> None:
    paint(film)
    CountingPainter.painted.clear()
    told = film_kit.answer("retake", film, "--step", "hall:2", "--takes", 2)
    assert CountingPainter.painted == [("hall:2", 1), ("hall:2", 2)]
    assert {key: told[key] for key in ("step", "name", "scene", "take", "seed", "pin")} == {
        "step": 3,
        "name": "hall:2",
        "scene": "hall",
        "take": 0,
        "seed": 0,
        "pin": None,
    }
    assert [(each["take"], each["seed"], each["chosen"], each["reused"]) for each in told["takes"]] == [
        (0, 0, True, True),
        (1, 1, False, False),
        (2, 2, False, False),
    ]
    assert len({Path(each["path"]).read_bytes() for each in told["takes"]}) == 3
    with Image.open(told["sheet"]) as sheet:
        assert sheet.format == "JPEG"
    assert told["sheet"] == "rooms-hall-2.jpg"


def test_what_is_inside_a_step_is_painted_first_where_it_is_not_yet(film: Path) -> None:
    told = film_kit.answer("retake", film, "--step", "3", "--takes", 1)
    assert CountingPainter.painted == [("cellar:1", 0), ("hall:3", 0), ("hall:2", 1)]
    assert [each["take"] for each in told["takes"]] == [1]  # the one of the storyboard is not painted yet


def test_takes_that_are_kept_are_not_painted_again_and_more_can_be_asked_for(film: Path) -> None:
    film_kit.answer("retake", film, "--step", "hall:1", "--takes", 2)
    CountingPainter.painted.clear()
    told = film_kit.answer("retake", film, "--step", "hall:1", "--takes", 3)
    assert CountingPainter.painted == [("hall:1", 3)]
    assert [(each["take"], each["reused"]) for each in told["takes"]] == [(1, True), (2, True), (3, False)]


def test_four_takes_are_painted_where_nothing_is_said(film: Path) -> None:
    shown = film_kit.longzoom("retake", film, "--step", "cellar:1").stdout
    assert shown == (
        "  take 1: step 5, seed 1\n  take 2: step 5, seed 2\n  take 3: step 5, seed 3\n  take 4: step 5, seed 4\n"
        "cellar:1: 4 takes painted, 0 kept; rooms-cellar-1.jpg\n"
    )


def test_a_painter_that_can_paints_its_takes_in_one_batch(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = film_kit.answer("retake", film, "--step", "hall:2", "--takes", 3)["takes"]
    pictures = [Path(each["path"]).read_bytes() for each in one_by_one]
    for each in one_by_one:
        Path(each["path"]).unlink()
    use(monkeypatch, "BatchingPainter")
    together = film_kit.answer("retake", film, "--step", "hall:2", "--takes", 3)["takes"]
    assert BatchingPainter.batches == [[1, 2, 3]]
    assert [Path(each["path"]).read_bytes() for each in together] == pictures


def test_a_batch_with_a_picture_missing_is_refused(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "ForgetfulPainter")
    message = refusal("retake", film, "--step", "hall:2", "--takes", 3)
    assert "painter card made 1 pictures of 3 takes" in message


def test_a_picked_take_is_written_at_its_place_and_the_film_uses_it(film: Path) -> None:
    takes = film_kit.answer("retake", film, "--step", "hall:2")["takes"]
    told = film_kit.answer("retake", film, "--step", "hall:2", "--pick", 3)
    assert (told["take"], told["seed"], told["storyboard"]) == (3, 3, str(film))
    assert film.read_text() == TEXT.replace("steps: 3}", "steps: 3, takes: {2: 3}}")
    CountingPainter.painted.clear()
    keyframes = paint(film)
    assert ("hall:2", 3) not in CountingPainter.painted
    assert keyframes[3]["path"] == next(each["path"] for each in takes if each["take"] == 3)


def test_takes_keep_their_numbers_after_one_is_picked(film: Path) -> None:
    film_kit.answer("retake", film, "--step", "attic:1", "--takes", 3)
    film_kit.answer("retake", film, "--step", "attic:1", "--pick", 2)
    again = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 3)
    assert [(each["take"], each["seed"], each["chosen"], each["reused"]) for each in again["takes"]] == [
        (1, 12, False, True),
        (2, 13, True, True),
        (3, 14, False, True),
    ]
    film_kit.answer("retake", film, "--step", "attic:1", "--pick", 3)
    assert film.read_text() == TEXT.replace("    seed: 11\n", "    seed: 11\n    takes: {1: 14}\n")


def test_a_chosen_take_beyond_those_asked_for_is_shown_too(film: Path) -> None:
    film_kit.answer("retake", film, "--step", "attic:1", "--takes", 5)
    film_kit.answer("retake", film, "--step", "attic:1", "--pick", 5)
    told = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 1)
    assert [(each["take"], each["chosen"]) for each in told["takes"]] == [(1, False), (5, True)]


def test_take_0_is_the_scenes_own_seed_and_needs_no_line(film: Path) -> None:
    film_kit.answer("retake", film, "--step", "attic:2", "--pick", 1)
    assert film.read_text() != TEXT
    told = film_kit.answer("retake", film, "--step", "attic:2", "--pick", 0)
    assert film.read_text() == TEXT
    assert (told["take"], told["seed"]) == (0, 11)


def test_seeds_go_on_from_0_after_the_last_one(film: Path) -> None:
    film.write_text(TEXT.replace("seed: 11", f"seed: {2**32 - 1}"))
    told = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 2)
    assert [each["seed"] for each in told["takes"]] == [0, 1]
    assert film_kit.answer("retake", film, "--step", "attic:1", "--pick", 2)["seed"] == 1


def test_a_pinned_step_is_not_painted_again_until_it_is_unpinned(film: Path) -> None:
    before = paint(film)
    told = film_kit.answer("retake", film, "--step", "hall:2", "--pin")
    digest = str(before[3]["digest"])
    assert told["pin"] == digest[:16]
    assert read_storyboard(film).scenes[1].pins == ((2, digest[:16]),)
    film.write_text(film.read_text().replace('"the hall"', '"a ballroom"'))
    after = paint(film)
    assert after[3]["reused"]
    assert not after[2]["reused"]
    assert [each["pinned"] for each in after] == [False, False, False, True, False, False]
    pinned_text = film.read_text()
    film_kit.answer("retake", film, "--step", "hall:2", "--unpin")
    assert film.read_text() == TEXT.replace('"the hall"', '"a ballroom"') != pinned_text
    assert not paint(film)[3]["pinned"]


def test_a_take_is_picked_and_pinned_at_once(film: Path) -> None:
    takes = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 2)["takes"]
    told = film_kit.answer("retake", film, "--step", "attic:1", "--pick", 2, "--pin")
    digest = takes[1]["digest"]
    assert (told["seed"], told["pin"]) == (13, digest[:16])
    assert paint(film)[0]["digest"] == digest
    again = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 2)["takes"]
    assert [(each["take"], each["chosen"], each["pinned"]) for each in again if each["take"]] == [
        (1, False, False),
        (2, True, True),
    ]


def test_pictures_that_are_pinned_are_never_pruned(film: Path) -> None:
    takes = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 2)["takes"]
    film_kit.answer("retake", film, "--step", "attic:1", "--pick", 2, "--pin")
    film_kit.answer("cache", film.parent / "other.yaml", "--store", film.parent / ".longzoom", "--prune")
    assert [Path(each["path"]).exists() for each in takes] == [False, True]
    assert paint(film)[0]["digest"] == takes[1]["digest"]


def test_pictures_that_are_pinned_by_hand_are_not_pruned(film: Path) -> None:
    takes = film_kit.answer("retake", film, "--step", "attic:1", "--takes", 2)["takes"]
    film.write_text(TEXT.replace("seed: 11\n", f'seed: 11\n    pins: {{1: "{takes[0]["digest"][:10]}"}}\n'))
    assert film_kit.answer("cache", film)["keyframes"]["unused_bytes"] > 0
    film_kit.answer("cache", film, "--prune")
    assert [Path(each["path"]).exists() for each in takes] == [True, False]


def test_a_picture_into_which_another_is_laid_is_not_pruned(film: Path) -> None:
    before = paint(film)
    film_kit.answer("retake", film, "--step", "hall:2", "--pin")
    film.write_text(film.read_text().replace('"the cellar"', '"a cave"'))
    paint(film)
    film_kit.answer("cache", film, "--prune")
    assert KeyframeStore(film.parent / ".longzoom").has(str(before[3]["digest"]))


def test_the_record_of_a_loop_pinned_by_hand_keeps_all_that_it_is_made_from(film: Path) -> None:
    """The outermost keyframe is made from the picture that the ring was begun with: two of one step."""
    film.write_text("loop: true\n" + TEXT.replace("steps: 0", "steps: 1"))
    digest = paint(film)[0]["digest"]
    film.write_text(film.read_text().replace("seed: 11\n", f'seed: 11\n    pins: {{1: "{digest}"}}\n'))
    before = paint(film)
    store = film.parent / ".longzoom"
    film_kit.answer("cache", film.parent / "other.yaml", "--store", store, "--prune")
    film.write_text(film.read_text().replace('"the cellar"', '"a cave"'))
    CountingPainter.painted.clear()
    after = paint(film)
    assert ("attic:1", 11) not in CountingPainter.painted
    assert after[0]["pinned"]
    assert after[0]["digest"] != before[0]["digest"]


def test_a_step_that_is_pinned_is_not_pinned_again(film: Path) -> None:
    paint(film)
    film_kit.answer("retake", film, "--step", "hall:2", "--pin")
    text = film.read_text()
    message = refusal("retake", film, "--step", "hall:2", "--pin")
    assert message.startswith("longzoom: hall:2 is pinned already\n  hint: ")
    assert film.read_text() == text


def test_the_steps_of_a_loop_are_taken_again_and_pinned(film: Path) -> None:
    film.write_text("loop: true\n" + TEXT.replace("steps: 0", "steps: 1"))
    before = paint(film)
    for step in ("attic:1", "hall:2", "cellar:1"):
        takes = film_kit.answer("retake", film, "--step", step, "--takes", 1)["takes"]
        assert [each["take"] for each in takes] == [0, 1]
        text = film.read_text()
        film_kit.answer("retake", film, "--step", step, "--pin")
        CountingPainter.painted.clear()
        after = paint(film)
        assert [each["digest"] for each in after] == [each["digest"] for each in before]
        assert CountingPainter.painted == []
        film.write_text(text)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("6", "there is no step 6\n  hint: the film's steps are 0 to 5"),
        ("hall", '"hall" is not a step\n  hint: write "attic:1", or its number'),
        ("-1", '"-1" is not a step\n  hint: write "attic:1", or its number'),
        ("hal:1", 'no scene is called "hal"\n  hint: did you mean "hall"?'),
        ("hall:0", 'there is no step hall:0: "hall" has 3\n  hint: count them from 1'),
        ("hall:4", 'there is no step hall:4: "hall" has 3\n  hint: count them from 1'),
    ],
)
def test_a_step_that_is_none_is_refused(film: Path, step: str, message: str) -> None:
    assert refusal("retake", film, "--step", step) == f"longzoom: {message}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--pin", "--unpin"], "--pin and --unpin are opposites: keep one of them"),
        (["--pick", 1, "--takes", 3], "--takes and --sheet paint takes, --pick, --pin and --unpin choose one"),
        (["--unpin", "--sheet", "x.png"], "--takes and --sheet paint takes, --pick, --pin and --unpin choose one"),
        (["--unpin"], "hall:1 is not pinned"),
        (["--pin"], "take 0 of hall:1 is not painted yet, so there is nothing to pin"),
        (["--pick", 7, "--pin"], "take 7 of hall:1 is not painted yet, so there is nothing to pin"),
        (["--sheet", "x.pdf"], "x.pdf: a contact sheet is a png, jpg or webp"),
        (["--sheet", "rooms.png"], ""),
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_the_storyboard_alone(
    film: Path, options: list[object], message: str
) -> None:
    result = film_kit.longzoom("retake", film, "--step", "hall:1", *options)
    assert message in " ".join(result.stderr.split())
    assert result.exit_code == (2 if message else 0)
    assert film.read_text() == TEXT


def test_another_take_of_a_pinned_step_is_refused_unless_it_is_pinned_or_the_step_unpinned(film: Path) -> None:
    film_kit.answer("retake", film, "--step", "hall:1", "--takes", 2)
    film_kit.answer("retake", film, "--step", "hall:1", "--pick", 1, "--pin")
    text = film.read_text()
    message = refusal("retake", film, "--step", "hall:1", "--pick", 2)
    assert message == (
        "longzoom: hall:1 is pinned, so that another take would not be seen\n"
        "  hint: add --pin to pin that take in its place, or --unpin\n"
    )
    assert film.read_text() == text
    film_kit.answer("retake", film, "--step", "hall:1", "--pick", 2, "--unpin")
    assert film.read_text() == TEXT.replace("steps: 3}", "steps: 3, takes: {1: 2}}")


def test_a_painter_of_one_drawing_a_scene_has_no_takes_of_a_step(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "DrawnCards")
    for options in ([], ["--pick", 1], ["--pin"]):
        assert refusal("retake", film, "--step", "hall:1", *options) == (
            "longzoom: the painter card shows the whole scene in each of its steps: they have no takes of their own\n"
            "  hint: take the whole scene again: `longzoom paint --scene hall --takes 4`\n"
        )
    assert film.read_text() == TEXT


def test_a_pin_whose_picture_is_lost_can_be_taken_out(film: Path) -> None:
    film.write_text(TEXT.replace("steps: 3}", 'steps: 3, pins: {2: "0123456789abcdef"}}'))
    assert "--step hall:2 --unpin" in refusal("paint", film)
    told = film_kit.answer("retake", film, "--step", "hall:2", "--unpin")
    assert told["pin"] is None
    assert film.read_text() == TEXT


def test_a_storyboard_that_is_shared_through_an_anchor_is_left_alone(film: Path) -> None:
    text = TEXT.replace("  - {id: hall", "  - &hall {id: hall").replace(
        "  - id: cellar", "  - <<: *hall\n    id: cellar"
    )
    film.write_text(text)
    message = refusal("retake", film, "--step", "hall:2", "--pick", 1)
    assert message.startswith("longzoom: scenes[1].takes.2 cannot be changed here: other places share it through &hall")
    assert film.read_text() == text


def test_the_storyboard_keeps_its_mode_and_link_and_no_other_file_appears(film: Path) -> None:
    film.chmod(0o640)
    link = film.with_name("link.yaml")
    link.symlink_to(film)
    film_kit.answer("retake", link, "--step", "hall:2", "--pick", 1)
    assert link.is_symlink()
    assert film.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in film.parent.iterdir()) == [".longzoom", "link.yaml", "rooms.yaml"]


def test_a_sheet_never_replaces_what_the_film_is_made_from(film: Path) -> None:
    own = film.parent / "june.png"
    Image.fromarray(np.zeros((90, 160, 3), np.uint8)).save(own)
    film.write_text("cast: {june: {born: 1972, picture: june.png}}\n" + TEXT)
    before = own.read_bytes()
    message = refusal("retake", film, "--step", "hall:2", "--sheet", own)
    assert f"{own} is what the film is made from" in message
    assert own.read_bytes() == before


def test_a_take_can_be_painted_for_another_scene_of_the_same_step_after_the_words_changed(film: Path) -> None:
    """A take is its seed: with other words it is another picture."""
    first = film_kit.answer("retake", film, "--step", "hall:2", "--takes", 1)["takes"]
    film.write_text(TEXT.replace('"the hall"', '"a ballroom"'))
    second = film_kit.answer("retake", film, "--step", "hall:2", "--takes", 1)["takes"]
    assert first[0]["seed"] == second[0]["seed"]
    assert first[0]["digest"] != second[0]["digest"]
