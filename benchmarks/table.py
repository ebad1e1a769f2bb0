"""Rows of measured figures, ours beside the plain way of the field, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what it is, ours, the plain way's (None: it cannot, or there is none), and what was aimed at."""

    name: str
    ours: float
    plain: float | None = None
    aim: str = ""


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Print a table for people."""
    print(f"\n{title}\n{'':56}{'ours':>10}{'plain':>10}  aim", flush=True)
    for row in rows:
        plain = "-" if row.plain is None else f"{row.plain:.4g}"
        print(f"{row.name:56}{row.ours:>10.4g}{plain:>10}  {row.aim}", flush=True)
