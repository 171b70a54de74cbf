from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles import uploads
from articles.models import Article, Upload
from reviews.models import Query
from tests.articles.importing.word import making
from tests.factories import join, make_desk, make_query
from tests.filing import file, preview
from tests.pages import HTMX, at, browse, words

DRAFT = """# Market moves

The market <only on Fridays? yes, only> moves in May, the council said.

Sixty stalls (source?) have signed up.
"""


def articles():
    return Article.objects.order_by("pk")


def test_a_preview_shows_what_was_found_and_writes_nothing(room):
    response = preview(room.writer, text=DRAFT, desk=room.desk)
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
    looked_at = preview(room.writer, text=DRAFT, desk=room.desk)
    response = file(room.writer, looked_at, deadline="2026-03-04T18:00")
    filed = articles().last()
    assert response.redirect_chain == [(at(filed), 302)]
    assert not Upload.objects.exists()
    assert "Filed with 2 queries." in words(response)
    assert (filed.headline, filed.author, filed.desk) == ("Market moves", room.writer, room.desk)
    assert filed.deadline.isoformat() == "2026-03-04T18:00:00+00:00"
    assert Query.objects.filter(article=filed).count() == 2
    assert "<only" not in filed.document.content


def test_a_file_in_an_old_encoding(room):
    upload = SimpleUploadedFile("déjà.txt", "Café society\n\nThe “old” café closes.\n".encode("cp1252"))
    response = preview(room.writer, text="", desk=room.desk, file=upload)
    assert "Café society" in words(response)
    file(room.writer, response, author="")
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
    errors = re.findall(r'<span class="error" id="\w+">(.*?)</span>', response.content.decode())
    assert len(errors) == 1
    assert errors[0].endswith(".")
    assert articles().count() == 1


def test_nothing_given(room):
    response = preview(room.writer, text="  ", desk=room.desk)
    assert response.status_code == 422
    assert "Upload a file or paste the copy." in words(response)


def test_what_was_pasted_is_not_lost_when_something_else_is_wrong(room):
    response = preview(room.writer, text=DRAFT, desk=room.desk, deadline="tomorrow")
    assert response.status_code == 422
    assert "only on Fridays?" in response.content.decode()
    assert articles().count() == 1


def test_desks_and_authors_that_are_not_theirs(room):
    other = make_desk("abroad")
    join(room.stranger, other, "writer")
    assert preview(room.writer, text=DRAFT, desk=other).status_code == 422
    wrong = preview(room.editor, text=DRAFT, desk=room.desk, author=room.stranger.pk)
    assert wrong.status_code == 422
    join(room.editor, other, "editor")
    nobody_there = preview(room.editor, text=DRAFT, desk=room.desk, author=room.stranger.pk)
    assert "That person isn’t on that desk. Choose someone else." in words(nobody_there)
    assert articles().count() == 1


def test_readers_and_strangers_have_no_desk_to_file_on(room):
    for person in (room.reader, room.stranger):
        assert "You’re not on a desk yet" in words(browse(person).get("/import/"))
        assert preview(person, text=DRAFT, desk=room.desk).status_code == 422
    assert browse().get("/import/").status_code == 302
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
    response = file(room.writer, looked_at)
    assert response.redirect_chain == [(at(room.article, "compare/?from=1&to=2"), 302)]
    assert b">still" in response.content
    query.anchor.refresh_from_db()
    assert query.anchor.state == "exact"
    assert [one.question for one in Query.objects.order_by("number")] == ["Is that right?", "from April?"]


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("colleague", 403), ("stranger", 404)])
def test_who_brings_in_no_new_version(room, who, status):
    address, person = at(room.article, "new-version/"), getattr(room, who)
    sent = {"text": "# Mine\n\nNow.", "markup": "markdown"}
    assert browse(person).post(address, sent).status_code == status
    assert browse(person).get(address).status_code == (404 if status == 404 else 200)
    assert room.article.revisions.count() == 1


def test_a_closed_article_takes_no_new_version(room):
    Article.objects.filter(pk=room.article.pk).update(state="released")
    sent = {"text": "# Mine\n\nNow.", "markup": "markdown"}
    response = browse(room.editor).post(at(room.article, "new-version/"), sent)
    assert response.status_code == 410
    assert "Start a correction to change it." in words(response)
    assert "# Mine" in response.content.decode()


BYLINED = "# Market moves\n\nBy Ana Lima\n\nThe market moves in May.\n"


def file_bylined(room, **sent):
    file(room.writer, preview(room.writer, text=BYLINED, desk=room.desk), **sent)
    return articles().last()


def test_a_byline_under_the_headline_is_offered_and_leaves_the_text(room):
    shown = words(preview(room.writer, text=BYLINED, desk=room.desk))
    assert "Keep “By Ana Lima” in the text, with no separate byline" in shown
    filed = file_bylined(room)
    assert filed.byline == "Ana Lima"
    assert "Ana Lima" not in filed.document.content


