"""The families of models that the painter knows, and which one a model is of."""
