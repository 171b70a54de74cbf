"""What needs an administrator's eye first, for the index page.

The kernel knows none of it: whoever knows registers a provider here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Tile:
    """One figure with what it means. ``grave`` says that somebody has to do something."""

    title: str
    figure: str
    detail: str
    url: str
    grave: bool = False


Provider = Callable[[HttpRequest], Iterable[Tile]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Have the index page ask ``provider``, which shows a person only what they may see."""
    _providers.append(provider)
    return provider


def tiles(request: HttpRequest) -> list[Tile]:
    return [tile for provider in _providers for tile in provider(request)]
