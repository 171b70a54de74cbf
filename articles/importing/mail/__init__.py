"""Drafts that come as a mail. Pure Python."""
