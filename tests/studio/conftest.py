"""Fixtures of the studio's tests."""

from browser import chromium, page
from static_site import site

__all__ = ["chromium", "page", "site"]
