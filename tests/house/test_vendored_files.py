"""The studio's page: checked copies of others' files, nothing loaded from the net, nothing inline."""

import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "composer" / "studio" / "static"
VENDORED = sorted(path.parent for path in (STATIC / "vendor").rglob("SHA256SUMS"))
SERVED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".html", ".js", ".css", ".svg"})
#: A place that is not of this server: with a scheme, or beginning with two slashes.
ELSEWHERE = r"(?:https?:|wss?:)?//"
#: What makes a browser load an address. Namespaces (http://www.w3.org/...) and links in comments load nothing.
LOADING = re.compile(
    r"(?:\bimport\s*\(?|\bfrom|@import|\bfetch\s*\(|\bimportScripts\s*\(|\bnew\s+\w+\s*\(|\b(?:src|srcset|href)\s*=)"
    rf"\s*[\"'`]\s*{ELSEWHERE}|\burl\(\s*[\"']?\s*{ELSEWHERE}"
)


class Inline(HTMLParser):
    """What a page would run or paint from its own text, which the studio's content security policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {name}" for name, text in attrs if (text or "").strip().startswith("javascript:")]


def of_static(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


@pytest.mark.parametrize("folder", VENDORED, ids=of_static)
def test_every_vendored_file_is_the_one_that_was_checked(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    stated = {place: checksum for checksum, place in (line.split("  ", 1) for line in lines)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del files["SHA256SUMS"]
    assert {place: hashlib.sha256(path.read_bytes()).hexdigest() for place, path in files.items()} == stated


def test_every_vendored_folder_has_its_checksums_and_its_licence() -> None:
    folders = sorted(path for path in (STATIC / "vendor").iterdir())
    assert folders == VENDORED != []
    for folder in folders:
        assert "Redistribution and use" in (folder / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SERVED, ids=of_static)
def test_no_file_of_the_page_loads_anything_from_the_net(path: Path) -> None:
    assert [found[0] for found in LOADING.finditer(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        'import x from "https://host/x.js"',
        "import('//host/x.js')",
        "export * from 'http://host/x.js'",
        '@import "https://host/x.css"',
        "fetch(`https://host/`)",
        'new EventSource("http://host/")',
        '<script src = "//host/x.js">',
        '<link rel="stylesheet" href="https://host/x.css">',
        "background: url(https://host/x.png)",
        'background: url( "//host/x.png")',
    ],
)
def test_whatever_would_load_from_the_net_is_found(text: str) -> None:
    assert LOADING.search(text)


@pytest.mark.parametrize("path", [path for path in SERVED if path.suffix in {".html", ".svg"}], ids=of_static)
def test_no_page_has_inline_scripts_or_styles(path: Path) -> None:
    assert Inline(path.read_text(encoding="utf-8")).found == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<script>1</script>", ["<script>"]),
        ("<style>p{}</style>", ["<style>"]),
        ('<p style="top:0" onclick="f()">', ["p style", "p onclick"]),
        ('<a href=" javascript:f()">', ["a href"]),
        ('<script type="module" src="js/main.js"></script><link rel="stylesheet" href="studio.css">', []),
    ],
)
def test_inline_scripts_and_styles_are_found(html: str, found: list[str]) -> None:
    assert Inline(html).found == found


def test_a_package_that_is_not_the_one_named_is_refused(tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\necho other > other.tgz\necho "$@" > "$0.said"\n', encoding="utf-8")
    npm.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, ROOT / ".ci" / "vendor.py"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert npm.with_suffix(".said").read_text(encoding="utf-8").startswith("pack wavesurfer.js@8.0.1 ")
    assert done.returncode == 1
    assert done.stderr.startswith("wavesurfer.js@8.0.1: its SHA-512 is ")
