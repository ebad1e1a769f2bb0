"""The command line: one thin verb a stage.

Exit 0; 2 for what the user can mend; 130 interrupted. Progress goes to standard error, results to standard output.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import click

from composer import __version__
from composer.errors import ComposerError, StoryboardError
from composer.ordering import FILE, encoding, order_of, ordering

_EXPORT_HELP = ".otio or .edl: the edit; .srt or .vtt: captions; .txt: chapters; frames/%06d.png: pictures."
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")


class _Verbs(click.Group):
    """Says what the user can mend in one message, without a traceback, and exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoryboardError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            count = len(error.problems)
            click.echo(f"{count} problem{'s' if count > 1 else ''}", err=True)
        except ComposerError as error:
            click.echo(f"longzoom: {error}", err=True)
        except (KeyboardInterrupt, click.Abort):
            click.echo("longzoom: interrupted; what is painted and filmed so far is kept", err=True)
            sys.exit(130)
        sys.exit(2)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="longzoom")
def main() -> None:
    """Infinite-zoom music videos: a storyboard and a song become one beat-synced zoom."""
    logging.basicConfig(level=logging.WARNING, format="longzoom: %(message)s")


@main.command()
@click.argument("folder", type=FILE)
def new(folder: Path) -> None:
    """Write a storyboard to start from into FOLDER."""
    from composer.storyboard.starting import write_starter

    click.echo(write_starter(folder))


@main.command()
@click.argument("storyboard", type=FILE)
@click.argument("song", type=FILE, required=False)
@_AS_JSON
def check(storyboard: Path, song: Path | None, as_json: bool) -> None:
    """Say everything that is wrong with STORYBOARD at once, also against its SONG."""
    from composer.checking import check_film
    from composer.reporting import problem_as_json

    problems = check_film(storyboard, song)
    if as_json:
        _print_json({"errors": [problem_as_json(problem) for problem in problems]})
    if problems and not as_json:
        raise StoryboardError(problems)
    if not as_json:
        click.echo(f"{storyboard}: no problem found")
    sys.exit(2 if problems else 0)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


@main.command()
@click.argument("song", type=FILE)
@click.option("--beats", type=FILE, metavar="FILE", help="Write the editable beats file.")
@click.option("--click", "clicks", type=FILE, metavar="OUT", help="Write the song with clicks, as sound or mp4.")
@click.option("--force", is_flag=True, help="Replace a beats file that is there.")
@click.option("--store", type=FILE, help="Where the analysis is kept (.longzoom beside the song).")
@_AS_JSON
def listen(song: Path, beats: Path | None, clicks: Path | None, force: bool, store: Path | None, as_json: bool) -> None:
    """Find the beats, bars and sections of SONG."""
    from composer.listening.beatsfile import write_beats_file
    from composer.listening.clicks import write_click_track
    from composer.listening.listen import listen as listen_to
    from composer.reporting import print_song, song_as_json, warn_of_doubts

    heard = listen_to(song, store or song.resolve().parent / ".longzoom")
    warn_of_doubts(heard)
    if beats is not None:
        write_beats_file(heard, beats, force=force)
    if clicks is not None:
        write_click_track(heard, clicks)
    if as_json:
        _print_json(song_as_json(heard))
    else:
        print_song(heard)
        for written in (beats, clicks):
            if written is not None:
                click.echo(f"written: {written}")


@main.command()
@ordering
@encoding
@click.option("--frames", is_flag=True, help="With --json: the camera's depth at each frame.")
@click.option("--picture", type=FILE, metavar="FILE", help="Draw the timeline as svg or png.")
@_AS_JSON
def plan(frames: bool, picture: Path | None, as_json: bool, **given: Any) -> None:
    """Show where each scene of STORYBOARD falls in SONG, and what would be painted and filmed."""
    from composer.film_plan import plan_film
    from composer.reporting import plan_as_json, print_plan, warn_of_doubts
    from composer.timeline_picture import check_picture_name, timeline_svg, write_timeline_picture

    if picture is not None:
        check_picture_name(picture)
    planned = plan_film(order_of(given))
    warn_of_doubts(planned.song)
    if picture is not None:
        planned.refuse_source(picture)
        svg = timeline_svg(planned.timeline, planned.camera, planned.song, planned.storyboard.title)
        write_timeline_picture(svg, picture)
    if as_json:
        _print_json(plan_as_json(planned, frames=frames))
    else:
        print_plan(planned)
        if picture is not None:
            click.echo(f"written: {picture}")


