"""The edit as a CMX 3600 edit decision list, which every editing program reads.

The columns are those of the CMX 3600: event, reel, channels, transition, source in and out, record in and out. Scenes
and markers are written as the comments that Avid, Resolve and Premiere read (``FROM CLIP NAME``, ``LOC``).
"""

from __future__ import annotations

from composer.errors import ComposerError
from composer.filming.exports.edit import Clip, Edit, Mark, Marker, SoundClip
from composer.filming.exports.timecode import Counting, counting_of

#: The reel of files that have no tape: programs find them by the clip's name.
_REEL = "AX"
#: Three digits number an event.
_MOST_EVENTS = 999
_COLOURS = {Mark.ARRIVAL: "RED", Mark.SECTION: "YELLOW", Mark.BAR: "GREEN"}


def edl_text(edit: Edit) -> str:
    """The list: an event a scene, the song as the last one; the film file and the record both begin at 00:00:00:00.

    Raises
    ------
    ComposerError
        If timecode cannot count the rate, or there are more scenes than an EDL numbers.
    """
    counting = counting_of(edit.rate)
    if len(edit.clips) + 1 > _MOST_EVENTS:
        raise ComposerError(f"an EDL has at most {_MOST_EVENTS} events", "export the edit as .otio")
    lines = [f"TITLE: {_line(edit.title or edit.film.stem)}"]
    lines += [f"FCM: {'DROP FRAME' if counting.drops else 'NON-DROP FRAME'}", ""]
    for number, clip in enumerate(edit.clips, 1):
        lines += _scene(number, clip, edit, counting)
    if edit.sound:
        lines += _song(len(edit.clips) + 1, edit.sound, counting)
    return "\n".join(lines)


def _scene(number: int, clip: Clip, edit: Edit, counting: Counting) -> list[str]:
    stretch = clip.start_frame, clip.end_frame
    lines = [_event(number, "V", stretch, stretch, counting), f"* FROM CLIP NAME: {_line(edit.film.name)}"]
    lines.append(f"* COMMENT: {_line(clip.name)}" + (f": {_line(clip.caption)}" if clip.caption else ""))
    within = (marker for marker in edit.markers if clip.start_frame <= marker.frame < clip.end_frame)
    return [*lines, *(_locator(marker, counting) for marker in within), ""]


def _song(number: int, sound: SoundClip, counting: Counting) -> list[str]:
    source = sound.start_frame, sound.start_frame + sound.frame_count
    channels = "A" if sound.channels == 1 else "AA"
    event = _event(number, channels, source, (0, sound.frame_count), counting)
    return [event, f"* FROM CLIP NAME: {_line(sound.path.name)}", ""]


def _event(number: int, channels: str, source: tuple[int, int], record: tuple[int, int], counting: Counting) -> str:
    times = " ".join(counting.timecode(frame) for frame in (*source, *record))
    return f"{number:03}  {_REEL:<8} {channels:<5} C        {times}"


def _locator(marker: Marker, counting: Counting) -> str:
    return f"* LOC: {counting.timecode(marker.frame)} {_COLOURS[marker.mark]:<7} {_line(marker.name)}"


def _line(text: str) -> str:
    return " ".join(text.split())
