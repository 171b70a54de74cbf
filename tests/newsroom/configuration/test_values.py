"""The environment, read: what is given takes its place, what is wrong is said in a sentence."""

import stat
from datetime import time, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import configuration
from newsroom.configuration.services import MailServerUrl
from newsroom.configuration.values import Steps, TimeOfDay, Times, TimeZone, read_variable

COMPLETE = {
    "SECRET_KEY": "a-test-s-own-key-of-32-characters",
    "ALLOWED_HOSTS": "desk.example.org",
    "DATABASE_URL": "postgresql://desk:pw@db.example.org:5433/desk",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://desk:p%40ss@mail.example.org",
}


def test_the_embedded_database_is_sqlite_set_up_for_several_writers(tmp_path):
    found = configuration.database({}, tmp_path)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == str(tmp_path / "copydesk.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert not found.get("ATOMIC_REQUESTS")


def test_postgresql_comes_with_a_pool(tmp_path):
    found = configuration.database(COMPLETE, tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", 5433, "desk")
    assert found["OPTIONS"]["pool"]["max_size"] > 1


@pytest.mark.parametrize("url", ["nonsense", "oracle://h/n", "mysql://h/n", "postgresql://h:port/n"])
def test_an_unusable_database_address_is_refused(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        configuration.database({"DATABASE_URL": url}, tmp_path)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "\x00", "/etc/localtime"])
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(ImproperlyConfigured, match="TIME_ZONE cannot be read"):
        read_variable(TimeZone, {"TIME_ZONE": name}, "TIME_ZONE", "UTC")


def test_the_time_zone_is_universal_unless_it_is_said():
    assert (
        read_variable(TimeZone, {}, "TIME_ZONE", "UTC")
        == read_variable(TimeZone, {"TIME_ZONE": ""}, "TIME_ZONE", "UTC")
        == "UTC"
    )
    assert read_variable(TimeZone, {"TIME_ZONE": "Europe/Berlin"}, "TIME_ZONE", "UTC") == "Europe/Berlin"


def test_the_key_is_made_once_and_kept_from_others(tmp_path):
    first = configuration.secret_key({}, tmp_path)
    assert len(first) >= 50
    assert configuration.secret_key({}, tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_key_that_is_given_is_not_written_down(tmp_path):
    assert configuration.secret_key({"SECRET_KEY": "given"}, tmp_path) == "given"
    assert not list(tmp_path.iterdir())


def test_the_data_directory_is_private(tmp_path):
    path = configuration.var_directory({"COPYDESK_VAR": str(tmp_path / "a" / "b")}, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_an_unusable_data_directory_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="COPYDESK_VAR"):
        configuration.var_directory({"COPYDESK_VAR": str(tmp_path / "file" / "var")}, tmp_path)


def test_the_brokers_socket_has_a_path_short_enough_for_the_system(tmp_path):
    deep = tmp_path / ("d" * 120)
    short = configuration.broker_socket(deep)
    assert len(str(short)) <= configuration.SOCKET_PATH_LIMIT
    assert short == configuration.broker_socket(deep)
    assert short != configuration.broker_socket(tmp_path / ("e" * 120))


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://h:6379/3", "redis://h:6379/3"),
        ("rediss://h/0", "rediss://h/0"),
        ("unix:///var/b.sock", "redis+socket:///var/b.sock?virtual_host=0"),
        ("unix:///var/b.sock?db=4", "redis+socket:///var/b.sock?virtual_host=4"),
    ],
)
def test_celery_is_told_the_broker_in_its_own_spelling(redis, broker):
    assert configuration.celery_broker_url(redis) == broker


def test_an_unusable_redis_address_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        configuration.redis_url({"REDIS_URL": "localhost:6379"}, tmp_path)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", configuration.MailServer("mail.example.org", 25)),
        ("smtp://127.0.0.1:2525", configuration.MailServer("127.0.0.1", 2525)),
        (
            COMPLETE["EMAIL_URL"],
            configuration.MailServer("mail.example.org", 587, "desk", "p@ss", starttls=True),
        ),
        ("smtps://u:p@h", configuration.MailServer("h", 465, "u", "p", tls=True)),
    ],
)
def test_mail_servers(url, server):
    assert read_variable(MailServerUrl, {"EMAIL_URL": url}, "EMAIL_URL") == server


def test_without_a_mail_server_mail_is_kept():
    assert read_variable(MailServerUrl, {}, "EMAIL_URL") is None


@pytest.mark.parametrize("url", ["mail.example.org", "imap://h", "smtp://h:port"])
def test_an_unusable_mail_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        read_variable(MailServerUrl, {"EMAIL_URL": url}, "EMAIL_URL")


@pytest.mark.parametrize(
    ("environ", "hosts", "address"),
    [
        ({}, configuration.LOOPBACK, "http://127.0.0.1:8000"),
        ({}, ["*"], "http://127.0.0.1:8000"),
        ({}, ["desk.example.org", "localhost"], "https://desk.example.org"),
        ({"COPYDESK_URL": "http://desk.lan:8080/"}, ["desk.lan"], "http://desk.lan:8080"),
    ],
)
def test_links_begin_with_the_address_people_use(environ, hosts, address):
    assert configuration.base_address(environ, hosts) == address


