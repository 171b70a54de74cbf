from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.style.model import Entry, EntryRefused, Level
from newsroom.errors import NotAllowed, NotFound
from reviews.models import Stylebook, StyleEntry
from reviews.stylebook import entries
from tests.factories import NOW, join, make_desk, make_user
from tests.reviews.stylebook.books import make_entry


def version(desk):
    return Stylebook.objects.get(desk=desk).version


def test_an_entry_is_kept_with_all_it_says(room):
    said = Entry(
        name="Arab governments",
        pattern="Arab governments",
        suggestion="Gulf governments",
        reason="Say which.",
        level=Level.BLOCKS,
        exceptions=("League of Arab governments",),
        wrong=("Arab governments agreed.",),
        right=("Arab governors agreed.",),
        language="en",
    )
    added = entries.add(room.desk, said, by=room.editor, now=NOW)
    assert entries.find_entry(room.desk, added.pk).entry == said
    assert added.author == room.editor


@pytest.mark.parametrize("who", ["writer", "reader", "stranger"])
def test_only_editors_of_the_desk_change_it(room, who):
    person, entry = getattr(room, who), make_entry(room.desk, room.editor)
    before = version(room.desk)
    for act in (
        lambda: make_entry(room.desk, person, "Gulf"),
        lambda: entries.change(entry, replace(entry.entry, reason="No."), by=person),
        lambda: entries.switch(entry, on=False, by=person),
        lambda: entries.remove(entry, by=person),
        lambda: entries.bring_in(room.desk, [entry.entry], by=person, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert version(room.desk) == before
    assert StyleEntry.objects.get().entry == entry.entry


def test_an_editor_of_another_desk_changes_nothing_here(room):
    other = join(make_user(), make_desk(), "editor")
    with pytest.raises(NotAllowed):
        make_entry(room.desk, other)


def test_editors_and_readers_see_it_and_nobody_else(room):
    for person in (room.editor, room.reader, room.admin):
        assert entries.find_desk(person, room.desk.slug) == room.desk
    with pytest.raises(NotAllowed):
        entries.find_desk(room.writer, room.desk.slug)
    with pytest.raises(NotFound):
        entries.find_desk(room.stranger, room.desk.slug)
    assert entries.desks_with_stylebook(room.reader) == [room.desk]
    assert entries.desks_with_stylebook(room.writer) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"wrong": ("Gulf governments agreed.",)}, "The entry has to find something in “Gulf governments"),
        ({"right": ("Arab governments agreed.",)}, "leave “Arab governments agreed.” alone, and finds “Arab"),
        ({"form": "re2", "pattern": "(a+)+$("}, "has a “(” that is never closed"),
        ({"form": "re2", "pattern": "(?<=x)y"}, "look-around"),
        ({"form": "re2", "pattern": r"(a)\1"}, "refers back to a group"),
        ({"name": "blank", "pattern": " "}, "Enter the words that the entry finds."),
    ],
)
def test_an_entry_whose_examples_do_not_hold_or_whose_pattern_is_none_is_refused(room, fields, sentence):
    with pytest.raises(EntryRefused, match=sentence.replace("(", r"\(")):
        make_entry(room.desk, room.editor, **fields)
    assert not StyleEntry.objects.exists()


def test_a_name_is_taken_once_on_a_desk(room):
    make_entry(room.desk, room.editor)
    other = make_entry(room.desk, room.editor, "Gulf states", name="Gulf")
    with pytest.raises(EntryRefused, match="already"):
        make_entry(room.desk, room.editor)
    with pytest.raises(EntryRefused, match="already"):
        entries.change(other, replace(other.entry, name="Arab governments"), by=room.editor)
    entries.change(other, replace(other.entry, reason="Name them."), by=room.editor)
    make_entry(make_desk("world"), room.admin)


def test_every_change_gives_another_version_and_is_in_the_history(room):
    entry, seen = make_entry(room.desk, room.editor), []
    seen.append(version(room.desk))
    for act in (
        lambda: entries.change(entry, replace(entry.entry, reason="Name them."), by=room.editor),
        lambda: entries.switch(entry, on=False, by=room.editor),
        lambda: entries.bring_in(room.desk, [replace(entry.entry, reason="Yes.")], by=room.editor, now=NOW),
        lambda: entries.remove(entry, by=room.editor),
    ):
        act()
        seen.append(version(room.desk))
    assert len(set(seen)) == 5
    assert [row.history_type for row in StyleEntry.history.order_by("history_id")] == [*"+~~~-"]


def test_what_is_gone_is_not_changed(room):
    entry = make_entry(room.desk, room.editor)
    entries.remove(entry, by=room.editor)
    with pytest.raises(NotFound):
        entries.switch(entry, on=True, by=room.editor)


def test_an_import_adds_and_changes_all_or_nothing_in_a_fixed_number_of_statements(room):
    old = make_entry(room.desk, room.editor, "one")

    def wanted(count):
        return [
            Entry(name=f"n{number}", pattern=f"n{number}", suggestion="x", reason=f"{count}")
            for number in range(count)
        ]

    broken = replace(old.entry, name="broken", wrong=("nothing",))
    with pytest.raises(EntryRefused):
        entries.bring_in(room.desk, [*wanted(2), broken], by=room.editor, now=NOW)
    assert StyleEntry.objects.count() == 1
    counts = []
    for count in (3, 60):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            done = entries.bring_in(room.desk, [old.entry, *wanted(count)], by=room.editor, now=NOW)
        counts.append(len(statements))
    assert done == (57, 3)
    assert counts[1] <= counts[0] + 8  # the changed ones, which the first import had none of


def test_starting_entries_are_those_of_the_desks_language_that_it_does_not_have(room):
    missing = entries.missing_starters(room.desk)
    assert {entry.language for entry in missing} == {"en"}
    assert any(not entry.active for entry in missing)
    entries.bring_in(room.desk, missing, by=room.editor, now=NOW)
    assert entries.missing_starters(room.desk) == []
