"""Dates and times of the interface, where Django's own for a language are not what newsrooms write."""
