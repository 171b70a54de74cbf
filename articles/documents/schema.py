"""The document: node types, marks and limits as schema.json states them, and the one way in for data.

``schema.json`` is read by the browser too. What the engine itself does not check (whole numbers, choices,
address schemes, control characters, sizes) is checked here, so that a parsed document is a valid one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from prosemirror.model import Fragment, Mark, MarkType, Node, NodeType, Schema

from articles.documents import engine  # noqa: F401 - mends the engine that is used from here on
from articles.documents.allowed import (
    LIMITS,
    SPEC,
    DocumentError,
    Limits,
    clean_text,
    fits_attribute,
    has_forbidden_characters,
    has_scheme,
    image_allowed,
    link_allowed,
)
from articles.documents.tables import columns_of, table_fits
from articles.documents.writing import dump_mark, encode, write
from newsroom.shortening import shortened

__all__ = [
    "LIMITS",
    "DocumentError",
    "Limits",
    "Node",
    "check",
    "check_size",
    "clean_text",
    "has_forbidden_characters",
    "image_allowed",
    "leaf_blocks",
    "link_allowed",
    "parse",
    "read_formatting",
    "read_mark",
    "read_node",
    "schema",
    "write_formatting",
]


ENGINE_ERRORS: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""Everything the engine raises on input it was not made for; RecursionError when it is nested too deeply."""


@dataclass(frozen=True)
class _AttributeRule:
    """What schema.json says of one attribute; the engine calls it wherever it checks attributes."""

    owner: str
    name: str
    kinds: frozenset[str]
    choices: tuple[int, ...]
    minimum: int | None
    maximum: int | None
    schemes: tuple[str, ...]
    form: str

    def __call__(self, value: object) -> None:
        if not self._allows(value):
            raise DocumentError(
                f"The {self.name} of a {self.owner.replace('_', ' ')} cannot be {_shown(value)}."
            )

    def _allows(self, value: object) -> bool:
        if value is None:
            return "null" in self.kinds
        if isinstance(value, str):
            return "string" in self.kinds and self._allows_text(value)
        if isinstance(value, bool):
            return "boolean" in self.kinds
        # To Python 2.0 equals 2, but it is not written alike.
        return "number" in self.kinds and type(value) is int and self._allows_number(value)

    def _allows_text(self, value: str) -> bool:
        may_be_empty = not self.schemes or self.owner == "image"
        if not value:
            return may_be_empty and not self.form
        if self.form and not _has_form(value, self.form):
            return False
        return fits_attribute(value) and (not self.schemes or has_scheme(value, self.schemes))

    def _allows_number(self, value: int) -> bool:
        if self.choices and value not in self.choices:
            return False
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )


def _has_form(value: str, form: str) -> bool:
    if re.fullmatch(SPEC["formats"][form], value) is None:
        return False
    return form != "marks" or read_formatting(value) is not None


def _shown(value: object) -> str:
    return shortened(repr(value), 60, kept=57)


