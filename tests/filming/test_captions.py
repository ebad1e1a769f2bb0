from fractions import Fraction

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.filming.captions import Caption, Shown, burn, shown_at
from composer.filming.lettering import check_words, lettered
from composer.fonts import TYPEFACES
from composer.zooming.frames import YuvFrame

SIZES = [(1280, 720), (1080, 1920), (1080, 1080), (320, 180), (96, 64)]


def flat(size=(1280, 720), level=90):
    return YuvFrame.from_rgb(np.full((size[1], size[0], 3), level, np.uint8))


def box(drawn):
    height, width = drawn.rgba.shape[:2]
    return drawn.top, drawn.left, drawn.top + height, drawn.left + width


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "text", ["1980", "Ünïcödé Σίσυφος Привет", "the night they met on the last bus home " * 3, "W" * 40]
)
def test_words_lie_within_the_safe_part_of_the_frame(size, text):
    width, height = size
    top, left, bottom, right = box(lettered(text, size))
    shadow = max(4, 0.05 * width)
    assert 0.1 * width - shadow <= left < right <= 0.9 * width + shadow
    assert top >= height / 2
    assert bottom <= height * (0.8 if height > width else 0.9) + 2


def test_words_are_centred():
    _, left, _, right = box(lettered("1980", (1280, 720)))
    assert abs((left + right) / 2 - 640) <= 2


def test_long_words_are_broken_into_lines_and_all_are_drawn():
    one, three = lettered("the last bus", (1280, 720)), lettered("the last bus " * 9, (1280, 720))
    ink = [drawn.rgba[..., 3].astype(float)[drawn.rgba[..., 0] > 128].sum() for drawn in (one, three)]
    assert three.rgba.shape[0] > 2 * one.rgba.shape[0]
    assert ink[1] == pytest.approx(9 * ink[0], rel=0.1)


def test_no_pixel_of_the_words_is_cut_off():
    alpha = lettered("Åpgjqy", (1280, 720)).rgba[..., 3]
    for edge in (alpha[0], alpha[:, 0]):
        assert 0 < edge.max() < 16  # the shadow runs out softly


def test_a_caption_changes_pixels_in_its_box_only():
    frame = flat()
    burnt = burn(frame, (Shown(text="1980", opacity=1.0),))
    top, left, bottom, right = box(lettered("1980", (1280, 720)))
    changed = np.argwhere(burnt.y != frame.y)
    assert len(changed) > 500
    assert (changed.min(axis=0) >= (top, left)).all()
    assert (changed.max(axis=0) < (bottom, right)).all()
    assert burnt.y.max() == 235
    assert burnt.y.min() < frame.y[0, 0]


def test_the_frame_itself_is_not_changed():
    frame = flat()
    before = frame.y.copy()
    burn(frame, (Shown(text="1980", opacity=1.0),))
    assert (frame.y == before).all()
    assert burn(frame, ()) is frame


def test_white_words_take_the_colour_from_the_picture_beneath():
    red = YuvFrame.from_rgb(np.broadcast_to(np.array([200, 20, 20], np.uint8), (720, 1280, 3)))
    burnt = burn(red, (Shown(text="1980", opacity=1.0),)).rgb().astype(int)
    brightest = burnt[burnt.min(axis=-1) > 250]
    assert len(brightest) > 100
    assert (burnt.max(axis=-1) - burnt.min(axis=-1))[burnt.min(axis=-1) > 250].max() <= 6


def test_words_on_a_frame_of_ten_bits_look_as_on_one_of_eight():
    frame = flat()
    deep = YuvFrame(y=frame.y.astype(np.uint16) * 4, u=frame.u.astype(np.uint16) * 4, v=frame.v.astype(np.uint16) * 4)
    words = (Shown(text="1980", opacity=0.7),)
    shallow_burnt, deep_burnt = burn(frame, words), burn(deep, words)
    assert deep_burnt.depth == 10
    assert np.abs(deep_burnt.y / 4 - shallow_burnt.y).max() <= 0.625
    assert len(np.unique(deep_burnt.y % 4)) == 4


