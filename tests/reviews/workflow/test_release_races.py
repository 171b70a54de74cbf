"""Every act that release depends on, against release, in both orders, with what each knew read beforehand.

On PostgreSQL the two run at once, on connections of their own, and a lock that the test holds decides who
comes first. SQLite lets one write at a time: there they run one after the other. On both, whoever comes
second has read everything before the first one acted.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction
from django.db.models import ProtectedError

import articles
import reviews
from articles import locking, uploads
from articles.documents import schema
from articles.documents.spans import Span
from articles.editing import details as story_details
from articles.editing import edits, filing, returning
from articles.editing import suggestions as article_suggestions
from articles.editing.suggestions import Choice
from articles.history import revisions
from articles.models import Article, Document
from newsroom.errors import DomainError
from newsroom.models import Desk, User
from reviews.admin.articles import delete_article
from reviews.guests import comments, invitations
from reviews.inbound import receiving
from reviews.models import Clearance, Release, Round, SignOff, Stage
from reviews.queries import answering, asking, changing, drafts, placement, proposals, suggestions
from reviews.queries.changing import Changes
from reviews.queries.review_copies import review_copy
from reviews.stylebook import entries
from reviews.workflow import (
    intake,
    moving,
    pasted_notes,
    preflight,
    releasing,
    renaming,
    restoring,
    returned,
    signoff,
    style,
)
from reviews.workflow.preflight import Code
from tests.acts import put_instead
from tests.articles.editing.test_details import details
from tests.articles.suggesting import suggest
from tests.factories import (
    NOW,
    join,
    make_article,
    make_desk,
    make_doc,
    make_guest,
    make_query,
    make_user,
    newsroom,
    place_of,
)
from tests.reviews.answering import Channel, Room
from tests.reviews.stylebook.books import make_entry
from tests.reviews.workflow.test_returned import edited

REFUSED = (DomainError, ProtectedError)
LATER = NOW + timedelta(minutes=5)
SIGNERS = {"Desk edit": "editor", "Copy": "copy_editor", "Standards": "reader", "Slot": "slot"}


@dataclass(frozen=True)
class Act:
    """Something that somebody does to a story while it is being released.

    ``prepare(room)`` makes the story and gives what the act, ``run(room, given)``, has read beforehand.
    ``first`` says what becomes of the act and of the release when the act comes first, ``second`` when it
    comes second. ``covers`` are the functions that are tried by it.
    """

    prepare: Callable[[SimpleNamespace], object]
    run: Callable[[SimpleNamespace, object], object]
    first: tuple[bool, bool]
    second: tuple[bool, bool]
    covers: tuple[Callable[..., object], ...]
    code: Code | None = None
    locks: str = "story"


def blocks(code, prepare, run, *covers, **more):
    """Before release it stands in the way; after it, it is refused."""
    return Act(prepare, run, (True, False), (False, True), covers, code, **more)


def blocks_others(code, prepare, run, *covers, **more):
    """Before release it stands in the way; what left does not mind it."""
    return Act(prepare, run, (True, False), (True, True), covers, code, **more)


def helps(prepare, run, *covers):
    """Without it nothing leaves."""
    return Act(prepare, run, (True, True), (True, False), covers)


def does_not_matter(prepare, run, *covers):
    """Release does not mind it, but what left is past it."""
    return Act(prepare, run, (True, True), (False, True), covers)


def changes_nothing(prepare, run, *covers):
    """Nothing leaves before it, nor after it."""
    return Act(prepare, run, (True, False), (True, False), covers)


def goes_on(prepare, run, *covers):
    """It can be done before and after."""
    return Act(prepare, run, (True, True), (True, True), covers)


# --- what there is beforehand


def story(room, *paragraphs):
    room.article = make_article(room.desk, author=room.writer, doc=make_doc(*paragraphs))


def sign(room, *, but=()):
    room.article = fresh(room)
    for stage in room.desk.stages.order_by("position"):
        if but and stage.required:
            signoff.pass_on(article=room.article, stage=stage, by=room.editor, now=NOW)
        if stage.name not in but:
            signoff.sign(
                article=room.article,
                stage=stage,
                by=getattr(room, SIGNERS[stage.name]),
                digest=room.article.digest,
                now=NOW,
            )


def fresh(room):
    return Article.objects.select_related("desk", "author").get(pk=room.article.pk)


def signed(room):
    story(room)
    sign(room)
    return fresh(room)


def asked(**fields):
    """A signed story with one query, as its page finds it."""

    def prepare(room):
        story(room)
        query = make_query(room.article, "6.50 euros", by=room.editor, **fields)
        sign(room)
        return answering.find(room.editor, fresh(room), query.number)

    return prepare


def drafted(room):
    """A signed story, and what somebody means to ask about it."""
    article = signed(room)
    kept = drafts.keep(
        article=article, by=room.reader, on=Span.reading("6.50 euros"), question="Still?", now=NOW
    )
    return drafts.find(room.reader, fresh(room), kept.pk)


def resolved(room):
    query = asked()(room)
    answering.resolve(query=query, by=room.editor, now=NOW)
    return answering.find(room.editor, fresh(room), query.number)


def accepted(room):
    story(room)
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")
    proposals.accept(query=query, by=room.editor, now=NOW)
    sign(room)
    return answering.find(room.editor, fresh(room), query.number)


def suggested(room):
    story(room)
    suggest(room.article, "6.50", "7.00", by=room.reader)
    sign(room)
    return fresh(room)


def rejected(room):
    article = suggested(room)
    decision = suggestions.decide(article=article, accept=False, choice=Choice(), by=room.editor, now=NOW)
    return fresh(room), decision.undo


def doubtful(words, *, cleared=True):
    def prepare(room):
        story(room, f"It costs {words} euros a night.")
        sign(room)
        if not cleared:
            return fresh(room), words
        preflight.clear(article=room.article, words=words, by=room.editor, now=NOW)
        return Clearance.objects.select_related("article__desk").get(article=room.article)

    return prepare


def with_note(room):
    doubtful("<how many?>")(room)
    return fresh(room), place_of(room.article, "<how")[0]


def lifted(room):
    article, position = with_note(room)
    (query,) = pasted_notes.make_queries(
        article=article, by=room.editor, version=0, positions=[position], now=NOW
    )
    answering.resolve(query=query, by=room.editor, now=NOW)
    Clearance.objects.filter(article=article).delete()
    sign(room)
    return answering.find(room.editor, fresh(room), query.number)


def invited(room):
    story(room)
    sign(room)
    return make_guest(room.article, by=room.editor)


def moved(room):
    story(room)
    query = make_query(room.article, "6.50 euros", by=room.editor, blocking=False)
    type_in(fresh(room), room.writer, "6.50 euros", "7 euros")
    sign(room)
    return answering.find(room.editor, fresh(room), query.number)


def settled(room):
    """A query was resolved by putting other words in place of those it was about."""
    query = moved(room)
    answering.set_blocking(query=query, blocking=True, by=room.editor, now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    return fresh(room)


def restored(room):
    """The query is open again, and its words are back; all signatures are for the words before."""
    made = restoring.restore(article=settled(room), number=1, by=room.editor, now=NOW)
    return fresh(room), made.revision.number


def mailed(room):
    """A mail that asks to open a resolved query again."""
    story(room)
    desk = Room(room)
    answering.resolve(query=desk.query, by=room.editor, now=NOW)
    sign(room)
    raw = desk.mail("Reopen", person=room.editor)
    return receiving.receive(raw, channel=Channel.IMAP, now=LATER)


def move_to_desk(room):
    for name, role in {
        **dict.fromkeys(("editor", "copy_editor", "slot"), "editor"),
        "reader": "reader",
    }.items():
        join(getattr(room, name), room.desk, role)


def alone(room):
    """A story on a desk of its own, whose stages can be changed."""
    room.desk = make_desk()
    for name, role in (
        ("editor", "editor"),
        ("copy_editor", "editor"),
        ("reader", "reader"),
        ("slot", "editor"),
    ):
        join(getattr(room, name), room.desk, role)
    return signed(room)


def stage_of(name):
    def prepare(room):
        alone(room)
        return room.desk.stages.get(name=name)

    return prepare


def with_optional_stage(room):
    room.desk = make_desk()
    for name, role in (
        ("editor", "editor"),
        ("copy_editor", "editor"),
        ("reader", "reader"),
        ("slot", "editor"),
    ):
        join(getattr(room, name), room.desk, role)
    room.desk.stages.filter(name="Copy").update(required=False)
    story(room)
    sign(room, but=("Copy",))
    return room.desk.stages.get(name="Copy")


def only_stage(room):
    room.desk = make_desk(workflow=(("Slot", "Slot"),))
    join(room.slot, room.desk, "editor")
    signed(room)
    return room.desk.stages.get()


def unsigned(room):
    story(room)
    sign(room, but=("Slot",))
    return fresh(room)


def with_entry(room):
    """An entry that would find words of a signed story on a desk of its own, and is off."""
    alone(room)
    return make_entry(room.desk, room.editor, "boat", active=False)


def disliked(*, left):
    """Signed copy with words that an entry of its desk finds."""

    def prepare(room):
        entry = with_entry(room)
        entries.switch(entry, on=True, by=room.editor)
        (found,) = [one for one in preflight.preflight(fresh(room), now=NOW) if one.key]
        if left:
            return style.leave(article=fresh(room), key=found.key, by=room.editor, now=NOW)
        return fresh(room), found.key

    return prepare


def signature(room):
    signed(room)
    return SignOff.objects.select_related("round__article__desk").get(
        round__article=room.article, stage__name="Copy"
    )


def spiked(room):
    filing.spike(article=signed(room), by=room.editor, now=NOW)
    return fresh(room)


def with_another_desk(room):
    desk = make_desk()
    join(room.editor, desk, "editor")
    return signed(room), desk


# --- acts that need a line more


def type_in(article, by, words, instead):
    return put_instead(article, words, instead, by=by, now=LATER)


def empty(field):
    """Take every word of the headline, or of the body, out, or leave a footnote without a reference."""

    def run(room, article):
        headline, *body = Document.objects.get(pk=article.pk).parsed().to_json()["content"]
        note = {"type": "footnote", "attrs": {"id": "1"}, "content": [{"type": "text", "text": "In May."}]}
        left = {
            "headline": [{"type": "headline"}, *body],
            "body": [headline, {"type": "paragraph"}],
            "references": [headline, *body, note],
        }[field]
        return edits.replace_text(
            article=article,
            new=schema.parse({"type": "doc", "content": left}),
            by=room.editor,
            reason="restored",
            now=LATER,
        )

    return run


def set_details(**changes):
    return lambda room, article: story_details.set_details(
        article=article, details=details(article, **changes), by=room.editor, now=LATER
    )


def imported(room, article):

    file = b"# Ferry runs at night again\n\nIt costs <how much?> 7 euros.\n"
    upload = uploads.keep(file, name="second.md", by=room.editor, article=article, now=LATER)
    copy = uploads.read_article(upload)
    return intake.add_version(upload=upload, article=article, imported=copy, by=room.editor, now=LATER)


def sent_out(room):
    """A signed story, and the copy for review of it with a note typed into it."""
    article = signed(room)
    data = review_copy(article=fresh(room), by=room.editor, now=NOW)
    return article, edited(data, ("6.50 euros", "6.50 euros &lt;how much?&gt;"))


def came_back(room, given):
    article, data = given
    upload = uploads.keep(data, name="back.docx", by=room.editor, article=article, now=LATER)
    imported = uploads.read_article(upload)
    return returned.bring_in(
        upload=upload,
        article=article,
        imported=imported,
        returned=returned.comparison(article, imported),
        by=room.editor,
        now=LATER,
    )


def change(**values):
    def run(room, row):
        for name, value in values.items():
            setattr(row, name, value(room) if callable(value) else value)
        row.save()

    return run


def another_group(room):
    return Group.objects.get_or_create(name="Night slot")[0]


def new_stage(room, article):
    Stage.objects.create(desk_id=article.desk_id, position=9, name="Legal", group=another_group(room))


def leave_the_group(room, article):
    somebody = User.objects.get(pk=room.slot.pk)
    somebody.groups.clear()


def ask(room, article):
    return asking.ask(
        article=article, by=room.reader, on=Span.reading("6.50 euros"), question="Still?", now=LATER
    )


def discuss(room, article):
    (proposal,) = article_suggestions.proposals(article)
    return suggestions.discuss(
        article=article, key=proposal.suggestion.key, remark="Why?", by=room.editor, now=LATER
    )


ACTS = {
    # queries
    "a query is asked": blocks(Code.OPEN_QUERY, signed, ask, asking.ask),
    "a guest comments": blocks(
        Code.OPEN_QUERY,
        invited,
        lambda room, invitation: comments.comment(
            invitation=invitation, words="6.50 euros", body="Sure?", now=LATER
        ),
        comments.comment,
    ),
    "a query is reopened": blocks(
        Code.OPEN_QUERY,
        resolved,
        lambda room, query: answering.reopen(query=query, by=room.editor, now=LATER),
        answering.reopen,
        answering.open_again,
    ),
    "a query is reopened by mail": blocks(
        Code.OPEN_QUERY, mailed, lambda room, row: receiving.take(row.pk, now=LATER), receiving.take
    ),
    "a query is made blocking": blocks(
        Code.OPEN_QUERY,
        asked(blocking=False),
        lambda room, query: answering.set_blocking(query=query, blocking=True, by=room.editor, now=NOW),
        answering.set_blocking,
    ),
    "a query ceases to block": helps(
        asked(),
        lambda room, query: answering.set_blocking(query=query, blocking=False, by=room.editor, now=NOW),
        answering.set_blocking,
    ),
    "a query is resolved": helps(
        asked(),
        lambda room, query: answering.resolve(query=query, by=room.editor, body="Yes.", now=LATER),
        answering.resolve,
        answering.close,
        answering.mark_resolved,
    ),
    "words are accepted": blocks(
        Code.STALE_SIGNOFF,
        asked(proposed="7 euros", blocking=False),
        lambda room, query: proposals.accept(query=query, by=room.editor, now=LATER),
        proposals.accept,
    ),
    "accepted words are taken back": blocks(
        Code.OPEN_QUERY,
        accepted,
        lambda room, query: proposals.take_back(query=query, by=room.editor, now=LATER),
        proposals.take_back,
        answering.mark_unresolved,
    ),
    "somebody replies": goes_on(
        asked(blocking=False),
        lambda room, query: answering.reply(query=query, by=room.writer, body="It is.", now=LATER),
        answering.reply,
    ),
    "a query is handed on": goes_on(
        asked(blocking=False),
        lambda room, query: answering.assign(query=query, to=room.reader, by=room.editor, now=LATER),
        answering.assign,
    ),
    "a guest is given a query": does_not_matter(
        asked(blocking=False),
        lambda room, query: make_guest(query.article, by=room.editor, numbers=[query.number], now=LATER),
        invitations.invite,
    ),
    "the place of a query is confirmed": does_not_matter(
        moved,
        lambda room, query: placement.confirm(query=query, by=room.editor, now=LATER),
        placement.confirm,
    ),
    "a query is put on other words": does_not_matter(
        asked(blocking=False),
        lambda room, query: placement.put(
            query=query, by=room.editor, on=Span.reading("last boat"), now=LATER
        ),
        placement.put,
    ),
    "a query is changed": does_not_matter(
        asked(blocking=False),
        lambda room, query: changing.change(
            query=query, to=Changes("legal", LATER + timedelta(hours=1)), by=room.editor, now=LATER
        ),
        changing.change,
    ),
    "a query is drafted": does_not_matter(
        signed,
        lambda room, article: drafts.keep(
            article=article, by=room.reader, on=Span.reading("6.50 euros"), question="Still?", now=LATER
        ),
        drafts.keep,
    ),
    "a draft is changed": does_not_matter(
        drafted,
        lambda room, draft: drafts.change(
            draft=draft, by=room.reader, to=drafts.Draft(question="Still not?"), now=LATER
        ),
        drafts.change,
    ),
    "a draft is discarded": goes_on(
        drafted, lambda room, draft: drafts.discard(draft=draft, by=room.reader), drafts.discard
    ),
    "drafts are sent": blocks(
        Code.OPEN_QUERY,
        drafted,
        lambda room, draft: drafts.file_all(article=draft.article, by=room.reader, now=LATER),
        drafts.file_all,
    ),
    # suggestions
    "a suggestion arrives": blocks(
        Code.PENDING_SUGGESTION,
        signed,
        lambda room, article: suggest(article, "6.50", "7.00", by=room.reader, now=LATER),
        suggestions.submit_batches,
    ),
    "a decision is taken back": blocks(
        Code.PENDING_SUGGESTION,
        rejected,
        lambda room, given: suggestions.undo(article=given[0], version=given[1], by=room.editor, now=LATER),
        suggestions.undo,
        article_suggestions.undo,
    ),
    "a suggestion is rejected": helps(
        suggested,
        lambda room, article: suggestions.decide(
            article=article, accept=False, choice=Choice(), by=room.editor, now=LATER
        ),
        suggestions.decide,
        article_suggestions.decide,
    ),
    "a suggestion is accepted": changes_nothing(
        suggested,
        lambda room, article: suggestions.decide(
            article=article, accept=True, choice=Choice(), by=room.editor, now=LATER
        ),
        suggestions.decide,
    ),
    "a suggestion is discussed": changes_nothing(suggested, discuss, suggestions.discuss),
    # the text and what stands beside it
    "somebody types": blocks(
        Code.STALE_SIGNOFF,
        signed,
        lambda room, article: type_in(article, room.writer, "23.40", "midnight"),
        suggestions.submit_batches,
    ),
    "the headline is emptied": blocks(
        Code.EMPTY_HEADLINE, signed, empty("headline"), edits.replace_text, edits.rewrite
    ),
    "the body is emptied": blocks(Code.EMPTY_BODY, signed, empty("body"), edits.replace_text),
    "a footnote loses its reference": blocks(Code.FOOTNOTE, signed, empty("references"), edits.replace_text),
    "a revision is restored": blocks(
        Code.STALE_SIGNOFF,
        moved,
        lambda room, query: restoring.restore(article=query.article, number=1, by=room.editor, now=LATER),
        restoring.restore,
        edits.restore,
    ),
    "a revision is restored on which a query was open": blocks(
        Code.OPEN_QUERY,
        settled,
        lambda room, article: restoring.restore(article=article, number=1, by=room.editor, now=LATER),
        restoring.restore,
        answering.mark_unresolved,
    ),
    # The digest that the slot read is of the words that it takes back.
    "restoring is undone": Act(
        restored,
        lambda room, given: restoring.undo(article=given[0], number=given[1], by=room.editor, now=LATER),
        first=(True, False),
        second=(True, False),
        covers=(restoring.undo, answering.mark_resolved_again),
    ),
    "a new version comes as a file": blocks(
        Code.OPEN_QUERY, signed, imported, intake.add_version, intake.ask_all
    ),
    "a copy for review comes back": blocks(
        Code.OPEN_QUERY, sent_out, came_back, returned.bring_in, returning.put_in, edits.replace_locked
    ),
    "a note found": blocks(
        Code.OPEN_QUERY,
        with_note,
        lambda room, given: pasted_notes.make_queries(
            article=given[0], by=room.editor, version=0, positions=[given[1]], now=LATER
        ),
        pasted_notes.make_queries,
    ),
    "a note is put back": blocks(
        Code.SUSPECTED_NOTE,
        lifted,
        lambda room, query: pasted_notes.put_back(query=query, by=room.editor, now=LATER),
        pasted_notes.put_back,
        edits.undo_batch,
    ),
    "a revision is kept": goes_on(
        signed,
        lambda room, article: revisions.keep(article=article, by=room.editor, now=LATER),
        revisions.keep,
    ),
    "the byline is changed": blocks(
        Code.STALE_SIGNOFF, signed, set_details(byline="Somebody Else"), story_details.set_details
    ),
    "an embargo is set": blocks(
        Code.EMBARGO, signed, set_details(embargo_until=NOW + timedelta(days=1)), story_details.set_details
    ),
    "a signer becomes a co-author": blocks(
        Code.MISSING_SIGNOFF,
        signed,
        lambda room, article: story_details.set_details(
            article=article,
            details=details(article, co_authors=(room.copy_editor,)),
            by=room.editor,
            now=LATER,
        ),
        story_details.set_details,
    ),
    "the author is another": does_not_matter(signed, set_details(author=None), story_details.set_details),
    "the story is spiked": blocks(
        Code.NOT_OPEN,
        signed,
        lambda room, article: filing.spike(article=article, by=room.editor, now=LATER),
        filing.spike,
    ),
    "the story is brought back": helps(
        spiked,
        lambda room, article: filing.unspike(article=article, by=room.editor, now=LATER),
        filing.unspike,
    ),
    "the story is deleted": blocks(None, signed, lambda room, article: delete_article(article)),
    # clearances and signatures
    "a note is in doubt again": blocks(
        Code.SUSPECTED_NOTE,
        doubtful("<how many?>"),
        lambda room, clearance: preflight.unclear(clearance=clearance, by=room.editor),
        preflight.unclear,
    ),
    "a placeholder is in doubt again": blocks(
        Code.PLACEHOLDER,
        doubtful("TK"),
        lambda room, clearance: preflight.unclear(clearance=clearance, by=room.editor),
        preflight.unclear,
    ),
    "a note is cleared": helps(
        doubtful("<how many?>", cleared=False),
        lambda room, given: preflight.clear(article=given[0], words=given[1], by=room.editor, now=LATER),
        preflight.clear,
    ),
    "what the stylebook finds is left": helps(
        disliked(left=False),
        lambda room, given: style.leave(article=given[0], key=given[1], by=room.editor, now=LATER),
        style.leave,
    ),
    "what was left is taken back": blocks(
        Code.STYLE,
        disliked(left=True),
        lambda room, left: style.take_back(left=left, by=room.editor),
        style.take_back,
    ),
    "an entry of the stylebook goes live": blocks_others(
        None,
        with_entry,
        lambda room, entry: entries.switch(entry, on=True, by=room.editor),
        locks="desk",
    ),
    "a sign-off is withdrawn": blocks(
        Code.MISSING_SIGNOFF,
        signature,
        lambda room, signed: signoff.withdraw(signoff=signed, by=room.copy_editor, now=LATER),
        signoff.withdraw,
    ),
    "the last signature is given": helps(
        unsigned,
        lambda room, article: signoff.sign(
            article=article,
            stage=article.desk.stages.get(name="Slot"),
            by=room.slot,
            digest=article.digest,
            now=LATER,
        ),
        signoff.sign,
    ),
    "the copy is sent back": does_not_matter(
        signed,
        lambda room, article: signoff.pass_on(
            article=article, stage=article.desk.stages.get(name="Copy"), by=room.editor, now=LATER
        ),
        signoff.pass_on,
        signoff.move,
    ),
    "a correction is opened": Act(
        signed,
        lambda room, article: releasing.open_correction(
            article=article, by=room.editor, reason="Wrong hour", now=LATER
        ),
        first=(False, True),
        second=(True, True),
        covers=(releasing.open_correction, signoff.open_round),
    ),
    "somebody else releases": Act(
        signed,
        lambda room, article: releasing.release(article=article, by=room.slot, now=LATER),
        first=(True, False),
        second=(False, True),
        covers=(releasing.release,),
        locks="desk",
    ),
    "the slug is another": does_not_matter(
        signed,
        lambda room, article: renaming.rename(article=article, slug="night-boat", by=room.editor, now=LATER),
        renaming.rename,
        filing.set_slug,
    ),
    "the story is moved to another desk": blocks(
        None,
        with_another_desk,
        lambda room, given: moving.move(
            article=given[0], desk=given[1], author=None, by=room.editor, now=LATER
        ),
        moving.move,
        filing.put_on_desk,
        locks="desk",
    ),
    # the desk
    "a required stage is added": blocks_others(Code.MISSING_SIGNOFF, alone, new_stage, locks="desk"),
    "a stage becomes required": blocks_others(
        Code.MISSING_SIGNOFF, with_optional_stage, change(required=True), locks="desk"
    ),
    "a stage asks for two signatures": blocks_others(
        Code.MISSING_SIGNOFF, stage_of("Copy"), change(signatures=2), locks="desk"
    ),
    "the last stage gets another group": blocks_others(
        None, stage_of("Slot"), change(group=another_group), locks="desk"
    ),
    "another group releases": blocks_others(
        None,
        lambda room: alone(room).desk,
        change(released_by=Desk.ReleasedBy.GROUP, releasing_group=another_group),
        locks="desk",
    ),
    "the only stage becomes optional": Act(
        only_stage,
        change(required=False),
        first=(False, True),
        second=(False, True),
        covers=(),
        code=Code.NO_STAGE,
        locks="desk",
    ),
    "who releases leaves the group": blocks_others(None, signed, leave_the_group, locks="nothing"),
}

NOT_LOOKED_AT = {
    "articles.editing.filing.create_article": "makes a story that nobody can release yet",
    "articles.editing.edits.lock_for_edit": "is the lock",
    "articles.editing.edits.lock_for_suggestions": "is the lock",
    "articles.history.attribution.compare_with_credits": "reads",
    "articles.editing.passages.undo_replacement": "the caller holds the lock: proposals.take_back",
    "articles.editing.passages.replace_words": "the caller holds the lock: proposals.accept",
    "articles.presence.appear": "who is here is no finding",
    "articles.presence.leave": "who is here is no finding",
    "articles.sql.shift_anchors": "the caller holds the lock; nobody acts",
    "articles.history.revisions.changes_editors": "reads",
    "articles.editing.rewrites.prepare": "reads",
    "articles.history.revisions.keep_sent": "the caller has checked; a revision is no finding",
    "articles.history.revisions.freeze": "the caller holds the lock; a revision is no finding",
    "articles.history.revisions.freeze_before_edit": "the caller holds the lock; a revision is no finding",
    "articles.history.revisions.editors_after": "reads",
    "articles.history.naming.keep": "is revisions.keep, and a name",
    "articles.history.naming.rename": "a name of a revision is no finding",
    "articles.history.redlines.redline": "reads",
    "reviews.queries.review_copies.review_copy": "reads",
    "reviews.queries.asking.addressee_of": "only asks",
    "reviews.queries.threads.mentioned": "counts, and writes nothing of the story",
    "reviews.queries.threads.placing": "is not written by itself",
    "reviews.queries.threads.write": "the caller holds the lock: answering.reply",
    "reviews.guests.invitations.extend": "an invitation is no finding",
    "reviews.guests.invitations.replace_link": "an invitation is no finding",
    "reviews.guests.invitations.revoke": "an invitation is no finding",
    "reviews.planning.ideas.propose": "makes a story that nobody can release yet",
    "reviews.planning.writing.open_blank": "makes a story that nobody can release yet",
    "reviews.planning.writing.file_story": "is for what nobody has signed yet",
    "reviews.planning.assignments.assign": "is for ideas, which nobody signs",
    "reviews.planning.assignments.accept": "is for assignments, which nobody signs",
    "reviews.planning.assignments.decline": "is for assignments, which nobody signs",
    "reviews.workflow.intake.file_copy": "makes a story that nobody can release yet",
    "articles.assets.keep": "keeps the images of a text, which it does not change",
    "articles.assets.add": "keeps an image beside the story, which it does not change",
    "articles.editing.images.add_image": "keeps an image beside the story, which it does not change",
    "articles.editing.edits.require_suggestible": "only asks",
    "articles.uploads.keep": "keeps a file beside the story, which it does not change",
    "articles.uploads.find_upload": "only finds",
    "reviews.queries.suggestions.follow": "is part of what takes suggestions out of the copy",
    "reviews.queries.proofs.proof": "only reads",
    "reviews.workflow.moving.desks_to_move_to": "only reads",
    "reviews.workflow.moving.plan": "only reads",
    "reviews.workflow.authorship.notify_authors": "is part of details.set_details",
    "reviews.workflow.returned.threads_in": "only asks",
    "reviews.queries.answering.add_returned": "is part of reviews.workflow.returned.bring_in",
    "articles.editing.edits.require_editable": "only asks",
    "reviews.workflow.pasted_notes.find_notes": "reads",
    "reviews.workflow.releasing.exported": "reads",
    "reviews.workflow.releasing.plan": "reads",
    "reviews.guest_sessions.keep_act": "the history of a link is no finding",
}


# --- who comes first


class Unlocked(AssertionError):
    """Something that release looks at was written without the lock that release takes."""


STORY = re.compile(
    r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?(articles_(article|document|suggestion|anchor)'
    r'|reviews_(query|round|signoff|clearance))"?[ (]'
)
DESK = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?reviews_stage"?[ (]')
LOCKS = {  # a story that is new is nobody else's yet
    "story": re.compile(r'articles_document.*FOR UPDATE|INSERT INTO "articles_article"', re.DOTALL),
    "desk": re.compile(r"newsroom_desk.*FOR NO KEY UPDATE", re.DOTALL),
}


class Watch:
    """Sees to it, on PostgreSQL, that a connection holds the lock before it writes what the lock guards."""

    def __init__(self):
        self.held = set()

    def __call__(self, execute, sql, params, many, context):
        for name, lock in LOCKS.items():
            if lock.search(sql):
                self.held.add(name)
        for name, write in (("story", STORY), ("desk", DESK)):
            if write.search(sql) and name not in self.held:
                raise Unlocked(sql)
        return execute(sql, params, many, context)


def outcome_of(act):
    try:
        act()
    except REFUSED:
        return False
    return True


def one_after_the_other(first, second):
    return [outcome_of(first), outcome_of(second)]


def at_once(first, second, *, hold):
    """Both on connections of their own; the second starts when the first waits for what ``hold`` locks."""
    outcomes: dict[int, object] = {}

    def run(number, act):
        watch = Watch()
        try:
            with connection.execute_wrapper(watch):
                outcomes[number] = outcome_of(act)
        except BaseException as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate((first, second))]
    with transaction.atomic():
        hold()
        for number, thread in enumerate(threads, start=1):
            thread.start()
            wait_until_it_waits(thread, number)
    for thread in threads:
        thread.join(120)
    for outcome in outcomes.values():
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcomes[0], outcomes[1]]


def wait_until_it_waits(thread, count):
    """Until so many connections to this database wait for a lock, or the thread is done."""
    deadline = time.monotonic() + 60
    while thread.is_alive() and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # else a transaction sees the first answer for ever
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.01)


def race(room, act, *, act_first):
    """What became of the act and of the release: whether each was done."""
    given = act.prepare(room)
    article, slot = fresh(room), User.objects.get(pk=room.slot.pk)

    def release():
        releasing.release(article=article, by=slot, digest=article.digest, now=LATER)

    def do():
        act.run(room, given)

    first, second = (do, release) if act_first else (release, do)
    if connection.vendor != "postgresql" or act.locks == "nothing":
        done = one_after_the_other(first, second)
    else:

        def hold():
            if act_first and act.locks == "desk":
                locking.lock_desk(article.desk_id)
            else:
                Document.objects.select_for_update().get(pk=article.pk)

        done = at_once(first, second, hold=hold)
    return tuple(done if act_first else reversed(done))


def contradictions(room):
    """What a release says, and what is not so."""
    article = Article.objects.select_related("desk").filter(pk=room.article.pk).first()
    released = Release.objects.filter(article=article).select_related("round").first() if article else None
    if article is None or released is None:
        return []
    is_corrected = Round.objects.filter(article=article, number=2).exists()
    found = {finding.code for finding in preflight.preflight(article, now=LATER)}
    if is_corrected:
        found -= {Code.MISSING_SIGNOFF}
    elif Code.NOT_OPEN not in found:
        found.add("open though released")
    wrong = [str(code) for code in found - {Code.NOT_OPEN}]
    if released.certificate["queries_open"] != article.queries.blocking().count():
        wrong.append("the certificate says that no query is open")
    if not released.digest == article.digest == article.digest_with(article.document.content):
        wrong.append("other words left than there are")
    valid = {signed["stage"] for signed in released.certificate["signatures"]}
    if not valid:
        wrong.append("nobody signed")
    return wrong


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db, answered, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return newsroom()


@pytest.mark.parametrize("act_first", [True, False], ids=["before release", "after release"])
def test_either_the_release_is_refused_or_the_act(room, act_first):
    people = dict(vars(room))
    wrong = {}
    for name, act in ACTS.items():
        if name == "who releases leaves the group":
            people["slot"] = join(make_user("Nina Lund", groups=["Slot"]), people["desk"], "editor")
        here = SimpleNamespace(**people)
        done = race(here, act, act_first=act_first)
        expected = act.first if act_first else act.second
        is_quiet = act.covers == (receiving.take,)  # a refusal is mailed, and not raised
        if (done[1] if is_quiet else done) != (expected[1] if is_quiet else expected):
            wrong[name] = f"act and release were {done}, not {expected}"
        elif found := contradictions(here):
            wrong[name] = f"the release says what is not so: {found}"
        elif act_first and act.code and expected[0] and not stands_in_the_way(here, act.code):
            wrong[name] = f"preflight does not say {act.code}"
    assert not wrong


def stands_in_the_way(room, code):
    return code in {finding.code for finding in preflight.preflight(fresh(room), now=LATER)}


def test_every_finding_is_brought_about_by_an_act_of_the_table():
    never_later = {Code.PLANNED}  # no act makes an idea of a story that is being written
    assert {act.code for act in ACTS.values() if act.code} == set(Code) - never_later


def test_every_act_of_somebody_is_in_the_table_or_says_why_it_is_not():
    covered = {f"{act.__module__}.{act.__name__}" for one in ACTS.values() for act in one.covers}
    acts = {name for package in (articles, reviews) for name in acts_of(package)}
    assert acts - covered - set(NOT_LOOKED_AT) == set(), "new acts: race them against release"
    assert set(NOT_LOOKED_AT) <= acts
    assert not covered & set(NOT_LOOKED_AT)


FOLDERS = (
    *("editing", "guests", "history", "people", "planning", "preferences", "queries", "schedule"),
    "workflow",
)
"""The folders whose modules hold acts of the domain."""
READERS = ("urls", "tasks", "apps", "suggestion_rows", "provenance")


def acts_of(package):
    """The functions of its domain modules that take the person who acts."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        leaf = module.name.rpartition(".")[2]
        if module.ispkg:
            if leaf in FOLDERS:
                yield from acts_of(importlib.import_module(module.name))
            continue
        if leaf in READERS:
            continue
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            is_act = function.__module__ == module.name and "by" in inspect.signature(function).parameters
            if is_act and not name.startswith("_"):
                yield f"{module.name}.{name}"


