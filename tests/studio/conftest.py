"""Fixtures of the studio's tests."""

from browser import chromium, page
from open_studio import studio
from static_site import site
from timeline_page import rooms

__all__ = ["chromium", "page", "rooms", "site", "studio"]
