"""What a person may do in a thread is what the access module says, though it is asked once for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.access import may_edit
from articles.editing import filing
from newsroom.models import User
from reviews import access, reading
from reviews.models import Hours
from reviews.presenters.margin import margin, thread_of
from tests.factories import join, make_query, make_user, newsroom

pytestmark = pytest.mark.django_db
PEOPLE = ("writer", "colleague", "editor", "copy_editor", "reader", "slot", "viewer", "deputy", "admin")


@pytest.fixture
def room():
    room = newsroom()
    room.viewer = join(make_user("Nils Holm"), room.desk, "viewer")
    room.deputy = join(make_user("Dana Quist"), room.desk, "writer")
    now = timezone.now()
    Hours.objects.create(
        person=room.reader,
        deputy=room.deputy,
        away_from=now - timedelta(days=1),
        away_until=now + timedelta(days=1),
    )
    for asker in ("writer", "editor", "reader"):
        make_query(room.article, "6.50 euros", by=getattr(room, asker))
    make_query(room.article, "23.40", by=room.editor, assigned_to=room.colleague)
    return room


def said_by_access(person, query):
    """In the order of the fields of a thread."""
    article = query.article
    return (
        access.may_reply(person, query),
        access.may_resolve(person, query),
        access.may_direct(person, query),
        article.is_open and access.may_ask(person, article),
        article.is_open and may_edit(person, article),
        access.may_reword(person, query),
    )


def shown(thread):
    return (
        thread.may_reply,
        thread.may_resolve,
        thread.may_direct,
        thread.may_place,
        thread.may_accept,
        thread.may_reword,
    )


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("is_open", [True, False])
def test_threads_offer_what_access_allows(room, name, is_open):
    if not is_open:
        filing.spike(article=room.article, by=room.editor, now=timezone.now())
        room.article.refresh_from_db()
    person = User.objects.get(pk=getattr(room, name).pk)
    queries = reading.threads(room.article)
    together = margin(queries, person)
    threads = [*together.attached, *together.detached, *together.whole, *together.resolved]
    assert len(threads) == 4
    for thread in threads:
        assert shown(thread) == said_by_access(person, thread.query)
        assert thread_of(thread.query, person) == thread
        assert thread.address == f"/articles/{room.article.slug}/queries/{thread.query.number}/"


def test_nobody_asked_is_an_empty_margin(room):
    empty = margin([], room.editor)
    assert (empty.open_count, empty.blocking_count, empty.level) == (0, 0, [])
