"""The marks of pieces of text."""

from __future__ import annotations

from functools import lru_cache

from prosemirror.model import Mark

from articles.documents.schema import LIMITS, schema, write_formatting
from articles.importing.annotated.model import Link, Look


@lru_cache(maxsize=2_000)
def marks_of(
    look: Look,
    link: Link | None,
    inserted: str | None,
    deleted: str | None,
    reformatted: str | None,
    was: Look,
) -> list[Mark]:
    """The marks of a piece of text. Whoever gets the list does not change it."""
    plain = _looks(look, link)
    marks = list(plain)
    if inserted:
        marks.append(schema.mark("insertion", {"suggestion": inserted}))
    if deleted:
        marks.append(schema.mark("deletion", {"suggestion": deleted}))
    if reformatted:
        before = write_formatting(_looks(was, link))
        marks.append(schema.mark("formatting", {"suggestion": reformatted, "was": before}))
    return Mark.set_from(marks)


def _looks(look: Look, link: Link | None) -> list[Mark]:
    marks = [schema.mark(name) for name in ("em", "strong", "code") if getattr(look, name)]
    if link is not None:
        title = link.title if link.title and len(link.title) <= LIMITS.attribute_length else None
        marks.append(schema.mark("link", {"href": link.href, "title": title}))
    return Mark.set_from(marks)
