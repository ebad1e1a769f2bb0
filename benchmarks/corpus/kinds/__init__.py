"""All kinds of songs, by name."""

from __future__ import annotations

from benchmarks.corpus.arrange import Kind
from benchmarks.corpus.kinds import (
    african,
    band,
    breaks,
    chamber,
    club,
    concert,
    dance,
    degraded,
    drumless,
    drums_only,
    folk,
    groove,
    grooves,
    heavy,
    latin,
    live_swing,
    octaves,
    odd,
    roots,
    steady,
    tempo,
    triple,
    urban,
    voices,
    voices_only,
    world,
)

#: The eight families that the tracker was first measured on, then the others.
FAMILIES = (
    *(steady, groove, octaves, triple, drumless, tempo, breaks, degraded),
    *(dance, world, band, folk, concert, voices_only, drums_only),
    *(live_swing, club, latin, african, urban, roots, heavy, chamber, voices, odd, grooves),
)
KINDS: dict[str, Kind] = {kind.name: kind for family in FAMILIES for kind in family.KINDS}
