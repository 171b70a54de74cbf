"""The list of people, and the page of one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.models import User
from reviews.models import Hours, Stage
from tests.factories import make_user, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def test_the_list_says_who_they_are_and_what_they_do(room):
    now = timezone.now()
    Hours.objects.create(person=room.reader, away_from=now - timedelta(1), away_until=now + timedelta(1))
    User.objects.filter(pk=room.colleague.pk).update(is_active=False)
    shown = words(browse(room.admin).get("/settings/people/"))
    assert f"Ruth Adeyemi {room.editor.email} {room.desk} editor {room.desk} : Desk edit" in shown
    assert "away until" in shown
    assert "Last seen" in shown
    assert "deactivated" in shown and "administrator" in shown


def test_it_is_searched_filtered_and_in_pages(room):
    for number in range(60):
        make_user(f"Person {number:02}")
    browser = browse(room.admin)
    first = words(browser.get("/settings/people/"))
    assert "68 people" in first and "Person 59" not in first
    assert "Person 59" in words(browser.get("/settings/people/", {"page": "2"}))
    assert "1 person" in words(browser.get("/settings/people/", {"words": "Velde mara"}))
    for odd in ({"page": "x"}, {"page": "9" * 40}, {"desk": "9" * 40}, {"state": "x"}, {"words": "\x00"}):
        assert browser.get("/settings/people/", odd).status_code == 200


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(room):
    answer = browse(room.admin).post(
        f"/settings/people/{room.writer.pk}/", {"name": "Mara V.", "email": room.reader.email}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["email"] == ["This address is already in use."]
    assert 'value="Mara V."' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_roles_and_sign_offs_are_saved_together(room):
    copy = Stage.objects.get(desk=room.desk, name="Copy")
    browser = browse(room.admin)
    data = {f"role-{room.desk.pk}": "reader", "stages": [copy.pk]}
    answer = browser.post(f"/settings/people/{room.writer.pk}/parts", data, follow=True)
    assert "Roles and sign-offs saved." in words(answer)
    assert list(Stage.objects.signed_by(room.writer)) == [Stage.objects.get(pk=copy.pk)]
    assert room.writer.memberships.get().role == "reader"


def test_a_sign_off_without_a_role_is_refused_on_the_page(room):
    copy = Stage.objects.get(desk=room.desk, name="Copy")
    data = {f"role-{room.desk.pk}": "", "stages": [copy.pk]}
    answer = browse(room.admin).post(f"/settings/people/{room.writer.pk}/parts", data)
    assert answer.status_code == 422
    assert "needs a role on" in words(answer)


def test_whoever_leaves_an_editors_last_desk_leaves_their_list(room):
    answer = browse(room.editor).post(
        f"/settings/people/{room.writer.pk}/parts", {f"role-{room.desk.pk}": ""}
    )
    assert answer.headers["Location"] == "/settings/people/"


def test_an_account_with_more_rights_is_read_only(room):
    shown = browse(room.editor).get(f"/settings/people/{room.slot.pk}/")
    assert "only an administrator can change this account" in words(shown)
    assert b'name="email"' not in shown.content


def test_an_editor_makes_no_administrator_by_posting_it(room):
    data = {"name": "Mara Velde", "email": room.writer.email, "is_administrator": "on"}
    browse(room.editor).post(f"/settings/people/{room.writer.pk}/", data)
    assert not User.objects.get(pk=room.writer.pk).is_superuser
