"""What makes a run a production, and what such a run must and must not be told.

One service of the house or one public address is enough: whoever gives one of them serves people, and half a
configuration must not leave them on the embedded defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from newsroom.configuration import hosts, services, values
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
TOOLS = frozenset({"test", "bench"})
"""Values of COPYDESK_ENV that the suite and the benchmarks set: real services, and no production."""
SHORTEST_KEY = 32
FEWEST_CHARACTERS = 5
"""Different ones in a key: as Django's own check has it."""


def is_production(environ: Mapping[str, str]) -> bool:
    """Said outright, or meant by a service or an address that other machines reach. An unknown
    ``COPYDESK_ENV`` counts as production, too."""
    said = given(environ, "COPYDESK_ENV").lower()
    return said not in TOOLS if said else bool(_signs(environ))


def require_all(environ: Mapping[str, str], base: Path | None = None) -> None:
    """Refuse a production run that lacks something or opens too much: one sentence for each problem.

    ``base`` is the project's directory; without it the key is not compared with the embedded run's.
    """
    _raise(_problems_of_production(environ, var_path(environ, base) if base else None))


def require_sound(environ: Mapping[str, str], base: Path) -> None:
    """Refuse an environment with anything wrong in it, all at once and one sentence for each problem."""
    var = var_path(environ, base)
    problems = [*_problems_of_mode(environ)]
    if is_production(environ):
        problems += _problems_of_production(environ, var)
    problems += _unreadable(environ)
    _raise(dict.fromkeys(problems))


def _raise(problems: Iterable[str]) -> None:
    if said := "\n".join(problems):
        raise ImproperlyConfigured(said)


def _signs(environ: Mapping[str, str]) -> list[str]:
    """The variables that mean production."""
    given_ones = ["REDIS_URL", "EMAIL_URL", "INBOUND_ADDRESS", "INBOUND_IMAP_URL", "INBOUND_WEBHOOK"]
    signs = [name for name in given_ones if given(environ, name)]
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
    said = given(environ, "COPYDESK_ENV")
    if said and said.lower() not in {PRODUCTION, *TOOLS}:
        yield f"COPYDESK_ENV is “{said}”, which is not known: write production, or leave it out."


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
        elif var and key in _kept_keys(var):
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


def _kept_keys(var: Path) -> list[str]:
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
    """What cannot be read, variable by variable, and what does not fit together."""
    try:
        Environment(environ)
    except ValidationError as error:
        yield from sentences(error)
    try:
        services.inbound(environ)
    except ImproperlyConfigured as error:
        yield str(error)
