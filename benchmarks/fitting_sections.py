"""Fit where sections begin to songs of known sections, and write it to ``composer/listening/edges.json``.

    python -m benchmarks.fitting_sections corpus/seed1 corpus/seed2

A logistic regression of whether a section begins at each line between the true bars, with an L2 penalty on standardised
evidence: convex, so the same songs give the same weights. A boundary between sections of the same label, which may
sound alike, is neither right nor wrong.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.fitting import padded
from composer.listening.edges import EDGES_FILE, edge_evidence
from composer.listening.features import extract_features
from composer.listening.finding import MARGIN_SECONDS
from composer.listening.sections import bar_distances, bar_edges

FloatArray = NDArray[np.float64]

#: Nats for a squared standardised weight.
_PENALTY = 1e-3
#: Fewer bars than this are one section.
_FEWEST = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """The lines between the bars of a song: evidence, shape (n, n_evidence); which are edges, and which count."""

    evidence: FloatArray
    is_edge: FloatArray
    counts: FloatArray


def lines_of(truth_file: Path) -> Lines | None:
    """The lines of a song; None where its sections are not known or its bars are too few."""
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    if len(truth.get("sections", ())) < 2 or len(truth["downbeats"]) <= _FEWEST:
        return None
    beats, downbeats = (np.array(truth[key]) + MARGIN_SECONDS for key in ("beats", "downbeats"))
    positions = 1 - np.isin(beats, downbeats).astype(np.int64)
    edges = bar_edges(beats, positions)
    is_edge, counts = np.zeros(len(edges)), np.ones(len(edges))
    counts[[0, -1]] = 0.0
    for before, after in pairwise(truth["sections"]):
        nearest = int(np.argmin(np.abs(edges - MARGIN_SECONDS - after["start"])))
        if before["label"] == after["label"]:
            counts[nearest] = 0.0
        else:
            is_edge[nearest] = 1.0
    distances = bar_distances(extract_features(padded(truth_file)), edges)
    return Lines(evidence=edge_evidence(distances), is_edge=is_edge, counts=counts)


def fit(songs: list[Lines]) -> dict[str, Any]:
    """Weights of the evidence and the bias, as the file keeps them."""
    evidence, is_edge, counts = (
        np.concatenate([getattr(song, name) for song in songs]) for name in ("evidence", "is_edge", "counts")
    )
    mean, scale = evidence.mean(0), evidence.std(0) + 1e-6
    standard = np.hstack([(evidence - mean) / scale, np.ones((len(evidence), 1))])

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        odds = standard @ weights
        missed = (counts * (np.logaddexp(0, odds) - is_edge * odds)).sum() / counts.sum()
        slope = standard.T @ (counts * (expit(odds) - is_edge)) / counts.sum()
        kept = np.append(weights[:-1], 0.0)
        return missed + _PENALTY * float((kept**2).sum()), slope + 2 * _PENALTY * kept

    found = minimize(loss, np.zeros(standard.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    weights = found[:-1] / scale
    return {
        "weights": [float(f"{weight:.4g}") for weight in weights],
        "bias": float(f"{found[-1] - weights @ mean:.5g}"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="of songs with their truth")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    files = sorted(file for folder in arguments.folders for file in folder.glob("*.json"))
    with ProcessPoolExecutor(arguments.jobs) as workers:
        songs = [song for song in workers.map(lines_of, files, chunksize=4) if song is not None]
    seeds = ", ".join(sorted({f"{folder.parent.name}/{folder.name}" for folder in arguments.folders}))
    kept = {"note": f"{len(songs)} songs ({seeds}), benchmarks/fitting_sections.py", **fit(songs)}
    EDGES_FILE.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"written: {EDGES_FILE}, {len(songs)} songs")


if __name__ == "__main__":
    main()
