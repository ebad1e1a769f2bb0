"""What is asked of the listening: which tracker, and what is known beforehand."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b

from composer.listening.analysis import VERSION
from composer.listening.guidance import UNGUIDED, Guidance
from composer.listening.trackers import OWN, TRACKERS, TrackerChoice


@dataclass(frozen=True, kw_only=True)
class Request:
    """A tracker with its options, and what is known of the beats."""

    tracker: TrackerChoice = OWN
    guidance: Guidance = UNGUIDED

    @property
    def key(self) -> str:
        """Hexadecimal digest of the request and of every version that has a say in its outcome.

        Raises
        ------
        ComposerError
            If a file that the tracker reads cannot be read.
        """
        tracker = TRACKERS[self.tracker.name].ingredients(self.tracker.options)
        asked = {"version": VERSION, "tracker": tracker, "guidance": asdict(self.guidance)}
        return blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=16).hexdigest()


PLAIN = Request()
