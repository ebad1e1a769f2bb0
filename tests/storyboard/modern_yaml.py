"""YAML 1.2 as other programs read it, for the truth of the tests."""

import re
from typing import Any

import yaml


class ModernLoader(yaml.CSafeLoader):
    """libyaml with PyYAML's constructors and the scalars of YAML 1.2."""


ModernLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in [
    ("bool", "^(?:true|false)$", "tf"),
    ("int", "^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
    ("null", "^(?:~|null|)$", ["~", "n", ""]),
    ("merge", "^<<$", "<"),
]:
    ModernLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
ModernLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
ModernLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def load(text: str) -> Any:
    return typed(yaml.load(text, ModernLoader))


def typed(value: Any) -> Any:
    """Data in which 1, 1.0 and True differ as the reader tells them apart, and keys are text."""
    if isinstance(value, dict):
        return {str(key).lower() if isinstance(key, bool) else str(key): typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number", float(value)
    return type(value).__name__, value


def comments(text: str) -> list[str]:
    """All comments, found by blanking what the scanner calls a value."""
    text = text.removeprefix("\ufeff")
    letters = list(text)
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start = token.start_mark.index
            if token.style in ("|", ">"):
                start = text.find("\n", start)
            end = start + len(text[start : token.end_mark.index].rstrip())
            letters[start:end] = ["\n" if letter == "\n" else "x" for letter in letters[start:end]]
    return [found.rstrip() for found in re.findall(r"(?:(?<=\s)|^)#[^\r\n]*", "".join(letters), re.MULTILINE)]
