"""Suggestions under other ids: whoever made them turned out to be somebody known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prosemirror.model import Fragment, Mark, Node

from articles.documents.suggestions.elements import FLAGS, MARKS, flag, ids_in


def renamed(doc: Node, ids: Mapping[str, str]) -> Node:
    """The document with the suggestions that ``ids`` names under their new ids; all else is as it was."""
    return _renamed(doc, ids) if ids else doc


def _renamed(node: Node, ids: Mapping[str, str]) -> Node:
    if ids_in(node).isdisjoint(ids):
        return node
    if node.is_inline:
        return node.mark([_mark(mark, ids) for mark in node.marks])
    attrs = dict(node.attrs)
    for name in FLAGS:
        if (old := flag(node, name)) in ids:
            attrs[name] = ids[str(old)] + str(attrs[name])[len(str(old)) :]
    children = [_renamed(child, ids) for child in node.children]
    return node.type.create(attrs, Fragment.from_array(children), node.marks)


def _mark(mark: Mark, ids: Mapping[str, str]) -> Mark:
    key = mark.attrs.get("suggestion") if mark.type in MARKS else None
    if key not in ids:
        return mark
    attrs: dict[str, Any] = {**mark.attrs, "suggestion": ids[str(key)]}
    return mark.type.create(attrs)
