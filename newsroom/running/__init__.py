"""Running everything in one terminal, and checking everything in one command."""
