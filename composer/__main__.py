"""``python -m composer`` is ``longzoom``."""

from composer.cli import main

main(prog_name="longzoom")
