import pytest
from django.db import transaction

from articles.models import Article
from newsroom.models import Membership, User
from reviews.models import Event, Notification
from reviews.notifications import events
from tests.reviews.notifications.foreign_desk import NOW, deliveries

Kind = Event.Kind


def crowd(foreign, how_many):
    people = User.objects.bulk_create(
        User(email=f"p{n}@desk.example", name=f"Person {n}") for n in range(how_many)
    )
    Membership.objects.bulk_create(
        Membership(user=person, desk=foreign.desk, role=Membership.Role.EDITOR) for person in people
    )
    return people


def test_an_event_and_a_row_for_each_person_told(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", assigned_to="rita")
    reply = foreign.reply(query, by="wanda")
    event = events.record(
        kind=Kind.REPLIED, article=article, actor=foreign.wanda, query=query, reply=reply, now=NOW
    )
    event = Event.objects.get(pk=event.pk)
    assert (event.kind, event.article, event.actor, event.query, event.reply, event.happened_at) == (
        Kind.REPLIED, article, foreign.wanda, query, reply, NOW,
    )  # fmt: skip
    rows = {row.recipient: row for row in event.notifications.all()}
    assert set(rows) == {foreign.dana, foreign.rita}
    assert {(row.state, row.attempts, row.not_before, row.created_at) for row in rows.values()} == {
        (Notification.State.PENDING, 0, NOW, NOW)
    }
    ids = {row.message_id for row in rows.values()}
    assert len(ids) == 2
    assert all(i.startswith("<") and i.endswith(f"@{events.mail_domain()}>") for i in ids)


def test_an_event_nobody_hears_of_is_written_all_the_same(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", assigned_to="dana")
    event = events.record(kind=Kind.ASKED, article=article, actor=foreign.dana, query=query, now=NOW)
    assert event.pk
    assert not Notification.objects.exists()


@pytest.mark.parametrize("people", [3, 20])
def test_five_statements_whatever_the_number_of_people(foreign, people, django_assert_max_num_queries):
    crowd(foreign, people)
    query = foreign.query(foreign.article(author=None), asked_by="rita")
    reply = foreign.reply(query, by="wanda")
    article = Article.objects.get()  # its desk is not loaded
    with django_assert_max_num_queries(5):
        events.record(kind=Kind.ASKED, article=article, actor=foreign.rita, query=query, now=NOW)
    with django_assert_max_num_queries(5):
        events.record(
            kind=Kind.REPLIED, article=article, actor=foreign.dana, query=query, reply=reply, now=NOW
        )
    with django_assert_max_num_queries(5):
        events.record_filed(article=article, actor=foreign.rita, queries=[query] * 10, now=NOW)
    asked = Notification.objects.filter(event__kind=Kind.ASKED, event__query=query)
    assert asked.count() == people + 2


def test_filed_queries_are_one_event_and_one_mail_a_person(foreign):
    article = foreign.article()
    mine = [foreign.query(article) for _ in range(3)]
    ritas = foreign.query(article, assigned_to="rita")
    event = events.record_filed(article=article, actor=foreign.dana, queries=[*mine, ritas], now=NOW)
    assert Event.objects.get().facts == {
        "queries": [query.pk for query in [*mine, ritas]],
        "told": {str(foreign.wanda.pk): [query.pk for query in mine], str(foreign.rita.pk): [ritas.pk]},
        "subject": "[Foreign] Gulf states cut output",
    }
    assert {row.recipient for row in event.notifications.all()} == {foreign.wanda, foreign.rita}


def test_copy_without_queries_is_no_event(foreign):
    assert events.record_filed(article=foreign.article(), actor=foreign.dana, queries=[], now=NOW) is None
    assert not Event.objects.exists()


def test_one_kick_for_all_the_events_of_a_transaction(foreign, django_capture_on_commit_callbacks):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana")
    with django_capture_on_commit_callbacks() as jobs_sent:
        for kind in (Kind.ASKED, Kind.REOPENED):
            events.record(kind=kind, article=article, actor=foreign.dana, query=query, now=NOW)
    assert len(deliveries(jobs_sent)) == 1


def test_no_kick_when_nobody_is_told(foreign, django_capture_on_commit_callbacks):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", assigned_to="dana")
    with django_capture_on_commit_callbacks() as jobs_sent:
        events.record(kind=Kind.ASKED, article=article, actor=foreign.dana, query=query, now=NOW)
    assert deliveries(jobs_sent) == []


def test_an_act_that_is_undone_is_told_to_nobody(foreign, django_capture_on_commit_callbacks):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana")
    with django_capture_on_commit_callbacks() as jobs_sent:
        try:
            with transaction.atomic():
                events.record(kind=Kind.ASKED, article=article, actor=foreign.dana, query=query, now=NOW)
                raise RuntimeError
        except RuntimeError:
            pass
    assert deliveries(jobs_sent) == []
    assert not Event.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("headline", "subject"),
    [
        ("Gulf states cut output", "[Foreign] Gulf states cut output"),
        ("", "[Foreign] {slug}"),
        ("Two\nlines\r\nBcc: all@desk.example", "[Foreign] Two lines Bcc: all@desk.example"),
        ("word " * 60, "[Foreign] " + ("word " * 28)[:139].rstrip() + "…"),
    ],
)
def test_the_subject_a_thread_begins_with(foreign, headline, subject):
    article = foreign.article(headline=headline)
    assert events.subject_now(article) == subject.format(slug=article.slug)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("Copydesk <desk@paper.example>", "paper.example"),
        ("desk@paper.example", "paper.example"),
        ("webmaster", "localhost"),
    ],
)
def test_message_ids_bear_the_domain_mail_comes_from(settings, address, domain):
    settings.DEFAULT_FROM_EMAIL = address
    assert events.mail_domain() == domain