def test_the_preview_shows_the_copy_without_its_byline(room):
    looked_at = preview(room.writer, text=BYLINED, desk=room.desk)
    assert "By Ana Lima" not in looked_at.context["copy"]
    kept = file(room.writer, looked_at, act="look", keep_byline="on")
    assert "By Ana Lima" in kept.context["copy"]


def test_a_byline_may_be_left_in_the_text(room):
    filed = file_bylined(room, keep_byline="on")
    assert filed.byline == ""
    assert "By Ana Lima" in filed.document.content


def test_a_new_version_does_not_bring_the_byline_into_the_text(room):
    filed = file_bylined(room)
    text = f"{BYLINED}\nIt rains.\n"
    file(room.editor, preview(room.editor, text=text, address=f"{at(filed)}new-version/"))
    filed.document.refresh_from_db()
    assert "It rains." in filed.document.content
    assert "Ana Lima" not in filed.document.content


# --- deciding about notes

TWO = """# Market moves

The market <only on Fridays?> moves in May, the council said in May.

Sixty stalls (source?) have signed up.
"""


def field(response, number, name) -> str:
    """The name of a field of the form of that note."""
    return response.context["note_forms"][number - 1][name].html_name


def file_with(room, text=TWO, **given):
    """File with other values in fields that are named ``note_number_field``, such as ``n1_act``."""
    looked_at = preview(room.writer, text=text, desk=room.desk)
    changed = {
        field(looked_at, int(name[1]), name[3:]) if name[:1] == "n" and name[1].isdigit() else name: value
        for name, value in given.items()
    }
    return file(room.writer, looked_at, **changed)


def asked():
    return [
        (query.question, query.kind, query.blocking, query.anchor.quote)
        for query in Query.objects.filter(article=articles().last()).order_by("number")
    ]


def test_a_note_is_dropped(room):
    file_with(room, n1_act="drop")
    assert [question for question, *_rest in asked()] == ["source?"]
    assert "only on Fridays" not in articles().last().document.content


def test_a_note_is_left_in_the_text(room):
    file_with(room, n1_act="leave")
    assert [question for question, *_rest in asked()] == ["source?"]
    assert "The market <only on Fridays?> moves" in articles().last().document.content


def test_a_query_gets_another_kind_passage_and_person_and_does_not_block(room):
    file_with(room, n1_kind="fact", n1_about="said in  May", n1_blocking=None, n1_assigned_to=room.reader.pk)
    assert asked()[0] == ("only on Fridays?", "fact", False, "said in May")
    assert Query.objects.get(article=articles().last(), number=1).assigned_to == room.reader
    assert Query.objects.get(article=articles().last(), number=2).assigned_to == room.writer


def test_nobody_is_assigned_where_that_is_chosen(room):
    file_with(room, n1_assigned_to="")
    assert Query.objects.get(article=articles().last(), number=1).assigned_to is None


@pytest.mark.parametrize(
    ("field_name", "value", "sentence"),
    [
        ("n1_about", "said in June", "These words are not in the copy. Copy them from it."),
        ("n1_kind", "rumour", "Select a valid choice."),
        ("n1_act", "shout", "Select a valid choice."),
        ("n1_assigned_to", "987654", "Select a valid choice."),
        ("desk", "elsewhere", "Select a valid choice."),
    ],
)
def test_what_makes_no_sense_is_said_beside_it_and_files_nothing(room, field_name, value, sentence):
    response = file_with(room, **{field_name: value, "headline": "Kept as typed"})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Kept as typed" in response.content.decode()
    assert articles().count() == 1
    assert Upload.objects.count() == 1


def test_headline_standfirst_and_byline_are_corrected(room):
    file_with(room, headline="Market leaves", standfirst="What the council decided", byline="Ana Lima")
    filed = articles().last()
    assert (filed.headline, filed.byline) == ("Market leaves", "Ana Lima")
    assert "What the council decided" in filed.document.content
    assert [quote for *_rest, quote in asked()] == ["The market", "Sixty stalls"]


def test_the_preview_shows_what_was_decided_and_writes_nothing(room):
    looked_at = preview(room.writer, text=TWO, desk=room.desk)
    again = file(room.writer, looked_at, act="look", **{field(looked_at, 1, "act"): "leave"})
    assert "The market <only on Fridays?> moves" in words(again)
    assert articles().count() == 1


def test_what_was_found_is_said_in_numbers(room):
    found = words(preview(room.writer, text=TWO, desk=room.desk))
    assert "2 notes in the text." in found


def test_a_file_in_another_language_than_the_desk(room):
    text = "# السوق\n\nينتقل السوق الليلي إلى الجسر في أيار بحسب المجلس البلدي.\n"
    shown = words(preview(room.writer, text=text, desk=room.desk))
    assert f"The copy is in another language (ar) than {room.desk} (en)." in shown
    assert "another language" not in words(preview(room.writer, text=TWO, desk=room.desk))


