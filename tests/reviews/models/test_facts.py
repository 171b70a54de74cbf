"""The facts of events: a shape for each kind, the same after a visit to the database, older rows included."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace

import pytest

from reviews.models import Event
from reviews.models.facts import (
    SHAPES,
    Answered,
    Asked,
    Assigned,
    Assignment,
    AuthorChanged,
    Bounced,
    Changed,
    Decided,
    DecidedSuggestions,
    Deputy,
    Facts,
    Invited,
    Moved,
    Pressing,
    Released,
    Reopened,
    Replied,
    Resolved,
    Stale,
    StandsIn,
    mentioned_by,
    of_queries,
)
from reviews.notifications import events
from tests.factories import NOW

Kind = Event.Kind
SUBJECT = "[City] Ferry runs at night again"
STORED = {
    Kind.ASKED: (
        Asked(mentioned=(3,), queries=(1, 2), notified={7: (1, 2), 8: (2,)}, together=True),
        {"mentioned": [3], "queries": [1, 2], "told": {"7": [1, 2], "8": [2]}, "together": True},
    ),
    Kind.REPLIED: (Replied(mentioned=(3, 4)), {"mentioned": [3, 4]}),
    Kind.ASSIGNED: (Assigned(before=5), {"from": 5}),
    Kind.RESOLVED: (Resolved(mentioned=(3,)), {"mentioned": [3]}),
    Kind.REOPENED: (Reopened(restored=7), {"restored": 7}),
    Kind.CHANGED: (Changed(mentioned=(3,), is_due=True), {"mentioned": [3], "is_due": True}),
    Kind.STAGE_DUE: (Facts(), {}),
    Kind.STALE: (Stale(signers=(9,), revision=4), {"signers": [9], "revision": 4}),
    Kind.RELEASED: (
        Released(certificate={"digest": "sha256:1", "signatures": [{"stage": "Copy"}]}),
        {"certificate": {"digest": "sha256:1", "signatures": [{"stage": "Copy"}]}},
    ),
    Kind.INVITED: (
        Invited(guest=6, purpose="comment", queries=(), notified={6: ()}),
        {"guest": 6, "purpose": "comment", "queries": [], "told": {"6": []}},
    ),
    Kind.REMINDED: (Facts(), {}),
    Kind.PRESSING: (
        Pressing(others=2, slot_group=11, to_slot=True),
        {"others": 2, "slot_group": 11, "to_slot": True},
    ),
    Kind.BOUNCED: (
        Bounced(person=7, name="Mara Velde", address="mara@desk.example", reason="No such user"),
        {"person": 7, "name": "Mara Velde", "address": "mara@desk.example", "reason": "No such user"},
    ),
    Kind.DECIDED: (
        Decided(accepted=True, suggestions={7: DecidedSuggestions((1, 2), ("put in “boat”",))}),
        {"accepted": True, "suggestions": {"7": {"ids": [1, 2], "said": ["put in “boat”"]}}},
    ),
    Kind.STANDS_IN: (
        StandsIn(queries=(1,), notified={8: (1,)}, away=7, deputy=8),
        {"queries": [1], "told": {"8": [1]}, "away": 7, "deputy": 8},
    ),
    Kind.DEPUTY: (
        Deputy(person=7, deputy=8, names={7: "Mara", 8: "Ruth"}, is_named=True, notifies_both=True),
        {
            "person": 7,
            "deputy": 8,
            "names": {"7": "Mara", "8": "Ruth"},
            "is_named": True,
            "tells_them": True,
        },
    ),
    Kind.AUTHOR: (AuthorChanged(former=7, author="Ruth"), {"former": 7, "author": "Ruth"}),
    Kind.MOVED: (
        Moved(former="City", desk="World", editors=(7,)),
        {"former": "City", "desk": "World", "editors": [7]},
    ),
    Kind.ASSIGNMENT: (Assignment(former=5, brief="Ask the port"), {"former": 5, "brief": "Ask the port"}),
    Kind.ACCEPTED: (Answered(assigned_by=7), {"assigned_by": 7}),
    Kind.DECLINED: (Answered(assigned_by=7, reason="Away"), {"assigned_by": 7, "reason": "Away"}),
}


def test_every_kind_has_a_shape_and_an_example():
    assert set(SHAPES) == set(Kind.values)
    assert set(STORED) == set(Kind)
    for shape in SHAPES.values():
        assert is_dataclass(shape) and shape.__dataclass_params__.frozen
    assert all(type(known) is SHAPES[kind] for kind, (known, _stored) in STORED.items())
    said = {kind: {one.name for one in fields(SHAPES[kind])} for kind in Kind}
    unsaid = {
        kind: [name for name in said[kind] - {"subject"} if not getattr(STORED[kind][0], name)]
        for kind in Kind
    }
    assert {kind: names for kind, names in unsaid.items() if names} == {
        Kind.INVITED: ["queries"],
        Kind.ACCEPTED: ["reason"],
    }


@pytest.mark.parametrize("kind", Kind)
def test_what_is_stored_comes_back_and_nothing_else_is_asked_of_it(kind):
    known, stored = STORED[kind]
    known, stored = replace(known, subject=SUBJECT), {**stored, "subject": SUBJECT}
    assert known.to_json() == stored
    assert list(known.to_json())[-1] == "subject"
    shape = SHAPES[kind]
    assert shape.from_json(json.loads(json.dumps(known.to_json()))) == known
    assert shape.from_json({**stored, "unheard_of": [1]}) == known
    for key in stored:
        older = {name: value for name, value in stored.items() if name != key}
        assert shape.from_json(older).to_json().keys() <= stored.keys()
    assert shape.from_json({}) == shape()


@pytest.mark.parametrize("kind", Kind)
def test_a_row_gives_its_facts_in_its_shape(kind, room):
    known, stored = STORED[kind]
    event = Event.objects.create(kind=kind, article=room.article, happened_at=NOW, facts=stored)
    event.refresh_from_db()
    assert SHAPES[kind].of(event) == known
    assert mentioned_by(event) == getattr(known, "mentioned", ())
    assert of_queries(event).notified == getattr(known, "notified", {})


def test_a_kind_that_is_no_more_has_no_facts_but_its_subject():
    event = Event(
        kind="gone", facts={"mentioned": [1], "queries": [1], "told": {"1": [1]}, "subject": SUBJECT}
    )
    assert Facts.of(event) == Facts(subject=SUBJECT)
    assert (mentioned_by(event), of_queries(event).queries) == ((), ())


@pytest.mark.parametrize("kind", Kind)
def test_an_event_takes_facts_of_its_own_shape_alone(kind, room):
    other = Assigned() if kind != Kind.ASSIGNED else Stale()
    with pytest.raises(TypeError):
        events.record(kind=kind, article=room.article, actor=None, facts=other, now=NOW)
    assert not Event.objects.filter(kind=kind).exclude(actor=None).exists()
