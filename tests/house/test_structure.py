import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMPOSER = Path(__file__).parents[2] / "composer"
STAGES = ("storyboard", "listening", "timing", "painting", "zooming", "filming")
#: Modules that every stage may use: they import no stage.
FOUNDATIONS = (
    *("errors", "timebase", "easing", "geometry", "files", "progress", "fonts", "ffmpeg_path", "encoders"),
    *("interrupts", "resampling", "svg"),
)
MODULES = sorted(COMPOSER.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("composer"):
            yield from ([f"composer.{a.name}" for a in node.names] if node.module == "composer" else [node.module])
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("composer"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(COMPOSER).as_posix())
def test_a_stage_imports_only_stages_before_it_and_foundations(path: Path) -> None:
    own = path.relative_to(COMPOSER).parts[0].removesuffix(".py")
    rooms = {room(name) for name in imported(path)} - {"", "__version__", own}
    if own in STAGES:
        assert rooms <= set(STAGES[: STAGES.index(own)]) | set(FOUNDATIONS)
    elif own in FOUNDATIONS:
        assert rooms <= set(FOUNDATIONS)


def test_only_the_command_line_opens_the_studio_and_only_when_asked() -> None:
    users = {
        path.relative_to(COMPOSER).as_posix()
        for path in MODULES
        if path.relative_to(COMPOSER).parts[0] != "studio" and "studio" in {room(name) for name in imported(path)}
    }
    assert users <= {"cli.py"}
    tree = ast.parse((COMPOSER / "cli.py").read_text(encoding="utf-8"))
    at_import = ast.unparse([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)])
    assert "studio" not in at_import


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        ".".join(("composer", *path.relative_to(COMPOSER).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in MODULES
    }
    edges = {
        name: {other for other in imported(path) if other in graph and other != name} for name, path in graph.items()
    }
    seen: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert seen.get(name) != 1, " -> ".join((*trail, name))
        if name in seen:
            return
        seen[name] = 1
        for other in sorted(edges[name]):
            visit(other, (*trail, name))
        seen[name] = 2

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(COMPOSER).as_posix())
def test_a_module_has_at_most_400_lines_and_a_function_60(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 60, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("statement", ["import composer", "import composer.cli", "import composer.storyboard.reading"])
def test_asking_for_help_loads_no_heavy_library(statement: str) -> None:
    heavy = "{'torch', 'diffusers', 'librosa', 'cv2', 'moviepy', 'scipy', 'numba', 'starlette', 'uvicorn'}"
    code = f"{statement}; import sys; print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_package_prints_nothing_and_starts_nothing() -> None:
    code = "import threading, composer, composer.cli; print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("1", "")
