"""Who may do what: every address and every operation, for every kind of person."""
