"""Accepting and rejecting as steps: small ones, so that passages and what others type meanwhile survive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import count

from prosemirror.model import Fragment, Mark, Node, Slice
from prosemirror.transform import (
    AddMarkStep,
    AttrStep,
    RemoveMarkStep,
    ReplaceAroundStep,
    ReplaceStep,
    Step,
)

from articles.documents.diff import diff_documents
from articles.documents.markset import MarkStep
from articles.documents.schema import ENGINE_ERRORS, DocumentError, check
from articles.documents.suggestions.containers import lines_of
from articles.documents.suggestions.elements import (
    FLAGS,
    FLOWING,
    MARKS,
    flag,
    ids_in,
    own_ids,
    suggestion_ids,
)
from articles.documents.suggestions.moving import moving_steps
from articles.documents.suggestions.projection import Only, Projection
from articles.documents.text import characters_in, units

Range = tuple[int, int]


def accept_steps(doc: Node, only: Only | None = None, *, within: Range | None = None) -> tuple[Step, ...]:
    """Steps, to be applied in order, that lead to ``accepted(doc, only)``.

    ``within`` (start and end, UTF-16 positions) accepts of each suggestion only what lies between; of breaks
    and whole blocks, those it touches. No steps when there is nothing to accept. There may be more than fit
    in one batch; each leaves a valid document.
    """
    return _steps(doc, Projection(accept=True, only=only), within)


def reject_steps(doc: Node, only: Only | None = None, *, within: Range | None = None) -> tuple[Step, ...]:
    """The same for ``rejected(doc, only)``."""
    return _steps(doc, Projection(accept=False, only=only), within)


def _steps(doc: Node, projection: Projection, within: Range | None) -> tuple[Step, ...]:
    chosen = doc
    names: dict[str, str] = {}
    if within is not None and within[0] >= within[1]:
        return ()
    if within is not None:
        names = _names(doc, projection)
        chosen = _Choice(names, within).of(doc, 0)
        projection = Projection(accept=projection.accept, only=frozenset(names.values()).__contains__)
    wanted = projection.of(chosen)
    if wanted is chosen:
        return ()
    plan = _Plan(projection, chosen)
    plan.settle_pieces()
    plan.settle_openings()
    plan.settle_places(wanted)
    owners = {name: own for own, name in names.items()}
    steps = [_with_own_id(step, owners) for step in plan.steps]
    if plan.doc.eq(wanted):
        return tuple(steps)
    # What the small steps did not reach (words that change the list they are in) is replaced.
    reached = reduce(lambda reached, step: step.apply(reached).doc or reached, steps, doc)
    return (*steps, *diff_documents(reached, wanted).steps)


def _names(doc: Node, projection: Projection) -> dict[str, str]:
    """Other ids, for the pieces of these suggestions that lie in a range."""
    known = suggestion_ids(doc)
    unused = (name for number in count() if (name := f"0.{number:08}") not in known)
    return {found: next(unused) for found in sorted(known) if projection.decided(found)}


@dataclass(frozen=True)
class _Choice:
    """Gives what is meant within a range another id, so that the rest of a suggestion is not meant."""

    names: Mapping[str, str]
    within: Range

    def of(self, parent: Node, start: int) -> Node:
        """The parent, whose content begins at ``start``."""
        children: list[Node] = []
        for child in parent.children:
            end = start + child.node_size
            if start >= self.within[1] or end <= self.within[0]:
                children.append(child)
            elif child.is_text:
                children += self._cut(child, self.within[0] - start, self.within[1] - start)
            else:
                inner = self.of(child, start + 1) if ids_in(child) else child
                children.append(self._renamed(inner))
            start = end
        return parent.copy(Fragment.from_array(children))

    def _cut(self, piece: Node, start: int, end: int) -> Iterator[Node]:
        start, end = _whole(piece, start), _whole(piece, end)
        if start == end or self.names.keys().isdisjoint(own_ids(piece)):
            yield piece
            return
        if start:
            yield piece.cut(0, start)
        yield self._renamed(piece.cut(start, end))
        if end < piece.node_size:
            yield piece.cut(end, piece.node_size)

    def _renamed(self, node: Node) -> Node:
        marks = [_with_id(mark, self.names) for mark in node.marks]
        if node.is_text:
            return node.mark(marks)
        attrs = dict(node.attrs)
        for name in FLAGS:
            found = flag(node, name)
            if found is not None and found in self.names:
                attrs[name] = str(attrs[name]).replace(found, self.names[found], 1)
        return node.type.create(attrs, node.content, marks)


def _whole(piece: Node, offset: int) -> int:
    """The offset in UTF-16 units, within the text and never within a character."""
    text = piece.text or ""
    return units(text[: characters_in(text, offset)])


def _with_id(mark: Mark, names: Mapping[str, str]) -> Mark:
    found = mark.attrs.get("suggestion")
    if mark.type not in MARKS or found not in names:
        return mark
    return mark.type.create({**mark.attrs, "suggestion": names[str(found)]})


def _with_own_id(step: Step, owners: Mapping[str, str]) -> Step:
    if isinstance(step, RemoveMarkStep):
        return RemoveMarkStep(step.from_, step.to, _with_id(step.mark, owners))
    return step


@dataclass
class _Plan:
    """The steps so far and the document after them. Each pass goes from the end to the start."""

    projection: Projection
    doc: Node
    steps: list[Step] = field(default_factory=list)

    def _take(self, step: Step) -> bool:
        try:
            changed = step.apply(self.doc).doc
            if changed is None:
                return False
            check(changed, since=self.doc)
        except (*ENGINE_ERRORS, DocumentError):
            return False
        self.doc = changed
        self.steps.append(step)
        return True

    def settle_pieces(self) -> None:
        """Everything but openings that go."""
        for step in reversed(list(self._piece_steps(self.doc, 0))):
            self._take(step)

    def _piece_steps(self, parent: Node, start: int) -> Iterator[Step]:
        if parent.inline_content:
            yield from self._inline_steps(parent, start)
            return
        for child in parent.children:
            if any(map(self.projection.decided, ids_in(child))):
                yield from self._block_steps(child, start)
            start += child.node_size

    def _block_steps(self, block: Node, start: int) -> Iterator[Step]:
        joins = block.type.name in FLOWING or block.type.name == "list_item"
        gone = self.projection.gone(block) or self._is_emptied_table(block)
        if gone and not joins:
            yield ReplaceStep(start, start + block.node_size, Slice.empty)
            return
        if not gone:
            yield from self._flag_steps(block, start)
        yield from self._piece_steps(block, start + 1)

    def _is_emptied_table(self, block: Node) -> bool:
        return block.type.name == "table" and all(map(self.projection.gone, block.children))

    def _flag_steps(self, block: Node, start: int) -> Iterator[Step]:
        settled = self.projection.settled(block, Fragment.empty)
        if settled.type is not block.type:
            end = start + block.node_size
            wrapper = Slice(Fragment.from_(settled), 0, 0)
            yield ReplaceAroundStep(start, end, start + 1, end - 1, wrapper, 1, True)
            return
        for name, value in settled.attrs.items():
            if block.attrs[name] != value and (name != "rewrapped" or self.projection.accept):
                yield AttrStep(start, name, value)

    def _inline_steps(self, block: Node, start: int) -> Iterator[Step]:
        runs: list[Step] = []
        for piece in block.children:
            end = start + piece.node_size
            for step in self._steps_on(piece, block, start, end):
                if not (runs and _extended(runs, step)):
                    runs.append(step)
            start = end
        yield from runs

    def _steps_on(self, piece: Node, block: Node, start: int, end: int) -> Iterator[Step]:
        if self.projection.gone(piece):
            yield ReplaceStep(start, end, Slice.empty)
            return
        marks = self.projection.piece(piece, block).marks
        yield from (AddMarkStep(start, end, mark) for mark in marks if not mark.is_in_set(piece.marks))
        yield from (RemoveMarkStep(start, end, mark) for mark in piece.marks if not mark.is_in_set(marks))

    def settle_places(self, wanted: Node) -> None:
        """Put blocks back into the lists and quotations they were in, when nothing else is left to do.

        Only then do they forget that, or it could not be undone: the engine drops a step on an attribute
        where something is put in before the node.
        """
        for step in list(moving_steps(self.doc, wanted)):
            self._take(step)
        for line in list(lines_of(self.doc)):
            if not self.projection.accept and self.projection.decided(flag(line.block, "rewrapped")):
                self._take(AttrStep(line.start, "rewrapped", None))

    def settle_openings(self) -> None:
        """Take out the openings that go, by joining blocks and deleting empty ones."""
        for position in reversed(list(self._openings(self.doc, 0))):
            block = self.doc.node_at(position) if position < self.doc.content.size else None
            # The item around a paragraph may have gone with it.
            if block is not None and not block.is_inline and self.projection.gone(block):
                self._settle_opening(block, position)

    def _openings(self, parent: Node, start: int) -> Iterator[int]:
        for child in parent.children:
            if not child.is_inline and any(map(self.projection.decided, ids_in(child))):
                if self.projection.gone(child):
                    yield start
                yield from self._openings(child, start + 1)
            start += child.node_size

    def _settle_opening(self, block: Node, position: int) -> None:
        before = self.doc.resolve(position).node_before
        if block.type.name == "list_item":
            if before is None or not self._take(ReplaceStep(position - 1, position + 1, Slice.empty)):
                for step in reversed(list(self._flag_steps(block, position))):
                    self._take(step)
        elif before is not None and before.type.name in FLOWING:
            self._take(ReplaceStep(position - 1, position + 1, Slice.empty))
        elif before is None and self._opens_item(position):
            self._take(ReplaceStep(position - 3, position + 1, Slice.empty))
        elif not block.content.size:
            self._delete_empty(position)

    def _opens_item(self, position: int) -> bool:
        """Whether the words here can join the end of the list item before together with their own item."""
        at = self.doc.resolve(position)
        if at.parent.type.name != "list_item" or not self.projection.gone(at.parent):
            return False
        item = self.doc.resolve(position - 1).node_before
        last = item.last_child if item is not None else None
        return last is not None and last.type.name in FLOWING

    def _delete_empty(self, position: int) -> None:
        """Delete an empty block, with the lists and quotations that have nothing else in them."""
        at = self.doc.resolve(position)
        depth = at.depth
        if at.parent.type.name == "table_cell" and at.parent.child_count == 1:
            self._clear_flags(position)
            return
        while depth and at.node(depth).child_count == 1:
            depth -= 1
        start, end = (
            (position, position + 2) if depth == at.depth else (at.before(depth + 1), at.after(depth + 1))
        )
        self._take(ReplaceStep(start, end, Slice.empty))

    def _clear_flags(self, position: int) -> None:
        """Leave the last paragraph of a cell in it, as nobody's suggestion."""
        block = self.doc.node_at(position)
        for name in FLAGS:
            if block is not None and block.attrs[name] is not None:
                self._take(AttrStep(position, name, None))


def _extended(runs: list[Step], step: Step) -> bool:
    """Whether a step of the same kind ends where this one begins, and was made to cover it too."""
    for at, last in enumerate(runs):
        if isinstance(step, ReplaceStep) and isinstance(last, ReplaceStep) and last.to == step.from_:
            runs[at] = ReplaceStep(last.from_, step.to, Slice.empty)
            return True
        if isinstance(step, MarkStep) and isinstance(last, MarkStep) and _continues(last, step):
            runs[at] = type(step)(last.from_, step.to, step.mark)
            return True
    return False


def _continues(last: MarkStep, step: MarkStep) -> bool:
    return type(last) is type(step) and last.to == step.from_ and last.mark.eq(step.mark)
