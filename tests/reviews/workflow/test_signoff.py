from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from articles.editing.details import set_details
from articles.history import revisions
from newsroom.errors import NotAllowed
from newsroom.models import CannotBeChanged
from reviews.models import Event, Round, SignOff, Stage
from reviews.workflow import signoff
from reviews.workflow.signoff import CopyChanged, SignOffRefused
from tests.acts import put_instead
from tests.articles.editing.test_details import details
from tests.factories import NOW


def stage(name):
    return Stage.objects.get(name=name)


def sign(room, name, by, digest=None, version=None):
    room.article.refresh_from_db()
    return signoff.sign(
        article=room.article,
        stage=stage(name),
        by=by,
        digest=digest or room.article.digest,
        version=version,
        now=NOW,
    )


def edit(room, words="23.40", new="midnight"):
    room.article.document.refresh_from_db()
    put_instead(room.article, words, new, by=room.editor)


def name_co_author(room, person):
    changed = details(room.article, co_authors=(person,))
    set_details(article=room.article, details=changed, by=room.editor, now=NOW)


def statuses(room):
    room.article.refresh_from_db()
    return {s.stage.name: s for s in signoff.stages_of(room.article, signoff.current_round(room.article))}


def test_a_signature_freezes_what_was_signed_and_passes_the_copy_on(room):
    signed = sign(room, "Desk edit", room.editor)
    assert signed.digest == room.article.digest == signed.revision.digest
    assert signoff.current_round(room.article).stage.name == "Copy"
    due = Event.objects.get(kind=Event.Kind.STAGE_DUE)
    assert [n.recipient for n in due.notifications.all()] == [room.copy_editor]


def test_words_the_reader_did_not_see_are_not_signed(room):
    seen, version = room.article.digest, 0
    edit(room)
    with pytest.raises(CopyChanged) as changed:
        sign(room, "Desk edit", room.editor, digest=seen, version=version)
    runs = [
        (run.kind, run.text) for block in changed.value.difference for run in block.runs if run.kind != "same"
    ]
    assert ("removed", "23.40") in runs
    assert ("added", "midnight") in runs
    assert not SignOff.objects.exists()


def test_what_changed_is_found_when_it_is_asked_for_and_not_under_the_lock(room, monkeypatch):
    since, locked = revisions.difference_since, []

    def watched(article, version):
        locked.append(bool(connection.savepoint_ids))
        return since(article, version)

    monkeypatch.setattr(revisions, "difference_since", watched)
    seen = room.article.digest
    edit(room)
    with pytest.raises(CopyChanged) as changed:
        sign(room, "Desk edit", room.editor, digest=seen, version=0)
    assert locked == []
    assert changed.value.difference and changed.value.difference
    assert locked == [False]


def test_a_byline_the_reader_did_not_see_is_not_signed_either(room):
    seen = room.article.digest
    set_details(
        article=room.article, details=details(room.article, byline="Somebody"), by=room.editor, now=NOW
    )
    with pytest.raises(CopyChanged) as changed:
        sign(room, "Desk edit", room.editor, digest=seen, version=0)
    assert changed.value.details == [("Byline", "Mara Velde", "Somebody")]


def test_an_edit_makes_it_stale_and_the_same_words_again_make_it_good(room):
    signed = sign(room, "Desk edit", room.editor)
    edit(room)
    desk_edit = statuses(room)["Desk edit"]
    assert (desk_edit.valid, desk_edit.stale) == ((), (signed,))
    changed = [
        run
        for block in revisions.difference(signed.revision, room.article)
        for run in block.runs
        if run.kind != "same"
    ]
    assert {run.text for run in changed} == {"23.40", "midnight"}
    edit(room, "midnight", "23.40")
    assert statuses(room)["Desk edit"].is_complete


def test_a_save_that_changes_nothing_leaves_a_signature_good(room):
    sign(room, "Desk edit", room.editor)
    set_details(article=room.article, details=details(room.article), by=room.editor, now=NOW)
    assert statuses(room)["Desk edit"].is_complete


def test_a_person_counts_once(room):
    Stage.objects.filter(name="Desk edit").update(signatures=2)
    sign(room, "Desk edit", room.editor)
    with pytest.raises(SignOffRefused):
        sign(room, "Desk edit", room.editor)
    assert statuses(room)["Desk edit"].missing == 1
    assert signoff.current_round(room.article).stage.name == "Desk edit"


