"""Applying the edits that browsers send: everything is checked before, and the outcome after.

The engine's ``Step.apply`` is no validation: it lets through attributes of the wrong type, script links,
conflicting marks and booleans as positions, and answers nonsense with whatever exception comes first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import (
    AddMarkStep,
    AddNodeMarkStep,
    AttrStep,
    DocAttrStep,
    Mapping,
    RemoveMarkStep,
    RemoveNodeMarkStep,
    ReplaceAroundStep,
    ReplaceStep,
    Step,
    StepMap,
)

from articles.documents.markset import MarkSetStep, MarkStep
from articles.documents.schema import (
    ENGINE_ERRORS,
    LIMITS,
    DocumentError,
    check,
    check_size,
    has_forbidden_characters,
    read_mark,
    read_node,
)

_MISFIT = "This edit doesn’t fit the current text. Reload the page and make it again."
_MALFORMED = "This edit is malformed. Reload the page and make it again."
_LARGEST_POSITION = 2**31 - 1

Json = dict[Any, Any]


class StepError(DocumentError):
    """The batch is not valid, or would not leave a valid document; nothing of it was applied."""


@dataclass(frozen=True)
class Applied:
    """The document after a batch, the steps as they were understood, and how each moved the positions."""

    doc: Node
    steps: tuple[Step, ...]
    maps: tuple[StepMap, ...]


def apply_batch(doc: Node, steps: Sequence[object]) -> Applied:
    """Apply decoded JSON steps, one after the other, to a valid document.

    Every document on the way is valid and within the limits, since each is a version that others may be
    at. Raises StepError, and only that, for whatever else comes in.
    """
    return apply_steps(doc, read_batch(steps))


@contextmanager
def _only_step_errors() -> Iterator[None]:
    """Whatever the engine raises comes out as a StepError."""
    try:
        yield
    except StepError:
        raise
    except DocumentError as error:
        raise StepError(error.message) from error
    except ENGINE_ERRORS as error:
        raise StepError(_MISFIT) from error


def apply_steps(doc: Node, steps: Sequence[Step]) -> Applied:
    """The same for steps that were made here: there may be more of them than a browser may send at once."""
    with _only_step_errors():
        return _apply(doc, tuple(steps))


def _apply(doc: Node, steps: tuple[Step, ...]) -> Applied:
    current = doc
    for step in steps:
        _check_attribute(current, step)
        result = step.apply(current)
        if result.doc is None:
            raise StepError(_MISFIT)
        check(result.doc, since=current)
        current = result.doc
    if current is not doc:
        check_size(current)
    return Applied(current, steps, tuple(step.get_map() for step in steps))


def apply_logged(doc: Node, step: object) -> Node:
    """Apply one step of the log, which was checked when it was accepted. Raises StepError if it misfits."""
    try:
        result = read_step(step).apply(doc)
    except ENGINE_ERRORS as error:
        raise StepError(_MISFIT) from error
    if result.doc is None:
        raise StepError(_MISFIT)
    return result.doc


def inverse_of(before: Node, steps: Sequence[object]) -> list[Step]:
    """The steps that take back logged ones, which led on from ``before``; the newest first."""
    inverted: list[Step] = []
    for logged in steps:
        inverted.append(read_step(logged).invert(before))
        before = apply_logged(before, logged)
    return inverted[::-1]


def undo_steps(doc: Node, inverted: Sequence[Step], since: Sequence[StepMap]) -> Applied | None:
    """Take steps back by their inverses, in a document that came out of them and of ``since``.

    None when what they did is no longer there to be undone.
    """
    done: list[Step] = []
    for index, step in enumerate(inverted):
        mapping = Mapping([one.get_map().invert() for one in reversed(inverted[:index])])
        for step_map in since:
            mapping.append_map(step_map)
        for number, one in enumerate(done):
            mapping.append_map(one.get_map(), index - 1 - number)
        try:
            mapped = step.map(mapping)
            result = mapped.apply(doc).doc if mapped else None
            if mapped is None or result is None:
                return None
            check(result, since=doc)
        except (DocumentError, *ENGINE_ERRORS):
            return None
        done.append(mapped)
        doc = result
    return Applied(doc, tuple(done), tuple(step.get_map() for step in done)) if done else None


def _check_attribute(doc: Node, step: Step) -> None:
    """The engine ignores an attribute that the node does not have, and then cannot undo the step."""
    if isinstance(step, AttrStep):
        node = doc.node_at(step.pos)
    elif isinstance(step, DocAttrStep):
        node = doc
    else:
        return
    if node is None or step.attr not in node.attrs:
        raise StepError(_MISFIT)


def read_batch(steps: object) -> tuple[Step, ...]:
    """The steps of a batch, within the limits of one. Raises StepError, and only that."""
    with _only_step_errors():
        return _read_batch(steps)


def _read_batch(steps: object) -> tuple[Step, ...]:
    if not isinstance(steps, list | tuple):
        raise StepError(_MALFORMED)
    if len(steps) > LIMITS.steps_per_batch:
        raise StepError(f"A batch can have at most {LIMITS.steps_per_batch} edits. Send them in parts.")
    # A chapter that is pasted, or comes back by undo, is one step: it may be as long as an article.
    most = LIMITS.document_bytes if len(steps) == 1 else LIMITS.batch_bytes
    written = json.dumps(steps, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(written) > most:
        raise StepError(f"A batch can have at most {most // 1024:,} kilobytes. Paste less at once.")
    return tuple(read_step(step) for step in steps)


def read_step(data: object) -> Step:
    """The step that this decoded JSON stands for, all of it checked that can be without the document.

    Raises StepError, or DocumentError for the nodes and marks in it.
    """
    kind = data.get("stepType") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(kind, str) or kind not in _READERS:
        raise StepError(_MALFORMED)
    return _READERS[kind](data)


def _only(data: Json, *keys: str) -> None:
    if not data.keys() <= {"stepType", *keys}:
        raise StepError(_MALFORMED)


def _count(data: Json, key: str, default: int | None = None) -> int:
    """A position or a depth. A bool is an int to Python, and is neither."""
    value = data.get(key, default)
    if type(value) is not int or not 0 <= value <= _LARGEST_POSITION:
        raise StepError(_MALFORMED)
    return value


def _flag(data: Json, key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise StepError(_MALFORMED)
    return value


def _range(data: Json) -> tuple[int, int]:
    start, end = _count(data, "from"), _count(data, "to")
    if start > end:
        raise StepError(_MALFORMED)
    return start, end


def _slice(data: Json) -> Slice:
    value = data.get("slice")
    if value is None:
        return Slice.empty
    if not isinstance(value, dict) or not value.keys() <= {"content", "openStart", "openEnd"}:
        raise StepError(_MALFORMED)
    content = value.get("content", [])
    if not isinstance(content, list):
        raise StepError(_MALFORMED)
    fragment = Fragment.from_array([read_node(node, 1) for node in content])
    open_start, open_end = _count(value, "openStart", 0), _count(value, "openEnd", 0)
    if open_start > _open_depth(fragment, 0) or open_end > _open_depth(fragment, -1):
        raise StepError(_MALFORMED)
    return Slice(fragment, open_start, open_end)


def _open_depth(fragment: Fragment, side: int) -> int:
    """How many nodes can be open on one side of the fragment: 0 is its start, -1 its end."""
    depth = 0
    while fragment.content and not fragment.content[side].is_leaf:
        fragment = fragment.content[side].content
        depth += 1
    return depth


def _read_replace(data: Json) -> ReplaceStep:
    _only(data, "from", "to", "slice", "structure")
    return ReplaceStep(*_range(data), _slice(data), _flag(data, "structure"))


def _read_replace_around(data: Json) -> ReplaceAroundStep:
    _only(data, "from", "to", "gapFrom", "gapTo", "insert", "slice", "structure")
    start, end = _range(data)
    gap_start, gap_end, insert = _count(data, "gapFrom"), _count(data, "gapTo"), _count(data, "insert")
    content = _slice(data)
    if not start <= gap_start <= gap_end <= end or insert > content.size:
        raise StepError(_MALFORMED)
    return ReplaceAroundStep(start, end, gap_start, gap_end, content, insert, _flag(data, "structure"))


def _read_add_mark(data: Json) -> AddMarkStep:
    _only(data, "from", "to", "mark")
    return AddMarkStep(*_range(data), read_mark(data.get("mark")))


def _read_remove_mark(data: Json) -> RemoveMarkStep:
    _only(data, "from", "to", "mark")
    return RemoveMarkStep(*_range(data), read_mark(data.get("mark")))


def _read_mark_set(data: Json) -> MarkSetStep:
    _only(data, "steps")
    parts = data.get("steps")
    if not isinstance(parts, list) or not parts or len(parts) > LIMITS.inline_nodes_per_block:
        raise StepError(_MALFORMED)
    return MarkSetStep([_read_mark_step(part) for part in parts])


def _read_mark_step(data: object) -> MarkStep:
    kind = data.get("stepType") if isinstance(data, dict) else None
    if isinstance(data, dict) and kind == "addMark":
        return _read_add_mark(data)
    if isinstance(data, dict) and kind == "removeMark":
        return _read_remove_mark(data)
    raise StepError(_MALFORMED)


def _read_add_node_mark(data: Json) -> AddNodeMarkStep:
    _only(data, "pos", "mark")
    return AddNodeMarkStep(_count(data, "pos"), read_mark(data.get("mark")))


def _read_remove_node_mark(data: Json) -> RemoveNodeMarkStep:
    _only(data, "pos", "mark")
    return RemoveNodeMarkStep(_count(data, "pos"), read_mark(data.get("mark")))


def _read_attribute(data: Json) -> tuple[str, Any]:
    """The name and the value; whether the node may have it shows once the step is applied."""
    name, value = data.get("attr"), data.get("value")
    if not isinstance(name, str) or not (value is None or isinstance(value, str | int)):
        raise StepError(_MALFORMED)
    if isinstance(value, str) and has_forbidden_characters(value):
        raise StepError(_MALFORMED)
    return name, value


def _read_attr(data: Json) -> AttrStep:
    _only(data, "pos", "attr", "value")
    return AttrStep(_count(data, "pos"), *_read_attribute(data))


def _read_doc_attr(data: Json) -> DocAttrStep:
    _only(data, "attr", "value")
    return DocAttrStep(*_read_attribute(data))


_READERS: dict[str, Callable[[Json], Step]] = {
    "replace": _read_replace,
    "replaceAround": _read_replace_around,
    "addMark": _read_add_mark,
    "removeMark": _read_remove_mark,
    "markSet": _read_mark_set,
    "addNodeMark": _read_add_node_mark,
    "removeNodeMark": _read_remove_node_mark,
    "attr": _read_attr,
    "docAttr": _read_doc_attr,
}
