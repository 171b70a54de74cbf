"""Another author is notified, and so is the former one; what the new one signed is asked about again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.editing.details import AuthorRefused, set_details
from articles.models import Article
from newsroom.models import Membership
from reviews.models import Event, Notification, Stage
from reviews.notifications.mail import phrases
from reviews.workflow import signoff
from tests.acts import sign
from tests.articles.editing.test_details import details
from tests.factories import NOW, join, make_user


def set_author(room, author):
    article = Article.objects.select_related("desk", "author").get()
    wanted = replace(details(article), author=author)
    set_details(article=article, details=wanted, by=room.copy_editor, now=NOW)
    return Article.objects.select_related("desk", "author").get()


def told():
    rows = Notification.objects.filter(event__kind=Event.Kind.AUTHOR).order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def sentences():
    """What each of them reads of the latest change."""
    event = Event.objects.filter(kind=Event.Kind.AUTHOR).latest("pk")
    rows = Notification.objects.filter(event=event).order_by("recipient__name")
    return [phrases.opening(event, (), reader=row.recipient) for row in rows]


def test_the_new_author_and_the_former_one_are_notified(room):
    set_author(room, room.colleague)
    assert sorted(told()) == ["Mara Velde", "Tomas Brandt"]
    assert sentences() == [
        f"Jonas Keller made Tomas Brandt the author of “{room.article}” instead of you.",
        f"Jonas Keller made you the author of “{room.article}”.",
    ]
    set_author(room, room.colleague)
    assert len(told()) == 2
    set_author(room, None)
    assert sentences() == [f"Jonas Keller removed you as the author of “{room.article}”."]


def test_nobody_is_notified_of_what_they_did(room):
    set_author(room, room.copy_editor)
    assert told() == ["Mara Velde"]
    set_author(room, None)
    assert told() == ["Mara Velde"]


def test_a_former_author_without_a_role_on_the_desk_is_not(room):
    room.writer.memberships.all().delete()
    set_author(room, room.colleague)
    assert told() == ["Tomas Brandt"]


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_who_says_nothing_on_the_desk_is_no_author(room, who):
    room.viewer = join(make_user("Vera"), room.desk, Membership.Role.VIEWER)
    with pytest.raises(AuthorRefused):
        set_author(room, getattr(room, who))
    assert Article.objects.get().author == room.writer


def test_what_the_new_author_signed_counts_where_authors_sign(room):
    stage = Stage.objects.get(name="Desk edit")
    sign(room.article, stage, by=room.editor)
    article = set_author(room, room.editor)
    (first, *_others) = signoff.stages_of(article, signoff.current_round(article))
    assert (first.valid, first.stale, first.missing) == ((), (), 1)
    Stage.objects.filter(pk=stage.pk).update(author_may_sign=True)
    (first, *_others) = signoff.stages_of(article, signoff.current_round(article))
    assert len(first.valid) == 1
    article = set_author(room, room.writer)
    Stage.objects.filter(pk=stage.pk).update(author_may_sign=False)
    (first, *_others) = signoff.stages_of(article, signoff.current_round(article))
    assert len(first.valid) == 1
