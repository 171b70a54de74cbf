"""A mail that came in, read into what a person wrote. No database, no settings."""
