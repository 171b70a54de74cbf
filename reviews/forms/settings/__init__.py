"""The forms of the settings area."""
