"""A redline of two revisions, its changes by the names of who made them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from articles.documents.suggestions import accepted, published
from articles.documents.text import plain_text
from articles.importing import import_copy
from articles.models import Revision
from tests.acts import put_instead
from tests.articles.suggesting import suggest
from tests.pages import at, browse


@pytest.fixture
def edited(room):
    put_instead(room.article, "6.50", "6.80", by=room.editor)
    browse(room.reader).post(at(room.article, "history/keep"))
    put_instead(room.article, "last", "first", by=room.writer)
    suggest(room.article, "single", "return", by=room.reader)
    browse(room.reader).post(at(room.article, "history/keep"))
    return room


def changes(response):
    assert response.status_code == 200
    found = import_copy(response.content, filename="redline.docx")
    return found, {(one["author"], one["text"]) for one in found.summary()["suggestions"]}


def test_each_change_is_under_the_name_of_who_made_it(edited):
    found, made = changes(browse(edited.colleague).get(at(edited.article, "redline?from=1&to=3")))
    assert made == {("Ruth Adeyemi", "50 → 80"), ("Mara Velde", "last → first")}
    old, new = Revision.objects.get(number=1), Revision.objects.get(number=3)
    assert plain_text(published(found.doc)) == plain_text(old.published())
    assert plain_text(accepted(found.doc)) == plain_text(new.published())


def test_it_can_be_had_of_any_two_and_of_the_present_copy(edited):
    for address, texts in {
        "redline?from=2&to=1": {"50 → 80"},
        "redline?from=2&to=now": {"last → first"},
        "redline?from=3": set(),
    }.items():
        _found, made = changes(browse(edited.writer).get(at(edited.article, address)))
        assert {text for _who, text in made} == texts


def test_the_comparison_offers_it(edited):
    page = browse(edited.writer).get(at(edited.article, "compare/?from=1&to=2")).content.decode()
    assert at(edited.article, "redline?from=1&amp;to=2") in page


def test_strangers_get_none_and_nobody_one_of_revisions_that_are_not(edited):
    assert browse(edited.stranger).get(at(edited.article, "redline?from=1&to=2")).status_code == 404
    assert browse().get(at(edited.article, "redline?from=1&to=2")).status_code == 302
    assert browse(edited.editor).get(at(edited.article, "redline?from=1&to=9")).status_code == 404
    assert browse(edited.editor).get(at(edited.article, "redline?from=x")).status_code == 404


def test_the_interface_and_the_command_give_it(edited, tmp_path):
    address = f"/api/articles/{edited.article.slug}/redline?old=1"
    _found, made = changes(browse(edited.writer).get(f"{address}&new=2"))
    assert made == {("Ruth Adeyemi", "50 → 80")}
    _found, made = changes(browse(edited.writer).get(address))
    assert len(made) == 2
    assert browse(edited.stranger).get(address).status_code == 404
    file = tmp_path / "redline.docx"
    call_command(
        "export_article", edited.article.slug, "--to", "docx", "--redline", "2", "1", "--out", str(file)
    )
    assert len(import_copy(file.read_bytes(), filename="a.docx").summary()["suggestions"]) == 1
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            *("export_article", edited.article.slug, "--to", "text", "--redline", "2", "1"), stderr=said
        )
    assert said.getvalue().strip() == "Comments and tracked changes need --to docx."
