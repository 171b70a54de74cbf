"""Who hears of what, as a table: the act, who did it, and the names of those told."""

import pytest

from newsroom.models import Membership
from reviews.models import Event, Query
from reviews.notifications import rules

Kind = Event.Kind
EDITORS = {"dana", "emil"}


def told(room, kind, *, actor=None, article=None, **about):
    event = Event(kind=kind, article=article, actor=room.people[actor] if actor else None, **about)
    return room.names(rules.recipients(event))


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
def test_a_query_is_told_to_whoever_has_to_answer_it(room, author, assigned_to, actor, expected):
    article = room.article(author=author)
    query = room.query(article, asked_by=actor, assigned_to=assigned_to)
    assert told(room, Kind.ASKED, actor=actor, article=article, query=query) == expected


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
    room, kind, asked_by, assigned_to, writers, actor, expected
):
    article = room.article()
    query = room.query(article, asked_by=asked_by, assigned_to=assigned_to)
    for writer in writers:
        room.reply(query, by=writer)
    assert told(room, kind, actor=actor, article=article, query=query) == expected


def test_other_threads_of_the_article_are_not_mixed_in(room):
    article = room.article()
    query, other = room.query(article, asked_by="dana"), room.query(article, asked_by="emil")
    room.reply(other, by="rita")
    assert told(room, Kind.REPLIED, actor="wanda", article=article, query=query) == {"dana"}


@pytest.mark.parametrize(
    ("kind", "expected"), [(Kind.REPLIED, EDITORS), (Kind.REOPENED, EDITORS), (Kind.RESOLVED, set())]
)
def test_the_answer_to_a_note_of_an_unknown_asker_goes_to_the_editors(room, kind, expected):
    article = room.article()
    query = room.query(article, asked_as="JB")
    room.reply(query, by="wanda")
    assert told(room, kind, actor="wanda", article=article, query=query) == expected


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
def test_an_assignment_is_told_to_the_new_owner(room, assigned_to, actor, expected):
    article = room.article()
    query = room.query(article, asked_by="dana", assigned_to=assigned_to)
    assert told(room, Kind.ASSIGNED, actor=actor, article=article, query=query) == expected


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
def test_a_stage_is_told_to_its_group_on_this_desk(room, author, author_may_sign, actor, expected):
    article = room.article(author=author)
    stage = room.stage(author_may_sign=author_may_sign)
    assert told(room, Kind.STAGE_DUE, actor=actor, article=article, stage=stage) == expected


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
def test_a_stale_signature_is_told_to_who_gave_it(room, signers, actor, expected):
    article = room.article()
    facts = {"signers": [room.people[name].pk for name in signers]}
    assert told(room, Kind.STALE, actor=actor, article=article, facts=facts) == expected


@pytest.mark.parametrize(
    ("author", "actor", "expected"),
    [
        ("wanda", "dana", {"wanda", "emil", "rita"}),
        (None, "emil", {"dana", "rita"}),
        ("gone", None, {"dana", "emil", "rita"}),
    ],
)
def test_a_release_is_told_to_author_signers_and_editors(room, author, actor, expected):
    article, stage = room.article(author=author), room.stage()
    before, this = room.round(article, stage), None
    room.signoff(before, stage, "walt")
    before.closed_at = before.opened_at
    before.save()
    this = room.round(article, stage)
    room.signoff(this, stage, "rita")
    room.signoff(this, stage, "outsider")
    room.signoff(this, stage, "stan", withdrawn_at=this.opened_at)
    assert told(room, Kind.RELEASED, actor=actor, article=article, round=this) == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_nobody_is_told_who_lost_their_part_in_the_desk(room, kind):
    article, stage = room.article(), room.stage(author_may_sign=True)
    round = room.round(article, stage)
    for signer in ("rita", "emil"):
        room.signoff(round, stage, signer)
    query = room.query(article, asked_by="dana", assigned_to="rita")
    room.reply(query, by="wanda")
    facts = {"signers": [room.rita.pk]}
    Membership.objects.all().delete()
    about = {"query": query, "stage": stage, "round": round, "facts": facts}
    assert told(room, kind, actor="walt", article=article, **about) == set()


def test_filed_queries_go_each_to_their_own_people(room):
    article = room.article()
    mine = room.query(article)
    also_mine = room.query(article, assigned_to="wanda")
    ritas = room.query(article, assigned_to="rita")
    event = Event(kind=Kind.ASKED, article=article, actor=room.dana)
    told = rules.recipients(event, queries=[mine, also_mine, ritas])
    assert told == {room.wanda.pk: [mine.pk, also_mine.pk], room.rita.pk: [ritas.pk]}


def test_one_statement_finds_them_whatever_their_number(room, django_assert_num_queries):
    article, stage = room.article(), room.stage()
    queries = [room.query(article, assigned_to=name) for name in ("rita", "stan", "walt")]
    query = Query.objects.select_related("anchor").get(pk=queries[0].pk)
    for kind in Kind:
        about = {"query": query, "stage": stage, "facts": {"signers": [room.rita.pk]}}
        event = Event(kind=kind, article=article, round=None, actor=room.dana, **about)
        with django_assert_num_queries(1):
            rules.recipients(event)
    event = Event(kind=Kind.ASKED, article=article, actor=room.dana)
    with django_assert_num_queries(1):
        rules.recipients(event, queries=queries)
