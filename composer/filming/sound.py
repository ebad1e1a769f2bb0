"""The song's sound for the film: copied where its players take it, else encoded once and kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from composer.errors import ComposerError
from composer.filming.aside import mendable, written_aside
from composer.filming.boxes import read_tracks
from composer.filming.ffmpeg import describe_streams, ffmpeg_version, file_url, run_ffmpeg
from composer.filming.kept import fingerprint, is_kept, keep

#: Raised whenever the same song is encoded in another way.
_ENCODING = 1
#: What mp4 and QuickTime hold and the common players, phones and sites play from them.
_COPIED = ("aac", "mp3", "alac", "ac3")
#: What editing programs work with; AIFF's samples begin with the high byte.
_PCM = ("pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be")
#: Holds every sample of 16 or 24 bits, and more than a lossy codec's.
_ENCODED_PCM = "pcm_s24le"
#: Below this rate mp3 is the unofficial MPEG-2.5, which mp4 does not hold.
_LOWEST_MP3_RATE = 16000
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
#: Channel layouts that the AAC encoder takes as they are; where the side speakers become back ones they stay apart.
_AAC_LAYOUTS: Mapping[str, int] = MappingProxyType(
    {"mono": 1, "stereo": 2, "2.1": 3, "3.0": 3, "3.1": 4, "4.0": 4, "quad": 4, "quad(side)": 4, "4.1": 5, "5.0": 5}
    | {"5.0(side)": 5, "5.1": 6, "5.1(side)": 6, "6.1": 7, "7.0": 7, "7.1": 8}
)
_FLAC_LAYOUTS = ("mono", "stereo", "3.0", "quad", "5.0", "5.0(side)", "5.1", "5.1(side)", "6.1", "7.1")
_AAC_BITS_PER_CHANNEL = 128_000
#: An AAC frame of 1024 samples holds at most 6144 bits a channel (ISO/IEC 14496-3).
_AAC_BITS_PER_SAMPLE = 6
_SONG_HINT = "name a sound file: wav, flac, ogg, mp3, m4a"
_STREAM = re.compile(r"Stream #0:\d+.*?: Audio: (\w+).*?, (\d+) Hz, ([^,]+)")


class Holder(Enum):
    """What the film is held by: mp4, QuickTime's container, or that with a film for editing programs."""

    MP4 = "mp4"
    MOV = "mov"
    EDITABLE = "editable"


@dataclass(frozen=True, kw_only=True)
class SoundFacts:
    """What a song's sound is made of: ffmpeg's names of codec and channel layout, samples per second."""

    codec: str
    sample_rate: int
    layout: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of the song in seconds, half-open."""

    start: Fraction
    stop: Fraction


@dataclass(frozen=True, kw_only=True)
class SoundPlan:
    """How a song comes into the film.

    ``codec`` is ``copy``, ``aac``, ``flac`` or ``pcm_s24le``; ``digest`` names the sound that results, whatever the
    song's path.
    """

    song: Path
    facts: SoundFacts
    codec: str
    passage: Passage | None
    digest: str


def read_sound_facts(song: Path) -> SoundFacts:
    """What the first sound stream of a file is.

    Raises
    ------
    ComposerError
        If the file is not there or holds no sound.
    """
    if not song.is_file():
        raise ComposerError(f"{song}: there is no such song", _SONG_HINT)
    with mendable(song), song.open("rb"):
        pass  # ffmpeg does not tell a file that may not be read from one without sound
    found = _STREAM.search(describe_streams(song))
    if not found:
        raise ComposerError(f"{song}: no sound was found in it", _SONG_HINT)
    return SoundFacts(codec=found[1], sample_rate=int(found[2]), layout=found[3].strip())


def plan_sound(song: Path, passage: Passage | None = None, holder: Holder = Holder.MP4) -> SoundPlan:
    """Decide how a song, or a passage of it, comes into the film: never resampled, never mixed down.

    A whole song is copied bit for bit where the film's players take its codec (aac, mp3, alac, ac3; of a film for
    editing programs PCM). All else is encoded as AAC at its own rate and layout, 128 kbit/s a channel; what AAC has
    no rate or layout for, as FLAC. QuickTime's container gets PCM for that, and editing programs for everything.

    Raises
    ------
    ComposerError
        If the song cannot be read, or has a channel layout that neither holds.
    """
    facts = read_sound_facts(song)
    codec = "copy" if passage is None and _is_copied(facts, holder) else _encoder_for(song, facts, holder)
    making = (_ENCODING, fingerprint(song), codec, passage and (str(passage.start), str(passage.stop)))
    digest = hashlib.blake2b(repr((making, ffmpeg_version())).encode(), digest_size=20).hexdigest()
    return SoundPlan(song=song, facts=facts, codec=codec, passage=passage, digest=digest)


def prepare_sound(plan: SoundPlan, store_folder: Path) -> Path:
    """The file to take the film's sound from: the song itself, or its encoding, kept in the store's ``sound`` folder.

    Raises
    ------
    ComposerError
        If the song cannot be decoded or holds no samples, or the encoding cannot be written.
    """
    if plan.codec == "copy":
        return plan.song
    kept = store_folder / "sound" / f"{plan.digest}.{_muxer(plan)}"
    if not is_kept(kept, {}):
        with written_aside(kept) as aside:
            run_ffmpeg(_arguments(plan, aside), doing=str(plan.song))
            if not any(track.sample_count for track in read_tracks(aside)):
                raise ComposerError(f"{plan.song}: there is no sound in it, or none in the passage", _SONG_HINT)
        keep(kept, {})
    return kept


def _is_copied(facts: SoundFacts, holder: Holder) -> bool:
    if holder is Holder.EDITABLE:
        return facts.codec in _PCM
    return facts.codec in _COPIED and not (facts.codec == "mp3" and facts.sample_rate < _LOWEST_MP3_RATE)


def _muxer(plan: SoundPlan) -> str:
    return "mov" if plan.codec == _ENCODED_PCM else "mp4"


def _encoder_for(song: Path, facts: SoundFacts, holder: Holder) -> str:
    if holder is Holder.EDITABLE:
        return _ENCODED_PCM
    if facts.sample_rate in _AAC_RATES and facts.layout in _AAC_LAYOUTS:
        return "aac"
    if holder is Holder.MOV:
        return _ENCODED_PCM
    if facts.layout in _FLAC_LAYOUTS:
        return "flac"
    raise ComposerError(
        f"{song}: a film cannot hold sound of {facts.layout} at {facts.sample_rate} Hz as it is",
        "save the song as stereo or 5.1",
    )


def _arguments(plan: SoundPlan, out: Path) -> tuple[str, ...]:
    bits: tuple[str, ...] = ()
    if plan.codec == "aac":
        most = min(_AAC_BITS_PER_CHANNEL, _AAC_BITS_PER_SAMPLE * plan.facts.sample_rate)
        bits = ("-b:a", str(most * _AAC_LAYOUTS[plan.facts.layout]))
    return (
        *("-i", file_url(plan.song), "-map", "0:a:0", *_cut(plan), "-c:a", plan.codec, *bits),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", _muxer(plan), "-y", file_url(out)),
    )


def _cut(plan: SoundPlan) -> tuple[str, ...]:
    if plan.passage is None:
        return ()
    # Cut by samples after decoding: seeking in an mp3 lands where its frames allow.
    first, stop = (round(seconds * plan.facts.sample_rate) for seconds in (plan.passage.start, plan.passage.stop))
    return ("-af", f"atrim=start_sample={first}:end_sample={stop},asetpts=PTS-STARTPTS")
