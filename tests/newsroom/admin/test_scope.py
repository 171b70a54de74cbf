"""Staff with every permission and a part in one desk: of another desk they see and change nothing."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.urls import reverse

from newsroom.models import Membership, Newsroom, User
from reviews.models import Delivery, Endpoint, InboundMail, Stage
from tests.factories import join, make_desk, make_user
from tests.newsroom.admin.filling import fill_one
from tests.newsroom.admin.test_every_page import MODELS, address

pytestmark = pytest.mark.django_db

MARKER = "zyxmarker"
OF_DESKS = [model for model in MODELS if model not in (Group, Newsroom)]
REFUSED = (302, 403, 404)


def rows_of(model):
    return models.QuerySet(model)


def mark(model, row_id, key="pk"):
    """Put the marker into every text of a row that can hold any."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if not is_text or field.choices or field.name == "history_type":
            continue
        text = f"{MARKER}{row_id}@x.example" if isinstance(field, models.EmailField) else f"{MARKER}{row_id}"
        if field.max_length is None or len(text) <= field.max_length:
            rows_of(model).filter(**{key: row_id}).update(**{field.name: text})


@pytest.fixture
def two_desks(client):
    """A desk of the signed-in staff, and another one whose rows all carry the marker."""
    ours = fill_one()
    before = {model: set(rows_of(model).values_list("pk", flat=True)) for model in OF_DESKS}
    fill_one()
    theirs = {model: set(rows_of(model).values_list("pk", flat=True)) - before[model] for model in OF_DESKS}
    for model, keys in theirs.items():
        for key in keys:
            mark(model, key)
            if hasattr(model, "history"):
                history = model.history.model
                for entry in rows_of(history).filter(**{model._meta.pk.attname: key}):
                    mark(history, entry.pk)
    staff = join(make_user("Paul Weber", is_staff=True), ours.desk, Membership.Role.EDITOR)
    staff.user_permissions.set(Permission.objects.all())
    client.force_login(staff)
    return SimpleNamespace(ours=ours.desk, theirs=theirs, staff=staff)


def one_row_pages(model, key):
    yield from (address(model, page, key) for page in ("change", "history", "delete"))
    if hasattr(model, "history"):
        for entry in rows_of(model.history.model).filter(**{model._meta.pk.attname: key}):
            yield reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_simple_history",
                args=[key, entry.pk],
            )
    if model is User:
        yield reverse("admin:auth_user_password_change", args=[key])


def test_no_page_of_a_row_of_another_desk_opens_or_takes_anything(client, two_desks):
    for model, keys in two_desks.theirs.items():
        assert keys, model
        for key in keys:
            for url in one_row_pages(model, key):
                seen = client.get(url)
                assert seen.status_code in REFUSED, url
                assert MARKER not in seen.content.decode(), url
                before = rows_of(model).filter(pk=key).values().get()
                posted = client.post(url, {"post": "yes", "name": "Taken over", "role": "editor"})
                assert posted.status_code in {*REFUSED, 405}, url
                assert rows_of(model).filter(pk=key).values().get() == before, url


def test_no_list_no_search_and_no_filter_shows_another_desk(client, two_desks):
    for model in MODELS:
        first = client.get(address(model, "changelist"))
        if first.status_code == 403:  # for superusers alone
            continue
        assert first.status_code == 200, model
        assert MARKER not in first.content.decode(), model
        found = client.get(address(model, "changelist"), {"q": MARKER})
        assert found.context["cl"].result_count == 0, model


def test_no_autocomplete_names_another_desk(client, two_desks):
    asked = 0
    for model in MODELS:
        for field in admin.site.get_model_admin(model).autocomplete_fields:
            asked += 1
            source = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            for term in ("", MARKER):
                answer = client.get(
                    reverse("admin:autocomplete"), {**source, "field_name": field, "term": term}
                )
                assert MARKER not in answer.content.decode(), (model, field)
    assert asked > 5


