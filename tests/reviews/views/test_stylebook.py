from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.documents.style.model import Level
from reviews.models import Query, StyleEntry
from reviews.queries import answering
from reviews.search import indexing
from reviews.stylebook import entries
from reviews.workflow import preflight
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query
from tests.pages import browse, words
from tests.reviews.stylebook.books import make_entry


def at(room, name, *args):
    return reverse(name, args=[room.desk.slug, *args])


def test_the_only_stylebook_opens_at_once_and_of_several_one_is_chosen(room):
    answer = browse(room.reader).get(reverse("stylebooks"))
    assert answer["Location"] == at(room, "stylebook")
    join(room.reader, make_desk("world"), "reader")
    assert "World" in words(browse(room.reader).get(reverse("stylebooks")))
    assert "not an editor or reader" in words(browse(room.writer).get(reverse("stylebooks")))


def test_entries_are_searched_and_filtered(room):
    make_entry(room.desk, room.editor, reason="Which ones?")
    make_entry(room.desk, room.editor, "Staaten", language="de", active=False, level=Level.HINT)
    browser = browse(room.reader)

    def listed(**filters):
        text = words(browser.get(at(room, "stylebook"), filters, headers={"HX-Request": "true"}))
        return [name for name in ("Arab governments", "Staaten") if name in text]

    assert listed() == ["Arab governments", "Staaten"]
    assert listed(words="which") == listed(level="blocks") == listed(state="live") == ["Arab governments"]
    assert listed(language="de") == listed(state="off") == ["Staaten"]
    assert listed(language="all") == ["Arab governments"]
    assert listed(words="nothing") == []


def test_more_entries_take_no_more_statements(room):
    browser = browse(room.editor)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(at(room, "stylebook")).status_code == 200
        return len(captured)

    make_entry(room.desk, room.editor)
    few = statements()
    for number in range(30):
        make_entry(room.desk, room.editor, f"word{number}")
    assert statements() == few


def test_an_entry_is_written_and_changed_and_its_history_shown(room):
    browser = browse(room.editor)
    given = {
        "pattern": "Arab governments",
        "suggestion": "Gulf governments",
        "reason": "Say which ones.",
        "level": "blocks",
        "wrong": "Arab governments agreed.\nThe Arab governments.",
        "exceptions": "League of Arab governments",
        "is_live": "on",
    }
    assert browser.post(at(room, "style_new"), given).status_code == 302
    row = StyleEntry.objects.get()
    assert row.entry.wrong == ("Arab governments agreed.", "The Arab governments.")
    assert (row.name, row.author, row.is_live) == ("Arab governments", room.editor, True)
    browser.post(at(room, "style_entry", row.pk), {**given, "reason": "Name them."})
    text = words(browser.get(at(room, "style_history", row.pk)))
    assert "Name them." in text and "Say which ones." in text and room.editor.name in text
    browser.post(at(room, "style_switch", row.pk))
    row.refresh_from_db()
    assert not row.is_live
    browser.post(at(room, "style_delete", row.pk))
    assert not StyleEntry.objects.exists()


def test_what_is_refused_says_why_and_keeps_what_was_typed(room):
    given = {"pattern": "Arab governments", "reason": "No.", "wrong": "Gulf governments"}
    answer = browse(room.editor).post(at(room, "style_new"), given)
    assert answer.status_code == 422
    assert "has to find something in “Gulf governments”" in words(answer)
    assert 'value="Arab governments"' in answer.content.decode()
    assert not StyleEntry.objects.exists()


def test_readers_see_entries_and_change_none(room):
    row = make_entry(room.desk, room.editor)
    browser = browse(room.reader)
    text = browser.get(at(room, "style_entry", row.pk)).content.decode()
    assert "disabled" in text
    assert "Save entry" not in text
    assert browser.post(at(room, "style_entry", row.pk), {"pattern": "x", "reason": "y"}).status_code == 403
    assert "Switch off" not in words(browser.get(at(room, "stylebook")))


@pytest.mark.parametrize("name", ["style_entry", "style_history"])
def test_an_entry_of_another_desk_is_not_there(room, name):
    other = make_entry(make_desk("world"), room.admin)
    assert browse(room.editor).get(at(room, name, other.pk)).status_code == 404


def test_it_is_tried_on_pasted_text_at_once(room):
    given = {
        "pattern": "Arab governments",
        "suggestion": "Gulf governments",
        "text": "<b>Arab governments</b> 🙂 met.",
    }
    answer = browse(room.reader).post(at(room, "style_try"), given)
    text = answer.content.decode()
    assert "&lt;b&gt;<mark>Arab governments</mark> <ins" in text
    assert ">Gulf governments</ins>&lt;/b&gt; 🙂 met." in text
    assert "Found in 1 place." in text
    assert not StyleEntry.objects.exists()


@pytest.mark.parametrize("pattern", ["(a+)+(", "(?=x)y", r"(a)\1", "a{5000}", "(?P<a>"])
def test_a_hostile_pattern_is_refused_with_a_sentence(room, pattern):
    given = {"pattern": pattern, "form": "re2", "reason": "Why?", "text": "aaaa"}
    for name in ("style_try", "style_past"):
        answer = browse(room.editor).post(at(room, name), given)
        assert answer.status_code == 200
        assert "The pattern " in words(answer)
    assert browse(room.editor).post(at(room, "style_new"), given).status_code == 422


