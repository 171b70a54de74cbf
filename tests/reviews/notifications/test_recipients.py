"""Who hears of what, as a table: the act, who did it, and the names of those told."""

from datetime import timedelta

import pytest

from newsroom.models import Membership
from reviews.models import Event, Hours, Query, Subscription
from reviews.models.facts import Replied
from reviews.notifications import recipients
from tests.factories import NOW

Kind = Event.Kind
EDITORS = {"dana", "emil"}


def told(foreign, kind, *, actor=None, article=None, **about):
    by = foreign.people[actor] if actor else None
    event = Event(kind=kind, article=article, actor=by, happened_at=NOW, **about)
    return foreign.names(recipients.recipients(event))


@pytest.mark.parametrize(
    ("author", "assigned_to", "actor", "expected"),
    [
        ("wanda", "rita", "dana", {"rita"}),
        ("wanda", None, "dana", {"wanda"}),
        (None, None, "rita", EDITORS),
        (None, None, "dana", {"emil"}),
        (None, None, None, EDITORS),
        # nobody hears of their own act: an author who asks leaves it to the desk
        ("wanda", None, "wanda", EDITORS),
        ("wanda", "dana", "dana", set()),
        # those who cannot be told are passed over
        ("wanda", "gone", "dana", {"wanda"}),
        ("wanda", "outsider", "dana", {"wanda"}),
        ("gone", None, "dana", {"emil"}),
        ("outsider", None, "rita", EDITORS),
        # an administrator who is named has a part in every desk
        ("wanda", "admin", "dana", {"admin"}),
    ],
)
def test_a_query_is_told_to_whoever_has_to_answer_it(foreign, author, assigned_to, actor, expected):
    article = foreign.article(author=author)
    query = foreign.query(article, asked_by=actor, assigned_to=assigned_to)
    assert told(foreign, Kind.ASKED, actor=actor, article=article, query=query) == expected


@pytest.mark.parametrize("kind", [Kind.REPLIED, Kind.RESOLVED, Kind.REOPENED])
@pytest.mark.parametrize(
    ("asked_by", "assigned_to", "writers", "actor", "expected"),
    [
        ("dana", "wanda", [], "wanda", {"dana"}),
        ("dana", "wanda", ["rita", "walt"], "wanda", {"dana", "rita", "walt"}),
        ("dana", "rita", ["wanda", "rita", "rita"], "dana", {"rita", "wanda"}),
        # a query that is assigned to nobody is the author's
        ("dana", None, [], "dana", {"wanda"}),
        ("dana", None, [], "rita", {"dana", "wanda"}),
        ("dana", "wanda", ["gone", "outsider"], "wanda", {"dana"}),
        ("gone", "wanda", ["rita"], "wanda", {"rita"}),
        ("admin", "wanda", ["wanda"], "wanda", {"admin"}),
        ("dana", "wanda", ["rita"], None, {"dana", "wanda", "rita"}),
    ],
)
def test_a_thread_is_told_to_all_who_have_a_part_in_it(
    foreign, kind, asked_by, assigned_to, writers, actor, expected
):
    article = foreign.article()
    query = foreign.query(article, asked_by=asked_by, assigned_to=assigned_to)
    for writer in writers:
        foreign.reply(query, by=writer)
    assert told(foreign, kind, actor=actor, article=article, query=query) == expected


def at_once(foreign, kind, *, actor, article, **about):
    event = Event(kind=kind, article=article, actor=foreign.people[actor], happened_at=NOW, **about)
    found = recipients.recipients(event)
    return foreign.names({pk: one for pk, one in found.items() if one.by_mail and not one.in_digest})


