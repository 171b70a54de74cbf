"""Revisions, documents, passages and the log of edits: read here, never written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.editing import filing
from articles.models import Anchor, Document, Revision, StepBatch
from tests.factories import NOW, make_article, make_doc, newsroom
from tests.newsroom.admin.filling import fill_one

pytestmark = pytest.mark.django_db
IMMUTABLE = [Revision, Document, StepBatch, Anchor]


def page(model, name, *args):
    return reverse(f"admin:articles_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def people(client):
    people = newsroom()
    client.force_login(people.admin)
    return people


def test_a_revision_reads_as_clean_text(client, people):
    doc = make_doc("Prices rose <b>twice</b>.", "They fell.", headline="Bread & butter")
    revision = make_article(people.desk, doc=doc).revisions.get()
    text = client.get(page(Revision, "change", revision.pk)).content.decode()
    assert "<p>Bread &amp; butter</p><p>Prices rose &lt;b&gt;twice&lt;/b&gt;.</p><p>They fell.</p>" in text
    assert '"type"' not in text


def test_arabic_reads_from_right_to_left(client, people):
    doc = make_doc("النص العربي.", headline="عنوان")
    article = make_article(people.desk, doc=doc, language="ar")
    assert article.direction == filing.direction_of("ar")
    text = client.get(page(Revision, "change", article.revisions.get().pk)).content.decode()
    assert '<div class="copy" lang="ar" dir="rtl">' in text


def test_a_digest_is_short_with_all_of_it_on_hover(client, people):
    revision = people.article.revisions.get()
    text = client.get(page(Revision, "change", revision.pk)).content.decode()
    short = revision.digest.removeprefix("sha256:")[:12]
    assert f'title="{revision.digest}">{short}</code>' in text


def test_the_log_is_listed_for_a_document_and_not_on_the_index(client, people):
    listed = page(StepBatch, "changelist")
    assert listed not in client.get(reverse("admin:index")).content.decode()
    assert listed in client.get(page(Document, "change", people.article.pk)).content.decode()
    assert client.get(listed).status_code == 200


def test_text_that_cannot_be_read_says_so(client, people):
    Document.objects.filter(pk=people.article.pk).update(content='{"type": "nonsense"}')
    response = client.get(page(Document, "change", people.article.pk))
    assert response.status_code == 200
    assert "errornote" in response.content.decode()


@pytest.mark.parametrize("model", IMMUTABLE)
def test_nothing_is_added_changed_or_deleted(client, people, model):
    fill_one()
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "change", row.pk), {"content": "x", "quote": "x"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    client.post(page(model, "changelist"), chosen)
    assert model.objects.filter(pk=row.pk).values().get() == before
    shown = client.get(page(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in shown


def test_every_edit_of_one_article_is_listed(client, people):
    article = fill_one()
    fill_one()
    listed = client.get(page(StepBatch, "changelist"), {"document__article__id__exact": article.pk})
    shown = [batch.pk for batch in listed.context["cl"].result_list]
    assert sorted(shown) == sorted(article.document.batches.values_list("pk", flat=True))
    assert StepBatch.objects.count() > len(shown) > 0


def test_a_batch_shows_its_steps_without_brackets(client, people):
    batch = fill_one().document.batches.first()
    text = client.get(page(StepBatch, "change", batch.pk)).content.decode()
    assert "Steptype" in text and "whole" in text


def test_clock_and_person_stand_beside_a_revision(client, people):
    revision = make_article(people.desk, by=people.editor, now=NOW).revisions.get()
    text = client.get(page(Revision, "change", revision.pk)).content.decode()
    assert "2 March 2026" in text and "Ruth Adeyemi" in text
