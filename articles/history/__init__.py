"""The history of the copy: the log of its steps, its revisions, and authorship."""
