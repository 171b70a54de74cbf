"""What the copy was: the log of its steps, its revisions, and who wrote what."""
