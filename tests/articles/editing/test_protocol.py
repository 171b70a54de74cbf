"""Batches that are written together: as if each had come by itself, in fewer statements."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import locking
from articles.documents.flat import flatten
from articles.documents.steps import StepError
from articles.documents.text import plain_text
from articles.editing import protocol
from articles.editing.protocol import SentBatch, StaleVersion
from articles.models import Anchor, Document, Revision, StepBatch
from newsroom.errors import DomainError, NotAllowed, NotVisible
from tests.articles.suggesting import inserted, new_key
from tests.factories import NOW, join, make_article, make_doc, make_query, make_user, place_of, typed

PEOPLE = 6
WORDS = ("The last boat leaves at eleven.", "A single ticket costs 6.50 euros.", "Nobody said who pays.")


@pytest.fixture
def people(room):
    """Editors of the desk who are all at the copy already."""
    return [join(make_user(f"Editor {number}"), room.desk, "editor") for number in range(PEOPLE)]


def article_of(room, people):
    article = make_article(room.desk, author=room.writer, doc=make_doc(*WORDS))
    for words in ("last boat", "6.50", "who pays"):
        make_query(article, words, by=room.editor)
    document = Document.objects.get(pk=article.pk)
    document.recent_editors = {str(person.pk): int(NOW.timestamp()) for person in people}
    document.edited_by = people[0]
    document.save()
    return article


def sent(by, *steps, version=0, client=""):
    return SentBatch(by, version, steps, client or f"tab-{by.pk}")


def accept(article, waiting, now=NOW):
    with transaction.atomic():
        return protocol.accept(locking.lock(article), waiting, now=now)


def take_all(article, waiting):
    """As the application does: the outcomes, and how many transactions it took."""
    outcomes, turns = [], 0
    while rest := waiting[len(outcomes) :]:
        turns += 1
        try:
            outcomes += accept(article, rest)
        except DomainError as refused:
            outcomes.append(refused)
    return outcomes, turns


def state_of(article):
    document = Document.objects.get(pk=article.pk)
    log = document.batches.order_by("first_version").values_list(
        "first_version", "steps", "client_id", "author"
    )
    anchors = document.anchors.order_by("pk").values_list("start", "end", "state", "lead", "later")
    shown = type(article).objects.values_list("headline", "words", "digest").get(pk=article.pk)
    return document.content, document.version, document.edited_by_id, shown, [*log], [*anchors]


def test_they_are_written_in_as_many_statements_as_one(room, people):
    def statements(count):
        article = article_of(room, people)
        start, _ = place_of(article, "The last boat")
        waiting = [sent(person, typed(start, start, "x")) for person in people[:count]]
        assert all(person.desk_roles for person in people)  # read with the sign-in
        with CaptureQueriesContext(connection) as captured:
            assert len(accept(article, waiting)) == count
        return len(captured)

    assert statements(PEOPLE) == statements(1)


def test_everybody_is_answered_with_everything(room, people):
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    answers = accept(article, [sent(person, typed(start, start, f"{person.pk};")) for person in people])
    text = plain_text(Document.objects.get(pk=article.pk).parsed())
    assert all(f"{person.pk};" in text for person in people)
    for answer in answers:
        assert (answer.version, answer.log.client_ids) == (PEOPLE, [f"tab-{person.pk}" for person in people])
    assert [row.author for row in StepBatch.objects.order_by("first_version")] == people


@pytest.mark.parametrize("seed", range(12))
def test_together_is_what_one_after_the_other_is(room, people, seed):
    rng = random.Random(seed)
    together, apart = article_of(room, people), article_of(room, people)
    size = Document.objects.get(pk=apart.pk).parsed().content.size
    waiting = [sent(people[n % PEOPLE], *random_steps(rng, size), client=f"tab-{n}") for n in range(9)]
    outcomes, turns = take_all(together, waiting)
    alone = []
    for one in waiting:
        try:
            alone += accept(apart, [one])
        except DomainError as refused:
            alone.append(refused)
    assert [type(one) for one in outcomes] == [type(one) for one in alone]
    assert state_of(together) == state_of(apart)
    assert turns < len(waiting) or any(isinstance(one, DomainError) for one in outcomes)


def random_steps(rng, size):
    """Typing and deleting anywhere; some of it fits nowhere."""
    steps = []
    for _ in range(rng.randint(1, 3)):
        start = rng.randint(1, size - 8)
        end = start + rng.choice((0, 0, 0, 1, 2, 6))
        steps.append(typed(start, end, rng.choice(("a", "so ", "boat"))))
    return steps


def test_one_that_is_refused_keeps_nobody_waiting(room, people):
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    waiting = [
        sent(people[0], typed(start, start, "1")),
        sent(room.stranger, typed(start, start, "2")),
        sent(people[1], typed(1, 99_999, "3")),
        sent(people[2]),
        sent(room.colleague, typed(start, start, "4")),
        sent(people[3], typed(start, start, "5")),
        sent(people[0], typed(start, start, "1")),
    ]
    outcomes, _turns = take_all(article, waiting)
    refusals = [type(one) for one in outcomes if isinstance(one, Exception)]
    assert refusals == [NotVisible, StaleVersion, StepError, NotAllowed, StaleVersion]
    assert plain_text(Document.objects.get(pk=article.pk).parsed()).count("15The last boat") == 1


def test_one_that_is_far_behind_gets_the_log_in_pieces(room, people, monkeypatch):
    """The steps that are read under the lock are no more than may be rebased, however long the log is."""
    monkeypatch.setattr(protocol, "MOST_TO_REBASE", 3)
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    for number in range(4):
        client = f"tab-{number}"
        accept(article, [sent(people[0], *[typed(start, start, "x")] * 2, version=2 * number, client=client)])
    with pytest.raises(StaleVersion) as stale:
        accept(article, [sent(people[1], typed(start, start, "y"), version=0)])
    assert (stale.value.missing.version, len(stale.value.missing.steps)) == (4, 4)
    with pytest.raises(StaleVersion) as stale:
        accept(article, [sent(people[1], typed(start, start, "y"), version=3)])
    assert (stale.value.missing.version, len(stale.value.missing.steps)) == (6, 3)
    (accepted,) = accept(article, [sent(people[1], typed(start, start, "y"), version=6)])
    assert accepted.version == 9


def test_a_batch_reads_as_little_of_a_long_log_as_of_a_short_one(room, people):
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    read = []
    for _turn in range(2):
        for _ in range(8):
            steps = [typed(start, start, "x")] * 200
            version = Document.objects.get(pk=article.pk).version
            accept(article, [sent(people[0], *steps, version=version, client=f"tab-{version}")])
        with pytest.raises(StaleVersion) as stale:
            accept(article, [sent(people[1], typed(start, start, "y"), version=0)])
        read.append(len(stale.value.missing.steps))
    assert read == [protocol.MOST_TO_REBASE] * 2


def test_a_suggestion_is_written_by_itself(room, people):
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    key = new_key(room.reader)
    waiting = [
        sent(people[0], typed(start, start, "1")),
        sent(room.reader, inserted(start, "2", key)),
        sent(people[1], typed(start, start, "3")),
        sent(people[2], typed(start, start, "4")),
    ]
    assert len(accept(article, waiting)) == 1
    outcomes, turns = take_all(article, waiting[1:])
    assert (len(outcomes), turns) == (3, 2)
    assert outcomes[0].suggestions.added[0].key == key
    assert not outcomes[1].suggestions


def test_who_goes_on_suggesting_is_not_taken_for_the_editor_behind_them(room, people):
    """A suggestion that grows brings no key; what an editor types after it is still not the reader's."""
    article = article_of(room, [*people, room.reader])
    start, _ = place_of(article, "The last boat")
    key = new_key(room.reader)
    accept(article, [sent(room.reader, inserted(start, "1", key), client="before")])
    waiting = [
        sent(room.reader, inserted(start + 1, "2", key), version=1),
        sent(people[0], typed(start, start, "3"), version=1),
    ]
    outcomes, turns = take_all(article, waiting)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert turns == 2
    assert plain_text(Document.objects.get(pk=article.pk).published()).count("3The last boat") == 1


