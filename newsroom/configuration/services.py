"""The services that the environment names, as settings for Django and Celery."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from pydantic_core import PydanticCustomError

from newsroom.configuration.files import DATABASE_FILE, PrivateConnection
from newsroom.configuration.values import duration, given, read_by, read_variable, unreadable
from newsroom.postgresql import watched_connection

SOCKET_PATH_LIMIT = 100  # macOS allows 103 bytes, Linux 107

EMAIL_URL_EXAMPLE = "smtp://user:password@host:25, smtp+tls:// for STARTTLS or smtps:// for TLS"
IMAP_URL_EXAMPLE = "imaps://user:password@host/INBOX or imap+tls://…"
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imap+tls": 143, "imaps": 993}
TLS_FROM_THE_START = {"smtps", "imaps"}
LONGEST_INBOUND_NAME = 27  # characters; with the signed part at most the 64 that a mail server takes
SIGNED_WEBHOOKS = {
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "mailersend": "MAILERSEND_INBOUND_SECRET",
    "postal": "POSTAL_WEBHOOK_KEY",
}
"""Providers that sign each request → anymail's name for the key. The others authenticate by password."""

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;"
    ),
}
# Persistent connections do not work under ASGI, where each request has a thread of its own: a pool does.
POSTGRESQL_POOL = {"min_size": 0, "max_size": 20}
CONNECT_SECONDS, LOCK_SECONDS = 5.0, 20.0
"""For the worker, for which no person waits."""


def _database(text: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(text)}
    except (ValueError, KeyError):
        raise unreadable("write postgresql://user:password@host:5432/name") from None
    if parsed["ENGINE"] not in {SQLITE, POSTGRESQL}:
        raise PydanticCustomError("unsupported", "names a database that is not supported: use PostgreSQL.")
    if parsed["ENGINE"] == POSTGRESQL and not parsed["NAME"]:
        raise PydanticCustomError("nameless", "names no database: write its name behind the host.")
    return parsed


Database = Annotated[dict[str, Any], read_by(_database)]
"""Django's settings of a database, without its options."""


