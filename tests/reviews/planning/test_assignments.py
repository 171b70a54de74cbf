"""An editor asks somebody to write an idea, who accepts or declines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles import access
from articles.editing import filing
from articles.editing.details import details_of, set_details
from articles.editing.edits import ArticleClosed
from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.models import Event, Notification
from reviews.notifications.mail import phrases
from reviews.planning import assignments
from reviews.planning.assignments import AssignmentRefused, ReasonRefused
from tests.factories import NOW
from tests.reviews.planning.test_ideas import propose

LATER = NOW + timedelta(hours=3)


def assign(room, article, writer, by=None, brief="Ask the harbour board."):
    assignments.assign(
        article=article,
        writer=writer,
        brief=brief,
        deadline=LATER,
        target_words=600,
        by=by or room.editor,
        now=NOW,
    )
    return fresh(article)


def fresh(article):
    return Article.objects.select_related("desk", "author", "editor").get(pk=article.pk)


def told(kind):
    """Who is notified of the latest event of a kind, and how a mail about it begins and what it asks."""
    event = Event.objects.filter(kind=kind).latest("pk")
    rows = Notification.objects.filter(event=event).select_related("recipient").order_by("recipient__name")
    return {
        row.recipient: (
            phrases.opening(event, (), reader=row.recipient),
            phrases.request(event, row.recipient, ()),
        )
        for row in rows
    }


def test_the_writer_is_asked_and_counts_as_the_author(room):
    story = assign(room, propose(room), room.writer)
    assert (story.planning, story.author, story.target_words) == ("assigned", room.writer, 600)
    assert story.planning_label == "Assigned to Mara Velde, not accepted yet"
    assert story.history.first().planning == "assigned"
    assert access.may_edit(room.writer, story)
    assert told("assignment") == {
        room.writer: (
            "Ruth Adeyemi asks you to write “Who pays for the night ferry?”.",
            "Please accept or decline it. The brief: “Ask the harbour board.”",
        )
    }


def test_the_writer_accepts_and_the_editor_is_told(room):
    story = assign(room, propose(room), room.writer)
    assignments.accept(article=story, by=room.writer, now=NOW)
    assert fresh(story).planning == "writing"
    (sentences,) = told("accepted").values()
    assert list(told("accepted")) == [room.editor]
    assert sentences == (
        "Mara Velde accepted the assignment “Who pays for the night ferry?”.",
        "No action needed.",
    )


def test_the_writer_declines_with_a_reason_and_it_is_open_again(room):
    story = assign(room, propose(room), room.writer)
    assignments.decline(article=story, reason=" I am on leave. ", by=room.writer, now=NOW)
    story = fresh(story)
    assert (story.planning, story.author, story.byline) == ("idea", None, "")
    assert not access.may_edit(room.writer, story)
    refusal = assignments.last_refusal(story)
    assert (refusal.actor, refusal.facts["reason"]) == (room.writer, "I am on leave.")
    assert told("declined")[room.editor][1] == (
        "The reason: “I am on leave.” Please assign the story to someone else."
    )


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_who_declines_says_why(room, reason):
    story = assign(room, propose(room), room.writer)
    with pytest.raises(ReasonRefused):
        assignments.decline(article=story, reason=reason, by=room.writer, now=NOW)
    assert fresh(story).planning == "assigned"


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_only_editors_assign(room, who):
    idea = propose(room)
    with pytest.raises(NotAllowed):
        assign(room, idea, room.writer, by=getattr(room, who))
    assert fresh(idea).author is None


@pytest.mark.parametrize("who", ["colleague", "editor", "reader", "stranger"])
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_only_who_is_asked_answers(room, who, answer):
    story = assign(room, propose(room), room.writer)
    more = {"reason": "Busy."} if answer == "decline" else {}
    with pytest.raises(NotAllowed):
        getattr(assignments, answer)(article=story, by=getattr(room, who), now=NOW, **more)
    assert (fresh(story).planning, fresh(story).author) == ("assigned", room.writer)


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_nobody_is_asked_who_does_not_write_on_the_desk(room, who):
    with pytest.raises(AssignmentRefused):
        assign(room, propose(room), getattr(room, who))


def test_an_editor_who_takes_an_idea_has_accepted_it(room):
    story = assign(room, propose(room), room.editor)
    assert (story.planning, told("assignment")) == ("writing", {})


def test_whoever_was_asked_before_is_told_that_they_need_not(room):
    story = assign(room, assign(room, propose(room), room.writer), room.colleague)
    assert story.author == room.colleague
    assert told("assignment")[room.writer] == (
        "Ruth Adeyemi assigned “Who pays for the night ferry?” to someone else.",
        "No action needed.",
    )


def test_what_is_being_written_or_spiked_is_not_assigned(room):
    with pytest.raises(AssignmentRefused):
        assign(room, room.article, room.colleague)
    idea = propose(room)
    filing.spike(article=idea, by=room.editor, now=NOW)
    with pytest.raises(ArticleClosed):
        assign(room, idea, room.writer)


def test_an_author_named_in_the_details_writes_it_and_without_one_it_is_an_idea(room):
    story = assign(room, propose(room), room.writer)
    set_details(article=story, details=replace(details_of(story), author=None), by=room.editor, now=NOW)
    assert fresh(story).planning == "idea"
    story = fresh(story)
    changed = replace(details_of(story), author=room.colleague)
    set_details(article=story, details=changed, by=room.editor, now=NOW)
    assert fresh(story).planning == "writing"


def test_the_database_has_no_assignment_of_nobody(room):
    idea = propose(room)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=idea.pk).update(planning="assigned")
