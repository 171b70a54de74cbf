"""Who posted a message, and when: the headers of Standard Webhooks (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from reviews.models.webhook import SECRET_PREFIX

TO_STANDARD = str.maketrans("-_", "+/")


def headers(message_id: str, body: str, *, secrets: Iterable[str], timestamp: int) -> dict[str, str]:
    """The headers of one try at ``timestamp`` (seconds since 1970), with a signature for each secret."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            _signature(message_id, body, key=key_of(secret), timestamp=timestamp) for secret in secrets
        ),
    }


def key_of(secret: str) -> bytes:
    """The key in a secret. Those made earlier are in the alphabet of URLs and not padded: both are read."""
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX).translate(TO_STANDARD) + "==")


def _signature(message_id: str, body: str, *, key: bytes, timestamp: int) -> str:
    signed = hmac.digest(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"
