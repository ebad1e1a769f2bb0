"""Every move, removal, copy and insertion in many layouts does exactly what it says, or is refused."""

import re
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from modern_yaml import comments, load, typed
from storyboard_layouts import LAYOUTS, NEW_VALUES

from composer.errors import ComposerError
from composer.storyboard.arranging import duplicate_scene, insert_scene, move_scene, remove_scene

#: Where a layout's list has another name.
LISTS = {"nested": "m", "document marks": "l", "tabs": "l"}
STORYBOARDS = Path(__file__).parents[2] / "storyboards"
TEXTS = {
    **{
        name: re.sub(f"(?m)^{LISTS[name]}:", "scenes:", text) if name in LISTS else text
        for name, text in LAYOUTS.items()
        if name in LISTS or "scenes" in text
    },
    **{path.name: path.read_text(encoding="utf-8") for path in sorted(STORYBOARDS.glob("*.yaml"))},
    "sixty scenes": "zoom: 2\nscenes:\n"
    + "\n".join(f"  # {each}\n  - id: s{each}\n    prompt: >\n      scene {each}\n    bars: 4\n" for each in range(60)),
}
SCENE: dict[str, Any] = {"id": "new", "at": "bar 3", "prompt": "{june}, a # b", "steps": 3}
LARGE = ("sixty scenes", "the-long-ride.yaml")
ALIAS = "it is an alias (*base), shared with other places"
TIMING = ("at", "bars", "beats", "seconds", "pins")


def scenes_of(text: str) -> list[Any]:
    return list(load(text.removeprefix("\ufeff"))["scenes"])


def rest_of(text: str) -> dict[str, Any]:
    return {key: value for key, value in load(text.removeprefix("\ufeff")).items() if key != "scenes"}


