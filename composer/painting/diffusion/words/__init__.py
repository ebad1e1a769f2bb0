"""Words for models: prompts as embeddings, made once, mixed on the way from scene to scene."""
