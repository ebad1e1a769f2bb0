"""The timeline's numbers, value for value: its scale, the song's measures, and where a drag comes to rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from static_site import Site

from composer.timing.grid import Grid

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MODULES = (
    "Promise.all(['scale', 'measures', 'snapping', 'scene_words'].map((name) => import(`/js/timeline/${name}.js`)))"
)


def song(beats: list[float], positions: list[int], duration: float, **more: object) -> dict[str, object]:
    return {"beats": beats, "positions": positions, "meter": 4, "duration": duration, "sections": [], **more}


@pytest.fixture(scope="module")
def value(chromium: Browser) -> Iterator[Any]:
    """The value of an expression over the exports of the timeline's pure modules, given `given`."""
    site, context = Site(), chromium.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/empty.html")
    names = "{ Scale, rulerStep, barStep, Measures, snapPoints, landing, landingText, extent, mistimed, freeId }"

    def evaluated(expression: str, given: object = None) -> Any:
        return page.evaluate(
            f"async (given) => {{ const {names} = Object.assign({{}}, ...(await {MODULES})); return {expression}; }}",
            given,
        )

    yield evaluated
    context.close()
    site.close()


def test_seconds_and_pixels_are_each_other_at_every_zoom(value: Any) -> None:
    script = """given.flatMap((perSecond) => {
      const scale = new Scale(187.43, 1000, perSecond, 1e5);
      return [0, 1.5, 93, 187.43].map((seconds) => [scale.seconds(scale.x(seconds)) - seconds, scale.width % 1]);
    })"""
    assert np.abs(value(script, [0, 1, 7.3, 40, 333.3, 1200])).max() < 1e-9


def test_a_song_fills_the_view_at_least_and_is_never_wider_than_browsers_lay_out(value: Any) -> None:
    script = "given.map(([seconds, perSecond]) => new Scale(seconds, 1000, perSecond).width)"
    assert value(script, [[100, 0], [100, 50], [100, 1e9], [10800, 1e9], [0.1, 0]]) == [
        1000,
        5000,
        120000,
        12960000,
        1000,
    ]


def test_zooming_keeps_the_second_under_the_pointer(value: Any) -> None:
    script = """given.map(([factor, x]) => {
      const scale = new Scale(200, 1000, 40, 3000);
      const seconds = scale.seconds(x);
      return scale.zoomed(factor, x).x(seconds) - x;
    })"""
    assert np.abs(value(script, [[1.25, 0], [1.25, 613], [3, 999], [0.5, 500]])).max() <= 0.5 + 1e-9


def test_a_whole_song_stays_whole_in_another_window_and_a_part_keeps_its_zoom(value: Any) -> None:
    assert value("new Scale(200, 1000).resized(700).width") == 700
    assert value("new Scale(200, 1000, 40, 3000).resized(700).perSecond") == 40
    assert value("new Scale(200, 1000, 40, 7000).resized(1600).left") == 6400


def test_what_is_to_be_seen_is_scrolled_to_by_as_little_as_needed(value: Any) -> None:
    script = "given.map(([from, to]) => new Scale(200, 1000, 40, 3000).showing(from, to).left)"
    assert value(script, [[80, 95], [60, 70], [110, 112], [60, 190]]) == [3000, 2280, 3600, 2280]


def test_the_ruler_and_the_bars_grow_coarser_as_the_song_grows_smaller(value: Any) -> None:
    assert value("given.map((perSecond) => rulerStep(perSecond))", [1000, 100, 20, 3, 0.1]) == [0.1, 1, 5, 30, 1200]
    assert value("given.map((pixels) => barStep(pixels, 46))", [100, 30, 11, 0.2]) == [1, 2, 8, 256]


@pytest.mark.parametrize("pickup", [0, 1, 3])
def test_measures_are_those_of_the_planner_also_where_no_beats_were_tracked(value: Any, pickup: int) -> None:
    random = np.random.default_rng(pickup)
    beats = 6.2 + np.cumsum(0.5 + random.uniform(-0.03, 0.03, 42))
    positions = [(index - pickup) % 4 + 1 for index in range(42)]
    downbeats = [float(index) for index, place in enumerate(positions) if place == 1]
    grid = Grid(beats=beats, downbeat_indices=np.array(downbeats), meter=4, duration=33.0)
    found = value(
        "((m) => [[...m.times], [...m.bars], [...m.places]])(new Measures(given))",
        song(beats.tolist(), positions, 33.0),
    )
    assert found[0] == pytest.approx(grid.beat_times.tolist(), abs=1e-9)
    assert list(zip(found[1], found[2], strict=True)) == [grid.beat_in_bar(time) for time in grid.beat_times]


