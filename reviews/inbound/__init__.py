"""What comes back by mail: it is read, judged and acted on, and never posted unless a person wrote it."""
