"""Whose turn a query is, and who has to sign: one table, and every surface gives its answer."""

import itertools
from datetime import timedelta

import pytest

from articles.models import Article
from newsroom.models import Membership, User
from reviews import access
from reviews.inbound import acting
from reviews.lists import stories
from reviews.lists.to_do import to_do
from reviews.models import Digest, Event, Feed, Hours, Notification, Query, Round, turns
from reviews.models.facts import Pressing
from reviews.notifications import digest_data, event_kinds, events, mail_data, recipients, relevance
from reviews.notifications.mail import phrases
from reviews.preferences import calendar_feed
from reviews.queries import answering
from reviews.schedule import handovers
from reviews.workflow import preflight, signoff
from tests.acts import put_instead, sign
from tests.factories import NOW, join, make_article, make_guest, make_query, make_user

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
    (
        "the author asked somebody who is away",
        {"asked_by": "writer", "assigned_to": "colleague", "away": {"colleague": None}},
        EDITORS,
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
    """The query of a case, with the people as they are in it, and nothing to sign."""
    Round.objects.filter(article=room.article).update(stage=None)
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
        stories.stories(person, stories.Filters(mine=True, state=""), now=NOW).values_list("pk", flat=True)
    )


def opening_of_pressing(query):
    """How a mail says that the query holds the story up."""
    facts = Pressing(to_slot=True)
    events.record(
        kind=Event.Kind.PRESSING, article=query.article, actor=None, query=query, facts=facts, now=NOW
    )
    act = mail_data.acts(Notification.objects.filter(event__kind=Event.Kind.PRESSING))[0]
    return phrases.opening(act.event, act.queries)


def test_rows_at_hand_and_statements_say_the_same(people):
    """Over states, owners, authors, askers and absences."""
    articles = {name: people.article if name == "writer" else None for name in ("writer", "left", None)}
    people.left = join(make_user("Gone"), people.desk, "reader")
    for name in ("left", None):
        articles[name] = make_article(people.desk, author=getattr(people, name or "", None))
    everyone = {name: getattr(people, name) for name in ("writer", "colleague", "reader", "editor", "left")}
    made = []
    for author, state, owner, asker in itertools.product(
        articles, ("open", "answered"), (None, "colleague", "left"), (None, "editor", "writer", "colleague")
    ):
        query = make_query(articles[author], "6.50 euros", by=people.editor)
        Query.objects.filter(pk=query.pk).update(
            state=state, assigned_to=everyone.get(owner), asked_by=everyone.get(asker)
        )
        made.append(query.pk)
    people.left.memberships.all().delete()
    can_act = {person.pk for name, person in everyone.items() if name != "left"}
    for away in (
        {},
        {"writer": None},
        {"writer": "reader"},
        {"colleague": "reader", "editor": "left"},
        {"colleague": "writer", "writer": "colleague", "editor": "reader"},
        {"colleague": "reader", "reader": None, "writer": "editor"},
    ):
        Hours.objects.all().delete()
        for name, deputy in away.items():
            Hours.objects.create(person=everyone[name], deputy=everyone.get(deputy), **AWAY)
        absent = {
            everyone[name].pk: getattr(everyone.get(deputy), "pk", None) for name, deputy in away.items()
        }
        for query in Query.objects.with_turn(NOW).select_related("article").filter(pk__in=made):
            said = turns.turn_of(query, query.article.author_id, can_act=can_act, away=absent)
            assert said == query.turn_id, (query.state, query.assigned_to, query.article.author, away)
    for name, person in everyone.items():
        owned = Query.objects.owned_by(person).filter(pk__in=made)
        found = Query.objects.filter(pk__in=made).select_related("article")
        assert set(owned) == {one for one in found if one.owner_id_in(one.article) == person.pk}, name


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
        named = who(lambda person: f", waiting on {person}: " in said)
        assert named or ", waiting on the desk editors: " in said
        assert (named or {name for name in EDITORS if name not in case.get("left", ())}) == turn
        pressing = opening_of_pressing(query)
        assert who(lambda person: f"a query to {person}." in pressing) == named
        assert named or "an unassigned query" in pressing
    if query.state == "answered" and query.article.is_open:
        replied = Event(kind=Event.Kind.REPLIED, article=query.article, query=query, happened_at=NOW)
        told = recipients.recipients(replied)
        mailed = who(lambda person: person.pk in told and told[person.pk].by_mail)
        assert turn - case.get("away", {}).keys() <= mailed
    if "gone" not in case:
        for away, deputy in case.get("away", {}).items():
            if deputy and query.article.is_open and query.state == "open":
                stands_in = everyone[deputy]
                handed = handovers.waiting_for(stands_in, everyone[away], now=NOW)
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
            first = acting.what_waits_for(seen, person, now=NOW).partition("#")[2].partition(":")[0]
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
    assert {who for who, one in everyone.items() if round in Round.objects.waiting_for(one)} >= signers
    active = {who for who, one in everyone.items() if one.is_active}
    assert {who for who in active - {"writer"} if room.article.pk in listed(everyone[who])} == signers - {
        "writer"
    }
    for who in active - {"writer"} & signers:
        assert Event.Kind.STAGE_DUE in event_kinds.kinds_for(everyone[who], follows=False)
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