def database(environ: Mapping[str, str], var: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = read_variable(
        Database, environ, "DATABASE_URL", f"sqlite:///{var / DATABASE_FILE}"
    )
    lock_seconds = duration(environ, "DATABASE_PATIENCE", "0").total_seconds()
    if parsed["ENGINE"] == SQLITE:
        options = {"timeout": lock_seconds or LOCK_SECONDS, "factory": PrivateConnection, **SQLITE_OPTIONS}
        parsed["OPTIONS"] = {**options, **parsed.get("OPTIONS", {})}
        parsed["TEST"] = {"NAME": str(var / "test.sqlite3")}
    else:
        parsed["OPTIONS"] = {**_postgresql(lock_seconds), **parsed.get("OPTIONS", {})}
        parsed["CONN_HEALTH_CHECKS"] = True  # or each connection in the pool fails once after a restart
    return parsed


def _postgresql(lock_seconds: float) -> dict[str, Any]:
    """The options of a connection. ``lock_seconds`` is the lock timeout for web requests, 0 for the worker.

    The pool gives up connecting when the request does, so that the next request tries at once. Otherwise it
    would wait out a pause that has grown for as long as the server was away.
    """
    within = min(lock_seconds or CONNECT_SECONDS, CONNECT_SECONDS)
    pool = {
        **POSTGRESQL_POOL,
        "timeout": within,
        "reconnect_timeout": within,
        "connection_class": watched_connection(lock_seconds or None),
    }
    return {"pool": pool, "connect_timeout": max(2, int(within))}  # the least that libpq accepts


def broker_socket(var: Path) -> Path:
    """The socket of the embedded broker: in ``var``, or in a temporary directory if that path is too long."""
    socket = var / "broker.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"copydesk-{os.getuid()}-{digest}" / "broker.sock"


def _redis_url(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise unreadable("write redis://host:6379/0")
    return text


RedisUrl = Annotated[str, read_by(_redis_url)]


def redis_url(environ: Mapping[str, str], var: Path) -> str:
    """The Redis from the environment, or the socket of the embedded one, whether or not it runs."""
    found: str = read_variable(RedisUrl, environ, "REDIS_URL", f"unix://{broker_socket(var)}")
    return found


def celery_broker_url(redis: str) -> str:
    """A Redis address as Celery writes it. Only that of a socket differs."""
    parts = urlsplit(redis)
    if parts.scheme != "unix":
        return redis
    number = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={number}"


@dataclass(frozen=True)
class MailServer:
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def _mail_server(text: str) -> MailServer | None:
    return MailServer(**_mail_address(text, SMTP_PORTS, EMAIL_URL_EXAMPLE)[0]) if text else None


MailServerUrl = Annotated[MailServer | None, read_by(_mail_server)]
"""The server of outgoing mail. Without one, mail is shown on a page."""


def _mail_address(text: str, ports: Mapping[str, int], example: str) -> tuple[dict[str, Any], str]:
    """The fields of a mail server's address, and the path after it.

    ``ports``: scheme → default port.
    """
    try:
        parts = urlsplit(text)
        standard_port = ports[parts.scheme]
        server = {
            "host": parts.hostname or "localhost",
            "port": parts.port or standard_port,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "starttls": parts.scheme.endswith("+tls"),
            "tls": parts.scheme in TLS_FROM_THE_START,
        }
    except (KeyError, ValueError):
        raise unreadable(f"write {example}") from None
    return server, unquote(parts.path.strip("/"))


@dataclass(frozen=True)
class MailStore:
    """The IMAP folder in which replies arrive."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    starttls: bool = False
    tls: bool = True


@dataclass(frozen=True)
class Inbound:
    """How replies by mail come in. They are sent to ``name+…@domain``."""

    name: str
    domain: str
    webhook: str = ""
    imap: MailStore | None = None


def inbound(environ: Mapping[str, str]) -> Inbound | None:
    """The mailbox in ``INBOUND_ADDRESS``, and how its mail comes in. Without one, nobody replies by mail.

    Raises :class:`~django.core.exceptions.ImproperlyConfigured`.
    """
    webhook, imap = given(environ, "INBOUND_WEBHOOK").lower(), mail_store(environ)
    address = given(environ, "INBOUND_ADDRESS")
    if not address:
        if webhook or imap:
            raise ImproperlyConfigured(
                "INBOUND_ADDRESS is missing: name the mailbox that answers come to (reply@desk.example.org)."
            )
        return None
    name, __, domain = parseaddr(address)[1].lower().rpartition("@")
    if not name or not domain or "+" in name or len(name) > LONGEST_INBOUND_NAME:
        raise ImproperlyConfigured(
            "INBOUND_ADDRESS cannot be read: write reply@desk.example.org, a short name without a plus."
        )
    if webhook:
        _require_webhook_secret(environ, webhook)
    return Inbound(name, domain, webhook, imap)


def _mail_folder(text: str) -> MailStore | None:
    if not text:
        return None
    server, folder = _mail_address(text, IMAP_PORTS, IMAP_URL_EXAMPLE)
    return MailStore(**server, folder=folder or MailStore.folder)


MailFolderUrl = Annotated[MailStore | None, read_by(_mail_folder)]


def mail_store(environ: Mapping[str, str]) -> MailStore | None:
    """The IMAP folder in ``INBOUND_IMAP_URL``, from which the worker fetches mail."""
    found: MailStore | None = read_variable(MailFolderUrl, environ, "INBOUND_IMAP_URL")
    return found


def anymail(environ: Mapping[str, str]) -> dict[str, str]:
    """Anymail's settings by its own names: ``ANYMAIL_WEBHOOK_SECRET`` is its ``WEBHOOK_SECRET``."""
    prefix = "ANYMAIL_"
    return {name.removeprefix(prefix): value for name, value in environ.items() if name.startswith(prefix)}


def _require_webhook_secret(environ: Mapping[str, str], provider: str) -> None:
    """Refuse a webhook without a secret. anymail would only warn."""
    key = f"ANYMAIL_{SIGNED_WEBHOOKS.get(provider, 'WEBHOOK_SECRET')}"
    if not given(environ, "ANYMAIL_WEBHOOK_SECRET") and not given(environ, key):
        raise ImproperlyConfigured(
            f"ANYMAIL_WEBHOOK_SECRET is missing: write user:password, as in the address that {provider} calls"
            + (f", or set {key}." if provider in SIGNED_WEBHOOKS else ".")
        )
