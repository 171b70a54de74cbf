from __future__ import annotations

import pytest

from newsroom.errors import NotAllowed, NotFound
from reviews.lists import saved_views
from reviews.lists.saved_views import ViewRefused
from reviews.models import SavedView
from tests.factories import join, make_desk


def save(person, name="Late", desk=None, **fields):
    return saved_views.save(owner=person, desk=desk, name=name, query="overdue=on", **fields)


def names(person):
    return [view.name for view in saved_views.views_of(person)]


def test_a_private_view_is_its_owners_alone(room):
    view = save(room.writer)
    assert names(room.writer) == ["Late"]
    for other in (room.editor, room.stranger, room.admin):
        assert names(other) == []
        with pytest.raises(NotFound):
            saved_views.find_view(other, view.pk)


def test_a_shared_view_is_seen_by_everyone_on_the_desk(room):
    view = save(room.editor, desk=room.desk)
    for person in (room.writer, room.reader, room.admin):
        assert saved_views.find_view(person, view.pk) == view
    assert names(room.stranger) == []


@pytest.mark.parametrize("who", ["writer", "reader", "stranger"])
def test_only_editors_share(room, who):
    with pytest.raises(NotAllowed):
        save(getattr(room, who), desk=room.desk)
    assert not SavedView.objects.exists()


def test_an_editor_of_another_desk_shares_nothing_here(room):
    join(room.writer, other := make_desk(), "editor")
    save(room.writer, desk=other)
    with pytest.raises(NotAllowed):
        save(room.writer, desk=room.desk)


def test_shared_views_are_changed_by_editors_and_private_ones_by_their_owner(room):
    shared, private = save(room.editor, desk=room.desk), save(room.writer)
    for view, person in ((shared, room.writer), (private, room.editor), (private, room.admin)):
        for act in (
            lambda view=view, person=person: saved_views.rename(view=view, by=person, name="Mine"),
            lambda view=view, person=person: saved_views.replace(view=view, by=person, query=""),
            lambda view=view, person=person: saved_views.delete(view=view, by=person),
        ):
            with pytest.raises(NotAllowed):
                act()
    saved_views.rename(view=shared, by=room.slot, name="  Overdue \n now ")
    saved_views.replace(view=shared, by=room.slot, query="desk=city")
    shared.refresh_from_db()
    assert (shared.name, shared.query) == ("Overdue now", "desk=city")
    saved_views.delete(view=private, by=room.writer)
    assert SavedView.objects.get() == shared


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_name_that_is_none_is_refused(room, name):
    with pytest.raises(ViewRefused):
        save(room.writer, name)


def test_a_name_is_taken_once(room):
    save(room.writer)
    with pytest.raises(ViewRefused):
        save(room.writer)
    save(room.editor)
    save(room.editor, desk=room.desk)
    with pytest.raises(ViewRefused):
        save(room.slot, desk=room.desk)


def test_there_are_so_many_views_and_no_more(room, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)
    for name in "AB":
        save(room.editor, name)
    with pytest.raises(ViewRefused):
        save(room.editor, "C")
    save(room.editor, "C", desk=room.desk)


def test_filters_that_are_too_long_are_not_saved(room):
    with pytest.raises(ViewRefused):
        saved_views.save(owner=room.writer, desk=None, name="Long", query="words=" + "x" * 1_000)


def test_everyone_chooses_their_own_default(room):
    first, second = save(room.editor, "First", desk=room.desk), save(room.writer, "Second", is_default=True)

    def default(person):
        return [view.name for view in saved_views.views_of(person) if view.is_default]

    assert (default(room.writer), default(room.editor)) == (["Second"], [])
    saved_views.set_default(room.writer, first)
    assert default(room.writer) == ["First"]
    saved_views.set_default(room.writer, None)
    assert default(room.writer) == []
    saved_views.set_default(room.writer, second)
    saved_views.delete(view=second, by=room.writer)
    assert default(room.writer) == []
