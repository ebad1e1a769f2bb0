import subprocess
import sys
from pathlib import Path

import pytest

MOVED = Path(__file__).parents[2] / ".ci" / "moved.py"


@pytest.mark.parametrize("name", ["there", "with a space", "x" * 140])
def test_scripts_of_an_environment_run_after_its_folder_was_moved(tmp_path: Path, name: str) -> None:
    here = tmp_path / "here"
    scripts = here / "venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "python").symlink_to(sys.executable)
    script = scripts / "hello"
    script.write_text(f"#!{scripts}/python\nprint('hello from', {str(scripts)!r})\n", encoding="utf-8")
    script.chmod(0o755)
    tell = [sys.executable, MOVED]
    subprocess.run([*tell, here / "venv"], check=True)
    there = here.rename(tmp_path / name)
    subprocess.run([*tell, there / "venv"], check=True)
    moved = there / "venv" / "bin"
    done = subprocess.run([moved / "hello"], capture_output=True, text=True, check=True)
    assert done.stdout == f"hello from {moved}\n"
