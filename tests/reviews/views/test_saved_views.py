"""The page of saved views, and what it sends."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reviews.models import DefaultView, SavedView
from tests.pages import browse, words

VIEWS = "/stories/views/"


def save(person, **fields):
    return browse(person).post(VIEWS, {"name": "Late", "query": "overdue=on", **fields}, follow=True)


def change(person, view, act, **fields):
    return browse(person).post(reverse("change_view", args=[view.pk]), {"act": act, **fields}, follow=True)


def test_a_view_is_saved_shown_and_listed(room):
    shown = save(room.writer)
    view = SavedView.objects.get()
    assert (view.owner, view.desk, view.query) == (room.writer, None, "overdue=on")
    assert "View “Late” saved." in words(shown)
    assert shown.redirect_chain[0][0] == f"{reverse('stories')}?overdue=on&view={view.pk}"
    listed = browse(room.writer).get(VIEWS)
    assert "Late" in words(listed)
    assert "Only you" in words(listed)
    assert "Late" not in words(browse(room.editor).get(VIEWS))


def test_editors_share_and_others_do_not(room):
    assert save(room.writer, desk=room.desk.pk).status_code == 403
    assert save(room.stranger, desk=room.desk.pk).status_code == 404
    save(room.editor, desk=room.desk.pk)
    shown = browse(room.writer).get(VIEWS)
    assert f"Everyone on {room.desk}" in words(shown)
    assert 'value="delete"' not in shown.content.decode()
    assert "Only me" not in words(browse(room.writer).get(reverse("stories")))
    assert f"Everyone on {room.desk}" in words(browse(room.editor).get(reverse("stories")))


def test_renaming_replacing_deleting_and_beginning_with_it(room):
    save(room.writer)
    view = SavedView.objects.get()
    assert "View renamed to “Overdue”." in words(change(room.writer, view, "rename", name="Overdue"))
    change(room.writer, view, "replace", query="mine=on")
    assert SavedView.objects.get().query == "mine=on"
    assert "Stories opens with “Overdue” now." in words(change(room.writer, view, "default"))
    assert DefaultView.objects.get().view == view
    change(room.writer, view, "no-default")
    assert not DefaultView.objects.exists()
    assert "View “Overdue” deleted." in words(change(room.writer, view, "delete"))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("act", ["rename", "replace", "delete", "default"])
def test_nobody_touches_another_persons_view(room, act):
    save(room.writer)
    view = SavedView.objects.get()
    for person in (room.editor, room.stranger, room.admin):
        assert change(person, view, act, name="X").status_code == 404
    assert (SavedView.objects.get().name, DefaultView.objects.count()) == ("Late", 0)


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 61}, {"name": "a\x00"}, {"query": "x" * 1_001}]
)
def test_what_cannot_be_saved_is_one_sentence(room, fields):
    assert save(room.writer, **fields).status_code == 422
    assert not SavedView.objects.exists()


def test_an_act_that_is_none(room):
    save(room.writer)
    assert change(room.writer, SavedView.objects.get(), "dance").status_code == 404


def test_a_name_is_never_markup(room):
    save(room.writer, name="<b>x</b>")
    for address in (VIEWS, reverse("stories")):
        assert "<b>x</b>" not in browse(room.writer).get(address).content.decode()
