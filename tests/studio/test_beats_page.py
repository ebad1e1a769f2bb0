"""The beats corrected in the page: the panel, taps, clicks, marks, and a beat that is dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from open_studio import OpenStudio, open_studio, wait_for, write_at_once
from ready_film import ready_film
from static_site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVEN = "tempo: 120\nfirst_downbeat: 0 s\nmeter: 4\n"
HEAD = "# What is corrected about the beats of song.wav.\n"
#: Presses a key as a person does at given milliseconds from now: what counts is when it was pressed.
PRESS = """
([key, times]) => {
  const now = performance.now();
  for (const time of times) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true });
    Object.defineProperty(event, "timeStamp", { value: now + time });
    document.body.dispatchEvent(event);
  }
}
"""
#: A player whose time is known: it runs on the page's clock.
PLAYER = """
const makePlayer = () => {
  const player = new EventTarget();
  Object.assign(player, { rate: 1, isPlaying: true, range: null, base: 0, since: performance.now() });
  Object.defineProperty(player, "time", {
    get: () => player.base + (player.isPlaying ? (player.rate * (performance.now() - player.since)) / 1000 : 0),
  });
  player.set = (time, changes = {}) => {
    Object.assign(player, { base: time, since: performance.now() }, changes);
    player.dispatchEvent(new Event("state"));
    player.dispatchEvent(new Event("time"));
  };
  const tick = () => { player.dispatchEvent(new Event("time")); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  return player;
};
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStudio]:
    small = ready_film(tmp_path_factory.mktemp("page") / "film", has_beats=False)
    with open_studio(small.storyboard) as studio:
        studio.wait_until_ready()
        yield studio
        assert studio.stop() == 0, studio.said


