"""The way of a story: filed, read, signed stage by stage, released."""
