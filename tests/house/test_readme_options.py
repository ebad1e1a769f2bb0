"""The README's table of the diffusion painter's options names all of them, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from composer.painting.diffusion.options.reading import option_names

README = Path(__file__).parents[2] / "README.md"


def test_every_option_of_the_diffusion_painter_stands_in_the_readme() -> None:
    section = README.read_text(encoding="utf-8").partition("## The diffusion painter")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert sorted(name for row in rows for name in re.findall(r"`([\w]+)`", row)) == sorted(option_names())
