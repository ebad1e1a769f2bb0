"""Neighbouring keyframes sampled together, so that each is true to the ones inside it."""
