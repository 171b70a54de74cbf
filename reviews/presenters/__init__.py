"""What pages show of queries and suggestions, as values that views make and templates draw."""
