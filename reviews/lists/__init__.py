"""Stories side by side: the table, the board, the calendar, and what is done to many of them at once."""
