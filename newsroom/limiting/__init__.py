"""The rows behind :mod:`newsroom.limits`. An application of its own: nobody looks after these."""
