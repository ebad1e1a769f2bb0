"""Fixtures of the studio's tests."""

from browser import chromium, page
from open_studio import studio
from static_site import site

__all__ = ["chromium", "page", "site", "studio"]
