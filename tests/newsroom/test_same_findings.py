"""Preflight is one list: the page, the command line, the API and the admin show the same sentences."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from reviews.workflow.preflight import preflight
from tests.articles.suggesting import suggest
from tests.factories import make_article, make_desk, make_doc, make_query, newsroom
from tests.pages import words


@pytest.fixture
def room(db):
    return newsroom()


def test_the_four_surfaces_agree(room):
    article = make_article(
        room.desk, author=room.writer, doc=make_doc("It costs TK euros <how many?> a night.")
    )
    make_query(article, "a night", by=room.editor, question="Every night?")
    suggest(article, "It costs", "It would cost", by=room.reader)
    sentences = [finding.sentence for finding in preflight(article, now=timezone.now())]
    assert len(sentences) == 8
    compare(room, article, sentences)


def test_they_agree_on_a_desk_without_stages(room):
    article = make_article(make_desk(workflow=()), author=room.writer)
    sentences = [finding.sentence for finding in preflight(article, now=timezone.now())]
    assert len(sentences) == 1
    compare(room, article, sentences)


def compare(room, article, sentences):

    client = Client()
    client.force_login(room.admin)
    page = words(client.get(f"/articles/{article.slug}/preflight/"))
    admin = words(client.get(f"/admin/articles/article/{article.pk}/change/"))
    api = client.get(f"/api/articles/{article.slug}/preflight").json()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("preflight", article.slug, "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["findings"] == api["findings"]
    assert [finding["sentence"] for finding in api["findings"]] == sentences
    for sentence in sentences:
        assert " ".join(sentence.split()) in page
        assert " ".join(sentence.split()) in admin
