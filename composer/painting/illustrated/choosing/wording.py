"""The words of a prompt by their stems, in five languages, as the English words that drawings are called by.

Stems are those of the Snowball algorithms (Porter, 2001), so that plurals and tenses need no lists of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import snowballstemmer
import yaml

#: Stems of one word or several, in order.
Stems = tuple[str, ...]

_ALGORITHMS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}
_LONGEST_PHRASE = 4
#: A German compound is found by a part of at least this many letters at its beginning or end.
_COMPOUND = 5
#: Texts whose stems are at hand: each is weighed against every drawing (planned, 60 scenes take half the time).
_TEXTS = 4096


@dataclass(frozen=True, kw_only=True)
class _Language:
    """Words that tell the language but no picture, and what others are in English."""

    code: str
    little: frozenset[str]
    english: Mapping[Stems, Stems]


def stems_of(text: str) -> Stems:
    """The stems of an English text's words; ``{names}`` are left out.

    Examples
    --------
    >>> stems_of("{june} rides two school buses")
    ('ride', 'two', 'school', 'bus')
    """
    return tuple(_stem(word, "en") for word in _words(text))


@lru_cache(_TEXTS)
def english_stems(text: str) -> Stems:
    """The stems of a text in English, German, French, Spanish or Italian, translated where a dictionary knows them.

    The language is told by its little words; a text without any is looked up in all dictionaries.

    Examples
    --------
    >>> english_stems("die Hochzeit in der Kirche")
    ('wed', 'church')
    """
    words = _words(text)
    counts = {language.code: sum(word in language.little for word in words) for language in _languages()}
    most = max(counts.values())
    spoken = [language for language in _languages() if counts[language.code] == most]
    if most and any(language.code == "en" for language in spoken):
        spoken = [language for language in spoken if language.code == "en"]
    if most:
        foreign = frozenset[str]().union(*(language.little for language in spoken if language.code != "en"))
        words = [word for word in words if word not in foreign]
    found: list[str] = []
    at = 0
    while at < len(words):
        count, english = _translated(words[at:], spoken)
        found += english
        at += count
    return tuple(found)


def contains(stems: Stems, phrase: Stems) -> bool:
    """Whether a phrase stands among stems."""
    return any(stems[at : at + len(phrase)] == phrase for at in range(len(stems) - len(phrase) + 1))


def _translated(words: Sequence[str], spoken: Iterable[_Language]) -> tuple[int, Stems]:
    """How many of the words are read, and what they are in English; the longest phrase of any dictionary wins."""
    foreign = [language for language in spoken if language.code != "en"]
    for count in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        for language in foreign:
            phrase = tuple(_stem(word, language.code) for word in words[:count])
            if phrase in language.english:
                return count, language.english[phrase]
    for language in foreign:
        if language.code == "de":
            part = _compound(_stem(words[0], "de"), language.english)
            if part:
                return 1, part
    return 1, (_stem(words[0], "en"),)


def _compound(stem: str, english: Mapping[Stems, Stems]) -> Stems:
    """The longest known part that a compound begins with, and else ends with, in English."""
    parts = [phrase[0] for phrase in english if len(phrase) == 1 and _COMPOUND <= len(phrase[0]) < len(stem)]
    for fits in (stem.startswith, stem.endswith):
        known = [part for part in parts if fits(part)]
        if known:
            return english[(max(known, key=len),)]
    return ()


def _words(text: str) -> list[str]:
    plain = re.sub(r"\{[^}]*\}", " ", text.lower()).replace("’", "'")
    return re.findall(r"[^\W_]+", plain)


@cache
def _stem(word: str, code: str) -> str:
    if code == "en" and len(word) > 4 and word.endswith("uses"):  # buses, which Snowball leaves at "buse"
        word = word[:-2]
    stem = str(_stemmer(code).stemWord(word))
    return "".join(letter for letter in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(letter))


@cache
def _stemmer(code: str) -> Any:
    return snowballstemmer.stemmer(_ALGORITHMS[code])


@cache
def _languages() -> tuple[_Language, ...]:
    text = files("composer.painting").joinpath("artwork", "languages.yaml").read_text(encoding="utf-8")
    return tuple(_language(code, entry) for code, entry in yaml.safe_load(text).items())


def _language(code: str, entry: Mapping[str, Any]) -> _Language:
    english: dict[Stems, Stems] = {}
    little = frozenset(entry["little"].split())
    for meaning, foreign in entry.get("words", {}).items():
        for phrase in foreign.split(","):
            telling = [word for word in _words(phrase) if word not in little]
            english[tuple(_stem(word, code) for word in telling)] = stems_of(meaning)
    return _Language(code=code, little=little, english=MappingProxyType(english))
