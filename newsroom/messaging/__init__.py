"""Messages to other programs, which are sent after commit: jobs for the worker, events for open pages."""
