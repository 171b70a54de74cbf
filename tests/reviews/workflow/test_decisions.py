from __future__ import annotations

import pytest

from articles.importing import import_copy
from reviews.workflow.decisions import (
    Act,
    Decision,
    PassageNotFound,
    assigned_by,
    decided,
    left_in_text,
)

DRAFT = b"# Market\n\nThe market <only on Fridays?> moves in May (source?), or in June <sure?>.\n"


@pytest.fixture
def imported():
    return import_copy(DRAFT, filename="a.md")


def test_notes_are_asked_as_decided(imported):
    first, second, third = (note.key for note, _passage in imported.notes)
    article = decided(
        imported,
        {
            first: Decision(kind="legal", blocking=False, about="in June"),
            second: Decision(act=Act.DROP),
        },
    )
    assert [(note.key, note.kind, note.blocking, passage.quote) for note, passage in article.notes] == [
        (first, "legal", False, "in June"),
        (third, "fact", True, imported.notes[2][1].quote),
    ]


def test_every_note_on_words_that_are_not_there_is_named(imported):
    first, _second, third = (note.key for note, _passage in imported.notes)
    with pytest.raises(PassageNotFound) as refused:
        decided(imported, {key: Decision(kind="fact", about="in July") for key in (first, third)})
    assert refused.value.keys == (first, third)


def test_what_stays_in_the_text_and_who_is_asked(imported, room):
    first, second, third = (note.key for note, _passage in imported.notes)
    decisions = {
        first: Decision(act=Act.LEAVE),
        second: Decision(kind="fact", assigned=True, assigned_to=room.reader),
        third: Decision(kind="fact"),
    }
    assert left_in_text(decisions) == {first}
    assert assigned_by(decisions) == {second: room.reader}
