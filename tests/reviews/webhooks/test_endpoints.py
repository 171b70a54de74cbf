"""From the act to the receiver: what is posted, to whom, and what happens when it is not taken."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings as project_settings
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from articles.importing import import_copy
from articles.models import Article
from newsroom.celery import app
from newsroom.errors import Conflict, NotAllowed, NotFound
from reviews import tasks
from reviews.guests import invitations
from reviews.models import Delivery, Endpoint, Event
from reviews.models.webhook import fresh_secret
from reviews.notifications import webhook_rows
from reviews.queries import answering
from reviews.webhooks import endpoints, metrics, outbox, payload, signing
from reviews.webhooks.endpoints import EndpointRefused
from reviews.webhooks.posting import AddressRefused
from reviews.workflow import intake, moving, signoff
from tests.environment.receiver import DROP
from tests.factories import NOW, join, make_article, make_desk, make_guest, make_query

State = Delivery.State
EVERY = Event.Kind.values
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def told(room, receiver):
    room.endpoint = endpoints.add(desk=room.desk, by=room.editor, url=receiver.url, kinds=EVERY, now=NOW)
    room.receiver = receiver
    return room


def drain(at=NOW):
    return outbox.drain(seconds=60, clock=lambda: at)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


# --- what is posted


def test_an_act_is_posted_in_the_one_format(told, settings):
    make_query(told.article, "6.50 euros", by=told.editor, question="6.50 or 5.60?")
    drain()
    (post,) = told.receiver.posts
    address = f"{settings.COPYDESK_URL}/articles/{told.article.slug}/"
    assert post.json == {
        "type": "asked",
        "timestamp": "2026-03-02T14:00:00+00:00",
        "data": {
            "article": {
                "slug": told.article.slug,
                "headline": "Ferry runs at night again",
                "url": address,
                "desk": told.desk.slug,
            },
            "actor": "Ruth Adeyemi",
            "query": {"number": 1, "question": "6.50 or 5.60?", "passage": "6.50 euros", "state": "open"},
        },
        "text": "Ruth Adeyemi has a query about “Ferry runs at night again”. “6.50 or 5.60?” "
        + f"{address}#query-1",
    }


def test_every_kind_of_event_can_be_said(told):
    query = make_query(told.article, "6.50 euros", by=told.editor)
    make_guest(told.article, by=told.editor)
    round = signoff.current_round(told.article)
    drain()
    for kind in EVERY:
        event = Event(
            kind=kind,
            article=told.article,
            actor=None,
            query=query if kind in ("asked", "replied", "assigned", "resolved", "reopened") else None,
            stage=round.stage,
            happened_at=NOW,
            facts={"queries": [query.pk], "purpose": "answer"},
        )
        said = json.loads(payload.body_of(Delivery(endpoint=told.endpoint, event=event)))
        assert said["type"] == kind
        assert "\n" not in said["text"]
        assert "%" not in said["text"]


def test_documentation_lists_every_kind_and_every_field(told):
    page = (project_settings.BASE_DIR / "docs" / "webhooks.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", page, re.S)
    documented = json.loads(example)
    make_query(told.article, "6.50 euros", by=told.editor)
    drain()
    posted = told.receiver.posts[0].json
    parts = (
        lambda said: said,
        lambda said: said["data"],
        lambda said: said["data"]["article"],
        lambda said: said["data"]["query"],
    )
    for part in parts:
        assert list(part(documented)) == list(part(posted))
    for kind in (*EVERY, payload.TRIAL):
        assert f"`{kind}`" in page


def test_the_documented_check_holds_for_what_is_posted_and_for_nothing_else(told):
    page = (project_settings.BASE_DIR / "docs" / "webhooks.md").read_text()
    snippet = re.findall(r"```python\n(.*?)```", page, re.S)[0]
    documented: dict = {}
    exec(snippet, documented)
    is_ours = documented["is_from_copydesk"]
    endpoints.send_test(endpoint=told.endpoint, by=told.editor, now=NOW)
    outbox.drain(seconds=60)  # on the real clock, as the receiver has it
    (post,) = told.receiver.posts
    secret = Endpoint.objects.get().secret
    assert is_ours(secret, post.headers, post.body)
    assert not is_ours(secret, post.headers, post.body + b" ")
    assert not is_ours(fresh_secret(), post.headers, post.body)
    for name, other in (("webhook-id", "another"), ("webhook-timestamp", "1")):
        assert not is_ours(secret, {**post.headers, name: other}, post.body)
    sent = int(post.headers["webhook-timestamp"])
    for away in (-301, 301):
        replayed = signing.headers(
            post.headers["webhook-id"], post.body.decode(), secrets=[secret], timestamp=sent + away
        )
        assert not is_ours(secret, replayed, post.body)


def test_no_headline_or_question_calls_a_channel(told):
    Article.objects.update(headline="<!channel> @all `x`\r\nsecond line")
    told.article.refresh_from_db()
    make_query(told.article, "6.50 euros", by=told.editor, question="<@U123> @here\nreally?")
    drain()
    said = told.receiver.posts[0].json
    assert not re.search(r"[<>`\n\r]|@\w", said["text"])
    assert said["data"]["article"]["headline"].startswith("<!channel>")  # the fields are as they are


def test_copy_that_comes_in_with_queries_is_one_message(told):
    raw = b"# Ferry\n\nThe boat <which one?> leaves at nine <a.m. or p.m.?> sharp.\n"
    imported = import_copy(raw, filename="ferry.md")
    intake.file_copy(imported=imported, desk=told.desk, author=told.writer, by=told.writer, now=NOW)
    drain()
    (said,) = [post.json for post in told.receiver.posts if post.json["type"] == "asked"]
    assert said["data"]["query"] is None
    assert "was filed with 2 queries" in said["text"]


# --- to whom


def test_only_the_articles_own_desk_is_told_and_only_of_what_it_wants(told):
    other = make_desk()
    join(told.editor, other, "editor")
    join(told.writer, other, "writer")
    elsewhere = endpoints.add(desk=other, by=told.editor, url=told.receiver.url, kinds=EVERY, now=NOW)
    narrow = endpoints.add(desk=told.desk, by=told.editor, url=told.receiver.url, kinds=["resolved"], now=NOW)
    query = make_query(told.article, "6.50 euros", by=told.editor)
    make_query(make_article(other, author=told.writer), "6.50 euros", by=told.admin)
    assert not narrow.deliveries.exists()
    assert [row.event.article.desk for row in elsewhere.deliveries.all()] == [other]
    answering.resolve(query=query, by=told.editor, now=NOW)
    assert narrow.deliveries.get().event.kind == "resolved"
    assert {row.event.article.desk for row in told.endpoint.deliveries.all()} == {told.desk}


def test_an_article_that_moves_to_another_desk_takes_its_copy_along(told):
    make_query(told.article, "6.50 euros", by=told.editor)
    Article.objects.update(desk=make_desk())
    drain()
    assert told.receiver.posts == []
    assert Delivery.objects.get().last_error == "The story is no longer on this webhook’s desk."


def test_but_it_is_told_that_the_story_moved(told):
    world = make_desk("world")
    join(told.editor, world, "editor")
    moving.move(article=told.article, desk=world, author=None, by=told.editor, now=NOW)
    drain()
    assert [post.json["type"] for post in told.receiver.posts] == ["moved"]


def test_one_that_was_switched_off_is_told_nothing_more(told):
    make_query(told.article, "6.50 euros", by=told.editor)
    endpoints.change(endpoint=told.endpoint, by=told.editor, kinds=EVERY, is_active=False)
    make_query(told.article, "last boat", by=told.editor)
    drain()
    assert (told.receiver.posts, states()) == ([], ["dead"])


def test_an_act_that_is_undone_tells_nobody(told):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        make_query(told.article, "6.50 euros", by=told.editor)
        raise Undone
    assert not Delivery.objects.exists()


def test_a_desk_without_webhooks_costs_one_statement(room, django_assert_num_queries):
    event = Event(kind="asked", article=room.article, happened_at=NOW)
    with django_assert_num_queries(1):
        webhook_rows.enqueue(event)


# --- until it is taken


def test_500_and_then_200_is_one_message_with_one_number(told):
    told.receiver.answers.extend([500, DROP])
    make_query(told.article, "6.50 euros", by=told.editor)
    drain()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_error) == (State.PENDING, 1, "HTTP 500 channel_is_archived")
    drain(NOW + timedelta(seconds=9))
    assert len(told.receiver.posts) == 1
    drain(NOW + timedelta(seconds=11))
    drain(NOW + timedelta(minutes=5))
    first, second, third = told.receiver.posts
    assert first.body == second.body == third.body
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != third.headers["webhook-timestamp"]
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.SENT, "")
    endpoint = Endpoint.objects.get()
    assert (endpoint.failures, endpoint.paused_until) == (0, None)


def test_a_dead_receiver_costs_one_try_a_rest_and_not_one_an_event(told):
    told.receiver.answers.extend([500] * 100)
    for number in range(5):
        make_query(told.article, "6.50 euros", by=told.editor, question=f"{number}?")
    drain()
    assert len(told.receiver.posts) == 1
    drain(NOW + timedelta(seconds=11))
    assert len(told.receiver.posts) == 2
    told.receiver.answers.clear()
    drain(NOW + timedelta(hours=2))
    assert states() == ["sent"] * 5
    order = [post.json["data"]["query"]["number"] for post in told.receiver.posts[2:]]
    assert sorted(order) == [1, 2, 3, 4, 5]


def test_another_receiver_does_not_wait_with_it(told, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost", "127.0.0.1"]
    dead = endpoints.add(desk=told.desk, by=told.editor, url="http://127.0.0.1:1/", kinds=EVERY, now=NOW)
    make_query(told.article, "6.50 euros", by=told.editor)
    drain()
    assert len(told.receiver.posts) == 1
    assert dead.deliveries.get().state == State.PENDING


def test_it_is_given_up_in_the_end_and_can_be_sent_again_by_hand(told):
    told.receiver.answers.extend([503] * 50)
    make_query(told.article, "6.50 euros", by=told.editor)
    at = NOW
    for _ in range(60):
        drain(at)
        at += timedelta(hours=2)
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (State.DEAD, outbox.MOST_ATTEMPTS)
    assert row.last_error == "HTTP 503 channel_is_archived"
    told.receiver.answers.clear()
    before = len(told.receiver.posts)
    assert endpoints.send_again(endpoint=told.endpoint, by=told.editor, now=at) == 1
    drain(at)
    assert states() == ["sent"]
    assert len(told.receiver.posts) == before + 1


def test_what_is_too_old_is_given_up(told):
    told.receiver.answers.append(500)
    make_query(told.article, "6.50 euros", by=told.editor)
    drain(NOW + timedelta(days=3))
    assert states() == ["dead"]


def test_a_redirect_is_given_up_at_once_and_the_next_is_tried(told):
    told.receiver.answers.append((302, {"Location": told.receiver.url}))
    make_query(told.article, "6.50 euros", by=told.editor)
    make_query(told.article, "last boat", by=told.editor)
    drain()
    assert states() == ["dead", "sent"]


def test_a_message_that_cannot_be_made_keeps_nobody_waiting(told, monkeypatch):
    make_query(told.article, "6.50 euros", by=told.editor)
    make_query(told.article, "last boat", by=told.editor)
    real = payload.body_of

    def poisoned(delivery):
        if delivery.event.query.number == 1:
            raise RuntimeError("poisoned")
        return real(delivery)

    monkeypatch.setattr(payload, "body_of", poisoned)
    drain()
    assert states() == ["dead", "sent"]
    assert Delivery.objects.order_by("pk")[0].last_error == "RuntimeError: poisoned"


def test_a_worker_that_died_is_taken_over_from_with_the_same_message(told):
    make_query(told.article, "6.50 euros", by=told.editor)
    claim = outbox.take(now=NOW)
    assert outbox.take(now=NOW) is None
    later = NOW + outbox.LEASE + timedelta(seconds=1)
    assert outbox.is_due(now=later)
    drain(later)
    assert states() == ["sent"]
    assert not claim.rows.exists()  # the dead one, coming back, marks nothing


# --- who looks after them


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_only_editors_of_the_desk_look_after_its_webhooks(told, who):
    person = getattr(told, who)
    with pytest.raises(NotAllowed):
        endpoints.add(desk=told.desk, by=person, url=told.receiver.url, kinds=EVERY, now=NOW)
    with pytest.raises(NotFound):
        endpoints.find(person, told.endpoint.pk)
    with pytest.raises(NotAllowed):
        endpoints.change(endpoint=told.endpoint, by=person, kinds=EVERY, is_active=False)
    with pytest.raises(NotAllowed):
        endpoints.replace_secret(endpoint=told.endpoint, by=person, now=NOW)
    with pytest.raises(NotAllowed):
        endpoints.remove(endpoint=told.endpoint, by=person)
    with pytest.raises(NotAllowed):
        endpoints.send_test(endpoint=told.endpoint, by=person, now=NOW)
    assert Endpoint.objects.get().is_active


def test_a_guest_does_not_either(told):
    guest = make_guest(told.article, by=told.editor).person
    assert endpoints.desks_of(guest) == []
    with pytest.raises(NotAllowed):
        endpoints.add(desk=told.desk, by=guest, url=told.receiver.url, kinds=EVERY, now=NOW)
    assert invitations.of_article(told.article, now=NOW)


@pytest.mark.parametrize("kinds", [[], ["nothing"], ["asked", "nothing"]])
def test_it_is_told_of_something_there_is(told, kinds):
    with pytest.raises(EndpointRefused):
        endpoints.add(desk=told.desk, by=told.editor, url=told.receiver.url, kinds=kinds, now=NOW)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://10.0.0.1/", "http://hooks.example.org/"])
def test_addresses_inside_the_house_are_refused_as_they_are_typed(told, url):
    with pytest.raises(AddressRefused):
        endpoints.add(desk=told.desk, by=told.editor, url=url, kinds=EVERY, now=NOW)


def test_a_desk_has_so_many_webhooks_and_no_more(told, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST_ENDPOINTS", 1)
    with pytest.raises(Conflict):
        endpoints.add(desk=told.desk, by=told.editor, url=told.receiver.url, kinds=EVERY, now=NOW)


def test_a_new_secret_signs_from_then_on(told):
    first = told.endpoint.secret
    second = endpoints.replace_secret(endpoint=told.endpoint, by=told.editor, now=NOW - DAY / 2)
    stale = Endpoint.objects.get()  # as another tab has it
    third = endpoints.replace_secret(endpoint=told.endpoint, by=told.editor, now=NOW)
    assert len({first, second, third}) == 3
    assert [signers(told, at) for at in (NOW, NOW + DAY - SECOND)] == [[third, second]] * 2
    assert signers(told, NOW + DAY) == [third]
    fourth = endpoints.replace_secret(endpoint=stale, by=told.editor, now=NOW + DAY)
    assert signers(told, NOW + DAY) == [fourth, third]


def signers(told, at):
    """The secrets that a message of this moment is signed with, by the library of those who receive it."""
    endpoints.send_test(endpoint=told.endpoint, by=told.editor, now=at)
    drain(at)
    post = told.receiver.posts[-1]
    assert post.json["type"] == "trial"
    row = Endpoint.objects.get()
    known = dict.fromkeys([row.secret, row.former_secret])
    made = {
        Webhook(secret).sign(post.headers["webhook-id"], at, post.body.decode()): secret
        for secret in known
        if secret
    }
    return [made[one] for one in post.headers["webhook-signature"].split(" ")]


def test_a_secret_that_was_replaced_is_forgotten_in_time(told, settings):
    settings.WEBHOOK_KEPT = timedelta(0)
    endpoints.replace_secret(endpoint=told.endpoint, by=told.editor, now=NOW)
    for at, is_left in ((NOW + DAY - SECOND, True), (NOW + DAY, False)):
        outbox.delete_old(now=at)
        assert bool(Endpoint.objects.get().former_secret) is is_left


def test_secrets_are_in_no_history(told):
    endpoints.replace_secret(endpoint=told.endpoint, by=told.editor, now=NOW)
    assert not hasattr(Endpoint.history.first(), "secret")
    assert not hasattr(Endpoint.history.first(), "former_secret")


def test_how_they_stand_is_read_in_two_statements(told, django_assert_num_queries):
    for _ in range(4):
        endpoints.add(desk=told.desk, by=told.editor, url=told.receiver.url, kinds=EVERY, now=NOW)
    make_query(told.article, "6.50 euros", by=told.editor)
    told.receiver.answers.append(500)
    drain()
    with django_assert_num_queries(2):
        shown = endpoints.of_desks([told.desk])
    assert [(one.waiting, bool(one.last_error)) for one in shown] == [(1, True), *[(0, False)] * 4]


def test_monitoring_sees_what_waits_and_for_how_long(told, django_assert_num_queries):
    def figures(now):
        with django_assert_num_queries(1):
            return {gauge.name: dict(gauge.values) for gauge in metrics.webhooks(now)}

    assert figures(NOW)["copydesk_webhook_oldest_seconds"] == {"": 0.0}
    told.receiver.answers.extend([500, (302, {})])
    make_query(told.article, "6.50 euros", by=told.editor)
    drain()
    drain(NOW + timedelta(seconds=5))
    found = figures(NOW + timedelta(seconds=60))
    assert found["copydesk_webhooks"] == {"waiting": 1, "retried": 1, "given_up": 0}
    assert found["copydesk_webhook_oldest_seconds"] == {"": 60.0}
    drain(NOW + timedelta(seconds=60))
    assert figures(NOW)["copydesk_webhooks"] == {"waiting": 0, "retried": 0, "given_up": 1}


def test_the_worker_posts(told):
    make_query(told.article, "6.50 euros", by=told.editor, now=NOW)
    tasks.deliver_webhooks()
    assert len(told.receiver.posts) == 1


def test_what_was_taken_long_ago_is_let_go_and_the_last_stays(told, settings):
    settings.WEBHOOK_KEPT = timedelta(days=30)
    day = timedelta(days=1)
    for n in range(3):
        make_query(told.article, "6.50 euros", by=told.editor, now=NOW + n * day)
        drain(NOW + n * day)
    make_query(told.article, "6.50 euros", by=told.editor, now=NOW)
    Delivery.objects.filter(sent_at=None).update(state=State.DEAD)
    assert outbox.delete_old(now=NOW + 30 * day) == 0
    assert outbox.delete_old(now=NOW + 31 * day) == 1
    settings.WEBHOOK_KEPT = timedelta(0)
    assert outbox.delete_old(now=NOW + 999 * day) == 0
    settings.WEBHOOK_KEPT = day
    assert outbox.delete_old(now=NOW + 999 * day) == 1
    left = Delivery.objects.order_by("pk").values_list("state", "sent_at")
    assert list(left) == [(State.SENT, NOW + 2 * day), (State.DEAD, None)]
    (shown,) = endpoints.of_desks([told.desk])
    assert shown.last_sent_at == NOW + 2 * day


def test_the_clock_lets_go_of_them_a_part_at_a_time(told, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_FORGOTTEN", 2)
    at = timezone.now() - timedelta(days=100)
    for n in range(4):
        make_query(told.article, "6.50 euros", by=told.editor, now=at)
        drain(at + timedelta(seconds=n))
    task = next(entry["task"] for entry in app.conf.beat_schedule.values() if "webhook" in entry["task"])
    for left in (2, 1, 1):
        app.tasks[task]()
        assert Delivery.objects.count() == left
