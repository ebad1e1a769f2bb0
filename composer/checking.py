"""Everything that is wrong with a film before it is made, at once."""

from __future__ import annotations

from pathlib import Path

from composer.errors import ComposerError, Problem, StoryboardError
from composer.film_plan import plan_film
from composer.order import Order
from composer.storyboard.reading import read_storyboard
from composer.timing.silence import silence


def check_film(storyboard: Path, song: Path | None, store: Path | None = None) -> tuple[Problem, ...]:
    """The problems of a storyboard, and against its song where one is named.

    A storyboard that cannot be read is not held against the song.
    """
    try:
        written = read_storyboard(storyboard, check_files=song is None)
    except StoryboardError as error:
        return error.problems
    try:
        if song is None and written.song is None and silence(written) is None:
            return ()
        plan_film(Order(storyboard=storyboard, song=song, store=store))
    except StoryboardError as error:
        return error.problems
    except ComposerError as error:
        place = written.place("song")
        return (Problem(place=place, path="song", message=error.message, hint=error.hint),)
    return ()
