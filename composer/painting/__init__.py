"""Keyframes: the chain of steps, the store, and the painters."""
