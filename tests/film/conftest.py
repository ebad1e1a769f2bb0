from __future__ import annotations

from collections.abc import Iterator

import card_painter
import pytest

from composer.painting import registry


@pytest.fixture(scope="module", autouse=True)
def _cards() -> Iterator[None]:
    """Test cards in place of the illustrator, which is tested by itself and takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "PAINTERS", card_painter.CARDS)
        yield
