from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.stylebook import compiled, entries
from tests.factories import make_desk
from tests.reviews.stylebook.books import make_entry


def found(desk, text, language="en"):
    rules = compiled.rules_of(desk.pk, language)
    return [one.place.words for one in rules.in_text(text)] if rules else None


def test_a_desk_without_a_stylebook_has_no_rules(room):
    assert found(room.desk, "Arab governments") is None


def test_live_entries_of_the_language_speak_and_a_change_is_heard_at_once(room):
    entry = make_entry(room.desk, room.editor)
    make_entry(room.desk, room.editor, "Staaten", language="de")
    assert found(room.desk, "Arab governments, Staaten") == ["Arab governments"]
    assert found(room.desk, "Arab governments, Staaten", "de-AT") == ["Arab governments", "Staaten"]
    assert found(room.desk, "Arab governments, Staaten", "sv") == ["Arab governments"]
    entries.switch(entry, on=False, by=room.editor)
    assert found(room.desk, "Arab governments") == []
    assert found(make_desk("world"), "Arab governments") is None


def test_a_version_is_compiled_once_for_a_process(room):
    make_entry(room.desk, room.editor)
    first = compiled.rules_of(room.desk.pk, "en")
    with CaptureQueriesContext(connection) as statements:
        assert compiled.rules_of(room.desk.pk, "en") is first
    assert len(statements) == 1


def test_few_sets_are_kept(room, monkeypatch):
    monkeypatch.setattr(compiled, "MOST_KEPT", 2)
    make_entry(room.desk, room.editor)
    first = compiled.rules_of(room.desk.pk, "en")
    compiled.rules_of(room.desk.pk, "de")
    assert compiled.rules_of(room.desk.pk, "en") is first
    compiled.rules_of(room.desk.pk, "fr")
    compiled.rules_of(room.desk.pk, "es")
    assert compiled.rules_of(room.desk.pk, "en") is not first
