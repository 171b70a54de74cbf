"""A comparison that says who: added and removed words, by whom and when, and each one's part in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import edits
from articles.history import revisions
from articles.history.attribution import CreditedRun, compare_with_credits
from articles.models import Revision
from newsroom.errors import NotAllowed
from tests.articles.history.test_provenance import LATER, edit, put
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, place_of, typed
from tests.pages import at, browse, words


def compared(room, old=1, new=None, article=None, **fields):
    article = article or room.article
    article.document.refresh_from_db()
    states = [revisions.find(article, old), revisions.find(article, new) if new else article]
    return compare_with_credits(article=article, old=states[0], new=states[1], by=room.reader, **fields)


def credited(comparison):
    runs = [run for one in comparison.groups for block in one.blocks for run in block.runs]
    return [run for run in runs if isinstance(run, CreditedRun)]


def changes(comparison):
    return [(run.kind, run.text, run.act.who if run.act else None) for run in credited(comparison)]


def replace(article, by, words, new, **fields):
    edit(article, by, typed(*place_of(article, words), new), **fields)


def test_each_run_says_who_added_or_removed_it(room):
    put(room.article, room.editor, "boat", "white ")
    replace(room.article, room.copy_editor, "6.50 euros", "7 euros")
    assert changes(compared(room)) == [
        ("added", "white ", "Ruth Adeyemi"),
        ("removed", "6.50", "Jonas Keller"),
        ("added", "7", "Jonas Keller"),
    ]


def test_a_run_by_two_people_is_divided(room):
    put(room.article, room.editor, "boat", "white ")
    put(room.article, room.copy_editor, "white boat", "big ")
    edit(room.article, room.slot, typed(*place_of(room.article, " costs 6.50"), ""))
    edit(room.article, room.editor, typed(*place_of(room.article, " euros."), ""))
    assert changes(compared(room)) == [
        ("added", "big ", "Jonas Keller"),
        ("added", "white ", "Ruth Adeyemi"),
        ("removed", " costs 6.50", "Peter Lund"),
        ("removed", " euros.", "Ruth Adeyemi"),
    ]


def test_who_removed_words_that_came_and_went_between_is_not_asked(room):
    put(room.article, room.editor, "boat", "white ")
    edit(room.article, room.copy_editor, typed(*place_of(room.article, "white "), ""))
    assert changes(compared(room)) == []


def test_between_two_revisions_only_what_happened_between_them_counts(room):
    put(room.article, room.editor, "boat", "white ")
    revisions.keep(article=room.article, by=room.editor, now=LATER)
    put(room.article, room.copy_editor, "leaves", "always ")
    revisions.keep(article=room.article, by=room.slot, now=LATER)
    replace(room.article, room.slot, "always ", "never ")
    assert changes(compared(room, old=2, new=3)) == [("added", "always ", "Jonas Keller")]
    assert changes(compared(room, old=1, new=2)) == [("added", "white ", "Ruth Adeyemi")]


def test_everybodys_part_is_counted(room):
    put(room.article, room.editor, "boat", "white ", now=NOW)
    put(room.article, room.editor, "costs", "still ", now=LATER)
    replace(room.article, room.copy_editor, "6.50", "7", now=LATER)
    found = compared(room).authors
    assert [(author.name, author.initials, author.count, author.last) for author in found] == [
        ("Ruth Adeyemi", "RA", 2, LATER),
        ("Jonas Keller", "JK", 1, LATER),
    ]
    assert found[0].colour != found[1].colour


def test_one_persons_changes_stand_out(room):
    put(room.article, room.editor, "boat", "white ")
    replace(room.article, room.copy_editor, "6.50", "7")
    shown = compared(room, only=room.editor.pk)
    assert shown.only.name == "Ruth Adeyemi"
    assert {run.text: run.is_others for run in credited(shown)} == {
        "white ": False,
        "6.50": True,
        "7": True,
    }
    assert compared(room, only=room.stranger.pk).only is None


def test_restored_words_say_who_brought_them_back_and_who_wrote_them(room):
    edit(room.article, room.editor, typed(*place_of(room.article, "The last boat leaves at 23.40."), ""))
    revisions.keep(article=room.article, by=room.editor, now=LATER)
    edits.restore(article=room.article, number=1, by=room.slot, now=LATER + timedelta(days=1))
    (run,) = credited(compared(room, old=2, new=3))
    assert run.description.startswith("restored by Peter Lund, Tue 3 March 2026")
    assert run.description.endswith("written by Mara Velde")


def test_words_from_a_file_say_so(room):
    new = make_doc("The very last boat leaves at 23.40.", "A single ticket costs 6.50 euros.")
    edits.replace_text(
        article=room.article, new=new, by=room.editor, reason=Revision.Reason.NEW_VERSION, now=LATER
    )
    (run,) = credited(compared(room))
    assert run.description.startswith("imported by Ruth Adeyemi")


def test_of_two_equal_words_the_one_that_was_added_is_credited(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("A very fast boat, a very old quay."))
    put(article, room.editor, "very fast", "very ")
    edit(article, room.copy_editor, typed(*place_of(article, " a very"), ""))
    put(article, room.copy_editor, " old quay", " a a very")
    assert {who for _kind, _text, who in changes(compared(room, article=article))} == {
        "Ruth Adeyemi",
        "Jonas Keller",
    }


def test_what_is_only_proposed_is_no_change_and_shifts_no_names(room):
    suggest(room.article, "The last", "A 🚢 very much later", by=room.reader)
    put(room.article, room.editor, "boat", "white ")
    revisions.keep(article=room.article, by=room.editor, now=LATER)
    suggest(room.article, "leaves", "departs", by=room.reader)
    replace(room.article, room.copy_editor, "6.50", "7")
    assert changes(compared(room)) == [
        ("added", "white ", "Ruth Adeyemi"),
        ("removed", "6.50", "Jonas Keller"),
        ("added", "7", "Jonas Keller"),
    ]
    assert changes(compared(room, old=3)) == [
        ("removed", "6.50", "Jonas Keller"),
        ("added", "7", "Jonas Keller"),
    ]


def test_half_characters_do_not_shift_the_names(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("😀😀 leaves at 23.40."))
    put(article, room.editor, "leaves", "🚢 ")
    put(article, room.copy_editor, "at 23", "early ")
    assert changes(compared(room, article=article)) == [
        ("added", "🚢 ", "Ruth Adeyemi"),
        ("added", "early ", "Jonas Keller"),
    ]


def test_only_people_of_the_desk_compare(room):
    with pytest.raises(NotAllowed):
        compare_with_credits(
            article=room.article, old=revisions.find(room.article, 1), new=room.article, by=room.stranger
        )


def test_the_page_shows_initials_names_and_a_list(room):
    put(room.article, room.editor, "boat", "white ")
    replace(room.article, room.copy_editor, "6.50", "7")
    url = at(room.article, "compare/?from=1&to=now")
    page = browse(room.reader).get(url)
    shown = words(page)
    assert "Ruth Adeyemi : 1 change" in shown
    assert "white (added by Ruth Adeyemi, Mon 2 March 2026" in shown
    assert "6.50 (removed by Jonas Keller" in shown
    assert shown.count(" JK ") == 2  # in the list, and once for the words that were replaced
    one = browse(room.reader).get(f"{url}&by={room.editor.pk}")
    assert "Show all" in words(one)
    assert "removed by Jonas Keller" in one.content.decode()
    assert "6.50 (removed" not in words(one)
    for odd in ("x", "-1", "99999999999999999999", "²"):
        assert browse(room.reader).get(f"{url}&by={odd}").status_code == 200
    assert browse(room.stranger).get(url).status_code == 404


def test_the_page_takes_as_many_statements_whatever_the_log(room):
    client = browse(room.reader)
    url = at(room.article, "compare/?from=1&to=now")
    put(room.article, room.editor, "boat", "white ")

    def statements():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    few = statements()
    for number in range(8):
        put(room.article, (room.copy_editor, room.editor)[number % 2], "boat", "big ")
    assert statements() == few <= 16
