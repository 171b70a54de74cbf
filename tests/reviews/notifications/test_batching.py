"""Acts that follow each other closely leave in one mail, and the outbox keeps what it promises."""

import math
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from reviews.models import Event, KeptMail, Notification
from reviews.notifications import events, outbox
from reviews.notifications.mail import signed_links
from tests.acts import at_once
from tests.pages import below_lead
from tests.reviews.notifications.foreign_desk import NOW, after, deliveries, open_desk, states

Kind = Event.Kind
State = Notification.State
WINDOW = 180


@pytest.fixture(autouse=True)
def window(settings):
    settings.MAIL_KEPT_IN_APP = True
    settings.MAIL_WINDOW = timedelta(seconds=WINDOW)


def drain(at):
    return outbox.drain(seconds=60, clock=lambda: after(at))


def ask(foreign, article, *, at=0, **fields):
    return foreign.asked(article=article, now=after(at), **fields)


def test_a_mail_waits_for_what_follows(foreign):
    article = foreign.article()
    rows = [ask(foreign, article, at=at, question=f"Asked at {at}?") for at in (0, 60, 170)]
    assert drain(WINDOW - 1).sent == 0
    assert drain(WINDOW).sent == 1
    (mail,) = KeptMail.objects.all()
    assert [mail.text.index(f"Asked at {at}?") for at in (0, 60, 170)] == sorted(
        mail.text.index(f"Asked at {at}?") for at in (0, 60, 170)
    )
    sent = Notification.objects.filter(pk__in=[row.pk for row in rows])
    assert set(sent.values_list("state", "message_id", "sent_at")) == {
        (State.SENT, mail.message_id, after(WINDOW))
    }
    assert drain(WINDOW * 3).sent == 0


def test_it_leaves_one_window_after_the_first_act_however_long_they_go_on(foreign):
    article = foreign.article()
    for at in range(0, 600, 60):
        ask(foreign, article, at=at)
        drain(at)
    drain(1000)
    assert list(KeptMail.objects.order_by("sent_at").values_list("sent_at", flat=True)) == [
        after(180), after(420), after(1000),
    ]  # fmt: skip


def test_of_each_article_to_each_person_one(foreign):
    first, second = foreign.article(), foreign.article()
    for article in (first, second, first, second):
        ask(foreign, article)
        ask(foreign, article, assigned_to="rita")
    assert drain(WINDOW).sent == 4
    assert set(KeptMail.objects.values_list("recipient", "article")) == {
        (f"{name}@desk.example", article.pk) for name in ("wanda", "rita") for article in (first, second)
    }


@pytest.mark.parametrize(
    ("deadline", "leaves"),
    [(None, 180), (7200, 180), (3601, 180), (3600, 30), (600, 30), (-60, 30)],
)
def test_near_the_deadline_mail_waits_less(foreign, deadline, leaves):
    article = foreign.article(deadline=deadline and after(deadline))
    assert ask(foreign, article).not_before == after(leaves)


def test_what_is_urgent_takes_along_what_waits(foreign):
    article = foreign.article(deadline=after(3620))
    ask(foreign, article)
    ask(foreign, article, at=25)
    assert drain(55).sent == 1
    assert drain(1000).sent == 0


def test_a_window_of_nothing_makes_each_act_a_mail_at_once(foreign, settings):
    settings.MAIL_WINDOW = timedelta()
    article = foreign.article()
    assert [ask(foreign, article).not_before for _ in range(2)] == [NOW, NOW]
    assert drain(0).sent == 2


