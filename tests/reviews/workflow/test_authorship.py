"""Another author is notified, and what the new one signed is asked about again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.editing import filing
from articles.editing.filing import AuthorRefused
from articles.models import Article
from newsroom.models import Membership
from reviews.models import Event, Notification, Stage
from reviews.workflow import signoff
from tests.acts import sign
from tests.articles.editing.test_filing import details
from tests.factories import NOW, join, make_user


def set_author(room, author):
    article = Article.objects.select_related("desk", "author").get()
    wanted = replace(details(article), author=author)
    filing.set_details(article=article, details=wanted, by=room.copy_editor, now=NOW)
    return Article.objects.select_related("desk", "author").get()


def told():
    rows = Notification.objects.filter(event__kind=Event.Kind.AUTHOR).order_by("pk")
    return list(rows.values_list("recipient__name", flat=True))


def test_the_new_author_is_notified(room):
    set_author(room, room.colleague)
    assert told() == ["Tomas Brandt"]
    set_author(room, room.colleague)
    set_author(room, None)
    set_author(room, room.copy_editor)
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
