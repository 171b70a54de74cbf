"""Half a production configuration falls shut: every combination is a production that is whole, or refused."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import configuration
from tests.newsroom.configuration.test_values import COMPLETE

SIGNS = {
    "DATABASE_URL": [
        "postgresql://h/n",
        "postgres://localhost/n",
        "postgresql:///n",
        "mysql://h/n",
        "nonsense",
    ],
    "REDIS_URL": ["redis://h:6379/0", "redis://localhost", "unix:///run/redis.sock", "localhost:6379"],
    "EMAIL_URL": ["smtp://h", "smtps://localhost", "mail.example.org"],
    "COPYDESK_URL": ["https://desk.example.org", "http://10.0.0.7:8000", "http://desk.lan", "nonsense"],
    "ALLOWED_HOSTS": ["desk.example.org", "localhost,desk.lan", ".example.org", "*", ".", "0.0.0.0", "[::]"],
    "INBOUND_ADDRESS": ["reply@desk.example.org"],
    "INBOUND_IMAP_URL": ["imaps://h"],
    "INBOUND_WEBHOOK": ["postmark"],
}
HARMLESS = [
    {},
    {"SECRET_KEY": "s"},
    {"DEBUG": "1"},
    {"DATABASE_URL": "sqlite:///some.sqlite3"},
    {"ALLOWED_HOSTS": "localhost, 127.0.0.1, [::1], .localhost, desk.localhost"},
    {"COPYDESK_URL": "http://127.0.0.1:8000"},
    {"COPYDESK_URL": "http://[::1]:8000"},
    dict.fromkeys(COMPLETE, " ") | {"COPYDESK_ENV": ""},
]


def problems(environ, base):
    """The first word of each sentence; none when the environment is sound."""
    try:
        configuration.require_sound(environ, base)
    except ImproperlyConfigured as refusal:
        return [sentence.split()[0] for sentence in str(refusal).splitlines()]
    return []


@pytest.mark.parametrize("environ", HARMLESS)
def test_what_no_other_machine_reaches_is_no_production(environ, tmp_path):
    assert not configuration.is_production(environ)
    assert not problems(environ, tmp_path)


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, some in SIGNS.items() for one in some])
def test_one_service_or_public_address_means_production(name, value, tmp_path):
    assert configuration.is_production({name: value})
    assert configuration.is_production({name: f"  {value} ", "COPYDESK_ENV": " "})
    missing = set(COMPLETE) - {name}
    assert missing <= set(problems({name: value}, tmp_path))


@pytest.mark.parametrize(
    ("mode", "production"),
    [
        *[("production", True), ("Production ", True), ("prod", True), ("staging", True), ("0", True)],
        *[("test", False), ("bench", False), ("Test", False)],
    ],
)
def test_production_is_said_or_anything_that_is_not_known(mode, production):
    assert configuration.is_production({"COPYDESK_ENV": mode}) is production
    assert configuration.is_production({"COPYDESK_ENV": mode, **COMPLETE}) is production


def test_an_unknown_name_for_the_run_is_refused_in_one_sentence(tmp_path):
    assert problems({"COPYDESK_ENV": "staging"}, tmp_path) == ["COPYDESK_ENV"]
    assert problems({"COPYDESK_ENV": "staging", **COMPLETE}, tmp_path) == ["COPYDESK_ENV"]
    assert not problems({"COPYDESK_ENV": "test"}, tmp_path)


def test_a_complete_production_environment_passes(tmp_path):
    configuration.require_all(COMPLETE)
    assert not problems(COMPLETE, tmp_path)
    assert not problems({**COMPLETE, "COPYDESK_ENV": "production"}, tmp_path)


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("blank", ["", " \t"])
def test_each_missing_variable_is_one_sentence_that_names_it(name, blank):
    with pytest.raises(ImproperlyConfigured) as refusal:
        configuration.require_all({**COMPLETE, name: blank})
    sentences = str(refusal.value).splitlines()
    assert len(sentences) == 1
    assert sentences[0].startswith(f"{name} is missing")


@pytest.mark.parametrize(
    "given", [some for size in range(len(COMPLETE)) for some in itertools.combinations(COMPLETE, size)]
)
def test_every_half_of_a_configuration_is_shut(given, tmp_path):
    """All that is missing is said at once; a key alone, and nothing, are the embedded run."""
    environ = {name: COMPLETE[name] for name in given}
    missing = [name for name in COMPLETE if name not in given]
    assert problems({**environ, "COPYDESK_ENV": "production"}, tmp_path) == missing
    assert problems(environ, tmp_path) == (missing if set(given) - {"SECRET_KEY"} else [])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY": "0123456789abcdefghijklmnopqrstu"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 50}, "SECRET_KEY"),
        ({"SECRET_KEY": "abab" * 20}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-0123456789abcdefghijklmnopq"}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEBUG": " True "}, "DEBUG"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "desk.example.org, *"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "."}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ".."}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ".org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*.example.org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "https://desk.example.org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "desk.example.org:8000"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://h/"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://h"}, "REDIS_URL"),
        ({"EMAIL_URL": "imap://h"}, "EMAIL_URL"),
        ({"COPYDESK_URL": "desk.example.org"}, "COPYDESK_URL"),
        ({"COPYDESK_URL": "https://"}, "COPYDESK_URL"),
        ({"COPYDESK_URL": "https://[desk"}, "COPYDESK_URL"),
        ({"INBOUND_IMAP_URL": "imaps://h"}, "INBOUND_ADDRESS"),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE"),
        ({"MAIL_WINDOW": "soon"}, "MAIL_WINDOW"),
        ({"REMINDERS": "soon"}, "REMINDERS"),
        ({"DIGEST_AT": "25:00"}, "DIGEST_AT"),
    ],
)
def test_what_a_whole_configuration_must_not_say(wrong, named, tmp_path):
    assert problems({**COMPLETE, **wrong}, tmp_path) == [named]


@pytest.mark.parametrize(
    "right",
    [
        {"SECRET_KEY": "0123456789abcdefghijklmnopqrstuv"},
        {"ALLOWED_HOSTS": "desk.example.org, .example.org, 10.0.0.7, [2001:db8::7], desk, localhost"},
        {"DATABASE_URL": "sqlite:////srv/copydesk/copydesk.sqlite3"},
        {"COPYDESK_URL": "https://desk.example.org/"},
        {"DEBUG": "0"},
    ],
)
def test_what_a_whole_configuration_may_say(right, tmp_path):
    assert not problems({**COMPLETE, **right}, tmp_path)


def test_everything_wrong_is_said_at_once(tmp_path):
    environ = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "*", "DEBUG": "1", "REDIS_URL": "h", "TIME_ZONE": "Mars"}
    assert problems(environ, tmp_path) == [
        *("DATABASE_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "TIME_ZONE", "REDIS_URL")
    ]


def test_what_means_production_is_named_when_nobody_said_so(tmp_path):
    with pytest.raises(
        ImproperlyConfigured, match=r"SECRET_KEY is missing: .*, and EMAIL_URL means production"
    ):
        configuration.require_sound({"EMAIL_URL": "smtp://h"}, tmp_path)


def test_the_key_of_the_embedded_run_is_not_good_enough(tmp_path):
    kept = configuration.secret_key({}, configuration.var_directory({}, tmp_path))
    assert problems({**COMPLETE, "SECRET_KEY": kept}, tmp_path) == ["SECRET_KEY"]
    assert problems({**COMPLETE, "SECRET_KEY": f"{kept}!"}, tmp_path) == []