@main.command()
@ordering
@click.option("--scene", metavar="ID", help="Paint the takes of this scene.")
@click.option("--takes", type=click.IntRange(1, 64), default=1, show_default=True, help="How many seeds.")
@click.option("--sheet", type=FILE, metavar="FILE", help="The contact sheet: png, jpg or webp.")
@_AS_JSON
def paint(scene: str | None, takes: int, sheet: Path | None, as_json: bool, **given: Any) -> None:
    """Paint the keyframes of STORYBOARD, or takes of one scene, and a contact sheet."""
    from composer.contact_sheet import check_sheet_name, write_contact_sheet
    from composer.film import paint_film
    from composer.film_plan import plan_film
    from composer.judging import with_measures
    from composer.reporting import keyframes_as_json
    from composer.takes import cells_of, paint_takes
    from composer.terminal import Terminal

    if takes > 1 and scene is None:
        raise click.UsageError("--takes needs --scene")
    order = order_of(given)
    out = sheet or Path(f"{order.storyboard.stem}-{scene or 'keyframes'}.jpg")
    check_sheet_name(out)
    with Terminal(quiet=as_json) as terminal:
        planned = plan_film(order, terminal)
        planned.refuse_source(out)
        if scene is None:
            keyframes = with_measures(paint_film(planned, terminal), planned.store)
            columns = None
        else:
            taken = paint_takes(planned, scene, takes, terminal.stage("paint"))
            keyframes = tuple(keyframe for take in taken for keyframe in take.keyframes)
            columns = len(taken[0].keyframes)
        write_contact_sheet(cells_of(keyframes, planned.store), out, columns=columns)
    if as_json:
        _print_json({**keyframes_as_json(keyframes), "sheet": str(out)})
    else:
        painted = sum(not keyframe.reused for keyframe in keyframes)
        click.echo(f"{painted} keyframes painted, {len(keyframes) - painted} kept; {out}")


@main.command()
@ordering
@click.option("--step", required=True, metavar="STEP", help="bus:2 (scene and keyframe), or its number in the film.")
@click.option("--takes", type=click.IntRange(1, 64), metavar="N", help="Paint takes 1 to N (4); the others are kept.")
@click.option("--pick", type=click.IntRange(0, 2**32 - 1), metavar="K", help="Write take K into the storyboard.")
@click.option("--pin", is_flag=True, help="Never paint the step's picture again: write its name into the storyboard.")
@click.option("--unpin", is_flag=True, help="Take the pin out.")
@click.option("--sheet", type=FILE, metavar="FILE", help="The contact sheet: png, jpg or webp.")
@_AS_JSON
def retake(step: str, takes: int | None, sheet: Path | None, as_json: bool, **given: Any) -> None:
    """Paint takes of one step of STORYBOARD, pick one of them, pin it."""
    from composer.retaking import Retake

    pick, pin, unpin = given["pick"], given["pin"], given["unpin"]
    if pin and unpin:
        raise click.UsageError("--pin and --unpin are opposites: keep one of them")
    job = Retake(order=order_of(given), step=step, as_json=as_json)
    if pick is None and not pin and not unpin:
        job.paint(takes or 4, sheet)
    elif takes is None and sheet is None:
        job.choose(pick, pin=pin, unpin=unpin)
    else:
        raise click.UsageError("--takes and --sheet paint takes, --pick, --pin and --unpin choose one: ask for one")


