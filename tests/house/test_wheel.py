"""The wheel, built and installed as a user's pip would, and used outside of the source tree."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", out, ROOT], check=True)
    (path,) = out.glob("longzoom-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--no-compile", "--target", target, wheel], check=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import composer, sys; from composer.cli import main; main(prog_name='longzoom')"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-c", code, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_every_data_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "composer").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names


def test_the_wheel_names_its_command_and_its_extras(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (info,) = [name for name in archive.namelist() if name.endswith("METADATA")]
    metadata = archive.read(info).decode()
    assert "Provides-Extra: diffusion" in metadata
    assert "Provides-Extra: beat-this" in metadata
    assert "Requires-Python: >=3.11" in metadata
    entry = archive.read(info.replace("METADATA", "entry_points.txt")).decode()
    assert "longzoom = composer.cli:main" in entry


def test_the_installed_package_plans_the_storyboard_it_writes(installed: Path, tmp_path: Path) -> None:
    written = run(installed, tmp_path, "new", "film")
    assert (written.returncode, written.stderr) == (0, "")
    storyboard = tmp_path / written.stdout.strip()
    checked = run(installed, tmp_path, "check", str(storyboard), "--json")
    assert json.loads(checked.stdout)["errors"] == [] or "song" in checked.stdout
    place = run(installed, tmp_path, "schema")
    assert json.loads(place.stdout)["type"] == "object"
