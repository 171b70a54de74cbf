"""Changes to the copy: the engine of all edits, and the acts that use it."""
