"""Tell a virtual environment where it is now, after its folder was moved: python .ci/moved.py .venv."""

import sys
from pathlib import Path


def main(folder: str) -> None:
    """Rewrite the old place in the environment's scripts."""
    venv = Path(folder).resolve()
    note = venv / "place"
    old = note.read_text(encoding="utf-8") if note.exists() else str(venv)
    if old != str(venv):
        for script in (venv / "bin").iterdir():
            if script.is_symlink() or not script.is_file():
                continue
            text = script.read_bytes()
            if old.encode() in text and b"\0" not in text:
                script.write_bytes(text.replace(old.encode(), str(venv).encode()))
    note.write_text(str(venv), encoding="utf-8")


main(sys.argv[1])
