"""What the user can mend, said once: where it is, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class ComposerError(Exception):
    """Something the user can mend; the command line prints it and exits with 2.

    Parameters
    ----------
    message : str
        Where and what is wrong, with the value that was given.
    hint : str, optional
        What to change.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


@dataclass(frozen=True, kw_only=True)
class Place:
    """A position in a text file; line and column count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong in a storyboard, at its place.

    ``path`` names the value as the storyboard nests it, ``scenes[3].at``; it is empty for the file itself.
    """

    place: Place
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: {self.path}: " if self.path else f"{self.place}: "
        text = f"{where}{self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


def first_line(error: BaseException) -> str:
    """The first line of what an error of a library says, without a full stop; its kind where it says nothing.

    Examples
    --------
    >>> first_line(OSError("no such file.\\nmore of it")), first_line(MemoryError())
    ('no such file', 'MemoryError')
    """
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def root_of(error: BaseException) -> BaseException:
    """The error that began it, where libraries say no more than that something did not work."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


class StoryboardError(ComposerError):
    """All that is wrong with a storyboard, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("a StoryboardError needs at least one problem")
        self.problems = tuple(sorted(problems, key=lambda p: (str(p.place.file), p.place.line, p.place.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
