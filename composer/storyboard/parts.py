"""The small tables of the language: output, hold, portal, a person of the cast, a decade."""

from __future__ import annotations

from composer.encoders import ENCODER_NAMES, FOREIGN_NAMES
from composer.fonts import TYPEFACES
from composer.storyboard.cues import LENGTH_PATTERN, parse_length
from composer.storyboard.kinds import (
    Choice,
    FilePath,
    FrameRate,
    Kind,
    Number,
    OneNumber,
    Parsed,
    Schema,
    Text,
    Yes,
    wanted,
)
from composer.storyboard.measures import TURN_PATTERN, YEAR_PATTERN, parse_turn, parse_year
from composer.storyboard.sizes import SIZE_PATTERN, parse_size
from composer.storyboard.tables import ByShape, Field, FreeTable, ListOf, Table
from composer.storyboard.written import Written

#: The most zoom steps that a scene may have.
MAX_STEPS = 12
#: Years that a storyboard may name.
YEAR = Number(low=1, high=9999, whole=True)


class _Turn:
    """An angle: ``8 deg`` or a plain number of degrees."""

    def read(self, written: Written) -> float:
        value = written.plain()
        if value is None or isinstance(value, bool):
            raise wanted("an angle", written, 'write it as in "8 deg"')
        return parse_turn(written.text())

    def schema(self) -> Schema:
        number = {"type": "number", "minimum": -180, "maximum": 180}
        return {"anyOf": [number, {"type": "string", "pattern": f"^{TURN_PATTERN}$"}]}


def _number_length(number: str) -> str:
    return f'write the unit: "{number} bars", "{number} beats" or "{number} s"'


_LENGTH: Kind = Parsed(
    what="a length", parse=parse_length, pattern=LENGTH_PATTERN, number_hint=_number_length, zero="0 s"
)
OUTPUT = Table(
    what="output",
    fields={
        "size": Field(
            kind=Parsed(
                what="a size",
                parse=parse_size,
                pattern=SIZE_PATTERN,
                number_hint=lambda _number: 'write it as in "1280x720"',
            ),
            about="Width x height in pixels, both even, 64 to 8192; or youtube (1920x1080), reels (1080x1920), "
            "square (1080x1080), canvas (720x1280).",
            default="1280x720",
            examples=("1280x720", "reels"),
            also=("resolution",),
        ),
        "fps": Field(
            kind=FrameRate(),
            about="Frames per second, 1 to 240; 23.976, 29.97 and the like mean the exact broadcast rates.",
            default=30,
            examples=(30, 23.976, "30000/1001"),
            also=("rate", "framerate", "frame_rate"),
        ),
        "encoder": Field(
            kind=Choice(names=ENCODER_NAMES, what="encoder", also=FOREIGN_NAMES),
            about="How the picture is encoded: h264 plays everywhere, hevc and av1 are smaller, prores is for editing "
            "programs, lossless keeps every sample; with a dash one that runs in hardware; auto is the hardware's "
            "h264 where that works. Drafts are always h264.",
            default="h264",
            examples=("hevc", "prores"),
            also=("codec", "format", "vcodec"),
        ),
        "depth": Field(
            kind=OneNumber(numbers=(8, 10)),
            about="Bits of a sample, 8 or 10: 10 keeps slow gradients free of bands. Usual is 8, of prores 10.",
            examples=(10,),
            also=("bits", "bit_depth", "bitdepth"),
        ),
        "crf": Field(
            kind=Number(low=0, high=63, whole=True),
            about="Constant quality on the encoder's own scale, the smaller the better: 0 to 51 (h264, usual 18, and "
            "hevc, 20), 1 to 63 (av1, 24), 1 to 51 (nvenc, qsv). prores and lossless have none.",
            examples=(20,),
            also=("quality", "cq", "qp"),
        ),
    },
)

HOLD = Table(
    what="hold",
    fields={
        "start": Field(kind=_LENGTH, about="How long the camera rests on the first picture.", examples=("2 bars",)),
        "end": Field(kind=_LENGTH, about="How long the camera rests on the last picture.", examples=("1.5 s",)),
    },
)

PORTAL = Table(
    what="a portal",
    fields={
        "at": Field(
            kind=ListOf(what="numbers", item=Number(low=0, high=1), low=2, high=2),
            about="Centre of the next scene in this one: fractions of the width from the left and of the height from "
            "the top. The next scene must lie within the picture.",
            examples=([0.55, 0.45],),
            also=("center", "centre", "position"),
        ),
        "turn": Field(kind=_Turn(), about="Turn of the next scene, clockwise, in degrees.", examples=("8 deg",)),
    },
)

