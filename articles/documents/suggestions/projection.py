"""The document as it would be if suggestions were accepted or rejected.

The text is read as a line of words and openings of blocks. Taking an opening out lets the words after it
join the text block before it, in whatever list or quotation that is; where nothing is before it that they
could join, they keep their block. No words cross the border of a table's cell, and a table goes with its
last row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from prosemirror.model import Fragment, Mark, Node

from articles.documents.schema import read_formatting, schema
from articles.documents.suggestions.containers import CONTAINERS, restored
from articles.documents.suggestions.elements import (
    DELETION,
    FLOWING,
    FORMATTING,
    INSERTION,
    flag,
    has_suggestions,
    ids_in,
    mark_id,
    whole_flag,
)

_NO_BODY: Final = frozenset({"headline", "standfirst", "footnote"})
Only = Callable[[str], bool]
"""Which suggestions are meant, by their ids."""


def published(doc: Node) -> Node:
    """The text without anything that is only proposed: what is counted, signed, exported and compared."""
    return rejected(doc)


def rejected(doc: Node, only: Only | None = None) -> Node:
    """The document without these suggestions, or without any: a valid document, whatever was proposed."""
    return Projection(accept=False, only=only).of(doc)


def accepted(doc: Node, only: Only | None = None) -> Node:
    """The document with these suggestions, or all, made real: a valid document, whatever was proposed."""
    return Projection(accept=True, only=only).of(doc)


@dataclass(frozen=True)
class Projection:
    """One projection under way. ``_above`` are the unfinished contents around the one being written."""

    accept: bool
    only: Only | None
    _above: list[list[Node]] = field(default_factory=list)
    in_cell: bool = False

    def of(self, doc: Node) -> Node:
        if not has_suggestions(doc):
            return doc
        children = self._children(doc if self.accept else restored(doc, self.decided))
        if all(child.type.name in _NO_BODY for child in children):
            opening = sum(child.type.name != "footnote" for child in children)
            children.insert(opening, schema.node("paragraph"))
        return doc if _same(children, doc) else doc.copy(Fragment.from_array(children))

    def decided(self, suggestion: str | None) -> bool:
        return suggestion is not None and (self.only is None or self.only(suggestion))

    def removes(self, inserted: str | None, deleted: str | None) -> bool:
        """Whether what these two suggestions propose to insert and to delete goes."""
        return self.decided(deleted if self.accept else inserted)

    def gone(self, node: Node) -> bool:
        """Whether this piece of text, or the opening of this block, goes."""
        if node.is_inline:
            return self.removes(mark_id(node, INSERTION), mark_id(node, DELETION))
        return self.removes(flag(node, "inserted"), flag(node, "deleted"))

    def _children(self, parent: Node) -> list[Node]:
        written: list[Node] = []
        self._above.append(written)
        for child in parent.children:
            self._write(child, written)
        self._above.pop()
        return written

    def _write(self, node: Node, written: list[Node]) -> None:
        if not any(map(self.decided, ids_in(node))):
            written.append(node)
        elif node.type.name in FLOWING:
            self._write_flowing(node, written)
        elif node.type.name in CONTAINERS:
            self._write_container(node, written)
        elif node.type.name == "table":
            self._write_table(node, written)
        elif node.type.name == "table_cell":
            self._write_cell(node, written)
        elif not self.gone(node):
            written.append(self.settled(node, self._content(node)))

    def _content(self, node: Node) -> Fragment:
        if node.inline_content:
            return self.inline(node)
        return Fragment.from_array(self._children(node))

    def inline(self, block: Node) -> Fragment:
        """The words that stay, with the marks they then have."""
        stay = [self.piece(child, block) for child in block.children if not self.gone(child)]
        return Fragment.from_array(stay)

    def piece(self, piece: Node, block: Node) -> Node:
        marks = [mark for mark in piece.marks if not (mark.attrs.get("suggestion") and self._is_done(mark))]
        formatting = next((mark for mark in piece.marks if mark.type is FORMATTING), None)
        if formatting and not self.accept and self._is_done(formatting):
            kept = [mark for mark in marks if mark.attrs.get("suggestion")]
            for mark in read_formatting(str(formatting.attrs["was"])) or []:
                kept = mark.add_to_set(kept)
            marks = block.type.allowed_marks(kept)
        return piece if Mark.same_set(marks, piece.marks) else piece.mark(marks)

    def _is_done(self, mark: Mark) -> bool:
        return self.decided(str(mark.attrs["suggestion"]))

    def settled(self, block: Node, content: Fragment) -> Node:
        """The block with its flags settled."""
        node_type, attrs = block.type, dict(block.attrs)
        retyped = str(attrs.get("retyped") or "")
        if self.decided(flag(block, "retyped")):
            attrs["retyped"] = None
            if not self.accept and not self.in_cell:
                kind, _space, level = retyped.partition(" ")[2].partition(" ")
                node_type = schema.nodes[kind]
                attrs = {name: value for name, value in attrs.items() if name != "level"}
                attrs |= {"level": int(level)} if level else {}
        for name in ("inserted", "deleted", "rewrapped"):
            if self.decided(flag(block, name)):
                attrs[name] = None
        return node_type.create(attrs, content, block.marks)

    def _write_flowing(self, block: Node, written: list[Node]) -> None:
        content = self.inline(block)
        if not self.gone(block):
            written.append(self.settled(block, content))
            return
        if not content.size or self._append(content):
            return
        # Its kind goes with the opening: which of several openings stayed would depend on the order.
        flags = dict(self.settled(block, content).attrs)
        name = "deleted" if self.accept else "inserted"
        attrs = {"inserted": flags["inserted"], "deleted": flags["deleted"], name: self._heir(content)}
        written.append(schema.node("paragraph", attrs, content))

    def _append(self, content: Fragment) -> bool:
        """Let words join the text block before them; False when there is none."""
        place = next((level for level in reversed(self._above) if level), None)
        joined = _with_words(place[-1], content) if place else None
        if place is None or joined is None:
            return False
        place[-1] = joined
        return True

    def _heir(self, content: Fragment) -> str | None:
        """Whose suggestion an opening is from now on that has to stay for something still proposed.

        That is what stands between it and the text it would join, or its words, if all are proposed.
        """
        name, kind = ("deleted", DELETION) if self.accept else ("inserted", INSERTION)
        place = next((level for level in reversed(self._above) if level), None)
        if place and (between := whole_flag(_last_block(place[-1]), name)):
            return between
        ids = [mark_id(child, kind) for child in content.content]
        return ids[0] if all(ids) else None

    def _write_table(self, table: Node, written: list[Node]) -> None:
        rows = [] if self.gone(table) else self._children(table)
        if rows:
            written.append(self.settled(table, Fragment.from_array(rows)))

    def _write_cell(self, cell: Node, written: list[Node]) -> None:
        blocks = replace(self, _above=[], in_cell=True)._children(cell) or [schema.node("paragraph")]
        written.append(cell.copy(Fragment.from_array(blocks)))

    def _write_container(self, node: Node, written: list[Node]) -> None:
        if node.type.name != "list_item":
            if children := self._children(node):
                written.append(node.copy(Fragment.from_array(children)))
            return
        self._write_item(node, written)

    def _write_item(self, item: Node, written: list[Node]) -> None:
        if self.gone(item) and written:
            # The blocks of the item before go on with those of this one.
            before = written[-1]
            continued = list(before.children)
            self._above.append(continued)
            for child in item.children:
                self._write(child, continued)
            self._above.pop()
            written[-1] = before.copy(Fragment.from_array(continued))
            return
        children = self._children(item)
        if not children:
            return
        # An item that has to stay for something still proposed stays as long as that.
        name = "deleted" if self.accept else "inserted"
        moved = None if self.accept else flag(children[0], "rewrapped")
        heir = {name: _first_flag(children[0], name) or moved}
        if children[0].type.name != "paragraph":
            children.insert(0, schema.node("paragraph", heir))
        settled = self.settled(item, Fragment.from_array(children))
        attrs = {**settled.attrs, **(heir if self.gone(item) else {})}
        written.append(item.type.create(attrs, settled.content))


def _same(children: list[Node], parent: Node) -> bool:
    return len(children) == parent.child_count and all(
        a is b for a, b in zip(children, parent.children, strict=True)
    )


def _first_flag(block: Node, name: str) -> str | None:
    """The suggestion on the first thing in a block, the block itself first."""
    while block.type.name in CONTAINERS and block.type.name != "list_item" and block.first_child is not None:
        block = block.first_child
    return whole_flag(block, name)


def _last_block(node: Node) -> Node:
    """The last text block, figure, table or rule in a block: what words after it would have to join."""
    while node.type.name in CONTAINERS and node.last_child is not None:
        node = node.last_child
    return node


def _with_words(node: Node, content: Fragment) -> Node | None:
    """The node with words added to its last text block; None when it ends with something else."""
    if node.type.name in FLOWING:
        return node.copy(node.content.append(content))
    if node.type.name not in CONTAINERS or node.last_child is None:
        return None
    last = _with_words(node.last_child, content)
    return None if last is None else node.copy(node.content.replace_child(node.child_count - 1, last))
