"""Verifies that a published text is the text that was signed. Only white space may differ."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import Final, NamedTuple

from prosemirror.model import Node
from rapidfuzz import fuzz

from articles.documents.footnotes import Footnotes, footnotes_in, id_of, is_reference
from articles.documents.sequences import Match, Vocabulary, matches
from articles.documents.suggestions import accepted
from articles.documents.text import piece_text, text_blocks
from articles.exporting.opendocument import clean_odt
from articles.exporting.publication import Publication, image_of, images
from articles.exporting.text import plain
from articles.exporting.word import clean_docx
from articles.importing.annotated.copy import AnnotatedCopy
from articles.importing.htmltext import HtmlText, html_texts
from articles.importing.losses import Losses
from articles.importing.opendocument import read_open_document
from articles.importing.scanning import is_html
from articles.importing.text import markdown
from articles.importing.text.parsing import Markers, clean_source, without_notice
from articles.importing.word import read_word
from newsroom.shortening import shortened

_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?؟。…])[\"”’»)\]]*\s+")
_LEAST_SIMILARITY: Final = 50.0
_AHEAD: Final = 60
"""A published sentence is compared with this many of the next signed ones."""
_COMPARED_CHARACTERS: Final = 1_000
_LONGEST_SHOWN: Final = 300
_FURNITURE: Final = frozenset({"nav", "form", "button", "select", "textarea"})
_FRAME: Final = frozenset({"header", "footer", "aside", "menu", "dialog"})
_Reader = Callable[..., AnnotatedCopy]
_OFFICE: Final[Mapping[str, tuple[_Reader, Callable[[Publication], bytes]]]] = {
    ".docx": (read_word, clean_docx),
    ".odt": (read_open_document, clean_odt),
}
"""How a format is read, and how a publication is written in it: what a file cannot hold is no difference."""
_MARKDOWN: Final = frozenset({".md", ".markdown"})


class _Numbers(NamedTuple):
    """How the number of a footnote is written at a reference, and before the note."""

    of_reference: str
    of_note: str


_IN_TEXT: Final = _Numbers("[{}]", "[{}] ")
_ON_A_PAGE: Final = _Numbers("{}", "{}. ")


@dataclass(frozen=True)
class Mismatch:
    """A difference between what was signed and what was published.

    ``line`` counts from 1 in the published file; for missing words it is where they should be.
    ``expected`` is empty for words that were not signed, ``found`` for signed words that are missing.
    """

    line: int
    expected: str
    found: str

    @property
    def sentence(self) -> str:
        if not self.found:
            return f"Signed off but missing: “{_cut(self.expected)}”"
        if not self.expected:
            return f"Not signed off: “{_cut(self.found)}”"
        return f"Reads “{_cut(self.found)}”, but was signed off as “{_cut(self.expected)}”"


@dataclass(frozen=True)
class _Block:
    """Text with folded white space. ``lines``: the offset at which each line begins, and its number."""

    text: str
    lines: tuple[tuple[int, int], ...] = ((0, 1),)

    def line_at(self, offset: int) -> int:
        return self.lines[bisect_right(self.lines, offset, key=itemgetter(0)) - 1][1]


@dataclass(frozen=True)
class _Sentence:
    text: str
    line: int
    block: int


def is_office_file(filename: str) -> bool:
    """Whether a file of this name is verified as bytes: a Word file or an OpenDocument text."""
    return PurePath(filename).suffix.lower() in _OFFICE


def verify(publication: Publication, text: str | bytes, *, filename: str) -> list[Mismatch]:
    """Every difference, in the order of the published text. None means that it has exactly the signed words.

    The extension of ``filename`` says whether ``text`` is HTML, Markdown or plain text, or the bytes of an
    office file, where lines are paragraphs. On a page that has more than the article, the element with most
    of the article counts: each word in it must have been signed. Raises
    :class:`~articles.importing.decoding.ImportFailed` for an office file that cannot be read.
    """
    if isinstance(text, bytes):
        read, write = _OFFICE[PurePath(filename).suffix.lower()]
        return _compared(_shown_in(write(publication), read), _shown_in(text, read, filename))
    if is_html(filename):
        return _verify_page(publication, text)
    source = clean_source(text, Losses())
    if PurePath(filename).suffix.lower() in _MARKDOWN:
        copy = markdown.parse(without_notice(source, Losses()), markers=Markers(), losses=Losses())
        return _compared(_signed(publication), _read(copy.doc, copy.byline, copy.lines))
    expected = [_Block(_folded(block)) for block in plain(publication).split("\n\n")]
    return _compared(expected, _text_blocks(source))


def _shown_in(data: bytes, read: _Reader, filename: str = "") -> list[_Block]:
    """The text of an office file as it reads when all that is tracked in it is accepted."""
    doc = accepted(read(data, filename=filename, losses=Losses()).doc)
    numbers = {id(one.node): number for number, one in enumerate(text_blocks(doc), start=1)}
    return _read(doc, "", numbers)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    return shortened(text, _LONGEST_SHOWN)


def _signed(publication: Publication, written: _Numbers = _IN_TEXT) -> list[_Block]:
    return _read(publication.doc, publication.byline, {}, written)


def _read(doc: Node, byline: str, lines: Mapping[int, int], written: _Numbers = _IN_TEXT) -> list[_Block]:
    """The text that a reader sees, block by block, the footnotes in the order of their numbers.

    ``lines``: id of a block → its line.
    """
    found = [_Block(_folded(byline))]
    opening = 0
    line = 1
    notes = footnotes_in(doc)
    order = {id(note): number for number, note in notes.numbered}
    blocks = sorted(doc.children, key=lambda block: _rank(block, order))
    for block in blocks:
        for node, text in _texts(block, notes, written):
            line = lines.get(id(node), line)
            read = _Block(_folded(text), ((0, line),))
            if block.type.name in ("headline", "standfirst"):
                found.insert(opening, read)
                opening += 1
            else:
                found.append(read)
    return found


def _rank(block: Node, order: Mapping[int, int]) -> int:
    """Footnotes that nothing refers to are last."""
    return order.get(id(block), len(order) + 1) if block.type.name == "footnote" else 0


def _texts(block: Node, notes: Footnotes, written: _Numbers) -> Iterator[tuple[Node, str]]:
    if block.inline_content:
        number = written.of_note.format(notes.label(id_of(block))) if block.type.name == "footnote" else ""
        yield block, number + "".join(_piece(piece, notes, written) for piece in block.children)
    elif block.type.name == "image":
        return
    else:
        for child in block.children:
            yield from _texts(child, notes, written)
    if block.type.name == "figure":
        yield block, image_of(block)["credit"]


def _piece(piece: Node, notes: Footnotes, written: _Numbers) -> str:
    return (
        written.of_reference.format(notes.label(id_of(piece))) if is_reference(piece) else piece_text(piece)
    )


def _text_blocks(source: str) -> list[_Block]:
    blocks: list[_Block] = []
    words, lines = "", []
    for number, line in enumerate([*source.split("\n"), ""], start=1):
        if folded := _folded(line):
            words += " " if words else ""
            lines.append((len(words), number))
            words += folded
        elif words:
            blocks.append(_Block(words, tuple(lines)))
            words, lines = "", []
    return blocks


def _verify_page(publication: Publication, source: str) -> list[Mismatch]:
    texts = html_texts(source)
    expected = _signed(publication, _ON_A_PAGE)
    if publication.draft:
        expected.insert(0, _Block(publication.notice))
    signed = {block.text for block in expected}
    places = [*_places(texts)]
    place = max(places, key=lambda place: (sum(found.text in signed for found in place), -len(place)))
    found = [_Block(found.text, ((0, found.line),)) for found in place if found.kind == "text"]
    described = {_folded(image_of(figure)["alt"]) for figure in images(publication)}
    wrong = [
        Mismatch(found.line, "", found.text)
        for found in place
        if found.kind == "alt" and found.text not in described
    ]
    return sorted([*_compared(expected, found), *wrong], key=lambda mismatch: mismatch.line)


def _places(texts: Sequence[HtmlText]) -> Iterator[list[HtmlText]]:
    """Where the article may be: an article element, the main element, or the page without its frame."""
    articles: dict[int, list[HtmlText]] = {}
    for found in texts:
        if found.article and not _FURNITURE.intersection(found.path):
            articles.setdefault(found.article, []).append(found)
    yield from articles.values()
    if any("main" in found.path for found in texts):
        yield [found for found in texts if "main" in found.path and not _FURNITURE.intersection(found.path)]
    yield [found for found in texts if not _is_frame(found.path)]


def _is_frame(path: Sequence[str]) -> bool:
    outside = path[: path.index("article")] if "article" in path else path
    return bool(_FRAME.intersection(outside) or _FURNITURE.intersection(path))


def _compared(expected: Sequence[_Block], found: Sequence[_Block]) -> list[Mismatch]:
    expected = [block for block in expected if block.text]
    found = _divided_alike(expected, found)
    last = found[-1].line_at(len(found[-1].text)) if found else 1
    mismatches: list[Mismatch] = []
    for i1, i2, j1, j2 in _differing([b.text for b in expected], [b.text for b in found]):
        if _joined(expected[i1:i2]) != _joined(found[j1:j2]):
            line = found[j1].line_at(0) if j1 < len(found) else last
            mismatches += _differences(_sentences(expected[i1:i2]), _sentences(found[j1:j2]), line)
    return mismatches


def _divided_alike(expected: Sequence[_Block], found: Sequence[_Block]) -> list[_Block]:
    """The found blocks, divided like the signed ones where a page only joined or split them."""
    signed, read = {block.text for block in expected}, {block.text for block in found}
    runs = _Runs(expected)
    parted: list[_Block] = []
    for block in found:
        start, end = (0, 0) if block.text in signed else runs.reading(block.text)
        parted += [_Block(one.text, ((0, block.line_at(0)),)) for one in expected[start:end]] or [block]
    joined: dict[int, tuple[int, _Block]] = {}
    runs = _Runs(parted)
    for block in expected:
        start, end = (0, 0) if block.text in read else runs.reading(block.text)
        if start < end:
            joined[start] = end, _Block(block.text, ((0, parted[start].line_at(0)),))
    blocks: list[_Block] = []
    at = 0
    while at < len(parted):
        at, block = joined.get(at, (at + 1, parted[at]))
        blocks.append(block)
    return blocks


class _Runs:
    """Finds consecutive blocks that together have the text of one."""

    _MOST_TRIED: Final = 50
    """Blocks that begin with the same word."""

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self._blocks = blocks
        self._starts: dict[str, list[int]] = {}
        for index, block in enumerate(blocks):
            self._starts.setdefault(_first_word(block.text), []).append(index)

    def reading(self, text: str) -> tuple[int, int]:
        """The range of consecutive blocks that together have this text, or (0, 0)."""
        for start in self._starts.get(_first_word(text), ())[: self._MOST_TRIED]:
            at, end = 0, start
            while end < len(self._blocks) and text.startswith(self._blocks[end].text, at):
                at += len(self._blocks[end].text)
                end += 1
                if at == len(text) and end > start + 1:
                    return start, end
                if not text.startswith(" ", at):
                    break
                at += 1
        return 0, 0


def _first_word(text: str) -> str:
    return text.partition(" ")[0]


def _joined(blocks: Sequence[_Block]) -> str:
    return " ".join(block.text for block in blocks)


def _sentences(blocks: Sequence[_Block]) -> list[_Sentence]:
    sentences = []
    for number, block in enumerate(blocks):
        start = 0
        for end in [*(match.end() for match in _SENTENCE_ENDS.finditer(block.text)), len(block.text)]:
            if start < end:
                sentences.append(_Sentence(block.text[start:end].strip(), block.line_at(start), number))
            start = end
    return sentences


def _differences(expected: list[_Sentence], found: list[_Sentence], line: int) -> list[Mismatch]:
    """Differing sentences, paired where they are similar, and missing and additional ones."""
    mismatches = []
    for i1, i2, j1, j2 in _differing([s.text for s in expected], [s.text for s in found]):
        here = found[j1].line if j1 < len(found) else found[-1].line if found else line
        mismatches += _paired(expected[i1:i2], found[j1:j2], here)
    return mismatches


def _differing(expected: Sequence[str], found: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The differing ranges of both, as indexes: start and end in the first, start and end in the second."""
    vocabulary = Vocabulary()
    i = j = 0
    same = matches(vocabulary.spell(expected), vocabulary.spell(found))
    for match in [*same, Match(len(expected), len(found), 0)]:
        if i < match.old or j < match.new:
            yield i, match.old, j, match.new
        i, j = match.old + match.size, match.new + match.size


def _paired(expected: list[_Sentence], found: list[_Sentence], line: int) -> list[Mismatch]:
    mismatches: list[Mismatch] = []
    next_one = 0
    for sentence in found:
        ahead = expected[next_one : next_one + _AHEAD]
        scores = [
            fuzz.ratio(signed.text[:_COMPARED_CHARACTERS], sentence.text[:_COMPARED_CHARACTERS])
            for signed in ahead
        ]
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        if best >= 0 and scores[best] >= _LEAST_SIMILARITY:
            mismatches += _missing(ahead[:best], sentence.line)
            mismatches.append(Mismatch(sentence.line, ahead[best].text, sentence.text))
            next_one += best + 1
        else:
            mismatches.append(Mismatch(sentence.line, "", sentence.text))
    return [*mismatches, *_missing(expected[next_one:], line)]


def _missing(sentences: Sequence[_Sentence], line: int) -> list[Mismatch]:
    """One mismatch for the missing sentences of each block."""
    return [
        Mismatch(line, " ".join(sentence.text for sentence in block), "")
        for _number, block in groupby(sentences, key=lambda sentence: sentence.block)
    ]
