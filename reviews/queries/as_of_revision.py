"""The queries that were open on an old revision, and where: as they were when it was saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prosemirror.transform import Mapping as StepMapping

from articles.documents.text import text_between
from articles.history import log
from articles.models import Anchor, Revision
from reviews.models import Placing, Query

Place = tuple[int, int, str]
"""Start, end and the state of the passage, in the revision."""


@dataclass(frozen=True)
class OpenAt:
    """A query as it stood on a revision.

    ``state`` is the query's at that moment, and empty when it was asked later, on this revision.
    ``start`` equals ``end`` where its words are not in the revision, and 0 where it is about the whole story;
    ``quote`` are the words it was put on.
    """

    query: Query
    state: str
    start: int
    end: int
    passage: str
    quote: str

    @property
    def has_words(self) -> bool:
        return self.start < self.end

    @property
    def was_answered(self) -> bool:
        return self.state == Query.State.ANSWERED


def open_on(revision: Revision) -> list[OpenAt]:
    """The queries that were open when the revision was saved, and those asked on it since, in its order.

    At most four statements, however many queries.
    """
    queries, general = _with_placings(revision)
    states = _states_at(revision)
    places: dict[int, Place] = {pk: (start, end, state) for pk, start, end, state in revision.passages}
    before = [(query, query.anchor_id) for query in queries if query.anchor_id in places]
    later = [query for query in queries if query.revision_id == revision.pk and query.anchor_id not in places]
    open_queries = [
        OpenAt(query, states[query.pk], *places[anchor], _words_at(query, revision))
        for query, anchor in before
        if states.get(query.pk, Query.State.RESOLVED) != Query.State.RESOLVED
    ]
    back = _Back(revision, max((_asked(query).version for query in later), default=0))
    open_queries += [OpenAt(query, "", *back.place(_asked(query)), _asked(query).quote) for query in later]
    open_queries += _on_whole_story(general, states, revision)
    return sorted(open_queries, key=lambda one: (one.start, one.query.number))


def _on_whole_story(queries: list[Query], states: Mapping[int, str], revision: Revision) -> Iterator[OpenAt]:
    for query in queries:
        state = states.get(query.pk, "")
        if (state or query.revision_id == revision.pk) and state != Query.State.RESOLVED:
            yield OpenAt(query, state, 0, 0, Anchor.State.EXACT.value, "")


def _with_placings(revision: Revision) -> tuple[list[Query], list[Query]]:
    """The article's queries that say where they were put, as very old ones do not; and those about the whole
    story."""
    queries = Query.objects.filter(article=revision.article_id).select_related("asked_by", "anchor")
    rows = queries.prefetch_related("placings").order_by("number")
    placed = [query for query in rows if query.placings.all()]
    return placed, [query for query in rows if query.is_on_whole_story]


def _asked(query: Query) -> Placing:
    return query.placings.all()[0]


def _words_at(query: Query, revision: Revision) -> str:
    """The words it had been put on last when the revision was saved."""
    until = [one for one in query.placings.all() if one.placed_at <= revision.created_at]
    return (until or [_asked(query)])[-1].quote


def _states_at(revision: Revision) -> dict[int, str]:
    """The state of each query that existed when the revision was saved."""
    entries = Query.history.filter(article_id=revision.article_id, history_date__lte=revision.created_at)
    rows = entries.order_by("history_date", "history_id").values_list("id", "state")
    return dict(rows)


class _Back:
    """The way from later versions of the document back to a revision."""

    def __init__(self, revision: Revision, newest: int) -> None:
        self.doc, self.version = revision.parsed(), revision.version
        self.maps = log.maps_between(revision.article_id, revision.version, newest)
        self.ways: dict[int, StepMapping] = {}

    def place(self, placing: Placing) -> Place:
        steps = max(placing.version - self.version, 0)
        back = self.ways.get(steps) or StepMapping(self.maps[:steps]).invert()
        self.ways[steps] = back
        start, end = back.map(placing.start, 1), back.map(placing.end, -1)
        if start >= end:
            return start, start, Anchor.State.DETACHED.value
        same = text_between(self.doc, start, end) == placing.quote
        return start, end, (Anchor.State.EXACT if same else Anchor.State.CHANGED).value
