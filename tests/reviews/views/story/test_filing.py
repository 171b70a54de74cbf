from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article
from reviews.forms.filing import Source, unpacked
from reviews.models import Query
from tests.factories import join, make_desk, make_query
from tests.pages import at, browse, words

DRAFT = """# Market moves

The market <only on Fridays? yes, only> moves in May, the council said.

Sixty stalls (source?) have signed up.
"""


def preview(person, *, text=DRAFT, desk=None, address="/import/", **sent):
    given = {"act": "preview", "markup": "markdown", "text": text, **sent}
    if desk is not None:
        given |= {"desk": desk.slug, "author": person.pk}
    return browse(person).post(address, given)


def hidden(response) -> dict:
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]
        for name in ("packed", "name")
    }


def articles():
    return Article.objects.order_by("pk")


def test_a_preview_shows_what_was_found_and_writes_nothing(room):
    response = preview(room.writer, desk=room.desk)
    shown = words(response)
    for part in (
        "Market moves",
        "2 notes found",
        "only on Fridays?",
        "↳ yes, only",
        "source?",
        "File story",
    ):
        assert part in shown
    assert articles().count() == 1


def test_what_was_previewed_is_what_is_filed(room):
    kept = hidden(preview(room.writer, desk=room.desk))
    response = browse(room.writer).post(
        "/import/",
        {
            **kept,
            "act": "file",
            "desk": room.desk.slug,
            "author": room.writer.pk,
            "deadline": "2026-03-04T18:00",
        },
        follow=True,
    )
    filed = articles().last()
    assert response.redirect_chain == [(at(filed), 302)]
    assert "Filed with 2 queries." in words(response)
    assert (filed.headline, filed.author, filed.desk) == ("Market moves", room.writer, room.desk)
    assert filed.deadline.isoformat() == "2026-03-04T18:00:00+00:00"
    assert Query.objects.filter(article=filed).count() == 2
    assert "<only" not in filed.document.content


def test_a_file_in_an_old_encoding(room):
    upload = SimpleUploadedFile("déjà.txt", "Café society\n\nThe “old” café closes.\n".encode("cp1252"))
    response = preview(room.writer, text="", desk=room.desk, file=upload)
    assert "Café society" in words(response)
    browse(room.writer).post(
        "/import/", {**hidden(response), "act": "file", "desk": room.desk.slug, "author": ""}
    )
    assert "The “old” café closes." in articles().last().document.content
    assert articles().last().author is None


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", ""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""),
        ("copy.xyz", b"words", ""),
        ("big.txt", b"word " * 1_100_000, ""),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_sentence(room, name, data, sentence):
    response = preview(room.writer, text="", desk=room.desk, file=SimpleUploadedFile(name, data))
    assert response.status_code == 422
    errors = re.findall(r'<span class="error" role="alert">(.*?)</span>', response.content.decode())
    assert len(errors) == 1
    assert errors[0].endswith(".")
    assert articles().count() == 1


def test_nothing_given(room):
    response = preview(room.writer, text="  ", desk=room.desk)
    assert response.status_code == 422
    assert "Upload a file or paste the copy." in words(response)


def test_what_was_pasted_is_not_lost_when_something_else_is_wrong(room):
    response = preview(room.writer, desk=room.desk, deadline="tomorrow")
    assert response.status_code == 422
    assert "only on Fridays?" in response.content.decode()
    assert articles().count() == 1


def test_desks_and_authors_that_are_not_theirs(room):
    other = make_desk("abroad")
    join(room.stranger, other, "writer")
    assert preview(room.writer, desk=other).status_code == 422
    wrong = browse(room.editor).post(
        "/import/", {"act": "file", "text": DRAFT, "desk": room.desk.slug, "author": room.stranger.pk}
    )
    assert wrong.status_code == 422
    join(room.editor, other, "editor")
    nobody_there = browse(room.editor).post(
        "/import/", {"act": "file", "text": DRAFT, "desk": room.desk.slug, "author": room.stranger.pk}
    )
    assert "That person isn’t on that desk. Choose someone else." in words(nobody_there)
    assert articles().count() == 1


