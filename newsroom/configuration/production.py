"""Decides what is a production run, and checks the configuration of one.

One external service or one public address makes a run a production: people then use it, and an incomplete
configuration must not fall back to the embedded defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from newsroom.configuration import hosts, providers, services, values
from newsroom.configuration.environment import Environment, sentences
from newsroom.configuration.files import KEY_FILE, var_path
from newsroom.configuration.values import given

NEEDED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random string that stays the same",
    "ALLOWED_HOSTS": "the host names people use, separated by commas",
    "DATABASE_URL": "postgresql://user:password@host/name",
    "REDIS_URL": "redis://host:6379/0",
    "EMAIL_URL": services.EMAIL_URL_EXAMPLE,
}
PRODUCTION = "production"
TEST_MODES = frozenset({"test", "bench"})
"""Values of COPYDESK_ENV for the suite and the benchmarks, which use real services without production."""
SHORTEST_KEY = 32
FEWEST_CHARACTERS = 5
"""A key has at least so many different characters, as in Django's own check."""


def is_production(environ: Mapping[str, str]) -> bool:
    """Whether ``COPYDESK_ENV`` says so, or a service or address is given that other machines can reach. An
    unknown ``COPYDESK_ENV`` counts as production."""
    mode = given(environ, "COPYDESK_ENV").lower()
    return mode not in TEST_MODES if mode else bool(_signs(environ))


def require_all(environ: Mapping[str, str], base: Path | None = None) -> None:
    """Refuse a production configuration that is incomplete or insecure, with one sentence for each problem.

    ``base`` is the project's directory; without it the key is not compared with the embedded run's.
    """
    _raise(_problems_of_production(environ, var_path(environ, base) if base else None))


def require_sound(environ: Mapping[str, str], base: Path) -> None:
    """Refuse an environment with any problem. One error has a sentence for each of them."""
    var = var_path(environ, base)
    problems = [*_problems_of_mode(environ)]
    if is_production(environ):
        problems += _problems_of_production(environ, var)
    problems += _unreadable(environ)
    _raise(dict.fromkeys(problems))


def _raise(problems: Iterable[str]) -> None:
    if message := "\n".join(problems):
        raise ImproperlyConfigured(message)


def _signs(environ: Mapping[str, str]) -> list[str]:
    """The variables that mean production."""
    services_given = ["REDIS_URL", "EMAIL_URL", "INBOUND_ADDRESS", "INBOUND_IMAP_URL", "INBOUND_WEBHOOK"]
    signs = [name for name in services_given if given(environ, name)]
    database = given(environ, "DATABASE_URL")
    if database and not database.lower().startswith("sqlite:"):
        signs.insert(0, "DATABASE_URL")
    if any(not hosts.is_loopback(host) for host in values.names(environ, "ALLOWED_HOSTS")):
        signs.append("ALLOWED_HOSTS")
    if (address := given(environ, "COPYDESK_URL")) and not hosts.is_loopback(_host_of(address)):
        signs.append("COPYDESK_URL")
    return signs


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _problems_of_mode(environ: Mapping[str, str]) -> Iterator[str]:
    mode = given(environ, "COPYDESK_ENV")
    if mode and mode.lower() not in {PRODUCTION, *TEST_MODES}:
        yield f"COPYDESK_ENV is “{mode}”, which is not known: write production, or leave it out."


def _problems_of_production(environ: Mapping[str, str], var: Path | None) -> Iterator[str]:
    meant = given(environ, "COPYDESK_ENV").lower() != PRODUCTION
    signs = _signs(environ)
    if meant and not signs:
        return  # an unknown COPYDESK_ENV and nothing else: that one sentence is enough
    because = f", and {signs[0]} means production" if meant else ""
    for name, example in NEEDED_IN_PRODUCTION.items():
        if not given(environ, name):
            yield f"{name} is missing: production needs it in the environment ({example}){because}."
    yield from _problems_of_keys(environ, var)
    yield from _problems_of_hosts(environ)
    if values.flag(environ, "DEBUG"):
        yield "DEBUG is on: it shows the code and the settings to everyone, so production refuses it."


def _problems_of_keys(environ: Mapping[str, str], var: Path | None) -> Iterator[str]:
    if key := given(environ, "SECRET_KEY"):
        if weakness := _weakness(key):
            yield f"SECRET_KEY {weakness}."
        elif var and key in _stored_keys(var):
            yield "SECRET_KEY is the key of the embedded run: production needs one of its own."
    for earlier in values.names(environ, "SECRET_KEY_FALLBACKS"):
        if weakness := _weakness(earlier):
            yield f"SECRET_KEY_FALLBACKS has a key that {weakness}."


def _weakness(key: str) -> str:
    if len(key) < SHORTEST_KEY:
        return f"is too short: production needs {SHORTEST_KEY} characters at least, at random"
    if len(set(key)) < FEWEST_CHARACTERS or key.startswith("django-insecure-"):
        return "can be guessed: production needs a random one"
    return ""


def _stored_keys(var: Path) -> list[str]:
    try:
        return (var / KEY_FILE).read_text().split()
    except (OSError, UnicodeDecodeError):
        return []


def _problems_of_hosts(environ: Mapping[str, str]) -> Iterator[str]:
    for host in values.names(environ, "ALLOWED_HOSTS"):
        if hosts.is_wildcard(host):
            yield f"ALLOWED_HOSTS has “{host}”, which lets in any host: name those that people use."
        elif not hosts.is_host(host):
            yield f"ALLOWED_HOSTS has “{host}”, which is no host name: write one such as desk.example.org."


def _unreadable(environ: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each variable that cannot be read or does not fit the others."""
    try:
        Environment(environ)
    except ValidationError as error:
        yield from sentences(error)
    for read in (services.inbound, providers.oidc):
        try:
            read(environ)
        except ImproperlyConfigured as error:
            yield str(error)
