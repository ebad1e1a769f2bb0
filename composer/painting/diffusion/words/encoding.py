"""Prompts as embeddings: what a model's text encoders make of the words, in the form that its pipeline takes them.

Made once, they stand for the words in every call, so that the encoders need not stay in memory beside the denoiser.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from composer.painting.diffusion.families.family import Family
from composer.painting.diffusion.words.parts import parts_of

_log = logging.getLogger("longzoom")
#: What one text is to a pipeline: names of its arguments, and their tensors (or lists of tensors).
Reading = Mapping[str, Any]
#: Longest run of tokens that two readings of unlike numbers of parts are repeated to.
_MOST_TOKENS = 1024
_SHOWN = 60
#: Stands for the prompt where a talk is laid out only to see what is before it.
_PROMPT = "prompt"


@dataclass(frozen=True, kw_only=True, eq=False)
class Embeddings:
    """A prompt and what to avoid as a model reads them.

    Attributes
    ----------
    words : mapping of str to tensor or list of tensors
        ``prompt_embeds``, shape (1, tokens, width) or for Z-Image a list of one (tokens, width); for some families
        ``pooled_prompt_embeds``, shape (1, width), and a mask of the tokens, shape (1, tokens).
    avoid : mapping or None
        The same of the words to avoid; None where the model is not guided away from any.
    """

    words: Reading
    avoid: Reading | None = None

    @property
    def guided(self) -> bool:
        """Whether it holds words to avoid."""
        return self.avoid is not None

    @property
    def arguments(self) -> dict[str, Any]:
        """What a pipeline is called with in place of ``prompt`` and ``negative_prompt``."""
        return {**self.words, **{f"negative_{name}": value for name, value in (self.avoid or {}).items()}}

    @property
    def size(self) -> int:
        """Bytes of its tensors."""
        return sum(bytes_of(reading) for reading in (self.words, self.avoid or {}))

    def to(self, device: Any) -> Embeddings:
        """The same on a device."""
        return Embeddings(words=moved(self.words, device), avoid=self.avoid and moved(self.avoid, device))


def encode(torch: Any, pipeline: Any, family: Family, prompt: str, avoid: str, *, guided: bool) -> Embeddings:
    """A prompt and what to avoid as embeddings; a picture made from them is the one made from the words, bit for bit.

    Parameters
    ----------
    pipeline
        One of the family; its denoiser and decoder may be None.
    guided : bool
        Whether it will be called so that it heeds words to avoid: with ``guidance_scale`` above 1 (Z-Image: above 0),
        or ``true_cfg_scale`` above 1 where the family has that.
    """
    words = read(torch, pipeline, family, prompt)
    return joined(torch, words, read(torch, pipeline, family, avoid) if guided else None)


def read(torch: Any, pipeline: Any, family: Family, text: str) -> Reading:
    """What a model's text encoders make of one text, prompt or words to avoid.

    Stable Diffusion 1.5, 2 and XL read a long text in parts of 77 tokens; of any other family what is longer than it
    reads is told in a warning.
    """
    way = _WAYS[family.key]
    with torch.no_grad():
        if way.in_parts:
            return _in_parts(torch, pipeline, family, text)
        rest = _left_out(pipeline, family, text)
        if rest:
            _log.warning('%s does not read the end of "%s": "%s"', family.name, _shortened(text), rest)
        return _embedded(pipeline, family, text)


def joined(torch: Any, words: Reading, avoid: Reading | None) -> Embeddings:
    """A reading of a prompt and one of what to avoid, as long as each other where the family wants that."""
    if avoid is None:
        return Embeddings(words=words)
    return Embeddings(words=repeated(torch, words, avoid), avoid=repeated(torch, avoid, words))


def repeated(torch: Any, reading: Reading, other: Reading) -> Reading:
    """A reading of several parts said so often that it is as long as another one said often enough.

    A denoiser that attends to tokens without asking for their place sees no difference between a text and the text
    said twice, so that 2 parts and 3 parts become 6 and 6. Readings with a mask, and lists, stay as they are.
    """
    tokens, others = reading["prompt_embeds"], other["prompt_embeds"]
    if set(reading) & MASKS or isinstance(tokens, list) or tokens.shape[1] == others.shape[1]:
        return reading
    length = math.lcm(tokens.shape[1], others.shape[1])
    if length > _MOST_TOKENS:
        length = max(tokens.shape[1], others.shape[1])
    places = torch.arange(length, device=tokens.device) % tokens.shape[1]
    return {**reading, "prompt_embeds": tokens[:, places]}


def moved(reading: Reading, device: Any) -> Reading:
    """A reading on a device."""
    return {name: _each(value, lambda tensor: tensor.to(device)) for name, value in reading.items()}


def bytes_of(reading: Reading) -> int:
    """Bytes of a reading's tensors."""
    return sum(tensor.nbytes for tensor in tensors_of(reading))


def tensors_of(reading: Reading) -> Iterator[Any]:
    """All tensors of a reading."""
    for value in reading.values():
        yield from value if isinstance(value, list) else (value,)


