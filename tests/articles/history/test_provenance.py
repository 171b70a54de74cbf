"""Who wrote what, from the log as people leave it: typing, files, restoring, undoing, moving."""

from __future__ import annotations

import random
from array import array
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.attribution import Attribution
from articles.documents.origins import CLOSE, LEAF, OPEN, Account, text_of
from articles.editing import edits, suggestions
from articles.editing.suggestions import Choice
from articles.history import provenance
from articles.history.log import InvalidVersion
from articles.history.provenance import Act, AuthorshipLog, How, InvalidRange
from articles.models import Revision
from newsroom.errors import NotAllowed
from newsroom.models import User
from tests.acts import send_steps
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, place_of, typed

LATER = NOW + timedelta(hours=1)


def edit(article, by, *steps, now=LATER, client="tab"):
    article.document.refresh_from_db()
    send_steps(
        article=article,
        by=by,
        version=article.document.version,
        steps=list(steps),
        client_id=client,
        now=now,
    )
    article.document.refresh_from_db()


def put(article, by, before, words, **fields):
    """Type in front of words that stand there."""
    at = place_of(article, before)[0]
    edit(article, by, typed(at, at, words), **fields)


def type_words(article, by, words, version=None):
    start, end = place_of(article, words)
    return provenance.stretches_between(article=article, by=by, start=start, end=end, version=version)[1]


def names(stretches):
    return [(stretch.text, stretch.written.who) for stretch in stretches]


def test_what_was_filed_is_the_authors(room):
    (stretch,) = type_words(room.article, room.reader, "The last boat leaves at 23.40.")
    assert (stretch.written.by, stretch.written.how, stretch.written.at) == (room.writer, How.FILED, NOW)
    assert (stretch.revision, stretch.put) == (1, None)


def test_what_was_filed_without_an_author_is_whoever_filed_its(room):
    article = make_article(room.desk, by=room.editor)
    assert names(type_words(article, room.editor, "The last boat")) == [("The last boat", "Ruth Adeyemi")]
    article = make_article(room.desk)
    assert names(type_words(article, room.editor, "The last boat")) == [("The last boat", "Copydesk")]


def test_a_sentence_by_two_people_is_told_apart(room):
    put(room.article, room.editor, "boat", "night ")
    found = type_words(room.article, room.reader, "The last night boat leaves")
    assert names(found) == [
        ("The last ", "Mara Velde"),
        ("night ", "Ruth Adeyemi"),
        ("boat leaves", "Mara Velde"),
    ]
    assert (found[1].written.at, found[1].written.how, found[1].revision) == (LATER, How.WRITTEN, None)


def test_what_moved_in_a_new_version_is_still_whoever_wrote_its(room):
    first, second = "The last boat leaves at 23.40 sharp.", "Nobody waits on the quay after that."
    other = "A single ticket costs 6.50 euros from Monday on."
    article = make_article(room.desk, author=room.writer, doc=make_doc(f"{first} {second}", other))
    put(article, room.copy_editor, "ticket", "ferry ")
    new = make_doc(f"{second} {first}", other.replace("ticket", "ferry ticket"))
    edits.replace_text(
        article=article, new=new, by=room.editor, reason=Revision.Reason.NEW_VERSION, now=LATER
    )
    article.document.refresh_from_db()
    for words in (first[:-1], second[:-1]):
        assert names(type_words(article, room.reader, words)) == [(words, "Mara Velde")]
    assert names(type_words(article, room.reader, "single ferry ticket")) == [
        ("single ", "Mara Velde"),
        ("ferry ", "Jonas Keller"),
        ("ticket", "Mara Velde"),
    ]


def test_what_one_person_types_at_one_go_is_one_stretch(room):
    for number, letter in enumerate("night "):
        put(room.article, room.editor, "boat", letter, now=LATER + timedelta(seconds=number))
    put(room.article, room.editor, "boat", "car ", now=LATER + timedelta(days=1))
    found = type_words(room.article, room.reader, "night car ")
    assert names(found) == [("night ", "Ruth Adeyemi"), ("car ", "Ruth Adeyemi")]
    assert found[0].written.at == LATER


