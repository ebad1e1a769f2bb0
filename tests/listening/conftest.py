from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest
import soundfile
from drum_machine import KnownSong, Score, play

from composer.listening.analysis import Analysis
from composer.listening.listen import analyse


@pytest.fixture(scope="session")
def rock() -> KnownSong:
    """Twenty seconds of 4/4 at 104 bpm that begin after 0.4 s."""
    return play(Score(bpm=104, bars=8, lead_seconds=0.4))


@pytest.fixture(scope="session")
def rock_file(rock: KnownSong, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rock") / "rock.wav"
    soundfile.write(file, rock.samples, rock.rate)
    return file


@pytest.fixture(scope="session")
def rock_analysis(rock_file: Path) -> Analysis:
    return analyse(rock_file, None)


@pytest.fixture(scope="session")
def convert() -> Callable[..., None]:
    """Run the bundled ffmpeg: ``convert(source, target, *options)``."""

    def run(source: Path, target: Path, *options: str) -> None:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-i", str(source)]
        subprocess.run([*command, *options, str(target)], check=True)

    return run
