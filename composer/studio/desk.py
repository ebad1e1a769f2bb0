"""The desk: the storyboard that is open, what it means, and every change of it, one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, RLock

from composer.errors import ComposerError, Place, Problem, StoryboardError
from composer.files import scratch_file
from composer.listening.beatsfile import beats_file_of
from composer.listening.listen import listen
from composer.listening.song import Song
from composer.order import Order, applied, song_path
from composer.painting.store import KeyframeStore
from composer.storyboard.reading import load_text
from composer.storyboard.records import Storyboard
from composer.storyboard.saving import write_over, writing
from composer.storyboard.source import read_bytes, source_from_bytes
from composer.studio.events import Hub
from composer.studio.history import Entry, History
from composer.studio.reel import Pictures, Reel, plan_pictures, plan_reel
from composer.timing.silence import silence
from composer.watching import snapshot

#: The new text of an old one; what it raises is told, and nothing is written.
Change = Callable[[str], str]
#: Time of change and size of each file that is there.
Stamps = dict[Path, tuple[int, int]]


class ConflictError(ComposerError):
    """What is to be changed is not what it was when the page last looked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """What is known at one moment.

    Attributes
    ----------
    revision : str
        Another one after each change of the storyboard, the beats file, the song or what is wrong with them.
    text : bytes
        The storyboard's file.
    problems : tuple of Problem
        What is wrong with it as it is now; what follows is then of the last time when all was right.
    song : Song or None
        None until it has been listened to.
    reel : Reel or None
        None until the storyboard was right for the first time.
    pictures : Pictures or None
    """

    revision: str
    text: bytes
    problems: tuple[Problem, ...] = ()
    song: Song | None = None
    reel: Reel | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class _Plan:
    """What a text is as a film."""

    text: bytes
    reel: Reel
    pictures: Pictures


