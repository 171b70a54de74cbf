"""The settings area: what administrators and desk editors set up and look up."""