@pytest.mark.parametrize(
    ("kind", "state", "actor", "expected"),
    [
        (Kind.REPLIED, "answered", "wanda", {"dana"}),
        (Kind.REPLIED, "open", "dana", {"wanda"}),
        (Kind.REPLIED, "open", "rita", {"dana", "wanda"}),
        (Kind.REOPENED, "open", "rita", {"dana", "wanda", "walt"}),
    ],
)
def test_who_asks_and_who_answers_get_a_reply_at_once_and_others_in_the_digest(
    foreign, kind, state, actor, expected
):
    article = foreign.article(author="wanda")
    query = foreign.query(article, asked_by="dana", assigned_to="wanda")
    for writer in ("rita", "walt"):
        foreign.reply(query, by=writer)
    query.state = state
    query.save()
    about = {"actor": actor, "article": article, "query": query}
    assert at_once(foreign, kind, **about) == expected
    assert told(foreign, kind, **about) == {"dana", "wanda", "rita", "walt"} - {actor}
    Subscription.objects.create(person=foreign.people["walt"], article=article, choice="all")
    assert at_once(foreign, kind, **about) == expected | {"walt"}, "who follows the story wants it at once"
    Hours.objects.create(person=foreign.people["rita"], digest_at=None)
    at_least = {"rita"} - {actor}
    assert at_once(foreign, kind, **about) == expected | {"walt"} | at_least, "without a digest it is a mail"


def test_who_is_mentioned_gets_it_at_once(foreign):
    article = foreign.article(author="wanda")
    query = foreign.query(article, asked_by="dana", assigned_to="wanda")
    query.state = "answered"
    query.save()
    facts = Replied(mentioned=(foreign.people["rita"].pk,)).to_json()
    about = {"actor": "wanda", "article": article, "query": query, "facts": facts}
    assert at_once(foreign, Kind.REPLIED, **about) == {"dana", "rita"}


def test_a_deputy_gets_it_at_once_though_they_wrote_in_the_thread_before(foreign):
    article = foreign.article(author="wanda")
    query = foreign.query(article, asked_by="dana", assigned_to="wanda")
    foreign.reply(query, by="rita")
    query.state = "answered"
    query.save()
    away = {"away_from": NOW - timedelta(hours=1), "away_until": NOW + timedelta(days=1)}
    Hours.objects.create(person=foreign.people["dana"], deputy=foreign.people["rita"], **away)
    assert at_once(foreign, Kind.REPLIED, actor="wanda", article=article, query=query) == {"rita"}


def test_other_threads_of_the_article_are_not_mixed_in(foreign):
    article = foreign.article()
    query, other = foreign.query(article, asked_by="dana"), foreign.query(article, asked_by="emil")
    foreign.reply(other, by="rita")
    assert told(foreign, Kind.REPLIED, actor="wanda", article=article, query=query) == {"dana"}


@pytest.mark.parametrize(
    ("kind", "expected"), [(Kind.REPLIED, EDITORS), (Kind.REOPENED, EDITORS), (Kind.RESOLVED, set())]
)
def test_the_answer_to_a_note_of_an_unknown_asker_goes_to_the_editors(foreign, kind, expected):
    article = foreign.article()
    query = foreign.query(article, asked_as="JB")
    foreign.reply(query, by="wanda")
    assert told(foreign, kind, actor="wanda", article=article, query=query) == expected


@pytest.mark.parametrize(
    ("assigned_to", "actor", "expected"),
    [
        ("rita", "dana", {"rita"}),
        ("rita", "rita", set()),
        (None, "dana", set()),
        ("gone", "dana", set()),
        ("outsider", "dana", set()),
    ],
)
def test_an_assignment_is_told_to_the_new_owner(foreign, assigned_to, actor, expected):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", assigned_to=assigned_to)
    assert told(foreign, Kind.ASSIGNED, actor=actor, article=article, query=query) == expected


@pytest.mark.parametrize(
    ("author", "author_may_sign", "actor", "expected"),
    [
        ("wanda", False, "dana", {"rita", "stan"}),
        ("wanda", True, "dana", {"rita", "stan", "wanda"}),
        ("walt", False, "dana", {"rita", "stan", "wanda"}),
        ("wanda", False, "rita", {"stan"}),
        (None, False, None, {"rita", "stan", "wanda"}),
    ],
)
def test_a_stage_is_told_to_its_group_on_this_desk(foreign, author, author_may_sign, actor, expected):
    article = foreign.article(author=author)
    stage = foreign.stage(author_may_sign=author_may_sign)
    assert told(foreign, Kind.STAGE_DUE, actor=actor, article=article, stage=stage) == expected