def places(text: str) -> Sequence[int]:
    """Indices of the scenes; of many, some."""
    count = len(scenes_of(text))
    return range(count) if count < 10 else (0, 1, count // 2, count - 1)


def check(text: str, new: str, scenes: list[Any]) -> None:
    """That nothing but the scenes differs."""
    assert scenes_of(new) == scenes
    assert rest_of(new) == rest_of(text)
    assert text.startswith("\ufeff") == new.startswith("\ufeff")
    assert ("\r\n" in text) == ("\r\n" in new)
    assert "\r\n" not in text or re.search("[^\r]\n", new) is None
    assert text.endswith("\n") == new.endswith("\n")


def in_order(order: Sequence[int], layout: dict[str, Any]) -> str:
    """A storyboard with numbered scenes and comments in the given order."""
    indent, blank, deep = " " * layout["indent"], "\n" * layout["blanks"], " " * (layout["indent"] + 2)
    scenes = [
        f"{indent}# above {each}\n" * (each % 3)
        + f"{indent}- id: s{each}  # behind {each}\n{deep}prompt: |\n{deep}  # no comment {each}\n"
        + f"{deep}zoom: {each}\n{deep}# below {each}\n" * (each % 2)
        for each in order
    ]
    text = "title: x\nscenes:\n" + blank.join(scenes) + layout["end"]
    text = text if layout["end"] else text.removesuffix("\n")
    return layout["bom"] + text.replace("\n", layout["newline"])


def in_brackets(order: Sequence[int], closing: str) -> str:
    last = len(order) - 1
    lines = [
        f"  # above {each}\n" * (each % 3) + f"  {{id: s{each}}}{',' if at < last else closing}  # behind {each}\n"
        for at, each in enumerate(order)
    ]
    return "scenes: [\n" + "\n".join(lines) + "]\ntitle: x\n"


ORDERED: dict[str, Callable[[Sequence[int]], str]] = {
    f"{indent}, {blanks}, {end!r}, {newline!r}, {bom!r}": lambda order,
    layout={  # type: ignore[misc]
        "indent": indent,
        "blanks": blanks,
        "end": end,
        "newline": newline,
        "bom": bom,
    }: in_order(order, layout)
    for indent, blanks, end, (newline, bom) in product(
        (0, 2, 4), (0, 1, 2), ("zoom: 2\n", "\n# end\n"), (("\n", ""), ("\r\n", "\ufeff"))
    )
} | {f"brackets{closing}": lambda order, closing=closing: in_brackets(order, closing) for closing in ("", ",")}  # type: ignore[misc]


@pytest.mark.parametrize("layout", ORDERED)
def test_an_arranged_text_is_the_one_that_would_have_been_written(layout: str) -> None:
    write = ORDERED[layout]
    text = write(range(5))
    for number, to in product(range(5), range(5)):
        order = [each for each in range(5) if each != number]
        assert remove_scene(text, number) == write(order)
        order.insert(to, number)
        assert move_scene(text, number, to) == write(order)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_without_a_final_line_break_is_arranged_as_one_with_it(newline: str) -> None:
    text = "scenes:\n" + "\n".join(f"# above {each}\n- id: s{each}  # behind\n" for each in range(4))
    text = text.replace("\n", newline)
    for number, to in product(range(4), range(4)):
        assert move_scene(text.removesuffix(newline), number, to) == move_scene(text, number, to).removesuffix(newline)


@pytest.mark.parametrize("name", TEXTS)
def test_a_moved_scene_is_all_that_moves_and_moves_back(name: str) -> None:
    text = TEXTS[name]
    for number, to in product(places(text), places(text)):
        new = move_scene(text, number, to)
        scenes = scenes_of(text)
        scenes.insert(to, scenes.pop(number))
        check(text, new, scenes)
        assert sorted(comments(new)) == sorted(comments(text))
        assert move_scene(new, to, number) == text
        if "flow" not in name and name != "json":
            assert sorted(new.splitlines()) == sorted(text.splitlines())


@pytest.mark.parametrize("name", TEXTS)
def test_a_removed_scene_is_all_that_goes(name: str) -> None:
    text = TEXTS[name]
    for number in places(text):
        new = remove_scene(text, number)
        scenes = scenes_of(text)
        del scenes[number]
        check(text, new, scenes)
        if "flow" not in name and name != "json":
            lines = iter(text.splitlines())
            assert all(line in lines for line in new.splitlines()), (number, new)


@pytest.mark.parametrize("name", TEXTS)
def test_a_new_scene_is_all_that_comes_and_goes_again(name: str) -> None:
    text = TEXTS[name]
    for number in (*places(text), len(scenes_of(text))):
        new = insert_scene(text, number, SCENE)
        scenes = scenes_of(text)
        scenes.insert(number, typed(SCENE))
        check(text, new, scenes)
        assert comments(new) == comments(text)
        assert remove_scene(new, number) == text


@pytest.mark.parametrize("name", TEXTS)
def test_a_copy_is_its_scene_without_timing_and_pins(name: str) -> None:
    text = TEXTS[name]
    for number in places(text):
        scenes = scenes_of(text)
        scene = scenes[number]
        try:
            new = duplicate_scene(text, number, "copy")
        except ComposerError as error:
            reason = error.message.partition(" cannot be copied here: ")[2]
            assert reason == ("it is not a mapping" if not isinstance(scene, dict) else ALIAS), name
            continue
        copy = {key: value for key, value in scene.items() if key not in TIMING} | {"id": ("str", "copy")}
        check(text, new, [*scenes[: number + 1], copy, *scenes[number + 1 :]])
        assert remove_scene(new, number + 1) == text


@pytest.mark.parametrize("name", [each for each in TEXTS if each not in LARGE])
def test_every_value_of_a_new_scene_is_read_back(name: str) -> None:
    text = TEXTS[name]
    for number, value in product((0, len(scenes_of(text))), NEW_VALUES):
        new = insert_scene(text, number, {"id": "new", "prompt": value, "caption": value, "x, y": value})
        scenes = scenes_of(text)
        scenes.insert(number, typed({"id": "new", "prompt": value, "caption": value, "x, y": value}))
        check(text, new, scenes)
