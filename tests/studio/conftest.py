"""Fixtures of the studio's tests."""

from browser import chromium, page
from held_studio import held, opened, own
from inspecting import inspector, shared
from open_studio import studio
from refusing import closed, guarded
from static_site import site
from timeline_page import rooms, tab

__all__ = [
    "chromium",
    "closed",
    "guarded",
    "held",
    "inspector",
    "opened",
    "own",
    "page",
    "rooms",
    "shared",
    "site",
    "studio",
    "tab",
]
