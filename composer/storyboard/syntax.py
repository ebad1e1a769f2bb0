"""The YAML parser's complaints in the storyboard's words."""

from __future__ import annotations

import re

import yaml

from composer.errors import StoryboardError
from composer.storyboard.source import Source

#: libyaml parses the largest file six times faster than PyYAML's own parser, and gives the same marks.
Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The parser's words, and what to say instead.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        'a ":" stands where no key can be',
        'put text that holds ": " in quotes, and check the indentation',
    ),
    ("sequence entries are not allowed", 'a list with "- " cannot begin here', "begin it on the next line"),
    ("mapping keys are not allowed", "a key cannot stand here", "put text that begins with ? in quotes"),
    ("found unexpected ':'", 'a ":" stands in a text between brackets', "put the text in quotes"),
    (
        "alphabetic",
        "an anchor (&) or alias (*) needs a name of letters and digits",
        "put text that begins with & or * in quotes",
    ),
    ("undefined tag handle", "this tag (!) is not known", "put text that begins with ! in quotes"),
)
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
    for words, message, hint in _PLAIN_WORDS:
        if words in problem:
            return source.error(index, message, hint)
    if "quoted scalar" in context and "escape" not in problem and "hexdecimal" not in problem:
        quote = source.text[opened : opened + 1]
        return source.error(opened, f"this {quote} is never closed", f"put a {quote} at the end of the text")
    if "escape" in problem or "hexdecimal" in problem:
        hint = "write \\\\ for a backslash, or put the text in single quotes"
        return source.error(index, "this escape after the backslash means nothing", hint)
    return _structure_error(context, problem, index, source)


def _structure_error(context: str, problem: str, index: int, source: Source) -> StoryboardError:
    if "flow" in context:
        opened = _unclosed(source)
        if opened is None:
            return source.error(index, "a comma is missing before this", "put commas between values in brackets")
        comment = re.compile(r"[^\r\n]*[\s\[,]#").match(source.text, opened)
        hint = f"{_UNCLOSED}; # begins a comment, so put colours in quotes" if comment else _UNCLOSED
        return source.error(opened, f'this "{source.text[opened]}" is never closed', hint)
    if any(words in problem for words in ("did not find expected", "could not find expected", "expected <block end>")):
        return source.error(index, "this does not fit the lines above it", _INDENT)
    return source.error(index, f"this is not YAML: {problem}", "")


def _unclosed(source: Source) -> int | None:
    """Index of the innermost bracket that is never closed."""
    opened: list[int] = []
    try:
        for token in yaml.scan(source.text, Loader=Loader):
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                opened.append(_index(token.start_mark, source))
            elif isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)) and opened:
                if source.text[opened[-1]] != ("[" if isinstance(token, yaml.FlowSequenceEndToken) else "{"):
                    break
                opened.pop()
    except yaml.YAMLError:
        pass
    return opened[-1] if opened else None


def _index(mark: yaml.Mark | None, source: Source) -> int:
    return 0 if mark is None else min(mark.index, len(source.text))
