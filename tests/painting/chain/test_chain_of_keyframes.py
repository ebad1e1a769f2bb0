"""What is painted, what is kept, and what a change paints again."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from field_painter import FieldPainter, OnePainter, colour_of, film, painted, recipes_of

from composer.errors import ComposerError
from composer.painting.chain import Keyframe, paint_chain
from composer.painting.painter import Picture, Step
from composer.painting.planning import plan_steps
from composer.painting.recipes import write_recipes
from composer.painting.store import KeyframeStore
from composer.storyboard.records import Direction, Scene, Storyboard


def digests(storyboard: Storyboard) -> list[str]:
    return [recipe.digest for recipe in recipes_of(storyboard, OnePainter())]


def changed(before: Storyboard, after: Storyboard) -> list[int]:
    pairs = zip(digests(before), digests(after), strict=True)
    return [index for index, (a, b) in enumerate(pairs) if a != b]


def with_scene(storyboard: Storyboard, number: int, **fields: object) -> Storyboard:
    scenes = list(storyboard.scenes)
    scenes[number] = replace(scenes[number], **fields)  # type: ignore[arg-type]
    return replace(storyboard, scenes=tuple(scenes))


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def pictures(keyframes: tuple[Keyframe, ...]) -> list[bytes]:
    return [keyframe.path.read_bytes() for keyframe in keyframes]


@pytest.mark.parametrize(("number", "again"), [(0, [0, 1]), (1, [0, 1, 2, 3]), (3, list(range(9)))])
@pytest.mark.parametrize("field", [{"prompt": "new"}, {"seed": 7}])
def test_a_change_paints_the_scene_and_those_that_contain_it(
    number: int, again: list[int], field: dict[str, object]
) -> None:
    assert changed(film(), with_scene(film(), number, **field)) == again


def test_pulling_out_the_scenes_after_contain_it() -> None:
    out = film(direction=Direction.OUT)
    assert changed(out, with_scene(out, 3, prompt="new")) == [0, 1]
    assert changed(out, with_scene(out, 1, prompt="new")) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("field", [{"ease": "rush"}, {"weight": 3.0}, {"pulse": 0.5}, {"caption": "1980"}, {"id": "z"}])
def test_a_change_of_timing_or_caption_paints_nothing(field: dict[str, object]) -> None:
    assert changed(film(), with_scene(film(), 1, **field)) == []


def test_a_moved_portal_paints_its_scene_and_those_that_contain_it() -> None:
    assert changed(film(), with_scene(film(), 1, zoom=2.5)) == [0, 1, 2, 3]


def test_another_version_of_a_painter_paints_all_again() -> None:
    newer = FieldPainter()
    newer.version = "2"
    before, after = recipes_of(film(), OnePainter()), recipes_of(film(), OnePainter(newer))
    assert not {recipe.digest for recipe in before} & {recipe.digest for recipe in after}


def test_keyframes_are_painted_from_the_innermost_outward(tmp_path: Path) -> None:
    painters = OnePainter()
    keyframes = painted(film(), tmp_path, painters)
    assert painters.painter.painted == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert [keyframe.index for keyframe in keyframes] == list(range(9))
    assert [keyframe.scene for keyframe in keyframes] == ["a", "a", "b", "b", "c", "c", "d", "d", "d"]
    assert not any(keyframe.reused for keyframe in keyframes)


def test_every_keyframe_holds_the_next_in_its_portal(tmp_path: Path) -> None:
    steps = plan_steps(film(), OnePainter())  # type: ignore[arg-type]
    for keyframe, outer, inner in zip(painted(film(), tmp_path), steps, steps[1:], strict=False):
        picture = cv2.imread(str(keyframe.path), cv2.IMREAD_COLOR_RGB)
        assert picture is not None
        assert tuple(picture[1, 1]) == colour_of(outer)
        assert tuple(picture[54 // 4 + 5, 96 // 4 + 8]) == colour_of(inner)


def test_a_second_run_paints_and_writes_nothing(tmp_path: Path) -> None:
    first = painted(film(), tmp_path)
    before, painters = stamps(tmp_path), OnePainter()
    second = painted(film(), tmp_path, painters)
    assert painters.painter.painted == []
    assert stamps(tmp_path) == before
    assert all(keyframe.reused for keyframe in second)
    assert [keyframe.path for keyframe in second] == [keyframe.path for keyframe in first]


def test_a_changed_scene_is_painted_into_what_is_kept(tmp_path: Path) -> None:
    painted(film(), tmp_path)
    painters = OnePainter()
    again = painted(with_scene(film(), 1, prompt="new"), tmp_path, painters)
    assert painters.painter.painted == [3, 2, 1, 0]
    assert [keyframe.reused for keyframe in again] == [False] * 4 + [True] * 5
    fresh = painted(with_scene(film(), 1, prompt="new"), tmp_path / "fresh")
    assert pictures(again) == pictures(fresh)


@pytest.mark.parametrize("suffix", [".png", ".json"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "flipped", "gone"])
def test_a_damaged_keyframe_is_painted_again_with_a_word_about_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, suffix: str, damage: str
) -> None:
    keyframes = painted(film(), tmp_path)
    whole, file = pictures(keyframes), keyframes[4].path.with_suffix(suffix)
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"cut": data[:-9], "emptied": b"", "flipped": data[:30] + b"?" + data[31:]}[damage])
    painters = OnePainter()
    with caplog.at_level(logging.WARNING, "longzoom"):
        again = painted(film(), tmp_path, painters)
    assert painters.painter.painted == [4]
    assert pictures(again) == whole
    told = [] if (damage, suffix) == ("gone", ".png") else [f"{keyframes[4].path} is damaged: it will be painted again"]
    assert [record.getMessage() for record in caplog.records] == told


def test_a_run_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    class Mortal(FieldPainter):
        def paint(self, step: Step, inner: Picture | None) -> Picture:
            if step.index == 4:
                raise Killed
            return super().paint(step, inner)

    with pytest.raises(Killed):
        painted(film(), tmp_path / "killed", OnePainter(Mortal()))
    # What a write that was cut off leaves behind.
    left = recipes_of(film(), OnePainter())[4]
    aside = KeyframeStore(tmp_path / "killed").path(left.digest)
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.with_name(f".{aside.name}.1234.tmp").write_bytes(b"half of a pict")
    painters = OnePainter()
    resumed = painted(film(), tmp_path / "killed", painters)
    assert painters.painter.painted == [4, 3, 2, 1, 0]
    assert pictures(resumed) == pictures(painted(film(), tmp_path / "whole"))


def test_a_keyframe_killed_between_picture_and_sidecar_is_painted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from composer.painting import store

    class Killed(BaseException):
        pass

    writes, write_whole = 0, store.write_whole

    def mortal(path: Path, data: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes == 4:
            raise Killed
        write_whole(path, data)

    monkeypatch.setattr(store, "write_whole", mortal)
    with pytest.raises(Killed):
        painted(film(), tmp_path / "killed")
    monkeypatch.setattr(store, "write_whole", write_whole)
    painters = OnePainter()
    resumed = painted(film(), tmp_path / "killed", painters)
    assert painters.painter.painted == [7, 6, 5, 4, 3, 2, 1, 0]
    assert pictures(resumed) == pictures(painted(film(), tmp_path / "whole"))


def test_a_full_disk_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ComposerError) as caught:
        painted(film(), tmp_path)
    folder = KeyframeStore(tmp_path).path(recipes_of(film(), OnePainter())[8].digest).parent
    assert caught.value.message == f"{folder}: cannot keep the keyframe: No space left on device"
    assert caught.value.hint == "free some space or choose another --store"
    assert list(folder.iterdir()) == []


def test_a_store_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "keyframes").write_text("a file where the folder should be")
    with pytest.raises(ComposerError) as caught:
        painted(film(), tmp_path)
    folder = KeyframeStore(tmp_path).path(recipes_of(film(), OnePainter())[8].digest).parent
    assert caught.value.message == f"{folder}: cannot keep the keyframe: Not a directory"


def test_an_error_without_a_number_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise OSError("the drive went away")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(ComposerError, match="cannot keep the keyframe: the drive went away"):
        painted(film(), tmp_path)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (np.zeros((10, 10, 3), np.uint8), "(10, 10, 3) uint8"),
        (np.zeros((54, 96, 3), np.float32), "(54, 96, 3) float32"),
        (np.zeros((54, 96), np.uint8), "(54, 96) uint8"),
    ],
)
def test_a_painter_that_makes_another_shape_is_told_so(
    tmp_path: Path, wrong: np.ndarray[tuple[int, ...], np.dtype[np.generic]], told: str
) -> None:
    class Wrong(FieldPainter):
        def paint(self, step: Step, inner: Picture | None) -> Picture:
            return wrong  # type: ignore[return-value]

    with pytest.raises(ComposerError) as caught:
        painted(film(), tmp_path, OnePainter(Wrong()))
    assert caught.value.message == f"painter field made a picture of {told} where 96x54 was asked for"


def test_a_painter_is_given_the_keyframe_inside_whether_painted_now_or_kept(tmp_path: Path) -> None:
    class Looking(FieldPainter):
        def paint(self, step: Step, inner: Picture | None) -> Picture:
            self.seen = {**getattr(self, "seen", {}), step.index: None if inner is None else inner.copy()}
            return super().paint(step, inner)

    fresh = Looking()
    painted(film(), tmp_path / "fresh", OnePainter(fresh))
    kept = Looking()
    painted(with_scene(film(), 1, prompt="old"), tmp_path / "kept")
    painted(film(), tmp_path / "kept", OnePainter(kept))
    assert fresh.seen[8] is None
    assert set(kept.seen) == {0, 1, 2, 3}
    assert all((kept.seen[index] == fresh.seen[index]).all() for index in kept.seen)


def test_progress_counts_every_keyframe(tmp_path: Path) -> None:
    painters, seen = OnePainter(), []
    recipes = write_recipes(plan_steps(film(), painters), painters)  # type: ignore[arg-type]
    paint_chain(recipes, painters, KeyframeStore(tmp_path), lambda done, total: seen.append((done, total)))  # type: ignore[arg-type]
    assert seen == [(n, 9) for n in range(1, 10)]


def test_what_made_a_keyframe_is_written_beside_it(tmp_path: Path) -> None:
    keyframes, store = painted(film(), tmp_path), KeyframeStore(tmp_path)
    made = store.ingredients(keyframes[0].digest)
    assert made is not None
    assert (made["painter"], made["version"], made["prompt"]) == ("field", "1", "a")
    assert made["inner"] == keyframes[1].digest
    assert store.ingredients("0" * 32) is None


def test_a_kept_picture_is_exactly_what_was_saved(tmp_path: Path) -> None:
    store, picture = KeyframeStore(tmp_path), np.random.default_rng(1).integers(0, 256, (7, 9, 3)).astype(np.uint8)
    store.save("ab" * 16, picture, {})
    assert (store.load("ab" * 16) == picture).all()
    with pytest.raises(KeyError):
        store.load("cd" * 16)


def test_two_scenes_alike_in_all_but_place_have_keyframes_of_their_own() -> None:
    twins = film(Scene(id="a", prompt="same"), Scene(id="b", prompt="same"))
    assert len(set(digests(twins))) == 5