def test_no_worker_is_woken_for_what_waits(foreign, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as jobs_sent:
        foreign.asked()
    assert deliveries(jobs_sent) == []


def test_the_message_id_stands_in_the_database_before_anything_is_sent(foreign, monkeypatch):
    article = foreign.article()
    ids = [ask(foreign, article).pk for _ in range(3)]
    seen = []

    def look(mail, **_):
        rows = Notification.objects.filter(pk__in=ids)
        seen.append((mail.message_id, set(rows.values_list("message_id", "state", "attempts"))))

    monkeypatch.setattr(outbox.smtp, "deliver", look)
    drain(WINDOW)
    ((message_id, rows),) = seen
    assert rows == {(message_id, State.SENDING, 1)}


def test_what_was_tried_goes_again_as_it_was_and_what_came_since_by_itself(foreign, monkeypatch):
    """The server may have taken the first try: whoever has that mail must not miss what came later."""
    article = foreign.article()
    first = [ask(foreign, article, question=f"{n}?").pk for n in "ab"]
    deliver, tries = outbox.smtp.deliver, []

    def fails_once(mail, **about):
        tries.append(mail)
        if len(tries) == 1:
            raise outbox.DeliveryFailed("451 later", permanent=False)
        deliver(mail, **about)

    monkeypatch.setattr(outbox.smtp, "deliver", fails_once)
    assert drain(WINDOW).failed == 1
    later = ask(foreign, article, at=WINDOW, question="c?").pk
    assert drain(WINDOW * 2).sent == 2
    assert [mail.message_id for mail in tries[:2]] == [tries[0].message_id] * 2
    assert tries[1].text == tries[0].text
    assert "c?" in tries[2].text
    assert tries[2].message_id != tries[0].message_id
    assert states([*first, later]) == [State.SENT] * 3


def test_a_worker_that_dies_leaves_the_mail_whole(foreign):
    article = foreign.article()
    ids = [ask(foreign, article).pk for _ in range(3)]
    dead = outbox.take(now=after(WINDOW))
    assert set(dead.ids) == set(ids)
    dead.rows.update(attempts=1)  # it died while sending
    message_id = Notification.objects.values_list("message_id", flat=True).distinct().get()
    ask(foreign, article, at=WINDOW)
    assert drain(WINDOW + outbox.LEASE.total_seconds()).sent == 0
    assert drain(WINDOW + outbox.LEASE.total_seconds() + 1).sent == 1
    assert drain(WINDOW * 2).sent == 1
    kept = KeptMail.objects.get(message_id=message_id)
    assert below_lead(kept.text).count("All of them, or only the Gulf ones?") == 3


def test_given_back_untried_it_takes_along_what_came_since(foreign):
    article = foreign.article()
    ask(foreign, article)
    outbox.give_back(outbox.take(now=after(WINDOW)))
    ask(foreign, article, at=WINDOW)
    assert drain(WINDOW + 1).sent == 1
    assert drain(WINDOW * 3).sent == 0


def test_trying_again_by_hand_takes_the_whole_mail(foreign, monkeypatch):
    article = foreign.article()
    ids = [ask(foreign, article).pk for _ in range(2)]

    def refuse(mail, **_):
        raise outbox.DeliveryFailed("550 no such person", permanent=True)

    with monkeypatch.context() as patched:
        patched.setattr(outbox.smtp, "deliver", refuse)
        drain(WINDOW)
    assert states(ids) == [State.DEAD] * 2
    dead = Notification.objects.get(pk=ids[0]).message_id
    assert outbox.retry(ids[:1], now=after(WINDOW)) == 1
    ask(foreign, article, at=WINDOW)
    assert drain(WINDOW).sent == 1
    assert KeptMail.objects.get().message_id == dead


def test_a_row_that_vanishes_leaves_the_rest_to_another_try(foreign, monkeypatch):
    article = foreign.article()
    ids = [ask(foreign, article).pk for _ in range(2)]
    load = outbox.mail_data.load

    def and_then_gone(rows):
        loaded = load(rows)
        Notification.objects.filter(pk=ids[0]).delete()
        return loaded

    with monkeypatch.context() as patched:
        patched.setattr(outbox.mail_data, "load", and_then_gone)
        claim = outbox.take(now=after(WINDOW))
        (article_mail,) = outbox.mail_data.load(claim.rows)
        sending = outbox.Sending(claim, lambda: after(WINDOW))
        assert sending.work([article_mail], until=math.inf)
        assert (sending.sent, sending.failed) == (0, 0)
    assert drain(WINDOW).sent == 1
    assert states(ids[1:]) == [State.SENT]


def test_the_link_in_the_mail_marks_all_it_told_of_as_read(foreign, client):
    article = foreign.article()
    rows = [ask(foreign, article) for _ in range(2)]
    drain(WINDOW)
    other = ask(foreign, article, at=WINDOW)
    link = next(line for line in KeptMail.objects.get().text.splitlines() if "?seen=" in line)
    client.get(link.partition("127.0.0.1:8000")[2].partition("#")[0])
    unread = Notification.objects.unread().values_list("pk", flat=True)
    assert set(unread) == {other.pk}
    assert len(rows) == 2


def test_one_click_ends_the_kinds_the_mail_was_of(foreign):
    article = foreign.article()
    row = ask(foreign, article)
    reply = foreign.reply(row.event.query, by="rita", at=after(5))
    events.record(
        kind=Kind.REPLIED,
        article=article,
        actor=foreign.rita,
        query=row.event.query,
        reply=reply,
        now=after(5),
    )
    drain(WINDOW)
    mail = KeptMail.objects.get(recipient="wanda@desk.example")
    token = mail.headers["List-Unsubscribe"].strip("<>").split("/")[-2]
    assert signed_links.read_unsubscribe(token, now=NOW) == (foreign.wanda.pk, [Kind.ASKED, Kind.REPLIED])


def test_many_rows_cost_no_more_statements_than_one(foreign, django_assert_max_num_queries):
    article = foreign.article()
    for _ in range(25):
        ask(foreign, article)
    with django_assert_max_num_queries(22):
        drain(WINDOW)
    assert below_lead(KeptMail.objects.get().text).count("All of them") == 25


@fuzz(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(
        st.tuples(st.integers(0, 600), st.sampled_from(["wanda", "rita", "stan"]), st.integers(0, 1)),
        min_size=1,
        max_size=12,
    ),
    pause=st.sampled_from([7, 45, 200]),
)
def test_whatever_happens_when_everything_is_told_once_and_within_two_windows(foreign, acts, pause):
    KeptMail.objects.all().delete()
    Event.objects.all().delete()
    articles = [foreign.article(), foreign.article()]
    left = sorted(acts)
    for now in range(0, 1200 + pause, pause):
        while left and left[0][0] <= now:
            at, name, choice = left.pop(0)
            ask(foreign, articles[choice], at=at, assigned_to=name)
        drain(now)
    rows = Notification.objects.all()
    assert {row.state for row in rows} == {State.SENT}
    assert {row.message_id for row in rows} == set(KeptMail.objects.values_list("message_id", flat=True))
    assert all(row.sent_at - row.created_at <= timedelta(seconds=WINDOW + 2 * pause) for row in rows)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_none_tears_a_mail_in_two():
    foreign = open_desk()
    articles = [foreign.article() for _ in range(5)]
    for _ in range(4):
        for article in articles:
            for name in ("wanda", "rita", "stan"):
                ask(foreign, article, assigned_to=name)

    def work():
        drain(WINDOW)

    assert at_once(*[work] * 4) == [None] * 4
    assert KeptMail.objects.count() == 15
    assert set(Notification.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
