"""The parts of a Word file beside its text. Pure Python."""
