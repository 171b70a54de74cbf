"""The value that is exported: the text, its details, and the proof of its sign-offs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from prosemirror.model import Node

from articles.documents.allowed import asset_digest
from articles.documents.footnotes import UNKNOWN, Footnotes, footnotes_in, id_of, is_reference
from articles.documents.text import block_text, piece_text
from articles.exporting.pictures import Files, Pictures
from articles.importing.text.parsing import DRAFT_NOTICE

__all__ = ["DRAFT_NOTICE", "Publication"]

_IMAGES_ELSEWHERE: Final = "The images are in the Word, OpenDocument and HTML files of this copy."
_NO_BODY: Final = frozenset({"headline", "standfirst", "footnote"})
_BLANK_WITH_ALL_IN_THEM: Final = frozenset({"blockquote", "table", "table_row", "table_cell"})


@dataclass(frozen=True, kw_only=True)
class Publication:
    """An article as released, or a ``draft``, which has no ``released_at`` and is marked as one.

    ``changed_at`` is when text or details changed last, and ``embargo_until`` when it may be published.
    ``version`` is the number of the round, ``revision`` that of the frozen text, and ``digest`` that of the
    signed text. ``uri`` identifies the article; without one the slug does. ``pending`` is the number of
    suggestions in the draft, none of which is in ``doc``. ``files`` are the images of the story.
    ``urgency`` is from 1, the most urgent, to 9, and ``None`` where nobody said.
    """

    doc: Node
    slug: str
    byline: str
    language: str
    direction: str
    draft: bool
    changed_at: datetime
    released_at: datetime | None
    digest: str
    revision: int | None
    version: int
    desk: str
    certificate: Mapping[str, Any] | None = None
    uri: str = ""
    pending: int = 0
    embargo_until: datetime | None = None
    files: Files = field(default_factory=dict)
    slugline: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    urgency: int | None = None

    @property
    def guid(self) -> str:
        """What identifies the article in every version of it."""
        return self.uri or f"urn:copydesk:article:{quote(self.slug, safe='')}"

    @property
    def status_note(self) -> str:
        """A note to the people who receive the file: whether it was released, and with which digest."""
        if self.draft:
            return f"{self.notice}. This copy has not been released."
        return f"Released copy, {self.digest}."

    @property
    def image_note(self) -> str:
        """A sentence for files that cannot hold the images of the story, or nothing when it has none."""
        if any(asset_digest(image_of(figure)["src"]) for figure in images(self)):
            return _IMAGES_ELSEWHERE
        return ""

    @property
    def notice(self) -> str:
        """The line that marks a draft, with the number of pending suggestions."""
        if not self.pending:
            return DRAFT_NOTICE
        return (
            f"{DRAFT_NOTICE} — {self.pending} {'SUGGESTION' if self.pending == 1 else 'SUGGESTIONS'} PENDING"
        )

    @property
    def headline(self) -> Node:
        return self.doc.child(0)

    @property
    def title(self) -> str:
        """The headline on one line, or the slug where it is blank."""
        return " ".join(block_text(self.headline).split()) or self.slug

    @property
    def standfirst(self) -> Node | None:
        """The standfirst, unless it is blank."""
        second = self.doc.child(1) if self.doc.child_count > 1 else None
        return second if second and second.type.name == "standfirst" and not is_blank(second) else None

    @property
    def body(self) -> list[Node]:
        """The blocks below headline and standfirst, without the footnotes."""
        return [block for block in self.doc.children if block.type.name not in _NO_BODY]

    @cached_property
    def pictures(self) -> Pictures:
        """The images of the story, made ready for files that hold them."""
        return Pictures(self.files)

    @cached_property
    def footnotes(self) -> Footnotes:
        """The numbers of the footnotes, and the notes."""
        return footnotes_in(self.doc)

    @property
    def notes(self) -> list[tuple[str, Node]]:
        """The footnotes in the order of their numbers, each with what is shown as its number.

        Those that nothing refers to are last.
        """
        numbered = [(str(number), note) for number, note in self.footnotes.numbered]
        return [*numbered, *((UNKNOWN, note) for note in self.footnotes.surplus)]

    def label(self, reference: Node) -> str:
        """What is shown as the number of a reference to a footnote."""
        return self.footnotes.label(id_of(reference))

    def words(self, block: Node) -> str:
        """The text of one block, with the number of each footnote in square brackets."""
        return "".join(
            f"[{self.label(piece)}]" if is_reference(piece) else piece_text(piece) for piece in block.children
        )


def is_blank(block: Node) -> bool:
    """Whether a reader would see nothing of this block. Exports leave such blocks out."""
    if block.inline_content:
        return not block_text(block).strip()
    if block.type.name in _BLANK_WITH_ALL_IN_THEM:
        return all(is_blank(child) for child in block.children)
    return False


def moment(at: datetime) -> str:
    """A moment in universal time, as the formats of the IPTC write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def whole_number(block: Node, name: str) -> int:
    """An attribute that holds a whole number."""
    return int(str(block.attrs[name]))


def images(publication: Publication) -> Iterator[Node]:
    """The figures of the article, in order."""
    for block in publication.body:
        yield from _figures(block)


def _figures(block: Node) -> Iterator[Node]:
    if block.type.name == "figure":
        yield block
    elif not block.inline_content:
        for child in block.children:
            yield from _figures(child)


def image_of(figure: Node) -> dict[str, str]:
    """Address, alternative text and credit of the image in a figure."""
    return {name: str(value) for name, value in figure.child(0).attrs.items()}


def caption_of(figure: Node) -> Node | None:
    """The caption of a figure, unless it is blank."""
    caption = figure.child(1) if figure.child_count > 1 else None
    return caption if caption and not is_blank(caption) else None
