"""Search over stories: their copy, queries, replies and people, and what was released."""
