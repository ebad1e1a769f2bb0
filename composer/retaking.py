"""The verb retake: paint takes of one step, write the one that is picked into the storyboard, and pin it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from composer.choosing import Choice, edits_of_choice
from composer.contact_sheet import check_sheet_name, write_contact_sheet
from composer.errors import ComposerError
from composer.film_plan import plan_film
from composer.order import Order
from composer.painting.pins import pinned_files
from composer.painting.registry import Painters
from composer.reasons import remember_pins
from composer.reporting import Json, keyframe_as_json
from composer.step_takes import (
    NamedStep,
    StepTake,
    cells_of_takes,
    check_takes,
    digest_to_pin,
    named_step,
    paint_step_takes,
)
from composer.storyboard.editing import edit_text
from composer.storyboard.reading import load_text, read_storyboard
from composer.storyboard.records import Storyboard
from composer.storyboard.saving import file_digest, rewrite_file
from composer.takes import note_of
from composer.terminal import Terminal


def write_choice(file: Path, step: NamedStep, choice: Choice, *, expected: str | None = None) -> Storyboard:
    """Write a step's take and pin into the storyboard, each at its place; all else stays byte for byte.

    ``expected`` is the digest that the file must still have.

    Returns
    -------
    Storyboard
        As it reads now.

    Raises
    ------
    ComposerError
        If an edit cannot be made exactly, or the file changed meanwhile; it is then left as it was.
    """

    def changed(text: str) -> str:
        new = edit_text(text, edits_of_choice(step, choice))
        load_text(new, file)
        return new

    rewrite_file(file, changed, expected=expected)
    return read_storyboard(file)


@dataclass(frozen=True, kw_only=True)
class Retake:
    """A step to take again, and how to report it."""

    order: Order
    step: str
    as_json: bool

    def paint(self, count: int, sheet: Path | None) -> None:
        """Paint takes 1 to ``count`` and write a contact sheet.

        Raises
        ------
        ComposerError
            All that the user can mend.
        """
        step = named_step(read_storyboard(self.order.storyboard), self.step)
        out = sheet or Path(f"{self.order.storyboard.stem}-{step.scene.id}-{step.view + 1}.jpg")
        check_sheet_name(out)
        with Terminal(quiet=self.as_json) as terminal:
            plan = plan_film(self.order, terminal)
            plan.refuse_source(out)
            takes = paint_step_takes(plan, step, count, terminal.stage("paint"))
            write_contact_sheet(cells_of_takes(takes, step, plan.store), out)
        if self.as_json:
            told = [_take_as_json(take) for take in takes]
            click.echo(json.dumps({**_step_as_json(step), "takes": told, "sheet": str(out)}, ensure_ascii=False))
            return
        for take in takes:
            mark = "*" if take.is_chosen else " "
            click.echo(f"{mark} take {take.number}: {note_of(take.keyframe)}")
        painted = sum(not take.keyframe.reused for take in takes)
        click.echo(f"{step.name}: {painted} takes painted, {len(takes) - painted} kept; {out}")

    def choose(self, pick: int | None, *, pin: bool = False, unpin: bool = False) -> None:
        """Write a take into the storyboard, and pin its picture or unpin it; nothing is painted.

        Parameters
        ----------
        pick : int, optional
            The number of the take; None: the one that it has.

        Raises
        ------
        ComposerError
            All that the user can mend.
        """
        file = self.order.storyboard
        expected = file_digest(file)
        storyboard = read_storyboard(file)
        step = named_step(storyboard, self.step)
        is_pinned = bool(step.scene.pin_of(step.view))
        if unpin and not is_pinned:
            raise ComposerError(f"{step.name} is not pinned", "see what is with `longzoom plan`")
        if is_pinned and pin and pick is None:
            hint = "pin another take with --pick K --pin, or take the pin out with --unpin"
            raise ComposerError(f"{step.name} is pinned already", hint)
        if is_pinned and pick is not None and not (pin or unpin):
            hint = "add --pin to pin that take in its place, or --unpin"
            raise ComposerError(f"{step.name} is pinned, so that another take would not be seen", hint)
        choice = Choice(take=pick, pin="" if unpin else None)
        if pin or pick is not None:
            check_takes(Painters(storyboard), step)
        if pin:
            digest = digest_to_pin(plan_film(self.order), step, step.take if pick is None else pick)
            choice = Choice(take=pick, pin=digest)
        written = write_choice(file, step, choice, expected=expected)
        remember_pins(file, self.order.store_folder, pinned_files(written, self.order.store_folder))
        self._tell(named_step(written, step.name))

    def _tell(self, step: NamedStep) -> None:
        if self.as_json:
            value = {**_step_as_json(step), "storyboard": str(self.order.storyboard)}
            click.echo(json.dumps(value, ensure_ascii=False))
            return
        pin = step.scene.pin_of(step.view)
        state = f", pinned to {pin}" if pin else ", not pinned"
        click.echo(f"{self.order.storyboard}: {step.name} has take {step.take}, seed {step.seed_of(step.take)}{state}")


def _step_as_json(step: NamedStep) -> Json:
    return {
        "step": step.index,
        "name": step.name,
        "scene": step.scene.id,
        "take": step.take,
        "seed": step.seed_of(step.take),
        "pin": step.scene.pin_of(step.view) or None,
    }


def _take_as_json(take: StepTake) -> Json:
    return {"take": take.number, "chosen": take.is_chosen, **keyframe_as_json(take.keyframe)}
