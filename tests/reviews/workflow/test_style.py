from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.documents.style.checking import check_entries
from articles.documents.style.model import Entry, Level
from articles.documents.style.rules import Rules
from newsroom.errors import Conflict, NotAllowed
from reviews.models import LeftFinding
from reviews.stylebook import entries
from reviews.workflow import preflight, releasing, style
from reviews.workflow.preflight import Code, Severity
from tests.acts import replace_words
from tests.factories import NOW, make_article, make_doc
from tests.reviews.stylebook.books import make_entry
from tests.reviews.workflow.test_preflight import sign_all

WORDS = ("Arab governments met. Then the Arab governments left.", "The delegates dined.")


@pytest.fixture
def story(room):
    room.article = make_article(room.desk, author=room.writer, doc=make_doc(*WORDS))
    return room


def found(article):
    return [one for one in preflight.preflight(article, now=NOW) if one.code == Code.STYLE]


def fresh(article):
    return type(article).objects.select_related("desk", "document").get(pk=article.pk)


def test_what_blocks_is_one_finding_for_the_same_words_and_says_what_to_write_and_why(story):
    make_entry(story.desk, story.editor, reason="Say which ones.")
    (one,) = found(story.article)
    assert one.severity is Severity.ERROR
    assert one.sentence == "“Arab governments” – write “Gulf governments”. 2 places. Say which ones."
    doc = story.article.document.parsed()
    assert doc.text_between(one.place.start, one.place.end) == "Arab governments"


def test_warnings_and_hints_do_not_block_and_neither_does_another_language(story):
    make_entry(story.desk, story.editor, level=Level.WARNING)
    make_entry(story.desk, story.editor, "delegates", level=Level.HINT)
    make_entry(story.desk, story.editor, "dined", language="ar")
    assert found(story.article) == []
    looked = style.look_at(story.article)
    assert [one.first.place.words for one in looked.warnings] == ["Arab governments"]
    body = preflight.report(story.article, [])
    assert [one["words"] for one in body["warnings"]] == ["Arab governments"]
    assert body["clean"]


def test_words_in_a_quotation_are_somebody_elses(story):
    make_entry(story.desk, story.editor, "boats")
    quoted = make_article(story.desk, doc=make_doc("“The boats are full,” she said."))
    assert found(quoted) == []


@pytest.mark.parametrize(
    ("suggestion", "sentence"),
    [("", "“dined” – leave it out. Why?"), (None, "“dined” – see the stylebook. Why?")],
)
def test_an_entry_without_other_words(story, suggestion, sentence):
    make_entry(story.desk, story.editor, "dined", suggestion=suggestion, reason="Why?")
    assert found(story.article)[0].sentence == sentence


def test_what_is_left_is_left_for_these_words_in_this_story_with_a_name(story):
    make_entry(story.desk, story.editor)
    other = make_article(story.desk, doc=make_doc(*WORDS))
    left = style.leave(article=story.article, key=found(story.article)[0].key, by=story.editor, now=NOW)
    assert (left.words, left.left_by, left.entry) == ("Arab governments", story.editor, "Arab governments")
    assert found(story.article) == []
    assert len(found(other)) == 1
    style.take_back(left=left, by=story.editor)
    assert len(found(story.article)) == 1


def test_it_is_stale_when_the_words_or_what_is_suggested_change(story):
    entry = make_entry(story.desk, story.editor)
    style.leave(article=story.article, key=found(story.article)[0].key, by=story.editor, now=NOW)
    entries.change(entry, replace(entry.entry, suggestion="Gulf states"), by=story.editor)
    assert len(found(story.article)) == 1
    assert style.look_at(story.article).stale == tuple(LeftFinding.objects.all())
    entries.change(entry, replace(entry.entry, suggestion="Gulf governments"), by=story.editor)
    assert found(story.article) == []
    replace_words(story, "Arab governments met", "ARAB governments met")
    assert [one.words for one in found(fresh(story.article))] == ["ARAB governments"]


@pytest.mark.parametrize("who", ["writer", "reader", "stranger"])
def test_only_editors_leave_what_blocks(story, who):
    make_entry(story.desk, story.editor)
    with pytest.raises(NotAllowed):
        style.leave(article=story.article, key=found(story.article)[0].key, by=getattr(story, who), now=NOW)
    assert not LeftFinding.objects.exists()


def test_readers_leave_warnings_and_writers_leave_nothing(story):
    make_entry(story.desk, story.editor, level=Level.WARNING)
    key = style.look_at(story.article).warnings[0].first.key
    with pytest.raises(NotAllowed):
        style.leave(article=story.article, key=key, by=story.writer, now=NOW)
    left = style.leave(article=story.article, key=key, by=story.reader, now=NOW)
    with pytest.raises(NotAllowed):
        style.take_back(left=left, by=story.writer)


def test_what_is_not_found_cannot_be_left(story):
    make_entry(story.desk, story.editor)
    with pytest.raises(style.NothingToLeave):
        style.leave(article=story.article, key="0" * 32, by=story.editor, now=NOW)


def test_nothing_is_left_in_a_story_that_was_released(story):
    make_entry(story.desk, story.editor)
    left = style.leave(article=story.article, key=found(story.article)[0].key, by=story.editor, now=NOW)
    sign_all(story)
    released = releasing.release(article=story.article, by=story.slot, now=NOW)
    assert [one["words"] for one in released.certificate["style_left"]] == ["Arab governments"]
    left.article = fresh(story.article)
    make_entry(story.desk, story.editor, "dined")
    assert found(left.article) == []
    with pytest.raises(Conflict):
        style.take_back(left=left, by=story.editor)


def test_more_entries_and_findings_take_no_more_statements(story):
    def statements():
        article = fresh(story.article)
        with CaptureQueriesContext(connection) as captured:
            style.look_at(article)
        return len(captured)

    assert statements() == 1  # a desk without a stylebook
    make_entry(story.desk, story.editor)
    style.look_at(story.article)
    few = statements()
    for word in ("met", "left", "delegates", "dined"):
        make_entry(story.desk, story.editor, word)
    style.look_at(story.article)
    style.leave(article=story.article, key=found(story.article)[0].key, by=story.editor, now=NOW)
    assert statements() == few == 2


WORD = st.sampled_from(["boat", "Boat", "BOAT", "boats", "ferry", "Ferry", "a", "the", "boat’s"])


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(st.lists(WORD, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4),
    data=st.data(),
)
def test_leaving_never_hides_other_words(texts, data):
    """What is gone from the list has the very entry, words and suggestion that were left."""
    rules = Rules(
        [
            Entry(name="one", pattern="boat", suggestion="ship", level=Level.BLOCKS),
            Entry(name="two", pattern="(boat|ferry)s?", suggestion="$1!", form="re2", level=Level.BLOCKS),
        ]
    )
    all_found = check_entries(make_doc(*texts), rules)
    if not all_found:
        return
    left = data.draw(st.sampled_from(all_found))
    for one in all_found:
        is_same = (one.rule, one.place.words, one.suggestion) == (
            left.rule,
            left.place.words,
            left.suggestion,
        )
        assert (one.key == left.key) == is_same
