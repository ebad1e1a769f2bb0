"""Pictures of any kind are seen as they were meant, or refused with the reason."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from composer.errors import ComposerError
from composer.painting.pictures import check_picture, pictures_in, read_picture

RED, GREEN, BLUE, WHITE = (230, 20, 20), (20, 200, 40), (20, 40, 220), (250, 250, 250)
#: What a camera does to the upright picture before it writes each EXIF orientation.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width=120, height=80):
    picture = np.zeros((height, width, 3), np.uint8)
    top, left = slice(None, height // 2), slice(None, width // 2)
    bottom, right = slice(height // 2, None), slice(width // 2, None)
    picture[top, left], picture[top, right] = RED, GREEN
    picture[bottom, left], picture[bottom, right] = BLUE, WHITE
    return picture


def colours(picture):
    height, width = picture.shape[:2]
    return [tuple(int(v) for v in picture[int(y * height), int(x * width)]) for y in (0.25, 0.75) for x in (0.25, 0.75)]


def assert_quarters(picture, within=4):
    assert np.abs(np.array(colours(picture)) - np.array([RED, GREEN, BLUE, WHITE])).max() <= within


@pytest.mark.parametrize("orientation", sorted(STORED_AS))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tiff"])
def test_a_picture_that_the_camera_stored_turned_is_upright(tmp_path, orientation, ending):
    image = Image.fromarray(quarters())
    if STORED_AS[orientation] is not None:
        image = image.transpose(STORED_AS[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / f"p.{ending}", exif=exif, quality=95)

    picture = read_picture(tmp_path / f"p.{ending}")

    assert picture.shape == (80, 120, 3)
    assert_quarters(picture, within=12)


@pytest.mark.parametrize("mode", ["RGB", "P", "CMYK", "RGBA", "LAB"])
def test_colours_of_every_mode_become_srgb(tmp_path, mode):
    image = Image.fromarray(quarters())
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        image = ImageCms.applyTransform(image, to_lab)
    else:
        image = image.quantize(8) if mode == "P" else image.convert(mode)
    image.save(tmp_path / ("p.png" if mode in ("P", "RGBA") else "p.tif"))

    assert_quarters(read_picture(tmp_path / ("p.png" if mode in ("P", "RGBA") else "p.tif")), within=8)


@pytest.mark.parametrize("mode", ["L", "LA", "1"])
def test_grey_becomes_colour(tmp_path, mode):
    grey = np.zeros((80, 120), np.uint8)
    grey[:, 60:] = 255
    Image.fromarray(grey).convert(mode).save(tmp_path / "p.png")

    picture = read_picture(tmp_path / "p.png")

    assert picture.shape == (80, 120, 3)
    assert picture[:, :60].max() == 0
    assert picture[:, 60:].min() == 255


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_sixteen_bits_of_grey_become_eight(tmp_path, ending):
    ramp = np.tile(np.arange(256, dtype=np.uint16) * 257, (64, 1))
    Image.fromarray(ramp).save(tmp_path / f"p.{ending}")

    assert np.array_equal(read_picture(tmp_path / f"p.{ending}")[0], np.repeat(np.arange(256)[:, None], 3, axis=1))


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_sixteen_bits_of_each_colour_become_eight(tmp_path, ending):
    deep = quarters().astype(np.uint16) * 257
    cv2.imwrite(str(tmp_path / f"p.{ending}"), deep[..., ::-1])

    assert_quarters(read_picture(tmp_path / f"p.{ending}"), within=1)


def test_floats_from_zero_to_one_become_eight_bits(tmp_path):
    Image.fromarray(np.tile(np.linspace(0, 1, 256, dtype=np.float32), (64, 1))).save(tmp_path / "p.tiff")

    assert np.abs(read_picture(tmp_path / "p.tiff")[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_an_embedded_profile_is_followed(tmp_path):
    """In this profile, sRGB with two tags exchanged, the first channel is green and the second red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    Image.fromarray(quarters()[..., [1, 0, 2]]).save(tmp_path / "p.png", icc_profile=exchanged)

    assert_quarters(read_picture(tmp_path / "p.png"), within=3)