ANSWERED = {"INBOUND_ADDRESS": "Reply@desk.example.org"}


def test_mails_cannot_be_answered_unless_a_mailbox_is_named():
    assert configuration.inbound({}) is None
    assert configuration.inbound(ANSWERED) == configuration.Inbound("reply", "desk.example.org")


@pytest.mark.parametrize("door", [{"INBOUND_WEBHOOK": "postmark"}, {"INBOUND_IMAP_URL": "imaps://h"}])
def test_a_door_without_a_mailbox_is_refused(door):
    with pytest.raises(ImproperlyConfigured, match="INBOUND_ADDRESS is missing"):
        configuration.inbound(door)


@pytest.mark.parametrize("address", ["reply", "@desk.example.org", "a+b@desk.example.org", "x" * 28 + "@h"])
def test_a_mailbox_that_cannot_have_addresses_of_its_own_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="INBOUND_ADDRESS cannot be read"):
        configuration.inbound({"INBOUND_ADDRESS": address})


@pytest.mark.parametrize(
    ("url", "store"),
    [
        ("imaps://u:p%40ss@h", configuration.MailStore("h", 993, "u", "p@ss")),
        ("imap://u:p@h:1143/Replies", configuration.MailStore("h", 1143, "u", "p", "Replies", tls=False)),
        ("imap+tls://u:p@h", configuration.MailStore("h", 143, "u", "p", starttls=True, tls=False)),
    ],
)
def test_mail_stores(url, store):
    assert configuration.inbound({**ANSWERED, "INBOUND_IMAP_URL": url}).imap == store


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://h", "imap://h:port"])
def test_an_unusable_mail_store_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="INBOUND_IMAP_URL"):
        configuration.mail_store({"INBOUND_IMAP_URL": url})


@pytest.mark.parametrize(
    ("provider", "given", "is_locked"),
    [
        ("postmark", {}, False),
        ("postmark", {"ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY": "k"}, False),
        ("postmark", {"ANYMAIL_WEBHOOK_SECRET": "u:p"}, True),
        ("mailgun", {}, False),
        ("mailgun", {"ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY": "k"}, True),
        ("mailgun", {"ANYMAIL_WEBHOOK_SECRET": "u:p"}, True),
    ],
)
def test_a_webhook_without_a_lock_is_not_opened(provider, given, is_locked):
    environ = {**ANSWERED, "INBOUND_WEBHOOK": provider, **given}
    if is_locked:
        assert configuration.inbound(environ).webhook == provider
        return
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_WEBHOOK_SECRET is missing"):
        configuration.inbound(environ)


def test_anymail_is_configured_by_its_own_names():
    assert configuration.anymail({"ANYMAIL_WEBHOOK_SECRET": "u:p", "OTHER": "x"}) == {"WEBHOOK_SECRET": "u:p"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("3m", 180), ("24h", 86400), ("2 d", 172800), ("0", 0), ("", 60)],
)
def test_a_length_of_time(text, seconds):
    assert configuration.duration({"MAIL_WINDOW": text}, "MAIL_WINDOW", "1m").total_seconds() == seconds


@pytest.mark.parametrize("text", ["3", "m", "-3m", "3 minutes", "1.5h", "99999h"])
def test_a_length_of_time_needs_its_unit(text):
    with pytest.raises(ImproperlyConfigured, match="MAIL_WINDOW cannot be read: write a time such as 90s"):
        configuration.duration({"MAIL_WINDOW": text}, "MAIL_WINDOW", "1m")


def test_steps_before_a_deadline():
    steps = read_variable(Steps, {}, "REMINDERS", "50%, 24h,4h")
    assert steps == (0.5, timedelta(days=1), timedelta(hours=4))
    assert read_variable(Steps, {"REMINDERS": ","}, "REMINDERS", "24h") == ()
    assert read_variable(Times, {"X": "30m,2h"}, "X", "1h") == (timedelta(hours=2), timedelta(minutes=30))


@pytest.mark.parametrize("text", ["0%", "100%", "half", "24", "50 %%", "-4h"])
def test_steps_that_are_none(text):
    with pytest.raises(ImproperlyConfigured, match="REMINDERS cannot be read: write steps such as"):
        read_variable(Steps, {"REMINDERS": text}, "REMINDERS", "24h")


@pytest.mark.parametrize(("text", "hour"), [("07:30", time(7, 30)), ("off", None), ("", time(8))])
def test_an_hour_of_the_day(text, hour):
    assert read_variable(TimeOfDay, {"DIGEST_AT": text}, "DIGEST_AT", "08:00") == hour


@pytest.mark.parametrize("text", ["8", "25:00", "morning"])
def test_an_hour_that_is_none(text):
    with pytest.raises(ImproperlyConfigured, match="DIGEST_AT cannot be read"):
        read_variable(TimeOfDay, {"DIGEST_AT": text}, "DIGEST_AT", "08:00")
