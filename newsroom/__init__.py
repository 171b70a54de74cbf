"""Copydesk's kernel, and how it is started."""

# Plain enough for any Python: manage.py reads it before anything else.
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)