#: Names of those arguments that tell which tokens count.
MASKS = frozenset({"prompt_embeds_mask", "prompt_attention_mask"})


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(tensor) for tensor in value] if isinstance(value, list) else change(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + "…"


def _in_parts(torch: Any, pipeline: Any, family: Family, text: str) -> Reading:
    tokenizer, room = _first_room(pipeline, family)
    count = partial(_count, tokenizer)
    parts = [text] if count(text) <= room else parts_of(text, room, count)
    embedded = [_embedded(pipeline, family, part) for part in parts]
    # What stands for the whole prompt at once comes from its beginning, where the subject is.
    return {**embedded[0], "prompt_embeds": torch.cat([part["prompt_embeds"] for part in embedded], dim=1)}


def _embedded(pipeline: Any, family: Family, text: str) -> Reading:
    way = _WAYS[family.key]
    length = {"max_sequence_length": family.longest} if family.longest else {}
    made = pipeline.encode_prompt(
        prompt=text or way.nothing, device=pipeline._execution_device, **length, **way.arguments
    )
    reading = {name: value for name, value in zip(way.gives, made, strict=True) if name}
    for mask in MASKS & set(reading):
        if reading[mask] is None:  # every token counts; said so, or the pipeline warns of it
            tokens = reading["prompt_embeds"]
            reading[mask] = tokens.new_ones(tokens.shape[:2]).long()
    return reading


def _left_out(pipeline: Any, family: Family, text: str) -> str:
    tokenizer, room = _WAYS[family.key].room(pipeline, family)
    tokens = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids
    return str(tokenizer.decode(tokens[room:])).strip() if len(tokens) > room else ""


def _first_room(pipeline: Any, _family: Family) -> tuple[Any, int]:
    return pipeline.tokenizer, pipeline.tokenizer.model_max_length - 2  # one token begins, one ends


def _ended_room(pipeline: Any, family: Family) -> tuple[Any, int]:
    return pipeline.tokenizer, family.longest - 1  # one token ends


def _second_room(pipeline: Any, family: Family) -> tuple[Any, int]:
    return pipeline.tokenizer_2, family.longest - 1


def _third_room(pipeline: Any, family: Family) -> tuple[Any, int]:
    if pipeline.text_encoder_3 is None:  # a model may be used without its largest encoder
        return _first_room(pipeline, family)
    return pipeline.tokenizer_3, family.longest - 1


def _talk_room(pipeline: Any, family: Family) -> tuple[Any, int]:
    """What the talk begins with, in which the prompt is laid out, takes room."""
    tokenizer = pipeline.tokenizer
    talk = tokenizer.apply_chat_template(
        [{"role": "user", "content": _PROMPT}], tokenize=False, add_generation_prompt=True
    )
    return tokenizer, family.longest - _count(tokenizer, talk.partition(_PROMPT)[0])


def _qwen_room(pipeline: Any, family: Family) -> tuple[Any, int]:
    """The pipeline drops so many tokens from the beginning of the talk once it is read, so they take no room."""
    before = _count(pipeline.tokenizer, pipeline.prompt_template_encode.partition("{}")[0])
    return pipeline.tokenizer, family.longest - (before - pipeline.prompt_template_encode_start_idx)


def _count(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids)


@dataclass(frozen=True, kw_only=True)
class _Way:
    """How a family's pipeline reads a text.

    ``gives`` names what ``encode_prompt`` returns ("": not needed), ``arguments`` what it is called with besides,
    ``room`` finds the tokenizer that decides and how many tokens of a text are read, ``nothing`` stands for no words.
    """

    gives: tuple[str, ...]
    room: Callable[[Any, Family], tuple[Any, int]]
    arguments: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    in_parts: bool = False
    nothing: str = ""


_ALONE = MappingProxyType({"do_classifier_free_guidance": False})
_POOLED = ("prompt_embeds", "", "pooled_prompt_embeds", "")
_FLUX = _Way(
    gives=("prompt_embeds", "pooled_prompt_embeds", ""),
    arguments=MappingProxyType({"prompt_2": None}),
    room=_second_room,
)
_WAYS: Mapping[str, _Way] = MappingProxyType(
    {
        "sd": _Way(
            gives=("prompt_embeds", ""),
            arguments=MappingProxyType({**_ALONE, "num_images_per_prompt": 1}),
            room=_first_room,
            in_parts=True,
        ),
        "sdxl": _Way(gives=_POOLED, arguments=_ALONE, room=_first_room, in_parts=True),
        "sd3": _Way(
            gives=_POOLED,
            arguments=MappingProxyType({**_ALONE, "prompt_2": None, "prompt_3": None}),
            room=_third_room,
        ),
        "flux-fill": _FLUX,
        "flux": _FLUX,
        "kontext": _FLUX,
        "klein": _Way(gives=("prompt_embeds", ""), room=_talk_room),
        # What its makers set against nothing is a blank.
        "qwen": _Way(gives=("prompt_embeds", "prompt_embeds_mask"), room=_qwen_room, nothing=" "),
        "z-image": _Way(gives=("prompt_embeds", ""), arguments=_ALONE, room=_talk_room),
        "chroma": _Way(
            gives=("prompt_embeds", "", "prompt_attention_mask", "", "", ""),
            arguments=_ALONE,
            room=_ended_room,
        ),
    }
)
