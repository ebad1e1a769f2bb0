"""Tell a virtual environment where it is now, after its folder was moved: python .ci/moved.py .venv."""

import sys
from pathlib import Path

#: Longest first line of a script that every kernel runs.
_SHEBANG_BYTES = 127


def first_lines(python: str) -> bytes:
    """How a script names its Python; a path with a space, or a long one, goes through the shell, as pip does it."""
    line = f"#!{python}"
    if " " in python or len(line.encode()) > _SHEBANG_BYTES:
        line = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''"
    return line.encode() + b"\n"


def moved(script: bytes, old: str, new: str) -> bytes:
    """A script of the environment, told its new place."""
    first, _, rest = script.partition(b"\n")
    if first.startswith(f"#!{old}/".encode()):
        script = first_lines(first.decode().removeprefix("#!").replace(old, new, 1)) + rest
    return script.replace(old.encode(), new.encode())


def main(folder: str) -> None:
    """Rewrite the old place in the environment's scripts."""
    venv = Path(folder).resolve()
    note = venv / "place"
    old = note.read_text(encoding="utf-8") if note.exists() else str(venv)
    if old != str(venv):
        for script in (venv / "bin").iterdir():
            if script.is_symlink() or not script.is_file():
                continue
            data = script.read_bytes()
            if old.encode() in data and b"\0" not in data:
                script.write_bytes(moved(data, old, str(venv)))
    note.write_text(str(venv), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
