"""What the environment says, read into the shapes that Django and Celery want.

Every variable is optional in the embedded run. In production the ones that matter must be given,
and what is missing or unreadable is said in one sentence each.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
SOCKET_PATH_LIMIT = 100  # macOS allows 103 bytes, Linux 107

NEEDED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random string that stays the same",
    "ALLOWED_HOSTS": "the host names people use, separated by commas",
    "DATABASE_URL": "postgresql://user:password@host/name",
    "REDIS_URL": "redis://host:6379/0",
    "EMAIL_URL": "smtp://user:password@host:25, smtp+tls:// for STARTTLS or smtps:// for TLS",
}

LONGEST_INBOUND_NAME = 27  # characters; with the signed part at most the 64 that a mail server takes
SIGNED_WEBHOOKS = {
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "mailersend": "MAILERSEND_INBOUND_SECRET",
    "postal": "POSTAL_WEBHOOK_KEY",
}
"""Providers that sign each call, and anymail's name for the key. The others prove themselves by password."""
DURATION = re.compile(r"(?P<number>[0-9]{1,4})\s*(?P<unit>[smhd]?)")
UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;"
    ),
}
# Persistent connections do not work under ASGI, where each request has a thread of its own: a pool does.
POSTGRESQL_POOL = {"min_size": 0, "max_size": 20, "timeout": 10}


def flag(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def names(environ: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def is_production(environ: Mapping[str, str]) -> bool:
    """Said outright, or plain from a database and a key of one's own."""
    if said := environ.get("COPYDESK_ENV"):
        return said == "production"
    return bool(environ.get("DATABASE_URL") and environ.get("SECRET_KEY"))


def require_all(environ: Mapping[str, str]) -> None:
    """Refuse a production run that lacks something, one sentence a variable."""
    missing = [
        f"{name} is missing: production needs it in the environment ({example})."
        for name, example in NEEDED_IN_PRODUCTION.items()
        if not environ.get(name)
    ]
    if missing:
        raise ImproperlyConfigured("\n".join(missing))


def var_directory(environ: Mapping[str, str], base: Path) -> Path:
    """Where everything lives that the run writes; for this account's eyes only."""
    path = Path(environ.get("COPYDESK_VAR") or base / "var").expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be used ({error.strerror}): set COPYDESK_VAR to a directory of yours."
        ) from error
    return path


def secret_key(environ: Mapping[str, str], var: Path) -> str:
    """The key given, or one made once and kept, readable by this account only."""
    if given := environ.get("SECRET_KEY"):
        return given
    kept = var / "secret-key"
    if not kept.exists():
        with tempfile.NamedTemporaryFile("w", dir=var, prefix="secret-key-") as fresh:
            fresh.write(secrets.token_urlsafe(50))
            fresh.flush()
            with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
                os.link(fresh.name, kept)
    return kept.read_text()


def time_zone(environ: Mapping[str, str]) -> str:
    name = environ.get("TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured("TIME_ZONE cannot be read: write a name such as Europe/Berlin.") from error
    return name


def duration(environ: Mapping[str, str], name: str, default: str) -> timedelta:
    """A length of time such as ``90s``, ``3m``, ``24h`` or ``2d``; ``0`` is none."""
    said = environ.get(name) or default
    found = _duration_of(said.strip())
    if found is None:
        raise ImproperlyConfigured(f"{name} cannot be read: write a time such as 90s, 3m or 24h.")
    return found


def times(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta, ...]:
    """Lengths of time, separated by commas, the longest first. Nothing but a comma is none."""
    said = [part.strip() for part in (environ.get(name) or default).split(",") if part.strip()]
    return tuple(sorted((duration({name: part}, name, part) for part in said), reverse=True))


def steps(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta | float, ...]:
    """Steps before a moment, separated by commas: lengths of time, and parts such as ``50%`` of the time
    there is (read as a fraction). Nothing but a comma is none."""
    said = [part.strip() for part in (environ.get(name) or default).split(",") if part.strip()]
    found = [_part_of(part) if part.endswith("%") else _duration_of(part) for part in said]
    if None in found:
        raise ImproperlyConfigured(f"{name} cannot be read: write steps such as 50%,24h,4h.")
    return tuple(step for step in found if step is not None)


def _part_of(said: str) -> float | None:
    number = said[:-1].strip()
    return int(number) / 100 if number.isascii() and number.isdecimal() and 0 < int(number) < 100 else None


def time_of_day(environ: Mapping[str, str], name: str, default: str) -> time | None:
    """An hour such as ``08:00``; ``off`` is none."""
    said = environ.get(name) or default
    if said == "off":
        return None
    try:
        return time.fromisoformat(said)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: write an hour such as 08:00, or off.") from error


def _duration_of(said: str) -> timedelta | None:
    match = DURATION.fullmatch(said)
    if match is None or not (match["unit"] or int(match["number"]) == 0):
        return None
    return int(match["number"]) * UNITS.get(match["unit"], timedelta())


def database(environ: Mapping[str, str], var: Path) -> dict[str, Any]:
    url = environ.get("DATABASE_URL") or f"sqlite:///{var / 'copydesk.sqlite3'}"
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(url)}
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: write postgresql://user:password@host:5432/name."
        ) from error
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = {**SQLITE_OPTIONS, **parsed.get("OPTIONS", {})}
        parsed["TEST"] = {"NAME": str(var / "test.sqlite3")}
    elif parsed["ENGINE"] == "django.db.backends.postgresql":
        parsed["OPTIONS"] = {"pool": POSTGRESQL_POOL, **parsed.get("OPTIONS", {})}
        parsed["CONN_HEALTH_CHECKS"] = True  # or each connection in the pool fails once after a restart
    else:
        raise ImproperlyConfigured("DATABASE_URL names a database that is not supported: use PostgreSQL.")
    return parsed


