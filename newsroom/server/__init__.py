"""What is answered before Django: batches of steps, event streams, and the bounds of every request."""