def test_the_first_revision_that_holds_the_words_is_named(room):
    put(room.article, room.editor, "boat", "white ")
    put(room.article, room.copy_editor, "leaves", "always ")
    assert type_words(room.article, room.reader, "white ")[0].revision == 2
    assert type_words(room.article, room.reader, "always ")[0].revision is None


def test_any_version_can_be_asked_about(room):
    put(room.article, room.editor, "last", "very ")
    start, end = place_of(room.article, "very last boat")
    edit(room.article, room.copy_editor, typed(1, 1, "Now: "))
    _log, found = provenance.stretches_between(
        article=room.article, by=room.reader, start=start, end=end, version=1
    )
    assert names(found) == [("very ", "Ruth Adeyemi"), ("last boat", "Mara Velde")]


def test_words_from_a_file_are_whoever_brought_its(room):
    new = make_doc("The very last boat leaves at 23.40.", "A single ticket costs 6.50 euros.")
    edits.replace_text(
        article=room.article, new=new, by=room.editor, reason=Revision.Reason.NEW_VERSION, now=LATER
    )
    found = type_words(room.article, room.reader, "very last boat")
    assert names(found) == [("very ", "Ruth Adeyemi"), ("last boat", "Mara Velde")]
    assert (found[0].written.how, found[0].revision) == (How.FILE, 2)


def test_restored_words_are_theirs_who_wrote_them_and_who_restored_is_said(room):
    put(room.article, room.copy_editor, "boat", "big ")
    edit(room.article, room.editor, typed(*place_of(room.article, "The last big boat leaves at 23.40."), ""))
    edits.restore(article=room.article, number=2, by=room.slot, now=LATER + timedelta(days=1))
    found = type_words(room.article, room.reader, "The last big boat")
    assert names(found) == [
        ("The last ", "Mara Velde"),
        ("big ", "Jonas Keller"),
        ("boat", "Mara Velde"),
    ]
    assert [stretch.put.who for stretch in found] == ["Peter Lund"] * 3
    assert found[0].put.how is How.RESTORED
    assert found[1].revision == 2


def test_a_restored_word_of_which_letters_stayed_has_one_writer(room):
    edit(room.article, room.editor, typed(*place_of(room.article, "leaves"), "arrives"))
    edits.restore(article=room.article, number=1, by=room.slot, now=LATER + timedelta(days=1))
    found = type_words(room.article, room.reader, "boat leaves at")
    assert {stretch.written.who for stretch in found} == {"Mara Velde"}
    assert [(one.text.strip(), one.put.who) for one in found if one.put] == [("leaves", "Peter Lund")]


def test_undoing_a_deletion_makes_nobody_an_author(room):
    start, end = place_of(room.article, "last")
    edit(room.article, room.editor, typed(start, end, ""), client="b")
    edit(room.article, room.editor, typed(start, start, "last"), client="b")
    assert [name for _text, name in names(type_words(room.article, room.reader, "last boat"))] == [
        "Mara Velde",
        "Mara Velde",
    ]


def test_the_whole_copy_block_by_block(room):
    put(room.article, room.editor, "boat", "night ")
    log = provenance.read_log(article=room.article, by=room.reader)
    assert [names(block) for block in log.blocks()] == [
        [("Ferry runs at night again", "Mara Velde")],
        [
            ("The last ", "Mara Velde"),
            ("night ", "Ruth Adeyemi"),
            ("boat leaves at 23.40.", "Mara Velde"),
        ],
        [("A single ticket costs 6.50 euros.", "Mara Velde")],
    ]


def test_only_people_of_the_desk_are_told(room):
    with pytest.raises(NotAllowed):
        type_words(room.article, room.stranger, "boat")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (9, 2), (1, 10_000)])
