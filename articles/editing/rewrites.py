"""What leads from a copy as it stands to a whole new text, worked out before the copy is locked.

Of long texts that takes seconds, and whoever edits the copy meanwhile must not wait for it.
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

LONG: Final = 100_000
"""Characters of JSON in two documents from which on finding their difference may take long."""
_TRIES: Final = 2
"""How often the difference is found before the copy is locked: again when the copy was edited meanwhile."""


@dataclass(frozen=True)
class Rewrite:
    """The way from one stored text to a new document."""

    content: str
    new: schema.Node
    difference: Difference


def prepare(article: Article, new: schema.Node, *, by: Actor) -> Rewrite | None:
    """The way from the copy, as nobody has locked it yet, to ``new``; to be asked before any lock is taken.

    Nothing is worked out for somebody who may not edit the copy, or of one that takes no edits: the act
    itself refuses them.
    """
    found = None
    for _try in range(_TRIES):
        content = Document.objects.filter(pk=article.pk).values_list("content", flat=True).first()
        if content is None or not (access.may_edit(by, article) and article.is_open):
            return None
        if found is not None and found.content == content:
            break
        found = Rewrite(content, new, between(content, new))
    return found


def from_there(document: Document, new: schema.Node, prepared: Rewrite | None) -> Difference:
    """The way from the document as it is now to ``new``: the one prepared, unless the text is another by now.

    The caller holds the lock on the document. While people write without a pause it may be found under it.
    """
    if prepared is not None and prepared.content == document.content and prepared.new is new:
        return prepared.difference
    return between(document.content, new)


def between(content: str, new: schema.Node) -> Difference:
    """The way from a stored text to a document; that of long ones is found in another process."""
    wanted = stored.store(new)
    if len(content) + len(wanted) < LONG:
        return diff_documents(stored.load(content), new)
    return unpacked_difference(
        in_subprocess(stored.difference_of_stored, content, wanted), stored.load(content), new
    )
