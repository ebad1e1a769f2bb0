"""The storyboard as records: what the director wrote, checked and typed, without any file or song."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from composer.errors import Place


class Direction(Enum):
    """``in`` flies forward into the next scene, ``out`` pulls back from it."""

    IN = "in"
    OUT = "out"


class Snap(Enum):
    """What the boundaries of flexible scenes snap to."""

    BAR = "bar"
    BEAT = "beat"
    SECTION = "section"
    NONE = "none"


class Unit(Enum):
    """The unit of a length."""

    BARS = "bars"
    BEATS = "beats"
    SECONDS = "seconds"


@dataclass(frozen=True, kw_only=True)
class Length:
    """A stretch of the song, ``amount`` > 0 in its unit (0 is allowed for holds)."""

    amount: float
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class BarCue:
    """``bar 9`` or ``bar 9 beat 3``: both count from 1; the beat may be a fraction, 1.5 is half a beat after beat 1."""

    bar: int
    beat: float = 1.0


@dataclass(frozen=True, kw_only=True)
class BeatCue:
    """``beat 33``: counts from 1; may be a fraction."""

    beat: float


@dataclass(frozen=True, kw_only=True)
class TimeCue:
    """``1:02.5`` or ``62.5 s``: seconds from the start of the song."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class SectionCue:
    """``section 3`` (counts from 1), or ``B 2``: the second time the section labelled B comes."""

    number: int
    label: str = ""


Cue = BarCue | BeatCue | TimeCue | SectionCue


@dataclass(frozen=True, kw_only=True)
class PortalSpec:
    """Where the next scene opens, as written: centre as fractions of the picture, turn in degrees; None: unwritten."""

    at: tuple[float, float] | None = None
    turn_degrees: float | None = None


@dataclass(frozen=True, kw_only=True)
class Transition:
    """Where a scene's words go over into those of the one inside it: so many steps before that one's arrival.

    Attributes
    ----------
    begin, end : float
        In steps, ``begin`` > ``end`` >= 0; at ``end`` the next scene's words count alone.
    """

    begin: float = 1.0
    end: float = 0.0

    def __post_init__(self) -> None:
        if not self.begin > self.end >= 0:
            raise ValueError(f"a transition cannot go from {self.begin} to {self.end} steps before an arrival")

    def within(self, steps: int) -> Transition:
        """The same in a scene of so many steps: shortened in proportion where it would begin before that one."""
        if self.begin <= steps:
            return self
        return Transition(begin=float(steps), end=self.end * steps / self.begin)


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture of a person: an absolute path, and the first year that it is for, None: for all."""

    picture: Path
    since: int | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the cast: ``kind`` is ``woman``, ``man`` or ``person``; ``looks`` holds at any age.

    ``died`` is the last year of life, None where the storyboard does not say. ``photos`` are in the order of their
    years.
    """

    name: str
    born: int
    died: int | None = None
    kind: str = "person"
    looks: str = ""
    photos: tuple[Photo, ...] = ()

    def picture_in(self, year: int) -> Path | None:
        """The picture for a year: that of the latest year up to it; None before the first one.

        Examples
        --------
        >>> photos = Photo(picture=Path("girl.jpg"), since=1980), Photo(picture=Path("old.jpg"), since=2040)
        >>> june = Person(name="june", born=1972, photos=photos)
        >>> [str(june.picture_in(year)) for year in (1979, 1980, 2039, 2050)]
        ['None', 'girl.jpg', 'girl.jpg', 'old.jpg']
        """
        found = [photo.picture for photo in self.photos if photo.since is None or photo.since <= year]
        return found[-1] if found else None


@dataclass(frozen=True, kw_only=True)
class Light:
    """How drawn scenes are graded: ``saturation`` (1 leaves it), then black is ``shadows`` and white ``highlights``."""

    saturation: float = 1.0
    shadows: str = "#000000"
    highlights: str = "#ffffff"


@dataclass(frozen=True, kw_only=True)
class Texture:
    """The film that drawn scenes seem to be shot on: strengths from 0 to 1.

    ``grain`` is fine noise, ``dust`` specks and hairs, ``lines`` the rows of a video tape, ``halation`` the red glow
    around what is bright, ``vignette`` the darkening towards the corners.
    """

    grain: float = 0.0
    dust: float = 0.0
    lines: float = 0.0
    halation: float = 0.0
    vignette: float = 0.0


@dataclass(frozen=True, kw_only=True)
class DecadeLook:
    """How a decade looks: words for prompts; for the illustrator colours (``#rrggbb``), light and texture; for captions
    the name of a typeface. Empty or None: the built-in one."""

    look: str = ""
    palette: tuple[str, ...] = ()
    light: Light | None = None
    texture: Texture | None = None
    lettering: str = ""