BARS = song([float(beat) / 2 for beat in range(64)], [beat % 4 + 1 for beat in range(64)], 32.0)


def test_the_next_beat_or_bar_is_never_the_one_it_is_on(value: Any) -> None:
    script = (
        """((m) => given.asked.map(([seconds, way, unit]) => m.next(seconds, way, unit)))(new Measures(given.song))"""
    )
    asked = [
        [3.0, 1, "beat"],
        [3.001, -1, "beat"],
        [3.2, -1, "beat"],
        [3.0, 1, "bar"],
        [4.0, -1, "bar"],
        [0.0, -1, "beat"],
    ]
    assert value(script, {"song": BARS, "asked": asked}) == [3.5, 2.5, 3.0, 4.0, 2.0, None]


def landings(value: Any, unit: str, seconds: list[float], *, reach: float = 0.3, playhead: float | None = None) -> Any:
    given = {
        "song": {**BARS, "sections": [{"start": 0, "end": 8.0005}, {"start": 8.0005, "end": 32}]},
        "asked": [unit, seconds, reach, playhead],
    }
    script = """(([unit, seconds, reach, playhead], measures) => {
      const points = snapPoints(given.song, measures, unit);
      return seconds.map((time) => landingText(landing(points, time, reach, playhead), measures));
    })(given.asked, new Measures(given.song))"""
    return value(script, given)


def test_a_drag_rests_on_the_nearest_place_within_reach_and_else_where_it_is(value: Any) -> None:
    assert landings(value, "bar", [3.8, 4.29, 4.31, 5.0]) == [
        "bar 3 · 0:04.00",
        "bar 3 · 0:04.00",
        "0:04.31",
        "bar 3, beat 3 · 0:05.00",
    ]


def test_finer_snapping_knows_the_coarser_places_too(value: Any) -> None:
    near = [7.9, 5.9, 5.4]
    assert landings(value, "section", near) == ["section 2, bar 5 · 0:08.00", "0:05.90", "0:05.40"]
    assert landings(value, "bar", near) == ["section 2, bar 5 · 0:08.00", "bar 4 · 0:06.00", "0:05.40"]
    assert landings(value, "beat", near) == ["section 2, bar 5 · 0:08.00", "bar 4 · 0:06.00", "bar 3, beat 4 · 0:05.50"]
    assert landings(value, "none", near) == ["0:07.90", "0:05.90", "0:05.40"]


def test_the_playhead_is_snapped_to_where_it_is_nearer(value: Any) -> None:
    assert landings(value, "bar", [4.2, 4.05], playhead=4.3) == ["playhead · 0:04.30", "bar 3 · 0:04.00"]


def test_without_reach_nothing_snaps(value: Any) -> None:
    assert landings(value, "beat", [4.004], reach=0.0) == ["0:04.00"]


def test_a_song_without_beats_has_no_measures_to_snap_to(value: Any) -> None:
    script = (
        "((m) => [m.times.length, m.name(3), m.next(3, 1), snapPoints(given, m, 'beat').names])(new Measures(given))"
    )
    assert value(script, song([], [], 10.0)) == [0, "", None, []]


def test_a_scene_is_mistimed_by_more_than_half_a_frame_only(value: Any) -> None:
    script = "given.map((errorMs) => mistimed({ errorMs }, { fps: [30000, 1001] }))"
    assert value(script, [16.6, -16.69, -20.04]) == [
        "",
        "shown 16.7 ms before its arrival, more than half a frame",
        "shown 20.0 ms before its arrival, more than half a frame",
    ]


def test_an_id_for_a_new_scene_is_free(value: Any) -> None:
    scenes = [{"id": "prom"}, {"id": "prom-2"}, {"id": "prom-3"}]
    assert value("freeId('prom', given)", scenes) == "prom-4"
    assert value("freeId('prom-3', given)", scenes) == "prom-4"