def test_copy_that_changes_hands_is_frozen_between_two(room, people):
    article = article_of(room, people[:2])
    start, _ = place_of(article, "The last boat")
    waiting = [
        sent(people[n], typed(start, start, str(n)), client=f"{turn}") for turn, n in enumerate((0, 1, 3, 1))
    ]
    outcomes, turns = take_all(article, waiting)
    assert (len(outcomes), turns) == (4, 2)
    kept = Revision.objects.filter(article=article).order_by("number").last()
    assert (kept.version, kept.reason, kept.created_by) == (2, Revision.Reason.HANDOVER, people[1])


def test_after_a_pause_the_copy_is_frozen_before_the_first(room, people):
    article = article_of(room, people)
    start, _ = place_of(article, "The last boat")
    accept(article, [sent(people[0], typed(start, start, "1"))])
    later = [sent(people[n], typed(start, start, str(n)), client="later" + str(n)) for n in (0, 0)]
    with transaction.atomic():
        protocol.accept(locking.lock(article), later, now=NOW + timedelta(minutes=11))
    assert Revision.objects.filter(article=article, reason=Revision.Reason.QUIET).count() == 1


def test_a_passage_follows_all_of_them(room, people):
    article = article_of(room, people)
    before, _ = place_of(article, "The last boat")
    _, within = place_of(article, "6.5")
    waiting = [
        sent(people[0], typed(before, before, "Well: ")),
        sent(people[1], typed(within, within, "9")),
        sent(people[2], typed(before, before, "So. ")),
    ]
    *_, last = accept(article, waiting)
    anchor = Anchor.objects.get(document=article.pk, quote="6.50")
    copy = flatten(Document.objects.get(pk=article.pk).parsed())
    assert copy.text[copy.offset(anchor.start) : copy.offset(anchor.end, end=True)] == "6.590"
    assert anchor.state == "changed"
    assert [one.pk for one in last.anchors] == [anchor.pk]
