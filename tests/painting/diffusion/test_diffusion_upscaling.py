from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.outpainting import PORTAL, SIZE, Imitator, unfailing, world
from composer.errors import ComposerError
from composer.geometry import similarity_at
from composer.painting.diffusion.canvas.surround import blank, surround
from composer.painting.diffusion.detail.network import Network, digest_of_network, load_network
from composer.painting.diffusion.detail.tiles import Tiling, enlarge_in_tiles
from composer.painting.diffusion.detail.upscaling import upscale
from composer.painting.pasting import paste

Made = Callable[[np.ndarray], np.ndarray]


@pytest.fixture
def torch() -> Any:
    found = pytest.importorskip("torch")
    found.set_num_threads(1)
    return found


@pytest.fixture
def spandrel(monkeypatch: pytest.MonkeyPatch) -> Any:
    """spandrel; two of its networks that enlarge nothing want torchvision, which is often there for another torch."""
    try:
        import torchvision  # noqa: F401
    except (ImportError, RuntimeError):
        functions = ModuleType("torchvision.transforms.functional")
        vars(functions).update(InterpolationMode=SimpleNamespace(NEAREST=0), rotate=None, normalize=None)
        monkeypatch.setitem(sys.modules, "torchvision", ModuleType("torchvision"))
        monkeypatch.setitem(sys.modules, "torchvision.transforms", ModuleType("torchvision.transforms"))
        monkeypatch.setitem(sys.modules, "torchvision.transforms.functional", functions)
    return pytest.importorskip("spandrel")


