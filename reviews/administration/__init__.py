"""What a newsroom sets up for itself: its people, desks and workflows. Each act checks who may do it."""