@pytest.fixture(scope="module")
def opened_page(opened: OpenStudio, chromium: Browser) -> Iterator[Page]:
    """One page for all tests: its pictures are drawn without a GPU, and it takes seconds to open."""
    page = chromium.new_context(viewport={"width": 1000, "height": 700}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(opened.link)
    until(page, "longzoom.studio.film?.phase === 'ready' && longzoom.studio.song !== null")
    page.keyboard.press("b")
    page.locator("#beats").wait_for(state="visible")
    yield page
    page.context.close()
    assert errors == []


@pytest.fixture
def panel(opened: OpenStudio, opened_page: Page) -> Iterator[Page]:
    """The page with the panel open; the files are put back behind it."""
    board = opened.file.read_text()
    yield opened_page
    opened_page.locator("#beats[aria-busy=false]").wait_for()
    opened_page.evaluate("longzoom.studio.player.pause(); longzoom.studio.select(-1)")
    if opened.file.read_text() != board:
        follow(opened, opened_page, lambda: opened.write(board))
    if beats_file(opened).exists():
        follow(opened, opened_page, beats_file(opened).unlink)


def until(page: Page, script: str) -> None:
    """Wait for what a script says to be true. The page's policy forbids playwright's own way of waiting for it."""
    wait_for(lambda: page.evaluate(script), script)


def follow(studio: OpenStudio, page: Page, act: Callable[[], object]) -> None:
    """Change a file, and wait until the studio has seen it, and the page too."""
    before = studio.client.film()["revision"]
    act()
    wait_for(lambda: studio.client.film()["revision"] != before, "the studio's look at its files")
    revision = studio.client.film()["revision"]
    until(page, f"longzoom.studio.film.revision === '{revision}'")
    until(page, "longzoom.studio.film.song === longzoom.studio.song.digest")


def beats_file(studio: OpenStudio) -> Path:
    return studio.folder / "song.beats.yaml"


def wait_for_text(studio: OpenStudio, wanted: str) -> None:
    file = beats_file(studio)
    wait_for(lambda: file.exists() and file.read_text() == wanted, f"a beats file of {wanted!r}")


def put(studio: OpenStudio, page: Page, text: str) -> None:
    """Write the beats file as an editor does; the page follows."""
    follow(studio, page, lambda: write_at_once(beats_file(studio), text))
    page.locator("#beats li").first.wait_for()


def test_halving_is_one_click_and_its_cross_takes_it_away(opened: OpenStudio, panel: Page) -> None:
    count = panel.evaluate("longzoom.studio.song.beats.length")
    panel.get_by_role("button", name="Half", exact=True).click()
    panel.locator("#beats li[data-key=half]").wait_for()
    assert beats_file(opened).read_text() == HEAD + "half: true\n"
    assert panel.evaluate("longzoom.studio.song.beats.length") == count // 2
    assert "Kept in song.beats.yaml" in panel.locator("#beats .file").inner_text()
    panel.locator("#beats li[data-key=half] button").click()
    panel.locator("#beats li").wait_for(state="detached")
    assert beats_file(opened).read_text() == HEAD
    assert panel.evaluate("longzoom.studio.song.beats.length") == count


def test_beat_one_is_the_beat_at_the_playhead_and_undo_takes_it_back(opened: OpenStudio, panel: Page) -> None:
    put(opened, panel, EVEN)
    panel.evaluate("longzoom.studio.player.seek(2.6)")
    panel.get_by_role("button", name="Here", exact=True).click()
    wait_for_text(opened, EVEN.replace("0 s", "2.5 s"))
    until(panel, "longzoom.studio.song.positions[longzoom.studio.song.beats.indexOf(2.5)] === 1")
    panel.evaluate("longzoom.studio.undo()")
    wait_for_text(opened, EVEN)


def test_what_cannot_be_done_is_said_before_it_is_tried(opened: OpenStudio, panel: Page) -> None:
    put(opened, panel, EVEN)
    is_here = panel.get_by_role("button", name="Is here", exact=True)
    until(panel, "[...document.querySelectorAll('#beats button')].find(b => b.textContent === 'Is here').disabled")
    assert "an even grid leaves no room" in (is_here.get_attribute("title") or "")
    assert panel.locator("#beats .why").inner_text().startswith("An even grid leaves no room")
    assert panel.get_by_role("button", name="Double", exact=True).is_enabled()


def test_reset_asks_first(opened: OpenStudio, panel: Page) -> None:
    put(opened, panel, "# mine\n" + EVEN)
    panel.get_by_role("button", name="Reset to what was heard").click()
    panel.get_by_role("button", name="Keep them").click()
    assert beats_file(opened).read_text() == "# mine\n" + EVEN
    panel.get_by_role("button", name="Reset to what was heard").click()
    panel.get_by_role("button", name="Take them away").click()
    wait_for_text(opened, "# mine\n")


def test_a_meter_is_chosen_and_given_back_to_what_is_heard(opened: OpenStudio, panel: Page) -> None:
    meter = panel.get_by_role("combobox", name="Meter")
    meter.select_option("3")
    wait_for_text(opened, HEAD + "meter: 3\n")
    panel.locator("#beats li[data-key=meter]").wait_for()
    meter.select_option("6/8")
    wait_for_text(opened, HEAD + "meter: 6/8\n")
    until(panel, "longzoom.studio.song.meter === 2")
    panel.locator("#beats[aria-busy=false]").wait_for()
    meter.select_option("")
    wait_for_text(opened, HEAD)


def test_tapped_beats_give_a_tempo_and_an_even_grid_through_the_last(opened: OpenStudio, panel: Page) -> None:
    beat = 60_000 / 97
    # A tap that is late, and one that is left out, change nothing.
    times = [0.0, beat, 2 * beat + 18, 3 * beat, 5 * beat, 6 * beat, 7 * beat]
    panel.evaluate(PRESS, ["t", times])
    assert panel.locator("#beats .tap .tempo").inner_text() == "97.0"
    assert panel.get_by_role("button", name="Look for beats around 97 (92 to 102)").is_enabled()
    panel.evaluate("longzoom.studio.player.seek(1.25)")
    panel.evaluate(PRESS, ["t", [8 * beat]])
    panel.get_by_role("button", name="Even grid at 97.0 through this beat").click()
    until(panel, "Math.abs(longzoom.studio.song.tempo - 97) < 0.01")
    nearest = panel.evaluate("Math.min(...longzoom.studio.song.beats.map(beat => Math.abs(beat - 1.25)))")
    assert nearest < 0.0005


def test_a_pause_or_another_tempo_begins_anew(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/empty.html")
    tempi = page.evaluate(
        """async () => {
          const { Taps } = await import("/js/beats/taps.js");
          const told = (times) => { const taps = new Taps(); times.forEach((t) => taps.add(t)); return taps.reading; };
          const run = (from, beat, count) => Array.from({ length: count }, (_, i) => from + i * beat);
          return [
            told([...run(0, 0.5, 6), ...run(10, 0.6, 3)]),
            told([...run(0, 0.5, 6), ...run(10, 0.6, 4)]),
            told([...run(0, 0.5, 8), ...run(3.85, 0.35, 5)]),
            told(run(0, 0.5, 4)),
          ].map((reading) => reading && [reading.tempo, reading.count, reading.last]);
        }"""
    )
    assert tempi[0] is None
    assert tempi[1] == pytest.approx([100, 4, 11.8])
    assert tempi[2] == pytest.approx([60 / 0.35, 6, 5.25], rel=1e-3)
    assert tempi[3] == pytest.approx([120, 4, 1.5])


def test_m_marks_one_scene_after_the_other_even_faster_than_the_answers(opened: OpenStudio, panel: Page) -> None:
    put(opened, panel, EVEN)
    panel.evaluate("longzoom.studio.select(1)")
    panel.evaluate(
        """() => {
          for (const seconds of [2.1, 6.2, 9.9]) {
            longzoom.studio.player.seek(seconds);
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true }));
          }
        }"""
    )
    until(panel, "longzoom.studio.film.undo === 'mark cellar'")
    arrivals = [scene["arrival"] for scene in opened.client.film()["scenes"]]
    assert arrivals == pytest.approx([0, 2, 6, 10])
    assert panel.evaluate("longzoom.studio.selected") == 3
    # Each is a step of its own.
    panel.evaluate("longzoom.studio.undo()")
    until(panel, "longzoom.studio.film.undo === 'mark kitchen'")


def test_with_no_scene_chosen_m_marks_those_without_a_cue(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/empty.html")
    made = page.evaluate(
        """async () => {
          const { Marker, snapped } = await import("/js/beats/marking.js");
          const scene = (number, kind) => ({ number, id: `s${number}`, timing: { kind } });
          const scenes = [scene(0, "flexible"), scene(1, "cue"), scene(2, "length"), scene(3, "flexible")];
          const made = [];
          const studio = {
            scenes, selected: -1, snap: "none", song: null, select: (number) => (studio.selected = number),
            edit: async (label, [change]) => made.push([label, change.scene, change.seconds]),
            notify: (kind, message) => made.push(message),
          };
          const marker = new Marker(studio);
          for (const seconds of [3.25, 4.5, 6]) void marker.mark(seconds);
          await marker.mark(7);
          const sections = [{ start: 0 }, { start: 1.1 }];
          const song = { beats: [0.1, 0.6, 1.1, 1.6], positions: [4, 1, 2, 3], sections };
          return [made, ["none", "beat", "bar", "section"].map((snap) => snapped(song, snap, 0.9))];
        }"""
    )
    assert made[0] == [
        ["mark s2", 2, 3.25],
        ["mark s3", 3, 4.5],
        "Every scene has its cue.",
        "Every scene has its cue.",
    ]
    assert made[1] == [0.9, 1.1, 0.6, 1.1]


def test_taps_of_late_hands_are_taken_back_to_the_beat(opened: OpenStudio, panel: Page) -> None:
    late = panel.get_by_label("My taps come late by")
    late.fill("120")
    late.blur()
    heard = panel.evaluate(
        """async () => {
          const { heardTime } = await import("/static/js/beats/heard.js");
          const player = { time: 5, rate: 2, isPlaying: true, duration: 10 };
          const event = { timeStamp: performance.now() - 30 };
          return [heardTime(player, event), heardTime({ ...player, isPlaying: false }, event)];
        }"""
    )
    assert heard[0] == pytest.approx(5 - 2 * 0.15, abs=0.002)
    assert heard[1] == 5
    page_again = panel.evaluate("localStorage.getItem('longzoom.tapsLateMs')")
    assert page_again == "120"


def placed_clicks(page: Page, site: Site, act: str) -> list[Any]:
    """Beat and error in seconds of each click as it sounded, while ``act`` changes what plays.

    The error is from the page's clock, by which the player runs, carried to the context's by the middle of many looks.
    """
    page.goto(f"{site.address}/empty.html")
    found = page.evaluate(
        f"""async () => {{
          const {{ ClickTrack }} = await import("/js/beats/clicks.js");
          const {{ soundingTime }} = await import("/js/beats/song_clock.js");
          {PLAYER}
          const player = makePlayer();
          const context = new AudioContext();
          let grid = {{ beats: Array.from({{ length: 400 }}, (_, i) => i / 4), positions: Array(400).fill(1) }};
          const clicks = new ClickTrack(player, () => grid, context);
          const placed = new Map();
          const looks = [];
          clicks.onplaced = (beat, when) => {{
            const due = player.since / 1000 + (beat - player.base) / player.rate;
            placed.set(`${{beat}} ${{player.since}}`, {{ beat, when, due, rate: player.rate }});
          }};
          const until = async (is) => {{
            while (!is()) {{
              await new Promise(requestAnimationFrame);
              const sounding = soundingTime(context);
              if (sounding !== null) looks.push(sounding - performance.now() / 1000);
            }}
          }};
          const count = (is) => [...placed.values()].filter(is).length;
          await clicks.start();
          await until(() => placed.size >= 3);
          {act}
          await until(() => looks.length >= 120);
          await clicks.stop();
          looks.sort((a, b) => a - b);
          const origin = looks[looks.length >> 1];
          return [...placed.values()].map(({{ beat, when, due }}) => [beat, when - origin - due]);
        }}"""
    )
    assert isinstance(found, list)
    return found


def test_clicks_are_placed_on_the_beats(page: Page, site: Site) -> None:
    placed = placed_clicks(page, site, "await until(() => placed.size >= 6);")
    assert len(placed) >= 6
    assert max(abs(error) for _, error in placed) < 0.005


def test_clicks_follow_seeks_speeds_loops_and_a_new_grid(page: Page, site: Site) -> None:
    act = """
      player.set(40.1);
      await until(() => count(({ beat }) => beat > 40.3 && beat < 60) >= 2);
      player.set(60.1, { rate: 2 });
      await until(() => count(({ beat, rate }) => beat > 60.3 && rate === 2) >= 3);
      player.set(70.05, { rate: 1, range: { from: 70, to: 70.5 } });
      await until(() => count(({ beat }) => beat >= 70.1 && beat < 72) >= 1);
      await until(() => player.time > 70.45);
      player.set(80, { range: null });
      grid = { beats: grid.beats.map((beat) => beat + 0.125), positions: grid.positions };
      clicks.gridChanged();
      await until(() => count(({ beat }) => beat > 80.2 && beat % 0.25 === 0.125) >= 2);
    """
    placed = placed_clicks(page, site, act)
    assert max(abs(error) for _, error in placed) < 0.005
    assert not [beat for beat, _ in placed if 70.5 <= beat < 72], "the loop goes back before this beat"


def test_a_click_is_loudest_on_its_beat_and_a_downbeat_is_higher(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/empty.html")
    found = page.evaluate(
        """async () => {
          const { placeClick } = await import("/js/beats/clicks.js");
          const context = new OfflineAudioContext(1, 48000, 48000);
          placeClick(context, context.destination, 0.25, true);
          placeClick(context, context.destination, 0.5, false);
          const samples = (await context.startRendering()).getChannelData(0);
          return [[0.2, 0.4], [0.45, 0.7]].map(([from, to]) => {
            const part = samples.subarray(from * 48000, to * 48000);
            let crossings = 0;
            for (let i = 1; i < part.length; i += 1) if (part[i - 1] > 0 !== part[i] > 0) crossings += 1;
            return [from + part.indexOf(Math.max(...part)) / 48000, crossings];
          });
        }"""
    )
    (first, high), (second, low) = found
    assert first == pytest.approx(0.25, abs=0.0005)
    assert second == pytest.approx(0.5, abs=0.0005)
    assert high > 1.4 * low


def test_c_makes_the_beats_audible_by_the_players_own_clock(opened: OpenStudio, panel: Page) -> None:
    """With a sound of its own in the player: what is placed agrees with where the sound is later on."""
    put(opened, panel, EVEN)
    panel.evaluate(
        """async () => {
          const rate = 8000;
          const view = new DataView(new ArrayBuffer(44 + 2 * rate * 16));
          const text = (at, word) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
          text(0, "RIFF"); view.setUint32(4, view.byteLength - 8, true); text(8, "WAVEfmt ");
          view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
          view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true); view.setUint16(32, 2, true);
          view.setUint16(34, 16, true); text(36, "data"); view.setUint32(40, view.byteLength - 44, true);
          const url = URL.createObjectURL(new Blob([view], { type: "audio/wav" }));
          longzoom.studio.player.load(url, 16, 1 / 30);
          await longzoom.studio.player.play();
        }"""
    )
    panel.keyboard.press("c")
    panel.locator("#beats [aria-pressed=true]", has_text="Clicks").wait_for()
    errors = panel.evaluate(
        """async () => {
          const { panelOf } = await import("/static/js/beats/beats.js");
          const { soundingTime } = await import("/static/js/beats/song_clock.js");
          const { player } = longzoom.studio;
          const clicks = panelOf(longzoom.studio).hear.clicks;
          const placed = new Map();
          clicks.onplaced = (beat, when) => placed.set(beat, when);
          const late = [];
          while (late.length < 90 || placed.size < 4) {
            await new Promise(requestAnimationFrame);
            const now = soundingTime(clicks.context);
            if (now !== null && player.time > 0.5) late.push(now - player.time);
          }
          late.sort((a, b) => a - b);
          const origin = late[late.length >> 1];
          return [...placed].slice(1).map(([beat, when]) => when - (origin + beat));
        }"""
    )
    panel.keyboard.press("c")
    assert len(errors) >= 3
    assert max(map(abs, errors)) < 0.005


def test_a_beat_is_dragged_to_where_it_sounds(opened: OpenStudio, panel: Page) -> None:
    listed = "meter: 4\nfirst_downbeat: 1 s  # by ear\nbeats: [1, 1.5, 2.1, 2.5, 3]\n"
    put(opened, panel, listed)
    panel.evaluate(
        """async () => {
          const { attachBeatDragging } = await import("/static/js/beats/drag_beats.js");
          const ruler = document.createElement("div");
          ruler.id = "ruler";
          const place = { left: "100px", top: "100px", width: "600px", height: "40px" };
          Object.assign(ruler.style, { position: "fixed", zIndex: 9, ...place });
          document.body.append(ruler);
          attachBeatDragging(longzoom.studio, ruler, { x: (seconds) => 200 * seconds, seconds: (x) => x / 200 });
        }"""
    )
    at = 100 + 200 * 2.1
    panel.mouse.move(at + 2, 120)
    panel.mouse.down()
    panel.mouse.move(at - 8, 120, steps=3)
    assert panel.locator("#ruler .beat-drag").inner_text() == "0:02.05 (-50 ms)"
    panel.keyboard.press("Escape")
    panel.mouse.up()
    assert beats_file(opened).read_text() == listed
    panel.mouse.move(at + 2, 120)
    panel.mouse.down()
    panel.mouse.move(at - 18, 120, steps=3)
    panel.mouse.up()
    wait_for_text(opened, listed.replace("2.1", "2"))
    until(panel, "longzoom.studio.song.beats.includes(2)")
    panel.mouse.click(100 + 301, 120)
    assert panel.evaluate("longzoom.studio.player.time") == 1.5
    panel.mouse.dblclick(100 + 300, 120)
    wait_for_text(opened, listed.replace("2.1", "2").replace("1 s", "1.5 s"))


def test_the_panel_stays_usable_while_the_song_is_listened_to_anew(opened: OpenStudio, panel: Page) -> None:
    for name, tempo in (("Slowest", "110"), ("Fastest", "131")):
        panel.get_by_label(name).fill(tempo)
    panel.get_by_role("button", name="Look", exact=True).click()
    panel.locator("#beats[aria-busy=true]").wait_for()
    assert panel.locator("#beats .busy").inner_text() == "Listening anew …"
    panel.evaluate("longzoom.studio.player.seek(3)")
    assert panel.locator(".transport .time").inner_text().startswith("0:03.00")
    panel.locator("#beats[aria-busy=false]").wait_for()
    wait_for_text(opened, HEAD + "tempo: 110 to 131\n")


def test_a_doubtful_passage_is_named_and_a_click_goes_there(panel: Page) -> None:
    panel.evaluate(
        """() => {
          longzoom.studio.song.passages = [
            { start: 0, end: 4.2, confidence: 0.9 }, { start: 4.2, end: 9.6, confidence: 0.3 },
          ];
          longzoom.studio.dispatchEvent(new CustomEvent("song"));
        }"""
    )
    panel.get_by_role("button", name="From 0:04 to 0:10 the beats are doubtful").click()
    assert panel.evaluate("longzoom.studio.player.time") == pytest.approx(4.2)
