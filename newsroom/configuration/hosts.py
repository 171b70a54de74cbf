"""The host names and the base address of Copydesk."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from newsroom.configuration.values import names, read_by, read_variable, unreadable

LOOPBACK = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"\.?{LABEL}(?:\.{LABEL})*\.?", re.IGNORECASE)


def allowed_hosts(environ: Mapping[str, str]) -> list[str]:
    return names(environ, "ALLOWED_HOSTS") or LOOPBACK


def is_loopback(host: str) -> bool:
    """True for a name or address of the loopback interface."""
    name = host.strip("[].").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """True for a pattern that matches any host: ``*``, or a dot before a top-level domain."""
    return "*" in host or (host.startswith(".") and "." not in host.strip(".") and not is_loopback(host))


def is_host(host: str) -> bool:
    """True for a valid host name or address, or for one with a dot before it, which matches subdomains."""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return HOST.fullmatch(host) is not None
    return True


def _public_url(text: str) -> str:
    text = text.rstrip("/")
    try:
        parts = urlsplit(text)
        if text and (parts.scheme not in {"http", "https"} or not parts.hostname or (parts.port or 1) < 1):
            raise ValueError
    except ValueError:
        raise unreadable("write https://desk.example.org") from None
    return text


PublicUrl = Annotated[str, read_by(_public_url)]
"""Without a slash at the end; empty when it is not given."""


def public_url(environ: Mapping[str, str]) -> str:
    found: str = read_variable(PublicUrl, environ, "COPYDESK_URL")
    return found


def base_address(environ: Mapping[str, str], hosts: list[str]) -> str:
    """The base address for links in mails, without a slash at the end."""
    if text := public_url(environ):
        return text
    named = [host.lstrip(".") for host in hosts if host not in {*LOOPBACK, "*"}]
    return f"https://{named[0]}" if named else "http://127.0.0.1:8000"
