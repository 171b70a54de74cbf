from __future__ import annotations

import re
from datetime import timedelta

import pytest

from articles.editing.details import Details, set_details
from articles.history import revisions, timeline
from articles.models import Article
from tests.acts import put_instead, replace_words
from tests.factories import NOW, join, make_article, make_doc, make_query, make_user
from tests.pages import at, browse, words


@pytest.mark.parametrize("tail", ["history/", "history/1/", "compare/", "history/1/restore"])
def test_only_people_of_the_desk_see_it(room, tail):
    assert browse(room.colleague).get(at(room.article, tail)).status_code == 200
    assert browse(room.stranger).get(at(room.article, tail)).status_code == 404
    assert browse().get(at(room.article, tail)).status_code == 302


def test_the_list_says_why_who_and_how_long(room):
    replace_words(room, "6.50", "6.80", by=room.editor)
    browse(room.reader).post(at(room.article, "history/keep"))
    shown = words(browse(room.colleague).get(at(room.article, "history/")))
    assert "Leila Haddad saved a version Revision 2" in shown
    assert "Copydesk filed the story Revision 1" in shown
    assert f"{room.article.words} words" in shown
    assert shown.index("saved a version") < shown.index("filed the story")


def test_keeping_a_revision_by_hand(room):
    replace_words(room, "6.50", "6.80", by=room.editor)
    response = browse(room.writer).post(at(room.article, "history/keep"), follow=True)
    assert "Saved as revision 2." in words(response)
    assert "Keep this version" not in words(response)
    assert browse(room.stranger).post(at(room.article, "history/keep")).status_code == 404
    assert browse(room.writer).get(at(room.article, "history/keep")).status_code == 405


def named(room):
    return dict(room.article.revisions.values_list("number", "version_name__name"))


def test_a_version_is_kept_with_a_name_renamed_and_unnamed(room):
    replace_words(room, "6.50", "6.80", by=room.editor)
    browser = browse(room.writer)
    browser.post(at(room.article, "history/keep"), {"name": "  For the\x00  lawyers "})
    assert named(room) == {1: None, 2: "For the lawyers"}
    shown = browser.get(at(room.article, "history/"))
    assert "For the lawyers Mara Velde saved a version" in words(shown)
    assert "Revision 2: For the lawyers" in words(browser.get(at(room.article, "compare/")))
    answer = browse(room.reader).post(at(room.article, "history/2/name"), {"name": "Legal"}, follow=True)
    assert "Revision 2 named." in words(answer)
    assert named(room)[2] == "Legal"
    answer = browser.post(at(room.article, "history/2/name"), {"name": " "}, follow=True)
    assert "Name of revision 2 removed." in words(answer)
    assert named(room)[2] is None


def test_a_name_has_a_limit_and_is_never_markup(room):
    replace_words(room, "6.50", "6.80", by=room.editor)
    browser = browse(room.writer)
    for path in ("history/keep", "history/1/name"):
        answer = browser.post(at(room.article, path), {"name": "x" * 81})
        assert answer.status_code == 422
        assert "80 characters at most" in words(answer)
    assert named(room) == {1: None}
    browser.post(at(room.article, "history/1/name"), {"name": "<b>x" + "y" * 76})
    for path in ("history/", "compare/?from=1"):
        assert "<b>x" not in browser.get(at(room.article, path)).content.decode()


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("stranger", 404), ("colleague", 302)])
def test_who_names_a_version(room, who, status):
    room.viewer = join(make_user("Vera"), room.desk, "viewer")
    browser = browse(getattr(room, who))
    assert browser.post(at(room.article, "history/1/name"), {"name": "Mine"}).status_code == status
    assert named(room)[1] == ("Mine" if status == 302 else None)
    assert browser.post(at(room.article, "history/9/name"), {"name": "Mine"}).status_code == (
        404 if status == 302 else status
    )
    if status == 403:
        assert b"/name" not in browser.get(at(room.article, "history/")).content


