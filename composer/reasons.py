"""What the last film of a storyboard was made of: why something would be painted again, and what is still used."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from composer.errors import ComposerError
from composer.files import write_whole
from composer.painting.recipes import Recipe

FOLDER = "used"
#: What the storyboard calls ingredients that have another name.
_TOLD = {"travel": "the transition or its next scene's words", "portraits": "pictures of the cast"}


class LastFilm:
    """The record of a storyboard's last film of one size, kept in the store's folder ``used``."""

    def __init__(self, storyboard: Path, size: tuple[int, int], store_folder: Path) -> None:
        name = f"{storyboard.name}-{_place(storyboard, store_folder)}-{size[0]}x{size[1]}.json"
        self._path = store_folder / FOLDER / name

    def remember(self, recipes: Sequence[Recipe], segments: Sequence[str]) -> None:
        """Keep what this film is made of.

        Parameters
        ----------
        recipes : sequence of Recipe
            Its keyframes, and what they are made from.
        segments : sequence of str
            Digests of its segments.

        Raises
        ------
        ComposerError
            If it cannot be written.
        """
        keyframes = {_key(recipe): {"digest": recipe.digest, **recipe.ingredients} for recipe in recipes}
        _write(self._path, {"keyframes": keyframes, "segments": sorted(segments)})

    def reason(self, recipe: Recipe) -> str:
        """One line: why this keyframe is not the last film's."""
        before = _keyframes(_read(self._path)).get(_key(recipe))
        if before is None:
            return "new"
        now = json.loads(json.dumps(dict(recipe.ingredients)))
        changed = [name for name in {**now, **before} if name != "digest" and before.get(name) != now.get(name)]
        own = [name for name in changed if name not in ("inner", "under", "ground")]
        if own:
            return f"{', '.join(_TOLD.get(name, name) for name in own)} changed"
        if "ground" in changed:
            return "what is painted around its image changed"
        return "the keyframe inside it changed" if changed else "not kept any more"


def remember_pins(storyboard: Path, store_folder: Path, digests: Sequence[str]) -> None:
    """Keep which pictures a storyboard pins, so that they count as used before a film is made with them.

    Raises
    ------
    ComposerError
        If it cannot be written.
    """
    path = store_folder / FOLDER / f"{storyboard.name}-{_place(storyboard, store_folder)}-pins.json"
    _write(path, {"keyframes": {digest: {"digest": digest} for digest in digests}})


def _write(path: Path, record: Mapping[str, object]) -> None:
    data = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data)
    except OSError as error:
        hint = "free some space or choose another --store"
        raise ComposerError(f"{path}: cannot be written: {error.strerror}", hint) from error


def digests_in_use(store_folder: Path) -> frozenset[str]:
    """Digests of the keyframes and segments that the last films made with this store consist of.

    Raises
    ------
    ComposerError
        If the record of a film is damaged: what it uses would count as unused.
    """
    used: set[str] = set()
    for path in (store_folder / FOLDER).glob("*.json"):
        record = _read(path)
        if not record:
            hint = f"render {path.stem.rsplit('-', 2)[0]} again, or remove the record"
            raise ComposerError(f"{path}: the record of what a film uses is damaged", hint)
        used |= {str(keyframe.get("digest")) for keyframe in _keyframes(record).values()}
        segments = record.get("segments")
        used |= {str(digest) for digest in segments} if isinstance(segments, list) else set()
    return frozenset(used)


def _place(storyboard: Path, store_folder: Path) -> str:
    """Tells storyboards of one name in a shared store apart; the same after the folder of both was moved."""
    try:
        place = os.path.relpath(storyboard.resolve(), store_folder.resolve())
    except ValueError:  # on two drives
        place = str(storyboard.resolve())
    return hashlib.blake2b(place.encode(errors="surrogateescape"), digest_size=4).hexdigest()


def _read(path: Path) -> Mapping[str, object]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _keyframes(record: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    keyframes = record.get("keyframes")
    return keyframes if isinstance(keyframes, dict) else {}


def _key(recipe: Recipe) -> str:
    """Tells a keyframe from the pictures of the same step that it is made from."""
    is_told_by_digest = recipe.laying or recipe.is_pinned
    stage = f"/{recipe.digest}" if is_told_by_digest else "/closed" if recipe.under else ""
    stage = "/completed" if recipe.completes else stage
    return f"{recipe.step.scene.id}/{recipe.step.view}{stage}"
