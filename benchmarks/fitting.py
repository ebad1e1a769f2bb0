"""Fit what the tracker has learned to songs of known truth, and write it to ``composer/listening/weights.json``.

    python -m benchmarks.corpus --seed 1 --out corpus            # songs, and more seeds
    python -m benchmarks.fitting corpus/seed1 corpus/seed2 --parts parts

In PARTS are weights that were fitted without one or a few families of kinds each, by which songs are judged as songs of
families that the tracker does not know, and its trust in itself is fitted.

A softmax over all ways of counting a song, fitted by maximum likelihood to those whose beats and downbeats are right,
with an L2 penalty on standardised evidence: convex, so the same songs give the same weights. The best by these are
judged again by small networks, trained from fixed seeds on the same likelihood, whose scores are averaged. What is
measured of a song is kept beside it as ``NAME.evidence.npz``; only for the trust are some of the sounds needed again.
"""

from __future__ import annotations

import argparse
import functools
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.fitting_trust import fit_trust, trust_in_noise, trust_of, without_beats
from benchmarks.known_songs import f_measure, padded, samples_of, sound_of, window_for
from benchmarks.networks import Shortlist, train_network
from composer.listening.candidates import find_candidates
from composer.listening.changes import measure_changes
from composer.listening.evidence import (
    METERS,
    count_out,
    overall_evidence,
    place_names,
    placed_evidence,
    position_evidence,
)
from composer.listening.features import RATE, extract_features
from composer.listening.finding import MARGIN_SECONDS
from composer.listening.trust import TRUST
from composer.listening.weights import FARTHEST, SHORTLIST, WEIGHTS_FILE, SecondLook, Weights

FloatArray = NDArray[np.float64]
Float32 = NDArray[np.float32]

#: Nats for a squared standardised weight.
_PENALTY = 3e-3
#: A counting's share of the truth is its quality (mean of F cubed of beats and of downbeats) to this power.
_STRICT = 8
_PARTS = 12
#: Networks whose scores are averaged.
_NETWORKS = 8
#: Steps of the linear fit: all of them, and of one that begins with the weights of nearly the same songs.
_STEPS, _FEW_STEPS = 150, 40
#: Songs from which the trust is fitted; its eight weights need no more.
_TRUST_SONGS = 150
#: Every so many of them is also heard with noise in its midst.
_NOISY = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Countings:
    """All countings of a song: evidence, shape (n, n_evidence), and F of beats and downbeats, each shape (n,)."""

    kind: str
    evidence: Float32
    beats: Float32
    downbeats: Float32

    @property
    def share(self) -> FloatArray:
        """How much of the truth each counting is; sums to 1."""
        quality = (0.5 * self.beats.astype(np.float64) ** 3 + 0.5 * self.downbeats.astype(np.float64) ** 3) ** _STRICT
        return (quality + 1e-12) / (quality + 1e-12).sum()


def overall_names() -> list[str]:
    """Names of the overall evidence, in the order of the columns."""
    noise = np.random.default_rng(0).normal(size=32 * RATE).astype(np.float32)
    features = extract_features(noise)
    counting = count_out(features, measure_changes(features), np.arange(1.0, 30.0, 0.5))
    return sorted(overall_evidence(counting, 4))


def measure(truth_file: Path) -> Countings:
    """Evidence and quality of all countings of a song, from the file beside it if that is there."""
    kept = truth_file.with_suffix(".evidence.npz")
    if kept.exists():
        with np.load(kept) as arrays:
            return Countings(kind=truth_file.stem, **{name: arrays[name] for name in arrays.files})
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    features = extract_features(padded(samples_of(truth_file)))
    changes = measure_changes(features)
    beats, downbeats = (np.array(truth[key]) + MARGIN_SECONDS for key in ("beats", "downbeats"))
    window = window_for(beats)
    rows, beat_f, downbeat_f = [], [], []
    for candidate in find_candidates(features, changes):
        counting = count_out(features, changes, candidate)
        right = f_measure(beats, candidate, window)
        for meter in METERS:
            overall = overall_evidence(counting, meter)
            common = [overall[name] for name in sorted(overall)]
            rows += [common + placed.tolist() for placed in placed_evidence(position_evidence(counting, meter))]
            beat_f += [right] * meter
            downbeat_f += [f_measure(downbeats, candidate[phase::meter], window) for phase in range(meter)]
    found = {"evidence": rows, "beats": beat_f, "downbeats": downbeat_f}
    arrays = {name: np.array(values, np.float32) for name, values in found.items()}
    np.savez_compressed(kept, **arrays)
    return Countings(kind=truth_file.stem, **arrays)


