"""A proof as people get it: what is in it, and who gets none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.queries import answering
from reviews.queries.proofs import proof
from tests.acts import put_instead
from tests.articles.exporting.reading import pdf_pages
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_guest, make_query
from tests.pages import at, browse

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def story(room):
    price = make_query(room.article, "6.50 euros", by=room.editor, question="Still 6.50?")
    answering.reply(query=price, by=room.writer, body="Yes, since May.", proposed="6.60 euros", now=NOW)
    boat = make_query(room.article, "last boat", by=room.reader, question="Which harbour?")
    answering.resolve(query=boat, by=room.reader, now=LATER)
    suggest(room.article, "23.40", "midnight", by=room.reader)
    return room


def taken(room, by):
    pdf = proof(article=Article.objects.get(pk=room.article.pk), by=by, now=LATER)
    return [" ".join(page.split()) for page in pdf_pages(pdf)]


def test_it_has_the_copy_with_suggestions_and_the_queries_with_their_threads(story):
    first, behind = taken(story, story.writer)
    for words in ("DRAFT — NOT FOR PUBLICATION", "23.40midnight", "1 Ruth Adeyemi", "Still 6.50?"):
        assert words in first
    assert "Which harbour?" not in first, "resolved queries are in the list alone"
    for words in (
        "1 Answered · Ruth Adeyemi",
        "blocks release · page 1",
        "6.50 euros",
        "Mara Velde, Mon 2 March 2026",
        "Yes, since May.",
        "[Suggested wording: “6.60 euros”]",
        "2 Resolved · Leila Haddad",
        "resolved by Leila Haddad",
        "Suggestions Leila Haddad, Mon 2 March 2026",
        "Replace “23.40” with “midnight”",
    ):
        assert words in behind
    for person in (story.editor, story.writer, story.reader):
        assert person.email not in first + behind


def test_a_query_whose_words_are_gone_is_in_the_list_and_says_so(story):
    put_instead(story.article, "A single ticket costs 6.50 euros.", "It is dear.", by=story.editor)
    first, behind = taken(story, story.editor)
    assert "Still 6.50?" not in first
    assert "[Text deleted: “6.50 euros”]" in behind


def test_who_has_no_part_in_the_desk_gets_none(story):
    guest = make_guest(story.article, by=story.editor, purpose="comment", now=NOW)
    for person in (story.stranger, guest.person):
        with pytest.raises(NotAllowed):
            taken(story, person)


def test_queries_cost_no_more_statements_than_two_of_them(story):
    def statements():
        article = Article.objects.select_related("document", "desk").get(pk=story.article.pk)
        with CaptureQueriesContext(connection) as captured:
            proof(article=article, by=None, now=LATER)
        return len(captured)

    before = statements()
    for number in range(10):
        query = make_query(story.article, "single ticket", by=story.editor, question=f"Number {number}?")
        answering.reply(query=query, by=story.writer, body="Yes.", now=NOW)
    assert statements() == before


def test_the_page_the_interface_and_the_command_give_it(story, tmp_path):
    for address in (at(story.article, "proof"), f"/api/articles/{story.article.slug}/proof"):
        response = browse(story.colleague).get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert "Still 6.50?" in pdf_pages(response.content)[0]
        assert browse(story.stranger).get(address).status_code == 404
    for page in ("", "clean/"):
        assert (
            at(story.article, "proof") in browse(story.editor).get(at(story.article, page)).content.decode()
        )
    file = tmp_path / "a.pdf"
    call_command("export_article", story.article.slug, "--to", "pdf", "--proof", "--out", str(file))
    assert "Still 6.50?" in pdf_pages(file.read_bytes())[0]


@pytest.mark.parametrize(
    "options", [["--to", "pdf"], ["--to", "pdf", "--draft"], ["--to", "html", "--proof"]]
)
def test_a_proof_is_asked_for_by_name_as_it_has_queries_in_it(story, options, capsys):
    with pytest.raises(SystemExit):
        call_command("export_article", story.article.slug, *options)
    assert "use --to pdf and --proof together" in capsys.readouterr().err
