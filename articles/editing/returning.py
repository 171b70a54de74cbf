"""A copy for review comes back: it is merged with the copy as it is now.

What was changed in the file is what differs between it and the version that it was made from, as a file of
that version would be read. So nothing that a format cannot hold counts as a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from articles import assets
from articles.access import Actor
from articles.documents import schema
from articles.documents.diff import Difference, diff_documents
from articles.documents.footnotes import with_ids_of
from articles.documents.images import with_images
from articles.documents.merging import Merge, merge
from articles.documents.suggestions import published, renamed, suggestion_ids
from articles.documents.suggestions.returning import outcomes, same_keys
from articles.editing import edits
from articles.editing.edits import ReturnedSuggestions
from articles.editing.suggestion_rows import SuggestionChanges
from articles.exporting.pictures import as_sent, one_point
from articles.exporting.word import About, review_docx
from articles.history import revisions
from articles.importing import Change, ImportedArticle, import_copy
from articles.models import Article, Document, Revision, Suggestion
from newsroom.errors import NotFound


@dataclass(frozen=True)
class Returned:
    """What was changed in a file since ``version``, from which it was made.

    The old document of ``difference`` is what a file of that version reads like. ``notes`` are the questions
    of those that stood in its text already.
    """

    version: int
    difference: Difference
    suggestions: ReturnedSuggestions
    notes: Sequence[str]


def compare(article: Article, imported: ImportedArticle) -> Returned | None:
    """What was changed in a file that was sent out; ``None`` for one that is not of this story, or too old.

    To be called before any lock is taken: it takes as long as writing and reading a file.
    """
    if imported.round is None or imported.round.slug != article.slug:
        return None
    version = imported.round.version
    if version > article.document.version:
        return None
    try:
        base = revisions.document_at(article, version)
    except NotFound:
        return None
    sent = published(base) if imported.round.published else base
    rows = article.suggestions.filter(key__in=suggestion_ids(sent)).select_related("author")
    whose = {row.key: Change(row.author.name if row.author else row.written_as, row.made_at) for row in rows}
    names = {key: change.author for key, change in whose.items()}
    files = assets.files_in(article, sent)
    as_file, stands_for = _as_file(sent, whose, files)
    old = with_ids_of(renamed(as_file.doc, _same(as_file, sent, names)), sent)
    same = _same(imported, sent, names)
    new = with_ids_of(renamed(imported.doc, same), sent)
    here = {_digest(as_sent(data)): digest for digest, data in files.items()}
    old, new = _with_ours(old, as_file, stands_for), _with_ours(new, imported, here)
    found = diff_documents(old, new)
    decided = outcomes(old, new, found.map)
    return Returned(
        version=version,
        difference=found,
        suggestions=ReturnedSuggestions(
            outcomes={key: Suggestion.State(state) for key, state in decided.items()},
            filed={key: change for key, change in imported.changes.items() if key not in same},
        ),
        notes=tuple(note.question for note, _passage in as_file.notes),
    )


def merged(document: Document, returned: Returned) -> Merge:
    """The copy with what was changed in the file, as far as it can be brought along."""
    return merge(returned.difference, document.parsed())


def put_in(
    document: Document, returned: Returned, *, by: Actor, now: datetime
) -> tuple[Revision, SuggestionChanges]:
    """Write the merged copy. Returns its revision, and the suggestions that came or went.

    The caller holds the lock on the document.
    """
    return edits.replace_locked(
        document,
        merged(document, returned).doc,
        by=by,
        reason=Revision.Reason.NEW_VERSION,
        returned=returned.suggestions,
        now=now,
    )


def _as_file(
    sent: schema.Node, whose: Mapping[str, Change], files: Mapping[str, bytes]
) -> tuple[ImportedArticle, dict[str, str]]:
    """What a file of this text is read as. In place of images, which take long to draw, it has single points:
    the digests of these are given with those of the images that they stand for."""
    points = {digest: one_point(number) for number, digest in enumerate(files)}
    data = review_docx(sent, About(title=""), changes=whose, threads=(), files=points)
    return import_copy(data, filename="sent.docx"), {_digest(data): name for name, data in points.items()}


def _with_ours(doc: schema.Node, imported: ImportedArticle, here: Mapping[str, str]) -> schema.Node:
    """The document with our images where the file has the very same: reading them drew them anew.

    ``here`` are the digests of ours by those of the files that were sent.
    """
    ours = {key: here[image.source] for key, image in imported.images.items() if image.source in here}
    return with_images(doc, ours)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _same(imported: ImportedArticle, sent: schema.Node, names: Mapping[str, str]) -> dict[str, str]:
    """The keys of suggestions in a file that are those of ``sent``: theirs there → that here."""
    theirs = {key: change.author for key, change in imported.changes.items()}
    return same_keys(sent, imported.doc, names=names, returned_names=theirs)
