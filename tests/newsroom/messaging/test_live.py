"""Publishing: after the commit, once, about every kind of change, and never a reason to fail or wait."""

from __future__ import annotations

import json
from functools import partial
from operator import itemgetter

import pytest
import redis
from django.db import transaction

from articles.editing import filing
from articles.models import topic_of, topic_of_desk
from newsroom.messaging import live
from newsroom.models import Desk
from reviews.queries import answering, drafts
from reviews.workflow import preflight, signoff
from tests.acts import send_steps
from tests.environment.processes import wait_until
from tests.factories import NOW, make_article, make_desk, make_query, newsroom, typed


@pytest.fixture
def room(transactional_db):
    return newsroom()


@pytest.fixture
def published(broker_url):
    """What was published so far, read off the real broker: ``published()``."""
    with redis.Redis.from_url(broker_url, decode_responses=True) as client, client.pubsub() as subscription:
        subscription.psubscribe(live.channel("*"))
        assert subscription.get_message(timeout=60)["type"] == "psubscribe"

        def collect():
            live.send("end", {})
            events = []
            while True:
                message = subscription.get_message(timeout=60)
                event = json.loads(message["data"])
                if event["topic"] == "end":
                    return events
                events.append(event)

        yield collect


def by_topic(events):
    return sorted(events, key=itemgetter("topic"))


def told(room, changed):
    """What the pages of the story hear, and lists of its desk, by topic."""
    return [
        {"topic": topic_of(room.article.pk), "changed": changed},
        {"topic": topic_of_desk(room.desk.pk), "changed": "stories"},
    ]


def test_nothing_is_told_before_the_commit(transactional_db, published):
    with transaction.atomic():
        live.publish("article:1", "queries")
        assert published() == []
    assert published() == [{"topic": "article:1", "changed": "queries"}]


def test_what_concerns_one_person_is_told_to_their_pages_alone(room, broker_url):
    own = live.channel(live.topic_for(f"article:{room.article.pk}", room.editor.pk))
    with redis.Redis.from_url(broker_url, decode_responses=True) as client, client.pubsub() as subscription:
        subscription.psubscribe(live.channel("*"))
        assert subscription.get_message(timeout=60)["type"] == "psubscribe"
        draft = drafts.keep(article=room.article, by=room.editor, on=None, question="Who?", now=NOW)
        to = drafts.Draft(question="Who else?")
        drafts.change(draft=draft, by=room.editor, to=to, now=NOW)
        drafts.discard(draft=draft, by=room.editor)
        live.send("end", {})
        told = []
        while (message := subscription.get_message(timeout=60))["channel"] != live.channel("end"):
            told.append((message["channel"], json.loads(message["data"])))
    assert told == [(own, {"topic": f"article:{room.article.pk}", "changed": "queries"})] * 3


def test_what_is_rolled_back_is_never_told(transactional_db, published):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        live.publish("article:1", "queries")
        raise ZeroDivisionError
    assert published() == []


def test_a_transaction_tells_each_thing_once(transactional_db, published):
    with transaction.atomic():
        for _ in range(3):
            live.publish("article:1", "queries")
        live.publish("article:1", "document", version=7)
        live.publish("article:2", "queries")
    assert published() == [
        {"topic": "article:1", "changed": "queries"},
        {"topic": "article:1", "changed": "document", "version": 7},
        {"topic": "article:2", "changed": "queries"},
    ]


def test_with_redis_away_the_act_is_done_and_nothing_is_raised(transactional_db, settings):
    settings.REDIS_URL = "unix:///nowhere/at/all"
    with transaction.atomic():
        Desk.objects.create(name="City", slug="city")
        live.publish("article:1", "queries")
    assert Desk.objects.count() == 1
    assert not live.breaker.allows(), "the next pages do not even try"


