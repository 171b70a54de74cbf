"""The pages of one story: the copy with its queries, the way to release, and how it is filed."""