@pytest.mark.parametrize(
    ("signers", "actor", "expected"),
    [
        (["rita"], "wanda", {"rita"}),
        (["rita", "stan"], "wanda", {"rita", "stan"}),
        (["rita", "stan"], "stan", {"rita"}),
        (["gone", "outsider"], "wanda", set()),
        ([], "wanda", set()),
    ],
)
def test_a_stale_signature_is_told_to_who_gave_it(foreign, signers, actor, expected):
    article = foreign.article()
    facts = {"signers": [foreign.people[name].pk for name in signers]}
    assert told(foreign, Kind.STALE, actor=actor, article=article, facts=facts) == expected


@pytest.mark.parametrize(
    ("author", "actor", "expected"),
    [
        ("wanda", "dana", {"wanda", "emil", "rita"}),
        (None, "emil", {"dana", "rita"}),
        ("gone", None, {"dana", "emil", "rita"}),
    ],
)
def test_a_release_is_told_to_author_signers_and_editors(foreign, author, actor, expected):
    article, stage = foreign.article(author=author), foreign.stage()
    before, this = foreign.round(article, stage), None
    foreign.signoff(before, stage, "walt")
    before.closed_at = before.opened_at
    before.save()
    this = foreign.round(article, stage)
    foreign.signoff(this, stage, "rita")
    foreign.signoff(this, stage, "outsider")
    foreign.signoff(this, stage, "stan", withdrawn_at=this.opened_at)
    assert told(foreign, Kind.RELEASED, actor=actor, article=article, round=this) == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_nobody_is_told_who_lost_their_part_in_the_desk(foreign, kind):
    article, stage = foreign.article(), foreign.stage(author_may_sign=True)
    round = foreign.round(article, stage)
    for signer in ("rita", "emil"):
        foreign.signoff(round, stage, signer)
    query = foreign.query(article, asked_by="dana", assigned_to="rita")
    foreign.reply(query, by="wanda")
    facts = {"signers": [foreign.rita.pk]}
    Membership.objects.all().delete()
    about = {"query": query, "stage": stage, "round": round, "facts": facts}
    assert told(foreign, kind, actor="walt", article=article, **about) == set()


def test_filed_queries_go_each_to_their_own_people(foreign):
    article = foreign.article()
    mine = foreign.query(article)
    also_mine = foreign.query(article, assigned_to="wanda")
    ritas = foreign.query(article, assigned_to="rita")
    event = Event(kind=Kind.ASKED, article=article, actor=foreign.dana, happened_at=NOW)
    told = recipients.recipients(event, queries=[mine, also_mine, ritas])
    assert {person: hearing.queries for person, hearing in told.items()} == {
        foreign.wanda.pk: [mine.pk, also_mine.pk],
        foreign.rita.pk: [ritas.pk],
    }


def test_one_statement_finds_them_whatever_their_number(foreign, django_assert_num_queries):
    article, stage = foreign.article(), foreign.stage()
    queries = [foreign.query(article, assigned_to=name) for name in ("rita", "stan", "walt")]
    query = Query.objects.select_related("anchor").get(pk=queries[0].pk)
    for kind in Kind:
        about = {"query": query, "stage": stage, "facts": {"signers": [foreign.rita.pk]}}
        event = Event(kind=kind, article=article, round=None, actor=foreign.dana, happened_at=NOW, **about)
        with django_assert_num_queries(1):
            recipients.recipients(event)
    event = Event(kind=Kind.ASKED, article=article, actor=foreign.dana, happened_at=NOW)
    with django_assert_num_queries(1):
        recipients.recipients(event, queries=queries)
