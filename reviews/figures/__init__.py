"""Figures for whoever runs a desk: what they are counted from, and how they are shown."""
