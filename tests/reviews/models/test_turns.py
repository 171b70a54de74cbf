"""Whose turn a query is, and who has to sign: one table, and every surface gives its answer."""

from datetime import timedelta

import pytest

from articles.models import Article
from newsroom.models import Membership, User
from reviews import access, reading
from reviews.inbound import acting
from reviews.models import Digest, Event, Feed, Hours, Query, Round
from reviews.notifications import digest_data, recipients
from reviews.preferences import calendar_feed
from reviews.schedule import handovers
from reviews.workflow import preflight, signoff
from tests.factories import NOW, join, make_guest, make_query, make_user

EDITORS = {"editor", "copy_editor", "slot"}
AWAY = {"away_from": NOW - timedelta(days=1), "away_until": NOW + timedelta(days=1)}

# Unless a row says otherwise the writer is the author, the editor asked, the query is open and all are here.
TABLE = [
    ("nobody is named", {}, {"writer"}),
    ("assigned", {"assigned_to": "colleague"}, {"colleague"}),
    ("assigned to a reader", {"assigned_to": "reader"}, {"reader"}),
    ("answered", {"assigned_to": "colleague", "state": "answered"}, {"editor"}),
    ("resolved", {"assigned_to": "colleague", "state": "resolved"}, set()),
    ("no author", {"author": None}, EDITORS),
    ("the author asked", {"asked_by": "writer"}, EDITORS),
    ("the author asked somebody", {"asked_by": "writer", "assigned_to": "reader"}, {"reader"}),
    ("the author asked and was answered", {"asked_by": "writer", "state": "answered"}, {"writer"}),
    ("a note in the copy was answered", {"asked_by": None, "state": "answered"}, EDITORS),
    ("the author is away", {"away": {"writer": None}}, EDITORS),
    ("the author is away with a deputy", {"away": {"writer": "reader"}}, {"reader"}),
    ("who has it is away", {"assigned_to": "colleague", "away": {"colleague": None}}, {"writer"}),
    ("who has it has a deputy", {"assigned_to": "colleague", "away": {"colleague": "reader"}}, {"reader"}),
    (
        "the deputy is away, too",
        {"assigned_to": "colleague", "away": {"colleague": "reader", "reader": None}},
        {"writer"},
    ),
    (
        "both are away, the author with a deputy",
        {"assigned_to": "colleague", "away": {"colleague": None, "writer": "reader"}},
        {"reader"},
    ),
    (
        "the deputy has no part in the desk",
        {"assigned_to": "colleague", "away": {"colleague": "stranger"}},
        {"writer"},
    ),
    ("who asked is away", {"state": "answered", "away": {"editor": "reader"}}, {"reader"}),
    ("who asked is away without a deputy", {"state": "answered", "away": {"editor": None}}, EDITORS),
    ("who has it left the desk", {"assigned_to": "colleague", "left": {"colleague"}}, {"writer"}),
    ("who has it has no account any more", {"assigned_to": "colleague", "gone": {"colleague"}}, {"writer"}),
    ("author and assignee left", {"assigned_to": "colleague", "left": {"colleague", "writer"}}, EDITORS),
    ("who asked left", {"state": "answered", "left": {"editor"}}, EDITORS - {"editor"}),
    ("a guest has it", {"assigned_to": "guest"}, {"guest"}),
    ("a guest had it", {"assigned_to": "guest", "revoked": True}, {"writer"}),
    ("an administrator has it", {"assigned_to": "admin"}, {"admin"}),
    ("the story was spiked", {"story": "spiked"}, set()),
    ("the story was released", {"story": "released"}, set()),
]


@pytest.fixture
def people(room):
    room.invitation = make_guest(room.article, by=room.editor)
    room.guest = room.invitation.person
    room.article.deadline = NOW + timedelta(days=3)
    room.article.save()
    return room


