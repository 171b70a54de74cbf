"""What a pending suggestion means to sign-off, preflight and exports, and the query that discusses it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.documents.flat import flatten
from articles.editing.suggestions import Choice, NothingPending
from articles.exporting import FORMATS
from articles.models import Document
from newsroom.errors import NotAllowed, NotFound
from reviews.models import Event, KeptMail, Notification, Query
from reviews.notifications import inbox, outbox
from reviews.notifications.mail import phrases
from reviews.preferences import subscriptions
from reviews.queries import answering, suggestions, threads
from reviews.workflow import releasing, signoff
from reviews.workflow.preflight import Code, preflight
from tests.acts import send_steps
from tests.articles.exporting.reading import readable
from tests.articles.suggesting import edit, marked, new_key, suggest, whole
from tests.factories import NOW, WORKFLOW, make_article, make_doc, place_of

LATER = NOW + timedelta(minutes=1)


def decide(room, accept, **choice):
    return suggestions.decide(
        article=room.article, accept=accept, choice=Choice(**choice), by=room.editor, now=LATER
    )


def discuss(room, key, by=None, remark="Is that so?"):
    return suggestions.discuss(article=room.article, key=key, remark=remark, by=by or room.editor, now=NOW)


def sign_everything(room):
    signers = (room.editor, room.copy_editor, room.reader, room.slot)
    for (name, _group), signer in zip(WORKFLOW, signers, strict=True):
        room.article.refresh_from_db()
        stage = room.desk.stages.get(name=name)
        signoff.sign(article=room.article, stage=stage, by=signer, digest=room.article.digest, now=NOW)


def findings(room, code):
    article = type(room.article).objects.get(pk=room.article.pk)
    return [finding for finding in preflight(article, now=LATER) if finding.code == code]


def test_a_suggestion_leaves_sign_offs_alone_and_an_accepted_one_makes_them_stale(room):
    sign_everything(room)
    suggest(room.article, "6.50", "7.00", by=room.reader)
    assert not findings(room, Code.STALE_SIGNOFF)
    decide(room, True)
    assert len(findings(room, Code.STALE_SIGNOFF)) == 4


def test_a_rejected_one_leaves_the_copy_ready_to_leave(room):
    sign_everything(room)
    suggest(room.article, "6.50", "7.00", by=room.reader)
    (finding,) = findings(room, Code.PENDING_SUGGESTION)
    assert finding.sentence == "Pending suggestion by Leila Haddad: Replace “6.50” with “7.00”."
    assert finding.place.start == place_of(room.article, "6.50")[0]
    with pytest.raises(releasing.NotClean):
        releasing.release(article=room.article, by=room.slot, now=LATER)
    decide(room, False)
    released = releasing.release(article=room.article, by=room.slot, now=LATER)
    assert "6.50" in released.exports["text"]


def test_what_is_proposed_is_not_scanned_and_what_stands_there_is_found_in_its_place(room):
    room.article = make_article(room.desk, author=room.writer, doc=make_doc("It costs TK euros a night."))
    suggest(room.article, "It costs", "It may <sic?> cost", by=room.reader)
    (finding,) = findings(room, Code.PLACEHOLDER)
    assert (finding.place.start, finding.place.end) == place_of(room.article, "TK")
    assert not findings(room, Code.SUSPECTED_NOTE)


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_export_is_the_text_with_nothing_accepted(room, fmt):
    before = readable(releasing.exported(article=room.article, fmt=fmt, by=room.writer, draft=True))
    suggest(room.article, "6.50", "9.99", by=room.reader)
    room.article.refresh_from_db()
    article = type(room.article).objects.get(pk=room.article.pk)
    after = readable(releasing.exported(article=article, fmt=fmt, by=room.writer, draft=True))
    assert "9.99" not in after
    assert "6.50" in after
    assert before != after, "it says that something is pending"


def test_a_suggestion_is_discussed_as_a_query_that_does_not_block(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    query = discuss(room, key)
    assert (query.blocking, query.assigned_to, query.suggestion.key) == (False, room.reader, key)
    assert query.anchor.quote == "6.50"
    assert len({entry.history_date for entry in query.history.all()}) == 1, "all of it was one act"
    told = Notification.objects.filter(event__kind=Event.Kind.ASKED)
    assert [row.recipient for row in told] == [room.reader]
    with pytest.raises(suggestions.DiscussedAlready, match="query 1"):
        discuss(room, key)
    answering.reply(query=query, by=room.reader, body="It went up in April.", now=LATER)
    query.refresh_from_db()
    assert query.state == "answered"


@pytest.mark.parametrize("accept", [True, False])
def test_deciding_resolves_the_discussion_and_undo_opens_it_again(room, accept):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    discuss(room, key)
    decision = decide(room, accept, keys=(key,))
    query = Query.objects.get()
    assert (query.state, query.resolved_by, query.resolved_at) == ("resolved", room.editor, LATER)
    suggestions.undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    query.refresh_from_db()
    assert (query.state, query.anchor.state) == ("open", "exact")


def test_undo_leaves_resolved_what_was_resolved_before(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    answering.resolve(query=discuss(room, key), by=room.editor, now=NOW)
    decision = decide(room, True, keys=(key,))
    suggestions.undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    assert Query.objects.get().state == "resolved"


def test_a_writer_who_may_not_resolve_decides_all_the_same(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    discuss(room, key)
    choice = Choice(keys=(key,))
    suggestions.decide(article=room.article, accept=True, choice=choice, by=room.writer, now=LATER)
    assert Query.objects.get().resolved_by == room.writer


def test_words_that_go_take_the_discussion_along(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    discuss(room, key)
    start, end = place_of(room.article, "costs 6.507.00 euros")
    step = {"stepType": "replace", "from": start, "to": end}
    version = room.article.document.version
    send_steps(article=room.article, by=room.editor, version=version, steps=[step], client_id="x", now=LATER)
    assert Query.objects.get().state == "resolved"


def test_the_end_of_a_paragraph_can_be_discussed_too(room):
    key = new_key(room.reader)
    start, _ = place_of(room.article, "A single ticket")
    step = {"stepType": "attr", "pos": start - 1, "attr": "deleted", "value": key}
    send_steps(article=room.article, by=room.reader, version=0, steps=[step], client_id="x", now=NOW)
    assert discuss(room, key).anchor.quote
    decide(room, True)
    assert "23.40.A single" in whole(room.article)


def test_a_new_version_waits_for_what_is_pending(room, tmp_path, capsys):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    before = whole(room.article)
    version = tmp_path / "draft.md"
    version.write_text("# Ferry\n\nAnother text.\n")
    with pytest.raises(SystemExit) as left:
        call_command("import_revision", room.article.slug, str(version), "--by", room.writer.email)
    assert left.value.code == 1
    assert "1 suggestion is pending. Accept or reject it first" in capsys.readouterr().err
    assert whole(room.article) == before


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_wrong_people_do_not_discuss(room, who):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    with pytest.raises(NotAllowed):
        discuss(room, key, by=getattr(room, who))


def test_what_is_not_pending_is_not_discussed(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    with pytest.raises(threads.QueryRefused):
        discuss(room, key, remark="  ")
    decide(room, False)
    with pytest.raises(NothingPending):
        discuss(room, key)
    with pytest.raises(NotFound):
        discuss(room, new_key(room.reader))


def test_an_editor_who_types_into_a_suggestion_leaves_it_its_author(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    edit(room.article, "single", "simple", by=room.writer)
    _, end = place_of(room.article, "7.00")
    version = room.article.document.version
    step = marked(end - 1, end, "deletion", new_key(room.editor))
    send_steps(article=room.article, by=room.editor, version=version, steps=[step], client_id="x", now=LATER)
    article = type(room.article).objects.get(pk=room.article.pk)
    people = [finding.sentence for finding in findings(room, Code.PENDING_SUGGESTION)]
    assert any("Leila Haddad" in one for one in people) and any("Ruth Adeyemi" in one for one in people)
    decide(room, True, keys=(key,))
    decide(room, True)
    assert "costs 7.0 euros" in whole(article)
    assert Document.objects.get().published() is Document.objects.get().parsed()
    assert timezone.is_aware(LATER)


def mails_to(room, person):
    """What a person's inbox says of decisions, the latest first."""
    rows = Notification.objects.filter(recipient=person, event__kind=Event.Kind.DECIDED).order_by("-pk")
    return [phrases.opening(row.event, (), follows=row.only_follows, reader=row.recipient) for row in rows]