def broker_socket(var: Path) -> Path:
    """Where the embedded broker listens: in ``var``, or in a short path when that one is too long."""
    socket = var / "broker.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"copydesk-{os.getuid()}-{digest}" / "broker.sock"


def redis_url(environ: Mapping[str, str], var: Path) -> str:
    """The Redis given, or the embedded one's socket, whether or not it runs just now."""
    url = environ.get("REDIS_URL") or f"unix://{broker_socket(var)}"
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL cannot be read: write redis://host:6379/0.")
    return url


def celery_broker_url(redis: str) -> str:
    """Celery's spelling of a Redis address; only that of a socket differs."""
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


def mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """The server in ``EMAIL_URL``; without one, mail is kept in the app."""
    if not (url := environ.get("EMAIL_URL")):
        return None
    try:
        parts = urlsplit(url)
        standard_port = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
        return MailServer(
            host=parts.hostname or "localhost",
            port=parts.port or standard_port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parts.scheme == "smtp+tls",
            tls=parts.scheme == "smtps",
        )
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            f"EMAIL_URL cannot be read: write {NEEDED_IN_PRODUCTION['EMAIL_URL']}."
        ) from error


@dataclass(frozen=True)
class MailStore:
    """The IMAP folder that answers arrive in."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    starttls: bool = False
    tls: bool = True


@dataclass(frozen=True)
class Inbound:
    """How answers by mail come in. ``name`` and ``domain`` make up their addresses, ``name+…@domain``."""

    name: str
    domain: str
    webhook: str = ""
    imap: MailStore | None = None


def inbound(environ: Mapping[str, str]) -> Inbound | None:
    """The mailbox in ``INBOUND_ADDRESS`` and its doors; without one, mails cannot be answered."""
    webhook, imap = environ.get("INBOUND_WEBHOOK", "").strip().lower(), mail_store(environ)
    address = environ.get("INBOUND_ADDRESS", "").strip()
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


def mail_store(environ: Mapping[str, str]) -> MailStore | None:
    """The IMAP folder in ``INBOUND_IMAP_URL``, to be looked into by the worker."""
    if not (url := environ.get("INBOUND_IMAP_URL")):
        return None
    try:
        parts = urlsplit(url)
        standard_port = {"imap": 143, "imap+tls": 143, "imaps": 993}[parts.scheme]
        return MailStore(
            host=parts.hostname or "localhost",
            port=parts.port or standard_port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            starttls=parts.scheme == "imap+tls",
            tls=parts.scheme == "imaps",
        )
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "INBOUND_IMAP_URL cannot be read: write imaps://user:password@host/INBOX or imap+tls://…."
        ) from error


def anymail(environ: Mapping[str, str]) -> dict[str, str]:
    """Anymail's settings by its own names: ``ANYMAIL_WEBHOOK_SECRET`` is its ``WEBHOOK_SECRET``."""
    prefix = "ANYMAIL_"
    return {name.removeprefix(prefix): value for name, value in environ.items() if name.startswith(prefix)}


def _require_webhook_secret(environ: Mapping[str, str], provider: str) -> None:
    """A door without a lock is not opened: anymail would only warn."""
    key = f"ANYMAIL_{SIGNED_WEBHOOKS.get(provider, 'WEBHOOK_SECRET')}"
    if not environ.get("ANYMAIL_WEBHOOK_SECRET") and not environ.get(key):
        raise ImproperlyConfigured(
            f"ANYMAIL_WEBHOOK_SECRET is missing: write user:password, as in the address that {provider} calls"
            + (f", or set {key}." if provider in SIGNED_WEBHOOKS else ".")
        )


def base_address(environ: Mapping[str, str], hosts: list[str]) -> str:
    """The address that links in mails begin with, without a slash at the end."""
    if given := environ.get("COPYDESK_URL"):
        if urlsplit(given).scheme not in {"http", "https"}:
            raise ImproperlyConfigured("COPYDESK_URL cannot be read: write https://desk.example.org.")
        return given.rstrip("/")
    named = [host.lstrip(".") for host in hosts if host not in {*LOOPBACK, "*"}]
    return f"https://{named[0]}" if named else "http://127.0.0.1:8000"
