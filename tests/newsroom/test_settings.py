"""The settings as a whole: sentences for what is missing, and a browser that finds nothing to refuse."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from newsroom.models import Desk, User
from newsroom.running.children import PROJECT
from tests.environment.plugin import ISOLATED_FROM
from tests.newsroom.configuration.test_values import COMPLETE


@pytest.fixture
def manage(tmp_path):
    """Runs one command of manage.py in an environment of its own."""

    def run(*arguments, **environ):
        bare = {name: value for name, value in os.environ.items() if name not in ISOLATED_FROM}
        bare.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        return subprocess.run(
            [sys.executable, str(PROJECT / "manage.py"), *arguments],
            env={**bare, "COPYDESK_VAR": str(tmp_path), **environ},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize("command", ["check", "up", "migrate"])
def test_what_production_lacks_is_said_in_a_sentence_each(manage, command):
    done = manage(command, COPYDESK_ENV="production", SECRET_KEY="x", DATABASE_URL="postgresql://h/n")
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == [
        "ALLOWED_HOSTS",
        "REDIS_URL",
        "EMAIL_URL",
        "SECRET_KEY",
    ]
    assert not done.stdout


@pytest.mark.parametrize("command", ["up", "load_demo", "createsuperuser"])
@pytest.mark.parametrize(
    "half", [{"REDIS_URL": "redis://h"}, {"ALLOWED_HOSTS": "*"}, {"COPYDESK_ENV": "prod"}]
)
def test_half_a_production_configuration_starts_nothing(manage, command, half, tmp_path):
    done = manage(command, **half)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(line.endswith(".") for line in done.stderr.splitlines())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        ("sqlite:///fresh.sqlite3", "The database is not set up yet: run manage.py up once"),
        (
            "sqlite:////nowhere/at/all.sqlite3",
            "The database cannot be reached (unable to open database file)",
        ),
    ],
)
def test_a_database_that_is_not_there_is_said_in_a_sentence(manage, database, sentence):
    done = manage("preflight", "some-story", DATABASE_URL=database)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_django_finds_nothing_to_warn_of_in_production(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert not done.stderr


def test_with_nothing_set_everything_is_embedded(manage, tmp_path):
    show = (
        "from django.conf import settings as s; print(s.PRODUCTION, s.MAIL_KEPT_IN_APP, s.DEBUG, "
        "s.REDIS_URL, s.DATABASES['default']['ENGINE'], s.SESSION_COOKIE_SECURE)"
    )
    done = manage("shell", "-v", "0", "-c", show)
    assert done.stdout.split() == [
        *("False", "True", "False"),
        f"unix://{tmp_path}/broker.sock",
        "django.db.backends.sqlite3",
        "False",
    ], done.stderr


def test_every_answer_carries_the_content_policy(client, db):
    policy = client.get("/login/")["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_the_session_cookie_is_for_this_site_alone(client, db):
    User.objects.create_user("ines@example.org", "secret", name="Ines", is_staff=True)
    client.post("/login/", {"username": "ines@example.org", "password": "secret"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_static_files_are_served_by_the_application_itself(client, db):
    found = client.get("/static/admin/css/base.css")
    assert found.status_code == 200
    assert found["Content-Type"].startswith("text/css")
    found.close()
    missing = client.get("/static/no-such-file.css")
    assert missing.status_code == 404


@pytest.mark.journey
def test_the_administration_works_under_the_content_policy(page):
    """The page fixture fails when the browser refuses a style, a script or an image."""
    User.objects.create_superuser("ines@example.org", "secret", name="Ines")
    desk = Desk.objects.create(name="City", slug="city")
    page.goto("/admin/")
    page.fill("[name=username]", "ines@example.org")
    page.fill("[name=password]", "secret")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    change = f"/admin/newsroom/desk/{desk.pk}/change/"
    for path in (
        "/admin/newsroom/desk/",
        change,
        f"/admin/newsroom/desk/{desk.pk}/history/",
        "/admin/newsroom/user/add/",
    ):
        assert page.goto(path).status == 200
    page.goto(change)
    page.fill("[name=name]", "City and region")
    page.click("[name=_save]")
    assert Desk.objects.get().name == "City and region"
