"""When: cues to a timeline of whole frames, and the depth of the camera for each. Pure."""
