"""Settings of all tests: random examples are the same in each run, and take the time they take."""

from hypothesis import settings

settings.register_profile("longzoom", deadline=None, derandomize=True, database=None)
settings.load_profile("longzoom")
