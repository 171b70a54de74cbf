"""What every page has in common: who is signed in, how a refusal is answered, what a browser may keep."""