@dataclass(frozen=True, kw_only=True)
class PainterChoice:
    """A painter's name and its options as written; the painter itself checks the options' values."""

    name: str = "illustrated"
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class Output:
    """Size of the film in pixels (even numbers), its exact frame rate, and how it is encoded.

    ``encoder`` is one of ``composer.encoders.ENCODER_NAMES``; ``depth`` in bits and ``crf`` are None where the
    encoder's usual ones are meant.
    """

    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(30)
    encoder: str = "h264"
    depth: int | None = None
    crf: int | None = None

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, kw_only=True)
class Hold:
    """How long the camera rests on the first picture before it moves, and on the last one at the end."""

    start: Length = Length(amount=0, unit=Unit.SECONDS)
    end: Length = Length(amount=0, unit=Unit.SECONDS)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One scene as written, with the storyboard's defaults filled in.

    At most one of ``cue`` and ``length`` is set; with neither the scene is flexible and shares by ``weight``.
    ``steps`` is the number of zoom steps from this scene's first keyframe to the next scene's; ``zoom`` is the
    magnification of each. ``prompt`` and ``subject`` are as written, with ``{names}``; the subject is in the scene's
    first keyframe only. ``image`` is an absolute path; ``fit`` is how it comes
    into the film's shape, ``fill`` or ``whole``. ``transition`` is None where the words do not go over into the
    next scene's; ``likeness`` says how much the cast's pictures count, 0 to 1. ``takes`` gives some keyframes, counted
    from 1, a seed of their own, ``pins`` some the digest of a painted picture, or its beginning.
    """

    id: str
    prompt: str
    year: int | None = None
    cue: Cue | None = None
    length: Length | None = None
    weight: float = 1.0
    steps: int = 2
    zoom: float = 2.0
    portal: PortalSpec = PortalSpec()
    ease: str = "glide"
    pulse: float = 0.0
    seed: int = 0
    image: Path | None = None
    fit: str = "fill"
    motif: str = ""
    caption: str = ""
    subject: str = ""
    transition: Transition | None = Transition()
    likeness: float = 0.6
    takes: tuple[tuple[int, int], ...] = ()
    pins: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> str:
        """All that the scene shows, as written: its prompt and its subject."""
        return ", ".join(part for part in (self.prompt, self.subject) if part.strip())

    def seed_of(self, view: int) -> int:
        """The seed of one of its keyframes, from 0: of that one's take, else the scene's own."""
        return dict(self.takes).get(view + 1, self.seed)

    def pin_of(self, view: int) -> str:
        """The digest, or its beginning, of the picture that one of its keyframes, from 0, is pinned to; else empty."""
        return dict(self.pins).get(view + 1, "")

    @property
    def decade(self) -> int | None:
        """First year of the scene's decade, or None."""
        return None if self.year is None else self.year // 10 * 10

    @property
    def magnification(self) -> float:
        """How many times smaller the next scene is when this one fills the frame: ``zoom ** steps``."""
        return self.zoom**self.steps


@dataclass(frozen=True, kw_only=True)
class Storyboard:
    """The film as written. ``places`` gives the place of each value by its path, ``scenes[3].at``.

    ``zoom`` and ``pulse`` are what the scenes have that set none of their own; two storyboards whose scenes are the
    same are the same. In a ``loop`` the innermost scene holds the outermost again, so that the film's end runs on into
    its beginning.
    """

    file: Path
    scenes: tuple[Scene, ...]
    title: str = ""
    song: Path | None = None
    direction: Direction = Direction.IN
    loop: bool = False
    look: str = ""
    avoid: str = ""
    painter: PainterChoice = PainterChoice()
    output: Output = Output()
    snap: Snap = Snap.BAR
    zoom: float = field(default=2.0, compare=False)
    pulse: float = field(default=0.2, compare=False)
    offset_seconds: float = 0.0
    hold: Hold = Hold()
    cast: tuple[Person, ...] = ()
    decades: Mapping[int, DecadeLook] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def __post_init__(self) -> None:
        if not self.scenes:
            raise ValueError("a storyboard needs at least one scene")

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The director's own pictures that it names, each once: of its scenes, and of its people."""
        scenes = (scene.image for scene in self.scenes if scene.image)
        people = (photo.picture for person in self.cast for photo in person.photos)
        return tuple(dict.fromkeys((*scenes, *people)))

    def place(self, path: str) -> Place:
        """Where a value was written; its nearest enclosing value where it was not written itself."""
        while path:
            if path in self.places:
                return self.places[path]
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return self.places.get("", Place(file=self.file, line=1, column=1))
