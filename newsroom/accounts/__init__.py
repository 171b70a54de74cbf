"""Accounts of the newsroom's people: how they get one, sign in, and learn what happens to it."""
