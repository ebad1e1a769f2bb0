"""The timeline: every scene on whole frames, half-open, without gaps, over the whole song."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from composer.storyboard.records import Scene
from composer.timebase import time_of


@dataclass(frozen=True, kw_only=True)
class Span:
    """A scene on the timeline.

    Attributes
    ----------
    scene : Scene
    number : int
        Index of the scene in the storyboard.
    start_frame, end_frame : int
        Half-open range of frames.
    arrival : float
        Second of the song at which the scene's first keyframe is to fill the frame: the cue.
    arrival_frame : int
        The frame that shows it. It is ``start_frame`` but for a first scene that begins before its cue.
    depart_frame, settle_frame : int
        The camera moves through the scene from the one to the other; outside it rests.
    first_step : int
        Index of the scene's first keyframe.
    bar : int or None
        Bar of the arrival, from 1; None where the song has no beats.
    beat : float or None
        Beat in that bar, from 1.
    """

    scene: Scene
    number: int
    start_frame: int
    end_frame: int
    arrival: float
    arrival_frame: int
    depart_frame: int
    settle_frame: int
    first_step: int
    bar: int | None
    beat: float | None


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The film's frames and the scenes on them."""

    rate: Fraction
    frame_count: int
    duration: float
    offset_seconds: float
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        edges = [(span.start_frame, span.end_frame) for span in self.spans]
        starts, ends = [a for a, _ in edges], [b for _, b in edges]
        if starts != [0, *ends[:-1]] or ends[-1] != self.frame_count or any(a >= b for a, b in edges):
            raise ValueError(f"spans must cover frames 0..{self.frame_count} without gaps, not {edges}")

    def error_ms(self, span: Span) -> float:
        """How far the arrival's frame is from its cue in the song (with the offset), in milliseconds.

        A first scene without a cue has none to miss: it begins with the film.
        """
        if span.number == 0 and span.scene.cue is None:
            return 0.0
        return 1000 * (time_of(span.arrival_frame, self.rate) - span.arrival - self.offset_seconds)
