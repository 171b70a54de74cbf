"""Two people at the same moment, on real connections: one of them wins, nothing is half done."""

from __future__ import annotations

import pytest

from articles.documents.spans import Span
from articles.models import Article, Document
from newsroom.models import User
from reviews.inbound import receiving
from reviews.models import InboundMail, Query, Release, SignOff
from reviews.queries import answering, asking, proposals
from reviews.workflow import releasing, signoff
from tests.acts import at_once, faults, refusals, send_steps
from tests.factories import NOW, make_article, make_doc, make_query, newsroom, place_of, typed
from tests.reviews.answering import LATER, Channel, Room
from tests.reviews.workflow.test_preflight import sign_all
from tests.reviews.workflow.test_signoff import stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db):
    return newsroom()


def fresh(room):
    return Article.objects.select_related("desk", "author").get(pk=room.article.pk)


def somebody(person):
    return User.objects.get(pk=person.pk)


def test_two_releases_at_once_are_one(room):
    sign_all(room)

    def release():
        return releasing.release(article=fresh(room), by=somebody(room.slot), now=NOW)

    outcomes = at_once(release, release, release)
    assert len(refusals(outcomes)) == 2
    assert Release.objects.count() == 1


def test_an_edit_at_the_moment_of_release_is_either_before_or_too_late(room):
    sign_all(room)
    start, end = place_of(room.article, "23.40")

    def release():
        return releasing.release(article=fresh(room), by=somebody(room.slot), now=NOW)

    def edit():
        return send_steps(
            article=fresh(room),
            by=somebody(room.writer),
            version=0,
            steps=[typed(start, end, "midnight")],
            client_id="x",
            now=NOW,
        )

    outcomes = at_once(release, edit)
    assert len(refusals(outcomes)) == 1
    released = Release.objects.first()
    if released is None:
        assert Document.objects.get().version == 1
    else:
        assert Document.objects.get().version == 0
        assert "23.40" in released.exports["text"]


def test_batches_on_one_version_are_taken_one_at_a_time(room):
    def type_at(client):
        def act():
            return send_steps(
                article=fresh(room),
                by=somebody(room.writer),
                version=0,
                steps=[typed(1, 1, client)],
                client_id=client,
                now=NOW,
            )

        return act

    outcomes = at_once(*(type_at(name) for name in "abcd"))
    assert refusals(outcomes) == faults(outcomes) == []
    assert sorted(accepted.version for accepted in outcomes) == [1, 2, 3, 4]
    document = Document.objects.get()
    headline = document.parsed().child(0).text_content
    assert document.version == 4
    assert sorted(headline[:4]) == list("abcd"), "each batch was brought to what the others had typed"


def test_the_same_headline_filed_twice_at_once_makes_two_articles(room):
    def file():
        return make_article(room.desk, doc=make_doc(headline="Both of us had this idea"))

    assert refusals(at_once(file, file, file)) == []
    assert Article.objects.filter(slug__startswith="both-of-us-had-this-idea").count() == 3


def test_queries_asked_at_once_get_numbers_of_their_own(room):
    start, end = place_of(room.article, "6.50 euros")

    def ask():
        return asking.ask(
            article=fresh(room),
            by=somebody(room.editor),
            on=Span(start, end, 0),
            question="Sure?",
            now=NOW,
        )

    assert refusals(at_once(ask, ask, ask, ask)) == []
    assert sorted(Query.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_one_person_signing_twice_at_once_counts_once(room):
    digest = room.article.digest

    def sign_it():
        return signoff.sign(
            article=fresh(room), stage=stage("Desk edit"), by=somebody(room.editor), digest=digest, now=NOW
        )

    assert len(refusals(at_once(sign_it, sign_it))) == 1
    assert SignOff.objects.count() == 1


def test_replies_and_a_resolution_at_once_are_all_kept(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    acts = [
        lambda: answering.reply(
            query=answering.find(None, fresh(room), query.number),
            by=somebody(room.writer),
            body="Still so.",
            now=NOW,
        )
    ] * 3
    acts.append(
        lambda: answering.resolve(
            query=answering.find(None, fresh(room), query.number), by=somebody(room.editor), now=NOW
        )
    )
    assert refusals(at_once(*acts)) == []
    kept = Query.objects.get()
    assert (kept.state, kept.replies.count()) == (Query.State.RESOLVED, 3)


def test_workers_that_take_the_same_answer_at_once_post_it_once(room, answered):
    desk = Room(room)
    row = receiving.receive(desk.mail("It is 6.50.", person=desk.writer), channel=Channel.IMAP, now=LATER)
    at_once(*[lambda: receiving.take(row.pk, now=LATER)] * 4)
    assert desk.query.replies.count() == 1


def test_a_message_that_comes_by_two_doors_at_once_is_kept_once(room, answered):
    desk = Room(room)
    raw = desk.mail("It is 6.50.", person=desk.writer)
    kept = at_once(*[lambda: receiving.receive(raw, channel=Channel.IMAP, now=LATER)] * 4)
    assert sum(row is not None for row in kept) == 1
    assert InboundMail.objects.count() == 1


def test_two_who_accept_at_once_put_the_words_in_once(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")

    def accept(person):
        own = answering.find(somebody(person), fresh(room), query.number)
        return lambda: proposals.accept(query=own, by=somebody(person), now=NOW)

    outcomes = at_once(accept(room.editor), accept(room.writer))
    assert len(refusals(outcomes)) == 1
    document = Document.objects.get(pk=room.article.pk)
    assert document.version == 1
    assert document.content.count("7 euros") == 1
    assert Query.objects.get().is_accepted


def test_words_accepted_while_somebody_types_there_are_put_in_whole_or_not_at_all(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")
    own = answering.find(somebody(room.editor), fresh(room), query.number)
    start, _end = place_of(room.article, "50 euros")
    article = fresh(room)

    def type_there():
        steps = [typed(start, start, "99")]
        send_steps(article=article, by=somebody(room.writer), version=0, steps=steps, client_id="x", now=NOW)

    outcomes = at_once(lambda: proposals.accept(query=own, by=somebody(room.editor), now=NOW), type_there)
    content = Document.objects.get(pk=room.article.pk).content
    assert len(refusals(outcomes)) == 1
    assert ("costs 7 euros." in content) != ("costs 6.9950 euros." in content)
