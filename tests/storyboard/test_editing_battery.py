"""Every edit of every value in many layouts does exactly what it says, or is refused with the text untouched."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from modern_yaml import comments, load, typed
from storyboard_layouts import LAYOUTS, NEW_VALUES

from composer.errors import ComposerError
from composer.storyboard.editing import Edit, edit_text


def leaves(data: Any, path: str = "") -> Iterator[str]:
    """Paths of all single values."""
    if isinstance(data, dict):
        for key, each in data.items():
            yield from leaves(each, f"{path}.{key}".removeprefix("."))
    elif isinstance(data, list):
        for number, each in enumerate(data):
            yield from leaves(each, f"{path}[{number}]")
    elif path:
        yield path


def mappings(data: Any, path: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        yield path
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, each in children:
        yield from mappings(each, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".removeprefix("."))


def steps(path: str) -> list[str | int]:
    return [key if number == "" else int(number) for key, number in re.findall(r"\.?([^.\[\]]+)|\[([0-9]+)\]", path)]


def put(data: Any, path: str, value: Any) -> Any:
    data = copy.deepcopy(data)
    *way, last = steps(path)
    here = data
    for key in way:
        here = here[key]
    here[last] = typed(value)
    return data


def taken(data: Any, path: str) -> Any:
    data = copy.deepcopy(data)
    *way, last = steps(path)
    here = data
    for key in way:
        here = here[key]
    del here[last]
    return data


def unchanged_lines(old: str, new: str) -> int:
    """Lines that do not change at the start and the end of the text."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    rest = min(len(before), len(after)) - head
    pairs = zip(reversed(before), reversed(after), strict=False)
    tail = next((i for i, (a, b) in enumerate(pairs) if a != b), rest)
    return head + min(tail, rest)


def outcome(text: str, edit: Edit) -> str | None:
    try:
        return edit_text(text, [edit])
    except ComposerError as error:
        assert error.message.startswith(f"{edit.path} cannot be changed here: "), error.message  # noqa: PT017
        return None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_changed_value_is_the_only_thing_that_changes(layout: str) -> None:
    text = LAYOUTS[layout]
    data = load(text)
    for path in leaves(data):
        for value in NEW_VALUES:
            new = outcome(text, Edit(path=path, value=value))
            if new is None:
                assert layout == "anchors", (path, value)
                continue
            assert load(new) == put(data, path, value), (path, value, new)
            assert comments(new) == comments(text), (path, value, new)
            assert text.startswith("\ufeff") == new.startswith("\ufeff")
            assert ("\r\n" in text) == ("\r\n" in new)
            assert "\r\n" not in text or re.search("[^\r]\n", new) is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_added_key_is_the_only_thing_that_changes(layout: str) -> None:
    text = LAYOUTS[layout]
    data = load(text)
    for path in mappings(data):
        for value in ("bar 3", "x: y # z", "two\nlines", 5, {"at": [0.5, 0.25], "turn": "8 deg"}):
            added = f"{path}.newkey".removeprefix(".")
            new = outcome(text, Edit(path=added, value=value))
            if new is None:
                assert layout == "anchors", path
                continue
            assert load(new) == put(data, added, value), (added, value, new)
            assert comments(new) == comments(text), (added, new)
            assert unchanged_lines(text, new) >= len(text.splitlines()) - 1, (added, new)
            assert "\r\n" not in text or re.search("[^\r]\n", new) is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_removed_key_is_the_only_thing_that_goes(layout: str) -> None:
    text = LAYOUTS[layout]
    data = load(text)
    for mapping in mappings(data):
        here = data
        for key in steps(mapping):
            here = here[key]
        for name in here:
            path = f"{mapping}.{name}".removeprefix(".")
            new = outcome(text, Edit(path=path, value=None))
            if new is None:
                assert layout == "anchors" or len(here) == 1, path
                continue
            assert load(new) == taken(data, path), (path, new)
            lost = [each for each in comments(text) if each not in comments(new)]
            assert len(lost) <= 1 or isinstance(here[name], (dict, list)), (path, lost, new)
            assert "\r\n" not in text or re.search("[^\r]\n", new) is None


@pytest.mark.parametrize("layout", ["block", "bom and crlf", "flow", "json", "unicode", "nested", "no final newline"])
def test_changing_a_value_back_gives_the_text_back(layout: str) -> None:
    text = LAYOUTS[layout]
    data = load(text)
    for path in leaves(data):
        here = data
        for key in steps(path):
            here = here[key]
        if here[0] in ("str", "number") and "\n" not in str(here[1]):
            there = edit_text(text, [Edit(path=path, value="bar 7" if here[0] == "str" else 7)])
            assert edit_text(there, [Edit(path=path, value=here[1])]) == text, path
