"""Where a link of a page leads."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from articles.importing.annotated.model import Link
from articles.importing.packages import Element

_WRAPPERS: Final = frozenset({"www.google.com", "google.com"})


def link_of(element: Element) -> Link | None:
    """The link of an ``a``; nothing where it leads nowhere."""
    href = "".join((element.get("href") or "").split())
    return Link(_unwrapped(href), element.get("title") or None) if href else None


def data_of(address: str) -> bytes | None:
    """What a ``data:`` address holds, in base64; nothing for any other."""
    head, comma, data = address.partition(",")
    if not comma or not head.lower().startswith("data:") or not head.lower().endswith(";base64"):
        return None
    try:
        return base64.b64decode(unquote(data))
    except ValueError:
        return None


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
