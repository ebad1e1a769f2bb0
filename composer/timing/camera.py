"""The camera: how deep it is in the stack of keyframes at each frame of the film."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from composer.easing import EASINGS
from composer.listening.song import Song
from composer.storyboard.records import Direction, Scene, Storyboard
from composer.storyboard.stack import keyframe_count, stack
from composer.timing.pulse import Beat, surge
from composer.timing.timeline import Timeline

FloatArray = NDArray[np.float64]

#: Points on which a move's speed is integrated; linear interpolation between them is off by < 1e-7 of the move.
_SAMPLES = 4097
#: Share of a move at each end in which its speed is blended into its neighbour's.
_BLEND = 0.25
#: A shared speed is at most this many times the slower mean of the two moves, so that blending never needs to run
#: backwards: the two blends take at most 2 * 3 * _BLEND / 2 = 3/4 of the way.
_FASTEST_KNOT = 3.0
#: Shared speeds are whole half octaves of a keyframe a second. A scene that gets a beat longer mostly leaves them as
#: they are, and with them, to the last bit, all frames but its own and its neighbour's: on random storyboards of 24
#: scenes 9 % of the film change instead of 16 %.
_RUNGS_PER_OCTAVE = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class CameraPath:
    """Depth of the camera at each frame.

    Attributes
    ----------
    depths : float64 array, shape (frame_count,)
        In keyframes, >= 0; a whole number shows exactly that keyframe. Monotone: up when flying in, down when
        pulling out. In a loop of n keyframes depth n is depth 0 again, and the frame after the last would be n further
        on (or back) than the first.
    """

    depths: FloatArray

    def __post_init__(self) -> None:
        self.depths.flags.writeable = False


@dataclass(frozen=True, kw_only=True)
class Knot:
    """A frame at which the camera is exactly at a whole depth, and the scene whose easing leads away from it."""

    frame: int
    depth: int
    scene: Scene


@dataclass(frozen=True, kw_only=True)
class Move:
    """The camera between two knots: frames, whole depths, and the easing between."""

    start_frame: int
    end_frame: int
    start_depth: int
    end_depth: int
    ease: str
    pulse: float

    @property
    def mean_speed(self) -> float:
        """Keyframes a frame, >= 0."""
        return abs(self.end_depth - self.start_depth) / (self.end_frame - self.start_frame)


def plan_camera(storyboard: Storyboard, timeline: Timeline, song: Song) -> CameraPath:
    """The camera through all arrivals: exact there, monotone and without a kink between them.

    Each move runs at its easing's speed; near its ends the speed is blended into one that both neighbours share
    (near a harmonic mean, as in Fritsch and Carlson's monotone cubics), with the rest of the move scaled so that it
    still covers exactly its depth. On top of it the pulse surges on each beat and gives it back before the next.
    A loop is planned over four laps, of which the film is one in the middle: its end has the beginning's speed.
    """
    moves, beats = plan_moves(storyboard, timeline), _beats(timeline, song)
    if not storyboard.loop:
        return CameraPath(depths=_follow(moves, beats, timeline.frame_count, timeline.rate))
    lap, begin, count = moves[-1].end_depth - moves[0].start_depth, moves[0].start_frame, timeline.frame_count
    laps = chain.from_iterable(_shifted(moves, number * count - begin, number * lap) for number in range(4))
    ticks = [replace(beat, frame=beat.frame + number * count - begin) for number in range(5) for beat in beats]
    # The end of the second lap and the third one: before and after both there is another.
    depths = _follow(tuple(laps), ticks, 4 * count + 1, timeline.rate)[2 * count - begin : 3 * count - begin]
    return CameraPath(depths=depths - abs(lap) * np.floor(depths.min() / abs(lap)))


def _follow(moves: tuple[Move, ...], beats: Sequence[Beat], frame_count: int, rate: Fraction) -> FloatArray:
    """Depth at each frame of moves that follow one another from frame 0 to the last."""
    depths = np.empty(frame_count)
    speeds = _knot_speeds(moves, rate)
    for move, (first, last) in zip(moves, speeds, strict=True):
        frames = np.arange(move.start_frame, move.end_frame + 1, dtype=np.float64)
        depths[move.start_frame : move.end_frame + 1] = _run(move, first, last, frames)
    depths += _pulse(moves, beats, depths)
    return depths


def _shifted(moves: tuple[Move, ...], frames: int, depth: int) -> tuple[Move, ...]:
    return tuple(
        replace(
            move,
            start_frame=move.start_frame + frames,
            end_frame=move.end_frame + frames,
            start_depth=move.start_depth + depth,
            end_depth=move.end_depth + depth,
        )
        for move in moves
    )


def plan_moves(storyboard: Storyboard, timeline: Timeline) -> tuple[Move, ...]:
    """The camera's moves and rests from frame 0 to the last frame, knot to knot.

    Those of a loop go from the first arrival to the same one a lap later, beyond the last frame.
    """
    knots = _knots(storyboard, timeline)
    return tuple(
        Move(
            start_frame=a.frame,
            end_frame=b.frame,
            start_depth=a.depth,
            end_depth=b.depth,
            ease=a.scene.ease,
            pulse=a.scene.pulse,
        )
        for a, b in pairwise(knots)
        if b.frame > a.frame
    )


def _knots(storyboard: Storyboard, timeline: Timeline) -> list[Knot]:
    if storyboard.loop:
        return _loop_knots(storyboard, timeline)
    return _in_knots(timeline) if storyboard.direction is Direction.IN else _out_knots(storyboard, timeline)


def _loop_knots(storyboard: Storyboard, timeline: Timeline) -> list[Knot]:
    first, *others = (
        Knot(frame=span.arrival_frame, depth=span.first_step, scene=span.scene) for span in timeline.spans
    )
    lap = keyframe_count(storyboard) if storyboard.direction is Direction.IN else -keyframe_count(storyboard)
    again = replace(first, frame=first.frame + timeline.frame_count, depth=first.depth + lap)
    return [first, *others, again]


def _in_knots(timeline: Timeline) -> list[Knot]:
    knots = []
    for span in timeline.spans:
        inside = span.first_step + span.scene.steps
        knots += [
            Knot(frame=span.start_frame, depth=span.first_step, scene=span.scene),
            Knot(frame=span.depart_frame, depth=span.first_step, scene=span.scene),
            Knot(frame=span.settle_frame, depth=inside, scene=span.scene),
        ]
    return [*knots, Knot(frame=timeline.frame_count - 1, depth=knots[-1].depth, scene=knots[-1].scene)]


def _out_knots(storyboard: Storyboard, timeline: Timeline) -> list[Knot]:
    first = timeline.spans[0].scene
    knots = [Knot(frame=0, depth=stack(storyboard)[-1].first_step + first.steps, scene=first)]
    for span in timeline.spans:
        # A rest after the first arrival is the hold at the start; every other scene departs when it arrives.
        knots += [
            Knot(frame=span.arrival_frame, depth=span.first_step, scene=span.scene),
            Knot(frame=span.depart_frame, depth=span.first_step, scene=span.scene),
        ]
    return [*knots, Knot(frame=timeline.frame_count - 1, depth=knots[-1].depth, scene=knots[-1].scene)]


def _knot_speeds(moves: tuple[Move, ...], rate: Fraction) -> list[tuple[float, float]]:
    """Speed at both ends of each move, keyframes a frame; shared with its neighbours."""
    ends = []
    for move in moves:
        shape = EASINGS[move.ease].speed(np.array([0.0, 1.0]))
        ends.append((move.mean_speed * shape[0], move.mean_speed * shape[1]))
    shared = [ends[0][0]]
    for (before, left), (after, right) in pairwise(zip(moves, ends, strict=True)):
        shared.append(_shared_speed((before, after), (left[1], right[0]), float(rate)))
    shared.append(ends[-1][1])
    return list(pairwise(shared))


def _shared_speed(moves: tuple[Move, Move], ends: tuple[float, float], rate: float) -> float:
    """One speed for a knot between two moves that would end and begin at the given ones, keyframes a frame."""
    means = (moves[0].mean_speed, moves[1].mean_speed)
    if min(means) == 0:
        return 0.0
    speed = _rung(2 * ends[0] * ends[1] / (ends[0] + ends[1]), rate)
    if ends == means:
        # Where neither move changes its speed a rung beyond both would be seen as a sway.
        speed = min(max(speed, min(means)), max(means))
    fastest = _FASTEST_KNOT * min(means)
    return speed if speed <= fastest else _rung(fastest, rate, math.floor)


def _rung(speed: float, rate: float, whole: Callable[[float], int] = round) -> float:
    """The speed of the ladder nearest to one, or with ``math.floor`` the next below; keyframes a frame."""
    number = whole(_RUNGS_PER_OCTAVE * math.log2(speed * rate))
    return float(2 ** (number / _RUNGS_PER_OCTAVE) / rate)


def _run(move: Move, first: float, last: float, frames: FloatArray) -> FloatArray:
    """Depth at each frame of a move that starts and ends at the given speeds."""
    length, way = move.end_frame - move.start_frame, abs(move.end_depth - move.start_depth)
    if way == 0:
        return np.full(len(frames), float(move.start_depth))
    u = np.linspace(0.0, 1.0, _SAMPLES)
    rise, fall = _smoothstep(u / _BLEND), _smoothstep((1 - u) / _BLEND)
    edges = length * (first * (1 - rise) + last * (1 - fall))
    middle = EASINGS[move.ease].speed(u) * rise * fall
    scale = (way - np.trapezoid(edges, u)) / np.trapezoid(middle, u)
    speed = edges + scale * middle
    covered = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    covered *= way / covered[-1]
    at = np.interp((frames - move.start_frame) / length, u, covered)
    depths: FloatArray = move.start_depth + (at if move.end_depth > move.start_depth else -at)
    return depths


def _smoothstep(x: FloatArray) -> FloatArray:
    x = np.clip(x, 0.0, 1.0)
    eased: FloatArray = x * x * (3 - 2 * x)
    return eased


def _beats(timeline: Timeline, song: Song) -> list[Beat]:
    frames = (song.beats + timeline.offset_seconds) * float(timeline.rate)
    return [Beat(frame=float(f), strength=float(s)) for f, s in zip(frames, song.strengths, strict=True)]


def _pulse(moves: tuple[Move, ...], beats: Sequence[Beat], depths: FloatArray) -> FloatArray:
    """What the pulse adds to each frame's depth; nothing at a knot."""
    added = np.zeros(len(depths))
    frames = np.array([beat.frame for beat in beats])
    for move in moves:
        if move.pulse > 0 and move.mean_speed > 0:
            # The move alone, with a frame and its beats on either side: a long film has hundreds of each.
            low, high = max(move.start_frame - 1, 0), move.end_frame + 2
            near = slice(*np.searchsorted(frames, (move.start_frame - 1, high)))
            added[low:high] += move.pulse * surge(
                [replace(beat, frame=beat.frame - low) for beat in beats[near]],
                depths[low:high],
                (move.start_frame - low, move.end_frame - low),
            )
    return added
