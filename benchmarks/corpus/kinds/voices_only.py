"""Voices that are the whole band: doo-wop, a mouth that plays drums, close harmony, a call and its answer."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.forms import LOOP_FORMS, SONG_FORMS, TUNE_FORMS
from benchmarks.corpus.score import Kit, Sound
from benchmarks.corpus.style import SUNG, Style, bass, choir, drums, percussion, tune
from benchmarks.corpus.tempi import drifting, pushing, slowing

_FAMILY = "a capella"
_MOUTH: tuple[Kit, ...] = ("mouth",)
_BASS_VOICE = (SUNG,)
#: Hands and feet are few strokes, so voices as loud as they are on the whole would drown in them.
_OVER_HANDS = 2.5

#: Twelve steps a bar of four beats in three; fingers snap behind the beat of the bass.
_DOO_WOP = Style(
    bpm=(58, 112),
    meter="12/8",
    layers=(
        choir("x-----x-xx-- ..x..x..x..x ...x.....x.. x--x--x--x-- xxxxxxxxxxxx x-----x-----", velocity=66),
        bass("r..r.r5..5.a r--3--5--3-- r..r.rr..5.a r-----5--3-a", _BASS_VOICE, level=0.1, velocity=88),
        tune(sync=0.3, density=0.7, level=0.35, velocity=108, centre=69),
        percussion("rim ...x.....x..\n clap ...x.....x..\n clap ...x.....x.x", (0, 8), level=0.5, chance=0.6),
        tune(sync=0.2, density=0.4, level=0.85, velocity=70, centre=77, chance=0.4),
    ),
    scales=("major", "major", "mixolydian"),
    sevenths=0.3,
    progressions=("1645", "16251645", "1425", "1615"),
    rates=(1, 2, 1),
    tempo=slowing(drifting(0.012)),
    sound=Sound(hall_seconds=1.2, hall_level=0.2, drive=1.2, voices=_OVER_HANDS),
)
_MOUTH_BAND = Style(
    bpm=(84, 132),
    swing16=(0.5, 0.62),
    layers=(
        drums(
            """
            kick X.......X.x..... snare ....X.......X... hat x.x.x.x.x.x.x.x.
            kick X..x..x...x..... snare ....X.......X..g hat ..x...x...x...x.
            kick X.....x.X....... rim ....X.......X... hat xoxoxoxoxoxoxoxo
            kick X...X...X...X... snare ....X.......X... open ..x...x...x...x.
            kick X..x......x..x.. snare ....X..g....X... hat x.xxx.x.x.xxx.x.
            """,
            _MOUTH,
            level=0.3,
        ),
        bass("r--r--r- r-..r.r. r.r.5.r. r..r..r...r.5.a. r---r-5a", _BASS_VOICE, level=0.1, velocity=92),
        choir("x------- x.x.x.x. x..x..x. ..x...x...x...x. x-x-..x. x..x..x...x.x...", velocity=62),
        tune(sync=0.45, fours=True, level=0.4, velocity=108, centre=70),
        tune(sync=0.3, density=0.4, level=0.85, velocity=70, centre=76, chance=0.5),
    ),
    sevenths=0.4,
    drummer=(3, 8),
    forms=SONG_FORMS + LOOP_FORMS,
    tempo=drifting(0.008),
    sound=Sound(hall_seconds=0.9, hall_level=0.15, drive=1.5, voices=1.5),
)
#: All move together, in swung eighths, and the bass singer walks.
_CLOSE_HARMONY = Style(
    bpm=(92, 168),
    swing8=(0.58, 0.67),
    layers=(
        choir("x-.xx-x- x-x-.xx- .x-x.x-. x--xx--- x-x-x-xx|x---.... ..x-.x..", velocity=78, alike=0.3),
        bass("rwwa r35a r.5. r-5-|rw5a", _BASS_VOICE, level=0.1, velocity=84),
        tune(sync=0.45, density=0.75, level=0.5, velocity=100, centre=71),
        percussion("rim .x.x\n clap .x.x\n rim ...x.....x..", (0, 8, 32), level=0.4, chance=0.5),
    ),
    scales=("major", "dorian", "mixolydian"),
    sevenths=1.0,
    progressions=("1625", "2516", "36251625", "11442511"),
    rates=(1, 2),
    forms=TUNE_FORMS,
    drummer=(4, 9),
    tempo=pushing(0.01, 0.02),
    sound=Sound(hall_seconds=0.8, hall_level=0.15, drive=1.2, voices=_OVER_HANDS),
)
#: A work song: one calls, all answer on the beats, feet stamp and hands clap.
_CALL = Style(
    bpm=(66, 124),
    swing8=(0.5, 0.66),
    layers=(
        tune(sync=0.25, density=0.7, level=0.0, velocity=105, centre=64),
        choir("....x-x- ....xxx-|....x--- x---x--- ......xx|x-x-....", velocity=92, level=0.3, centre=58),
        bass("r---r--- r--- ....r-r-", _BASS_VOICE, level=0.65, velocity=80, chance=0.7),
        percussion(
            "floor x...\n floor x.x. clap .x.x\n kick X.x.\n clap .x.x\n floor x.x.",
            (0, 8, 48),
            level=0.35,
            chance=0.75,
        ),
    ),
    scales=("dorian", "minor", "mixolydian", "major"),
    sevenths=0.0,
    progressions=("1111", "1141", "1171", "1415"),
    rates=(1, 0.5),
    forms=LOOP_FORMS + TUNE_FORMS,
    drummer=(6, 14),
    tempo=drifting(0.016),
    sound=Sound(hall_seconds=1.0, hall_level=0.15, drive=1.3, voices=_OVER_HANDS),
)
KINDS = (
    Kind(name="doowop", family=_FAMILY, about="doo-wop in 12/8 with a bass singer", style=_DOO_WOP),
    Kind(
        name="mouthband", family=_FAMILY, about="voices, a bass singer and a mouth that plays drums", style=_MOUTH_BAND
    ),
    Kind(
        name="closeharmony", family=_FAMILY, about="swing in close harmony, the bass singer walks", style=_CLOSE_HARMONY
    ),
    Kind(name="worksong", family=_FAMILY, about="a call, an answer, feet and hands", style=_CALL),
)
