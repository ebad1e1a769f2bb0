"""Weights of Beat This! that a test makes itself: a model of some thousand parameters, taught one song by heart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drum_machine import KnownSong

_SIZE = {"spect_dim": 128, "transformer_dim": 16, "ff_mult": 1, "n_layers": 1, "head_dim": 8, "stem_dim": 4}
_REST = {"partial_transformers": False, "sum_head": True, "dropout": {"frontend": 0.0, "transformer": 0.0}}
#: The song is known by heart after this many.
_STEPS = 160


def teach(song: KnownSong, file: Path, steps: int = _STEPS) -> None:
    """Write a checkpoint as the package's training does; skips the test where the package is not installed."""
    pytest.importorskip("beat_this.inference", exc_type=ImportError)
    import torch
    from beat_this.model.beat_tracker import BeatThis
    from beat_this.preprocessing import LogMelSpect

    torch.manual_seed(0)
    model = BeatThis(**_SIZE, **_REST)
    heard = LogMelSpect()(torch.from_numpy(song.samples))[None]
    truth = torch.zeros(2, heard.shape[1])
    for row, times in enumerate((song.beats, song.downbeats)):
        truth[row, torch.from_numpy(np.round(times * 50).astype(np.int64))] = 1
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    judge = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(10.0))
    for _ in range(steps):
        said = model(heard)
        loss = judge(torch.cat([said["beat"], said["downbeat"]]), truth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    weights = {f"model.{name}": value for name, value in model.state_dict().items()}
    torch.save({"hyper_parameters": {**_SIZE, **_REST}, "state_dict": weights}, file)
