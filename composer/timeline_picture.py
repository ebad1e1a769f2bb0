"""A picture of the timeline: scenes over the song's loudness, its bars and beats, and the camera's depth."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np

from composer.errors import ComposerError
from composer.files import write_whole
from composer.listening.song import Song
from composer.timebase import time_of
from composer.timing.camera import CameraPath
from composer.timing.timeline import Timeline

_LEFT, _RIGHT = 20, 20
_SCENES, _WAVE, _SECTIONS, _DEPTH = (64, 56), (136, 110), (252, 20), (290, 170)
_HEIGHT = _DEPTH[0] + _DEPTH[1] + 34
_COLOURS = ("#e07a5f", "#3d9a8b", "#f2b84b", "#6d7fc4", "#c46d9b", "#7fb069")
_PIXELS_A_SECOND = 16
_NARROWEST, _WIDEST = 900, 6000


def timeline_svg(timeline: Timeline, camera: CameraPath, song: Song, title: str) -> str:
    """The picture as SVG text."""
    width = int(min(max(song.duration * _PIXELS_A_SECOND, _NARROWEST), _WIDEST))
    page = _Page(timeline, camera, song, width)
    parts = [*page.scenes(), *page.loudness(), *page.beats(), *page.sections(), *page.depth(), *page.clock()]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}" '
        'font-family="Comfortaa, sans-serif"><rect width="100%" height="100%" fill="#1a1a20"/>'
    )
    name = f'<text x="{_LEFT}" y="36" font-size="20" fill="#f4ecd8">{escape(title)}</text>'
    return "\n".join([head, name, *parts, "</svg>\n"])


def write_timeline_picture(svg: str, out: Path) -> None:
    """Write the picture as ``.svg``, or drawn as ``.png``.

    Raises
    ------
    ComposerError
        If the suffix is neither, or the file cannot be written.
    """
    from composer.svg import png_of

    check_picture_name(out)
    data = svg.encode() if out.suffix.lower() == ".svg" else png_of(svg)
    try:
        write_whole(out, data)
    except OSError as error:
        raise ComposerError(f"{out}: cannot be written: {error.strerror}", "choose another place") from error


def check_picture_name(out: Path) -> None:
    """Raises ComposerError unless the picture can be written under this name; to be asked before the song is heard."""
    if out.suffix.lower() not in (".svg", ".png"):
        raise ComposerError(f"{out}: the picture of a timeline is an svg or a png", "name it timeline.png")
    if not out.parent.is_dir():
        raise ComposerError(f"{out}: there is no folder {out.parent}", "make the folder first")


class _Page:
    def __init__(self, timeline: Timeline, camera: CameraPath, song: Song, width: int) -> None:
        self.timeline, self.camera, self.song, self.width = timeline, camera, song, width

    def x(self, seconds: float) -> float:
        return _LEFT + seconds / self.song.duration * (self.width - _LEFT - _RIGHT)

    def scenes(self) -> Iterator[str]:
        top, height = _SCENES
        for span in self.timeline.spans:
            a = self.x(time_of(span.start_frame, self.timeline.rate))
            b = self.x(min(time_of(span.end_frame, self.timeline.rate), self.song.duration))
            colour = _COLOURS[span.number % len(_COLOURS)]
            where = (
                f"bar {span.bar}" + (f" beat {span.beat:g}" if span.beat != 1 else "") if span.bar is not None else ""
            )
            yield (
                f'<rect x="{a:.1f}" y="{top}" width="{max(b - a - 1, 1):.1f}" height="{height}" rx="5" '
                f'fill="{colour}"/>'
                f'<svg x="{a:.1f}" y="{top}" width="{max(b - a - 3, 1):.1f}" height="{height}">'
                f'<text x="8" y="24" font-size="15" fill="#14141a">{escape(span.scene.id)}</text>'
                f'<text x="8" y="43" font-size="11" fill="#14141a">{where}</text></svg>'
            )
            yield f'<path d="M{a:.1f} {top + height}V{_HEIGHT - 30}" stroke="{colour}" stroke-width="1.5"/>'

    def loudness(self) -> Iterator[str]:
        top, height = _WAVE
        values = self.song.loudness.values
        times = np.arange(len(values)) / self.song.loudness.rate
        columns = np.clip((self.x(0) + times / self.song.duration * (self.x(self.song.duration) - self.x(0))), 0, None)
        peaks = np.zeros(self.width)
        np.maximum.at(peaks, np.clip(columns.astype(int), 0, self.width - 1), np.minimum(values, 1.3) / 1.3)
        middle = top + height / 2
        bars = (
            f"M{x} {middle - p * height / 2:.1f}V{middle + p * height / 2:.1f}" for x, p in enumerate(peaks) if p > 0
        )
        yield f'<path d="{"".join(bars)}" stroke="#8a93c9" stroke-width="1"/>'

    def beats(self) -> Iterator[str]:
        top, height = _WAVE
        for beat, position in zip(self.song.beats, self.song.positions, strict=True):
            long, colour = (height, "#f4ecd8") if position == 1 else (12, "#7a7a86")
            width = 0.8 if position == 1 else 0.6
            line = f"M{self.x(float(beat)):.2f} {top + height - long}V{top + height}"
            yield f'<path d="{line}" stroke="{colour}" stroke-width="{width}" opacity="0.7"/>'

    def sections(self) -> Iterator[str]:
        top, height = _SECTIONS
        for section in self.song.sections:
            a, b = self.x(section.start), self.x(section.end)
            colour = _COLOURS[(ord(section.label[0]) - 65) % len(_COLOURS)] if section.label else _COLOURS[0]
            yield (
                f'<rect x="{a:.1f}" y="{top}" width="{max(b - a - 1, 1):.1f}" height="{height}" fill="{colour}" '
                'opacity="0.35"/>'
                f'<text x="{a + 6:.1f}" y="{top + 15}" font-size="12" fill="#f4ecd8">{escape(section.label)}</text>'
            )

    def depth(self) -> Iterator[str]:
        top, height = _DEPTH
        depths = self.camera.depths
        largest = max(float(depths.max()), 1e-9)
        frames = np.unique(np.linspace(0, len(depths) - 1, min(len(depths), 2 * self.width)).round().astype(int))
        points = " ".join(
            f"{self.x(time_of(int(f), self.timeline.rate)):.1f},{top + height * (1 - depths[f] / largest):.1f}"
            for f in frames
        )
        yield f'<polyline points="{points}" fill="none" stroke="#f4ecd8" stroke-width="2"/>'
        for span in self.timeline.spans:
            x = self.x(time_of(span.arrival_frame, self.timeline.rate))
            y = top + height * (1 - depths[span.arrival_frame] / largest)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#f2b84b"/>'

    def clock(self) -> Iterator[str]:
        seconds = 10 if self.song.duration > 30 else 5
        for tick in range(0, int(self.song.duration) + 1, seconds):
            yield (
                f'<text x="{self.x(tick):.1f}" y="{_HEIGHT - 10}" font-size="11" fill="#9a9aa6">'
                f"{tick // 60}:{tick % 60:02d}</text>"
            )
