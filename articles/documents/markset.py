"""The step type "markSet", which the browser's engine knows from prosemirror-transform 1.12.3 on.

Several mark steps that are one: undoing a mark that covered only part of its range yields one of these.
The Python engine lacks it; importing this module registers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prosemirror.model import Node, Schema
from prosemirror.transform import AddMarkStep, RemoveMarkStep, Step, StepResult
from prosemirror.transform.map import Mappable
from prosemirror.transform.step import step_json_id
from prosemirror.utils import JSONDict

MarkStep = AddMarkStep | RemoveMarkStep


class MarkSetStep(Step):
    """Mark steps applied one after the other; none of them moves a position."""

    def __init__(self, steps: Sequence[MarkStep]) -> None:
        super().__init__()
        self.steps = tuple(steps)

    def apply(self, doc: Node) -> StepResult:
        result = StepResult.ok(doc)
        for step in self.steps:
            if result.doc is None:
                break
            result = step.apply(result.doc)
        return result

    def invert(self, doc: Node) -> Step:
        return MarkSetStep(_mark_steps(step.invert(doc) for step in reversed(self.steps)))

    def map(self, mapping: Mappable) -> Step | None:
        mapped = _mark_steps(step.map(mapping) for step in self.steps)
        return MarkSetStep(mapped) if mapped else None

    def to_json(self) -> JSONDict:
        return {"stepType": "markSet", "steps": [step.to_json() for step in self.steps]}

    @staticmethod
    def from_json(schema: Schema[Any, Any], json_data: JSONDict | str) -> MarkSetStep:
        """The step of its JSON. Raises :class:`ValueError` for anything else, as other steps do."""
        parts = json_data.get("steps") if isinstance(json_data, dict) else None
        if not isinstance(parts, list):
            raise ValueError("Invalid input for MarkSetStep.from_json")
        steps = [Step.from_json(schema, part) for part in parts]
        mark_steps = _mark_steps(steps)
        if len(mark_steps) != len(steps):
            raise ValueError("A markSet step holds mark steps only")
        return MarkSetStep(mark_steps)


def _mark_steps(steps: Any) -> list[MarkStep]:
    return [step for step in steps if isinstance(step, AddMarkStep | RemoveMarkStep)]


step_json_id("markSet", MarkSetStep)