def test_no_desk_is_chosen_but_the_one_filed_on_last(room):
    def chosen():
        return browse(room.writer).get("/import/").context["form"]["desk"].value()

    assert chosen() == room.desk.slug  # the only one
    other = make_desk("abroad")
    join(room.writer, other, "writer")
    Article.objects.update(created_by=room.editor)
    assert chosen() == ""
    file(room.writer, preview(room.writer, text=TWO, desk=other))
    assert chosen() == other.slug


def test_a_file_is_filed_once(room):
    looked_at = preview(room.writer, text=TWO, desk=room.desk)
    file(room.writer, looked_at)
    again = file(room.writer, looked_at)
    assert again.status_code == 404
    assert "Upload the file again." in words(again)
    assert articles().count() == 2


@pytest.mark.parametrize("who", ["editor", "reader", "stranger"])
def test_what_somebody_brought_in_is_theirs(room, who):
    looked_at = preview(room.writer, text=TWO, desk=room.desk)
    address = looked_at.redirect_chain[-1][0]
    assert browse(getattr(room, who)).get(address).status_code == 404
    assert file(getattr(room, who), looked_at).status_code == 404
    assert articles().count() == 1


def test_a_comment_on_paragraphs_of_thousands_of_words_stays_on_them(room):
    """A field of one line in a browser holds no line feed, and none so many words."""
    long = "The boat leaves at nine. " * 150
    body = making.p(making.start(1), long) + making.p("It is late.", making.end(1))
    comments = making.part("w:comments", making.comment(1, "All of this?"))
    data = making.docx(body, parts={"word/comments.xml": comments})
    looked_at = preview(room.writer, file=SimpleUploadedFile("a.docx", data), desk=room.desk)
    file(room.writer, looked_at)
    assert asked()[0][3] == f"{long}\nIt is late."


# --- files that take long


def test_a_file_that_takes_long_is_read_by_the_worker_while_the_page_waits(room, slow_reading):
    waiting = preview(room.writer, text=TWO, desk=room.desk)
    address = waiting.redirect_chain[-1][0]
    assert "takes a while to read" in words(waiting)
    polled = browse(room.writer).get(address, headers=HTMX)
    assert "<progress" in polled.content.decode() and "<html" not in polled.content.decode()
    later = timezone.now() + timedelta(seconds=1)
    uploads.work(seconds=30, clock=lambda: later)
    assert browse(room.writer).get(address, headers=HTMX)["HX-Refresh"] == "true"
    assert "2 notes found" in words(browse(room.writer).get(address))


def test_a_file_that_takes_long_and_cannot_be_read_says_so_on_the_page(room, slow_reading):
    upload = SimpleUploadedFile("a.docx", b"PK\x03\x04" + b"cut off")
    address = preview(room.writer, desk=room.desk, file=upload).redirect_chain[-1][0]
    later = timezone.now() + timedelta(seconds=1)
    uploads.work(seconds=30, clock=lambda: later)
    failed = browse(room.writer).get(address)
    assert Upload.objects.get().failure in words(failed)
    assert "Start over" in words(failed)


def test_a_paste_with_formatting_is_read_as_a_page(room):
    html = "<p>Märkte <b>move</b> in May.</p>"
    looked_at = preview(room.writer, text="Märkte move in May.", html=html, desk=room.desk)
    assert "<strong>move</strong>" in looked_at.context["copy"]
    assert "pasted.html" not in words(looked_at)


def test_comments_and_footnotes_of_a_paste_from_word_are_queries_and_footnotes(room):
    html = (Path(__file__).parents[3] / "journeys" / "pasted" / "word.html").read_text("utf-8")
    file(room.writer, preview(room.writer, text="Night ferries", html=html, desk=room.desk))
    query = Query.objects.get()
    assert (query.question, query.asker) == ("How late?", "Ruth Adeyemi")
    assert query.asked_at.isoformat() == "2026-03-02T10:12:00+00:00"
    assert query.anchor.quote == "late"
    kinds = [child.type.name for child in query.article.document.parsed().children]
    assert kinds[-1] == "footnote"


# --- a blank page


def start(person, **given):
    return browse(person).post("/import/blank/", given, follow=True)


def test_a_new_story_is_an_empty_page_in_the_editor(room):
    response = start(room.writer)
    story = articles().last()
    assert response.redirect_chain == [(at(story), 302)]
    assert (story.headline, story.author, story.desk) == ("", room.writer, room.desk)
    assert (story.byline, story.language) == (room.writer.name, room.desk.language)
    assert story.rounds.count() == 1
    assert start(room.writer).redirect_chain == [(at(story), 302)]


def test_it_is_on_the_desk_that_was_chosen(room):
    other = make_desk()
    join(room.writer, other, "writer")
    start(room.writer, desk=other.slug)
    assert articles().last().desk == other
    assert start(room.writer, desk="elsewhere").status_code == 403


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_who_starts_no_story(room, who):
    assert start(getattr(room, who)).status_code == 403
    assert articles().count() == 1
    assert browse(getattr(room, who)).get("/import/blank/").status_code == 405