def test_readers_and_strangers_have_no_desk_to_file_on(room):
    for person in (room.reader, room.stranger):
        assert "You’re not on a desk yet" in words(browse(person).get("/import/"))
        assert preview(person, desk=room.desk, act="file").status_code == 422
    assert browse().get("/import/").status_code == 302
    assert articles().count() == 1


def test_tampered_or_bursting_packages_are_refused():
    assert unpacked("no base64!", "x.txt") is None
    assert unpacked("aGVsbG8=", "x.txt") is None
    assert unpacked(Source(b"a" * (5 * 1024 * 1024 + 1), "x.txt").packed(), "x.txt") is None
    assert unpacked(Source(b"words", "x.txt").packed(), "x.txt") == Source(b"words", "x.txt")


def test_a_package_that_makes_no_sense_is_not_filed(room):
    response = browse(room.writer).post(
        "/import/", {"packed": "nonsense", "act": "file", "desk": room.desk.slug, "author": ""}
    )
    assert response.status_code == 422
    assert articles().count() == 1


def test_what_the_file_says_is_never_markup(room):
    evil = "<img src=x onerror=alert(1)>"
    response = preview(
        room.writer, text=f"{evil} title\n\nWords [AU: {evil}?] here.", desk=room.desk, markup="text"
    )
    assert "<img" not in response.content.decode()


def test_a_new_version_keeps_queries_on_their_words(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    new = (
        "# Ferry runs at night again\n\nA new first paragraph.\n\nThe last boat leaves at 23.40.\n\n"
        "A single ticket still costs 6.50 euros <from April?>.\n"
    )
    address = at(room.article, "new-version/")
    looked_at = preview(room.writer, text=new, address=address)
    assert "1 note found" in words(looked_at)
    assert "still" not in room.article.document.content
    response = browse(room.writer).post(address, {**hidden(looked_at), "act": "file"}, follow=True)
    assert response.redirect_chain == [(at(room.article, "compare/?from=1&to=2"), 302)]
    assert b">still" in response.content
    query.anchor.refresh_from_db()
    assert query.anchor.state == "exact"
    assert [one.question for one in Query.objects.order_by("number")] == ["Is that right?", "from April?"]


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("colleague", 403), ("stranger", 404)])
def test_who_brings_in_no_new_version(room, who, status):
    address, person = at(room.article, "new-version/"), getattr(room, who)
    sent = {"act": "file", "text": "# Mine\n\nNow.", "markup": "markdown"}
    assert browse(person).post(address, sent).status_code == status
    assert browse(person).get(address).status_code == (404 if status == 404 else 200)
    assert room.article.revisions.count() == 1


def test_a_closed_article_takes_no_new_version(room):
    Article.objects.filter(pk=room.article.pk).update(state="released")
    sent = {"act": "file", "text": "# Mine\n\nNow.", "markup": "markdown"}
    response = browse(room.editor).post(at(room.article, "new-version/"), sent)
    assert response.status_code == 410
    assert "Start a correction to change it." in words(response)
    assert "# Mine" in response.content.decode()


BYLINED = "# Market moves\n\nBy Ana Lima\n\nThe market moves in May.\n"


def file_bylined(room, **sent):
    kept = hidden(preview(room.writer, text=BYLINED, desk=room.desk))
    given = {**kept, "act": "file", "desk": room.desk.slug, "author": room.writer.pk, **sent}
    browse(room.writer).post("/import/", given)
    return articles().last()


def test_a_byline_under_the_headline_is_offered_and_leaves_the_text(room):
    shown = words(preview(room.writer, text=BYLINED, desk=room.desk))
    assert "Taken from “By Ana Lima” under the headline." in shown
    filed = file_bylined(room)
    assert filed.byline == "Ana Lima"
    assert "Ana Lima" not in filed.document.content


def test_a_byline_may_be_left_in_the_text(room):
    filed = file_bylined(room, keep_byline="on")
    assert filed.byline == ""
    assert "By Ana Lima" in filed.document.content


def test_a_new_version_does_not_bring_the_byline_into_the_text(room):
    filed = file_bylined(room)
    browse(room.editor).post(
        f"{at(filed)}new-version/", {"act": "file", "markup": "markdown", "text": BYLINED + "\nIt rains.\n"}
    )
    filed.document.refresh_from_db()
    assert "It rains." in filed.document.content
    assert "Ana Lima" not in filed.document.content
