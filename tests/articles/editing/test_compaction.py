"""A log that was compacted answers as one that was not: two stories of one history, one of them compacted."""

from __future__ import annotations

import itertools
import json
import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import locking
from articles.documents.flat import flatten
from articles.documents.spans import Span
from articles.editing import compaction, edits, protocol, suggestions
from articles.editing.protocol import SentBatch
from articles.editing.suggestions import Choice
from articles.history import log, provenance, revisions
from articles.history.attribution import CreditedRun, compare_with_credits
from articles.history.log import LogCompacted
from articles.models import Document, LogSegment, Revision, StepBatch
from newsroom.errors import DomainError, NotFound
from reviews.queries import as_of_revision, asking, proposals
from reviews.workflow import pasted_notes
from tests.acts import send_steps
from tests.articles.suggesting import replaced, suggest
from tests.factories import NOW, make_article, make_doc, make_query, newsroom, place_of, typed
from tests.pages import browse

PARAGRAPHS = (
    "The harbour office says that the last boat leaves at twenty to twelve.",
    "A single ticket costs 6.50 euros, as it did before the war.",
    "Nobody was there [AU: who says so?] when the lights went out.",
    "The mayor came late, stood behind the band and left before the speeches.",
)
ACTS = 30


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """Segments of a few steps, and few that are kept."""
    monkeypatch.setattr(compaction, "STEPS_PER_SEGMENT", 4)
    monkeypatch.setattr(compaction, "MOST_UNCOMPACTED", 6)
    monkeypatch.setattr(compaction, "RETAINED_STEPS", 9)
    monkeypatch.setattr(compaction, "ROWS_PER_DELETION", 3)


def compact(article, *, now, pieces=10_000):
    for _piece in range(pieces):
        if not compaction.compact_piece(article.pk, now=now):
            break


