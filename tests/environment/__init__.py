"""The real services that tests stand on, and where each is found."""
