"""What a change costs: counted by the reports, and seen by when each kept file was written."""

from __future__ import annotations

from pathlib import Path

import film_kit
import pytest
from small_film import SmallFilm, write_small_film

KEYFRAMES = 2 + 2 + 2 + 1 + 1


@pytest.fixture
def rendered(tmp_path: Path) -> SmallFilm:
    small = write_small_film(tmp_path)
    report = small.render()
    assert (report["painted"], report["reused_keyframes"]) == (KEYFRAMES, 0)
    assert (report["filmed_segments"], report["reused_segments"]) == (4, 0)
    assert report["filmed_frames"] == report["frame_count"] == 240
    return small


def test_a_second_render_paints_and_films_nothing_and_touches_no_file(rendered: SmallFilm) -> None:
    before = film_kit.stamps(rendered.folder)
    report = rendered.render()
    assert (report["painted"], report["reused_keyframes"]) == (0, KEYFRAMES)
    assert (report["filmed_segments"], report["reused_segments"], report["filmed_frames"]) == (0, 4, 0)
    assert film_kit.stamps(rendered.folder) == before


def test_after_a_render_the_plan_has_nothing_to_paint_or_film(rendered: SmallFilm) -> None:
    plan = film_kit.answer("plan", rendered.storyboard)
    assert (plan["to_paint"], plan["to_film"]) == ([], [])


def test_moving_the_last_scene_by_a_bar_paints_nothing_and_films_only_what_changed(rendered: SmallFilm) -> None:
    keyframes, segments = rendered.stamps("keyframes"), rendered.stamps("segments")
    first = film_kit.frame_hashes(rendered.film)
    rendered.change("bar 7", "bar 6")
    plan = film_kit.answer("plan", rendered.storyboard)
    assert plan["to_paint"] == []
    # The camera's speed where hall and kitchen meet is of both: the hall's frames change too, the attic's do not.
    assert plan["to_film"] == [{"start_frame": frame, "end_frame": frame + 60} for frame in (60, 120, 180)]
    report = rendered.render()
    assert (report["painted"], report["reused_keyframes"]) == (0, KEYFRAMES)
    assert (report["filmed_segments"], report["reused_segments"], report["filmed_frames"]) == (3, 1, 180)
    assert rendered.stamps("keyframes") == keyframes
    assert rendered.stamps("segments").items() >= segments.items()
    second = film_kit.frame_hashes(rendered.film)
    assert second[:60] == first[:60]
    assert second[140] != first[140]


def test_moving_it_back_again_films_nothing_and_gives_the_first_film(rendered: SmallFilm) -> None:
    first = film_kit.frame_hashes(rendered.film)
    rendered.change("bar 7", "bar 6")
    rendered.render()
    rendered.change("bar 6", "bar 7")
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 0)
    assert film_kit.frame_hashes(rendered.film) == first


def test_changing_a_caption_paints_nothing_and_films_where_it_is_seen(rendered: SmallFilm) -> None:
    keyframes = rendered.stamps("keyframes")
    rendered.change("noon", "midday")
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 1)
    assert rendered.stamps("keyframes") == keyframes


def test_changing_a_prompt_repaints_its_scene_and_those_that_hold_it_and_plan_says_so(rendered: SmallFilm) -> None:
    keyframes = rendered.stamps("keyframes")
    rendered.change('"the kitchen"', '"the kitchen at noon"')
    plan = film_kit.answer("plan", rendered.storyboard)
    around = "the keyframe inside it changed"
    expected = [
        {"step": 0, "scene": "attic", "why": around},
        {"step": 1, "scene": "attic", "why": around},
        {"step": 2, "scene": "hall", "why": around},
        {"step": 3, "scene": "hall", "why": around},
        {"step": 4, "scene": "kitchen", "why": "prompt changed"},
        {"step": 5, "scene": "kitchen", "why": "prompt changed"},
    ]
    assert plan["to_paint"] == expected
    told = film_kit.longzoom("plan", rendered.storyboard).stdout
    lines = (
        "paint: 6 of 8 keyframes",
        f"  attic: 2 ({around})",
        f"  hall: 2 ({around})",
        "  kitchen: 2 (prompt changed)",
    )
    assert "\n".join(lines) in told
    assert rendered.stamps("keyframes") == keyframes
    report = rendered.render()
    assert (report["painted"], report["reused_keyframes"]) == (6, 2)
    assert rendered.stamps("keyframes").items() >= keyframes.items()


def test_changing_the_innermost_seed_repaints_everything_and_going_back_nothing(rendered: SmallFilm) -> None:
    rendered.change('"bar 7"', '"bar 7"\n    seed: 4')
    plan = film_kit.answer("plan", rendered.storyboard)
    assert [entry["why"] for entry in plan["to_paint"]] == ["the keyframe inside it changed"] * 6 + ["seed changed"] * 2
    assert rendered.render()["painted"] == KEYFRAMES
    rendered.change("\n    seed: 4", "")
    assert rendered.render()["painted"] == 0


def test_a_new_title_films_nothing(rendered: SmallFilm) -> None:
    rendered.change("Four Rooms", "Two Rooms")
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 0)
    assert b"Two Rooms" in rendered.film.read_bytes()


def test_a_beats_file_that_changes_nothing_of_the_scenes_keeps_the_film(rendered: SmallFilm) -> None:
    beats = rendered.song.path.with_name("song.beats.yaml")
    beats.write_text(beats.read_text() + "# checked\n")
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 0)


def test_a_damaged_keyframe_or_segment_is_made_again_with_a_word_about_it(
    rendered: SmallFilm, caplog: pytest.LogCaptureFixture
) -> None:
    first = film_kit.frame_hashes(rendered.film)
    keyframe = next((rendered.store / "keyframes").rglob("*.png"))
    keyframe.write_bytes(keyframe.read_bytes()[:-20])
    segment = next((rendered.store / "segments").glob("*.mp4"))
    segment.write_bytes(segment.read_bytes()[:-20])
    rendered.film.unlink()
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (1, 1)
    assert film_kit.frame_hashes(rendered.film) == first
    assert {keyframe.name, segment.name} <= {Path(word).name for message in caplog.messages for word in message.split()}


def test_a_film_that_was_deleted_comes_back_without_painting_or_filming(rendered: SmallFilm) -> None:
    first = film_kit.frame_hashes(rendered.film)
    rendered.film.unlink()
    report = rendered.render()
    assert (report["painted"], report["filmed_segments"]) == (0, 0)
    assert film_kit.frame_hashes(rendered.film) == first