def test_days_and_pages(room, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 2)
    for number in range(3):
        put_instead(room.article, "boat", f"boat{number} boat", by=room.editor)
        revisions.keep(article=fresh(room), by=room.editor, now=NOW + timedelta(days=number))
    browser = browse(room.writer)
    first = browser.get(at(room.article, "history/"))
    assert [[one.revision.number for one in day.entries] for day in first.context["timeline"].days] == [
        [4],
        [3],
    ]
    assert "Ruth Adeyemi saved a version Revision 4" in words(first)
    assert "( +1 )" in words(first)
    second = browser.get(at(room.article, "history/?before=3"))
    entries = [one for day in second.context["timeline"].days for one in day.entries]
    assert [(one.revision.number, one.added) for one in entries] == [(2, 1), (1, None)]
    assert second.context["timeline"].older is None
    assert b'id="current-version"' not in second.content


def fresh(room):
    return Article.objects.select_related("desk", "author").get(pk=room.article.pk)


def test_without_a_choice_the_last_two_that_differ_are_compared(room):
    browser = browse(room.writer)

    def compared(query=""):
        context = browser.get(at(room.article, f"compare/{query}")).context
        return tuple(getattr(context[side], "number", None) for side in ("old", "new"))

    assert compared() == (1, None)
    replace_words(room, "single", "return", by=room.editor)
    browser.post(at(room.article, "history/keep"))
    assert compared() == (1, None)  # revision 2 is what is there now
    replace_words(room, "last", "first", by=room.editor)
    assert compared() == (2, None)
    revisions.freeze(
        article=fresh(room), document=fresh(room).document, reason="signed", by=room.editor, now=NOW
    )
    revisions.freeze(
        article=fresh(room),
        document=fresh(room).document,
        reason="released",
        by=room.editor,
        now=NOW,
        always=True,
    )
    assert compared() == (2, None)
    assert compared("?to=4") == (2, 4)
    assert compared("?to=2") == (1, 2)
    assert compared("?to=1") == (1, 1)


def test_changes_are_counted(room):
    replace_words(room, "single", "return", by=room.editor)
    replace_words(room, "last ", "", by=room.editor)
    counts = browse(room.writer).get(at(room.article, "compare/")).context["comparison"].counts
    assert (counts.added, counts.removed, counts.formatted, counts.moved) == (1, 2, 0, 0)


def test_a_revision_reads_as_it_was_kept(room):
    replace_words(room, "6.50", "6.80", by=room.editor)
    response = browse(room.colleague).get(at(room.article, "history/1/"))
    assert "A single ticket costs 6.50 euros." in words(response)
    assert "the copy has changed since" in words(response)
    assert browse(room.colleague).get(at(room.article, "history/9/")).status_code == 404


def test_any_two_are_compared_word_by_word_older_first(room):
    replace_words(room, "single", "return", by=room.editor)
    browse(room.writer).post(at(room.article, "history/keep"))
    replace_words(room, "last", "first", by=room.editor)
    for address in ("compare/?from=1&to=2", "compare/?from=2&to=1"):
        body = browse(room.colleague).get(at(room.article, address)).content
        assert b">single</del>" in body
        assert b">return</ins>" in body
        assert b">first</ins>" not in body
    now = browse(room.colleague).get(at(room.article, "compare/?from=2")).content
    assert b">last</del>" in now
    assert b">first</ins>" in now
    assert b">return</ins>" not in now
    assert b">first</ins>" in browse(room.colleague).get(at(room.article, "compare/")).content


def test_what_stands_beside_the_text_is_compared_too(room):
    details = Details(byline="M. Velde", language="ar", deadline=None, embargo_until=None, author=room.writer)
    set_details(article=room.article, details=details, by=room.editor, now=NOW)
    response = browse(room.writer).get(at(room.article, "compare/?from=1"))
    assert "Byline Mara Velde M. Velde Language en ar Direction ltr rtl" in words(response)
    assert "unchanged" not in words(response)


def test_the_same_words_are_no_difference(room):
    assert "No changes." in words(browse(room.writer).get(at(room.article, "compare/?from=1&to=now")))


