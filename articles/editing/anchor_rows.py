"""The rows of a document's anchors, which are placed on words and moved with every edit.

:mod:`articles.documents.anchors` decides what becomes of a passage. This module writes it, in few statements
however many passages there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Case, F, Value, When
from prosemirror.transform import StepMap

from articles import sql
from articles.documents import schema
from articles.documents.anchors import Passage, follow, map_passage, touched_by
from articles.documents.anchors import State as PassageState
from articles.models import Anchor, Document

Maps = Sequence[StepMap]


def passage_of(anchor: Anchor) -> Passage:
    """The value that the document engine maps."""
    return Passage(
        start=anchor.start,
        end=anchor.end,
        state=PassageState(anchor.state),
        quote=anchor.quote,
        before=anchor.before,
        after=anchor.after,
        lead=anchor.lead,
        later=tuple(anchor.later),
    )


def place_of(anchor: Anchor) -> dict[str, object]:
    """The position of an anchor, as events and the API give it."""
    return {"anchor": anchor.pk, "start": anchor.start, "end": anchor.end, "state": anchor.state}


def add(document: Document, passage: Passage) -> Anchor:
    """Put a passage on the document as it is now. The caller holds the lock on the document."""
    return Anchor.objects.create(document=document, **fields_of(passage, document.version))


def fields_of(passage: Passage, version: int) -> dict[str, object]:
    """The fields of the row of a passage that was placed at this version."""
    return {
        "start": passage.start,
        "end": passage.end,
        "state": passage.state.value,
        "quote": passage.quote,
        "before": passage.before,
        "after": passage.after,
        "lead": passage.lead,
        "later": list(passage.later),
        "made_at_version": version,
    }


def move(
    document: Document, doc: schema.Node, maps: Maps, *, size: int, placed: Mapping[int, Passage]
) -> list[Anchor]:
    """Map the anchors that steps touched, and shift those behind them by one statement.

    The steps led from a document of this ``size`` to ``doc``. ``placed``: anchor id → passage, for those
    whose new position is known. Returns the anchors that a page cannot map by itself.
    """
    touched = touched_by(maps, size)
    if touched is None:
        return []
    if placed:
        return _map(document, list(document.anchors.all()), doc, maps, placed)
    near = sql.anchors_near(document, touched.start, touched.end)
    if touched.shift:
        sql.shift_anchors(document, touched.end, touched.shift)
    return _map(document, near, doc, maps, placed)


def compare(
    document: Document, doc: schema.Node, maps: Maps, *, placed: Mapping[int, Passage]
) -> list[Anchor]:
    """As :func:`move`, but compare every passage with its words again."""
    return _map(document, list(document.anchors.all()), doc, maps, placed, compare=True)


def _map(
    document: Document,
    anchors: Sequence[Anchor],
    doc: schema.Node,
    maps: Maps,
    placed: Mapping[int, Passage],
    *,
    compare: bool = False,
) -> list[Anchor]:
    passages = [
        placed.get(anchor.pk) or map_passage(passage_of(anchor), maps, doc, compare=compare)
        for anchor in anchors
    ]
    unexpected = [
        anchor
        for anchor, passage in zip(anchors, passages, strict=True)
        if passage.state.value != anchor.state
        or (passage.start, passage.end) != follow(anchor.start, anchor.end, maps)
    ]
    write(anchors, passages, version=document.version)
    return unexpected


def write(anchors: Sequence[Anchor], passages: Sequence[Passage], *, version: int) -> None:
    """Write the anchors that changed. Those that were only shifted share one statement."""
    shifted: dict[tuple[int, int], list[int]] = defaultdict(list)
    for anchor, passage in zip(anchors, passages, strict=True):
        by_start, by_end = passage.start - anchor.start, passage.end - anchor.end
        new_state = passage.state.value, passage.lead, list(passage.later)
        same_state = new_state == (anchor.state, anchor.lead, anchor.later)
        anchor.start, anchor.end, anchor.lead, anchor.later = (
            passage.start,
            passage.end,
            new_state[1],
            new_state[2],
        )
        if same_state:
            if by_start or by_end:
                shifted[by_start, by_end].append(anchor.pk)
            continue
        detached = passage.state is PassageState.DETACHED
        anchor.state = passage.state.value
        anchor.detached_at_version = (anchor.detached_at_version or version) if detached else None
        anchor.save(update_fields=["start", "end", "lead", "later", "state", "detached_at_version"])
    _shift(shifted)


def _shift(ids_by_distance: Mapping[tuple[int, int], Collection[int]]) -> None:
    """Shift anchors. ``ids_by_distance``: distances of start and end → ids of anchors."""
    if not ids_by_distance:
        return

    def distance(side: int) -> Case:
        return Case(*(When(pk__in=ids, then=Value(by[side])) for by, ids in ids_by_distance.items()))

    every = [pk for ids in ids_by_distance.values() for pk in ids]
    Anchor.objects.filter(pk__in=every).update(start=F("start") + distance(0), end=F("end") + distance(1))
