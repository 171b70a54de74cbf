"""The rows behind :mod:`newsroom.limiting.limits`. An application of its own: nobody looks after these."""
