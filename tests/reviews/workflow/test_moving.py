"""A story is moved to another desk, and moved back as if nothing had been."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import locking
from articles.editing import filing
from articles.models import Article
from newsroom.errors import NotAllowed
from newsroom.models import Membership
from reviews import access
from reviews.models import Delivery, Endpoint, Event, Notification, Query, Round
from reviews.queries import answering
from reviews.workflow import moving, signoff
from reviews.workflow.moving import MoveRefused
from tests.acts import sign
from tests.factories import NOW, join, make_desk, make_guest, make_query, make_user
from tests.pages import at, browse, words

LATER = NOW + timedelta(hours=1)
WORLD = (("Foreign edit", "Desk editors"), ("copy", "Copy editors"))


@pytest.fixture
def room(room):
    """The newsroom, with a second desk of which the editor and the reader are part."""
    room.world = make_desk("world", name="World", workflow=WORLD, language="ar")
    join(room.editor, room.world, "editor")
    join(room.reader, room.world, "reader")
    room.foreign = join(make_user("Dana Foreign", groups=["Copy editors"]), room.world, "editor")
    return room


def fresh(room) -> Article:
    return Article.objects.select_related("desk", "author").get(pk=room.article.pk)


def move(room, *, to=None, by=None, author=None):
    moving.move(article=fresh(room), desk=to or room.world, author=author, by=by or room.editor, now=LATER)
    return fresh(room)


def stage_of(room, name):
    return room.desk.stages.get(name=name)


def at_copy(room):
    """The story, signed at the first stage of its desk."""
    sign(room.article, stage_of(room, "Desk edit"), by=room.editor)
    return fresh(room)


def test_the_stage_of_the_same_name_has_it(room):
    at_copy(room)
    article = move(room)
    assert (article.desk, article.author) == (room.world, None)
    assert signoff.current_round(article).stage.name == "copy"
    assert [status.is_current for status in signoff.stages_of(article, Round.objects.get())] == [False, True]


def test_else_the_first_has_it(room):
    assert signoff.current_round(move(room)).stage.name == "Foreign edit"


def test_a_desk_without_stages(room):
    nowhere = make_desk("nowhere", workflow=())
    join(room.editor, nowhere, "editor")
    assert signoff.current_round(move(room, to=nowhere)).stage is None
    assert not Event.objects.filter(kind=Event.Kind.STAGE_DUE, happened_at=LATER)


def test_signatures_stay_with_their_desk_and_count_again_there(room):
    at_copy(room)
    plan = moving.plan(article=fresh(room), desk=room.world, by=room.editor, now=NOW)
    assert [sign.signer for sign in plan.lapsed] == [room.editor]
    article = move(room)
    round = Round.objects.get()
    assert not [status for status in signoff.stages_of(article, round) if status.valid or status.stale]
    assert round.signoffs.get().withdrawn_at is None
    article = move(room, to=room.desk)
    assert [len(status.valid) for status in signoff.stages_of(article, round)] == [1, 0, 0, 0]
    assert signoff.current_round(article).stage.name == "Copy"


def test_nobody_is_told_that_a_signature_of_another_desk_is_out_of_date(room):
    at_copy(room)
    article = move(room)
    filing.spike(article=article, by=room.foreign, now=LATER)
    filing.unspike(article=article, by=room.foreign, now=LATER)
    Article.objects.update(digest="another")
    assert signoff.announce_stale(now=LATER) == 0


def test_queries_wait_for_who_can_answer_there(room):
    theirs = make_query(room.article, "euros", by=room.reader, assigned_to=room.copy_editor)
    kept = make_query(room.article, "boat", by=room.reader, assigned_to=room.editor)
    plan = moving.plan(article=fresh(room), desk=room.world, by=room.editor, now=NOW)
    assert list(plan.reassigned) == [theirs]
    move(room)
    waiting = Query.objects.waiting_for(room.foreign, now=LATER)
    assert [query for query in waiting if query.turn_id is None] == [theirs]
    assert kept in Query.objects.waiting_for(room.editor, now=LATER)
    assert not access.may_reply(room.copy_editor, answering.find(room.foreign, fresh(room), theirs.number))
    move(room, to=room.desk, author=room.writer)
    assert list(
        Query.objects.waiting_for(room.copy_editor, now=LATER).filter(turn_id=room.copy_editor.pk)
    ) == [theirs]


def test_guests_keep_their_invitations(room):
    make_guest(room.article, by=room.editor)
    plan = moving.plan(article=fresh(room), desk=room.world, by=room.editor, now=NOW)
    assert plan.guests == 1
    move(room)
    assert room.article.invitations.active(NOW).count() == 1


def test_an_author_without_a_role_there_has_to_be_replaced(room):
    with pytest.raises(MoveRefused, match="Mara Velde has no role on World"):
        move(room, author=room.writer)
    assert fresh(room).desk == room.desk
    assert not moving.plan(article=fresh(room), desk=room.world, by=room.editor, now=NOW).author_stays
    join(room.writer, room.world, "writer")
    assert moving.plan(article=fresh(room), desk=room.world, by=room.editor, now=NOW).author_stays
    assert move(room, author=room.writer).author == room.writer


def test_a_viewer_is_no_author(room):
    join(room.writer, room.world, Membership.Role.VIEWER)
    with pytest.raises(MoveRefused):
        move(room, author=room.writer)


def test_what_is_left_as_it_was(room):
    Article.objects.update(deadline=LATER, embargo_until=LATER)
    before = fresh(room)
    after = move(room)
    for name in ("deadline", "embargo_until", "language", "byline", "digest", "slug", "headline"):
        assert getattr(after, name) == getattr(before, name)
    assert after.history.first().desk == room.world


@pytest.mark.parametrize(
    "who", ["writer", "colleague", "reader", "copy_editor", "slot", "stranger", "foreign"]
)
def test_only_editors_of_both_desks_move_it(room, who):
    person = getattr(room, who)
    with pytest.raises(NotAllowed):
        move(room, by=person)
    assert moving.desks_to_move_to(fresh(room), person) == []
    assert fresh(room).desk == room.desk


def test_an_administrator_moves_it(room):
    assert room.world in moving.desks_to_move_to(fresh(room), room.admin)
    assert move(room, by=room.admin).desk == room.world


@pytest.mark.parametrize(
    ("state", "sentence"), [("released", "Start a correction"), ("spiked", "Unspike it")]
)
def test_only_a_story_in_progress_is_moved(room, state, sentence):
    Article.objects.update(state=state)
    with pytest.raises(MoveRefused, match=sentence):
        move(room)


def test_it_is_on_that_desk_already(room):
    with pytest.raises(MoveRefused, match="already"):
        move(room, to=room.desk)


def test_who_had_it_open_before_is_refused_in_a_sentence(room):
    seen = fresh(room)
    move(room)
    stage = stage_of(room, "Desk edit")
    with pytest.raises(locking.StoryMoved, match="moved to World"):
        signoff.sign(article=seen, stage=stage, by=room.editor, digest=seen.digest, now=LATER)
    assert fresh(room).desk == room.world
    seen = fresh(room)
    move(room, to=room.desk)
    with pytest.raises(MoveRefused, match="meanwhile"):
        moving.move(article=seen, desk=room.desk, author=None, by=room.editor, now=LATER)


def test_a_stage_of_the_former_desk_gets_no_story_that_left(room):
    empty = make_desk("empty", workflow=())
    join(room.editor, empty, "editor")
    move(room, to=empty)
    move(room)
    empty.stages.create(name="First", position=1, group=room.desk.stages.first().group)
    assert signoff.current_round(fresh(room)).stage.desk == room.world


def test_the_desk_it_comes_to_is_notified(room):
    move(room)
    event = Event.objects.get(kind=Event.Kind.MOVED)
    told = Notification.objects.filter(event=event).values_list("recipient__name", flat=True)
    assert list(told) == ["Dana Foreign"]
    due = Event.objects.get(kind=Event.Kind.STAGE_DUE, happened_at=LATER)
    assert due.stage.name == "Foreign edit"


def test_so_is_the_one_it_leaves_as_far_as_its_people_still_see_it(room):
    join(room.copy_editor, room.world, "reader")
    endpoints = [
        Endpoint.objects.create(
            desk=desk, url="https://a.example/", kinds=["moved"], added_by=room.editor, added_at=NOW
        )
        for desk in (room.desk, room.world)
    ]
    move(room)
    event = Event.objects.get(kind=Event.Kind.MOVED)
    told = Notification.objects.filter(event=event).values_list("recipient__name", flat=True)
    assert sorted(told) == ["Dana Foreign", "Jonas Keller"]
    assert list(Delivery.objects.order_by("pk").values_list("endpoint", "event")) == [
        (endpoints[1].pk, event.pk),
        (endpoints[0].pk, event.pk),
    ]


PAGE = "move/"


def test_the_page_says_what_will_happen_and_then_does_it(room):
    at_copy(room)
    make_query(room.article, "euros", by=room.reader, assigned_to=room.copy_editor)
    browser = browse(room.editor)
    assert "Move to another desk" in words(browser.get(at(room.article, "details/")))
    shown = words(browser.get(at(room.article, PAGE), {"desk": "world"}))
    for sentence in (
        "From " + room.desk.name + " to World",
        "Stage: Copy → copy.",
        "Ruth Adeyemi’s sign-off (Desk edit) belongs to",
        "Query 1 is assigned to Jonas Keller, who can’t answer on World",
        "No role on World, so they will no longer see the story:",
        "The story’s language is en, World’s is ar.",
        "Mara Velde has no role on World.",
    ):
        assert sentence in shown, sentence
    refused = browser.post(at(room.article, PAGE), {"desk": "world"})
    assert refused.status_code == 409
    assert "Choose an author who is on World." in words(refused)
    assert fresh(room).desk == room.desk
    done = browser.post(at(room.article, PAGE), {"desk": "world", "author": room.foreign.pk}, follow=True)
    assert "Moved to World." in words(done)
    assert fresh(room).author == room.foreign
    assert browse(room.copy_editor).get(at(room.article)).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("writer", 403), ("reader", 403), ("stranger", 404), ("foreign", 404), ("slot", 200)]
)
def test_the_page_is_for_editors_of_the_desk(room, who, status):
    browser = browse(getattr(room, who))
    assert browser.get(at(room.article, PAGE)).status_code == status
    answer = browser.post(at(room.article, PAGE), {"desk": "world", "author": "none"})
    assert answer.status_code == {200: 409}.get(status, status)
    assert fresh(room).desk == room.desk


def test_what_nobody_can_choose_is_refused(room):
    browser = browse(room.editor)
    for fields in ({"desk": "nonsense"}, {"desk": "world", "author": str(room.writer.pk)}, {"desk": "\x00"}):
        assert browser.post(at(room.article, PAGE), fields).status_code == 409
    assert fresh(room).desk == room.desk