def detailed(width: int, height: int) -> np.ndarray:
    """A picture whose detail goes down to three pixels: float32 in 0..1."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    waves = [np.sin(x * a + y * b) for a, b in ((2.0, 0.3), (0.4, 1.9), (1.1, -1.3))]
    broad = [np.sin(x / 40 + k) * np.cos(y / 30 - k) for k in range(3)]
    return (0.5 + 0.2 * np.stack(waves, -1) + 0.2 * np.stack(broad, -1)).astype(np.float32)


def shrunk(picture: np.ndarray, times: int) -> np.ndarray:
    size = picture.shape[1] // times, picture.shape[0] // times
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def decibels(one: np.ndarray, other: np.ndarray) -> float:
    return float(-10 * np.log10(np.mean((one.astype(np.float64) - other) ** 2)))


def lanczos_by(times: int) -> Made:
    def made(picture: np.ndarray) -> np.ndarray:
        size = picture.shape[1] * times, picture.shape[0] * times
        return cv2.resize(picture, size, interpolation=cv2.INTER_LANCZOS4)

    return made


class Doubler:
    """What spandrel makes of a file, as far as the painter looks at it: doubles pixels, and fails as it is told."""

    scale, supports_half, supports_bfloat16 = 2, False, False
    tiling = SimpleNamespace(name="SUPPORTED")

    def __init__(self, most: float = np.inf) -> None:
        self.most = most
        self.seen: list[tuple[int, ...]] = []

    def to(self, _where: object) -> Doubler:
        return self

    def eval(self) -> Doubler:
        return self

    def __call__(self, tile: Any) -> Any:
        self.seen.append(tuple(tile.shape[2:]))
        if max(self.seen[-1]) > self.most:
            raise MemoryError
        return tile.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)


def save_esrgan(torch: Any, file: Path, **shape: int) -> Any:
    """A tiny network of a kind that people share, with random weights, in a file."""
    from safetensors.torch import save_file
    from spandrel.architectures.ESRGAN import ESRGAN

    torch.manual_seed(0)
    network = ESRGAN(**{"num_filters": 8, "num_blocks": 1, "scale": 4} | shape)
    weights = network.state_dict()
    if file.suffix == ".safetensors":
        save_file(weights, file)
    else:
        torch.save({"params_ema": weights}, file)
    return network.eval()


def test_every_pixel_counts_once_over_all_tiles() -> None:
    for length in (40, 128, 129, 300, 1000):
        total = np.zeros(length * 3, np.float32)
        for span in Tiling(side=128, margin=16).spans(length):
            total[span.start * 3 : span.stop * 3] += span.share(3)
        np.testing.assert_allclose(total, 1, atol=1e-6)


def test_tiles_give_the_same_picture_where_they_see_as_far_as_the_network_looks() -> None:
    def blurred_double(picture: np.ndarray) -> np.ndarray:  # looks 7 pixels far
        return lanczos_by(2)(cv2.blur(picture, (7, 7)))

    picture = detailed(200, 150)
    whole = blurred_double(picture)
    in_tiles = enlarge_in_tiles(picture, 2, Tiling(side=64, margin=16), blurred_double)
    np.testing.assert_allclose(in_tiles, whole, atol=2e-6)
    narrow = enlarge_in_tiles(picture, 2, Tiling(side=64, margin=4), blurred_double)
    assert np.abs(narrow - whole).max() > 1000 * np.abs(in_tiles - whole).max()


@pytest.mark.parametrize("suffix", [".safetensors", ".pth", ".pt", ".ckpt"])
def test_a_networks_file_of_any_kind_enlarges_as_the_network_itself(
    suffix: str, torch: Any, spandrel: Any, tmp_path: Path
) -> None:
    own = save_esrgan(torch, tmp_path / f"tiny{suffix}")
    network = load_network(torch, tmp_path / f"tiny{suffix}", "cpu")
    picture = detailed(48, 40)
    with torch.no_grad():
        expected = own(torch.from_numpy(picture.transpose(2, 0, 1)[None])).clamp(0, 1)[0].permute(1, 2, 0).numpy()
    assert network.scale == 4
    np.testing.assert_allclose(network(picture), expected, atol=1e-5)


def test_other_kinds_of_networks_are_read_too(torch: Any, spandrel: Any, tmp_path: Path) -> None:
    from safetensors.torch import save_file
    from spandrel.architectures.SwinIR import SwinIR

    swin = SwinIR(
        img_size=16, depths=[1], embed_dim=12, num_heads=[2], window_size=8, upscale=2, upsampler="pixelshuffle"
    )
    weights = {name: value.clone() for name, value in swin.state_dict().items()}
    save_file(weights, tmp_path / "swin.safetensors")
    network = load_network(torch, tmp_path / "swin.safetensors", "cpu")
    # 45 x 33 is no multiple of its windows.
    assert network(detailed(45, 33)).shape == (66, 90, 3)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("note.pth", b"no weights", "is no file of weights, or holds more than weights, which is not loaded"),
        ("note.safetensors", b"no weights", "cannot be read as weights: "),
        ("gone.pth", None, "cannot be read as weights: "),
    ],
)
def test_what_is_no_network_is_refused(
    name: str, content: bytes | None, message: str, torch: Any, spandrel: Any, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ComposerError) as caught:
        load_network(torch, tmp_path / name, "cpu")
    assert caught.value.message.startswith(str(tmp_path / name))
    assert message in caught.value.message
    assert caught.value.hint


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("touched"),)


def test_code_in_a_file_is_not_run(torch: Any, spandrel: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"params": Evil()}, "evil.pth")
    with pytest.raises(ComposerError) as caught:
        load_network(torch, Path("evil.pth"), "cpu")
    assert caught.value.message == (
        "evil.pth is no file of weights, or holds more than weights, which is not loaded since it may be code"
    )
    assert not Path("touched").exists()


def test_weights_of_another_thing_are_refused(torch: Any, spandrel: Any, tmp_path: Path) -> None:
    torch.save({"words.weight": torch.zeros(3)}, tmp_path / "words.pth")
    torch.save([1, 2], tmp_path / "list.pth")
    with pytest.raises(ComposerError, match="holds no network of a kind that spandrel knows"):
        load_network(torch, tmp_path / "words.pth", "cpu")
    with pytest.raises(ComposerError, match="holds no weights by name"):
        load_network(torch, tmp_path / "list.pth", "cpu")


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ({"in_nc": 1, "out_nc": 1}, "holds ESRGAN from 1 channels to 1, where pictures have 3"),
        ({"scale": 1}, "holds ESRGAN, a network that enlarges nothing"),
    ],
)
def test_networks_that_cannot_enlarge_a_picture_are_refused(
    shape: dict[str, int], message: str, torch: Any, spandrel: Any, tmp_path: Path
) -> None:
    save_esrgan(torch, tmp_path / "odd.pth", **shape)
    with pytest.raises(ComposerError, match=message):
        load_network(torch, tmp_path / "odd.pth", "cpu")


def test_without_spandrel_the_error_says_what_to_install(
    torch: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "spandrel", None)
    with pytest.raises(ComposerError) as caught:
        load_network(torch, tmp_path / "x4.pth", "cpu")
    assert caught.value.message.startswith("an upscaling network needs spandrel, which cannot be loaded: ")
    assert caught.value.hint == 'pip install "longzoom[upscale]", with torch and torchvision from the same place'


def test_where_memory_runs_out_the_tiles_get_smaller_with_a_word_and_stay_so(
    torch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    model = Doubler(most=300)
    network = Network(torch, model, Path("x2.pth"), "cpu")
    picture = detailed(700, 140)
    expected = picture.repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_allclose(network(picture), expected, atol=1e-6)
    np.testing.assert_allclose(network(picture), expected, atol=1e-6)
    assert caplog.messages == ["the memory ran out under x2.pth: its tiles are 256 pixels wide from now on"]
    assert max(max(shape) for shape in model.seen[1:]) <= 256


def test_a_network_that_fits_in_no_tile_is_an_error(torch: Any) -> None:
    with pytest.raises(ComposerError) as caught:
        Network(torch, Doubler(most=100), Path("x2.pth"), "cpu")(detailed(700, 140))
    assert caught.value.message == "x2.pth does not fit into the memory of this machine"


def test_a_network_that_sees_the_whole_picture_gets_it_whole(torch: Any) -> None:
    model = Doubler()
    model.tiling = SimpleNamespace(name="INTERNAL")
    Network(torch, model, Path("x2.pth"), "cpu")(detailed(700, 140))
    assert model.seen == [(140, 700)]


def test_pictures_without_numbers_are_an_error(torch: Any) -> None:
    model = Doubler()
    with pytest.raises(ComposerError, match=r"x2.pth gave a picture without numbers \(NaN\)"):
        Network(torch, model, Path("x2.pth"), "cpu")(np.full((8, 8, 3), np.nan, np.float32))


def test_at_half_precision_pictures_without_numbers_are_made_again(
    torch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    class Overflowing(Doubler):
        def __call__(self, tile: Any) -> Any:
            return super().__call__(tile) * (1 if tile.dtype == torch.float32 else np.inf)

    network = Network(torch, Overflowing(), Path("x2.pth"), "cpu")
    network._dtype = torch.bfloat16
    picture = detailed(40, 30)
    np.testing.assert_allclose(network(picture), picture.repeat(2, axis=0).repeat(2, axis=1), atol=1e-6)
    assert caplog.messages == [
        "x2.pth gave a picture without numbers at half precision: it runs in float32 from now on"
    ]


def test_another_file_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    assert digest_of_network(tmp_path / "one") != digest_of_network(tmp_path / "two")
    with pytest.raises(ComposerError, match="cannot be read: No such file or directory"):
        digest_of_network(tmp_path / "three")


@pytest.mark.parametrize("size", [(512, 288), (400, 240), (250, 160), (333, 111)])
def test_pictures_get_exactly_the_size_that_is_asked_for(size: tuple[int, int]) -> None:
    picture = np.full((150, 256, 3), 100.6 / 255, np.float32)
    for network in (None, lanczos_by(2), lanczos_by(4)):
        made = upscale(picture, size, network)
        assert made.shape == (size[1], size[0], 3)
        assert (made == 101).all()


@pytest.mark.parametrize(
    "error",
    [
        lambda colours: colours * [0.9, 1.0, 1.1] + [0.03, 0, -0.02],
        lambda colours: np.clip(colours, 0, 1) ** 1.15,
        lambda colours: colours + np.linspace(-0.08, 0.08, colours.shape[1])[None, :, None],
    ],
    ids=["cast", "gamma", "slope"],
)
def test_a_networks_errors_of_colour_do_not_show(error: Made) -> None:
    truth = detailed(640, 360)
    picture = shrunk(truth, 2)
    made = upscale(picture, (640, 360), lambda _: error(truth).astype(np.float32)) / 255
    cells = shrunk(made.astype(np.float32), 20) - shrunk(truth, 20)
    assert np.abs(shrunk(error(truth).astype(np.float32), 20) - shrunk(truth, 20)).max() > 0.03
    assert np.abs(cells).max() < 0.012
    assert decibels(made, truth) > 33


def drift(network: Made) -> float:
    """Mean error of the outermost keyframe's ring, in levels, after forty steps whose pictures a network enlarged."""
    imitator, size = Imitator(unfailing), (SIZE[0] * 2, SIZE[1] * 2)
    inner = upscale(imitator(blank(SIZE)), size, network)
    for _ in range(40):
        canvas = surround(inner, PORTAL, SIZE, 0.03)
        inner = paste(upscale(imitator(canvas), size, network), inner, PORTAL, 0.06)
    around = surround(inner, PORTAL, SIZE, 0).repaint
    small = cv2.resize(inner.astype(np.float32), SIZE, interpolation=cv2.INTER_AREA)
    return float(np.abs(small - world() * 255)[around].mean())


