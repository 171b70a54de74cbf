"""People from outside: inviting them, and what they write."""
