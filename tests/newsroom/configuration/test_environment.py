"""Every variable has a type: what is given takes its place, and no refusal shows a value."""

from __future__ import annotations

import traceback
from datetime import time, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from newsroom import configuration
from newsroom.configuration import Environment
from newsroom.configuration.environment import sentences

SECRET = "hunter2-do-not-show"


def test_with_nothing_given_everything_is_what_the_readme_says():
    found = Environment({})
    assert (found.mail_window, found.digest_at) == (timedelta(minutes=3), time(8))
    assert found.reminders == (0.5, timedelta(days=1), timedelta(hours=4))
    assert (found.time_zone, found.debug, found.email_url) == ("UTC", False, None)
    assert Environment(dict.fromkeys(map(str.upper, Environment.model_fields), " \t")) == found


def test_what_is_given_takes_its_place():
    found = Environment(
        {
            "MAIL_WINDOW": " 90s ",
            "REMINDERS": ",",
            "DIGEST_AT": "off",
            "DEBUG": "yes",
            "WEBHOOK_PRIVATE_HOSTS": "a, b",
            "EMAIL_URL": "smtps://u:p@h",
            "INBOUND_IMAP_URL": "imaps://u:p@h/Replies",
            "DEFAULT_FROM_EMAIL": '["no", "JSON"]',
        }
    )
    assert (found.mail_window, found.reminders, found.digest_at) == (timedelta(seconds=90), (), None)
    assert (found.debug, found.webhook_private_hosts) == (True, ["a", "b"])
    assert found.email_url == configuration.MailServer("h", 465, "u", "p", tls=True)
    assert found.inbound_imap_url == configuration.MailStore("h", 993, "u", "p", "Replies")
    assert found.default_from_email == '["no", "JSON"]'


@pytest.mark.parametrize(
    "others", [{"UNKNOWN": "x"}, {"mail_window": "9h"}, {"": "x", "_": "y", "environ": "z"}]
)
def test_other_variables_and_other_spellings_mean_nothing(others):
    assert Environment(others) == Environment({})


def test_the_environment_of_this_process_is_not_read_beside_the_one_given(monkeypatch):
    monkeypatch.setenv("MAIL_WINDOW", "9h")
    assert Environment({}).mail_window == timedelta(minutes=3)


WRONG = {
    "COPYDESK_URL": "COPYDESK_URL cannot be read: write https://desk.example.org.",
    "TIME_ZONE": "TIME_ZONE cannot be read: write a name such as Europe/Berlin.",
    "DATABASE_URL": "DATABASE_URL cannot be read: write postgresql://user:password@host:5432/name.",
    "DATABASE_PATIENCE": "DATABASE_PATIENCE cannot be read: write a time such as 90s, 3m or 24h.",
    "REDIS_URL": "REDIS_URL cannot be read: write redis://host:6379/0.",
    "EMAIL_URL": "EMAIL_URL cannot be read: write smtp://user:password@host:25, smtp+tls:// for STARTTLS or "
    "smtps:// for TLS.",
    "INBOUND_IMAP_URL": "INBOUND_IMAP_URL cannot be read: write imaps://user:password@host/INBOX or imap+tls://….",
    "REMINDERS": "REMINDERS cannot be read: write steps such as 50%,24h,4h.",
    "ESCALATIONS": "ESCALATIONS cannot be read: write a time such as 90s, 3m or 24h.",
    "DIGEST_AT": "DIGEST_AT cannot be read: write an hour such as 08:00, or off.",
    "MAIL_WINDOW": "MAIL_WINDOW cannot be read: write a time such as 90s, 3m or 24h.",
    "CLAIM_LEASE": "CLAIM_LEASE cannot be read: write a time such as 90s, 3m or 24h.",
}


def test_each_refusal_is_one_sentence_and_all_are_said_at_once():
    with pytest.raises(ValidationError) as refusal:
        Environment(dict.fromkeys(WRONG, SECRET))
    assert sentences(refusal.value) == list(WRONG.values())


@pytest.mark.parametrize("name", WRONG)
def test_no_refusal_shows_a_value(name, tmp_path):
    with pytest.raises(ValidationError) as refusal:
        Environment({name: SECRET})
    assert SECRET not in "".join(traceback.format_exception(refusal.value))
    given = {"INBOUND_ADDRESS": "reply@desk.example.org"} if name == "INBOUND_IMAP_URL" else {}
    with pytest.raises(ImproperlyConfigured) as refused:
        configuration.require_sound({**given, "COPYDESK_ENV": "test", name: SECRET}, tmp_path)
    assert WRONG[name] in str(refused.value).splitlines()
    assert SECRET not in "".join(traceback.format_exception(refused.value))
