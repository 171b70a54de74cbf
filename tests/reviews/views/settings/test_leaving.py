"""The pages by which somebody leaves, and comes back."""

import pytest

from newsroom.models import User
from tests.factories import make_query, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def test_what_is_handed_on_is_seen_before_and_done_then(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, assigned_to=room.copy_editor)
    path = f"/settings/people/{room.copy_editor.pk}/"
    browser = browse(room.admin)
    assert f"{room.copy_editor.name} leaves …" in words(browser.get(path))
    shown = words(browser.get(f"{path}leave/"))
    assert "1 open query is assigned to them." in shown
    assert "Without them, Copy on" in shown
    assert room.editor.name in shown
    answer = browser.post(f"{path}leave/", {"heir": room.editor.pk}, follow=True)
    assert "Their work keeps their name." in words(answer)
    query.refresh_from_db()
    assert query.assigned_to == room.editor
    assert not User.objects.get(pk=room.copy_editor.pk).is_active
    answer = browser.post(f"{path}come-back", follow=True)
    assert "is active again" in words(answer)
    assert User.objects.get(pk=room.copy_editor.pk).is_active


def test_their_stories_are_given_to_somebody_else_there(room):
    path = f"/settings/people/{room.writer.pk}/leave/"
    browser = browse(room.admin)
    assert "They are the author of 1 story in progress." in words(browser.get(path))
    assert browser.post(path, {"author": room.colleague.pk}).status_code == 302
    room.article.refresh_from_db()
    assert room.article.author == room.colleague


@pytest.mark.parametrize("field", ["heir", "author"])
@pytest.mark.parametrize("heir", ["x", "0", "9" * 40, "-1"])
def test_an_heir_from_no_list_of_ours_is_refused(room, field, heir):
    answer = browse(room.admin).post(f"/settings/people/{room.writer.pk}/leave/", {field: heir})
    assert answer.status_code == 422
    assert User.objects.get(pk=room.writer.pk).is_active


def test_the_wrong_people_deactivate_nobody(room):
    path = f"/settings/people/{room.admin.pk}/leave/"
    for person in (room.writer, room.reader, room.editor):
        assert browse(person).post(path).status_code in (403, 404)
    assert browse(room.admin).post(path).status_code == 422  # nobody deactivates their own account
    assert browse(room.editor).post(f"/settings/people/{room.admin.pk}/come-back").status_code in (403, 404)
    assert User.objects.get(pk=room.admin.pk).is_active


def test_strangers_sign_in_first(room):
    assert browse().get(f"/settings/people/{room.writer.pk}/leave/").status_code == 302
