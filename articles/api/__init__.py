"""Who wrote what, and who is here, over JSON."""