def _attribute(owner: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    rule = _AttributeRule(
        owner=owner,
        name=name,
        kinds=frozenset(spec["validate"].split("|")),
        choices=tuple(spec.get("choices", ())),
        minimum=spec.get("minimum"),
        maximum=spec.get("maximum"),
        schemes=tuple(SPEC[spec["scheme"]]) if "scheme" in spec else (),
        form=spec.get("format", ""),
    )
    return {key: value for key, value in spec.items() if key == "default"} | {"validate": rule}


def _types(specs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        owner: spec | {"attrs": {name: _attribute(owner, name, attr) for name, attr in spec["attrs"].items()}}
        if "attrs" in spec
        else spec
        for owner, spec in specs.items()
    }


schema: Final[Schema[Any, Any]] = Schema({"nodes": _types(SPEC["nodes"]), "marks": _types(SPEC["marks"])})


def parse(data: object) -> Node:
    """The document that this JSON value (already decoded) stands for, valid in every respect.

    Neighbouring text with the same marks is joined, so that equal documents are written alike.
    Raises DocumentError for everything else.
    """
    try:
        doc = read_node(data)
        check(doc)
        check_size(doc)
    except ENGINE_ERRORS as error:
        raise DocumentError("This is not a document that can be edited here: " + _reason(error)) from error
    return doc


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    return "its parts do not fit together."


_NODE_KEYS: Final = frozenset({"type", "attrs", "content", "marks"})
_TEXT_KEYS: Final = frozenset({"type", "text", "marks"})
_FORMATTING: Final = frozenset({"link", "em", "strong", "code"})
_MARK_KEYS: Final = frozenset({"type", "attrs"})
_Type = TypeVar("_Type", NodeType, MarkType)


def read_node(data: object, depth: int = 0) -> Node:
    """Build a node from JSON, checking types, attributes, characters and depth, but not how the parts fit.

    Raises :class:`DocumentError`.
    """
    if not isinstance(data, dict):
        raise DocumentError("Part of the document is malformed.")
    if data.get("type") == "text":
        return _read_text(data)
    node_type = _known(schema.nodes, data.get("type"))
    if not data.keys() <= _NODE_KEYS:
        raise DocumentError(f"A {node_type.name.replace('_', ' ')} has an unknown part.")
    if depth > LIMITS.depth + node_type.is_inline:
        raise DocumentError(f"The document is nested too deeply ({LIMITS.depth} levels maximum).")
    children = [read_node(child, depth + 1) for child in _items(data, "content")]
    marks = [read_mark(mark) for mark in _items(data, "marks")]
    node = node_type.create(_read_attrs(node_type, data), Fragment.from_array(children), marks)
    node_type.check_attrs(node.attrs)
    return node


def _read_text(data: dict[Any, Any]) -> Node:
    text = data.get("text")
    if not isinstance(text, str) or not text or not data.keys() <= _TEXT_KEYS:
        raise DocumentError("A piece of text in the document is empty or isn’t text.")
    if has_forbidden_characters(text):
        raise DocumentError(
            "The text contains a control character or half a character. Remove it and try again."
        )
    return schema.text(text, [read_mark(mark) for mark in _items(data, "marks")])


def read_mark(data: object) -> Mark:
    """Build a mark from JSON, its attributes checked. Raises :class:`DocumentError`."""
    if not isinstance(data, dict) or not data.keys() <= _MARK_KEYS:
        raise DocumentError("A mark in the document is malformed.")
    mark_type = _known(schema.marks, data.get("type"))
    mark = mark_type.create(_read_attrs(mark_type, data))
    mark_type.check_attrs(mark.attrs)
    return mark


def read_formatting(value: str) -> list[Mark] | None:
    """The links and emphasis that the canonical JSON of a list of marks holds, or None when it is none."""
    try:
        data = json.loads(value)
        marks = [read_mark(mark) for mark in data] if isinstance(data, list) else None
    except (*ENGINE_ERRORS, DocumentError):
        return None
    return marks if marks is not None and write_formatting(marks) == value else None


def write_formatting(marks: Sequence[Mark]) -> str:
    """Links and emphasis among these marks as canonical JSON: what a change of formatting remembers."""
    kept: list[Mark] = []
    for mark in marks:
        if mark.type.name in _FORMATTING:
            kept = mark.add_to_set(kept)
    return encode([dump_mark(mark) for mark in kept])


def _known(types: dict[str, _Type], name: object) -> _Type:
    found = types.get(name) if isinstance(name, str) else None
    if found is None:
        raise DocumentError("The document contains an unknown kind of node or mark.")
    return found


def _items(data: dict[Any, Any], key: str) -> list[Any]:
    items = data.get(key, [])
    if not isinstance(items, list):
        raise DocumentError("Part of the document is malformed.")
    return items


def _read_attrs(owner: NodeType | MarkType, data: dict[Any, Any]) -> dict[str, Any] | None:
    attrs = data.get("attrs", {})
    if not isinstance(attrs, dict) or not attrs.keys() <= owner.attrs.keys():
        raise DocumentError(f"A {owner.name.replace('_', ' ')} has an unknown attribute.")
    return attrs or None


def check(doc: Node, *, since: Node | None = None) -> None:
    """Whether the document is valid and within the limits, its size in bytes apart.

    ``since`` is an earlier valid document: blocks that it shares with this one are not looked at again.
    Raises DocumentError, or what the engine raises (ENGINE_ERRORS).
    """
    if doc.type is not schema.top_node_type:
        raise DocumentError("A story is a whole document, and this is only part of one.")
    doc.type.check_content(doc.content)
    known = {id(block) for block in since.children} if since is not None else set()
    for block in doc.children:
        if id(block) not in known:
            block.check()
            _check_extent(block, 1)
    if sum(1 for _ in leaf_blocks(doc)) > LIMITS.blocks:
        raise DocumentError(f"A story can have at most {LIMITS.blocks:,} blocks. Split it in two.")


def check_size(doc: Node) -> None:
    """Refuse a document whose JSON is longer than the limit. Raises :class:`DocumentError`."""
    if len(write(doc).encode()) > LIMITS.document_bytes:
        raise DocumentError(
            f"A story can have at most {LIMITS.document_bytes // 1024:,} kilobytes. Split it in two."
        )


def _check_extent(block: Node, depth: int) -> None:
    if depth > LIMITS.depth:
        raise DocumentError(f"The document is nested too deeply ({LIMITS.depth} levels maximum).")
    if block.inline_content:
        if block.child_count > LIMITS.inline_nodes_per_block:
            most = LIMITS.inline_nodes_per_block
            raise DocumentError(f"A paragraph can have at most {most:,} formatted pieces. Split it in two.")
        return
    if block.type.name == "table" and not table_fits(block.child_count, columns_of(block)):
        raise DocumentError(
            f"A table can have at most {LIMITS.table_columns:,} columns and {LIMITS.table_cells:,} cells. "
            "Split it in two."
        )
    for child in block.children:
        _check_extent(child, depth + 1)


def leaf_blocks(node: Node) -> Iterator[Node]:
    """The blocks that hold text, and those that hold nothing (an image, a rule), in order."""
    if node.inline_content or node.is_leaf:
        yield node
    else:
        for child in node.children:
            yield from leaf_blocks(child)
