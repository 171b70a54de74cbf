"""Two documents side by side for people: what was added, removed, changed and moved, word by word.

Whatever alters the digest shows: words, links and emphasis, the kind of a block, the list it stands in,
an image's alternative text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from prosemirror.model import Mark, Node

from articles.documents.alignment import Sketch, align, moved_pairs, sketch
from articles.documents.allowed import asset_digest
from articles.documents.footnotes import footnotes_in, has_references, id_of
from articles.documents.inline import Token, same_marks, stream, token_matches
from articles.documents.matching import Words
from articles.documents.sequences import Match
from articles.documents.text import block_text
from articles.documents.writing import encode, write_block

Label = Callable[[str], str]
"""The number of a footnote as it is shown, by the id of the note."""
BlockKind = Literal["same", "changed", "added", "removed", "moved"]
RunKind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Run:
    """Some text of one block; ``note`` says what happened to words that stayed: "now bold".

    ``start`` is where the text begins: what was removed in the old document, all else in the new one. The
    alternative text of an image stands at the image. A reference to a footnote is a run of its own, whose
    ``label`` is its number.
    """

    kind: RunKind
    text: str
    note: str = ""
    start: int = field(default=0, compare=False)
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class BlockChange:
    """One block of either document. ``note`` says what happened to the block apart from its words.

    A block that moved stands where it is now. An image's text is its alternative text. ``old`` and ``new``
    are where it begins in either document: its first character, or the image or rule itself. The ``label`` of
    a footnote is its number, ``cell`` the row and column of a table in which the block stands or stood.
    """

    kind: BlockKind
    node_type: str
    runs: tuple[Run, ...]
    note: str = ""
    old: int | None = field(default=None, compare=False)
    new: int | None = field(default=None, compare=False)
    label: str = field(default="", compare=False)
    cell: str = field(default="", compare=False)


def compare(old: Node, new: Node) -> list[BlockChange]:
    """Every block of both documents in reading order; all are "same" only if the digests are equal."""
    olds, news = list(_leaves(old)), list(_leaves(new))
    known = Words((leaf.text for leaf in olds), (leaf.text for leaf in news))
    labels = footnotes_in(old).label, footnotes_in(new).label
    return list(_Comparison(known, olds, news, *labels).changes())


@dataclass(frozen=True)
class _Leaf:
    """A block that holds text or nothing, and where it stands.

    ``path`` are the containers around it as JSON, ``shared`` how many of them the block before it is in too:
    with these the blocks alone say what the document is. ``start`` is the position of its first character,
    or of the image itself. ``cell`` says in which row and column of a table it stands.
    """

    node: Node
    path: tuple[str, ...]
    shared: int
    start: int
    cell: str = ""

    @property
    def in_table(self) -> bool:
        return bool(self.cell)

    @property
    def text(self) -> str:
        if self.node.inline_content:
            return block_text(self.node)
        return str(self.node.attrs.get("alt", ""))


def _leaves(doc: Node) -> Iterator[_Leaf]:
    before: tuple[int, ...] = ()
    for node, path, indexes, position in _walk(doc, (), (), 0):
        shared = next((i for i, (a, b) in enumerate(zip(before, indexes, strict=False)) if a != b), 0)
        in_table = bool(path) and path[-1].startswith('["table_cell"')
        cell = f"row {indexes[-3] + 1}, column {indexes[-2] + 1}" if in_table else ""
        yield _Leaf(node, path, min(shared, len(path)), position + node.inline_content, cell)
        before = indexes


def _walk(
    node: Node, path: tuple[str, ...], indexes: tuple[int, ...], position: int
) -> Iterator[tuple[Node, tuple[str, ...], tuple[int, ...], int]]:
    """Each leaf with what is around it and its own position; ``position`` is that of the first child."""
    for index, child in enumerate(node.children):
        here = (*indexes, index)
        if child.inline_content or child.is_leaf:
            yield child, path, here, position
        else:
            around = (*path, encode([child.type.name, dict(child.attrs)]))
            yield from _walk(child, around, here, position + 1)
        position += child.node_size


@dataclass(frozen=True)
class _Comparison:
    known: Words
    old: Sequence[_Leaf]
    new: Sequence[_Leaf]
    old_label: Label
    new_label: Label

    def changes(self) -> Iterator[BlockChange]:
        olds, news = self._sketches(self.old), self._sketches(self.new)
        pairs = align(olds, news)
        gone = [i for i, j in pairs if i is not None and j is None]
        come = [j for i, j in pairs if j is not None and i is None]
        moves = moved_pairs([olds[i] for i in gone], [news[j] for j in come])
        origin = {come[b]: gone[a] for a, b in moves}
        moved = set(origin.values())
        before: tuple[int | None, int | None] = (-1, -1)
        for i, j in pairs:
            follows = before == (None if i is None else i - 1, None if j is None else j - 1)
            before = (i, j)
            if j is None:
                if i is not None and i not in moved:
                    yield _whole("removed", self.old[i], self.old_label)
            elif i is not None:
                yield self._matched(self.old[i], self.new[j], follows=follows)
            elif j in origin:
                changed = self._matched(self.old[origin[j]], self.new[j], follows=False)
                yield replace(changed, kind="moved")
            else:
                yield _whole("added", self.new[j], self.new_label)

    def _sketches(self, leaves: Sequence[_Leaf]) -> list[Sketch]:
        return [_sketch(self.known, leaf.node) for leaf in leaves]

    def _matched(self, old: _Leaf, new: _Leaf, *, follows: bool) -> BlockChange:
        """``follows`` when the blocks before these two were matched with each other too."""
        note = "; ".join(_block_notes(old, new, follows=follows))
        if write_block(old.node) == write_block(new.node):
            runs: tuple[Run, ...] = _runs_of("same", new, self.new_label)
        elif new.node.inline_content:
            runs = tuple(self._runs(old, new))
        else:
            runs = _runs_of("same", new, self.new_label)
        changed = note or any(run.kind != "same" or run.note for run in runs)
        kind: BlockKind = "changed" if changed else "same"
        label = _label_of(new.node, self.new_label)
        return BlockChange(kind, new.node.type.name, runs, note, old.start, new.start, label, new.cell)

    def _runs(self, old_leaf: _Leaf, new_leaf: _Leaf) -> Iterator[Run]:
        old, new = stream([old_leaf.node]), stream([new_leaf.node])
        i = j = 0
        same = token_matches(self.known, old, new)
        for match in [*same, Match(len(old.tokens), len(new.tokens), 0)]:
            if i < match.old:
                at = old_leaf.start + old.offsets[i]
                yield from _pieces("removed", old.tokens[i : match.old], self.old_label, start=at)
            if j < match.new:
                at = new_leaf.start + new.offsets[j]
                yield from _pieces("added", new.tokens[j : match.new], self.new_label, start=at)
            i, j = match.old + match.size, match.new + match.size
            kept = zip(old.tokens[match.old : i], new.tokens[match.new : j], strict=True)
            for note, tokens in groupby(kept, lambda pair: mark_note(pair[0].marks, pair[1].marks)):
                yield from _pieces("same", [after for _before, after in tokens], self.new_label, note)


def _whole(kind: Literal["added", "removed"], leaf: _Leaf, label: Label) -> BlockChange:
    runs, note = _runs_of(kind, leaf, label), "" if leaf.text else _bare(leaf.node)
    old, new = (leaf.start, None) if kind == "removed" else (None, leaf.start)
    return BlockChange(
        kind, leaf.node.type.name, runs, note, old, new, _label_of(leaf.node, label), leaf.cell
    )


def _label_of(node: Node, label: Label) -> str:
    return label(id_of(node)) if node.type.name == "footnote" else ""


def _runs_of(kind: RunKind, leaf: _Leaf, label: Label) -> tuple[Run, ...]:
    if has_references(leaf.node):
        return tuple(_pieces(kind, stream([leaf.node]).tokens, label, start=leaf.start))
    return (Run(kind, leaf.text, start=leaf.start),) if leaf.text else ()


def _pieces(
    kind: RunKind, tokens: Sequence[Token], label: Label, note: str = "", *, start: int = 0
) -> Iterator[Run]:
    """The text of tokens, each reference to a footnote by itself. Without a ``start`` nobody asks for it."""
    at = start
    for id, same in groupby(tokens, lambda token: token.reference):
        run = list(same)
        for piece in [run] if id is None else [[token] for token in run]:
            yield Run(kind, _text_of(piece), note, start=at, label="" if id is None else label(id))
            at += sum(token.size for token in piece) if start else 0


def _bare(node: Node) -> str:
    """What to call a block that has no words to show."""
    return "an empty block" if node.inline_content else _NAMES[node.type.name]


def _text_of(tokens: Sequence[Token]) -> str:
    return "".join("\n" if token.text is None else token.text for token in tokens)


def _role(node: Node) -> str:
    """Only blocks of one role can be the same block."""
    slots = ("headline", "standfirst", "caption", "footnote")
    return "text" if node.inline_content and node.type.name not in slots else node.type.name


def _sketch(known: Words, node: Node) -> Sketch:
    # An image is the same image when it comes from the same place.
    text = block_text(node) if node.inline_content else node.attrs.get("src") or node.attrs.get("alt")
    return sketch(known, key=write_block(node), kind=_role(node), text=str(text or ""))


_NAMES = {
    "headline": "the headline",
    "standfirst": "the standfirst",
    "paragraph": "a paragraph",
    "heading": "a heading",
    "pull_quote": "a pull quote",
    "caption": "a caption",
    "footnote": "a footnote",
    "image": "an image",
    "horizontal_rule": "a rule",
}
_ATTRIBUTES = {"src": "address", "alt": "alt text", "credit": "credit", "level": "level"}


def _block_notes(old: _Leaf, new: _Leaf, *, follows: bool) -> Iterator[str]:
    if old.node.type is not new.node.type:
        yield f"now {_NAMES[new.node.type.name]}"
    for name, value in new.node.attrs.items():
        before = old.node.attrs.get(name, value)
        if before != value and name == "id":
            yield "its references changed"
        elif before != value and name == "src" and any(map(asset_digest, map(str, (before, value)))):
            yield "now another image"
        elif before != value:
            yield f"{_ATTRIBUTES.get(name, name)} changed from “{before}” to “{value}”"
    if old.path != new.path:
        yield _path_note(old, new)
    elif follows and old.shared != new.shared:
        tabular = old.in_table or new.in_table
        yield f"a {'table' if tabular else 'list, quotation or figure'} was divided or joined here"


def _path_note(old: _Leaf, new: _Leaf) -> str:
    if (old.in_table, new.in_table) == (True, True) and old.path[:-1] == new.path[:-1]:
        return "now a header cell" if '"header":true' in new.path[-1] else "no longer a header cell"
    if old.in_table != new.in_table:
        return "now in a table" if new.in_table else "no longer in a table"
    return "the list, quotation or figure around it changed"


_EMPHASIS = {"em": "italic", "strong": "bold", "code": "code"}


def mark_note(old: Sequence[Mark], new: Sequence[Mark]) -> str:
    """What happened to the marks of words that stayed, or the empty string."""
    if same_marks(old, new):
        return ""
    before, after = ({mark.type.name: mark for mark in marks} for marks in (old, new))
    emphasis = [(name, word) for name, word in _EMPHASIS.items() if (name in before) != (name in after)]
    notes = [f"now {word}" if name in after else f"no longer {word}" for name, word in emphasis]
    notes += _link_notes(before.get("link"), after.get("link"))
    return ", ".join(notes) or "formatting changed"


def _link_notes(old: Mark | None, new: Mark | None) -> Iterator[str]:
    if old and not new:
        yield "link removed"
    elif new and not old:
        yield f"now linked to {new.attrs['href']}"
    elif old and new and old.attrs["href"] != new.attrs["href"]:
        yield f"link changed to {new.attrs['href']}"
    elif old and new and not old.eq(new):
        yield "link title changed"
