"""Whole stories in a real browser, against the whole application."""
