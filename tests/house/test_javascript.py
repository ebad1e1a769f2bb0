"""The studio's JavaScript keeps the house rules that the Python keeps."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from composer.timebase import clock

STATIC = Path(__file__).parents[2] / "composer" / "studio" / "static"
MODULES = sorted((STATIC / "js").rglob("*.js"))
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
IMPORTS = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'`]([^"'`]+)["'`]""")


def imported(path: Path) -> list[str]:
    """The modules that one imports when it runs, as it writes them; types named in comments are none."""
    return IMPORTS.findall(COMMENTS.sub("", path.read_text(encoding="utf-8")))


def named(path: Path, written: str) -> Path:
    return Path(os.path.normpath(path.parent / written))


def of_static(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=of_static)
def test_a_javascript_module_has_at_most_400_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", MODULES, ids=of_static)
def test_a_javascript_module_imports_only_files_of_the_page(path: Path) -> None:
    for written in imported(path):
        assert written.startswith(("./", "../")), written
        assert named(path, written) in MODULES or (STATIC / "vendor") in named(path, written).parents, written
        assert named(path, written).is_file(), f"a browser wants the name of a file: {written}"


def circle(edges: dict[str, list[str]]) -> tuple[str, ...]:
    """Modules that import each other in a circle, with those that import one of them; none if there is no circle."""
    left = dict(edges)
    while free := [name for name, others in left.items() if not set(others) & set(left)]:
        for name in free:
            del left[name]
    return tuple(sorted(left))


def test_no_javascript_modules_import_each_other_in_a_circle() -> None:
    assert (
        circle({of_static(path): [of_static(named(path, name)) for name in imported(path)] for path in MODULES}) == ()
    )


def test_a_circle_of_imports_is_found() -> None:
    assert circle({"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": []}) == ("a", "b", "c")


def test_every_way_to_import_is_seen_and_comments_are_not(tmp_path: Path) -> None:
    module = tmp_path / "module.js"
    module.write_text(
        'import a, { b }\n  from "./a.js"; // from "./no.js"\n'
        "import './b.js';\n/** @type {import('./no.js').A} */\nexport * from './c.js';\n"
        'const link = "http://host/"; const d = await import("./d.js");\n',
        encoding="utf-8",
    )
    assert imported(module) == ["./a.js", "./b.js", "./c.js", "./d.js"]


@pytest.mark.skipif(not shutil.which("node") and not os.environ.get("CI"), reason="node is not installed")
def test_the_page_writes_a_time_as_the_terminal_does(tmp_path: Path) -> None:
    seconds = [0, 0.125, 0.375, 9.995, 59.994, 59.996, 62.5, 600, 3599.999, *(frame / 24 for frame in range(2000))]
    numbers = tmp_path / "numbers.mjs"
    shutil.copy(STATIC / "js" / "numbers.js", numbers)
    code = f'import {{ clock }} from "{numbers.as_uri()}"; console.log(JSON.stringify({seconds}.map(clock)))'
    command = ["node", "--input-type=module", "--eval", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [clock(time) for time in seconds]