class Desk:
    """The open storyboard. All methods may be called from any thread.

    Parameters
    ----------
    order : Order
        The storyboard, its song, the store.
    hub : Hub
        Told ``film`` after each change of what plays, with the revision, and ``pictures`` where those changed too.
    """

    def __init__(self, order: Order, hub: Hub) -> None:
        self.order, self.hub = order, hub
        self.file = order.storyboard
        self.store = KeyframeStore(order.store_folder)
        self.history = History()
        self._lock = RLock()
        self._beats_lock = Lock()
        self._seen: Stamps | None = None
        self._heard: tuple[tuple[Path, Stamps], Song] | None = None
        self._pictures: Pictures | None = None
        self._state = State(revision="", text=b"")

    @property
    def state(self) -> State:
        """What is known now; the record does not change any more."""
        return self._state

    @property
    def beats_file(self) -> Path | None:
        """Where the song's beats file is, or would be; None in a silent film."""
        song = self._state.song
        return None if song is None or song.path == self.file else beats_file_of(song.path)

    def look(self) -> None:
        """Read everything again where a file has changed since; the pages are told."""
        with self._lock:
            now = snapshot(self._files())
            if now == self._seen:
                return
            for file in (self.file, self.beats_file):
                if self._seen and file is not None and now.get(file) != self._seen.get(file):
                    self.history.forget(file)
            self._read()

    def change(self, label: str, change: Change, *, expected: str) -> State:
        """Change the storyboard's text: verified, then written whole, as one step of the history.

        Parameters
        ----------
        label : str
            What it does, for undo: ``move prom``.
        change : callable
            The new text of the old one.
        expected : str
            The revision that the page has.

        Raises
        ------
        ConflictError
            If the storyboard or the beats file is another one by now; nothing is written.
        ComposerError
            If the change cannot be made, or makes a storyboard that cannot be filmed; nothing is written.
        """
        with self._lock:
            before = self._expect(expected)
            source_from_bytes(before, self.file)
            after = change(before.decode("utf-8")).encode("utf-8")
            if after != before:
                storyboard = self._storyboard(after)
                plan = self._planned(after, storyboard, self._listen(storyboard))
                self._write(Entry(file=self.file, before=before, after=after, label=label), plan)
            return self._state

    def change_beats(self, label: str, change: Change, *, expected: str) -> State:
        """The same with the song's beats file, which is made where there is none (its text is empty then).

        Raises
        ------
        ConflictError, ComposerError
            As ``change``; but a storyboard that no longer fits the beats is no error: its problems are shown.
        """
        with self._beats_lock:
            with self._lock:
                self._expect(expected)
                file, song = self.beats_file, self._state.song
                if file is None or song is None:
                    raise ComposerError("a film without a song has no beats", "name a song in the storyboard")
                before = file.read_bytes() if file.exists() else None
            after = change((before or b"").decode("utf-8")).encode("utf-8")
            if after != (before or b""):
                # Listening anew takes seconds, in which the storyboard can be changed: the lock is not held.
                self._try_beats(song.path, file, after)
                with self._lock:
                    self.look()
                    if self.beats_file != file:
                        raise _changed_meanwhile(self.file)
                    self._write(Entry(file=file, before=before, after=after, label=label))
            return self._state

    def undo(self, *, expected: str) -> State:
        """Take back the last change.

        Raises
        ------
        ConflictError
            If a file was changed by someone else since.
        """
        with self._lock:
            self._expect(expected)
            if entry := self.history.last:
                self._swap(entry.file, entry.after, entry.before)
                self.history.undone()
                self._read()
            return self._state

    def redo(self, *, expected: str) -> State:
        """Make the change again that was taken back last; raises as ``undo``."""
        with self._lock:
            self._expect(expected)
            if entry := self.history.next:
                self._swap(entry.file, entry.before, entry.after)
                self.history.redone()
                self._read()
            return self._state

    def _expect(self, revision: str) -> bytes:
        """The storyboard's bytes, if all files are those that the page knows."""
        self.look()
        if revision != self._state.revision:
            raise _changed_meanwhile(self.file)
        return self._state.text

    def _write(self, entry: Entry, plan: _Plan | None = None) -> None:
        self._swap(entry.file, entry.before, entry.after)
        self.history.add(entry)
        self._read(plan)

    def _swap(self, file: Path, before: bytes | None, after: bytes | None) -> None:
        now = file.read_bytes() if file.exists() else None
        if now != before:
            raise _changed_meanwhile(file)
        if after is not None:
            write_over(file, after)
            return
        with writing(file):
            file.unlink()

    def _files(self) -> tuple[Path, ...]:
        pictures, beats, song = self._state.pictures, self.beats_file, self._state.song
        heard = () if song is None else (song.path,)
        sources = () if pictures is None else pictures.sources
        return (self.file, *(() if beats is None else (beats,)), *heard, *sources)

    def _read(self, plan: _Plan | None = None) -> None:
        """Read all that can be read; what is wrong is kept beside the last that was right.

        ``plan`` is that of the text that was just written.
        """
        before = state = self._state
        known = self._files()
        seen = snapshot(known)
        try:
            text = read_bytes(self.file)
            state = replace(state, text=text, problems=())
            if plan is None or plan.text != text:
                storyboard = self._storyboard(text)
                song = self._listen(storyboard)
                state = replace(state, song=song)
                plan = self._planned(text, storyboard, song)
            state = replace(state, song=plan.reel.song, reel=plan.reel, pictures=plan.pictures)
        except StoryboardError as error:
            state = replace(state, problems=error.problems)
        except ComposerError as error:
            place = Place(file=self.file, line=1, column=1)
            problem = Problem(place=place, path="", message=error.message, hint=error.hint)
            state = replace(state, problems=(problem,))
        self._state = replace(state, revision=_revision(state))
        self._seen = self._as_read(known, seen)
        self.hub.publish("film", {"revision": self._state.revision})
        if state.pictures is not before.pictures:
            self.hub.publish("pictures", {"revision": self._state.revision})

    def _as_read(self, files: tuple[Path, ...], found: Stamps) -> Stamps:
        """The stamps of all files from before they were read: what was changed meanwhile, the next look reads again."""
        before: dict[Path, tuple[int, int] | None] = {}
        if self._heard is not None:
            path, heard = self._heard[0]
            before |= dict.fromkeys((path, beats_file_of(path))) | heard
        before |= dict.fromkeys(files) | found
        now = snapshot(self._files())
        stamps = {file: before[file] if file in before else now.get(file) for file in self._files()}
        return {file: stamp for file, stamp in stamps.items() if stamp is not None}

    def _storyboard(self, text: bytes) -> Storyboard:
        source = source_from_bytes(text, self.file)
        return applied(load_text(source.text, self.file, check_files=self.order.song is None), self.order)

    def _planned(self, text: bytes, storyboard: Storyboard, song: Song) -> _Plan:
        """The film of a text; raises what would be wrong with it."""
        reel = plan_reel(storyboard, song)
        self._pictures = plan_pictures(storyboard, self.store, self._pictures)
        return _Plan(text=text, reel=reel, pictures=self._pictures)

    def _listen(self, storyboard: Storyboard) -> Song:
        quiet = None if self.order.song or storyboard.song else silence(storyboard)
        if quiet is not None:
            return quiet
        path = song_path(storyboard, self.order)
        files = path, snapshot((path, beats_file_of(path)))
        if self._heard is None or self._heard[0] != files:
            self._heard = files, listen(path, self.order.store_folder)
        return self._heard[1]

    def _try_beats(self, song: Path, file: Path, text: bytes) -> None:
        """Raises what is wrong with a beats file that would hold a text."""
        with scratch_file(file.parent) as aside:
            aside.write_bytes(text)
            try:
                listen(song, self.order.store_folder, beats_file=aside)
            except StoryboardError as error:
                problems = (replace(each, place=replace(each.place, file=file)) for each in error.problems)
                raise StoryboardError(tuple(problems)) from error


def _changed_meanwhile(file: Path) -> ConflictError:
    return ConflictError(
        f"{file.name} was changed meanwhile; nothing was written", "look at it as it is now, then do it again"
    )


def _revision(state: State) -> str:
    digest = hashlib.blake2b(state.text, digest_size=12)
    digest.update(b"" if state.song is None else state.song.digest.encode())
    # A file that is gone changes no text.
    digest.update("".join(f"{problem}\n" for problem in state.problems).encode())
    return digest.hexdigest()
