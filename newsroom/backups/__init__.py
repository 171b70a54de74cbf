"""Everything there is in one file, and everything back from it: rows, attachments, keys."""