def reddish(picture: np.ndarray) -> np.ndarray:
    grey = picture.mean(axis=-1, keepdims=True)
    return lanczos_by(2)((grey + (picture - grey) * 1.02 + np.array([0.8, 0, 0]) / 255).astype(np.float32))


def test_a_network_that_errs_in_colour_lets_nothing_drift_over_forty_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drift(reddish) < 3
    assert drift(reddish) == pytest.approx(drift(lanczos_by(2)), abs=0.1)
    monkeypatch.setattr("composer.painting.diffusion.detail.upscaling._in_colours_of", lambda drawn, picture: drawn)
    assert drift(reddish) > 20


def test_before_the_next_arrival_a_perfect_network_is_ten_decibels_above_lanczos() -> None:
    film, portal = (320, 180), similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=16 / 9)
    truth = detailed(640, 360)
    model = shrunk(truth, 2)

    def frame(keyframe: np.ndarray) -> np.ndarray:
        """The last frame of the step: the keyframe nearly twice as large, only its ring around the portal."""
        part = keyframe[72:-72, 128:-128].astype(np.float32)
        return cv2.resize(part, film, interpolation=cv2.INTER_LANCZOS4)

    ring = surround(np.zeros((180, 320, 3), np.uint8), portal, (640, 360), 0).repaint[72:-72, 128:-128]
    ring = cv2.resize(ring.astype(np.uint8), film, interpolation=cv2.INTER_NEAREST) > 0
    seen = frame(truth)[ring]
    plain = decibels(frame(upscale(model, (640, 360)) / 255)[ring], seen)
    perfect = decibels(frame(upscale(model, (640, 360), lambda _: truth) / 255)[ring], seen)
    assert perfect > plain + 10
