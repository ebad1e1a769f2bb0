from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from tiny_pipelines import save_tiny

from composer.errors import Place
from composer.painting.diffusion.families import table as families
from composer.storyboard.records import Person, Photo, Scene, Storyboard


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


#: A disk that has room for the weights of every model.
ROOMY = _Usage(total=10**13, used=0, free=10**13)


@pytest.fixture
def storyboard(tmp_path: Path) -> Storyboard:
    file = Path("film.yaml")
    places = {
        "painter": Place(file=file, line=4, column=1),
        "painter.diffusion.steps": Place(file=file, line=6, column=5),
        "painter.diffusion.dtype": Place(file=file, line=7, column=5),
    }
    june = Person(name="june", born=1972, photos=(Photo(picture=tmp_path / "june.png"),))
    scenes = (Scene(id="bus", prompt="a bus"),)
    return Storyboard(file=tmp_path / "film.yaml", scenes=scenes, cast=(june,), places=places)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Folders of tiny pipelines by name, each built once."""
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    pytest.importorskip("accelerate")
    folder = tmp_path_factory.mktemp("tiny")

    def of(name: str) -> Path:
        return folder / name if (folder / name).exists() else save_tiny(name, folder / name)

    return of


@pytest.fixture
def small_canvases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every family paints 128 x 128 pixels or as many in another shape, for the sake of time."""
    small = tuple(replace(family, pixels=128 * 128, multiple=16) for family in families.FAMILIES)
    monkeypatch.setattr(families, "FAMILIES", small)


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache folder, empty, on a roomy disk of a machine without a network."""
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: ROOMY)
    for module in ("huggingface_hub.constants", "diffusers.utils.constants", "diffusers.pipelines.pipeline_utils"):
        monkeypatch.setattr(f"{module}.HF_HUB_CACHE", str(tmp_path), raising=False)
    return tmp_path