def test_what_it_would_have_found_in_past_stories_is_counted_with_excerpts(room):
    for number in range(3):
        make_article(room.desk, doc=make_doc("The Arab governments met.", headline=f"Talks {number}"))
    elsewhere = make_article(make_desk("world"), doc=make_doc("The Arab governments met."))
    list(indexing.rebuild())
    browser = browse(room.reader)
    text = words(browser.post(at(room, "style_past"), {"pattern": "Arab governments", "reason": "Who?"}))
    assert "3 places in 3 of 4 stories." in text
    assert "Talks 2" in text and elsewhere.slug not in text


def test_a_list_is_shown_before_it_is_saved_with_a_sentence_for_each_refused_row(room):
    make_entry(room.desk, room.editor, "old", reason="")
    text = (
        "name,pattern,suggestion,wrong\n"
        "new,colour,color,\n"
        "broken,colour,color,nothing here\n"
        "new,twice,once,\n"
        "old,old,new words,\n"
    )
    browser = browse(room.editor)
    sent = SimpleUploadedFile("list.csv", text.encode())
    preview = words(browser.post(at(room, "style_import"), {"file": sent}))
    assert "Line 3: The entry has to find something in “nothing here”, and finds nothing." in preview
    assert "The name “new” is in the list twice." in preview
    assert "Import 2 entries" in preview
    assert StyleEntry.objects.count() == 1
    answer = browser.post(at(room, "style_import"), {"text": text, "confirmed": "on"}, follow=True)
    assert "Imported: 1 new, 1 changed." in words(answer)
    assert StyleEntry.objects.get(name="old").suggestion == "new words"


@pytest.mark.parametrize("text", ["", "x,y\n1,2\n", "extends: existence\ntokens: *a\n", "--- [\n"])
def test_a_list_that_cannot_be_read_is_refused_with_a_sentence(room, text):
    answer = browse(room.editor).post(at(room, "style_import"), {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("fmt", ["csv", "yml"])
def test_what_is_exported_comes_in_again_unchanged(room, fmt):
    make_entry(room.desk, room.editor, reason="Say which: 50%?", exceptions=("League of Arab governments",))
    entries.bring_in(room.desk, entries.missing_starters(room.desk), by=room.editor, now=NOW)
    answer = browse(room.reader).get(at(room, "style_export", fmt))
    text = answer.content.decode()
    preview = words(browse(room.editor).post(at(room, "style_import"), {"text": text}))
    assert "refused" not in preview and "changed" not in preview.replace("unchanged", "")
    assert browse(room.reader).get(at(room, "style_export", "xls")).status_code == 404


def test_starting_entries_are_offered_until_they_are_there(room):
    browser = browse(room.editor)
    assert "Add the starting entries" in words(browser.get(at(room, "stylebook")))
    browser.post(at(room, "style_starters"))
    assert StyleEntry.objects.filter(is_live=False).exists() and StyleEntry.objects.live().exists()
    assert "Add the starting entries" not in words(browser.get(at(room, "stylebook")))


def test_asked_answered_made_house_style_and_the_next_draft_gets_the_answer(room):
    """The first note: filed, asked, answered, made a rule; the next draft that says the words gets both."""
    room.article = make_article(
        room.desk, author=room.writer, doc=make_doc("Arab governments met.", headline="Talks")
    )
    query = make_query(
        room.article,
        "Arab governments",
        by=room.editor,
        kind=Query.Kind.WORDING,
        question="All of them, or only the Gulf ones?",
    )
    address = reverse("house_style", args=[room.article.slug, query.number])
    browser = browse(room.editor)
    assert browser.get(address).status_code == 409
    answering.reply(
        query=query, by=room.writer, body="Only the Gulf ones.", proposed="Gulf governments", now=NOW
    )
    answering.resolve(query=query, by=room.editor, now=NOW)
    thread = browser.get(reverse("query", args=[room.article.slug, query.number])).content.decode()
    assert f'href="{address}"' in thread and "Make this house style" in thread
    assert "Make this house style" not in words(
        browse(room.reader).get(reverse("query", args=[room.article.slug, query.number]))
    )
    form = browser.get(address, follow=True)
    shown = form.context["form"]
    assert shown["pattern"].value() == "Arab governments"
    assert shown["suggestion"].value() == "Gulf governments"
    assert shown["reason"].value() == "All of them, or only the Gulf ones? – Only the Gulf ones."
    said = f"asked and settled in {room.article.slug}, query {query.number}, {NOW:%Y-%m-%d}"
    assert said in words(form)
    given = {name: shown[name].value() for name in ("pattern", "suggestion", "reason")}
    origin = {"story": room.article.slug, "query": query.number}
    saved = browser.post(at(room, "style_new"), {**given, **origin, "level": "blocks", "is_live": "on"})
    assert saved.status_code == 302
    draft = make_article(room.desk, doc=make_doc("The Arab governments agreed.", headline="Next"))
    (found,) = [one for one in preflight.preflight(draft, now=NOW) if one.code == "style"]
    assert found.sentence == (
        "“Arab governments” – write “Gulf governments”. All of them, or only the Gulf ones? – Only the"
        f" Gulf ones. ({said})"
    )
    row = StyleEntry.objects.get()
    page = browser.get(at(room, "style_entry", row.pk)).content.decode()
    assert reverse("query", args=[room.article.slug, query.number]) in page


def test_a_query_about_a_fact_or_of_another_desk_is_no_house_style(room):
    fact = make_query(room.article, "6.50 euros", by=room.editor, kind=Query.Kind.FACT)
    answering.resolve(query=fact, by=room.editor, now=NOW)
    browser = browse(room.editor)
    assert browser.get(reverse("house_style", args=[room.article.slug, fact.number])).status_code == 409
    world = join(room.editor, make_desk("world"), "editor")
    browser = browse(world)
    named = {"story": room.article.slug, "query": fact.number}
    assert browser.get(reverse("style_new", args=["world"]), named).status_code == 404
