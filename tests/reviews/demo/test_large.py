"""A large newsroom is made up in bulk, and what it holds is what the acts would have left."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from articles.documents.text import text_between
from articles.models import Anchor, Article, Document
from newsroom.models import Membership, User
from reviews import demo
from reviews.demo import large
from reviews.demo.large import NotEmpty, Size, seed
from reviews.demo.words import WORDS, name
from reviews.models import Notification, Query, Release, Reply, Round
from tests.factories import make_article, newsroom

pytestmark = pytest.mark.django_db
SIZE = Size(stories=60, replies=240, people=44)


def make(size=SIZE, *, force=False):
    seed(size, password=demo.PASSWORD, force=force, now=timezone.now(), progress=lambda text: None)


def counted():
    return Article.objects.count(), Reply.objects.count(), User.objects.count()


def run(*arguments):
    """Exit code, output and complaints of the command."""
    out, errors, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("seed_newsroom", *arguments, stdout=out, stderr=errors)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), errors.getvalue()


def test_there_is_as_much_as_was_asked_for_and_it_is_consistent():
    make()
    assert counted() == (60, 240, 44)
    assert User.objects.values("name").distinct().count() == 44
    assert Membership.objects.values("desk").distinct().count() == 2
    for article in Article.objects.select_related("document"):
        assert article.digest == article.digest_with(article.document.content)
        assert article.headline in article.document.content
    for anchor in Anchor.objects.select_related("document")[:40]:
        assert text_between(anchor.document.parsed(), anchor.start, anchor.end) == anchor.quote
    released = Article.objects.filter(state=Article.State.RELEASED)
    assert Release.objects.count() == released.count() > 40
    assert not Query.objects.open().filter(article__in=released).exists()
    assert not Round.objects.filter(article__in=released, closed_at=None).exists()
    assert not Notification.objects.exclude(state=Notification.State.INBOX_ONLY).exists()  # nothing is mailed
    assert Article.history.count() == 60  # by which slugs are known to be taken
    numbers = Query.objects.values("article").annotate(
        count=Count("pk"), distinct=Count("number", distinct=True)
    )
    assert all(row["count"] == row["distinct"] for row in numbers)


def test_seeding_again_adds_what_is_missing():
    make()
    make()
    assert counted() == (60, 240, 44)
    make(Size(stories=70, replies=300, people=50))
    assert counted() == (70, 300, 50)
    assert Document.objects.count() == 70


def test_the_pages_of_what_was_made_open():
    make()
    client = Client()
    person = large.somebody()
    assert client.login(username=person.email, password=demo.PASSWORD)
    mine = Article.objects.filter(desk__in=person.desk_roles)
    released = mine.filter(state=Article.State.RELEASED).first()
    pages = [f"/articles/{article.slug}/" for article in (mine.filter(state="open").first(), released)]
    for page in ("/", "/stories/", "/inbox/", *pages, f"{pages[1]}releases/1/"):
        assert client.get(page).status_code == 200, page


def test_a_database_with_other_peoples_work_is_left_alone():
    room = newsroom()
    with pytest.raises(NotEmpty):
        make()
    assert not User.objects.filter(email__endswith=large.DOMAIN).exists()
    make(Size(stories=3, replies=3, people=20), force=True)
    assert Article.objects.filter(pk=room.article.pk).exists()
    assert counted()[0] == 3


def test_the_command_says_whom_to_sign_in_as_and_refuses_in_one_sentence():
    code, out, _errors = run("--stories", "5", "--replies", "10", "--people", "20")
    assert (code, counted()[:2]) == (0, (5, 10))
    assert large.somebody().email in out
    code, _out, errors = run("--stories", "0")
    assert (code, errors.count("\n")) == (2, 1)
    make_article(large.somebody().desks.first())
    newsroom()
    code, _out, errors = run()
    assert (code, errors.count("\n")) == (1, 1)


def test_it_is_never_made_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(demo.NoDemoInProduction):
        make()
    assert not User.objects.exists()


def test_names_are_each_somebodys():
    count = len(WORDS["given"]) * len(WORDS["family"])
    assert len({name(number) for number in range(count)}) == count