def test_the_database_counts_a_person_once(room):
    signed = sign(room, "Desk edit", room.editor)
    again = {
        f.attname: getattr(signed, f.attname) for f in SignOff._meta.concrete_fields if not f.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(**again)


def test_the_database_does_not_count_the_author(room):
    signed = sign(room, "Desk edit", room.editor)
    copied = {
        f.attname: getattr(signed, f.attname) for f in SignOff._meta.concrete_fields if not f.primary_key
    }
    copied |= {"author_then_id": room.copy_editor.pk, "signer_id": room.copy_editor.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(**copied)
    SignOff.objects.create(**copied | {"author_might_sign": True})


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "copy_editor", "admin", "stranger"])
def test_wrong_people_do_not_sign(room, who):
    with pytest.raises(NotAllowed):
        sign(room, "Desk edit", getattr(room, who))
    assert not SignOff.objects.exists()


def test_the_author_in_the_group_does_not_sign(room):
    room.writer.groups.add(Group.objects.get(name="Desk editors"))
    with pytest.raises(NotAllowed):
        sign(room, "Desk edit", room.writer)


def test_a_co_author_in_the_group_does_not_sign_and_is_not_waited_for(room):
    room.colleague.groups.add(Group.objects.get(name="Desk editors"))
    assert Round.objects.waiting_for(room.colleague).exists()
    name_co_author(room, room.colleague)
    with pytest.raises(NotAllowed):
        sign(room, "Desk edit", type(room.colleague).objects.get(pk=room.colleague.pk))
    assert not Round.objects.waiting_for(room.colleague).exists()


def test_what_a_co_author_signed_before_does_not_count(room):
    sign(room, "Desk edit", room.editor)
    assert statuses(room)["Desk edit"].is_complete
    name_co_author(room, room.editor)
    assert not statuses(room)["Desk edit"].is_complete


def test_a_later_stage_waits_its_turn(room):
    with pytest.raises(SignOffRefused):
        sign(room, "Slot", room.slot)


def test_an_earlier_stage_renews_its_signature_without_moving_the_copy_back(room):
    sign(room, "Desk edit", room.editor)
    edit(room)
    sign(room, "Desk edit", room.editor)
    assert signoff.current_round(room.article).stage.name == "Copy"
    assert len(statuses(room)["Desk edit"].valid) == 1


def test_a_signature_can_be_withdrawn_and_given_again(room):
    signed = sign(room, "Desk edit", room.editor)
    with pytest.raises(NotAllowed):
        signoff.withdraw(signoff=signed, by=room.slot, now=NOW)
    signoff.withdraw(signoff=signed, by=room.editor, now=NOW)
    assert not statuses(room)["Desk edit"].is_complete
    sign(room, "Desk edit", room.editor)
    assert statuses(room)["Desk edit"].is_complete


def test_a_signature_is_never_rewritten(room):
    signed = sign(room, "Desk edit", room.editor)
    signed.digest = "sha256:other"
    with pytest.raises(CannotBeChanged):
        signed.save()


def test_an_editor_passes_the_copy_on_and_back(room):
    signoff.pass_on(article=room.article, stage=stage("Standards"), by=room.editor, now=NOW)
    assert signoff.current_round(room.article).stage.name == "Standards"
    signoff.pass_on(article=room.article, stage=stage("Desk edit"), by=room.slot, now=NOW)
    assert signoff.current_round(room.article).stage.name == "Desk edit"
    for who in (room.writer, room.reader, room.stranger):
        with pytest.raises(NotAllowed):
            signoff.pass_on(article=room.article, stage=stage("Slot"), by=who, now=NOW)


def test_a_stale_signature_is_announced_once_to_its_signer(room):
    sign(room, "Desk edit", room.editor)
    assert signoff.announce_stale(now=NOW) == 0
    put_instead(room.article, "23.40", "midnight", by=room.copy_editor)
    assert signoff.announce_stale(now=NOW) == 1
    assert signoff.announce_stale(now=NOW) == 0
    told = Event.objects.get(kind=Event.Kind.STALE).notifications.all()
    assert [n.recipient for n in told] == [room.editor]


def test_somebody_elses_stage_id_is_not_found(room):
    from newsroom.errors import NotFound
    from tests.factories import make_desk

    foreign = make_desk().stages.first()
    with pytest.raises(NotFound):
        signoff.find_stage(room.article, foreign.pk)
