"""The style of a story: what a desk's entries and the story itself say about its words. No Django."""
