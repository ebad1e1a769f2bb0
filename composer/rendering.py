"""The verb render: make a film, say what it took, and again on each save."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import click

from composer.contact_sheet import check_sheet_name, write_contact_sheet
from composer.errors import ComposerError
from composer.film import FilmReport, make_film
from composer.judging import with_measures
from composer.order import Order
from composer.painting.registry import Painters
from composer.reporting import encoding_as_json, film_as_json
from composer.storyboard.reading import read_storyboard
from composer.takes import cells_of
from composer.terminal import Terminal
from composer.watching import snapshot, wait_for_change


@dataclass(frozen=True, kw_only=True)
class Job:
    """A film to render, where to, and how to report it."""

    order: Order
    target: Path
    passage: tuple[str, str] | None
    sheet: Path | None
    as_json: bool

    def run(self) -> None:
        """Render once.

        Raises
        ------
        ComposerError
            All that the user can mend.
        """
        if self.sheet is not None:
            check_sheet_name(self.sheet)
        with Terminal(quiet=self.as_json) as terminal:
            report = make_film(self.order, self.target, self.passage, terminal)
        if self.sheet is not None:
            report.plan.refuse_source(self.sheet)
            shown = with_measures(report.keyframes, report.plan.store)
            write_contact_sheet(cells_of(shown, report.plan.store), self.sheet)
        if self.as_json:
            click.echo(json.dumps(film_as_json(report), ensure_ascii=False))
        else:
            click.echo(_told(report))

    def run_on_each_save(self) -> None:
        """Render, then again whenever the storyboard, the song, its beats file or a picture is saved; until Ctrl-C."""
        while True:
            files = self._files()
            seen = snapshot(files)
            try:
                self.run()
            except ComposerError as error:
                click.echo(f"longzoom: {error}", err=True)
            click.echo(f"longzoom: waiting for {self.order.storyboard} to be saved (Ctrl-C ends)", err=True)
            wait_for_change(files, seen)

    def _files(self) -> tuple[Path, ...]:
        files = [self.order.storyboard]
        try:
            storyboard = read_storyboard(self.order.storyboard)
        except ComposerError:
            return tuple(files)
        song = self.order.song or storyboard.song
        if song is not None:
            files += [song, song.with_name(f"{song.stem}.beats.yaml")]
        try:
            return (*files, *Painters(storyboard).sources())
        except ComposerError:
            return (*files, *storyboard.pictures)


def _told(report: FilmReport) -> str:
    film, seconds = report.film, report.seconds
    painted = sum(not keyframe.reused for keyframe in report.keyframes)
    size, encoder = report.plan.footage.size, encoding_as_json(report)["encoder"]
    return (
        f"{film.path}: {film.frame_count} frames, {film.duration:.2f} s, {size[0]}x{size[1]}, {encoder}\n"
        f"  {painted} keyframes painted, {len(report.keyframes) - painted} kept; "
        f"{film.filmed_segments} segments filmed, {film.reused_segments} kept; {seconds['total']:.1f} s in all"
    )
