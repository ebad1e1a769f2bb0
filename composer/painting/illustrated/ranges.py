"""Ranges of whole numbers as artwork writes them."""

from __future__ import annotations


def is_in_ranges(number: int, ranges: str) -> bool:
    """Whether a number lies in one of ``1920-1949``, ``1990-``, ``-1919`` or ``1968``, parted by blanks.

    Both ends belong to a range. Raises ValueError for any other text.

    Examples
    --------
    >>> is_in_ranges(1949, "1920-1949 1990-"), is_in_ranges(1960, "1920-1949 1990-")
    (True, False)
    """
    found = False
    for text in ranges.split():
        low, dash, high = text.partition("-")
        least = int(low) if low else -1
        most = int(high) if high else 10_000 if dash else least
        found = found or least <= number <= most
    return found