def test_no_bulk_action_reaches_another_desk(client, two_desks):
    for model, keys in two_desks.theirs.items():
        before = list(rows_of(model).filter(pk__in=keys).order_by("pk").values())
        for action in ("delete_selected", *admin.site.get_model_admin(model).actions):
            chosen = {"action": action, "_selected_action": list(keys), "post": "yes"}
            answer = client.post(address(model, "changelist"), chosen, follow=True)
            assert MARKER not in answer.content.decode(), (model, action)
        assert list(rows_of(model).filter(pk__in=keys).order_by("pk").values()) == before, model


def test_the_index_page_counts_nothing_of_another_desk(client, two_desks):
    assert MARKER not in client.get(reverse("admin:index")).content.decode()


def test_what_is_set_to_a_row_of_another_desk_is_refused_although_it_was_not_offered(client, two_desks):
    (desk,) = two_desks.theirs[Stage._meta.get_field("desk").related_model]
    group = Group.objects.first()
    stage = {"desk": desk, "position": 9, "name": "Ours now", "group": group.pk, "signatures": 1}
    answer = client.post(address(Stage, "add"), stage)
    assert "desk" in answer.context["adminform"].form.errors
    part = {"user": two_desks.staff.pk, "desk": desk, "role": "editor"}
    answer = client.post(address(Membership, "add"), part)
    assert "desk" in answer.context["adminform"].form.errors
    assert not Stage.objects.filter(name="Ours now").exists()
    assert not Membership.objects.filter(user=two_desks.staff, desk=desk).exists()


def test_who_is_on_both_desks_is_shown_with_the_part_on_ours_alone(client, two_desks):
    hidden = make_desk(name=f"{MARKER} desk")
    both = join(join(make_user("Mara Velde"), two_desks.ours, "writer"), hidden, "editor")
    shown = client.get(address(User, "change", both.pk)).content.decode()
    assert "Mara Velde" in shown and MARKER not in shown
    listed = client.get(address(User, "changelist"))
    assert "Mara Velde" in listed.content.decode() and MARKER not in listed.content.decode()
    counts = [
        client.get(address(User, "changelist"), {"memberships__desk__id__exact": pk})
        .context["cl"]
        .result_count
        for pk in (hidden.pk, 999_999)
    ]
    assert counts[0] == counts[1]  # as if there were no such desk
    assert client.get(address(User, "history", both.pk)).status_code == 403


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Endpoint, "secret__startswith"),
        (Endpoint, "desk__name__startswith"),
        (Delivery, "endpoint__secret__startswith"),
        (InboundMail, "raw__contains"),
        (User, "password__startswith"),
        (User, "memberships__desk__name__startswith"),
        (User, "aliases__address__startswith"),
        (User, "feed__version"),
    ],
)
def test_what_is_shown_nowhere_is_not_guessed_letter_by_letter(client, two_desks, model, lookup):
    assert client.get(address(model, "changelist"), {lookup: "w"}).status_code in (302, 400)


def test_a_secret_is_on_no_page_of_the_administration_even_for_superusers(client, two_desks):
    client.force_login(make_user("Ines Okafor", is_staff=True, is_superuser=True))
    two_desks.staff.set_password("correct horse battery")
    two_desks.staff.save()
    endpoint = Endpoint.objects.first()
    rows_of(Endpoint).filter(pk=endpoint.pk).update(secret="whsec_never_shown", url="https://x.example/again")
    pages = [
        address(Endpoint, "changelist"),
        *(address(Endpoint, page, endpoint.pk) for page in ("change", "history", "delete")),
    ]
    for url in pages:
        assert "whsec_" not in client.get(url).content.decode(), url
    account = client.get(address(User, "change", two_desks.staff.pk)).content.decode()
    assert "A password is set." in account
    parts = two_desks.staff.password.split("$")
    assert not any(part[:6] in account for part in itertools.islice(parts, 2, None))
