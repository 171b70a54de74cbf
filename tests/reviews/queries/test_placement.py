"""Settling by hand where a query stands."""

from __future__ import annotations

import pytest

from articles.documents.anchors import AnchorError
from articles.documents.spans import Span
from articles.history.log import InvalidVersion
from articles.models import Anchor
from newsroom.errors import Conflict, NotAllowed
from newsroom.models.immutable import CannotBeChanged
from reviews.models import Placing
from reviews.queries import answering, placement
from tests.acts import replace_words
from tests.factories import NOW, make_query, place_of


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.editor, question="Still?")


@pytest.fixture
def detached(room, query):
    replace_words(room, "6.50 euros", "")
    query.anchor.refresh_from_db()
    assert query.anchor.state == "detached"
    return query


def on(room, words, version=None):
    start, end = place_of(room.article, words)
    return Span(start, end, room.article.document.version if version is None else version)


def test_a_passage_that_moved_is_exact_once_it_is_confirmed(room, query):
    Anchor.objects.filter(pk=query.anchor_id).update(state="moved", quote="6,50 euros")
    placement.confirm(query=query, by=room.reader, now=NOW)
    anchor = Anchor.objects.get()
    assert (anchor.state, anchor.quote) == ("exact", "6.50 euros")
    assert [(entry.act, entry.quote, entry.placed_by) for entry in Placing.objects.all()] == [
        ("asked", "6.50 euros", room.editor),
        ("confirmed", "6.50 euros", room.reader),
    ]


def test_one_that_was_changed_can_be_about_the_new_words(room, query):
    replace_words(room, "6.50", "7")
    placement.confirm(query=query, by=room.writer, now=NOW)
    anchor = Anchor.objects.get()
    assert (anchor.state, anchor.quote) == ("exact", "7 euros")


def test_one_whose_words_are_gone_has_nothing_to_confirm(room, detached):
    with pytest.raises(AnchorError):
        placement.confirm(query=detached, by=room.editor, now=NOW)


def test_a_detached_one_is_put_on_the_selected_words(room, detached):
    placement.put(query=detached, by=room.editor, on=on(room, "last boat"), now=NOW)
    anchor = Anchor.objects.get()
    assert (anchor.state, anchor.quote, anchor.detached_at_version) == ("exact", "last boat", None)
    assert (anchor.start, anchor.end) == place_of(room.article, "last boat")
    entry = Placing.objects.get(act="put")
    assert (entry.version, entry.quote, entry.placed_by) == (1, "last boat", room.editor)


def test_words_selected_before_another_edit_are_carried_along(room, detached):
    chosen = on(room, "last boat")
    replace_words(room, "The", "Now the")
    placement.put(query=detached, by=room.editor, on=chosen, now=NOW)
    anchor = Anchor.objects.get()
    assert (anchor.quote, (anchor.start, anchor.end)) == ("last boat", place_of(room.article, "last boat"))


def test_without_a_script_the_words_are_typed(room, detached):
    placement.put(query=detached, by=room.editor, on=Span.reading(" single ticket "), now=NOW)
    assert Anchor.objects.get().quote == "single ticket"


@pytest.mark.parametrize("words", ["", "no such words", "a", "\x00"])
def test_words_that_are_nowhere_or_in_several_places_are_refused(room, detached, words):
    with pytest.raises(AnchorError):
        placement.put(query=detached, by=room.editor, on=Span.reading(words), now=NOW)
    assert Anchor.objects.get().state == "detached"


@pytest.mark.parametrize(
    ("place", "error"), [((3, 3, 0), AnchorError), ((0, 9999, 1), AnchorError), ((1, 2, 77), InvalidVersion)]
)
def test_a_place_that_is_none_is_refused(room, detached, place, error):
    with pytest.raises(error):
        placement.put(query=detached, by=room.editor, on=Span(*place), now=NOW)
    assert Placing.objects.count() == 1


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_only_who_may_ask_says_where_it_stands(room, detached, who):
    with pytest.raises(NotAllowed):
        placement.put(query=detached, by=getattr(room, who), on=on(room, "last boat"), now=NOW)
    with pytest.raises(NotAllowed):
        placement.confirm(query=detached, by=getattr(room, who), now=NOW)
    assert Anchor.objects.get().state == "detached"


def test_what_is_resolved_or_left_stays_where_it_is(room, query):
    answering.resolve(query=query, by=room.editor, now=NOW)
    with pytest.raises(Conflict):
        placement.put(query=query, by=room.editor, on=on(room, "last boat"), now=NOW)
    answering.reopen(query=query, by=room.editor, now=NOW)
    room.article.state = "released"
    room.article.save()
    with pytest.raises(Conflict):
        placement.put(query=query, by=room.editor, on=on(room, "last boat"), now=NOW)


def test_what_was_placed_is_never_rewritten(room, query):
    with pytest.raises(CannotBeChanged):
        Placing.objects.update(quote="other")
    with pytest.raises(CannotBeChanged):
        Placing.objects.get().save()
