"""Changing the copy: the engine behind every edit, and the acts that go through it."""
