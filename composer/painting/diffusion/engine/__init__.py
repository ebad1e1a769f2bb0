"""The engine: a model on this machine that reads words and paints canvases."""
