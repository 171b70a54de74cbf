"""Paragraphs that read alike, cut, copied, pasted, moved and undone: a query stays with its own, or is lost.

Every paragraph has an identity that only the test knows, so that where a passage belongs is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from articles.documents.anchors import State, anchor_at, map_passage
from articles.documents.steps import apply_batch
from articles.documents.text import text_between
from tests.articles.documents.building import block, doc, examples, p, where
from tests.articles.documents.test_anchors import undone

TWIN = "A single ticket costs 6.50 euros."
TEXTS = [TWIN, TWIN, TWIN, "The last boat leaves at 23.40.", "Children travel free.", TWIN + " So far."]
WORDS = "6.50 euros"
_identities = count(1)


@dataclass(frozen=True)
class Paragraph:
    text: str
    identity: int
    entered: int = 0


@dataclass
class Desk:
    """A copy of paragraphs with a passage on the words of one of them, and what an editor does to it."""

    paragraphs: list[Paragraph]
    own: Paragraph
    now: int = 0
    gone_since: int | None = None
    clipboard: Paragraph | None = None
    before: list[tuple] = field(default_factory=list)

    def __post_init__(self):
        self.document = doc(*(one.text for one in self.paragraphs))
        nth = sum(WORDS in one.text for one in self.paragraphs[: self.paragraphs.index(self.own)])
        self.asked = self.passage = anchor_at(self.document, *where(self.document, WORDS, nth))

    def position(self, index):
        return sum(self.document.child(at).node_size for at in range(index + 1))

    def step(self, start, end, *texts):
        steps = {"stepType": "replace", "from": start, "to": end}
        return steps | ({"slice": {"content": [p(text) for text in texts]}} if texts else {})

    def cut(self, index):
        if len(self.paragraphs) < 2:
            return
        self.clipboard = self.paragraphs[index]
        rest = self.paragraphs[:index] + self.paragraphs[index + 1 :]
        self.apply([self.step(self.position(index), self.position(index + 1))], rest)

    def copy(self, index):
        self.clipboard = self.paragraphs[index]

    def paste(self, index):
        if self.clipboard is None:
            return
        there = any(one.identity == self.clipboard.identity for one in self.paragraphs)
        identity = next(_identities) + 100 if there else self.clipboard.identity
        pasted = Paragraph(self.clipboard.text, identity, self.now + 1)
        at = self.position(index)
        rest = [*self.paragraphs[:index], pasted, *self.paragraphs[index:]]
        self.apply([self.step(at, at, pasted.text)], rest)

    def move(self, index, to):
        """As by dragging: both steps in one batch."""
        moved = self.paragraphs[index]
        rest = self.paragraphs[:index] + self.paragraphs[index + 1 :]
        to = min(to, len(rest))
        if not rest:
            return
        start, end = self.position(index), self.position(index + 1)
        at = sum(self.document.child(0).node_size for _ in [0])
        at += sum(len(one.text.encode("utf-16-le")) // 2 + 2 for one in rest[:to])
        steps = [self.step(start, end), self.step(at, at, moved.text)]
        placed = Paragraph(moved.text, moved.identity, self.now + 1)
        self.apply(steps, [*rest[:to], placed, *rest[to:]])

    def undo(self):
        if not self.before:
            return
        document, batch, paragraphs = self.before.pop()
        self.now += 1
        self.advance(undone(document, batch), paragraphs)

    def apply(self, batch, paragraphs):
        self.now += 1
        self.before.append((self.document, batch, self.paragraphs))
        self.advance(batch, paragraphs)

    def advance(self, batch, paragraphs):
        applied = apply_batch(self.document, batch)
        self.passage = map_passage(self.passage, applied.maps, applied.doc)
        self.document, self.paragraphs = applied.doc, list(paragraphs)
        assert self.document.eq(doc(*(one.text for one in self.paragraphs)))
        if any(one.identity == self.own.identity for one in self.paragraphs):
            self.gone_since = None
        elif self.gone_since is None:
            self.gone_since = self.now
        self.check()

    def check(self):
        if not self.passage.live:
            return
        assert text_between(self.document, self.passage.start, self.passage.end) == WORDS
        at = self.document.resolve(self.passage.start).index(0) - 1
        under = self.paragraphs[at]
        if under.identity == self.own.identity:
            return
        assert self.passage.state is State.MOVED or self.gone_since is not None, "exact on another one"
        if self.gone_since is not None:
            assert under.entered >= self.gone_since, "taken to a twin that was there before"


ACTS = st.tuples(
    st.sampled_from(["cut", "copy", "paste", "paste", "move", "undo"]), st.integers(0, 7), st.integers(0, 7)
)


def worked(texts, own, acts):
    paragraphs = [Paragraph(text, next(_identities)) for text in texts]
    desk = Desk(paragraphs, paragraphs[own])
    for act, index, to in acts:
        index %= len(desk.paragraphs)
        if act == "move":
            desk.move(index, to % (len(desk.paragraphs) + 1))
        elif act == "undo":
            desk.undo()
        else:
            getattr(desk, act)(index)
    return desk


@st.composite
def sessions(draw):
    texts = draw(st.lists(st.sampled_from(TEXTS), max_size=4))
    own = draw(st.integers(0, len(texts)))
    texts.insert(own, TWIN)
    return texts, own, draw(st.lists(ACTS, max_size=10))


@examples(300)
@given(sessions())
def test_a_passage_is_on_its_own_paragraph_or_on_what_came_in_its_place(session):
    worked(*session)


@examples(300)
@given(sessions())
def test_when_everything_is_undone_it_is_where_it_was(session):
    desk = worked(*session)
    while desk.before:
        desk.undo()
    assert desk.passage == desk.asked


def test_cut_pasted_elsewhere_and_both_undone_it_is_exact_again():
    desk = worked([TWIN, "The last boat leaves at 23.40.", TWIN], 0, [("cut", 0, 0), ("paste", 1, 0)])
    assert desk.passage.state is State.MOVED
    desk.undo()
    desk.undo()
    assert desk.passage == desk.asked


def test_a_heading_in_between_makes_no_difference():
    document = doc(TWIN, block("heading", "On board", level=2), TWIN)
    passage = anchor_at(document, *where(document, WORDS, 1))
    start = document.child(0).node_size
    applied = apply_batch(
        document, [{"stepType": "replace", "from": start, "to": start + document.child(1).node_size}]
    )
    after = map_passage(passage, applied.maps, applied.doc)
    assert (after.state, after.start) == (State.EXACT, passage.start - document.child(1).node_size)
