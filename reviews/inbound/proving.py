"""Whether our own mail server could prove who sent a message (RFC 8601)."""

from __future__ import annotations

import re

from reviews.inbound.reading import Incoming

COMMENT = re.compile(r"\([^()]*\)")
RESULT = re.compile(r"\b(?P<method>dmarc|dkim|spf)\s*=\s*(?P<result>[a-z]+)(?P<rest>[^;]*)", re.IGNORECASE)
DOMAIN_OF = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}


def is_proven(mail: Incoming, *, by: str) -> bool:
    """Whether the server of that name found DMARC, DKIM or SPF to pass for the sender's domain.

    Only the first header under that name counts: our server adds its own on top. It has to remove those that
    came with a message and bear its name, as every server does that follows the RFC.
    """
    ours = next(
        (value for value in map(_plain, mail.headers("Authentication-Results")) if _names(value, by)), ""
    )
    domain = mail.sender.rpartition("@")[2]
    return bool(domain) and any(_proves(found, domain) for found in RESULT.finditer(ours))


def _plain(value: str) -> str:
    return COMMENT.sub(" ", value)


def _names(value: str, server: str) -> bool:
    named = value.partition(";")[0].split()
    return bool(named) and named[0].lower() == server


def _proves(found: re.Match[str], domain: str) -> bool:
    if found["result"].lower() != "pass":
        return False
    name = re.escape(DOMAIN_OF[found["method"].lower()])
    said = re.search(rf"{name}\s*=\s*\"?([^\s;\"]+)", found["rest"], re.IGNORECASE)
    proven = said[1].rpartition("@")[2].lower().rstrip(".") if said else ""
    return bool(proven) and (domain == proven or (domain.endswith("." + proven) and "." in proven))
