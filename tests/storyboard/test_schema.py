from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from bad_storyboards import BAD
from modern_yaml import ModernLoader
from test_reading import FULL

from composer.easing import EASINGS
from composer.storyboard.fields import SCENE, STORYBOARD
from composer.storyboard.parts import DECADE, HOLD, OUTPUT, PERSON, PORTAL, TRANSITION
from composer.storyboard.schema import json_schema
from composer.storyboard.starting import starter_text
from composer.storyboard.tables import Table

VALIDATOR = jsonschema.Draft202012Validator(json_schema())
#: What only the reader can know: other scenes, files, the cast, the picture; and what the text is, not the data.
READER_ONLY = {
    "cue order", "cue twice", "cue beat order", "cue section order", "cues of four scenes", "duplicate id",
    "image missing", "image near", "image folder", "image control", "control by escape", "caption without a year",
    "prompt unknown", "prompt no cast", "prompt before birth", "prompt no year", "prompt brace", "empty prompt",
    "no prompt", "no steps", "no steps out", "loop without steps", "loop of one without steps",
    "steps before the beginning",
    "fit without an image", "fit whole with a painter that cannot",
    "million", "million by zoom", "portal at the edge", "portal turned",
    "portal turned too big", "portal without steps", "odd size", "small size", "offset large", "decades twice",
    "a million and more", "nothing follows from a wrong size",
    "depth that the encoder has not", "crf", "crf of an encoder without",
    "subject of nobody", "subject with a lone brace", "subject before birth",
    "transition that ends first", "transition of a scene that ends at once", "transition longer than its scene",
    "transition into nothing", "transition into nothing pulling out", "cast picture missing",
    "cast picture of a year missing", "take beyond the scene", "pin beyond a loop's scene",
    "turn", "painter option nan", "duplicate key", "duplicate key in flow", "two merges",
}  # fmt: skip


def tables() -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Each object of the schema with the keys that the reader knows there."""
    properties = json_schema()["properties"]
    yield json_schema(), set(STORYBOARD.fields)
    yield properties["scenes"]["items"], set(SCENE.fields)
    yield properties["output"], set(OUTPUT.fields)
    yield properties["hold"], set(HOLD.fields)
    yield properties["scenes"]["items"]["properties"]["portal"], set(PORTAL.fields)
    yield properties["cast"]["additionalProperties"], set(PERSON.fields)
    yield properties["transition"]["anyOf"][1], set(TRANSITION.fields)
    yield properties["decades"]["additionalProperties"]["anyOf"][1], set(DECADE.fields)


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value


def is_valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(as_json(yaml.load(text, ModernLoader))))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_schema_has_every_key_that_the_reader_knows_and_no_other() -> None:
    for schema, keys in tables():
        assert set(schema["properties"]) == keys
        assert schema["additionalProperties"] is False


def test_every_key_is_described() -> None:
    for schema, _ in tables():
        for name, each in schema["properties"].items():
            assert each["description"].endswith("."), name


def test_every_example_and_default_fits_its_key() -> None:
    for schema, _ in tables():
        for name, each in schema["properties"].items():
            for value in [*each.get("examples", []), *([each["default"]] if "default" in each else [])]:
                assert jsonschema.Draft202012Validator(each).is_valid(value), (name, value)


def test_the_schema_names_every_easing() -> None:
    scene = json_schema()["properties"]["scenes"]["items"]["properties"]
    assert scene["ease"]["enum"] == list(EASINGS)


@pytest.mark.parametrize(
    "text",
    [FULL, starter_text("A"), "scenes: [{id: a, image: a.jpg}]", "offset: 0\nscenes: [{id: a, prompt: 1984}]"],
)
def test_good_storyboards_fit_the_schema(text: str) -> None:
    assert is_valid(text)


@pytest.mark.parametrize("name", BAD)
def test_bad_storyboards_do_not_fit_the_schema(name: str) -> None:
    text = BAD[name][0].replace("§", "")
    try:
        valid = is_valid(text)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        return
    assert valid == (name in READER_ONLY)


@pytest.mark.parametrize(
    "table", [STORYBOARD, SCENE, OUTPUT, HOLD, PORTAL, TRANSITION, PERSON, DECADE], ids=lambda table: table.what
)
def test_other_programs_names_are_no_keys_and_mean_one_key_only(table: Table) -> None:
    names = [name for field in table.fields.values() for name in field.also]
    assert not set(names) & (set(table.fields) | set(table.homes))
    assert len(names) == len(set(names))