_STEPS = Number(low=0, high=MAX_STEPS)

TRANSITION = Table(
    what="a transition",
    fields={
        "from": Field(
            kind=_STEPS,
            about="So many steps before the next scene's arrival its words begin to count.",
            required=True,
            examples=(2.5,),
            also=("begin", "start", "begins"),
        ),
        "to": Field(
            kind=_STEPS,
            about="So many steps before it they count alone.",
            default=0,
            examples=(0.5,),
            also=("end", "until", "ends"),
        ),
    },
)

_PHOTO = FilePath(what="a picture")

PERSON = Table(
    what="a person",
    fields={
        "born": Field(kind=YEAR, about="Year of birth.", required=True, also=("birth", "birthday", "birthyear")),
        "died": Field(
            kind=YEAR,
            about="Last year of life. In later scenes the illustrator leaves the person out, and a place stays empty.",
            also=("death", "dead", "dies"),
        ),
        "woman": Field(kind=Yes(), about="true: words for a girl, later a woman."),
        "man": Field(kind=Yes(), about="true: words for a boy, later a man."),
        "person": Field(kind=Yes(), about="true (as when nothing is said): words for a child, later a person."),
        "looks": Field(
            kind=Text(),
            about="What holds at any age.",
            examples=("red curly hair, freckles",),
            also=("look", "description", "appearance"),
        ),
        "picture": Field(
            kind=ByShape(
                what="a picture, or a mapping from years to pictures",
                single=_PHOTO,
                mapping=FreeTable(convert=parse_year, key_pattern=YEAR_PATTERN, value=_PHOTO),
            ),
            about="A picture that a diffusion model takes the person's likeness from, relative to the storyboard's "
            "folder; or several, each under the year from which on it holds: of the child, of the old woman.",
            examples=("june.jpg", {"1980": "june-8.jpg", "2020": "june-48.jpg"}),
            also=("pictures", "photo", "photos", "image", "portrait", "reference"),
        ),
    },
    exclusive=(("woman", "man", "person"),),
)

_COLOUR = Text(
    pattern="#[0-9a-fA-F]{6}", rule="a colour is # and six hex digits", example='write it in quotes, as in "#1b1238"'
)

LIGHT = Table(
    what="light",
    fields={
        "saturation": Field(
            kind=Number(low=0, high=2), about="0 is black and white, 1 leaves colours as they are.", default=1
        ),
        "shadows": Field(kind=_COLOUR, about="What black becomes.", default="#000000"),
        "highlights": Field(kind=_COLOUR, about="What white becomes.", default="#ffffff"),
    },
)

_STRENGTH = Number(low=0, high=1)

TEXTURE = Table(
    what="texture",
    fields={
        "grain": Field(kind=_STRENGTH, about="Fine noise of film.", default=0),
        "dust": Field(kind=_STRENGTH, about="Specks and hairs.", default=0, also=("scratches",)),
        "lines": Field(kind=_STRENGTH, about="Rows of a video tape.", default=0, also=("vhs", "scanlines")),
        "halation": Field(kind=_STRENGTH, about="Glow around what is bright.", default=0, also=("glow", "bloom")),
        "vignette": Field(kind=_STRENGTH, about="Darkening towards the corners.", default=0),
    },
)

DECADE = Table(
    what="a decade",
    fields={
        "look": Field(
            kind=Text(empty=False),
            about="Words joined to the prompts of the decade's scenes.",
            also=("style", "aesthetic"),
        ),
        "palette": Field(
            kind=ListOf(what="colours", item=_COLOUR, low=6, high=6),
            about="Six colours for drawn scenes: sky, ground, warm, cool, accent, ink (from light to dark).",
            also=("colours", "colors"),
        ),
        "light": Field(kind=LIGHT, about="How drawn scenes are graded.", also=("grade", "grading")),
        "texture": Field(kind=TEXTURE, about="The film that drawn scenes seem to be shot on.", also=("film",)),
        "lettering": Field(
            kind=Choice(names=TYPEFACES, what="typeface"),
            about="The typeface of the decade's captions and drawn words.",
            also=("font", "typeface", "typography"),
        ),
    },
)
