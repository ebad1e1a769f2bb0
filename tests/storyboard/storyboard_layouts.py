"""Texts in many layouts, and values that are hard to write, for the editing tests."""

from typing import Any

BLOCK = """\
# The film  -- keep me
title: "Highway"   # shown nowhere
song: song.wav          # 120 bpm

scenes:
  # --- the fifties ---
  - id: diner
    at: bar 1            # on the one
    decade: 1950s
    prompt: >
      A chrome diner at night,
      neon reflections on wet asphalt

  # --- sixties ---
  # (client wants the van here)
  - id: van
    bars: 8    # eight
    year: 1962
    prompt: 'A painted van, it''s summer'  # single quotes
    portal: {at: [0.22, 0.4], turn: 8 deg}
    weightless: ~

  - id: disco     # no comment above
    at: "bar 9 beat 1"
    prompt: |
      Mirror ball
        with an indented line

      and a blank one
  # trailing comment of the list

# the end
output:
  fps: 30
  size: 1920x1080
"""
LAYOUTS = {
    "block": BLOCK,
    "crlf": BLOCK.replace("\n", "\r\n"),
    "bom": "\ufeff" + BLOCK,
    "bom and crlf": "\ufeff" + BLOCK.replace("\n", "\r\n"),
    "no final newline": "scenes:\n- at: bar 1  # x\n- at: bar 2\n- at: bar 3  # last",
    "no final newline after a key": "scenes:\n- id: a\n  at: bar 1\n- id: b\n  at: bar 2",
    "dashes at the column of their key": (
        "scenes:   # list\n- id: a   # c1\n  at: bar 1\n# about b\n- id: b\n  at: bar 2\n\n- id: c\n  at:\n"
        "- id: d   # empty above\n"
    ),
    "unicode": (
        '# Ünïcödé – 日本語 🎬\ntitle: "Café 🎵"   # emoji 🚀\nscenes:\n  - prompt: 東京タワーの夜, ネオン   # 夜\n'
        '    at: "bar 1"\n  - prompt: naïve façade 🌆\n    at: bar 2   # – dash\n'
    ),
    "quoted": (
        "a: \"esc \\\"q\\\" \\t tab \\u00e9\"   # dq\nb: 'sq ''inner'' # none'   # real\nc: plain # comment\n"
        "d: \"multi\n  line\n  double\"   # folded\ne: plain multi\n  line scalar   # ends\nf: ~\ng: null  # n\nh: ''\n"
        'i: "#no"\nj: a#b   # hash inside\nurl: http://x.y/z?a=b#frag   # url\n'
    ),
    "flow": (
        "scenes: [ {id: a, at: bar 1}, {id: b, at: 2},   # first two\n"
        "          {id: c, at: [3, 4, {x: 5}]} ]   # rest\n"
        "empty: {}\ntrail: {a: 1, b: 2, }   # trailing comma\nmulti: {\n  a: 1,   # one\n  b: 2    # two\n}\n"
    ),
    "json": '{"title": "x", "scenes": [{"id":"a","at":"bar 1"},{"id":"b","bars":8}]}\n',
    "nested": (
        "m:\n  - - 1   # nested\n    - 2\n  -\n    id: dash alone   # own line\n    v: 1\n  - id: z\n\n    # inside\n"
        "    v: 2\n    # deep\n  # shallow\n  - last\n"
    ),
    "document marks": "%YAML 1.2\n---\n# head\na: 1\nl:\n    - one    # four\n    - two\n\n    - three\n...\n",
    "words of older YAML": "time: 1:30\non: yes\noct: 010\ndate: 2024-01-02\nver: 1.10\nsci: 1e3\nbig: 1_000\n",
    "block scalars": (
        "a: |   # header\n  line 1\n  line 2\n\n\nb: >-\n  folded\n  text\nc: |2\n    two extra\nd: |+\n  keep\n\n\n"
        "e: end\nf: |\n  trailing  \n\ng: x\n"
    ),
    "odd keys": (
        "\"quoted key\": 1   # q\n'single': 2\n? explicit\n: 3\n1950s: x   # d\ntrue: y\nn: {\"a b\": 1, 'c': 2}\n"
    ),
    "tabs": 'a: 1\t# tab before comment\nb: "x\ty"\t# q\nl:\n  - p\t# t\n  - q\n',
    "comment behind the dash": (
        "scenes:\n  - # first\n    at: bar 1 # one\n    # two\n    id: a\n"
        "  - at: bar 2   # two\n    # three\n    id: b\n"
    ),
    "anchors": (
        'base: &base   # defaults\n  ease: glide\n  zoom: 2\nlook: &look !!str "grainy"\nscenes:\n  - <<: *base\n'
        "    at: bar 1\n    look: *look\n  - <<: *base      # merged\n    at: bar 5\n    zoom: 3\n  - *base\n"
        "only: &unused bar 3   # no alias\ntail: &t {a: 1}\n"
    ),
}
#: To be written in the place of any value.
NEW_VALUES: list[Any] = [
    "bar 13 beat 2",
    "x: y # z",
    "it's",
    '"q"',
    "- dash",
    "multi\nline\n",
    "日本 🎵",
    "",
    " lead",
    "trail ",
    "true",
    "null",
    "1:30",
    "012",
    "#hash",
    "[a, b]",
    "*star",
    "a\tb",
    "{",
    "é\u2028x",
    "%d",
    "@at",
    "!tag",
    "? q",
    "<<",
    "---",
    "C:\\film",
    42,
    2.5,
    7.0,
    1e-7,
    True,
]
