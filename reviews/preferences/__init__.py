"""What a person chooses for themselves: mail, and a calendar of deadlines."""
