"""Contact sheets: what stands under their pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from composer.contact_sheet import Cell, write_contact_sheet

NOTE = "step 12, seed 4294967295, pinned, ! ΔE 32, contrast 0.49, seam 4.1, sharp 1.12"


def sheet(folder: Path, size: tuple[int, int], note: str) -> np.ndarray:
    cell = Cell(picture=np.zeros((size[1], size[0], 3), np.uint8), name="bus", note=note)
    write_contact_sheet([cell], folder / "sheet.png")
    return np.asarray(Image.open(folder / "sheet.png"))


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
def test_a_note_is_read_to_its_end_under_pictures_of_every_shape(size: tuple[int, int], tmp_path: Path) -> None:
    whole, other = sheet(tmp_path, size, NOTE), sheet(tmp_path, size, NOTE.replace("1.12", "1.13"))
    assert whole.shape == other.shape
    assert not np.array_equal(whole, other)


def test_a_note_that_fits_is_one_line_and_leaves_no_room_for_more(tmp_path: Path) -> None:
    assert sheet(tmp_path, (640, 360), "step 1").shape == sheet(tmp_path, (640, 360), "step 1, seed 2").shape
    assert sheet(tmp_path, (360, 640), NOTE).shape[0] > sheet(tmp_path, (360, 640), "step 1").shape[0]