def test_a_write_without_its_lock_is_seen():
    def execute(*statement):
        return statement

    watch = Watch()
    for write in (
        'UPDATE "reviews_query" SET',
        "\n  UPDATE articles_document SET",
        'INSERT INTO "reviews_stage" (',
    ):
        with pytest.raises(Unlocked):
            watch(execute, write, (), False, {})
    watch(execute, 'SELECT 1 FROM "articles_document" WHERE 1 FOR UPDATE', (), False, {})
    watch(execute, 'UPDATE "reviews_query" SET', (), False, {})
    with pytest.raises(Unlocked):
        watch(execute, 'DELETE FROM "reviews_stage" WHERE', (), False, {})


def test_two_who_delete_the_last_two_stages_at_once_leave_one(room):
    desk = make_desk(workflow=(("Copy", "Copy editors"), ("Slot", "Slot")))
    one, two = desk.stages.all()
    if connection.vendor == "postgresql":
        done = at_once(one.delete, two.delete, hold=lambda: locking.lock_desk(desk.pk))
    else:
        done = one_after_the_other(one.delete, two.delete)
    assert done == [True, False]
    assert desk.stages.get().name == "Slot"


@pytest.mark.parametrize("files_first", [True, False])
def test_a_story_that_is_filed_while_its_desk_gets_a_first_stage_is_at_it(room, files_first):
    desk = make_desk(workflow=())
    group = another_group(room)

    def file():
        room.article = make_article(desk, author=room.writer)

    def make():
        Stage.objects.create(desk=desk, position=1, name="Legal", group=group)

    acts = (file, make) if files_first else (make, file)
    if connection.vendor == "postgresql":
        done = at_once(*acts, hold=lambda: locking.lock_desk(desk.pk))
    else:
        done = one_after_the_other(*acts)
    assert done == [True, True]
    assert signoff.current_round(room.article).stage.name == "Legal"


def test_an_embargo_that_was_set_meanwhile_outlasts_a_change_of_the_byline(room):
    """Whoever saves other details does not put back what they had read."""
    seen = fresh(room)
    set_details(embargo_until=NOW + timedelta(days=1))(room, fresh(room))
    set_details(byline="Somebody Else")(room, seen)
    article = fresh(room)
    assert (article.byline, article.embargo_until) == ("Somebody Else", NOW + timedelta(days=1))
