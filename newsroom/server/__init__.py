"""The applications that answer before Django: batches of steps, event streams, bounds of every request."""
