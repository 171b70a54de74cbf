"""People as reviews need them: their hours, who stands in for whom, and who is named in a thread."""