def test_a_broken_profile_is_passed_over(tmp_path):
    Image.fromarray(quarters()).save(tmp_path / "p.png", icc_profile=b"no profile at all")

    assert_quarters(read_picture(tmp_path / "p.png"))


def test_see_through_parts_are_filled_from_around_them(tmp_path):
    picture = np.zeros((100, 150, 4), np.uint8)
    picture[..., :3] = (0, 0, 0)
    picture[20:80, 30:120] = (200, 120, 40, 255)
    Image.fromarray(picture).save(tmp_path / "p.png")

    assert np.abs(read_picture(tmp_path / "p.png").astype(int) - (200, 120, 40)).max() <= 3


def test_the_pictures_of_a_folder_stand_in_natural_order(tmp_path):
    for name in ("b10.jpg", "b2.JPG", "a.png", "b1.webp", "notes.txt", ".b0.jpg", "c.tif"):
        (tmp_path / name).touch()

    assert [path.name for path in pictures_in(tmp_path)] == ["a.png", "b1.webp", "b2.JPG", "b10.jpg", "c.tif"]


def png_head(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def refusal(read, path):
    with pytest.raises(ComposerError) as caught:
        read(path)
    return str(caught.value)


def test_a_missing_picture_is_named(tmp_path):
    path = tmp_path / "gone.jpg"
    assert refusal(read_picture, path) == (
        f"{path}: there is no such picture\n  hint: mend the path; it starts at the storyboard"
    )


@pytest.mark.parametrize("data", [b"", b"Dear June, this is a letter. " * 20])
def test_a_file_that_is_no_picture_is_refused(tmp_path, data):
    path = tmp_path / "letter.jpg"
    path.write_bytes(data)
    assert refusal(read_picture, path) == (
        f"{path}: this is not a picture\n  hint: use a jpg, png, webp or tiff; save other kinds as one"
    )


def test_a_jpg_that_is_cut_short_is_refused(tmp_path):
    path = tmp_path / "p.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (400, 600, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, quality=90)
    path.write_bytes(path.read_bytes()[:40_000])

    message = refusal(read_picture, path)

    assert message.startswith(f"{path}: the picture is cut short or damaged (image file is truncated")
    assert message.endswith("\n  hint: copy it again, or save it anew from its source")


@pytest.mark.parametrize(("width", "height"), [(2, 2), (500, 63)])
def test_a_picture_of_too_few_pixels_is_refused_with_its_size(tmp_path, width, height):
    path = tmp_path / "p.png"
    Image.new("RGB", (width, height)).save(path)
    assert refusal(check_picture, path) == (
        f"{path}: the picture has {width}x{height} pixels; at least 64 on each side are needed\n"
        "  hint: use a larger picture, best at least as large as the film"
    )


def test_a_picture_of_more_than_200_megapixels_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "p.png"
    path.write_bytes(png_head(20_000, 15_000))
    assert refusal(read_picture, path) == (
        f"{path}: the picture has 20000x15000 pixels, 300 million; at most 200 million can be used\n"
        "  hint: make it smaller; four times the film's size shows all that can be seen"
    )


def test_a_picture_between_pillows_limit_and_ours_is_accepted_by_its_head(tmp_path):
    path = tmp_path / "p.png"
    path.write_bytes(png_head(14_000, 14_000))
    check_picture(path)


def test_a_folder_in_the_place_of_a_picture_is_refused(tmp_path):
    assert refusal(read_picture, tmp_path) == f"{tmp_path}: Is a directory\n  hint: name a picture that can be read"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "photos"
    hint = "name the folder relative to the storyboard's"
    assert refusal(pictures_in, path) == f"{path}: there is no such folder\n  hint: {hint}"
    path.touch()
    assert refusal(pictures_in, path) == f"{path}: is a file, not a folder\n  hint: {hint}"
