"""What the clock starts: reminders, digests, handovers."""
