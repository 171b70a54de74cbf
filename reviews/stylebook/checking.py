"""What style says of a story or a file: its desk’s live entries, and what it writes in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from articles.documents.schema import Node, schema
from articles.documents.style.checking import check_consistency, check_entries
from articles.documents.style.model import Finding, Level
from articles.importing.decoding import decode
from articles.importing.htmltext import html_texts
from articles.importing.scanning import is_html
from articles.models import Article
from newsroom.models import Desk
from reviews.stylebook.compiled import of_stylebook, rules_of

_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


@dataclass(frozen=True)
class LineFinding:
    """A finding with the number of its line, from 1: of a file, or of the text blocks of a story."""

    found: Finding
    line: int

    @property
    def blocks(self) -> bool:
        return self.found.level is Level.BLOCKS

    def as_json(self) -> dict[str, object]:
        return {
            "rule": self.found.rule,
            "text": self.found.place.words,
            "suggest": self.found.suggestion,
            "line": self.line,
            "level": self.found.level.value,
            "reason": self.found.reason,
        }


def check_story(article: Article, desk: Desk) -> list[LineFinding]:
    """What style says of a story by the stylebook of a desk, but what somebody left in it as it is."""
    doc = article.document.parsed()
    left = set(article.left_findings.values_list("key", flat=True))
    found = _check(doc, desk, article.language)
    return [LineFinding(one, one.place.block + 1) for one in found if one.key not in left]


def check_file(data: bytes, *, filename: str, desk: Desk) -> list[LineFinding]:
    """What style says of a text, Markdown or HTML file, as it is printed in HTML, and line by line else.

    Raises ``ImportFailed`` for what is no text.
    """
    lines = _lines(decode(data, filename=filename).text, is_page=is_html(filename))
    doc = _document(text for _number, text in lines)
    found = _check(doc, desk, desk.language)
    return [LineFinding(one, lines[one.place.block][0]) for one in found]


def _check(doc: Node, desk: Desk, language: str) -> list[Finding]:
    rules = rules_of(desk.pk, language)
    by_entries = check_entries(doc, rules) if rules else []
    found = [*by_entries, *check_consistency(doc, language=of_stylebook(language))]
    return sorted(found, key=lambda one: (one.place.start, one.place.end, one.rule))


def _lines(text: str, *, is_page: bool) -> Sequence[tuple[int, str]]:
    """The lines that say something, each with its number."""
    if is_page:
        found = [(piece.line, piece.text) for piece in html_texts(text) if piece.kind != "comment"]
    else:
        found = list(enumerate(text.splitlines(), 1))
    return [(number, line.translate(_CONTROL)) for number, line in found if line.strip()]


def _document(lines: Iterable[str]) -> Node:
    """A document of paragraphs alone, of any length, for checking only."""
    paragraphs = [schema.nodes["paragraph"].create(None, [schema.text(line)]) for line in lines]
    return schema.nodes["doc"].create(None, paragraphs)


def is_file(name: str) -> bool:
    """Whether a name is that of a file rather than a slug, which has no dots and no slashes."""
    return bool(PurePath(name).suffix) or "/" in name or "\\" in name
