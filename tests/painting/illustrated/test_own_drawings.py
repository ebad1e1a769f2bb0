"""A director's own SVG files are drawings like the package's: found, framed, and named where they are broken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_board import board_of, scene_of, step_of, wide_open

from composer.errors import ComposerError, StoryboardError
from composer.geometry import Similarity
from composer.painting.illustrated import IllustratedPainter, painter, rendering
from composer.painting.illustrated.choosing.catalogue import catalogue_of, motifs, read_motifs
from composer.painting.illustrated.drawings.drawing import read_drawing
from composer.storyboard.records import Scene

#: As Inkscape writes it: layers, transforms, a style sheet, links with a namespace, notes of its own.
HARBOUR = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="320mm" height="180mm" viewBox="0 0 320 180">
  <style>.sea {fill: #2f7fa6} path.sun {fill: url(#glow)} #mast {fill: #5b3a24}</style>
  <inkscape:namedview id="view"/>
  <g inkscape:groupmode="layer" transform="translate(0 10)">
    <radialGradient id="warm"><stop stop-color="#ff0000"/></radialGradient>
    <radialGradient id="glow" xlink:href="#warm"/>
    <rect y="-10" width="320" height="110" fill="#ffd9a8"/>
    <rect class="sea" y="100" width="320" height="80"/>
    <g transform="translate(40 20)"><path class="sun" id="portal"
      d="m 90,50 a 30,30 0 1 0 60,0 30,30 0 1 0 -60,0 z"/></g>
    <rect id="mast" x="100" y="60" width="4" height="80"/>
  </g>
</svg>"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings" / "harbour.svg").write_text(HARBOUR, encoding="utf-8")
    return tmp_path / "drawings"


def own_painter(storyboard, folder):
    return IllustratedPainter(storyboard, {"folder": str(folder)})


HARBOUR_SCENE = Scene(id="harbour", prompt="", motif="harbour", steps=0)


def seen_from(distance, folder):
    """The drawing alone, so many times farther off than its first view, 320 pixels wide."""
    step = wide_open(Similarity(distance, 0), step_of(board_of(scene_of("bus", steps=1)), 0))
    return own_painter(board_of(HARBOUR_SCENE), folder).paint(replace(step, scene=HARBOUR_SCENE), None)


def test_a_portal_is_found_through_groups_and_transforms(folder):
    composition = read_drawing(folder / "harbour.svg").compositions["wide"]
    assert abs(composition.centre - (160 + 80j)) < 0.03
    assert max(abs(abs(point - (160 + 80j)) - 30) for point in composition.opening) < 0.05


def test_a_drawing_without_frames_is_framed_on_its_page_around_its_portal(folder):
    boxes = {shape: each.box for shape, each in read_drawing(folder / "harbour.svg").compositions.items()}
    assert boxes["wide"] == (0, 0, 320, 180)
    assert boxes["square"] == pytest.approx((70, 0, 180, 180), abs=0.05)
    assert boxes["tall"] == pytest.approx((160 - 180 * 9 / 32, 0, 180 * 9 / 16, 180), abs=0.05)


def test_style_sheets_and_links_are_followed(folder):
    picture = seen_from(1, folder)
    places = {"sky": (20, 20), "sea": (170, 160), "mast": (110, 102), "sun": (80, 160)}
    wanted = {"sky": "ffd9a8", "sea": "2f7fa6", "mast": "5b3a24", "sun": "ff0000"}
    for name, place in places.items():
        assert np.abs(picture[place].astype(int) - list(bytes.fromhex(wanted[name]))).max() <= 3, name


def test_beyond_its_page_a_drawing_goes_on_in_the_colours_of_its_edge(folder, monkeypatch):
    monkeypatch.setattr(rendering, "BACKDROP", "#ff00fe")
    picture = seen_from(6, folder)
    assert np.abs(picture[5, 5].astype(int) - list(bytes.fromhex("ffd9a8"))).max() <= 3
    assert np.abs(picture[175, 315].astype(int) - list(bytes.fromhex("2f7fa6"))).max() <= 3
    assert not np.any(np.all(picture == (255, 0, 254), axis=-1))


def test_the_name_of_a_file_calls_for_it_without_a_line_of_data(folder):
    motif = catalogue_of(folder).motif_for(Scene(id="a", prompt="two old harbours in the fog"))
    assert motif is not None
    assert motif.file == folder / "harbour.svg"


def test_one_line_of_data_gives_a_drawing_its_words(folder):
    (folder / "motifs.yaml").write_text("harbour: {shows: a quay, words: {ship: 3, sailor: 2}}\n", encoding="utf-8")
    catalogue = catalogue_of(folder)
    assert catalogue.motifs[0].shows == "a quay"
    assert catalogue.motif_for(Scene(id="a", prompt="their ships come in")).name == "harbour"
    assert catalogue.motif_for(Scene(id="a", prompt="a wedding")).name == "wedding"


def test_an_own_drawing_takes_the_place_of_the_packages_of_that_name(folder):
    (folder / "harbour.svg").rename(folder / "wedding.svg")
    catalogue = catalogue_of(folder)
    assert catalogue.motif_for(Scene(id="a", prompt="", motif="wedding")).file == folder / "wedding.svg"
    assert [motif.name for motif in catalogue.motifs].count("wedding") == 1
    assert len(catalogue.motifs) == len(motifs())


def test_own_drawings_are_watched_and_kept_from_being_overwritten(folder):
    (folder / "motifs.yaml").write_text("harbour: {words: {ship: 3}}\n", encoding="utf-8")
    used = own_painter(board_of(Scene(id="a", prompt="a ship")), folder)
    unused = own_painter(board_of(Scene(id="a", prompt="a wedding")), folder)
    assert set(used.sources()) == {folder / "harbour.svg", folder / "motifs.yaml"}
    assert unused.sources() == ()


def test_a_changed_own_drawing_is_painted_again(folder):
    storyboard = board_of(HARBOUR_SCENE)
    step = replace(step_of(board_of(scene_of("bus", steps=1)), 0), scene=HARBOUR_SCENE)
    before = own_painter(storyboard, folder).ingredients(step)
    (folder / "harbour.svg").write_text(HARBOUR.replace("#ffd9a8", "#aaaaaa"), encoding="utf-8")
    assert own_painter(storyboard, folder).ingredients(step) != before


SQUARE = '<rect id="portal" x="40" y="40" width="20" height="20"/>'


def page(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{content}</svg>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (page('<g><path id="portal" d="M200 0h9v9z"/></g>'), "cannot be an opening: nothing of it is on the page"),
        (page('<g><path id="portal" d="M10 10h60v60l-20-40z"/></g>'), "portal cannot be an opening: an opening is one"),
        (
            page(f'<image href="a.jpg" width="9" height="9"/>{SQUARE}'),
            '<image> shows "a.jpg", which is not in the file',
        ),
        (page(f'<image href="file:///etc/passwd"/>{SQUARE}'), '"file:///etc/passwd", which is not in the file'),
        (page(f"<style>.a {{</style><style>}} ] b</style>{SQUARE}"), "its style sheet cannot be read"),
        (page(f"<g>{SQUARE}</g>").replace("viewBox", "data-box"), "this drawing does not say how large it is"),
    ],
)
def test_what_is_wrong_with_an_own_drawing_is_said(text, message, tmp_path):
    file = tmp_path / "own.svg"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ComposerError) as caught:
        read_drawing(file)
    assert caught.value.message.startswith(f"{file}: ")
    assert message in caught.value.message


def test_a_broken_own_drawing_stands_at_the_scene_that_wants_it(folder):
    (folder / "harbour.svg").write_text(HARBOUR.replace('id="portal"', ""), encoding="utf-8")
    with pytest.raises(StoryboardError) as caught:
        own_painter(board_of(Scene(id="a", prompt="a wedding"), Scene(id="b", prompt="the harbour")), folder)
    (problem,) = caught.value.problems
    assert problem.path == "scenes[1].motif"
    assert problem.message == f"{folder / 'harbour.svg'}: this drawing has no portal"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("harbor: {words: {ship: 3}}", "harbor: there is no harbor.svg beside it"),
        ("- harbour", "this is no list of motifs"),
        ("harbour: [ship]", "harbour: this is no motif"),
        ("harbour: {word: {ship: 3}}", 'harbour: a motif has no "word"'),
        ("harbour: {words: [ship]}", "harbour.words: these are no words with weights above 0"),
        ("harbour: {words: {ship: 0}}", "harbour.words: these are no words with weights above 0"),
        ("harbour: {ages: young}", 'harbour.ages: "young" is no range of ages'),
        ("harbour: {", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_list_of_words_is_said(text, message, folder):
    (folder / "motifs.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ComposerError) as caught:
        read_motifs(folder)
    assert caught.value.message.startswith(str(folder / "motifs.yaml"))
    assert message in caught.value.message


def test_a_folder_without_drawings_is_refused_at_its_place(tmp_path):
    for folder, message in ((tmp_path / "none", "there is no such folder"), (tmp_path, "there is no SVG file")):
        with pytest.raises(StoryboardError) as caught:
            own_painter(board_of(Scene(id="a", prompt="")), folder)
        (problem,) = caught.value.problems
        assert problem.path == "painter.illustrated.folder"
        assert message in problem.message


def test_the_ages_of_the_leads_tell_two_drawings_apart(folder):
    for name in ("young", "aged"):
        (folder / f"{name}.svg").write_text(HARBOUR, encoding="utf-8")
    (folder / "motifs.yaml").write_text(
        'young: {words: {quay: 3}, ages: "-29"}\naged: {words: {quay: 3}, ages: 30-}\n', encoding="utf-8"
    )
    catalogue, scene = catalogue_of(folder), Scene(id="a", prompt="at the quay")
    assert [catalogue.motif_for(scene, age).name for age in (8, 60, None)] == ["young", "aged", "young"]
    assert painter.age_in(board_of(scene), scene) is None
