"""The rows behind :mod:`newsroom.limiting.limits`, in a Django app that the administration does not show."""