def test_unchanged_stretches_are_folded(room):
    article = make_article(
        room.desk, author=room.writer, doc=make_doc(*(f"Paragraph {n}." for n in range(12)))
    )
    room.article = article
    replace_words(room, "Paragraph 9.", "Paragraph nine.", by=room.editor)
    response = browse(room.writer).get(at(article, "compare/"))
    assert "9 unchanged paragraphs" in words(response)
    assert "1 unchanged paragraph" in words(response)


@pytest.mark.parametrize("query", ["?from=9", "?from=x", "?from=1&to=99", "?from=-1", "?to=%00"])
def test_revisions_that_are_none(room, query):
    assert browse(room.writer).get(at(room.article, f"compare/{query}")).status_code == 404


def test_restoring_asks_first_and_is_one_more_edit(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    replace_words(room, "single", "return", by=room.editor)
    asked = browse(room.writer).get(at(room.article, "history/1/restore"))
    assert b"<del>return</del><ins>single</ins>" in asked.content.replace(b"\n", b"") or (
        b"<ins>single</ins>" in asked.content and b"<del>return</del>" in asked.content
    )
    room.article.document.refresh_from_db()
    assert "return" in room.article.document.content
    response = browse(room.writer).post(at(room.article, "history/1/restore"), follow=True)
    assert "Revision 1 restored (now revision 3)." in words(response)
    room.article.document.refresh_from_db()
    assert "return" not in room.article.document.content
    query.anchor.refresh_from_db()
    assert query.anchor.state == "exact"
    browse(room.writer).post(at(room.article, "history/2/restore"))
    room.article.document.refresh_from_db()
    assert "return" in room.article.document.content


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("colleague", 403), ("stranger", 404)])
def test_who_does_not_restore(room, who, status):
    replace_words(room, "single", "return", by=room.editor)
    browser = browse(getattr(room, who))
    assert browser.post(at(room.article, "history/1/restore")).status_code == status
    if status == 403:
        refused = browser.get(at(room.article, "history/1/restore"))
        assert "Only the author or a desk editor can restore a revision" in words(refused)
        assert b'<form method="post" class="row">' not in refused.content
        assert b"/restore" not in browser.get(at(room.article, "history/")).content
    room.article.document.refresh_from_db()
    assert "return" in room.article.document.content


def test_a_closed_article_is_not_restored(room):
    replace_words(room, "single", "return", by=room.editor)
    Article.objects.filter(pk=room.article.pk).update(state="released")
    response = browse(room.editor).post(at(room.article, "history/1/restore"))
    assert response.status_code == 410
    assert "Start a correction to change it." in words(response)


def test_words_of_an_old_revision_are_never_markup(room):
    replace_words(room, "single", "<img src=x onerror=alert(1)>", by=room.editor)
    for tail in ("compare/", "history/1/restore", "history/"):
        assert "<img" not in browse(room.writer).get(at(room.article, tail)).content.decode()


def test_more_revisions_take_no_more_statements(room, django_assert_num_queries):
    browser = browse(room.writer)
    browser.get(at(room.article, "history/"))
    with django_assert_num_queries(8):
        browser.get(at(room.article, "history/"))
    for number in range(10):
        replace_words(room, "ticket", f"ticket{number} ticket", by=room.editor)
        browse(room.editor).post(at(room.article, "history/keep"), {"name": f"Draft {number}"})
    with django_assert_num_queries(8):
        assert "Revision 11" in words(browser.get(at(room.article, "history/")))


def test_thousands_of_words_stand_apart_wherever_they_are_counted(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("Boats leave late. " * 400))
    browser = browse(room.writer)
    for address in (
        at(article),
        at(article, "history/"),
        at(article, "history/1/"),
        at(article, "authorship/"),
        "/stories/",
    ):
        shown = words(browser.get(address))
        assert re.search(r"\b1,2\d\d(?! of)", shown), address
        assert not re.search(r"\b12\d\d words", shown), address
