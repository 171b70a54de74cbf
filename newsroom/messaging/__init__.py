"""Messages to other programs, sent after commit: jobs for the worker, events for open pages."""
