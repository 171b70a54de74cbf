"""What is written to the security log, within which bounds, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from newsroom.models import CannotBeChanged
from newsroom.security import log
from newsroom.security.models import LABELS, LONGEST_FACT, Facts, SecurityEvent
from newsroom.tasks import forget
from tests.factories import NOW, make_user

Kind = SecurityEvent.Kind


def test_an_event_keeps_the_name_of_a_person_who_is_deleted(db):
    person = make_user("Mara Velde")
    log.record(Kind.EXPORTED, person=person, story="ferry", format="docx", now=NOW)
    person.delete()
    event = SecurityEvent.objects.get(kind=Kind.EXPORTED)
    assert (event.person, event.person_name, event.moment) == (None, "Mara Velde", NOW)
    assert event.facts == {"story": "ferry", "format": "docx"}


def test_events_are_added_and_never_changed(db):
    event = log.record(Kind.SETTINGS, setting="name", value="The Paper")
    with pytest.raises(CannotBeChanged):
        event.save()
    with pytest.raises(CannotBeChanged):
        SecurityEvent.objects.update(kind=Kind.EXPORTED)


def test_an_event_of_an_act_is_undone_with_it(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        log.record(Kind.SETTINGS, setting="name")
        raise RuntimeError
    assert not SecurityEvent.objects.exists()


def test_what_nobody_could_store_is_stored_shortened(db):
    event = log.record(Kind.SIGN_IN_FAILED, address="a\x00" * 500, sentence="\ud800" * 500)
    event.refresh_from_db()
    assert len(event.address) == len(event.facts["sentence"]) == LONGEST_FACT


def test_an_act_goes_on_when_its_event_cannot_be_written(db, caplog):
    with connection.execute_wrapper(_fail_on_the_log):
        log.note(Kind.SIGNED_IN, person=make_user())
        assert make_user().pk
    assert "signed_in" in caplog.text


def _fail_on_the_log(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "security_') and "signed_in" in params:
        sql = "SELECT nothing FROM nowhere"
    return execute(sql, params, many, context)


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.THROTTLED, Kind.SIGN_IN_FAILED])
def test_what_strangers_and_programs_repeat_does_not_fill_the_disk(db, kind, monkeypatch):
    for number, bounds in enumerate((log.FROM_A_PERSON, log.FROM_A_CLIENT, log.FROM_ANYBODY)):
        for limited in bounds:
            monkeypatch.setitem(bounds, limited, log.Limit(f"few-{number}-{limited}", 3, log.HOUR))
    person = make_user()
    written = [log.record(kind, person=person, now=NOW) for _ in range(10)]
    assert len([event for event in written if event]) == 3
    assert SecurityEvent.objects.filter(kind=kind).count() == 3
    assert log.record(kind, person=person, now=NOW + log.HOUR)


def test_old_events_are_forgotten(db, settings):
    settings.SECURITY_LOG_KEPT = timedelta(days=30)
    log.record(Kind.SETTINGS, setting="old", now=NOW - timedelta(days=31))
    log.record(Kind.SETTINGS, setting="new", now=NOW - timedelta(days=29))
    assert log.forget(now=NOW) == 1
    assert [event.facts["setting"] for event in SecurityEvent.objects.all()] == ["new"]
    forget()
    assert not SecurityEvent.objects.exists()


def test_events_are_kept_for_ever_if_the_newsroom_says_so(db, settings):
    settings.SECURITY_LOG_KEPT = timedelta()
    log.record(Kind.SETTINGS, setting="old", now=NOW - timedelta(days=9999))
    assert log.forget(now=NOW) == 0
    assert SecurityEvent.objects.count() == 1


def test_every_fact_has_a_name():
    assert set(Facts.__annotations__) == set(LABELS)