def arranged(room, case):
    """The query of a case, with the people as they are in it."""
    fields = {
        name: getattr(room, case[name] or "", None) for name in ("assigned_to", "asked_by") if name in case
    }
    query = make_query(room.article, "6.50 euros", by=room.editor)
    state = case.get("state", "open")
    Query.objects.filter(pk=query.pk).update(
        **{"assigned_to": None, **fields},
        state=state,
        resolved_at=NOW if state == "resolved" else None,
    )
    author = {"author": None} if "author" in case else {}
    Article.objects.filter(pk=room.article.pk).update(**author, state=case.get("story", "open"))
    for name, deputy in case.get("away", {}).items():
        Hours.objects.create(person=getattr(room, name), deputy=getattr(room, deputy or "", None), **AWAY)
    Membership.objects.filter(user__in=[getattr(room, name) for name in case.get("left", ())]).delete()
    User.objects.filter(pk__in=[getattr(room, name).pk for name in case.get("gone", ())]).update(
        is_active=False
    )
    if case.get("revoked"):
        room.invitation.__class__.objects.update(revoked_at=NOW)
    return Query.objects.select_related("article__desk", "article__author").get(pk=query.pk)


NAMES = ("writer", "colleague", "editor", "copy_editor", "reader", "slot", "stranger", "admin", "guest")


def everybody(room):
    """As each request finds them."""
    return {name: User.objects.get(pk=getattr(room, name).pk) for name in NAMES}


def calendars(person):
    feed = Feed(person=person, choice=Feed.Choice.MINE, version=1, is_on=True)
    return {article.pk: article.mine_count for article in calendar_feed.articles_of(feed, now=NOW)}


def digests(everyone):
    """By name, the stories of each person's digest. A guest has none, nor has who left."""
    active = {
        person.pk: name for name, person in everyone.items() if person.is_active and not person.is_guest
    }
    for pk in active:
        day = NOW.date()
        Digest.objects.create(person_id=pk, day=day, message_id=f"<{pk}@x>", not_before=NOW, created_at=NOW)
    return {active[one.reader.pk]: one.stories for one in digest_data.load(Digest.objects.all(), now=NOW)}


