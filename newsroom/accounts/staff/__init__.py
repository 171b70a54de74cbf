"""How people join the staff: invitations, what they promise, and accepting them."""
