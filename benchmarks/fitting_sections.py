"""Fit where sections begin to songs of known sections, and write it to ``composer/listening/edges.json``.

    python -m benchmarks.fitting_sections corpus/seed1 corpus/seed2 --counted corpus/seed1

Small networks say what speaks for each line between bars, and a table what each length is worth; both are trained
together, from fixed seeds, on the likelihood of the true sections among all ways to cut the song, and averaged. Each
song is learned with its true bars, and those of the folders that are counted also with the bars that the tracker
finds. A boundary between sections of the same label, which may sound alike, is neither right nor wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitting import rounded
from benchmarks.known_songs import padded, samples_of
from benchmarks.section_networks import Lines, train_network
from composer.listening.bar_distances import bar_distances, bar_edges
from composer.listening.cuts import LONGEST
from composer.listening.edge_networks import EDGES_FILE, standardised
from composer.listening.edges import edge_evidence
from composer.listening.features import Features, extract_features
from composer.listening.finding import MARGIN_SECONDS
from composer.listening.guidance import Guidance
from composer.listening.tracker import track

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Fewer bars than this are one section.
_FEWEST = 6
#: A boundary further than this from every line between counted bars cannot be found (seconds).
_NEAR = 0.5
#: Networks whose odds are averaged; a fourth and fifth find no more.
_NETWORKS = 3


def songs_of(truth_file: Path, *, counted: bool) -> list[Lines]:
    """The lines of a song between its true bars and, if it is counted, between those that the tracker finds."""
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    if len(truth.get("sections", ())) < 2:
        return []
    samples, beats = samples_of(truth_file), np.array(truth["beats"])
    features = extract_features(padded(samples))
    bars = [bar_edges(beats + MARGIN_SECONDS, 1 - np.isin(beats, truth["downbeats"]).astype(np.int64))]
    if counted:
        found = track(samples, Guidance(meter=truth.get("ask_meter")))
        bars.append(bar_edges(found.beats + MARGIN_SECONDS, found.positions - 1))
    return [lines for edges in bars for lines in lines_between(features, edges, truth["sections"])]


def lines_between(features: Features, edges: FloatArray, sections: Sequence[dict[str, Any]]) -> Iterator[Lines]:
    """The lines between bars; none where the bars are too few or a section is longer than any can be."""
    if len(edges) <= _FEWEST:
        return
    is_edge, is_free = marked(edges, sections)
    if np.diff(np.flatnonzero(is_edge | is_free)).max() <= LONGEST:
        evidence = edge_evidence(bar_distances(features, edges), edges)
        yield Lines(evidence=evidence.astype(np.float32), is_edge=is_edge, is_free=is_free)


def marked(edges: FloatArray, sections: Sequence[dict[str, Any]]) -> tuple[BoolArray, BoolArray]:
    """Which lines are edges, and which are free: ``Lines.is_edge`` and ``Lines.is_free``."""
    is_edge, is_free = np.zeros((2, len(edges)), bool)
    for before, after in pairwise(sections):
        distance = np.abs(edges - MARGIN_SECONDS - after["start"])
        nearest = int(np.argmin(distance))
        if before["label"] == after["label"]:
            is_free[nearest] = True
        elif distance[nearest] <= _NEAR:
            is_edge[nearest] = True
    is_edge[[0, -1]] = True
    return is_edge, is_free


def fit(songs: Sequence[Lines]) -> dict[str, Any]:
    """The networks and the worth of lengths, as the file keeps them: four digits of each."""
    evidence = np.concatenate([song.evidence for song in songs])
    mean, scale = evidence.mean(0), evidence.std(0) + 1e-6
    known = [replace(song, evidence=standardised(song.evidence, mean, scale)) for song in songs]
    taught = [train_network(known, seed) for seed in range(_NETWORKS)]
    return {
        "mean": rounded(mean),
        "scale": rounded(scale),
        "networks": [{name: rounded(value) for name, value in vars(each.network).items()} for each in taught],
        "inner": rounded(np.mean([each.lengths.inner for each in taught], axis=0)),
        "ending": rounded(np.mean([each.lengths.ending for each in taught], axis=0)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="of songs with their truth")
    parser.add_argument("--counted", type=Path, nargs="*", default=[], help="those that the tracker also counts")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    files = sorted(file for folder in arguments.folders for file in folder.glob("*.json"))
    with ProcessPoolExecutor(arguments.jobs) as workers:
        asked = [workers.submit(songs_of, file, counted=file.parent in arguments.counted) for file in files]
        songs = [lines for each in asked for lines in each.result()]
    seeds = ", ".join(sorted({f"{folder.parent.name}/{folder.name}" for folder in arguments.folders}))
    counted = ", ".join(f"{folder.parent.name}/{folder.name}" for folder in sorted(arguments.counted))
    note = f"{len(songs)} ways to bar songs ({seeds}; counted: {counted}), benchmarks/fitting_sections.py"
    kept = {"note": note, **fit(songs)}
    text = json.dumps(kept, separators=(",", ":")).replace(',{"', ',\n{"')
    EDGES_FILE.write_text(text + "\n", encoding="utf-8")
    print(f"written: {EDGES_FILE}, {note}")


if __name__ == "__main__":
    main()
