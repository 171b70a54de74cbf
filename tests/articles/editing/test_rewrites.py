"""What leads to a new text is found before the copy is locked, and serves only for the copy it begins at."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from articles.documents import stored
from articles.editing import edits, rewrites
from articles.importing import import_copy
from articles.models import Anchor, Article, Document, Revision
from newsroom import subprocesses
from newsroom.errors import NotAllowed
from reviews.workflow import intake
from tests.acts import put_instead
from tests.articles.documents.building import doc
from tests.articles.documents.sessions import draft, edited, render
from tests.articles.documents.test_diff import RAIN, SCHOOL
from tests.factories import NOW, make_article, make_doc, make_query

NEW = make_doc(
    "A new first paragraph about the weather.",
    "The very last boat leaves at 23.40.",
    "A single ticket costs 6.50 euros.",
)


class Watch:
    """Whether each difference was found before an act began its transaction, and what happens after it."""

    def __init__(self):
        self.before_the_lock = []
        self.meanwhile = []

    def difference_between(self, content, new, find=rewrites.difference_between):
        self.before_the_lock.append(not connection.savepoint_ids)
        found = find(content, new)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return found


@pytest.fixture
def watch(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(rewrites, "difference_between", watch.difference_between)
    return watch


def replace(room, by=None):
    return edits.replace_text(
        article=room.article, new=NEW, by=by or room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )


def add_version(room):
    file = "# Ferry runs at night again\n\nThe last boat leaves <when?> at midnight.\n"
    copy = import_copy(file.encode(), filename="second.md")
    return intake.add_version(article=room.article, imported=copy, by=room.writer, now=NOW).revision


def restore(room):
    return edits.restore(article=room.article, number=1, by=room.writer, now=NOW)


def edit(room, words="The last boat", new="The very last boat"):
    """Somebody types, in a page of their own."""
    put_instead(room.article, words, new, by=room.editor)


@pytest.mark.parametrize("act", [replace, add_version, restore])
def test_a_difference_is_found_before_the_copy_is_locked_and_once(room, watch, act):
    edit(room)
    act(room)
    assert watch.before_the_lock == [True]


def state_of(article):
    document = Document.objects.get(pk=article.pk)
    anchors = Anchor.objects.filter(document=document).order_by("pk")
    return (
        document.content,
        document.version,
        list(anchors.values_list("state", "start", "end", "quote")),
        list(document.batches.order_by("first_version").values_list("steps", flat=True)),
        list(article.revisions.order_by("number").values_list("version", "content", "reason")),
    )


@pytest.mark.parametrize("act", [replace, add_version, restore])
@pytest.mark.parametrize("arrivals", [1, 2])
def test_an_edit_that_arrives_meanwhile_is_one_that_arrived_before(room, watch, act, arrivals):
    """The second one arrives while the difference is found anew; that is found under the lock then."""
    arriving = [lambda: edit(room), lambda: edit(room, "23.40", "midnight")][:arrivals]
    found = []
    for meanwhile in (False, True):
        room.article = make_article(room.desk, author=room.writer)
        make_query(room.article, "23.40", by=room.editor)
        make_query(room.article, "6.50 euros", by=room.editor)
        watch.before_the_lock.clear()
        watch.meanwhile = list(arriving) if meanwhile else []
        for arrives in () if meanwhile else arriving:
            arrives()
        act(room)
        found.append(state_of(room.article))
    assert found[0] == found[1]
    assert watch.before_the_lock == [True, True, False][: arrivals + 1]


def revised(seed):
    chance = random.Random(seed)
    before = draft(chance, 400)
    return render(before)[0], render(edited(chance, before, edits=20, moves=2))[0]


def moved():
    return doc(RAIN, SCHOOL, "It is so."), doc(
        "It is so.", SCHOOL.replace("month", "year"), "And then.", RAIN
    )


@pytest.mark.parametrize("pair", [moved(), revised(0), revised(1)])
def test_a_long_difference_is_found_in_another_process_and_is_the_same(pair, monkeypatch):
    old, new = pair
    here = rewrites.difference_between(stored.store(old), new)
    monkeypatch.setattr(rewrites, "LONG_CHARACTERS", 0)
    there = rewrites.difference_between(stored.store(old), new)
    assert summary(there) == summary(here)
    assert there.old.eq(old) and there.doc.eq(new)
    subprocesses.stop()


def summary(found):
    moves = [(move.old_start, move.old_end, move.new_start, move.map.ranges) for move in found.moves]
    return [step.to_json() for step in found.steps], found.edits, moves


def test_nothing_is_found_for_who_may_not_edit(room, watch):
    with pytest.raises(NotAllowed):
        replace(room, by=room.reader)
    assert watch.before_the_lock == []


def test_nothing_is_found_of_a_story_that_takes_no_edits(room, watch):
    Article.objects.filter(pk=room.article.pk).update(state=Article.State.SPIKED)
    room.article.refresh_from_db()
    with pytest.raises(edits.ArticleClosed):
        replace(room)
    assert watch.before_the_lock == []
