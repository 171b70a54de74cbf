"""The security log: who signed in, who was refused, whose roles changed, and what was exported."""