def test_an_administrator_in_the_group_may_sign_and_is_not_waited_for(people):
    """As nobody tells them: they have a part everywhere, and are one of no desk's readers."""
    stage = people.desk.stages.get(position=1)
    people.admin.groups.add(stage.group)
    admin = User.objects.get(pk=people.admin.pk)
    assert access.may_sign(admin, people.article, stage)
    due = Event(kind=Event.Kind.STAGE_DUE, article=people.article, stage=stage, happened_at=NOW)
    assert admin.pk not in recipients.recipients(due)
    assert people.article.pk not in calendars(admin) and people.article.pk not in listed(admin)
    everyone = {"admin": admin, "editor": people.editor}
    assert not any(story.to_sign for story in digests(everyone)["admin"])


def test_what_waits_for_a_person_does_not_depend_on_whose_digest_is_made_with_theirs(people):
    query = make_query(people.article, "6.50 euros", by=people.editor, assigned_to=people.admin)
    for everyone in ({"admin": people.admin}, {"admin": people.admin, "editor": people.editor}):
        Digest.objects.all().delete()
        assert [story.to_answer for story in digests(everyone)["admin"]] == [[query]]


def left_to_do(person):
    return [row.what for row in to_do(person, most=20, now=NOW).rows]


def test_nothing_that_is_done_or_another_s_is_left_to_do(people):
    stage = people.desk.stages.get(position=1)
    stage.signatures = 2  # so that the story stays there
    stage.save()
    person = User.objects.get(pk=people.editor.pk)
    sign(people.article, stage, by=person)
    assert left_to_do(person) == []
    put_instead(people.article, "23.40", "midnight", by=people.copy_editor)
    assert left_to_do(person) == ["Sign"]
    sign(people.article, stage, by=person)
    assert left_to_do(person) == []
    query = make_query(people.article, "6.50 euros", by=people.editor, assigned_to=people.colleague)
    assert left_to_do(people.colleague) == ["Answer"]
    answering.assign(query=query, by=people.editor, to=people.reader, now=NOW)
    assert left_to_do(people.colleague) == []
    assert left_to_do(people.reader) == ["Answer"]


def test_a_query_that_came_back_to_the_author_waits_for_them_again(people):
    query = make_query(people.article, "6.50 euros", by=people.editor)
    answering.assign(query=query, by=people.editor, to=people.reader, now=NOW)
    query.refresh_from_db()
    answering.assign(query=query, by=people.editor, to=None, now=NOW)
    acts = mail_data.acts(Notification.objects.filter(recipient=people.writer))
    assert [act.queries for act in relevance.load_relevance(acts).of(acts)] == [(query,)]
