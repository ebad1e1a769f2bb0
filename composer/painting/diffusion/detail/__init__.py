"""Detail: pictures of a model brought to the size of keyframes."""
