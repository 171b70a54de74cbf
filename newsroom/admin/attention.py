"""The tiles on the index page, which show what needs an administrator's attention.

The kernel has none of its own. Upper layers register providers here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Tile:
    """One figure and its meaning. ``grave``: somebody has to act."""

    title: str
    figure: str
    detail: str
    url: str
    grave: bool = False


Provider = Callable[[HttpRequest], Iterable[Tile]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a provider, which returns only the tiles that the person may see."""
    _providers.append(provider)
    return provider


def tiles(request: HttpRequest) -> list[Tile]:
    return [tile for provider in _providers for tile in provider(request)]