def test_half_the_opacity_is_half_the_change():
    frame = flat()
    full = burn(frame, (Shown(text="1980", opacity=1.0),)).y.astype(int) - frame.y
    half = burn(frame, (Shown(text="1980", opacity=0.5),)).y.astype(int) - frame.y
    assert np.abs(half - full / 2).max() <= 1


def test_a_caption_fades_in_and_out_within_half_a_second():
    caption = Caption(text="1980", start_frame=100, end_frame=200)
    rate = Fraction(30)
    opacities = [caption.opacity(frame, rate) for frame in range(100, 200)]
    assert opacities == opacities[::-1]
    assert opacities[:15] == sorted(set(opacities[:15]))
    assert 0 < opacities[0] < 0.01
    assert opacities[7] == 0.5
    assert opacities[15:85] == [1.0] * 70


def test_a_caption_shorter_than_its_fades_still_shows():
    caption = Caption(text="1980", start_frame=0, end_frame=10)
    opacities = [caption.opacity(frame, Fraction(30)) for frame in range(10)]
    assert max(opacities) > 0.9
    assert opacities == opacities[::-1]


def test_a_frame_shows_the_captions_of_its_time():
    first, second = Caption(text="a", start_frame=0, end_frame=90), Caption(text="b", start_frame=60, end_frame=120)
    texts = [[shown.text for shown in shown_at((first, second), frame, Fraction(30))] for frame in (0, 59, 60, 90, 120)]
    assert texts == [["a"], ["a"], ["a", "b"], ["b"], []]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_caption_without_words_is_refused(text):
    with pytest.raises(ValueError, match="a caption needs words"):
        Caption(text=text, start_frame=0, end_frame=10)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5)])
def test_a_caption_that_is_never_seen_is_refused(start, end):
    with pytest.raises(ValueError, match=f"a caption from frame {start} to {end} is never seen"):
        Caption(text="1980", start_frame=start, end_frame=end)


def test_a_text_too_long_for_the_frame_is_refused():
    with pytest.raises(ComposerError) as caught:
        check_words("word " * 300, (320, 180))
    assert caught.value.message.startswith("the caption 'word word ")
    assert caught.value.message.endswith("is too long for a film of 320x180")


def test_signs_that_the_typeface_lacks_are_told(caplog):
    check_words("bus 東 ♥ é", (320, 180))
    assert caplog.messages == ["the caption 'bus 東 ♥ é' has signs that its typeface lacks: ♥ 東"]


@pytest.mark.parametrize("face", TYPEFACES)
def test_words_are_set_in_the_typeface_that_is_named(face):
    drawn = lettered("1980 Ünï", (1280, 720), face)
    others = [lettered("1980 Ünï", (1280, 720), other) for other in TYPEFACES if other != face]
    assert all(drawn.rgba.shape != other.rgba.shape or (drawn.rgba != other.rgba).any() for other in others)
    ink = drawn.rgba[..., 3][drawn.rgba[..., 0] > 128].astype(float).sum() / 255
    usual = lettered("1980 Ünï", (1280, 720)).rgba
    assert 0.5 < ink / (usual[..., 3][usual[..., 0] > 128].astype(float).sum() / 255) < 2.3


def test_words_with_letters_that_a_typeface_lacks_are_set_in_the_usual_one():
    one, other = lettered("Привет", (1280, 720), "limelight"), lettered("Привет", (1280, 720))
    assert (one.rgba == other.rgba).all()


def test_a_caption_burnt_in_another_typeface_is_another_picture():
    one, other = (burn(flat(), (Shown(text="1980", opacity=1.0, face=face),)) for face in ("vt323", "lobster"))
    assert (one.y != other.y).sum() > 500