class Twins:
    """Everything is done to both of two stories; one of them is compacted now and then."""

    def __init__(self, room, seed):
        self.room, self.rng = room, random.Random(seed)
        doc = make_doc(*PARAGRAPHS)
        self.plain, self.compacted = (
            make_article(room.desk, author=room.writer, doc=doc) for _twin in range(2)
        )
        self.now = NOW
        self.words = "The office says that the boat leaves."
        self.outcomes = set()

    @property
    def both(self):
        return self.plain, self.compacted

    @property
    def document(self):
        return Document.objects.get(pk=self.plain.pk)

    def act(self):
        """One act of somebody, on both; both take it or refuse it."""
        self.now += timedelta(seconds=self.rng.choice([1, 5, 60, 700]))
        acts = [self.type_, self.type_, self.type_, self.cut_, self.paste, self.suggest, self.decide]
        acts += [self.take_back_decision, self.keep, self.restore, self.file, self.ask, self.accept]
        acts += [self.take_back_words, self.notes, self.put_notes_back, self.split]
        act = self.rng.choice(acts)
        by = self.rng.choice([self.room.writer, self.room.editor, self.room.copy_editor, self.room.slot])
        state = self.rng.getstate()
        results = []
        for article in self.both:
            self.rng.setstate(state)
            article.refresh_from_db()
            article.document.refresh_from_db()
            try:
                results.append(act(article, by))
            except DomainError as refused:
                results.append(str(refused))
        assert results[0] == results[1], act
        assert self.text(self.plain) == self.text(self.compacted), act
        self.outcomes.add((act.__name__, results[0] is None))

    def text(self, article):
        return Document.objects.get(pk=article.pk).content

    def place(self, article):
        """Some words of a paragraph, that no two acts choose alike."""
        copy = flatten(article.document.parsed())
        start = self.rng.randrange(len(copy.text) - 6)
        piece = copy.text[start : start + self.rng.randrange(1, 30)].split("\n")[0]
        return copy.position(start), copy.position(start + len(piece), end=True)

    def send(self, article, by, *steps, version=None, client=""):
        version = article.document.version if version is None else version
        send_steps(
            article=article,
            by=by,
            version=version,
            steps=list(steps),
            client_id=client or f"tab-{by.pk}",
            now=self.now,
        )

    def type_(self, article, by):
        start, end = self.place(article)
        if self.rng.random() < 0.3:
            return self.send(article, by, typed(start, end, self.rng.choice(["", "other words"])))
        letters = self.rng.choice(["and so ", "a 😀 b", "x", "night "])
        steps = [typed(start + at, start + at, letter) for at, letter in enumerate("abc")]
        return self.send(article, by, *steps, typed(start, start, letters))

    def cut_(self, article, by):
        """Words long enough to be recognised anywhere."""
        copy = flatten(article.document.parsed())
        lines = [line for line in copy.text.split("\n") if len(line) > 40 and line.isascii()]
        line = self.rng.choice(lines or [copy.text.split("\n")[0]])
        start = copy.text.index(line) + self.rng.randrange(5)
        self.words = copy.text[start : start + 30].split("\n")[0]
        end = start + len(self.words)
        self.send(article, by, typed(copy.position(start), copy.position(end, end=True), ""))

    def paste(self, article, by):
        at = self.place(article)[0]
        self.send(article, by, typed(at, at, self.words))

    def split(self, article, by):
        at = self.place(article)[0]
        nodes = [{"type": "paragraph"}, {"type": "paragraph"}]
        step = {"stepType": "replace", "from": at, "to": at, "structure": True}
        self.send(article, by, step | {"slice": {"content": nodes, "openStart": 1, "openEnd": 1}})

    def suggest(self, article, by):
        start, end = self.place(article)
        key = f"{by.pk}.{self.rng.randrange(10**7):08}"
        self.send(article, by, *replaced(start, end, "instead", key))

    def decide(self, article, by):
        accept = self.rng.random() < 0.6
        suggestions.decide(article=article, accept=accept, choice=Choice(), by=by, now=self.now)

    def take_back_decision(self, article, by):
        versions = article.suggestions.decided().filter(decided_at_version__isnull=False)
        versions = sorted(set(versions.values_list("decided_at_version", flat=True)))
        version = self.rng.choice(versions) if versions else 0
        suggestions.undo(article=article, version=version, by=by, now=self.now)

    def keep(self, article, by):
        revisions.keep(article=article, by=by, now=self.now)

    def restore(self, article, by):
        number = self.rng.randrange(1, article.revisions.count() + 1)
        edits.restore(article=article, number=number, by=by, now=self.now)

    def file(self, article, by):
        texts = [PARAGRAPHS[0], "A new paragraph came with the file.", *PARAGRAPHS[1:]]
        self.rng.shuffle(texts)
        reason = Revision.Reason.NEW_VERSION
        edits.replace_text(article=article, new=make_doc(*texts), by=by, reason=reason, now=self.now)

    def ask(self, article, by):
        """On words as they stand on some old version."""
        start, end = self.place(article)
        old = self.rng.randrange(article.document.version + 1)
        version = self.rng.choice([old, article.document.version])
        fields = {
            "on": Span(start, end, version),
            "question": "Sure?",
            "proposed": "these words",
        }
        asking.ask(article=article, by=by, now=self.now, **fields)

    def query(self, article):
        found = list(article.queries.order_by("number"))
        if not found:
            raise NotFound("No query.")
        return self.rng.choice(found)

    def accept(self, article, by):
        proposals.accept(query=self.query(article), by=by, now=self.now)

    def take_back_words(self, article, by):
        proposals.take_back(query=self.query(article), by=by, now=self.now)

    def notes(self, article, by):
        version = self.rng.randrange(article.document.version + 1)
        found = pasted_notes.find_notes(article=article, by=by, version=version, ranges=[(0, 10_000)])
        places = [note.position for note in found.notes]
        pasted_notes.make_queries(
            article=article, by=by, version=found.version, positions=places, now=self.now
        )

    def put_notes_back(self, article, by):
        pasted_notes.put_back(query=self.query(article), by=by, now=self.now)

    def answers(self, article):
        """Who wrote, added and removed what, on and between all revisions; and where old places are now."""
        article = type(article).objects.get(pk=article.pk)
        kept = list(article.revisions.order_by("number"))
        states = [*kept, article]
        results = [written(article, self.room.editor, version=one.version) for one in kept]
        results.append(written(article, self.room.editor))
        pairs = list(itertools.combinations(range(len(states)), 2))
        for old, new in random.Random(len(pairs)).sample(pairs, min(len(pairs), 8)):
            results.append((old, new, credited(article, states[old], states[new], self.room.editor)))
        document = article.document
        for version in range(0, document.version + 1, 3):
            mapping = log.mapping_since(document, version)
            results.append([(mapping.map(at, 1), mapping.map(at, -1)) for at in range(0, 250, 25)])
        results += [stood(one) for one in kept]
        return results


def written(article, by, version=None):
    found = provenance.read_log(article=article, by=by, version=version)
    return [
        (one.start, one.end, one.text, act(one.written), act(one.put), one.revision)
        for block in found.blocks()
        for one in block
    ]


def act(one):
    return one and (one.by, one.at, one.version, one.how)