@main.command()
@ordering
@encoding
@click.option("-o", "--output", "target", type=FILE, metavar="FILM", help="The film (the storyboard's name, .mp4).")
@click.option("--from", "begin", default="", metavar="CUE", help="Film from this scene, cue or time ...")
@click.option("--to", "end", default="", metavar="CUE", help="... up to this one.")
@click.option("--silent", is_flag=True, help="Leave the song's sound out; it still gives the timing.")
@click.option("--sheet", type=FILE, metavar="FILE", help="Write a contact sheet of the keyframes too.")
@click.option("--watch", is_flag=True, help="Render again each time the storyboard is saved.")
@_AS_JSON
def render(**given: Any) -> None:
    """Make the film of STORYBOARD to SONG."""
    from composer.order import film_name
    from composer.rendering import Job

    order = order_of(given)
    passage = (given["begin"], given["end"]) if given["begin"] or given["end"] else None
    job = Job(
        order=order,
        target=given["target"] or Path(film_name(order, is_passage=passage is not None)),
        passage=passage,
        sheet=given["sheet"],
        as_json=given["as_json"],
    )
    if given["watch"]:
        job.run_on_each_save()
    else:
        job.run()


@main.command()
@click.argument("storyboard", type=FILE)
@click.argument("song", type=FILE, required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Of the page (any free one).")
@click.option("--no-browser", is_flag=True, help="Only print the link.")
@click.option("--store", type=FILE, help="Where things are kept (.longzoom beside the storyboard).")
def studio(storyboard: Path, song: Path | None, port: int, no_browser: bool, store: Path | None) -> None:
    """Open the page on which STORYBOARD is timed to SONG with the mouse, heard and seen."""
    from composer.order import Order
    from composer.storyboard.source import read_bytes
    from composer.studio.serving import Studio

    read_bytes(storyboard)  # a storyboard that is not there is told at once; what is wrong in it the page shows
    order = Order(storyboard=storyboard, song=song, store=store)
    Studio(order=order, port=port, opens_browser=not no_browser, tell=_tell_link).serve()


def _tell_link(link: str) -> None:
    click.echo(link)
    click.echo("longzoom: the studio is open on this machine alone; Ctrl-C ends it", err=True)


@main.command()
@ordering
@click.option("-o", "--output", "target", type=FILE, required=True, metavar="FILE", help=_EXPORT_HELP)
@click.option("--film", type=FILE, metavar="FILM", help="The film that an edit refers to (what render writes).")
@click.option("--frames", "as_frames", is_flag=True, help="Write numbered pictures into the folder FILE.")
@click.option("--depth", type=int, metavar="8|10", help="Bits of the film's samples: 10 gives pictures of 16 bits.")
@click.option("--from", "begin", default="", metavar="CUE", help="From this scene, cue or time ...")
@click.option("--to", "end", default="", metavar="CUE", help="... up to this one.")
@_AS_JSON
def export(**given: Any) -> None:
    """Write the edit, captions, chapters or frames of STORYBOARD's film for other programs."""
    from composer.exporting import Export, export_film
    from composer.order import film_name
    from composer.reporting import exported_as_json, print_exported
    from composer.terminal import Terminal

    order = order_of(given)
    passage = (given["begin"], given["end"]) if given["begin"] or given["end"] else None
    asked = Export(
        order=order,
        target=given["target"],
        film=given["film"] or Path(film_name(order, is_passage=passage is not None)),
        passage=passage,
        as_frames=given["as_frames"],
    )
    with Terminal(quiet=given["as_json"]) as terminal:
        exported = export_film(asked, terminal)
    if given["as_json"]:
        _print_json(exported_as_json(exported))
    else:
        print_exported(exported)


@main.command()
@click.argument("storyboard", type=FILE)
@click.option("--store", type=FILE, help="Where things are kept (.longzoom beside the storyboard).")
@click.option("--prune", "is_pruning", is_flag=True, help="Remove what no last film uses.")
@_AS_JSON
def cache(storyboard: Path, store: Path | None, is_pruning: bool, as_json: bool) -> None:
    """Show what is kept for STORYBOARD, and remove what is not used any more."""
    from composer.cache import kept_in, pinned_by, prune
    from composer.order import Order

    if store is None and not storyboard.is_file():
        raise ComposerError(f"{storyboard}: there is no such file", "check the path, or name the folder with --store")
    folder = Order(storyboard=storyboard, store=store).store_folder
    pinned = pinned_by(storyboard, folder)
    freed = prune(folder, pinned) if is_pruning else 0
    kept = kept_in(folder, pinned)
    if as_json:
        kinds = {k.kind: {"files": k.files, "bytes": k.size, "unused_bytes": k.unused} for k in kept}
        _print_json({"folder": str(folder), "freed_bytes": freed, **kinds})
        return
    click.echo(str(folder))
    for kind in kept:
        click.echo(
            f"{kind.kind:>10}: {kind.files:5} files {kind.size / 1e6:9.1f} MB, {kind.unused / 1e6:.1f} MB unused"
        )
    if is_pruning:
        click.echo(f"{freed / 1e6:.1f} MB removed")


@main.command()
@click.argument("storyboard", type=FILE, required=False)
@click.option("--years", default="1928,1955,1991", show_default=True, metavar="YEARS", help="To draw each motif in.")
@click.option("--shape", type=click.Choice(("wide", "square", "tall")), default="wide", help="Of the pictures.")
@click.option("-o", "--sheet", type=FILE, default="motifs.jpg", show_default=True, help="The contact sheet.")
@click.option("--no-sheet", is_flag=True, help="Only list them.")
@_AS_JSON
def motifs(storyboard: Path | None, years: str, shape: str, sheet: Path, no_sheet: bool, as_json: bool) -> None:
    """List what the illustrator can draw, what the scenes of STORYBOARD get, and show it."""
    from composer.contact_sheet import check_sheet_name, write_contact_sheet
    from composer.motif_sheet import cells_of_motifs, columns_of_sheet, list_motifs, motifs_as_json, parse_years
    from composer.storyboard.reading import read_storyboard
    from composer.terminal import Terminal

    wanted = parse_years(years)
    board = read_storyboard(storyboard) if storyboard else None
    shown = list_motifs(board)
    if not no_sheet:
        check_sheet_name(sheet)
        with Terminal(quiet=as_json) as terminal:
            cells = cells_of_motifs(shown, wanted, shape, board, terminal.stage("paint"))
            columns = columns_of_sheet(len(shown), len(wanted), shape)
            write_contact_sheet(cells, sheet, columns=columns, lines=1)
    if as_json:
        _print_json({**motifs_as_json(shown), "sheet": None if no_sheet else str(sheet)})
    else:
        for each in shown:
            scenes = f"  ({', '.join(each.scenes)})" if each.scenes else ""
            click.echo(f"{each.motif.name:>14}  {each.motif.shows}{scenes}")
        if not no_sheet:
            click.echo(sheet)


@main.command()
@_AS_JSON
def doctor(as_json: bool) -> None:
    """Show what this machine has for making films."""
    from composer.doctor import examine, examine_models

    findings, models = dict(examine(Path.cwd())), examine_models()
    if as_json:
        _print_json({**findings, "models": [each.as_json() for each in models]})
        return
    for name, finding in findings.items():
        click.echo(f"{name:>24}  {finding}")
    click.echo("\nmodels of the diffusion painter, and how they would paint here:")
    for each in models:
        click.echo(each.as_line())


@main.command()
@click.option("--beats", is_flag=True, help="Of beats files instead.")
def schema(beats: bool) -> None:
    """Print the JSON Schema of storyboards, for editors that complete and check."""
    from composer.listening.beats_table import beats_schema
    from composer.storyboard.schema import json_schema

    click.echo(json.dumps(beats_schema() if beats else json_schema(), indent=2, ensure_ascii=False))