def test_installations_that_share_a_redis_do_not_hear_each_other(settings, published):
    settings.SECRET_KEY = "that of another newsroom"
    live.send("article:1", {"changed": "queries"})
    settings.SECRET_KEY = "the same in every process of a test run"
    assert published() == []


def test_an_edit_comes_with_its_steps(room, published):
    submit = partial(send_steps, article=room.article, by=room.writer, client_id="tab", now=NOW)
    step = typed(30, 30, "now ")
    accepted = submit(version=0, steps=[step])
    [news] = published()
    assert news == {
        "topic": topic_of(room.article.pk),
        "changed": "document",
        "version": 1,
        "since": 0,
        "steps": [step],
        "client_ids": ["tab"],
        "words": accepted.words,
        "anchors": [],
    }
    submit(version=1, steps=[typed(30, 30, "long " * 4000)])
    assert published() == [{"topic": topic_of(room.article.pk), "changed": "document", "version": 2}]


def test_every_act_on_a_query_is_told(room, published):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    acts = [
        lambda: answering.reply(query=query, by=room.writer, body="It is.", now=NOW),
        lambda: answering.assign(query=query, to=room.reader, by=room.editor, now=NOW),
        lambda: answering.set_blocking(query=query, blocking=False, by=room.editor, now=NOW),
        lambda: answering.resolve(query=query, by=room.editor, now=NOW),
        lambda: answering.reopen(query=query, by=room.editor, now=NOW),
    ]
    expected = told(room, "queries")
    assert by_topic(published()) == expected
    for act in acts:
        act()
        assert by_topic(published()) == expected
    answering.reopen(query=query, by=room.editor, now=NOW)
    assert published() == [], "nothing changed"


def test_signing_withdrawing_passing_on_and_clearing_are_told(room, published):
    expected = told(room, "signing")
    stages = list(room.desk.stages.order_by("position"))
    signed = signoff.sign(
        article=room.article, stage=stages[0], by=room.editor, digest=room.article.digest, now=NOW
    )
    assert by_topic(published()) == expected
    signoff.withdraw(signoff=signed, by=room.editor, now=NOW)
    assert by_topic(published()) == expected
    signoff.pass_on(article=room.article, stage=stages[2], by=room.editor, now=NOW)
    assert by_topic(published()) == expected
    clearance = preflight.clear(article=room.article, words="TK Maxx", by=room.editor, now=NOW)
    assert by_topic(published()) == expected
    preflight.unclear(clearance=clearance, by=room.editor)
    assert by_topic(published()) == expected


def test_spiking_is_told(room, published):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    assert by_topic(published()) == told(room, "article")


def test_lists_hear_of_a_new_headline_and_not_of_every_letter(room, published):
    submit = partial(send_steps, article=room.article, by=room.writer, client_id="tab", now=NOW)
    submit(version=0, steps=[typed(30, 30, "now ")])
    submit(version=1, steps=[typed(2, 2, "Late ")])
    assert [event for event in published() if event["topic"] == topic_of_desk(room.desk.pk)] == [
        {"topic": topic_of_desk(room.desk.pk), "changed": "stories"}
    ]


def test_lists_of_both_desks_hear_that_a_story_moved_and_each_of_one_that_was_filed(room, published):
    other = make_desk("Sport")
    filing.put_on_desk(room.article, other, author=None, now=NOW)
    heard = [event["topic"] for event in published() if event["changed"] == "stories"]
    assert heard == [topic_of_desk(room.desk.pk), topic_of_desk(other.pk)]
    make_article(other)
    assert {"topic": topic_of_desk(other.pk), "changed": "stories"} in published()


def test_a_breaker_that_opened_lets_one_through_after_its_pause(broker_url, settings, monkeypatch):
    monkeypatch.setattr(live.breaker, "pause", 0.1)
    settings.REDIS_URL = "unix:///nowhere/at/all"
    assert not live.send("article:1", {})
    settings.REDIS_URL = broker_url
    wait_until(lambda: live.send("article:1", {}))