def listed(person):
    return set(
        reading.stories(person, reading.Filters(mine=True, state=""), now=NOW).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(("name", "case", "turn"), TABLE, ids=[row[0] for row in TABLE])
def test_every_surface_says_the_same(people, name, case, turn):
    query = arranged(people, case)
    everyone = everybody(people)

    def who(says):
        return {who for who, person in everyone.items() if says(person)}

    assert who(lambda person: Query.objects.waiting_for(person, now=NOW).exists()) == turn
    staff = turn - {"guest"}
    assert who(lambda person: calendars(person).get(query.article_id, 0) > 0) == staff
    assert {
        name
        for name, stories in digests(everyone).items()
        if any(query in [*story.to_answer, *story.to_resolve] for story in stories)
    } == staff
    author = {who for who, person in everyone.items() if person.pk == query.article.author_id}
    assert who(lambda person: query.article_id in listed(person)) - author == staff - author
    if query.state == "open" and query.article.is_open:
        reminder = Event(kind=Event.Kind.REMINDED, article=query.article, query=query, happened_at=NOW)
        told = recipients.recipients(reminder)
        mailed = who(lambda person: person.pk in told and told[person.pk].by_mail)
        assert mailed == turn
        (said,) = [one.sentence for one in preflight.preflight(query.article, now=NOW) if one.place.query]
        named = who(lambda person: f"(waits for {person})" in said)
        assert named or "(waits for the desk's editors)" in said
        assert (named or {name for name in EDITORS if name not in case.get("left", ())}) == turn
    if "gone" not in case:
        for away, deputy in case.get("away", {}).items():
            if deputy and query.article.is_open and query.state == "open":
                stands_in = everyone[deputy]
                handed = handovers._waiting_for(stands_in, everyone[away], now=NOW)
                is_theirs = query.owner_id_in(query.article) == everyone[away].pk
                assert bool(handed) == (deputy in turn and is_theirs)
    for who_has_it in turn:
        person = everyone[who_has_it]
        person.__dict__["_represents"] = frozenset(
            Hours.objects.filter(deputy=person, away_from__lte=NOW).values_list("person", flat=True)
        )
        assert access.may_answer(person, query, now=NOW)
        assert query.state == "open" or access.may_resolve(person, query)


@pytest.mark.parametrize(
    ("case", "turn"),
    [row[1:] for row in TABLE if row[2] and "story" not in row[1]],
    ids=[row[0] for row in TABLE if row[2] and "story" not in row[1]],
)
def test_an_answer_that_is_for_none_is_told_first_of_what_waits_for_its_writer(people, case, turn):
    other = make_query(people.article, "23.40", by=people.editor, assigned_to=people.slot)
    query = arranged(people, case)
    for name, person in everybody(people).items():
        seen = access.queries_of(person, query.article)
        if name != "slot" and {other, query} <= set(seen):
            first = acting._waiting(seen, person, now=NOW).partition("#")[2].partition(":")[0]
            assert first == str((query if name in turn else other).number)


SIGNING = [
    ("a member of the group", {}, {"editor"}),
    ("a member who has no part in the desk", {"group": ["stranger"]}, {"editor"}),
    ("a member who left the desk", {"left": {"editor"}}, set()),
    ("a member without an account", {"gone": {"editor"}}, set()),
    ("a reader in the group", {"group": ["reader"]}, {"editor", "reader"}),
    ("the author in the group", {"group": ["writer"]}, {"editor"}),
    ("the author who may sign", {"group": ["writer"], "author_may_sign": True}, {"editor", "writer"}),
    ("a guest in the group", {"group": ["guest"]}, {"editor"}),
    ("the deputy of a member signs nothing", {"away": {"editor": "reader"}}, {"editor"}),
    ("a stage that is not the copy's", {"stage": 2}, {"copy_editor"}),
    ("a released story", {"story": "released"}, set()),
]


@pytest.mark.parametrize(("name", "case", "signers"), SIGNING, ids=[row[0] for row in SIGNING])
def test_every_surface_says_the_same_of_who_signs(people, name, case, signers):
    room = people
    first = Round.objects.get(article=room.article)
    stage = room.desk.stages.get(position=case.get("stage", 1))
    Round.objects.filter(pk=first.pk).update(stage=stage)
    for member in case.get("group", ()):
        getattr(room, member).groups.add(stage.group)
    type(stage).objects.filter(pk=stage.pk).update(author_may_sign=case.get("author_may_sign", False))
    for away, deputy in case.get("away", {}).items():
        Hours.objects.create(person=getattr(room, away), deputy=getattr(room, deputy), **AWAY)
    Membership.objects.filter(user__in=[getattr(room, name) for name in case.get("left", ())]).delete()
    User.objects.filter(pk__in=[getattr(room, name).pk for name in case.get("gone", ())]).update(
        is_active=False
    )
    Article.objects.filter(pk=room.article.pk).update(state=case.get("story", "open"))
    round = Round.objects.select_related("stage", "article__desk").get(pk=first.pk)
    everyone = everybody(room)
    if round.article.is_open:
        assert {
            who for who, one in everyone.items() if access.may_sign(one, round.article, round.stage)
        } == signers
        due = Event(
            kind=Event.Kind.STAGE_DUE, article=round.article, stage=round.stage, round=round, happened_at=NOW
        )
        assert {who for who, one in everyone.items() if one.pk in recipients.recipients(due)} == signers
    told = {name for name, stories in digests(everyone).items() if any(story.to_sign for story in stories)}
    assert told == signers
    if round.article.is_open:
        shown = {who for who, one in everyone.items() if room.article.pk in calendars(one)}
        assert shown - {"writer"} == signers - {"writer"}


def test_who_has_signed_is_not_waited_for(people):
    stage = people.desk.stages.get(position=1)
    type(stage).objects.filter(pk=stage.pk).update(signatures=2)
    join(make_user("Second", groups=["Desk editors"]), people.desk, "reader")
    person = User.objects.get(pk=people.editor.pk)
    assert people.article.pk in calendars(person)
    article = Article.objects.get(pk=people.article.pk)
    signoff.sign(article=article, stage=stage, by=person, digest=article.digest, now=NOW)
    assert people.article.pk not in calendars(person)
    assert not any(story.to_sign for story in digests({"editor": person})["editor"])
