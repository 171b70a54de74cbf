"""A browser that this machine does not have."""

from __future__ import annotations


class Missing(Exception):
    """The message says what is missing and how to install it on Debian and Ubuntu."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(f"no {name}: install it ({how}); the journey was not tried there")
