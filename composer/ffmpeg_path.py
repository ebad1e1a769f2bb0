"""Which ffmpeg is run: the one installed with Longzoom, or the one that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

from composer.errors import ComposerError

#: Names another ffmpeg than the one that is installed with Longzoom.
FFMPEG_VARIABLE = "LONGZOOM_FFMPEG"


def find_ffmpeg() -> str:
    """Path of the ffmpeg to run: ``LONGZOOM_FFMPEG`` where it is set, else the one that imageio-ffmpeg carries.

    Raises
    ------
    ComposerError
        If the variable names no file, or no ffmpeg is installed.
    """
    given = os.environ.get(FFMPEG_VARIABLE)
    if given:
        if not Path(given).is_file():
            raise ComposerError(f"{FFMPEG_VARIABLE}: there is no file {given}", f"unset {FFMPEG_VARIABLE}, or mend it")
        return given
    import imageio_ffmpeg  # looks for its binary when imported

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise ComposerError(f"no ffmpeg was found: {error}", "pip install imageio-ffmpeg") from error
