"""Where a link of a page leads."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

from articles.importing.annotated.model import Link
from articles.importing.packages import Element

_WRAPPERS: Final = frozenset({"www.google.com", "google.com"})


def link_of(element: Element) -> Link | None:
    """The link of an ``a``; nothing where it leads nowhere."""
    href = "".join((element.get("href") or "").split())
    return Link(_unwrapped(href), element.get("title") or None) if href else None


def _unwrapped(href: str) -> str:
    """The address behind that of Google, through which its exports lead every link."""
    try:
        parts = urlsplit(href)
        if parts.hostname in _WRAPPERS and parts.path == "/url":
            wanted = parse_qs(parts.query, max_num_fields=50)
            found = wanted.get("q") or wanted.get("url")
            return found[0] if found else href
    except ValueError:
        return href
    return href
