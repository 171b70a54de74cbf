"""Writing a document as JSON, the same way for equal documents."""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from prosemirror.model import Mark, Node

_written: WeakKeyDictionary[Node, str] = WeakKeyDictionary()
"""Nodes never change, and an edit shares all but one block with the document before it."""


def write(doc: Node) -> str:
    """The document in one line: keys sorted, no spaces, attributes that equal their default left out."""
    written = _written.get(doc)
    if written is None:
        blocks = ",".join(map(write_block, doc.children))
        attrs = "".join(f'"{name}":{encode(value)},' for name, value in _own_attrs(doc).items())
        written = _written[doc] = f'{{{attrs}"content":[{blocks}],"type":"{doc.type.name}"}}'
    return written


def write_block(block: Node) -> str:
    """One block of a document, written once however often it is asked for."""
    written = _written.get(block)
    if written is None:
        written = _written[block] = encode(dump(block))
    return written


def dump(node: Node) -> dict[str, Any]:
    """The node as a JSON value in its shortest form."""
    if node.is_text:
        data: dict[str, Any] = {"type": "text", "text": node.text}
    else:
        data = {"type": node.type.name} | _own_attrs(node)
        if node.children:
            data["content"] = [dump(child) for child in node.children]
    if node.marks:
        data["marks"] = [dump_mark(mark) for mark in node.marks]
    return data


def dump_mark(mark: Mark) -> dict[str, Any]:
    """The mark as a JSON value in its shortest form."""
    return {"type": mark.type.name} | _own_attrs(mark)


def _own_attrs(owner: Node | Mark) -> dict[str, Any]:
    if not owner.attrs:
        return {}
    rules = owner.type.attrs
    attrs = {
        name: value
        for name, value in owner.attrs.items()
        if not (rules[name].has_default and rules[name].default == value)
    }
    return {"attrs": attrs} if attrs else {}


def encode(data: object) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
