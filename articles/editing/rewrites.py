"""The difference between the copy and a whole new text, computed before the copy is locked.

For long texts that takes seconds, and people who edit the copy meanwhile must not wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from articles import access
from articles.access import Actor
from articles.documents import schema, stored
from articles.documents.diff import Difference, diff_documents, unpacked_difference
from articles.models import Article, Document
from newsroom.subprocesses import in_subprocess

LONG_CHARACTERS: Final = 100_000
"""From so many characters of JSON in two documents on, computing their difference may take long."""
_TRIES: Final = 2
"""How often the difference is computed before the copy is locked: again if the copy was edited meanwhile."""


@dataclass(frozen=True)
class Rewrite:
    """The difference between a stored text and a new document."""

    content: str
    new: schema.Node
    difference: Difference


def prepare(article: Article, new: schema.Node, *, by: Actor) -> Rewrite | None:
    """The difference between the copy and ``new``. To be called before any lock is taken.

    ``None`` when the person may not edit, or when the copy may not change: the act itself refuses these.
    """
    found = None
    for _try in range(_TRIES):
        content = Document.objects.filter(pk=article.pk).values_list("content", flat=True).first()
        if content is None or not (access.may_edit(by, article) and article.is_open):
            return None
        if found is not None and found.content == content:
            break
        found = Rewrite(content, new, difference_between(content, new))
    return found


def difference_from(document: Document, new: schema.Node, prepared: Rewrite | None) -> Difference:
    """The difference between the present document and ``new``: the prepared one, if the text is the same.

    The caller holds the lock on the document. If people type without a pause it is computed under the lock.
    """
    if prepared is not None and prepared.content == document.content and prepared.new is new:
        return prepared.difference
    return difference_between(document.content, new)


def difference_between(content: str, new: schema.Node) -> Difference:
    """The difference between a stored text and a document. That of long ones is computed in a subprocess."""
    wanted = stored.store(new)
    if len(content) + len(wanted) < LONG_CHARACTERS:
        return diff_documents(stored.load(content), new)
    return unpacked_difference(
        in_subprocess(stored.difference_of_stored, content, wanted), stored.load(content), new
    )