def test_a_range_without_words_is_refused(room, start, end):
    with pytest.raises(InvalidRange):
        provenance.stretches_between(article=room.article, by=room.reader, start=start, end=end)


def test_a_version_the_copy_never_had_is_refused(room):
    with pytest.raises(InvalidVersion):
        provenance.stretches_between(article=room.article, by=room.reader, start=1, end=4, version=7)


def test_the_number_of_statements_does_not_grow_with_the_log(room):
    def statements():
        with CaptureQueriesContext(connection) as counted:
            provenance.read_log(article=room.article, by=room.reader)
        return len(counted)

    statements()  # what the reader's part in the desk is, is asked once
    few = statements()
    for number in range(6):
        put(room.article, (room.editor, room.copy_editor)[number % 2], "boat", "big ")
    edits.restore(article=room.article, number=1, by=room.slot, now=LATER)
    assert statements() == few <= 6


def test_accepted_suggestions_stay_with_who_suggested_them(room):
    suggest(room.article, "last", "very latest", by=room.reader)
    suggest(room.article, "single", by=room.copy_editor)
    suggestions.decide(article=room.article, accept=True, choice=Choice(), by=room.writer, now=LATER)
    room.article.document.refresh_from_db()
    found = type_words(room.article, room.slot, "The very latest boat")
    assert names(found) == [("The ", "Mara Velde"), ("very latest ", "Leila Haddad"), ("boat", "Mara Velde")]
    log = provenance.read_log(article=room.article, by=room.slot, watch_from=0)
    removed = {log.acts[fate].who for fate in log.account.fates if fate >= 0}
    assert removed == {"Leila Haddad", "Jonas Keller"}


def test_rejected_suggestions_leave_no_writer(room):
    suggest(room.article, "last", "very latest", by=room.reader)
    suggestions.decide(article=room.article, accept=False, choice=Choice(), by=room.writer, now=LATER)
    assert names(type_words(room.article, room.slot, "The last boat")) == [("The last boat", "Mara Velde")]


def unit_by_unit(log, start, end):
    """What a stretch is, said of each unit: the same acts, or one piece of work; white space goes on."""
    units, acts, origins = log.account.units, log.account.acts, log.account.origins
    found, known = [], -1
    for at in range(start, end):
        if units[at] in (OPEN, CLOSE):
            known = -1
            continue
        same = known >= 0 and (acts[known], origins[known]) == (acts[at], origins[at])
        if same or (found and (units[at].isspace() or log.goes_on(found[-1][0], at))):
            found[-1][1] = at + 1
        else:
            found.append([at, at + 1])
        known = -1 if units[at].isspace() else at
    return [(first, last) for first, last in found if text_of(units[first:last]).strip()]


def test_stretches_are_those_that_reading_unit_by_unit_finds():
    chance = random.Random(1)
    people = [User(pk=number, name=f"Writer {number}") for number in (1, 2, 3)]
    for _ in range(300):
        acts = {
            number: Act(chance.choice(people), NOW + timedelta(minutes=chance.randrange(60)), number, how)
            for number in range(8)
            for how in [chance.choice([How.WRITTEN, How.FILE])]
        }
        units = OPEN + "".join(chance.choices(["a", "b", " ", "\n", CLOSE + OPEN, LEAF], k=40)) + CLOSE
        runs = [array("i"), array("i")]
        for run in runs:
            while len(run) < len(units):
                run.extend([chance.randrange(8)] * chance.randrange(1, 7))
        acts_of, origins = (run[: len(units)] for run in runs)
        log = AuthorshipLog(8, Account(units, Attribution(acts_of, origins)), acts, [])
        start, end = sorted(chance.sample(range(len(units) + 1), 2))
        found = [(stretch.start, stretch.end) for stretch in log.stretches(start, end)]
        assert found == unit_by_unit(log, start, end)
