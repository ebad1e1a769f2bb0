"""The rooms around the desk: pictures, sound, beats and jobs, each with its own routes."""

from __future__ import annotations

from typing import Protocol

from starlette.routing import BaseRoute

from composer.order import Order
from composer.studio.beats.beats_room import BeatsRoom
from composer.studio.choices import Choices
from composer.studio.desk import Desk
from composer.studio.events import Hub
from composer.studio.jobs.jobs_room import JobsRoom
from composer.studio.pictures.pictures_room import PicturesRoom
from composer.studio.sound.sound_room import SoundRoom


class Room(Protocol):
    """A part of the studio with routes of its own."""

    def routes(self) -> list[BaseRoute]:
        """Its routes."""
        ...

    def look(self) -> None:
        """Called several times a second, in a thread, after the desk has looked at its files."""
        ...

    def close(self) -> None:
        """Called once when the server stops."""
        ...


class Workplace:
    """The desk and the rooms around it."""

    def __init__(self, order: Order) -> None:
        self.desk = Desk(order, Hub())
        self._rooms: tuple[Room, ...] = (
            PicturesRoom(self.desk),
            SoundRoom(self.desk),
            BeatsRoom(self.desk),
            JobsRoom(self.desk),
            Choices(self.desk),
        )

    def routes(self) -> list[BaseRoute]:
        """The routes of all rooms."""
        return [route for room in self._rooms for route in room.routes()]

    def look(self) -> None:
        """Look at the files, and let every room do what it does from time to time."""
        self.desk.look()
        for room in self._rooms:
            room.look()

    def close(self) -> None:
        """Stop what runs."""
        for room in self._rooms:
            room.close()
