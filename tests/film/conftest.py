from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import card_painter
import pytest

from composer.painting import registry
from composer.painting.diffusion.families import table


@pytest.fixture(scope="module", autouse=True)
def _cards() -> Iterator[None]:
    """Test cards in place of the illustrator, which is tested by itself and takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "PAINTERS", card_painter.CARDS)
        yield


@pytest.fixture
def small_canvases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every family paints as many pixels as 128 x 128 have, for the sake of time."""
    small = tuple(replace(family, pixels=128 * 128, multiple=16) for family in table.FAMILIES)
    monkeypatch.setattr(table, "FAMILIES", small)
