"""The YAML parser's complaints in the storyboard's words."""

from __future__ import annotations

import yaml

from composer.errors import StoryboardError
from composer.storyboard.source import Source

_INDENT = "indent it like its neighbours; text after a closing quote must be inside the quotes"
_UNCLOSED = "close it, and put a comma between its values"


def syntax_error(error: yaml.YAMLError, source: Source) -> StoryboardError:
    """The one problem that stopped the parser, at its place."""
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    index = _index(getattr(error, "problem_mark", None), source)
    opened = _index(getattr(error, "context_mark", None), source)
    found = source.text[index : index + 1]
    if found == "\t" or "tab character" in problem:
        return source.error(index, "a tab stands where only spaces can", "indent with spaces")
    if "cannot start any token" in problem:
        return source.error(index, f'a value cannot start with "{found}"', "put the value in quotes")
    if "mapping values are not allowed" in problem:
        hint = 'put text that holds ": " in quotes, and check the indentation'
        return source.error(index, 'a ":" stands where no key can be', hint)
    if "quoted scalar" in context and "escape" not in problem and "hexdecimal" not in problem:
        quote = source.text[opened : opened + 1]
        return source.error(opened, f"this {quote} is never closed", f"put a {quote} at the end of the text")
    if "escape" in problem or "hexdecimal" in problem:
        hint = "write \\\\ for a backslash, or put the text in single quotes"
        return source.error(index, "this escape after the backslash means nothing", hint)
    return _structure_error(context, problem, (index, opened), source)


def _structure_error(context: str, problem: str, marks: tuple[int, int], source: Source) -> StoryboardError:
    index, opened = marks
    if "flow" in context:
        bracket = source.text[opened : opened + 1]
        if bracket in ("[", "{"):
            return source.error(opened, f'this "{bracket}" is never closed', _UNCLOSED)
        return source.error(index, "a list or mapping in brackets is never closed", _UNCLOSED)
    if "did not find expected" in problem or "could not find expected" in problem:
        return source.error(index, "this does not fit the lines above it", _INDENT)
    return source.error(index, f"this is not YAML: {problem}", "")


def _index(mark: yaml.Mark | None, source: Source) -> int:
    return 0 if mark is None else min(mark.index, len(source.text))
