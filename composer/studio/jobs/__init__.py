"""Rendering, painting and takes from the page: each a job in a process of its own."""
