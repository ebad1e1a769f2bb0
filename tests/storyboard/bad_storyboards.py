"""Storyboards with something wrong: each § stands before the place of a problem, in the order of the problems."""

from itertools import pairwise

from composer.encoders import ENCODER_NAMES, ENCODERS

S = "scenes:\n  - id: bus\n    prompt: a bus\n"

EIGHT_BITS = ", ".join(name for name, encoder in ENCODERS.items() if 8 in encoder.depths)
#: Name: text, and of each problem its path, message and hint; FOLDER stands for the folder of the storyboard.
BAD: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "empty": (
        "§",
        [
            ("", "the storyboard is empty", "start from the one that `longzoom new` writes"),
        ],
    ),
    "only a comment": (
        "§# nothing\n",
        [
            ("", "the storyboard is empty", "start from the one that `longzoom new` writes"),
        ],
    ),
    "two documents": (
        S + "§---\nscenes: []\n",
        [
            ("", "a second document begins here; a storyboard is one document", 'take the line "---" away'),
        ],
    ),
    "tab indents": (
        "scenes:\n  - id: bus\n§\tprompt: a bus\n",
        [
            ("", "a tab stands where only spaces can", "indent with spaces"),
        ],
    ),
    "quote not closed": (
        'title: §"Ride\nscenes: []\n',
        [
            ("", 'this " is never closed', 'put a " at the end of the text'),
        ],
    ),
    "single quote not closed": (
        "title: §'Ride\nscenes: []\n",
        [
            ("", "this ' is never closed", "put a ' at the end of the text"),
        ],
    ),
    "bracket not closed": (
        "output: §{size: 1280x720\n",
        [
            ("", 'this "{" is never closed', "close it, and put a comma between its values"),
        ],
    ),
    "colon in text": (
        "title: The Ride§: again\n",
        [
            ("", 'a ":" stands where no key can be', 'put text that holds ": " in quotes, and check the indentation'),
        ],
    ),
    "at sign": (
        "title: §@home\n",
        [
            ("", 'a value cannot start with "@"', "put the value in quotes"),
        ],
    ),
    "backtick": (
        "title: §`x\n",
        [
            ("", 'a value cannot start with "`"', "put the value in quotes"),
        ],
    ),
    "percent": (
        "title: §%d\n",
        [
            ("", 'a value cannot start with "%"', "put the value in quotes"),
        ],
    ),
    "bad indentation": (
        "scenes:\n  - id: bus\n §prompt: a bus\n",
        [
            (
                "",
                "this does not fit the lines above it",
                "indent it like its neighbours; text after a closing quote must be inside the quotes",
            ),
        ],
    ),
    "text after quotes": (
        'title: "The" §Ride\n',
        [
            (
                "",
                "this does not fit the lines above it",
                "indent it like its neighbours; text after a closing quote must be inside the quotes",
            ),
        ],
    ),
    "escape": (
        'title: "C:§\\days"\n',
        [
            (
                "",
                "this escape after the backslash means nothing",
                "write \\\\ for a backslash, or put the text in single quotes",
            ),
        ],
    ),
    "unknown alias": (
        "scenes:\n  - &bus {id: bus, prompt: x}\n  - {<<: §*bsu, id: b}\n",
        [
            ("", 'no anchor "&bsu" stands before this', 'did you mean "bus"?'),
        ],
    ),
    "anchor in itself": (
        "cast: &c {june: §*c}\n" + S,
        [
            ("", "*c stands inside &c: the value would hold itself", "take the alias away"),
        ],
    ),
    "control character": (
        "title: a§\x07b\n" + S,
        [
            ("", "the control character U+0007 cannot stand in a storyboard", "take it away"),
        ],
    ),
    "deep": (
        "title: " + "[" * 40 + "§[" + "]" * 41 + "\n",
        [
            ("", "values are nested more than 40 deep here", "a storyboard is not"),
        ],
    ),
    "list at top": (
        "§- id: bus\n",
        [
            (
                "",
                "a mapping (key: value) is needed here, not a list",
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "text at top": (
        "§just words\n",
        [
            (
                "",
                'a mapping (key: value) is needed here, not the text "just words"',
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "complex key": (
        "? §[a, b]\n: 1\n" + S,
        [
            ("", "a key must be a single value", "write a name before the colon"),
        ],
    ),
    "unknown tag": (
        "title: !new §x\n" + S,
        [
            ("title", "the tag !new means nothing here", "put text that begins with ! in quotes"),
        ],
    ),
    "python tag": (
        "title: !!python/name:os.system §x\n" + S,
        [
            ("title", "the tag !!python/name:os.system means nothing here", "put text that begins with ! in quotes"),
        ],
    ),
    "wrong tag": (
        "zoom: !!int §two\n" + S,
        [
            ("zoom", '"two" is not of the type !!int', "take the tag away"),
        ],
    ),
    "merge of text": (
        "scenes:\n  - {id: a, prompt: a, <<: §b}\n",
        [
            ("scenes[0]", "<< takes a mapping, or a list of mappings", "write <<: *name"),
        ],
    ),
    "two merges": (
        "scenes:\n  - &a {id: a, prompt: a}\n  - {<<: *a, §<<: *a, id: b}\n",
        [
            ("scenes[1]", "a mapping takes only one <<", "merge several at once: <<: [*one, *two]"),
        ],
    ),
    "no scenes": (
        "§title: x\n",
        [
            ("", 'a storyboard needs the key "scenes"', "add scenes"),
        ],
    ),
    "empty scenes": (
        "scenes: §[]\n",
        [
            ("scenes", "the list has no scenes", "write 1 to 1000"),
        ],
    ),
    "scenes as mapping": (
        "scenes: §{bus: {prompt: a bus}}\n",
        [
            ("scenes", "a list is needed here, not a mapping", 'begin each value on a line of its own with "- "'),
        ],
    ),
    "scenes null": (
        "scenes:§\n",
        [
            ("scenes", "there is no value", "write one, or take the key away"),
        ],
    ),
    "unknown key": (
        "§sceens: []\n" + S,
        [
            ("sceens", 'a storyboard has no key "sceens"', 'did you mean "scenes"?'),
        ],
    ),
    "key of a scene at the top": (
        "§seed: 1\n" + S,
        [
            ("seed", 'a storyboard has no key "seed"', '"seed" belongs in a scene'),
        ],
    ),
    "key of output at the top": (
        "§fps: 30\n" + S,
        [
            ("fps", 'a storyboard has no key "fps"', '"fps" belongs in output'),
        ],
    ),
    "key of output in a scene": (
        S + "    §fps: 30\n",
        [
            ("scenes[0].fps", 'a scene has no key "fps"', '"fps" belongs in output'),
        ],
    ),
    "unknown far key": (
        "output: {§qqq: 1}\n" + S,
        [
            ("output.qqq", 'output has no key "qqq"', "use one of: size, fps, encoder, depth, crf"),
        ],
    ),
    "duplicate key": (
        "title: a\n§title: b\n" + S,
        [
            ("title", 'the key "title" is already on line 1', "keep one of the two"),
        ],
    ),
    "duplicate key in flow": (
        "output: {fps: 30, §fps: 25}\n" + S,
        [
            ("output.fps", 'the key "fps" is already on line 1', "keep one of the two"),
        ],
    ),
    "empty value": (
        "title:§\n" + S,
        [
            ("title", "there is no value", "write one, or take the key away"),
        ],
    ),
    "null value": (
        "look: §~\n" + S,
        [
            ("look", "there is no value", "write one, or take the key away"),
        ],
    ),
    "scene is text": (
        "scenes:\n  - §bus\n",
        [
            (
                "scenes[0]",
                'a mapping (key: value) is needed here, not the text "bus"',
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "scene is null": (
        "scenes:\n  -§\n",
        [
            ("scenes[0]", "there is no value", "write one, or take the key away"),
        ],
    ),
    "no id": (
        "scenes:\n  - §prompt: a bus\n",
        [
            ("scenes[0]", 'a scene needs the key "id"', 'add id, as in id: "bus"'),
        ],
    ),
    "no prompt": (
        "scenes:\n  - §id: bus\n",
        [
            ("scenes[0]", 'a scene needs the key "prompt" or "image"', "add prompt"),
        ],
    ),
    "duplicate id": (
        "scenes:\n  - {id: a, prompt: a}\n  - {id: §a, prompt: b}\n",
        [
            ("scenes[1].id", 'the scene on line 2 is already called "a"', 'call this one "a-2"'),
        ],
    ),
    "bad id": (
        "scenes:\n  - {id: §The Bus!, prompt: a}\n",
        [
            (
                "scenes[0].id",
                '"The Bus!" does not fit: an id is made of a-z, 0-9, - and _, up to 64 of them',
                'did you mean "the-bus"?',
            ),
        ],
    ),
    "empty prompt": (
        'scenes:\n  - {id: bus, prompt: §" "}\n',
        [
            ("scenes[0].prompt", "the prompt is empty", "write what the scene shows, or give it an image"),
        ],
    ),
    "true as title": (
        "title: §true\n" + S,
        [
            ("title", "text is needed here, not true", "put the text in quotes"),
        ],
    ),
    "list as title": (
        "title: §[a]\n" + S,
        [
            ("title", "a single value is needed here, not a list", "write one value"),
        ],
    ),
    "text as number": (
        "zoom: §two\n" + S,
        [
            ("zoom", 'a number is needed here, not the text "two"', "write a number from 1.1 to 16"),
        ],
    ),
    "quoted number": (
        'zoom: §"2"\n' + S,
        [
            ("zoom", 'a number is needed here, not the text "2"', "take the quotes away"),
        ],
    ),
    "comma": (
        "zoom: §1,5\n" + S,
        [
            ("zoom", 'a number is needed here, not the text "1,5"', "write 1.5"),
        ],
    ),
    "unit": (
        "zoom: §2x\n" + S,
        [
            ("zoom", 'a number is needed here, not the text "2x"', "write 2"),
        ],
    ),
    "nan": (
        "zoom: §.nan\n" + S,
        [
            ("zoom", "a finite number is needed here, not .nan", "write a number from 1.1 to 16"),
        ],
    ),
    "inf": (
        "pulse: §.inf\n" + S,
        [
            ("pulse", "a finite number is needed here, not .inf", "write a number from 0 to 1"),
        ],
    ),
    "huge": (
        "pulse: §1e999\n" + S,
        [
            ("pulse", "a finite number is needed here, not 1e999", "write a number from 0 to 1"),
        ],
    ),
    "large zoom": (
        "zoom: §17\n" + S,
        [
            ("zoom", "17 is too large", "write a number from 1.1 to 16"),
        ],
    ),
    "small zoom": (
        "zoom: §1\n" + S,
        [
            ("zoom", "1 is too small", "write a number from 1.1 to 16"),
        ],
    ),
    "pulse": (
        "pulse: §1.1\n" + S,
        [
            ("pulse", "1.1 is too large", "write a number from 0 to 1"),
        ],
    ),
    "half a step": (
        S + "    steps: §1.5\n",
        [
            ("scenes[0].steps", "a whole number is needed here, not the number 1.5", "write 2"),
        ],
    ),
    "many steps": (
        S + "    steps: §13\n",
        [
            ("scenes[0].steps", "13 is too large", "write a number from 0 to 12"),
        ],
    ),
    "no steps": (
        "scenes:\n  - {id: a, prompt: a, steps: §0}\n  - {id: b, prompt: b}\n",
        [
            (
                "scenes[0].steps",
                "0 steps leave no zoom to the scene inside this one",
                "write 1 or more; only the innermost scene may have 0",
            ),
        ],
    ),
    "no steps out": (
        "direction: out\nscenes:\n  - {id: a, prompt: a}\n  - {id: b, prompt: b, steps: §0}\n",
        [
            (
                "scenes[1].steps",
                "0 steps leave no zoom to the scene inside this one",
                "write 1 or more; only the innermost scene may have 0",
            ),
        ],
    ),
    "steps before the beginning": (
        "direction: out\nscenes:\n  - {id: a, prompt: a, steps: §3}\n  - {id: b, prompt: b}\n",
        [
            (
                "scenes[0].steps",
                "pulling out, the film begins on this scene, so its 3 steps would never be seen",
                "take them off, or let the scene arrive later, such as `at: bar 3`",
            ),
        ],
    ),
    "million": (
        S + "    steps: §6\n    zoom: 16\n",
        [
            (
                "scenes[0].steps",
                "6 steps of 16 magnify 16777216 times, more than a million",
                "write at most 4 steps, or a smaller zoom",
            ),
        ],
    ),
    "million by zoom": (
        "zoom: 16\nscenes:\n  - {id: a, prompt: a, steps: §5}\n",
        [
            (
                "scenes[0].steps",
                "5 steps of 16 magnify 1048576 times, more than a million",
                "write at most 4 steps, or a smaller zoom",
            ),
        ],
    ),
    "seed": (
        S + "    seed: §-1\n",
        [
            ("scenes[0].seed", "-1 is too small", "write a number from 0 to 4294967295"),
        ],
    ),
    "large seed": (
        S + "    seed: §4294967296\n",
        [
            ("scenes[0].seed", "4294967296 is too large", "write a number from 0 to 4294967295"),
        ],
    ),
    "thousand digits": (
        S + "    seed: §" + "9" * 5000 + "\n",
        [
            (
                "scenes[0].seed",
                "a finite number is needed here, not 99999999999999999999999999999999999999999999999999999999999…",
                "write a number from 0 to 4294967295",
            ),
        ],
    ),
    "year": (
        S + "    year: §0\n",
        [
            ("scenes[0].year", "0 is too small", "write a number from 1 to 9999"),
        ],
    ),
    "year as text": (
        S + "    year: §1980s\n",
        [
            ("scenes[0].year", 'a whole number is needed here, not the text "1980s"', "write 1980"),
        ],
    ),
    "decade": (
        S + "    decade: §1985\n",
        [
            ("scenes[0].decade", '"1985" is not a decade', 'did you mean "1980s"?'),
        ],
    ),
    "decade as text": (
        S + "    decade: §eighties\n",
        [
            ("scenes[0].decade", '"eighties" is not a decade', 'write it as in "1980s"'),
        ],
    ),
    "year and decade": (
        S + "    year: 1980\n    §decade: 1980s\n",
        [
            ("scenes[0].decade", '"decade" and "year" cannot stand together', "keep one of: year, decade"),
        ],
    ),
    "zero bars": (
        S + "    bars: §0\n",
        [
            ("scenes[0].bars", "0 is too small", "write a number above 0, up to 100000"),
        ],
    ),
    "yes bars": (
        S + "    bars: §yes\n",
        [
            ("scenes[0].bars", 'a number is needed here, not the text "yes"', "write a number above 0, up to 100000"),
        ],
    ),
    "clock as seconds": (
        S + "    seconds: §1:30\n",
        [
            ("scenes[0].seconds", 'a number is needed here, not the text "1:30"', "write 90"),
        ],
    ),
    "bars and at": (
        S + "    bars: 8\n    §at: bar 9\n",
        [
            ("scenes[0].at", '"at" and "bars" cannot stand together', "keep one of: bars, beats, seconds, at, weight"),
        ],
    ),
    "weight and at": (
        S + "    at: bar 9\n    §weight: 2\n",
        [
            (
                "scenes[0].weight",
                '"weight" and "at" cannot stand together',
                "keep one of: bars, beats, seconds, at, weight",
            ),
        ],
    ),
    "cue number": (
        S + "    at: §62.5\n",
        [
            ("scenes[0].at", "a cue is needed here, not the number 62.5", 'write the unit: "62.5 s" or "bar 62"'),
        ],
    ),
    "cue half bar": (
        S + "    at: §bar 9.5\n",
        [
            ("scenes[0].at", '"bar 9.5" is not a cue', 'write the beat on its own: "bar 9 beat 3"'),
        ],
    ),
    "cue bar zero": (
        S + "    at: §bar 0\n",
        [
            ("scenes[0].at", '"bar 0" is not a cue', "bars, beats and sections count from 1"),
        ],
    ),
    "cue seconds": (
        S + "    at: §1:75\n",
        [
            ("scenes[0].at", '"1:75" is not a cue', 'did you mean "2:15"? seconds have two digits, up to 59'),
        ],
    ),
    "cue capital": (
        S + "    at: §Bar 9\n",
        [
            ("scenes[0].at", '"Bar 9" is not a cue', 'did you mean "bar 9"?'),
        ],
    ),
    "cue length": (
        S + "    at: §8 bars\n",
        [
            ("scenes[0].at", '"8 bars" is not a cue', "for a length, write bars: 8 instead of at"),
        ],
    ),
    "cue section": (
        S + "    at: §section b\n",
        [
            ("scenes[0].at", '"section b" is not a cue', 'did you mean "section B"?'),
        ],
    ),
    "cue list": (
        S + "    at: §[bar, 9]\n",
        [
            ("scenes[0].at", "a single value is needed here, not a list", "write one value"),
        ],
    ),
    "cue nonsense": (
        S + "    at: §the chorus\n",
        [
            (
                "scenes[0].at",
                '"the chorus" is not a cue',
                'write one of: "bar 9", "bar 9 beat 3", "beat 33", "1:02.5", "62.5 s", "section 3", "B", "B 2"',
            ),
        ],
    ),
    "cue order": (
        "scenes:\n  - {id: a, prompt: a, at: bar 20}\n  - {id: b, prompt: b}\n  - {id: c, prompt: c, at: §bar 9}\n",
        [
            (
                "scenes[2].at",
                "bar 9 is not after bar 20, where a arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
        ],
    ),
    "cue twice": (
        'scenes:\n  - {id: a, prompt: a, at: "1:00"}\n  - {id: b, prompt: b, at: §60 s}\n',
        [
            (
                "scenes[1].at",
                "1:00 is the same cue as 1:00, where a arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
        ],
    ),
    "cue beat order": (
        "scenes:\n  - {id: a, prompt: a, at: bar 2 beat 3}\n  - {id: b, prompt: b, at: §bar 2}\n",
        [
            (
                "scenes[1].at",
                "bar 2 is not after bar 2 beat 3, where a arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
        ],
    ),
    "cue section order": (
        "scenes:\n  - {id: a, prompt: a, at: section B 2}\n  - {id: b, prompt: b, at: §section B}\n",
        [
            (
                "scenes[1].at",
                "section B is not after section B 2, where a arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
        ],
    ),
    "easing": (
        S + "    ease: §glied\n",
        [
            ("scenes[0].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
        ],
    ),
    "portal at the edge": (
        S + "    portal: {at: §[0.9, 0.5]}\n",
        [
            (
                "scenes[0].portal.at",
                "the next scene reaches 27 % of the picture's height over its edge",
                "write x from 0.25 to 0.75, y from 0.25 to 0.75",
            ),
        ],
    ),
    "portal turned": (
        S + "    portal:\n      turn: 90 deg\n      at: §[0.5, 0.05]\n",
        [
            (
                "scenes[0].portal.at",
                "the next scene reaches 39 % of the picture's height over its edge",
                "write x from 0.141 to 0.859, y from 0.445 to 0.555",
            ),
        ],
    ),
    "portal turned too big": (
        S + "    zoom: 1.2\n    portal:\n      turn: 90\n      at: §[0.5, 0.5]\n",
        [
            (
                "scenes[0].portal.at",
                "the next scene reaches 24 % of the picture's height over its edge",
                "at this turn it fits nowhere: turn it less, or zoom more",
            ),
        ],
    ),
    "portal of one": (
        S + "    portal: {at: §[0.5]}\n",
        [
            ("scenes[0].portal.at", "2 numbers are needed here, not 1", "write 2"),
        ],
    ),
    "portal outside": (
        S + "    portal: {at: [0.5, §1.2]}\n",
        [
            ("scenes[0].portal.at[1]", "1.2 is too large", "write a number from 0 to 1"),
        ],
    ),
    "portal as list": (
        S + "    portal: §[0.5, 0.5]\n",
        [
            (
                "scenes[0].portal",
                "a mapping (key: value) is needed here, not a list",
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "portal without steps": (
        S + "    steps: 0\n    portal: §{turn: 3}\n",
        [
            (
                "scenes[0].portal",
                "nothing opens in a scene of 0 steps",
                "take the portal away, or give the scene a step",
            ),
        ],
    ),
    "turn": (
        S + "    portal: {turn: §270 deg}\n",
        [
            ("scenes[0].portal.turn", '"270 deg" is more than half a turn', 'write "-90 deg"'),
        ],
    ),
    "turn text": (
        S + "    portal: {turn: §left}\n",
        [
            ("scenes[0].portal.turn", '"left" is not an angle', 'write it as in "8 deg"'),
        ],
    ),
    "turn true": (
        S + "    portal: {turn: §true}\n",
        [
            ("scenes[0].portal.turn", "an angle is needed here, not true", 'write it as in "8 deg"'),
        ],
    ),
    "image missing": (
        S + "    image: §nowhere.jpg\n",
        [
            ("scenes[0].image", "there is no file FOLDER/nowhere.jpg", "check the path"),
        ],
    ),
    "image number": (
        S + "    image: §5\n",
        [
            (
                "scenes[0].image",
                "the path of a picture is needed here, not the number 5",
                'write it as in "folder/file.ext"',
            ),
        ],
    ),
    "image folder": (
        S + "    image: §/\n",
        [
            ("scenes[0].image", "/ is a folder, not a file", "check the path"),
        ],
    ),
    "caption without a year": (
        S + "    caption: §true\n",
        [
            ("scenes[0].caption", "there is no year to show", "add year: to the scene, or write the caption"),
        ],
    ),
    "caption false": (
        S + "    caption: §false\n",
        [
            ("scenes[0].caption", "a caption is text, or true for the year", "take the key away for no caption"),
        ],
    ),
    "fit unknown": (
        "painter: diffusion\n" + S + "    image: bus.jpg\n    fit: §contain\n",
        [
            ("scenes[0].fit", 'no fit is called "contain"', 'did you mean "whole"?'),
        ],
    ),
    "fit without an image": (
        "painter: diffusion\n" + S + "    fit: §whole\n",
        [
            ("scenes[0].fit", "the scene has no image to fit", "add image: to the scene, or take the key away"),
        ],
    ),
    "fit whole with a painter that cannot": (
        "painter: {stills: {folder: photos}}\n" + S + "    image: bus.jpg\n    fit: §whole\n",
        [
            (
                "scenes[0].fit",
                "only the diffusion painter can paint what a whole image leaves free",
                "write fit: fill, or painter: diffusion",
            ),
        ],
    ),
    "motif empty": (
        S + '    motif: §""\n',
        [
            ("scenes[0].motif", "the text is empty", "write something, or take the key away"),
        ],
    ),
    "direction": (
        "direction: §inn\n" + S,
        [
            ("direction", 'no direction is called "inn"', 'did you mean "in"?'),
        ],
    ),
    "snap": (
        "snap: §bars\n" + S,
        [
            ("snap", 'no snap is called "bars"', 'did you mean "bar"?'),
        ],
    ),
    "snap true": (
        "snap: §true\n" + S,
        [
            ("snap", "a name is needed here, not true", "use one of: bar, beat, section, none"),
        ],
    ),
    "painter": (
        "painter: §stils\n" + S,
        [
            ("painter", 'no painter is called "stils"', 'did you mean "stills"?'),
        ],
    ),
    "two painters": (
        "painter: §{stills: {}, diffusion: {}}\n" + S,
        [
            ("painter", "2 painters are named; a film has one", "keep one of: illustrated, stills, diffusion"),
        ],
    ),
    "painter options": (
        "painter: {stills: §photos}\n" + S,
        [
            (
                "painter.stills",
                'a mapping (key: value) is needed here, not the text "photos"',
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "painter unknown": (
        "painter: {§stils: {}}\n" + S,
        [
            ("painter.stils", 'no painter is called "stils"', 'did you mean "stills"?'),
        ],
    ),
    "painter list": (
        "painter: §[stills]\n" + S,
        [
            (
                "painter",
                "a painter (illustrated, stills, diffusion) is needed here, not a list",
                "take the brackets or dashes away",
            ),
        ],
    ),
    "painter option nan": (
        "painter: {diffusion: {guidance: §.nan}}\n" + S,
        [
            ("painter.diffusion.guidance", "a finite number is needed here, not .nan", "write a number"),
        ],
    ),
    "size": (
        "output: {size: §1280 x 720}\n" + S,
        [
            (
                "output.size",
                '"1280 x 720" is not a size',
                'write "1280x720", or one of: youtube, reels, square, canvas',
            ),
        ],
    ),
    "odd size": (
        "output: {size: §1281x720}\n" + S,
        [
            ("output.size", '"1281x720" has an odd side, which video cannot have', "write 1282x720"),
        ],
    ),
    "small size": (
        "output: {size: §32x720}\n" + S,
        [
            ("output.size", '"32x720" has a side of 32 pixels', "write 64 to 8192 pixels"),
        ],
    ),
    "preset": (
        "output: {size: §reel}\n" + S,
        [
            ("output.size", '"reel" is not a size', 'write "1280x720", or one of: youtube, reels, square, canvas'),
        ],
    ),
    "size number": (
        "output: {size: §720}\n" + S,
        [
            ("output.size", "a size is needed here, not the number 720", 'write it as in "1280x720"'),
        ],
    ),
    "fps": (
        "output: {fps: §0}\n" + S,
        [
            ("output.fps", '"0" is not a frame rate from 1 to 240', "write 24, 25, 30, 60, 23.976 or 30000/1001"),
        ],
    ),
    "fps text": (
        "output: {fps: §fast}\n" + S,
        [
            ("output.fps", '"fast" is not a frame rate from 1 to 240', "write 24, 25, 30, 60, 23.976 or 30000/1001"),
        ],
    ),
    "encoder": (
        "output: {encoder: §h265}\n" + S,
        [
            ("output.encoder", 'no encoder is called "h265"', 'did you mean "hevc"?'),
        ],
    ),
    "encoder as ffmpeg has it": (
        "output: {encoder: §libx264}\n" + S,
        [
            ("output.encoder", 'no encoder is called "libx264"', 'did you mean "h264"?'),
        ],
    ),
    "codec": (
        "output: {§codec: hevc}\n" + S,
        [
            ("output.codec", 'output has no key "codec"', 'did you mean "encoder"?'),
        ],
    ),
    "encoder that is none, with a depth": (
        "output: {encoder: §17, depth: 10, crf: 63}\n" + S,
        [
            ("output.encoder", 'no encoder is called "17"', f"use one of: {', '.join(ENCODER_NAMES)}"),
        ],
    ),
    "depth": (
        "output: {depth: §9}\n" + S,
        [
            ("output.depth", "8 or 10 is needed here, not the number 9", "write 8 or 10"),
        ],
    ),
    "depth text": (
        'output: {depth: §"10"}\n' + S,
        [
            ("output.depth", '8 or 10 is needed here, not the text "10"', "take the quotes away"),
        ],
    ),
    "depth that the encoder has not": (
        "output: {encoder: prores, depth: §8}\n" + S,
        [
            ("output.depth", "prores encodes 10 bits, not 8", f"leave the depth away, or use one of: {EIGHT_BITS}"),
        ],
    ),
    "crf": (
        "output: {crf: §52}\n" + S,
        [
            (
                "output.crf",
                "the crf of h264 lies between 0 and 51, not 52",
                "usual is 18; smaller is better and larger in bytes",
            ),
        ],
    ),
    "crf of an encoder without": (
        "output: {encoder: prores, crf: §20}\n" + S,
        [
            ("output.crf", "prores has no crf: its quality is given", "take crf away"),
        ],
    ),
    "crf far off": (
        "output: {encoder: av1, crf: §64}\n" + S,
        [
            ("output.crf", "64 is too large", "write a number from 0 to 63"),
        ],
    ),
    "fps true": (
        "output: {fps: §true}\n" + S,
        [
            ("output.fps", "a frame rate is needed here, not true", "write 30, 23.976 or 30000/1001"),
        ],
    ),
    "output text": (
        "output: §1280x720\n" + S,
        [
            (
                "output",
                'a mapping (key: value) is needed here, not the text "1280x720"',
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "offset number": (
        "offset: §40\n" + S,
        [
            ("offset", "an offset is needed here, not the number 40", 'write the unit: "40 ms" or "40 s"'),
        ],
    ),
    "offset unit": (
        "offset: §40 msec\n" + S,
        [
            ("offset", '"40 msec" is not an offset', 'write "40 ms"'),
        ],
    ),
    "offset large": (
        "offset: §11 s\n" + S,
        [
            ("offset", '"11 s" is more than 10 s', "move the scenes' cues instead"),
        ],
    ),
    "loop no": (
        "loop: §false\n" + S,
        [
            ("loop", "true is needed here, not false", "write true, or leave it out"),
        ],
    ),
    "loop rests": (
        "loop: true\n§hold: {start: 2 s}\n" + S,
        [
            ("hold", '"hold" and "loop" cannot stand together', "keep one of: loop, hold"),
        ],
    ),
    "loop without steps": (
        "loop: true\nscenes:\n  - {id: a, prompt: a}\n  - {id: b, prompt: b, steps: §0}\n",
        [
            ("scenes[1].steps", "0 steps leave no zoom to the scene inside this one", "write 1 or more"),
        ],
    ),
    "loop of one without steps": (
        "loop: true\nscenes:\n  - {id: a, prompt: a, steps: §0}\n",
        [
            ("scenes[0].steps", "0 steps leave no zoom to the scene inside this one", "write 1 or more"),
        ],
    ),
    "hold number": (
        "hold: {start: §2}\n" + S,
        [
            ("hold.start", "a length is needed here, not the number 2", 'write the unit: "2 bars", "2 beats" or "2 s"'),
        ],
    ),
    "hold text": (
        "hold: {end: §2 measures}\n" + S,
        [
            ("hold.end", '"2 measures" is not a length', 'write "2 bars", "2 beats" or "2 s"'),
        ],
    ),
    "cast list": (
        "cast: §[june]\n" + S,
        [
            (
                "cast",
                "a mapping (key: value) is needed here, not a list",
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "cast born": (
        "cast: {june: §{woman: true}}\n" + S,
        [
            ("cast.june", 'a person needs the key "born"', "add born"),
        ],
    ),
    "cast woman and man": (
        "cast: {june: {born: 1972, woman: true, §man: true}}\n" + S,
        [
            ("cast.june.man", '"man" and "woman" cannot stand together', "keep one of: woman, man, person"),
        ],
    ),
    "cast woman yes": (
        "cast: {june: {born: 1972, woman: §yes}}\n" + S,
        [
            ("cast.june.woman", 'true is needed here, not the text "yes"', "write true"),
        ],
    ),
    "cast woman false": (
        "cast: {june: {born: 1972, woman: §false}}\n" + S,
        [
            ("cast.june.woman", "true is needed here, not false", "write true, or leave it out"),
        ],
    ),
    "cast name": (
        "cast: {§june moon: {born: 1972}}\n" + S,
        [
            ("cast.june moon", '"june moon" cannot be a name', "use letters, digits, - and _, up to 40 of them"),
        ],
    ),
    "decades key": (
        "decades: {§1985: neon}\n" + S,
        [
            ("decades.1985", '"1985" is not a decade', 'did you mean "1980s"?'),
        ],
    ),
    "decades twice": (
        "decades: {1980s: neon, §1980: dusk}\n" + S,
        [
            ("decades.1980", '"1980" is the same as "1980s"', "keep one of the two"),
        ],
    ),
    "decades palette": (
        'decades: {1980s: {palette: §["#000000"]}}\n' + S,
        [
            ("decades.1980s.palette", "6 colours are needed here, not 1", "write 6"),
        ],
    ),
    "decades colour": (
        'decades: {1980s: {palette: [§red, "#000001", "#000002", "#000003", "#000004", "#000005"]}}\n' + S,
        [
            (
                "decades.1980s.palette[0]",
                '"red" does not fit: a colour is # and six hex digits',
                'write it in quotes, as in "#1b1238"',
            ),
        ],
    ),
    "decades texture key": (
        "decades: {1980s: {texture: {§grian: 0.3}}}\n" + S,
        [
            ("decades.1980s.texture.grian", 'texture has no key "grian"', 'did you mean "grain"?'),
        ],
    ),
    "decades texture strength": (
        "decades: {1980s: {texture: {grain: §3}}}\n" + S,
        [
            ("decades.1980s.texture.grain", "3 is too large", "write a number from 0 to 1"),
        ],
    ),
    "decades light colour": (
        "decades: {1980s: {light: {shadows: §red}}}\n" + S,
        [
            (
                "decades.1980s.light.shadows",
                '"red" does not fit: a colour is # and six hex digits',
                'write it in quotes, as in "#1b1238"',
            ),
        ],
    ),
    "decades lettering": (
        "decades: {1950s: {lettering: §lobstr}}\n" + S,
        [
            ("decades.1950s.lettering", 'no typeface is called "lobstr"', 'did you mean "lobster"?'),
        ],
    ),
    "decades number": (
        'decades: {1980s: §""}\n' + S,
        [
            ("decades.1980s", "the text is empty", "write something, or take the key away"),
        ],
    ),
    "prompt unknown": (
        'cast: {june: {born: 1972}}\nscenes:\n  - {id: a, year: 1980, prompt: §"{jun} waits"}\n',
        [
            ("scenes[0].prompt", 'no one in the cast is called "{jun}"', 'did you mean "june"?'),
        ],
    ),
    "prompt no cast": (
        'scenes:\n  - {id: a, year: 1980, prompt: §"{june} waits"}\n',
        [
            (
                "scenes[0].prompt",
                'no one in the cast is called "{june}"',
                "add the person to cast:, or write {{ for a brace",
            ),
        ],
    ),
    "prompt before birth": (
        'cast: {june: {born: 1972}}\nscenes:\n  - {id: a, year: 1970, prompt: §"{june} waits"}\n',
        [
            (
                "scenes[0].prompt",
                '"{june}" is in a scene of 1970, but born in 1972',
                "change the scene's year, or take the name out",
            ),
        ],
    ),
    "prompt no year": (
        'cast: {june: {born: 1972}}\nscenes:\n  - {id: a, prompt: §"{june} waits"}\n',
        [
            ("scenes[0].prompt", '"{june}" has no age in a scene without a year', "add year: to the scene"),
        ],
    ),
    "prompt brace": (
        "scenes:\n  - id: a\n    prompt: §>\n      a { alone\n",
        [
            ("scenes[0].prompt", 'a lone "{" stands in the prompt', 'write "{{" for a brace'),
        ],
    ),
    "all at once": (
        "§titel: x\nzoom: §big\noutput: {size: §1281x721, §fsp: 30}\n"
        "scenes:\n  - id: a\n    prompt: a\n    §bras: 8\n  - §id: b\n    ease: §glied\n",
        [
            ("titel", 'a storyboard has no key "titel"', 'did you mean "title"?'),
            ("zoom", 'a number is needed here, not the text "big"', "write a number from 1.1 to 16"),
            ("output.size", '"1281x721" has an odd side, which video cannot have', "write 1282x722"),
            ("output.fsp", 'output has no key "fsp"', 'did you mean "fps"?'),
            ("scenes[0].bras", 'a scene has no key "bras"', 'did you mean "bars"?'),
            ("scenes[1]", 'a scene needs the key "prompt" or "image"', "add prompt"),
            ("scenes[1].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
        ],
    ),
    "inherited": (
        "scenes:\n  - &a\n    id: a\n    prompt: a\n    ease: §glied\n  - {<<: *a, id: b}\n",
        [
            ("scenes[0].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
        ],
    ),
    "alias": (
        "scenes:\n  - {id: a, prompt: a, ease: &e §glied}\n  - {id: b, prompt: b, ease: §*e}\n",
        [
            ("scenes[0].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
            ("scenes[1].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
        ],
    ),
    "control by escape": (
        'title: §"C:\\bus"\n' + S,
        [
            ("title", "the text holds the control character U+0008", "in double quotes, write \\\\ for a backslash"),
        ],
    ),
    "colour without quotes": (
        "decades: {1980s: {palette: §[#000000, #111111]}}\n" + S,
        [
            (
                "",
                'this "[" is never closed',
                "close it, and put a comma between its values; # begins a comment, so put colours in quotes",
            ),
        ],
    ),
    "painter nothing": (
        "painter: {stills: §}\n" + S,
        [
            ("painter.stills", "there is no value", "write one, or take the key away"),
        ],
    ),
    "image near": (
        S + "    image: §bux.jpg\n",
        [
            ("scenes[0].image", "there is no file FOLDER/bux.jpg", 'did you mean "bus.jpg"?'),
        ],
    ),
    "image control": (
        S + '    image: §"photos\\bus.jpg"\n',
        [
            (
                "scenes[0].image",
                "the text holds the control character U+0008",
                "in double quotes, write \\\\ for a backslash",
            ),
        ],
    ),
    "cues of four scenes": (
        "scenes:\n"
        "  - {id: s0, prompt: x, at: beat 1}\n  - {id: s1, prompt: x, at: beat 9}\n"
        "  - {id: s2, prompt: x, at: §beat 5}\n  - {id: s3, prompt: x, at: §beat 9}\n",
        [
            (
                "scenes[2].at",
                "beat 5 is not after beat 9, where s1 arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
            (
                "scenes[3].at",
                "beat 9 is the same cue as beat 9, where s1 arrives",
                "move the cue, or the scene, so that arrivals follow on",
            ),
        ],
    ),
    "many scenes": (
        "scenes: §[" + "{}, " * 1001 + "]\n",
        [
            ("scenes", "the list has 1001 scenes", "write 1 to 1000"),
        ],
    ),
    "alias bomb": (
        "§a: &a [x, x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghijklm")),
        [
            ("", "the aliases blow this file up to 3587232 values", "a storyboard holds at most 200000"),
        ],
    ),
    "merge bomb": (
        "§a: &a {x: 1}\n" + "".join(f"{b}: &{b} {{<<: [*{a}, *{a}, *{a}]}}\n" for a, b in pairwise("abcdefghijklm")),
        [
            ("", "the aliases blow this file up to 3587219 values", "a storyboard holds at most 200000"),
        ],
    ),
    "unicode before": (
        "title: Café 🎬\ncast: {Zoë: {born: 1972}}\nscenes:\n  - {id: a, prompt: 日本語 🎵, ease: §glied}\n",
        [
            ("scenes[0].ease", 'no easing is called "glied"', 'did you mean "glide"?'),
        ],
    ),
    "tab before comment": (
        "title: a\t# tab\nzoom:\t§x\n" + S,
        [
            ("zoom", 'a number is needed here, not the text "x"', "write a number from 1.1 to 16"),
        ],
    ),
    "comma missing": (
        'cast: {june: {born: 1972, looks: "red hair" §woman: true}}\n' + S,
        [
            ("", "a comma is missing before this", "put commas between values in brackets"),
        ],
    ),
    "comma missing in a list": (
        "output: {size: [1280 §[720]]}\n" + S,
        [
            ("", "a comma is missing before this", "put commas between values in brackets"),
        ],
    ),
    "bracket closed by another": (
        "portal: {at: §[0.5, 0.5}\n" + S,
        [
            ("", 'this "[" is never closed', "close it, and put a comma between its values"),
        ],
    ),
    "dash behind a key": (
        "scenes: §- id: bus\n",
        [
            ("", 'a list with "- " cannot begin here', "begin it on the next line"),
        ],
    ),
    "colon in brackets": (
        "cast: {june: {looks: a:b§:, born: 1972}}\n" + S,
        [
            ("", 'a ":" stands in a text between brackets', "put the text in quotes"),
        ],
    ),
    "text with stars": (
        S + "    caption: *stars§* above\n",
        [
            (
                "",
                "an anchor (&) or alias (*) needs a name of letters and digits",
                "put text that begins with & or * in quotes",
            ),
        ],
    ),
    "text with a star": (
        S + "    caption: §*stars\n",
        [
            ("", 'no anchor "&stars" stands before this', "put text that begins with * in quotes"),
        ],
    ),
    "text with an ampersand": (
        S + "    caption: &§ more\n",
        [
            (
                "",
                "an anchor (&) or alias (*) needs a name of letters and digits",
                "put text that begins with & or * in quotes",
            ),
        ],
    ),
    "text with an exclamation mark": (
        S + "    caption: !wow §now\n",
        [
            ("scenes[0].caption", "the tag !wow means nothing here", "put text that begins with ! in quotes"),
        ],
    ),
    "text with a question mark": (
        S + "    caption: §? why\n",
        [
            ("", "a key cannot stand here", "put text that begins with ? in quotes"),
        ],
    ),
    "undefined tag handle": (
        S + "    caption: §!e!x now\n",
        [
            ("", "this tag (!) is not known", "put text that begins with ! in quotes"),
        ],
    ),
    "another program's key": (
        S + "    §Duration: 8\n",
        [
            ("scenes[0].Duration", 'a scene has no key "Duration"', 'did you mean "bars"?'),
        ],
    ),
    "another program's keys at the top": (
        "§music: a.ogg\n§resolution: 4k\n" + S,
        [
            ("music", 'a storyboard has no key "music"', 'did you mean "song"?'),
            ("resolution", 'a storyboard has no key "resolution"', 'did you mean "output"?'),
        ],
    ),
    "nothing follows from a wrong zoom": (
        "zoom: §17\nscenes:\n  - id: bus\n    prompt: a bus\n    portal: {at: [0.9, 0.5]}\n",
        [
            ("zoom", "17 is too large", "write a number from 1.1 to 16"),
        ],
    ),
    "nothing follows from a wrong size": (
        "output: {size: §1x1}\nscenes:\n  - id: bus\n    prompt: a bus\n    portal: {at: [0.9, 0.5]}\n",
        [
            ("output.size", '"1x1" has a side of 1 pixels', "write 64 to 8192 pixels"),
        ],
    ),
    "nothing follows from a wrong direction": (
        "direction: §outt\nscenes: [{id: a, prompt: a, steps: 0}, {id: b, prompt: b}]\n",
        [
            ("direction", 'no direction is called "outt"', 'did you mean "out"?'),
        ],
    ),
    "nothing follows from a wrong year": (
        'cast: {june: {born: 1972}}\nscenes: [{id: a, prompt: "{june}", year: §x, caption: true}]\n',
        [
            ("scenes[0].year", 'a whole number is needed here, not the text "x"', "write a number from 1 to 9999"),
        ],
    ),
    "nothing follows from a wrong birth": (
        'cast: {june: {born: §x}}\nscenes: [{id: a, prompt: "{june}", year: 1980}]\n',
        [
            ("cast.june.born", 'a whole number is needed here, not the text "x"', "write a number from 1 to 9999"),
        ],
    ),
    "nothing follows from a wrong cast": (
        'cast: §june\nscenes: [{id: a, prompt: "{june}", year: 1980}]\n',
        [
            (
                "cast",
                'a mapping (key: value) is needed here, not the text "june"',
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "nothing follows from a wrong image": (
        'scenes: [{id: a, prompt: "", image: §true}]\n',
        [
            ("scenes[0].image", "the path of a picture is needed here, not true", 'write it as in "folder/file.ext"'),
        ],
    ),
    "a million and more": (
        S + "    zoom: 10\n    steps: §7\n",
        [
            (
                "scenes[0].steps",
                "7 steps of 10 magnify 10000000 times, more than a million",
                "write at most 6 steps, or a smaller zoom",
            ),
        ],
    ),
    "subject of nobody": (
        'cast: {june: {born: 1972}}\nscenes: [{id: a, prompt: a, year: 1980, subject: §"{jun} sings"}]\n',
        [
            ("scenes[0].subject", 'no one in the cast is called "{jun}"', 'did you mean "june"?'),
        ],
    ),
    "subject with a lone brace": (
        "scenes: [{id: a, prompt: a, subject: §a } b}]\n".replace("a } b", '"a } b"'),
        [
            ("scenes[0].subject", 'a lone "}" stands in the subject', 'write "}}" for a brace'),
        ],
    ),
    "subject before birth": (
        'cast: {june: {born: 1972}}\nscenes: [{id: a, prompt: a, year: 1970, subject: §"{june}"}]\n',
        [
            (
                "scenes[0].subject",
                '"{june}" is in a scene of 1970, but born in 1972',
                "change the scene's year, or take the name out",
            ),
        ],
    ),
    "subject empty": (
        S + '    subject: §""\n',
        [
            ("scenes[0].subject", "the text is empty", "write something, or take the key away"),
        ],
    ),
    "transition as text": (
        "transition: §slow\n" + S,
        [
            ("transition", 'a number is needed here, not the text "slow"', "write a number from 0 to 12"),
        ],
    ),
    "transition below 0": (
        "transition: §-1\n" + S,
        [
            ("transition", "-1 is too small", "write a number from 0 to 12"),
        ],
    ),
    "transition as a list": (
        S + "    transition: §[2, 1]\n",
        [
            (
                "scenes[0].transition",
                "a number of steps, or {from: …, to: …} is needed here, not a list",
                "take the brackets or dashes away",
            ),
        ],
    ),
    "transition without a beginning": (
        "transition: §{to: 1}\n" + S,
        [
            ("transition", 'a transition needs the key "from"', "add from, as in from: 2.5"),
        ],
    ),
    "transition that ends first": (
        "transition: §{from: 1, to: 1.5}\n" + S,
        [
            (
                "transition",
                "the transition begins at 1 and ends at 1.5 steps before the next scene",
                "let from be more than to, or write 0 for no transition",
            ),
        ],
    ),
    "transition of a scene that ends at once": (
        "scenes: [{id: a, prompt: a, transition: §{from: 1, to: 1}}, {id: b, prompt: b}]\n",
        [
            (
                "scenes[0].transition",
                "the transition begins at 1 and ends at 1 steps before the next scene",
                "let from be more than to, or write 0 for no transition",
            ),
        ],
    ),
    "transition longer than its scene": (
        "scenes: [{id: a, prompt: a, transition: §2.5}, {id: b, prompt: b}]\n",
        [
            (
                "scenes[0].transition",
                "the transition begins 2.5 steps before the next scene, and this scene has 2",
                "begin it at most 2 before, or give the scene more steps",
            ),
        ],
    ),
    "transition into nothing": (
        S + "    transition: §1\n",
        [
            (
                "scenes[0].transition",
                "no scene opens in this one, so its words stay as they are",
                "take the transition away",
            ),
        ],
    ),
    "transition into nothing pulling out": (
        "direction: out\nscenes: [{id: a, prompt: a, transition: §{from: 1}}, {id: b, prompt: b}]\n",
        [
            (
                "scenes[0].transition",
                "no scene opens in this one, so its words stay as they are",
                "take the transition away",
            ),
        ],
    ),
    "keys of a transition in a scene": (
        S + "    §from: 1\n",
        [
            ("scenes[0].from", 'a scene has no key "from"', '"from" belongs in transition'),
        ],
    ),
    "nothing follows from wrong steps": (
        "scenes: [{id: a, prompt: a, steps: §x, transition: 4, takes: {9: 1}}, {id: b, prompt: b}]\n",
        [
            ("scenes[0].steps", 'a whole number is needed here, not the text "x"', "write a number from 0 to 12"),
        ],
    ),
    "likeness above 1": (
        "likeness: §1.5\n" + S,
        [
            ("likeness", "1.5 is too large", "write a number from 0 to 1"),
        ],
    ),
    "cast picture missing": (
        "cast: {june: {born: 1972, picture: §bos.jpg}}\n" + S,
        [
            ("cast.june.picture", "there is no file FOLDER/bos.jpg", 'did you mean "bus.jpg"?'),
        ],
    ),
    "cast picture of a year missing": (
        "cast:\n  june:\n    born: 1972\n    picture:\n      1980: bus.jpg\n      2020: §old.jpg\n" + S,
        [
            ("cast.june.picture.2020", "there is no file FOLDER/old.jpg", "check the path"),
        ],
    ),
    "cast picture of a decade": (
        "cast: {june: {born: 1972, picture: {§1980s: bus.jpg}}}\n" + S,
        [
            ("cast.june.picture.1980s", '"1980s" is not a year', "write 1980"),
        ],
    ),
    "cast picture of no year": (
        "cast: {june: {born: 1972, picture: {§young: bus.jpg}}}\n" + S,
        [
            ("cast.june.picture.young", '"young" is not a year', "write it as in 1980"),
        ],
    ),
    "cast pictures as a list": (
        "cast: {june: {born: 1972, picture: §[bus.jpg]}}\n" + S,
        [
            (
                "cast.june.picture",
                "a picture, or a mapping from years to pictures is needed here, not a list",
                "take the brackets or dashes away",
            ),
        ],
    ),
    "cast picture by another name": (
        "cast: {june: {born: 1972, §photo: bus.jpg}}\n" + S,
        [
            ("cast.june.photo", 'a person has no key "photo"', 'did you mean "picture"?'),
        ],
    ),
    "takes as a list": (
        S + "    takes: §[17]\n",
        [
            (
                "scenes[0].takes",
                "a mapping (key: value) is needed here, not a list",
                "write keys with their values, without dashes or brackets",
            ),
        ],
    ),
    "take of keyframe 0": (
        S + "    takes: {§0: 17}\n",
        [
            (
                "scenes[0].takes.0",
                '"0" is not the number of a keyframe',
                "count them from 1, the first one shows the whole scene",
            ),
        ],
    ),
    "take with no seed": (
        S + "    takes: {1: §-17}\n",
        [
            ("scenes[0].takes.1", "-17 is too small", "write a number from 0 to 4294967295"),
        ],
    ),
    "take beyond the scene": (
        "scenes: [{id: a, prompt: a, takes: {2: 1, 3: §5}}, {id: b, prompt: b, takes: {2: 3}}]\n",
        [
            ("scenes[0].takes.3", "there is no keyframe 3: the scene has 2", "count from 1 to 2"),
        ],
    ),
    "pin beyond a loop's scene": (
        "loop: true\nscenes: [{id: a, prompt: a, steps: 1, pins: {2: §3f9c12ab}}]\n",
        [
            ("scenes[0].pins.2", "there is no keyframe 2: the scene has 1", "count from 1 to 1"),
        ],
    ),
    "pin too short": (
        S + "    pins: {1: §3f9c12a}\n",
        [
            (
                "scenes[0].pins.1",
                '"3f9c12a" does not fit: a pin is the name of a kept keyframe, or its first 8 or more hex digits',
                "let `longzoom retake --pin` write it",
            ),
        ],
    ),
    "pin as a file": (
        S + '    pins: {1: §".longzoom/keyframes/3F/3F9C12AB44.png"}\n',
        [
            (
                "scenes[0].pins.1",
                '".longzoom/keyframes/3F/3F9C12AB44.png" does not fit: a pin is the name of a kept keyframe, '
                "or its first 8 or more hex digits",
                'did you mean "3f9c12ab44"?',
            ),
        ],
    ),
}
