"""Everything that can be wrong with what a film is made from: each case prepares a folder and gives the arguments.

A folder holds a good storyboard ``good.yaml``, its song ``song.wav`` with its beats file, a picture ``photo.png`` and
a film ``film.mp4`` of before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import film_kit
import numpy as np
import soundfile
from PIL import Image

GOOD = """\
title: Good
song: song.wav
output: {size: 160x90, fps: 10}
scenes:
  - id: one
    prompt: "one"
    bars: 2
  - id: two
    prompt: "two"
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is wrong, how to bring it about, and what the message must say, in order."""

    name: str
    arguments: Callable[[Path], list[object]]
    says: tuple[str, ...]


def prepare(folder: Path) -> None:
    song = film_kit.write_song(folder / "song.wav", bpm=120, meter=4, bars=4, rate=16000)
    film_kit.write_grid(song)
    (folder / "good.yaml").write_text(GOOD)
    (folder / "film.mp4").write_bytes(b"the film of before")
    Image.new("RGB", (64, 36), (200, 90, 40)).save(folder / "photo.png")


def storyboard(name: str, content: str | bytes, *says: str) -> Case:
    """A storyboard of this content."""

    def arguments(folder: Path) -> list[object]:
        path = folder / "bad.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return ["render", path, "-o", folder / "film.mp4"]

    return Case(name=name, arguments=arguments, says=says)


def changed(name: str, before: str, after: str, *says: str) -> Case:
    """The good storyboard with one thing changed."""
    assert GOOD.count(before) == 1
    return storyboard(name, GOOD.replace(before, after), *says)


def song(name: str, write: Callable[[Path], None], suffix: str, *says: str) -> Case:
    """The good storyboard to another song."""

    def arguments(folder: Path) -> list[object]:
        path = folder / f"bad{suffix}"
        write(path)
        return ["render", folder / "good.yaml", path, "-o", folder / "film.mp4"]

    return Case(name=name, arguments=arguments, says=says)


def picture(name: str, write: Callable[[Path], None], suffix: str, *says: str) -> Case:
    """The good storyboard with a picture of its own for the second scene."""

    def arguments(folder: Path) -> list[object]:
        path = folder / f"bad{suffix}"
        write(path)
        text = GOOD.replace('prompt: "two"', f"image: {path.name}")
        (folder / "bad.yaml").write_text(text)
        return ["render", folder / "bad.yaml", "-o", folder / "film.mp4"]

    return Case(name=name, arguments=arguments, says=says)


def options(name: str, given: list[object], *says: str, verb: str = "render") -> Case:
    """A good storyboard with these options; ``FOLDER`` in them is the folder."""

    def arguments(folder: Path) -> list[object]:
        filled = [str(option).replace("FOLDER", str(folder)) for option in given]
        target = ["-o", folder / "film.mp4"] if verb == "render" and "-o" not in given else []
        return [verb, folder / "good.yaml", *target, *filled]

    return Case(name=name, arguments=arguments, says=says)


def command(name: str, given: list[object], *says: str) -> Case:
    """Any command line."""

    def arguments(folder: Path) -> list[object]:
        return [str(argument).replace("FOLDER", str(folder)) for argument in given]

    return Case(name=name, arguments=arguments, says=says)


def _over_its_song() -> Case:
    def arguments(folder: Path) -> list[object]:
        song = folder / "song.mp4"
        song.write_bytes((folder / "song.wav").read_bytes())
        return ["render", folder / "good.yaml", song, "-o", song]

    return Case(name="a film over its song", arguments=arguments, says=("song.mp4 is what the film is made from",))


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("This is not what its name says.\n" * 40)


def _samples(seconds: float, value: float = 0.0) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        soundfile.write(path, np.full(int(seconds * 16000), value, np.float32), 16000, subtype="FLOAT")

    return write


def _one_sample_is_nan(path: Path) -> None:
    samples = np.zeros(5 * 16000, np.float32)
    samples[20000] = np.nan
    soundfile.write(path, samples, 16000, subtype="FLOAT")


def _cut_short(path: Path) -> None:
    noise = np.random.default_rng(2).uniform(-0.3, 0.3, 8 * 16000)
    soundfile.write(path, noise, 16000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _truncated_jpg(path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (360, 640, 3)).astype(np.uint8)
    Image.fromarray(noise).save(path, quality=90)
    path.write_bytes(path.read_bytes()[:9000])


def _two_pixels(path: Path) -> None:
    Image.new("RGB", (2, 1), (9, 9, 9)).save(path)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + k)}: &{chr(98 + k)} [{', '.join([f'*{chr(97 + k)}'] * 9)}]\n" for k in range(9)
)

STORYBOARDS = (
    storyboard("an empty file", "", "bad.yaml:1:1: "),
    storyboard("only a comment", "# nothing yet\n", "bad.yaml:1:1: "),
    storyboard("a list", "- a\n- b\n", "bad.yaml:1:1: "),
    storyboard("a word", "hello\n", "bad.yaml:1:1: "),
    storyboard("tabs", GOOD.replace("    bars", "\tbars"), "bad.yaml:7:1: a tab stands where only spaces can"),
    storyboard("not UTF-8", GOOD.replace("Good", "Caf\xe9").encode("latin-1"), "bad.yaml:1:11: byte 0xe9 is not UTF-8"),
    storyboard("UTF-16", GOOD.encode("utf-16"), "the text is UTF-16"),
    storyboard("a NUL byte", GOOD.encode() + b"\x00", "U+0000"),
    storyboard("bytes of a film", bytes(range(256)) * 40, "bad.yaml:3:115: byte 0x80 is not UTF-8"),
    storyboard("an anchor bomb", BOMB + GOOD, "bad.yaml:"),
    storyboard("brackets that nest a thousand deep", "scenes: " + "[" * 2000, "bad.yaml:1:"),
    storyboard("a bracket never closed", GOOD + "cast: {june: {born: 1972\n", "bad.yaml:"),
    storyboard("a quote never closed", GOOD + 'look: "soft\n', "bad.yaml:10:7: "),
    storyboard("two documents", GOOD + "---\n" + GOOD, "bad.yaml:10:1: "),
    changed("a key twice", "title: Good", "title: Good\ntitle: Better", "bad.yaml:2:1: title: "),
    changed("an unknown key", "title:", "titel:", "bad.yaml:1:1: titel: ", '"title"'),
    changed("an unknown key of a scene", "bars: 2", "bras: 2", "bad.yaml:7:5: scenes[0].bras: ", '"bars"'),
    changed("a wrong type", "bars: 2", "bars: [2]", "bad.yaml:7:11: scenes[0].bars: "),
    changed("a number that is none", "bars: 2", "bars: .nan", "bad.yaml:7:11: scenes[0].bars: "),
    changed("less than nothing", "bars: 2", "bars: -2", "bad.yaml:7:11: scenes[0].bars: ", "-2"),
    changed("a size that is none", "160x90", "160 by 90", "bad.yaml:3:16: output.size: "),
    changed("an odd side", "160x90", "161x90", "bad.yaml:3:16: output.size: ", "162x90"),
    changed("a frame rate of nothing", "fps: 10", "fps: 0", "bad.yaml:3:29: output.fps: "),
    changed("a frame rate beyond all numbers", "fps: 10", 'fps: "1e999999999"', "bad.yaml:3:29: output.fps: "),
    changed("no scenes", GOOD[GOOD.index("scenes:") :], "scenes: []\n", "bad.yaml:4:9: scenes: "),
    changed("two scenes of one name", "id: two", "id: one", "bad.yaml:8:9: scenes[1].id: ", "line 5", "one-2"),
    changed("an unknown painter", "title: Good", "painter: ilustrated", "bad.yaml:1:10: painter: ", "illustrated"),
    changed(
        "an unknown option of a painter",
        "title: Good",
        "painter: {stills: {foldr: .}}",
        "bad.yaml:1:27: painter.stills.foldr: the stills painter has no such option",
        'did you mean "folder"?',
    ),
    changed("a folder of pictures that is not there", "title: Good", "painter: {stills: {folder: no}}", "bad.yaml:1:"),
    changed("nobody of that name", '"two"', '"{june} alone"', "bad.yaml:9:13: scenes[1].prompt: ", "june"),
    changed("a cue past the end", 'prompt: "two"', 'prompt: "two"\n    at: "1:02"', "bad.yaml:10:9: scenes[1].at: "),
    changed("a bar past the end", 'prompt: "two"', 'prompt: "two"\n    at: "bar 97"', "bad.yaml:10:9: ", "bar 97"),
    changed("a section past the end", 'prompt: "two"', 'prompt: "two"\n    at: "section 40"', "bad.yaml:10:9: ", "40"),
    changed("a cue that is none", 'prompt: "two"', 'prompt: "two"\n    at: soon', "bad.yaml:10:9: scenes[1].at: "),
    changed(
        "a cue that YAML reads as a number",
        'prompt: "two"',
        'prompt: "two"\n    at: 1:90',
        "bad.yaml:10:9: scenes[1].at",
    ),
    changed("more bars than the song has", "bars: 2", "bars: 99", 'scenes[1]: nothing is left for "two"'),
    changed(
        "bars past the end", 'prompt: "two"', 'prompt: "two"\n    bars: 9', "bad.yaml:10:11: scenes[1].bars: 9 bars of"
    ),
    changed("bars to the very end", "bars: 2", "bars: 4", "bad.yaml:8:5: scenes[1]: "),
    changed("an offset past everything", "title: Good", "offset: 9 s", "bad.yaml:"),
    changed(
        "cues out of order",
        GOOD[GOOD.index("    bars") :],
        '    at: "bar 3"\n  - id: two\n    prompt: "two"\n    at: "bar 2"\n',
        "bad.yaml:10:9: scenes[1].at: bar 2 is not after bar 3, where one arrives",
    ),
    changed(
        "cues of two kinds out of order",
        GOOD[GOOD.index("    bars") :],
        '    at: "bar 3"\n  - id: two\n    prompt: "two"\n    at: "0:02"\n',
        "bad.yaml:10:9: scenes[1].at: ",
    ),
    changed("a picture that is not there", 'prompt: "two"', "image: nothing.jpg", "bad.yaml:9:12: scenes[1].image: "),
    changed("a song that is not there", "song.wav", "sing.wav", "bad.yaml:2:7: song: ", "sing.wav", '"song.wav"'),
    changed("a song that is a folder", "song.wav", ".", "bad.yaml:2:7: song: ", "is a folder"),
    changed("no song at all", "song: song.wav\n", "", "no song is named"),
    changed(
        "a caption too long to be read", 'prompt: "two"', f'prompt: "two"\n    caption: "{"long " * 400}"', "caption"
    ),
    changed("a portal over the edge", "bars: 2", "bars: 2\n    portal: {at: [0.05, 0.5]}", "bad.yaml:8:"),
    changed(
        "a thousand million steps", "bars: 2", "bars: 2\n    steps: 1000000000", "bad.yaml:8:12: scenes[0].steps: "
    ),
)

SONGS = (
    song("a text file named mp3", _text, ".mp3", "bad.mp3: no sound can be read from it"),
    song("an empty wav", _nothing, ".wav", "bad.wav: the file is empty"),
    song("a wav of a header alone", _samples(0), ".wav", "bad.wav: the file holds no samples"),
    song("a sample that is not a number", _one_sample_is_nan, ".wav", "bad.wav: the sample at 1.250 s is not a number"),
    song("a third of a second", _samples(0.3), ".wav", "bad.wav: the sound is only 0.30 s long"),
    song("silence, with bars to count", _samples(8), ".wav", "good.yaml:7:11: scenes[0].bars: no bars were found"),
    song("a flac cut short", _cut_short, ".flac", "bad.flac: the sound breaks off"),
    song("a text file named m4a", _text, ".m4a", "bad.m4a: no sound can be read from it"),
    song(
        "a picture", lambda path: Image.new("RGB", (8, 8)).save(path), ".png", "bad.png: no sound can be read from it"
    ),
)

PICTURES = (
    picture("a picture of two pixels", _two_pixels, ".png", "scenes[1].image: "),
    picture("a truncated jpg", _truncated_jpg, ".jpg", "bad.jpg"),
    picture("a text file named jpg", _text, ".jpg", "scenes[1].image: ", "bad.jpg"),
    picture("an empty picture", _nothing, ".png", "scenes[1].image: "),
)

OPTIONS = (
    options("a size of words", ["--size", "big"], "big", "1280x720"),
    options("an odd size", ["--size", "161x90"], "odd", "162x90"),
    options("a size of nothing", ["--size", "0x0"], "0x0"),
    options("a size beyond all screens", ["--size", "99998x2"], "99998"),
    options("an unknown site", ["--for", "tiktak"], "tiktak", "reels"),
    options("a size and a site", ["--for", "reels", "--size", "160x90"], "--size", "--for"),
    options("a site and a size", ["--size", "160x90", "--for", "reels"], "--size", "--for"),
    options("a frame rate of words", ["--fps", "fast"], "fast"),
    options("a frame rate of zero", ["--fps", "0"], "between 1 and 240"),
    options("a frame rate with nothing below", ["--fps", "1/0"], "1/0"),
    options("an endless frame rate", ["--fps", "inf"], "inf"),
    options("a frame rate of a thousand million digits", ["--fps", "1e999999999"], "1e999999999"),
    options(
        "a frame rate that mp4 cannot count", ["--fps", "29.97000001"], "a film cannot run at 2997000001/100000000"
    ),
    options("a start that is no cue", ["--from", "sometime"], "sometime", "one, two"),
    options("a start past the end", ["--from", "bar 40"], "bar 40"),
    options("a passage that ends before it begins", ["--from", "0:06", "--to", "0:02"], "no passage"),
    options("a passage of nothing", ["--from", "two", "--to", "two"], "no passage"),
    options("an end past the end", ["--to", "5:00"], "5:00"),
    options("an option that is none", ["--loud"], "--loud"),
    options("a film that is a folder", ["-o", "FOLDER"], "is a folder"),
    options("a film that is no mp4", ["-o", "FOLDER/film.avi"], "film.avi", "film.mp4"),
    options("a film in no folder", ["-o", "FOLDER/nowhere/film.mp4"], "there is no folder"),
    options("a film below a file", ["-o", "FOLDER/good.yaml/film.mp4"], "good.yaml"),
    _over_its_song(),
    options("a film where nobody may write", ["-o", "/proc/film.mp4"], "/proc"),
    options("a store where nobody may write", ["--store", "/proc/store"], "/proc/store"),
    options("a store that is a file", ["--store", "FOLDER/photo.png"], "photo.png"),
    options("a store below a file", ["--store", "FOLDER/photo.png/store"], "photo.png"),
    options("a song on the command line that is not there", ["FOLDER/none.mp3"], "none.mp3"),
    options("a sheet that is no picture", ["--sheet", "FOLDER/sheet.txt"], "sheet.txt", "png, jpg or webp"),
    options("a sheet in no folder", ["--sheet", "FOLDER/nowhere/sheet.png"], "nowhere"),
    options("takes of no scene", ["--takes", "2"], "--scene", verb="paint"),
    options("no takes at all", ["--scene", "one", "--takes", "0"], "--takes", verb="paint"),
    options("takes of an unknown scene", ["--scene", "tow", "--takes", "2"], "tow", "did you mean", verb="paint"),
    options("a picture of the timeline as a jpg", ["--picture", "FOLDER/line.jpg"], "line.jpg", "png", verb="plan"),
    options("a picture of the timeline in no folder", ["--picture", "FOLDER/no/line.svg"], "line.svg", verb="plan"),
)

COMMANDS = (
    command("a storyboard that is not there", ["render", "FOLDER/none.yaml"], "none.yaml:1:1: there is no such file"),
    command("a folder as the storyboard", ["render", "FOLDER"], "this is a folder, not a storyboard"),
    command("the song as the storyboard", ["render", "FOLDER/song.wav"], "song.wav:1:"),
    command("a storyboard below a file", ["render", "FOLDER/photo.png/a.yaml"], "a.yaml"),
    command("nothing to render", ["render"], "STORYBOARD"),
    command("an unknown verb", ["rendr"], "rendr"),
    command("listening to nothing", ["listen", "FOLDER/none.wav"], "none.wav: there is no such file"),
    command("listening to a storyboard", ["listen", "FOLDER/good.yaml"], "good.yaml: no sound can be read from it"),
    command(
        "a beats file that is there", ["listen", "FOLDER/song.wav", "--beats", "FOLDER/song.beats.yaml"], "--force"
    ),
    command("beats into no folder", ["listen", "FOLDER/song.wav", "--beats", "FOLDER/no/x.beats.yaml"], "x.beats.yaml"),
    command("clicks over the song", ["listen", "FOLDER/song.wav", "--click", "FOLDER/song.wav"], "song.wav"),
    command("clicks as a picture", ["listen", "FOLDER/song.wav", "--click", "FOLDER/x.png"], "x.png"),
    command("a new film where a file is", ["new", "FOLDER/photo.png"], "photo.png", "left alone"),
    command("what is kept for nothing", ["cache", "FOLDER/none.yaml"], "none.yaml"),
    command("pruning for nothing", ["cache", "FOLDER/none.yaml", "--prune"], "none.yaml"),
)

CASES = (*STORYBOARDS, *SONGS, *PICTURES, *OPTIONS, *COMMANDS)
