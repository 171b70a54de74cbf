"""Bringing steps that were made on an older version to the document as it is now.

What the browser's own rebasing does, but only where nobody's words are at stake: a step whose surroundings
were deleted meanwhile, or that would delete what others put in meanwhile, is left to the browser, which puts
words back where it can.
"""

from __future__ import annotations

from collections.abc import Sequence

from prosemirror.model import Node
from prosemirror.transform import AddMarkStep, Mapping, RemoveMarkStep, Step, StepMap

from articles.documents.anchors import Ranges, inserted_by
from articles.documents.schema import ENGINE_ERRORS, DocumentError
from articles.documents.steps import Applied, StepError, apply_steps, read_batch


class LostPlaceError(StepError):
    """A step has no place any more, or one that would cost others their words."""


def rebase_batch(doc: Node, steps: Sequence[object], over: Sequence[StepMap]) -> Applied:
    """Apply decoded JSON steps, made on the document before ``over``, to the one after it.

    Raises :class:`LostPlaceError`, with nothing applied, when a step cannot be brought along, and
    :class:`~articles.documents.steps.StepError` for what is no step at all.
    """
    made = read_batch(steps)
    if not over:
        return apply_steps(doc, made)
    try:
        return apply_steps(doc, _brought(made, over))
    except (DocumentError, *ENGINE_ERRORS) as error:
        raise LostPlaceError("The text around this edit has changed.") from error


def _brought(made: Sequence[Step], over: Sequence[StepMap]) -> tuple[Step, ...]:
    """Each step mapped over its predecessors taken back, the others' steps, its predecessors again.

    A predecessor and what took it back are mirrors, so that positions within it find back.
    """
    mapping = Mapping([step.get_map().invert() for step in reversed(made)] + list(over))
    deletes = any(any(step.get_map().ranges[1::3]) for step in made)
    others = inserted_by(tuple(over)) if deletes else ()
    brought = []
    for number, step in enumerate(made, start=1):
        taken_back = len(made) - number
        moved = step.map(mapping.slice(taken_back + 1))
        if moved is None or _marks_nothing(moved):
            raise LostPlaceError("The text around this edit has been deleted.")
        step_map = moved.get_map()
        _require_apart(step_map, others)
        others = tuple((step_map.map(start, 1), step_map.map(end, -1)) for start, end in others)
        mapping.append_map(step_map, taken_back)
        brought.append(moved)
    return tuple(brought)


def _marks_nothing(step: Step) -> bool:
    """The browser's engine gives such a step up by itself."""
    return isinstance(step, AddMarkStep | RemoveMarkStep) and bool(step.from_ >= step.to)


def _require_apart(step_map: StepMap, others: Ranges) -> None:
    """Deleting was meant for the words that were there."""
    for i in range(0, len(step_map.ranges), 3):
        start, end = step_map.ranges[i], step_map.ranges[i] + step_map.ranges[i + 1]
        if any(first < end and start < last for first, last in others):
            raise LostPlaceError("Someone else wrote where this edit deletes.")
