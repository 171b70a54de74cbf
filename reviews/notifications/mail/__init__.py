"""One mail: what it says, how it looks, and how it is sent."""
