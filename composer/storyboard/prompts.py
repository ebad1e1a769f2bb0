"""The whole words for a scene's pictures: its people aged by its year, its decade's look, the film's look."""

from __future__ import annotations

import re
from collections.abc import Sequence

from composer.errors import ComposerError, Problem, StoryboardError
from composer.storyboard.decades import decade_look
from composer.storyboard.records import Person, Scene, Storyboard
from composer.storyboard.suggest import nearest

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
# From which age on a person is called what: woman, man, person.
_AGES = (
    (65, ("elderly woman", "elderly man", "elderly person")),
    (35, ("woman", "man", "person")),
    (20, ("young woman", "young man", "young person")),
    (13, ("teenage girl", "teenage boy", "teenager")),
    (4, ("girl", "boy", "child")),
    (1, ("toddler girl", "toddler boy", "toddler")),
    (0, ("baby girl", "baby boy", "baby")),
)
_KINDS = ("woman", "man", "person")
# What image models like to put into scenes that are too early for it.
_ANACHRONISMS = ((1990, "modern cars"), (2000, "flat screens"), (2007, "smartphones"))


def described_person(person: Person, year: int) -> str:
    """Words for a person in a year.

    Raises
    ------
    ComposerError
        If the person is not born yet.

    Examples
    --------
    >>> described_person(Person(name="june", born=1972, kind="woman", looks="red curly hair"), 1980)
    '8-year-old girl, red curly hair'
    """
    age = year - person.born
    if age < 0:
        raise ComposerError(
            f'"{{{person.name}}}" is in a scene of {year}, but born in {person.born}',
            "change the scene's year, or take the name out",
        )
    words = next(words for least, words in _AGES if age >= least)[_KINDS.index(person.kind)]
    aged = f"{age}-year-old {words}" if age else words
    return f"{aged}, {person.looks}" if person.looks else aged


def filled_prompt(prompt: str, cast: Sequence[Person], year: int | None, *, key: str = "prompt") -> str:
    """A prompt, or what another ``key`` of a scene says, with its ``{names}`` as words; ``{{`` and ``}}`` are braces.

    Raises
    ------
    ComposerError
        For a name that is not in the cast, a person in a scene without a year or before birth, a lone brace.
    """
    people = {person.name: person for person in cast}

    def words(match: re.Match[str]) -> str:
        written, name = match.group(), match.group(1)
        if written in ("{{", "}}"):
            return written[0]
        if name is None:
            raise ComposerError(f'a lone "{written}" stands in the {key}', f'write "{written * 2}" for a brace')
        if name not in people:
            message = f'no one in the cast is called "{{{name}}}"'
            raise ComposerError(message, nearest(name, people, "add the person to cast:, or write {{ for a brace"))
        if year is None:
            message = f'"{{{name}}}" has no age in a scene without a year'
            raise ComposerError(message, "add year: to the scene")
        return described_person(people[name], year)

    return _BRACES.sub(words, prompt)


def full_prompt(storyboard: Storyboard, scene: Scene, *, with_subject: bool = False) -> str:
    """All the words for a scene: its prompt with its people, its decade's look, the film's look.

    Parameters
    ----------
    storyboard, scene : Storyboard, Scene
    with_subject : bool
        Whether its subject stands behind the prompt: in its first keyframe.

    Raises
    ------
    StoryboardError
        At the prompt's or the subject's place, as ``filled_prompt``.
    """
    keys = ("prompt", "subject") if with_subject else ("prompt",)
    written = (_filled(storyboard, scene, key) for key in keys)
    return _joined(*written, decade_look(storyboard, scene).look, storyboard.look)


def people_named(storyboard: Storyboard, scene: Scene, *, with_subject: bool = False) -> tuple[Person, ...]:
    """Those of the cast whom a scene's prompt names, and with its subject that; each once, in the order of the text."""
    text = scene.words if with_subject else scene.prompt
    by_name = {person.name: person for person in storyboard.cast}
    named = (by_name[name] for name in _BRACES.findall(text) if name in by_name)
    return tuple(dict.fromkeys(named))


def _filled(storyboard: Storyboard, scene: Scene, key: str) -> str:
    try:
        return filled_prompt(getattr(scene, key), storyboard.cast, scene.year, key=key)
    except ComposerError as error:
        path = f"scenes[{storyboard.scenes.index(scene)}].{key}"
        problem = Problem(place=storyboard.place(path), path=path, message=error.message, hint=error.hint)
        raise StoryboardError((problem,)) from error


def full_avoid(storyboard: Storyboard, scene: Scene) -> str:
    """What a scene's pictures should not show: the film's own words, and what the scene's year is too early for."""
    too_early = () if scene.year is None else (words for first, words in _ANACHRONISMS if scene.year < first)
    return _joined(storyboard.avoid, *too_early)


def _joined(*parts: str) -> str:
    return ", ".join(part.strip().rstrip(",") for part in parts if part.strip())
