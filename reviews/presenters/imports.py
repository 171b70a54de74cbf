"""What there is in a file, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from prosemirror.model import Node

from articles.documents.suggestions import pending
from articles.importing import ImportedArticle


def found_in(imported: ImportedArticle) -> str:
    """Such as: 3 comments in 2 threads, 2 deletions, 1 note. Empty where nothing was found."""
    return ", ".join(_counts(imported))


def _counts(imported: ImportedArticle) -> Iterator[str]:
    threads = [note for note, _passage in imported.notes if not note.is_typed]
    if threads:
        comments = len(threads) + sum(len(note.thread) for note in threads)
        yield _comments(comments, len(threads))
    kinds = Counter(found.kind for found in pending(imported.doc))
    for kind, count in kinds.items():
        yield _suggestions(kind, count)
    if typed := len(imported.notes) - len(threads):
        yield ngettext("%(count)d note in the text", "%(count)d notes in the text", typed) % {"count": typed}
    if images := sum(node.type.name == "figure" for node in _nodes(imported.doc)):
        yield ngettext("%(count)d image", "%(count)d images", images) % {"count": images}
    if tables := imported.tables:
        yield ngettext("%(count)d table", "%(count)d tables", tables) % {"count": tables}
    if footnotes := imported.footnotes:
        yield ngettext("%(count)d footnote", "%(count)d footnotes", footnotes) % {"count": footnotes}


def _comments(comments: int, threads: int) -> str:
    found = ngettext("%(count)d comment", "%(count)d comments", comments) % {"count": comments}
    if comments == threads:
        return found
    held = ngettext("%(count)d thread", "%(count)d threads", threads) % {"count": threads}
    return _("%(comments)s in %(threads)s") % {"comments": found, "threads": held}


def _suggestions(kind: str, count: int) -> str:
    match kind:
        case "insertion":
            sentence = ngettext("%(count)d insertion", "%(count)d insertions", count)
        case "deletion":
            sentence = ngettext("%(count)d deletion", "%(count)d deletions", count)
        case "replacement":
            sentence = ngettext("%(count)d replacement", "%(count)d replacements", count)
        case "formatting":
            sentence = ngettext("%(count)d change of formatting", "%(count)d changes of formatting", count)
        case _:
            sentence = ngettext("%(count)d change of paragraphs", "%(count)d changes of paragraphs", count)
    return sentence % {"count": count}


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)
