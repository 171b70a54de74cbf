"""Every page of every registered model: it opens, it costs no statement a row, and strangers stay out."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import CoAuthor, Tag
from reviews.models import DefaultView, DraftQuery, SavedView, SearchEntry, Stylebook
from tests.factories import make_user
from tests.newsroom.admin.filling import fill

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = {"newsroom", "articles", "reviews"}

pytestmark = pytest.mark.django_db
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def statements(client, url):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.fixture
def superuser(client):
    person = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


PRIVATE = {DefaultView, DraftQuery, SavedView}
"""Seen by whoever wrote them, and whom they share them with; administration has nothing to do with them."""
OF_A_STORY = {CoAuthor, Tag}
"""Shown on the page of their story."""
DERIVED = {SearchEntry, Stylebook}
"""Written by the acts of search and of stylebooks, and by nobody else: they say what was read."""


def test_every_model_of_ours_is_registered():
    ours = {model for model in apps.get_models() if model._meta.app_label in OURS}
    histories = {model for model in ours if model.__name__.startswith("Historical")}
    assert ours - histories - PRIVATE - OF_A_STORY - DERIVED <= set(MODELS)
    assert not PRIVATE & set(MODELS)


def test_a_list_costs_the_same_with_two_rows_and_with_thirty(client, superuser):
    """One test for all lists: the rows take longer to make than the lists to read."""
    fill(2)
    few = {model: listed(client, model) for model in MODELS}
    fill(28)
    for model in MODELS:
        least = 1 if model._meta.label in ("auth.Group", "newsroom.Newsroom") else 30
        assert model._default_manager.count() >= least, model
        many = listed(client, model)
        assert len(many) == len(few[model]), (model, many)


def listed(client, model):
    """The statements of the model's list, once whatever is kept between requests is there."""
    assert model._default_manager.count() >= 1, model
    url = address(model, "changelist")
    client.get(url)
    return statements(client, url)


@each_model
def test_a_search_finds_its_way(client, superuser, model):
    fill(1)
    assert client.get(address(model, "changelist"), {"q": "Ferry night"}).status_code == 200


@each_model
def test_pages_open_for_a_superuser(client, superuser, model):
    fill(1)
    row = model._default_manager.first()
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200
    page = admin.site.get_model_admin(model)
    may_add = page.has_add_permission(client.get(reverse("admin:index")).wsgi_request)
    assert client.get(address(model, "add")).status_code == (200 if may_add else 403)


@each_model
def test_every_filter_works(client, superuser, model):
    fill(1)
    index = client.get(address(model, "changelist"))
    links = [
        choice["query_string"]
        for spec in index.context["cl"].filter_specs
        for choice in spec.choices(index.context["cl"])
    ]
    for link in links:
        assert client.get(address(model, "changelist") + link).status_code == 200, link


@each_model
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_who_is_not_staff_is_sent_to_sign_in(client, model, page):
    client.force_login(make_user("Mara Velde"))
    response = client.get(address(model, page))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@each_model
def test_staff_without_permission_are_refused(client, model):
    fill(1)
    row = model._default_manager.first()
    client.force_login(make_user("Tomas Brandt", is_staff=True))
    one_row = [address(model, page, row.pk) for page in ("change", "history", "delete")]
    for url in (address(model, "changelist"), address(model, "add"), *one_row):
        assert client.get(url).status_code == 403, url


def test_a_stranger_signs_in_first(client):
    assert client.get(reverse("admin:index")).status_code == 302
