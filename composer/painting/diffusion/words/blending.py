"""Embeddings between two prompts, for steps on the way from one scene's words to the next one's.

Each token turns along the arc from the one to the other (slerp) while its length goes straight: averages of unlike
directions are short, and short tokens say less. Where the two texts have unlike numbers of tokens, they are first
brought to one length: readings of several parts by saying them more often, which changes nothing; others to a number
between the two that goes with the weight, by saying some tokens twice or leaving some out, so that near an end hardly
anything is changed of the text that counts.
"""

from __future__ import annotations

from typing import Any

from composer.painting.diffusion.words.encoding import MASKS, Embeddings, Reading, repeated

#: Directions nearer than this to each other, or to opposite ones, span no plane that could be told from rounding.
_FLAT = 1e-5


def blend(torch: Any, a: Embeddings, b: Embeddings, weight: float) -> Embeddings:
    """The embeddings at ``weight`` of the way from a to b: exactly a at 0 and below, exactly b at 1 and above.

    Raises
    ------
    ValueError
        If one holds words to avoid and the other does not, or they are of different families.
    """
    if weight <= 0 or weight >= 1:
        return a if weight <= 0 else b
    if a.guided != b.guided or set(a.words) != set(b.words):
        raise ValueError("embeddings of different kinds cannot be blended")
    avoid = _blended(torch, a.avoid, b.avoid, weight) if a.avoid and b.avoid else None
    return Embeddings(words=_blended(torch, a.words, b.words, weight), avoid=avoid)


def between(torch: Any, a: Any, b: Any, weight: float) -> Any:
    """Vectors at ``weight`` of the way between two, along the arc; their lengths go straight.

    Parameters
    ----------
    a, b : float tensors of one shape (..., width)
    weight : float, in [0, 1]

    Returns
    -------
    tensor of a's shape and dtype
        The angle to ``a`` grows with the weight. Opposite vectors turn through a direction that is at right angles to
        both; a vector of zeros has the other one's direction.
    """
    near, far = a.float(), b.float()
    near_length, far_length = (vectors.norm(dim=-1, keepdim=True) for vectors in (near, far))
    begin, end = _direction(near, near_length), _direction(far, far_length)
    begin, end = begin.where(near_length > 0, end), end.where(far_length > 0, begin)
    # The arc cosine is blind near 0 and 180 degrees; this is not.
    angle = 2 * torch.atan2((end - begin).norm(dim=-1, keepdim=True), (end + begin).norm(dim=-1, keepdim=True))
    across = end - (begin * end).sum(dim=-1, keepdim=True) * begin
    breadth = across.norm(dim=-1, keepdim=True)
    across = _direction(across, breadth).where(breadth > _FLAT, _upright(torch, begin))
    direction = torch.cos(weight * angle) * begin + torch.sin(weight * angle) * across
    return (direction * ((1 - weight) * near_length + weight * far_length)).to(a.dtype)


def _direction(vectors: Any, length: Any) -> Any:
    return vectors / length.where(length > 0, length.new_ones(()))


def _upright(torch: Any, directions: Any) -> Any:
    """A direction at right angles to each: that of the axis which is least along it, made upright."""
    axis = torch.nn.functional.one_hot(directions.abs().argmin(dim=-1), directions.shape[-1]).to(directions.dtype)
    upright = axis - (axis * directions).sum(dim=-1, keepdim=True) * directions
    return _direction(upright, upright.norm(dim=-1, keepdim=True))


def _blended(torch: Any, a: Reading, b: Reading, weight: float) -> Reading:
    a, b = _as_long(torch, a, b, weight)
    return {name: a[name] if name in MASKS else _mixed(torch, a[name], b[name], weight) for name in a}


def _mixed(torch: Any, a: Any, b: Any, weight: float) -> Any:
    if isinstance(a, list):
        return [_mixed(torch, *pair, weight) for pair in zip(a, b, strict=True)]
    return a if torch.equal(a, b) else between(torch, a, b, weight)


def _as_long(torch: Any, a: Reading, b: Reading, weight: float) -> tuple[Reading, Reading]:
    """Both with the same number of tokens that count, nearer to its own for the one that weighs more."""
    pair = a["prompt_embeds"], b["prompt_embeds"]
    if isinstance(pair[0], list):
        counts = [_between(len(one), len(other), weight) for one, other in zip(*pair, strict=True)]
        return _listed(torch, a, counts), _listed(torch, b, counts)
    mask = next(iter(MASKS & set(a)), None)
    if mask is None:
        return repeated(torch, a, b), repeated(torch, b, a)
    own = int(a[mask].bool().sum()), int(b[mask].bool().sum())
    count = _between(own[0], own[1], weight)
    rest = max(tokens.shape[1] - counting for tokens, counting in zip(pair, own, strict=True))
    length = min(count + rest, max(tokens.shape[1] for tokens in pair))
    return _counted(torch, a, mask, (count, length)), _counted(torch, b, mask, (count, length))


def _between(one: int, other: int, weight: float) -> int:
    return round((1 - weight) * one + weight * other)


def _listed(torch: Any, reading: Reading, counts: list[int]) -> Reading:
    tokens = [_spread(torch, one, count) for one, count in zip(reading["prompt_embeds"], counts, strict=True)]
    return {**reading, "prompt_embeds": tokens}


def _counted(torch: Any, reading: Reading, mask: str, sizes: tuple[int, int]) -> Reading:
    """``sizes``: how many tokens count, and how many there are."""
    count, length = sizes
    tokens, own = reading["prompt_embeds"][0], int(reading[mask].bool().sum())
    # What follows its end is its own again: some denoisers look at tokens that do not count.
    kept = torch.cat([_spread(torch, tokens[:own], count), tokens[own:]])[:length]
    filled = torch.nn.functional.pad(kept, (0, 0, 0, length - len(kept)))
    counting = torch.arange(length, device=tokens.device) < count
    return {**reading, "prompt_embeds": filled[None], mask: counting[None].to(reading[mask].dtype)}


def _spread(torch: Any, tokens: Any, count: int) -> Any:
    """``count`` of the tokens, shape (tokens, width), some twice or some left out; first and last stay there."""
    if len(tokens) == count:
        return tokens
    return tokens[torch.linspace(0, len(tokens) - 1, count).round().long().to(tokens.device)]
