"""Weights: where they are found, and how they become a pipeline."""
