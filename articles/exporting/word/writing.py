"""The whole of a Word file: clean copy, copy for review, and a redline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from prosemirror.model import Node

from articles.documents.compare import BlockChange
from articles.documents.stored import load
from articles.documents.suggestions import published
from articles.exporting.pictures import Files, Pictures
from articles.exporting.publication import Publication, is_blank
from articles.exporting.word.lines import lines_of, plain_line
from articles.exporting.word.model import Change, Line, Table, Thread
from articles.exporting.word.names import AUTHOR, Element, add, root, tag
from articles.exporting.word.package import Links, Package, relationship_of
from articles.exporting.word.paragraphs import ParagraphWriter
from articles.exporting.word.parts.comments import (
    NumberedComment,
    comments_part,
    extended_part,
    extensible_part,
    ids_part,
    numbered,
    people_part,
)
from articles.exporting.word.parts.notes import Notes, footnotes_part, on_references, separators_in
from articles.exporting.word.parts.numbering import numbering_part
from articles.exporting.word.parts.properties import core_part, custom_part
from articles.exporting.word.parts.styles import font_table_part, styles_part
from articles.exporting.word.ranges import edges_of
from articles.exporting.word.redline import Credit, redline_lines
from articles.exporting.word.runs import Numbers
from articles.exporting.word.shapes import Lists
from articles.exporting.word.tables import put_table, table_of
from articles.exporting.xml_text import xml_text
from articles.importing.annotated.rounds import PUBLISHED, ROUND


@dataclass(frozen=True, kw_only=True)
class About:
    """What a file says of itself. ``round`` is the one a copy for review is of, and empty in every other;
    ``published`` when suggestions were left out of that. ``notice`` stands at the head of each page."""

    title: str
    byline: str = ""
    language: str = ""
    direction: str = "ltr"
    notice: str = ""
    round: str = ""
    published: bool = False

    @property
    def rtl(self) -> bool:
        return self.direction == "rtl"


def clean_docx(publication: Publication) -> bytes:
    """The copy as a Word file with nothing else in it. A draft is marked as one on every page."""
    lists, doc = Lists(), published(publication.doc)
    found = lines_of(doc, {}, lists, Notes.of(doc), publication.pictures)
    lines = [line for line in found if line.is_worded or line.cell]
    about = About(
        title=publication.title,
        byline=publication.byline,
        language=publication.language,
        direction=publication.direction,
        notice=publication.notice if publication.draft else "",
    )
    return docx(with_byline(lines, publication), about, lists=lists)


def with_byline(lines: Sequence[Line], publication: Publication) -> list[Line]:
    """The lines with the byline below headline and standfirst."""
    if not publication.byline.strip():
        return list(lines)
    blank = is_blank(publication.headline)
    head = (not blank) + (publication.standfirst is not None)
    return [*lines[:head], plain_line(publication.byline, "Byline"), *lines[head:]]


def review_docx(
    doc: Node,
    about: About,
    *,
    changes: Mapping[str, Change],
    threads: Sequence[Thread],
    files: Files = MappingProxyType({}),
) -> bytes:
    """The copy with its suggestions as tracked changes and these threads as comments, to be answered in Word.

    ``changes`` says by the keys of suggestions whose they are; ``files`` are the images of the story.
    """
    lists = Lists()
    lines = lines_of(doc, changes, lists, Notes.of(doc), Pictures(files))
    return docx(lines, about, lists=lists, threads=threads, tracks=True)


def review_docx_of_stored(
    content: str,
    about: About,
    *,
    changes: Mapping[str, Change],
    threads: Sequence[Thread],
    files: Files = MappingProxyType({}),
) -> bytes:
    """:func:`review_docx` of a stored text, to be called in another process."""
    return review_docx(load(content), about, changes=changes, threads=threads, files=files)


def redline_docx(
    old: Node,
    new: Node,
    about: About,
    *,
    changes: Iterable[BlockChange],
    credit: Credit,
    files: Files = MappingProxyType({}),
) -> bytes:
    """The difference between two documents, which ``changes`` compare, as tracked changes."""
    lists = Lists()
    lines = redline_lines(old, new, changes, credit, lists, Pictures(files))
    return docx(lines, about, lists=lists)


@dataclass
class _Text:
    """The part that holds the text, while it is written."""

    about: About
    numbers: Numbers
    links: Links = field(default_factory=Links)

    def body(
        self, lines: Sequence[Line], threads: Sequence[Thread], comments: Sequence[Sequence[NumberedComment]]
    ) -> Element:
        """``document.xml``."""
        part = root("w:document", "r", "v", "o")
        body = add(part, "w:body")
        ids = [[comment.id for comment in one] for one in comments]
        edges = edges_of(lines, threads, ids, self.numbers) if threads else {}
        writer = ParagraphWriter(self.numbers, self.links, self.about.rtl)
        at = {id(line): edges.get(number) for number, line in enumerate(lines)} if edges else {}
        table: Table | None = None
        for table, together in groupby(lines, key=table_of):
            if table is None:
                for line in together:
                    writer.write(body, line, at.get(id(line)))
                continue
            put_table(
                body,
                table,
                list(together),
                lambda cell, line: writer.write(cell, line, at.get(id(line))),
                self.numbers,
                rtl=self.about.rtl,
            )
        if table is not None:
            writer.write(body, plain_line("", ""))
        self._page(body)
        return part

    def _page(self, body: Element) -> None:
        """A4 with margins of an inch, in twentieths of a point."""
        page = add(body, "w:sectPr")
        if self.about.notice:
            header = add(page, "w:headerReference")
            header.set(tag("w:type"), "default")
            header.set(tag("r:id"), relationship_of("header"))
        size, margins = add(page, "w:pgSz"), add(page, "w:pgMar")
        size.set(tag("w:w"), "11906")
        size.set(tag("w:h"), "16838")
        for side in ("top", "right", "bottom", "left"):
            margins.set(tag(f"w:{side}"), "1440")
        for side, space in (("header", "708"), ("footer", "708"), ("gutter", "0")):
            margins.set(tag(f"w:{side}"), space)
        if self.about.rtl:
            add(page, "w:bidi")


def docx(
    lines: Sequence[Line],
    about: About,
    *,
    lists: Lists,
    threads: Sequence[Thread] = (),
    tracks: bool = False,
) -> bytes:
    """A Word file of these lines. ``tracks`` when what is changed in it is to be tracked."""
    notes = [line for line in lines if line.note]
    threads = list(on_references(threads, lines)) if notes else threads
    lines = [line for line in lines if not line.note] or [plain_line("", "")]
    comments = numbered(threads)
    text, package = _Text(about, Numbers(sum(map(len, comments)))), Package()
    document = text.body(lines, threads, comments)
    package.parts = {
        "document": document,
        "styles": styles_part(about.language, rtl=about.rtl),
        "settings": _settings(tracks=tracks, noted=bool(notes)),
        "fontTable": font_table_part(),
    }
    package.links["document"] = text.links
    if lists.starts:
        package.parts["numbering"] = numbering_part(lists.starts)
    if notes:
        links = package.links["footnotes"] = Links()
        package.parts["footnotes"] = footnotes_part(notes, ParagraphWriter(text.numbers, links, about.rtl))
    if about.notice:
        package.parts["header"] = _header(about.notice)
    if threads:
        package.parts |= {
            "comments": comments_part(comments),
            "commentsExtended": extended_part(zip(threads, comments, strict=True)),
            "commentsIds": ids_part(comments),
            "commentsExtensible": extensible_part(comments),
        }
    if names := _names(package.parts.values(), comments):
        package.parts["people"] = people_part(names)
    package.parts["core"] = core_part(title=about.title, byline=about.byline, language=about.language)
    if about.round:
        published_only = {PUBLISHED: "true"} if about.published else {}
        package.parts["custom"] = custom_part({ROUND: about.round, **published_only})
    return package.packed()


def _names(parts: Iterable[Element], comments: Sequence[Sequence[NumberedComment]]) -> list[str]:
    """Who made changes and wrote comments, each once, by name."""
    names = {comment.author for thread in comments for comment in thread}
    names |= {str(element.get(AUTHOR)) for part in parts for element in part.iter(*_TRACKED)}
    return sorted(names)


_TRACKED = [tag(name) for name in ("w:ins", "w:del", "w:rPrChange", "w:pPrChange")]


def _settings(*, tracks: bool, noted: bool) -> Element:
    """In the order of the schema. Files are laid out as Word does since 2013."""
    part = root("w:settings")
    add(part, "w:zoom").set(tag("w:percent"), "100")
    if tracks:
        add(part, "w:trackRevisions")
    add(part, "w:defaultTabStop", "720")
    add(part, "w:characterSpacingControl", "doNotCompress")
    if noted:
        separators_in(part)
    setting = add(add(part, "w:compat"), "w:compatSetting", "15")
    setting.set(tag("w:name"), "compatibilityMode")
    setting.set(tag("w:uri"), "http://schemas.microsoft.com/office/word")
    return part


def _header(notice: str) -> Element:
    part = root("w:hdr")
    paragraph = add(part, "w:p")
    add(add(paragraph, "w:pPr"), "w:pStyle", "Header")
    add(add(paragraph, "w:r"), "w:t").text = xml_text(notice)
    return part
