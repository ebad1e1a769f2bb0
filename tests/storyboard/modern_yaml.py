"""YAML 1.2 as other programs read it, for the truth of the tests."""

import re

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