def credited(article, old, new, by):
    comparison = compare_with_credits(article=article, old=old, new=new, by=by)
    runs = [run for one in comparison.groups for block in one.blocks for run in block.runs]
    found = [run for run in runs if isinstance(run, CreditedRun)]
    return [(run.kind, run.text, act(run.act), act(run.written)) for run in found]


def stood(revision):
    return [
        (one.query.number, one.state, one.start, one.end, one.passage)
        for one in as_of_revision.open_on(revision)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_compacted_log_answers_as_one_that_is_not(db, seed):
    twins = Twins(newsroom(), seed)
    for turn in range(ACTS):
        twins.act()
        if twins.rng.random() < 0.3:
            compact(twins.compacted, now=twins.now, pieces=twins.rng.randrange(1, 6))
        if turn == ACTS // 2:
            assert twins.answers(twins.plain) == twins.answers(twins.compacted)
    compact(twins.compacted, now=twins.now)
    document = Document.objects.get(pk=twins.compacted.pk)
    assert document.log_start > 0
    left = StepBatch.objects.filter(document=document, first_version__lt=document.log_start)
    assert not left.filter(can_undo=False).exists()
    assert twins.answers(twins.plain) == twins.answers(twins.compacted)
    for _more in range(12):
        twins.act()
    compact(twins.compacted, now=twins.now + timedelta(days=30))
    document.refresh_from_db()
    assert document.compacted == document.log_start == document.version
    assert twins.answers(twins.plain) == twins.answers(twins.compacted)


MONTH = timedelta(days=30)


def type_on(article, by, count, *, now=NOW):
    """At the beginning of the headline, where it is in nobody's way."""
    for _step in range(count):
        article.document.refresh_from_db()
        send_steps(
            article=article,
            by=by,
            version=article.document.version,
            steps=[typed(1, 1, "x")],
            client_id="tab",
            now=now,
        )
    article.document.refresh_from_db()


def reads(article):
    article.document.refresh_from_db()
    return flatten(article.document.published()).text


@pytest.fixture
def article(room):
    return make_article(room.desk, author=room.writer, doc=make_doc(*PARAGRAPHS))


def test_accepted_words_are_taken_back_after_their_steps_are_gone(room, article):
    query = make_query(article, "6.50 euros", by=room.reader, proposed="7 euros")
    proposals.accept(query=query, by=room.editor, now=NOW)
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    assert StepBatch.objects.filter(document_id=article.pk).count() == 1
    assert "costs 7 euros" in reads(article)
    proposals.take_back(query=query, by=room.editor, now=NOW + MONTH)
    assert "costs 6.50 euros" in reads(article)


def test_a_decision_is_taken_back_after_its_steps_are_gone(room, article):
    key = suggest(article, "6.50 euros", "7 euros", by=room.reader)
    made = suggestions.decide(
        article=article, accept=True, choice=Choice(keys=(key,)), by=room.editor, now=NOW
    )
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    assert "costs 7 euros" in reads(article)
    suggestions.undo(article=article, version=made.undo, by=room.editor, now=NOW + MONTH)
    assert "costs 6.50 euros" in reads(article)
    assert article.suggestions.get(key=key).is_pending


def test_notes_are_put_back_after_their_steps_are_gone(room, article):
    found = pasted_notes.find_notes(article=article, by=room.writer, version=0, ranges=[(0, 10_000)])
    places = [note.position for note in found.notes]
    (query,) = pasted_notes.make_queries(
        article=article, by=room.writer, version=found.version, positions=places, now=NOW
    )
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    assert "who says so" not in reads(article)
    pasted_notes.put_back(query=query, by=room.writer, now=NOW + MONTH)
    assert "Nobody was there [AU: who says so?] when" in reads(article)


def test_an_old_page_asks_about_the_words_it_shows(room, article):
    start, end = place_of(article, "band")
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    query = asking.ask(article=article, by=room.reader, on=Span(start, end, 0), question="Which?", now=NOW)
    assert query.anchor.quote == "band"


def test_an_editor_from_before_the_log_is_told_so_and_changes_nothing(room, article):
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    content, url = reads(article), f"/api/articles/{article.slug}/steps"
    page = browse(room.writer)
    body = {"version": 2, "client_id": "laptop", "steps": [typed(1, 1, "late ")]}
    for answer in (
        page.get(f"{url}?since=2"),
        page.post(url, json.dumps(body), content_type="application/json"),
    ):
        assert (answer.status_code, list(answer.json())) == (409, ["error"])
        assert "Keep a copy of your recent changes" in answer.json()["error"]
    assert reads(article) == content


def test_a_batch_that_waits_with_one_from_before_the_log_is_taken(room, article):
    type_on(article, room.writer, 30)
    compact(article, now=NOW + MONTH)
    late = SentBatch(room.writer, 2, [typed(1, 1, "late ")], "laptop")
    fresh = SentBatch(room.editor, 30, [typed(1, 1, "new ")], "desk")
    with transaction.atomic():
        assert len(protocol.accept(locking.lock(article), [fresh, late], now=NOW)) == 1
    assert reads(article).startswith("new xxx")


def test_recent_steps_are_kept_however_few(room, article, monkeypatch):
    monkeypatch.setattr(compaction, "RETAINED_STEPS", 1000)
    type_on(article, room.writer, 30)
    compact(article, now=NOW + timedelta(days=6))
    document = Document.objects.get(pk=article.pk)
    assert (document.log_start, document.compacted) == (0, 28)
    assert len(log.steps_since(article=article, version=0).steps) == 30
    compact(article, now=NOW + timedelta(days=8))
    document.refresh_from_db()
    assert (document.log_start, document.compacted) == (30, 30)
    with pytest.raises(LogCompacted):
        log.steps_since(article=article, version=29)


def test_every_revision_stays_as_it_was(room, article):
    for _turn in range(5):
        type_on(article, room.writer, 5)
        revisions.keep(article=article, by=room.editor, now=NOW)
    before = list(article.revisions.values())
    compact(article, now=NOW + MONTH)
    assert list(article.revisions.values()) == before
    for one in article.revisions.all():
        assert article.digest_with(one.content) == one.digest
        assert revisions.document_at(article, one.version).eq(one.parsed())


def test_it_goes_on_where_it_was_interrupted(room, article, monkeypatch):
    type_on(article, room.writer, 30)
    monkeypatch.setattr(compaction, "pack_maps", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compact(article, now=NOW + MONTH)
    monkeypatch.undo()
    compact(article, now=NOW + MONTH, pieces=3)
    monkeypatch.setattr(StepBatch.objects.none().__class__, "delete", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compact(article, now=NOW + MONTH)
    monkeypatch.undo()
    compact(article, now=NOW + MONTH)
    assert not StepBatch.objects.filter(document_id=article.pk).exists()
    assert written(article, room.editor)[0][2] == "x" * 30


def interrupted(*_given, **_more):
    raise KeyboardInterrupt


def test_a_segment_that_somebody_else_made_meanwhile_is_left(room, article):
    type_on(article, room.writer, 10)
    old = Document.objects.get(pk=article.pk)
    compaction.add_segment(old)
    compaction.add_segment(old)
    assert LogSegment.objects.filter(document_id=article.pk).count() == 1


def test_a_log_that_disagrees_with_a_revision_is_left_alone_and_holds_up_no_other(room, article, caplog):
    other = make_article(room.desk, author=room.writer)
    type_on(article, room.writer, 3)
    revisions.keep(article=article, by=room.editor, now=NOW)
    for one in (article, other):
        type_on(one, room.writer, 8)
    StepBatch.objects.filter(document_id=article.pk, first_version=1).update(steps=[typed(1, 1, "y")])
    assert not compaction.compact(now=NOW + MONTH, seconds=60)
    assert "could not be compacted" in caplog.text
    assert StepBatch.objects.filter(document_id=article.pk).count() == 11
    assert not StepBatch.objects.filter(document_id=other.pk).exists()


def test_who_wrote_a_long_story_reads_a_bounded_part_of_its_log(room, article):
    def read():
        with CaptureQueriesContext(connection) as captured:
            written(article, room.editor)
        return len(captured)

    type_on(article, room.writer, 20)
    compact(article, now=NOW)
    few = read()
    type_on(article, room.writer, 60)
    compact(article, now=NOW)
    assert read() <= few <= 8
    document = Document.objects.get(pk=article.pk)
    assert document.version - document.compacted < compaction.MOST_UNCOMPACTED


def test_a_segment_takes_a_fraction_of_what_its_steps_took(room, article, monkeypatch):
    monkeypatch.setattr(compaction, "STEPS_PER_SEGMENT", 400)
    monkeypatch.setattr(compaction, "MOST_UNCOMPACTED", 400)
    monkeypatch.setattr(compaction, "RETAINED_STEPS", 10)
    type_on(article, room.writer, 401)
    steps = sum(len(json.dumps(steps)) for steps in StepBatch.objects.values_list("steps", flat=True))
    compact(article, now=NOW)
    (segment,) = LogSegment.objects.filter(document_id=article.pk)
    kept = sum(len(getattr(segment, name)) for name in ("moves", "acts", "deltas", "attribution"))
    assert kept < steps / 10
