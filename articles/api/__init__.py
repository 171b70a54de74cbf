"""Authorship and presence over JSON."""
