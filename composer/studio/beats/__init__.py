"""Correcting the beats from the page."""
