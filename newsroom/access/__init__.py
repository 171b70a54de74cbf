"""A person's privileges on all desks: who may grant them, and who is notified when they change."""