def fit(songs: list[Countings], near: FloatArray | None = None) -> FloatArray:
    """Weights of the evidence, shape (n_evidence,); ``near``: those of nearly the same songs, to begin with."""
    evidence = np.concatenate([song.evidence for song in songs])
    evidence -= evidence.mean(0, dtype=np.float64)  # in place and song by song: thousands of songs are gigabytes
    starts = np.cumsum([0, *(len(song.beats) for song in songs[:-1])])
    squares = sum(np.square(each).sum(0, dtype=np.float64) for each in np.split(evidence, starts[1:]))
    scale = np.sqrt(squares / len(evidence)) + 1e-4
    evidence /= scale
    share = np.concatenate([song.share for song in songs]).astype(np.float32)
    counts = [len(song.beats) for song in songs]

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        scores = (evidence @ weights.astype(np.float32)).astype(np.float64)
        scores -= np.repeat(np.maximum.reduceat(scores, starts), counts)
        odds = np.exp(scores)
        totals = np.add.reduceat(odds, starts)
        missed = -(share * scores).sum() + np.log(totals).sum()
        slope = evidence.T @ (odds / np.repeat(totals, counts) - share).astype(np.float32)
        value = missed / len(songs) + _PENALTY * float((weights**2).sum())
        return value, slope.astype(np.float64) / len(songs) + 2 * _PENALTY * weights

    start, steps = (np.zeros(evidence.shape[1]), _STEPS) if near is None else (near * scale, _FEW_STEPS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    fitted: FloatArray = found.x / scale
    return fitted


def train(songs: list[Countings], linear: FloatArray) -> dict[str, Any]:
    """The second look, as the weights' file keeps it: the networks side by side, their scores averaged."""
    some = np.concatenate([song.evidence[::7] for song in songs])
    mean, scale = some.mean(0), some.std(0) + 1e-2
    shortlists = [_shortlist(song, linear, mean, scale) for song in songs]
    networks = [train_network(shortlists, seed) for seed in range(_NETWORKS)]
    return {
        "mean": mean,
        "scale": scale,
        "hidden": np.concatenate([network.hidden for network in networks], axis=1),
        "bias": np.concatenate([network.bias for network in networks]),
        "out": np.concatenate([network.out for network in networks]) / _NETWORKS,
        "direct": np.mean([network.direct for network in networks], axis=0),
        "first": float(np.mean([network.first for network in networks])),
    }


def _shortlist(song: Countings, linear: FloatArray, mean: Float32, scale: Float32) -> Shortlist:
    scores = song.evidence @ linear.astype(np.float32)
    rows = np.argsort(-scores)[:SHORTLIST]
    best = int(np.argmax(song.share))
    if best not in rows:
        rows[-1] = best
    share = song.share[rows]
    return Shortlist(
        evidence=np.clip((song.evidence[rows] - mean) / scale, -FARTHEST, FARTHEST).astype(np.float32),
        linear=scores[rows],
        share=(share / share.sum()).astype(np.float32),
    )


def chosen(song: Countings, linear: FloatArray, second: dict[str, Any]) -> int:
    """The row that the tracker would choose."""
    look = SecondLook(**second)
    weights = Weights(overall=(), linear=linear, second=look, trust={})
    evidence = song.evidence.astype(np.float64)
    return int(np.argmax(weights.judge(evidence, evidence @ linear)))


def as_json(linear: FloatArray, second: dict[str, Any], note: str, trusted: dict[str, float] | None = None) -> str:
    """The weights as the tracker reads them, four digits of each."""
    kept = {
        "note": note,
        "overall": overall_names(),
        "places": place_names(),
        "linear": linear,
        "second": second,
        "trust": trusted or dict.fromkeys(TRUST, 0.0),
    }
    return json.dumps(kept, default=rounded, indent=None, separators=(",", ":")).replace(',"', ',\n"') + "\n"


def rounded(values: Any) -> Any:
    """Four digits of each number."""
    return [rounded(each) for each in values] if np.ndim(values) else float(f"{values:.4g}")


def report(name: str, songs: list[Countings], rows: list[int]) -> None:
    """Print F of the chosen countings, before they are followed bar by bar."""
    beats = np.array([song.beats[row] for song, row in zip(songs, rows, strict=True)])
    downbeats = np.array([song.downbeats[row] for song, row in zip(songs, rows, strict=True)])
    best = np.mean([song.beats.max() for song in songs])
    print(f"{name}: {len(songs)} songs, F {beats.mean():.3f} (of {best:.3f}), downbeats {downbeats.mean():.3f}")
    kinds = np.array([song.kind for song in songs])
    for kind in sorted(set(kinds)):
        if beats[kinds == kind].mean() < 0.85 or downbeats[kinds == kind].mean() < 0.75:
            print(f"    {kind}: F {beats[kinds == kind].mean():.2f}, downbeats {downbeats[kinds == kind].mean():.2f}")


def families(files: list[Path]) -> dict[str, str]:
    """The family of each kind, as one of its truths names it; the kind itself where none does."""
    found: dict[str, str] = {}
    for file in files:
        family = json.loads(file.read_text(encoding="utf-8")).get("family")
        if family or file.stem not in found:
            found[file.stem] = family or found.get(file.stem, file.stem)
    return found


def leave_out(files: list[Path], folder: Path, linear: FloatArray, jobs: int) -> dict[str, Path]:
    """Weights in parts, each fitted without some families, and the part that each kind's family is left out of."""
    family_of = families(files)
    mixed = np.random.default_rng(0).permutation(sorted(set(family_of.values()))).tolist()
    part_of = {kind: mixed.index(family) % _PARTS for kind, family in family_of.items()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kinds.json").write_text(json.dumps(part_of), encoding="utf-8")
    one = functools.partial(leave_out_part, files=files, part_of=part_of, folder=folder, linear=linear)
    with ProcessPoolExecutor(jobs) as workers:
        judged = [each for songs in workers.map(one, range(_PARTS)) for each in songs]
    report("own family left out", [song for song, _ in judged], [row for _, row in judged])
    return {kind: folder / f"part{part}.json" for kind, part in part_of.items()}


def leave_out_part(
    part: int, files: list[Path], part_of: dict[str, int], folder: Path, linear: FloatArray
) -> list[tuple[Countings, int]]:
    """Write the weights of a part; the songs it does not know, with the row of each that is chosen by them."""
    songs = [measure(file) for file in files]
    known = [song for song in songs if part_of[song.kind] != part]
    weights = fit(known, near=linear)
    second = train(known, weights)
    text = as_json(weights, second, f"without the kinds of part {part}")
    (folder / f"part{part}.json").write_text(text, encoding="utf-8")
    unknown = [song for song in songs if part_of[song.kind] == part]
    return [(song, chosen(song, weights, second)) for song in unknown]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="of songs with their truth")
    parser.add_argument(
        "--parts", type=Path, required=True, metavar="FOLDER", help="for weights without a few kinds each"
    )
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    files = sorted(file for folder in arguments.folders for file in folder.glob("*.json"))
    files = [file for file in files if "ask_meter" not in json.loads(file.read_text(encoding="utf-8"))]
    with ProcessPoolExecutor(arguments.jobs) as workers:
        songs = list(workers.map(measure, files, chunksize=4))
        linear = fit(songs)
        second = train(songs, linear)
        report("fitted", songs, [chosen(song, linear, second) for song in songs])
    part = leave_out(files, arguments.parts, linear, arguments.jobs)
    with ProcessPoolExecutor(arguments.jobs) as workers:
        heard = [file for file in files if sound_of(file) is not None]
        some = heard[:: max(1, len(heard) // _TRUST_SONGS)]
        unknowing = [part[file.stem] for file in some]
        passages = list(workers.map(trust_of, some, unknowing, chunksize=4))
        passages += workers.map(trust_in_noise, some[::_NOISY], unknowing[::_NOISY])
    passages += without_beats(unknowing[0])
    seeds = ", ".join(sorted({f"{folder.parent.name}/{folder.name}" for folder in arguments.folders}))
    note = f"{len(songs)} songs of {len({song.kind for song in songs})} kinds ({seeds}), benchmarks/fitting.py"
    WEIGHTS_FILE.write_text(as_json(linear, second, note, fit_trust(passages)), encoding="utf-8")
    print(f"written: {WEIGHTS_FILE}")


if __name__ == "__main__":
    main()
