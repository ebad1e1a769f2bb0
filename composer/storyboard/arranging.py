"""Changing which scenes a storyboard has, and their order, in its text: all else stays as it is.

A comment goes with the scene that begins right below it, and one that is indented deeper than the dashes with the scene
above. Blank lines between the scenes stay where they are, and so do comments that stand alone between blank lines and
those below the last scene. Each edit is verified: the new text is parsed again and must hold exactly the wanted data,
and each comment must have stayed with its scene; else it is refused, and the message says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from composer.errors import ComposerError
from composer.storyboard.data import Data, value_data
from composer.storyboard.document import (
    TOO_UNUSUAL,
    RefusalError,
    holding,
    inherited,
    parse_document,
    shared_alias,
    shared_anchor,
    why_missing,
)
from composer.storyboard.drafting import copied, drafted
from composer.storyboard.editing import Edit, Value
from composer.storyboard.nodes import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, within
from composer.storyboard.pieces import Pieces, split
from composer.storyboard.suggest import quote

#: What a copy of a scene leaves out: when it plays, and pictures that are pinned for the scene it was copied from.
_NOT_COPIED = ("at", "bars", "beats", "seconds", "pins")
_FLIPPED = "a comment would come to belong to another scene"
_FLIPPED_HINT = "indent the comments above a scene as its dash"


def move_scene(text: str, number: int, to: int) -> str:
    """The text with a scene, from index ``number``, standing at index ``to``.

    Raises
    ------
    ComposerError
        If there is no such scene or place, or it cannot be done exactly; the message says why.
    StoryboardError
        If the text is not YAML.

    Examples
    --------
    >>> move_scene("scenes:\\n# the bus\\n- id: bus\\n\\n- id: prom\\n", 0, 1)
    'scenes:\\n- id: prom\\n\\n# the bus\\n- id: bus\\n'
    """
    scenes = _Scenes(text, f"scenes[{number}]", "moved")
    scenes.node_at(number)
    last = len(scenes.items) - 1
    if not 0 <= to <= last:
        raise scenes.refusal(f"index {to} is no place in the list", f"give an index from 0 to {last}")
    if number == to:
        return text
    order = list(range(len(scenes.items)))
    order.insert(to, order.pop(number))
    want = [scenes.data[each] for each in order]
    return scenes.verified(scenes.pieces.moved(number, to), want, _disorder([scenes.items[each] for each in order]))


def remove_scene(text: str, number: int) -> str:
    """The text without a scene, the comments right above it and those in it.

    Raises
    ------
    ComposerError
        If there is no such scene, it is the only one, or it cannot be done exactly.
    StoryboardError
        If the text is not YAML.
    """
    scenes = _Scenes(text, f"scenes[{number}]", "removed")
    node = scenes.node_at(number)
    if len(scenes.items) == 1:
        raise scenes.refusal("it is the only scene", "add another one first")
    want = scenes.data[:number] + scenes.data[number + 1 :]
    return scenes.verified(scenes.pieces.removed(number), want, _use(scenes.root, node))


def duplicate_scene(text: str, number: int, new_id: str) -> str:
    """The text with a copy of a scene right behind it, under another id.

    The copy says neither when it plays nor how long, so it is flexible, and has no pins. The comments above the scene
    are not copied, those in it are.

    Raises
    ------
    ComposerError
        If there is no such scene, the id is taken, or it cannot be done exactly.
    StoryboardError
        If the text is not YAML.
    """
    scenes = _Scenes(text, f"scenes[{number}]", "copied")
    node = scenes.node_at(number)
    scenes.refuse_taken(new_id)
    if not isinstance(node, MappingNode):
        raise scenes.refusal(f"it is {shared_alias(node)}" if isinstance(node, AliasNode) else "it is not a mapping")
    merged = [key for key in _NOT_COPIED if key in inherited(node)]
    if merged:
        raise scenes.refusal(why_missing(node, merged[0]))
    there = [key.text for key, _ in node.pairs if isinstance(key, ScalarNode) and key.text in _NOT_COPIED]
    edits = [
        Edit(path="scenes[0].id", value=new_id),
        *(Edit(path=f"scenes[0].{key}", value=None) for key in there),
    ]
    try:
        piece = copied(node, scenes.pieces, number, edits)
    except RefusalError as error:
        raise scenes.refusal(error.reason, error.hint) from error
    except ComposerError as error:
        raise scenes.refusal(TOO_UNUSUAL) from error
    held = scenes.data[number]
    assert isinstance(held, dict)
    copy = {key: value for key, value in held.items() if key not in _NOT_COPIED} | {"id": value_data(new_id)}
    want = [*scenes.data[: number + 1], copy, *scenes.data[number + 1 :]]
    return scenes.verified(scenes.pieces.inserted(number + 1, piece), want)


def insert_scene(text: str, number: int, fields: Mapping[str, Value]) -> str:
    """The text with a new scene at index ``number``, written in the style of its neighbours.

    Parameters
    ----------
    text : str
        A storyboard.
    number : int
        Index that the scene comes to have; the number of scenes to append it.
    fields : mapping
        Its keys with their values, in the order in which they are written.

    Raises
    ------
    ComposerError
        If there is no such place, no field is given, the id is taken, or it cannot be done exactly.
    StoryboardError
        If the text is not YAML.

    Examples
    --------
    >>> insert_scene("scenes:\\n- id: bus\\n\\n- id: prom\\n", 2, {"id": "stars", "bars": 4})
    'scenes:\\n- id: bus\\n\\n- id: prom\\n\\n- id: stars\\n  bars: 4\\n'
    """
    scenes = _Scenes(text, f"scenes[{number}]", "added")
    if not 0 <= number <= len(scenes.items):
        raise scenes.refusal("there is no such place", f"give an index from 0 to {len(scenes.items)}")
    if not fields:
        raise scenes.refusal("a scene without keys is none", "give it an id and a prompt")
    scenes.refuse_taken(fields.get("id"))
    try:
        piece = drafted(scenes.text, scenes.items, scenes.pieces, number, fields)
    except ComposerError as error:
        raise scenes.refusal(error.message, error.hint) from error
    want = [*scenes.data[:number], value_data(fields), *scenes.data[number:]]
    return scenes.verified(scenes.pieces.inserted(number, piece), want)


class _Scenes:
    """A text's list of scenes; ``path`` and ``done`` say in refusals what cannot be done."""

    def __init__(self, text: str, path: str, done: str) -> None:
        self._document = parse_document(text)
        self._path, self._done = path, done
        self.text, self.root = self._document.text, self._document.root
        found = self._document.find(("scenes",))
        node = found.way[-1]
        if found.missing:
            raise RefusalError("scenes", why_missing(node, "scenes"))
        if not isinstance(node, SequenceNode):
            raise RefusalError(
                "scenes", f"it is {shared_alias(node)}" if isinstance(node, AliasNode) else "it is not a list"
            )
        pieces = split(self.text, node)
        if pieces is None:
            raise RefusalError("scenes", "its first dash does not begin a line")
        if pieces.kind == "tangled":
            raise RefusalError("scenes", _FLIPPED, "put its brackets and each of its scenes on lines of their own")
        self.pieces, self.items, self._way = pieces, node.items, found.way
        self._whole = self._document.data
        scenes = self._whole["scenes"] if isinstance(self._whole, dict) else []
        self.data: list[Data] = list(scenes) if isinstance(scenes, list) else []

    def node_at(self, number: int) -> Node:
        """A scene's node."""
        if not 0 <= number < len(self.items):
            raise self.refusal("there is no such scene", f"give an index from 0 to {len(self.items) - 1}")
        return self.items[number]

    def refusal(self, reason: str, hint: str = "") -> RefusalError:
        """The error that this cannot be done."""
        return RefusalError(self._path, reason, hint, done=self._done)

    def refuse_taken(self, scene_id: object) -> None:
        """Refuse an id that a scene has."""
        taken = [each.get("id") for each in self.data if isinstance(each, dict)]
        if isinstance(scene_id, str) and ("text", scene_id) in taken:
            raise self.refusal(f"another scene is called {quote(scene_id)}", "choose another id")

    def verified(self, wanted: Pieces, scenes: list[Data], reason: str = "") -> str:
        """The wanted text if it holds exactly the wanted scenes, each with its comments; ``reason``: why it may not."""
        want = {**self._whole, "scenes": scenes} if isinstance(self._whole, dict) else scenes
        for text in dict.fromkeys((wanted.text(), wanted.closed_text())):
            document = holding(text, want)
            if document is None:
                continue
            node = document.find(("scenes",)).way[-1]
            got = split(document.text, node) if isinstance(node, SequenceNode) else None
            if got and got.kind == wanted.kind and got.kind != "brackets" and got.pieces != wanted.pieces:
                raise self.refusal(_FLIPPED, _FLIPPED_HINT)
            return self._document.bom + text
        reason = reason or shared_anchor(self._way)
        if not reason and self.pieces.open:
            raise self.refusal("the file ends without a line break", "end it with one")
        raise self.refusal(reason or TOO_UNUSUAL)


def _disorder(items: Sequence[Node]) -> str:
    """Why scenes cannot stand in this order; "" if anchors and aliases do not say why."""
    numbers: dict[Node, int] = {}
    anchors: set[str] = set()
    for number, item in enumerate(items):
        for node in within(item):
            numbers[node] = number
            if node.anchor and node.anchor in anchors:
                return f"&{node.anchor} is set more than once"
            anchors.add(node.anchor)
    for node, number in numbers.items():
        if isinstance(node, AliasNode) and numbers.get(node.target, -1) > number:
            name = node.target.anchor
            return f"*{name} would stand before &{name}"
    return ""


def _use(root: Node, removed: Node) -> str:
    """Who needs a scene that is removed; "" for nobody."""
    gone = set(within(removed))
    for node in within(root):
        if isinstance(node, AliasNode) and node.target in gone and node not in gone:
            return f"other places use &{node.target.anchor}, which is set in it"
    return ""