@pytest.mark.parametrize(("accept", "did"), [(True, "accepted"), (False, "rejected")])
def test_who_suggested_hears_what_became_of_it(room, accept, did):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    decide(room, accept, keys=(key,))
    (row,) = Notification.objects.all()
    assert row.recipient == room.reader
    said = f"Ruth Adeyemi {did} your suggestion for “Ferry runs at night again”: Replace “6.50” with “7.00”."
    assert mails_to(room, room.reader) == [said]
    (mail,) = mails()
    assert (mail.recipient, said in mail.text) == (room.reader.email, True)
    assert "No action needed." in mail.text
    (item,) = inbox.inbox(room.reader, page=1).groups[0].items
    assert item.opening == f"Ruth Adeyemi {did} your suggestion: Replace “6.50” with “7.00”."


def test_many_that_are_decided_at_once_are_one_event_and_to_each_their_own(room):
    for old, new in (("6.50", "7.00"), ("boat", "ferry"), ("night", "dusk"), ("winter", "spring")):
        if old in flatten(room.article.document.parsed()).text:
            suggest(room.article, old, new, by=room.reader)
    suggest(room.article, "The", "A", by=room.writer)
    decide(room, True)
    (event,) = Event.objects.filter(kind=Event.Kind.DECIDED)
    assert {row.recipient for row in event.notifications.all()} == {room.reader, room.writer}
    assert "accepted your suggestion" in mails_to(room, room.writer)[0]


def test_nobody_hears_of_what_they_decided_themselves(room):
    key = suggest(room.article, "6.50", "7.00", by=room.editor)
    decide(room, True, keys=(key,))
    assert not Event.objects.exists()


def test_a_decision_that_was_taken_back_is_in_no_mail(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    decision = decide(room, True)
    suggestions.undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    assert mails() == []
    assert len(mails_to(room, room.reader)) == 1
    decision = decide(room, True)
    suggestions.undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    decide(room, False)
    (mail,) = mails()
    assert "rejected your suggestion" in mail.text
    assert "accepted" not in mail.text


def test_who_wants_no_mail_of_it_finds_it_in_the_inbox(room):
    subscriptions.set_kind(room.reader, Event.Kind.DECIDED, "no_mail")
    suggest(room.article, "6.50", "7.00", by=room.reader)
    decide(room, True)
    assert mails() == []
    assert inbox.unread_count(room.reader) == 1


def test_who_follows_the_article_hears_that_something_was_decided(room):
    subscriptions.set_article(room.colleague, room.article, "all")
    suggest(room.article, "6.50", "7.00", by=room.reader)
    decide(room, True)
    assert mails_to(room, room.colleague) == [
        "Ruth Adeyemi accepted or rejected suggestions for “Ferry runs at night again”."
    ]
    assert len(mails()) == 2


def mails():
    outbox.drain(seconds=60, clock=lambda: LATER + timedelta(hours=1))
    return list(KeptMail.objects.order_by("pk"))
