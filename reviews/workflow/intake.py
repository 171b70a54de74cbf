"""Copy comes in: an imported article is filed, and its notes become queries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from articles import assets, locking, uploads
from articles.access import Actor
from articles.documents import schema
from articles.documents.anchors import Passage
from articles.documents.footnotes import with_ids_of
from articles.documents.notes import Note
from articles.documents.suggestions import renamed
from articles.editing import anchor_rows, edits, filing, rewrites
from articles.importing import ImportedArticle, language, moment_of
from articles.importing.annotated.placing import CONVENTION as COMMENTS
from articles.importing.corrections import with_top
from articles.models import Anchor, Article, Document, Revision, Upload
from newsroom.errors import DomainError
from newsroom.models import Desk, User
from reviews.models import Event, Query
from reviews.notifications import events
from reviews.queries import asking
from reviews.queries.asking import Asked
from reviews.queries.threads import ThreadMessage
from reviews.workflow import signoff

_ADDRESS: Final = re.compile(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"@]++@[^\s<>()\[\],;:\"]+")


Assigned = Mapping[str, User | None]
"""Whom the query of a note is assigned to, by the key of the note."""


class VersionHasChanges(DomainError):
    """A file that is to be the new version of a story still holds tracked changes."""


@dataclass(frozen=True)
class Received:
    """What came of a file: the article, its newest revision, and the queries lifted from it."""

    article: Article
    revision: Revision
    queries: list[Query]


def file_copy(
    *,
    imported: ImportedArticle,
    desk: Desk,
    author: User | None,
    by: Actor,
    deadline: datetime | None = None,
    take_byline: bool = True,
    assigned: Assigned = MappingProxyType({}),
    upload: Upload | None = None,
    planning: Article.Planning = Article.Planning.FILED,
    now: datetime,
) -> Received:
    """File imported copy as a new article on a desk. One transaction: all of it or nothing.

    With ``take_byline`` a byline typed under the headline leaves the text, so that it is not published twice;
    otherwise it stays there, and the article has no byline of its own. ``assigned``: as in :func:`ask_all`.
    With ``planning`` it is not filed yet, and nobody is asked to sign. ``upload`` is what it was read in,
    which is done with; raises :class:`~newsroom.errors.NotFound` when that was filed meanwhile.
    """
    typed = imported.typed is not None
    imported = of_people(imported.with_byline(offered=take_byline), desk)
    with transaction.atomic():
        if upload is not None:
            uploads.take(upload)
        filed = filing.create_article(
            desk=desk,
            author=author,
            doc=imported.doc,
            passages=[passage for _note, passage in imported.notes],
            changes=imported.changes,
            byline=imported.byline or (author.name if author and not typed else ""),
            language=imported.language,
            direction=imported.direction,
            deadline=deadline,
            planning=planning,
            by=by,
            now=now,
        )
        assets.keep(filed.article, imported.doc, imported.images, by=by, now=now)
        round = signoff.open_round(article=filed.article, number=1, by=by, now=now)
        asked = ask_all(
            filed.article,
            filed.article.document,
            imported.notes,
            filed.anchors,
            filed.revision,
            by=by,
            assigned=assigned,
            now=now,
        )
        if round.stage is not None and planning == Article.Planning.FILED:
            events.record(
                kind=Event.Kind.STAGE_DUE,
                article=filed.article,
                actor=by,
                round=round,
                stage=round.stage,
                now=now,
            )
    return Received(filed.article, filed.revision, asked)


def blank_copy(desk: Desk, headline: str = "") -> ImportedArticle:
    """A page with a headline and nothing below it, in the language of its desk."""
    nodes = schema.schema.node
    blank = ImportedArticle(
        doc=nodes("doc", None, [nodes("headline"), nodes("paragraph")]),
        notes=(),
        suspicions=(),
        losses=(),
        headline="",
        byline="",
        language=desk.language,
        direction=cast("language.Direction | None", desk.direction) or language.direction_of(desk.language),
    )
    return with_top(blank, headline=headline, standfirst="") if headline else blank


def add_version(
    *,
    article: Article,
    imported: ImportedArticle,
    by: Actor,
    assigned: Assigned = MappingProxyType({}),
    upload: Upload | None = None,
    now: datetime,
) -> Received:
    """A new version of the text, as a file: it becomes steps, so that passages survive.

    Notes in it become new queries; the ones lifted from earlier versions stay what they are. Where the file
    has the article's own byline under the headline, it is not put into the text. Footnotes keep their ids.
    ``upload``: as in :func:`file_copy`. Raises :class:`VersionHasChanges` for a file with tracked changes.
    """
    if imported.changes:
        raise VersionHasChanges(
            _("The file has tracked changes; accept or reject them in the file and upload it again.")
        )
    if imported.typed and article.byline and article.byline.casefold() in imported.typed.line.casefold():
        imported = imported.with_byline()
    imported = replace(imported, doc=with_ids_of(imported.doc, article.document.parsed()))
    prepared = rewrites.prepare(article, imported.doc, by=by)
    with transaction.atomic():
        if upload is not None:
            uploads.take(upload)
        revision = edits.replace_text(
            article=article,
            new=imported.doc,
            by=by,
            reason=Revision.Reason.NEW_VERSION,
            now=now,
            prepared=prepared,
        )
        assets.keep(article, imported.doc, imported.images, by=by, now=now)
        document = locking.lock(article)
        anchors = [anchor_rows.add(document, passage) for _note, passage in imported.notes]
        asked = ask_all(
            article, document, imported.notes, anchors, revision, by=by, assigned=assigned, now=now
        )
    return Received(article, revision, asked)


def ask_all(
    article: Article,
    document: Document,
    notes: Sequence[tuple[Note, Passage]],
    anchors: Sequence[Anchor],
    revision: Revision | None,
    *,
    by: Actor,
    asked_by: User | None = None,
    assigned: Assigned = MappingProxyType({}),
    now: datetime,
) -> list[Query]:
    """Make queries of notes, each on its anchor; one that names nobody is ``asked_by``'s.

    ``assigned`` says for the key of a note whom its query is assigned to. The caller holds the lock on the
    document.
    """
    if not notes:
        return []
    people = list(article.desk.speakers())
    questions = [
        _commented(note, article, people, now)
        if note.convention == COMMENTS
        else _asked(note, article, people, asked_by)
        for note, _passage in notes
    ]
    questions = [
        replace(question, assigned_to=assigned.get(note.key, question.assigned_to))
        for question, (note, _passage) in zip(questions, notes, strict=True)
    ]
    asked = asking.add(
        article=article,
        document=document,
        asked=list(zip(questions, anchors, strict=True)),
        revision=revision,
        now=now,
    )
    still_open = [query for query in asked if query.is_open]
    events.record_filed(article=article, actor=by, queries=still_open, now=now)
    return asked


def asker_of(note: Note, people: Sequence[User]) -> User | None:
    """The one of these people who asked, where the note says who did."""
    return (known_person if note.convention == COMMENTS else _person)(note.asked_by, people)


def assignee_of(
    note: Note, *, asker: User | None, author: User | None, people: Sequence[User]
) -> User | None:
    """Whom the query of a note is assigned to by default: the one it names, or the author."""
    named = author if note.addressed_to == "author" else _person(note.addressed_to, people)
    return named or (author if author != asker else None)


def _asked(note: Note, article: Article, people: Sequence[User], otherwise: User | None) -> Asked:
    """The note with the people its names mean, where exactly one person on the desk is meant."""
    asker = asker_of(note, people) if note.asked_by else otherwise
    return Asked(
        question=note.question,
        kind=note.kind,
        blocking=note.blocking,
        asked_by=asker,
        asked_as="" if asker else note.asked_by,
        assigned_to=assignee_of(note, asker=asker, author=article.author, people=people),
        convention=note.convention,
        remark=note.remark,
        replies=note.replies,
    )


def _commented(note: Note, article: Article, people: Sequence[User], now: datetime) -> Asked:
    """A comment of a file; who wrote it and what was said to it are people here, or names."""
    asker = asker_of(note, people)
    thread = []
    for reply in note.thread:
        author = known_person(reply.author, people)
        thread.append(ThreadMessage(reply.body, author, reply.author, moment_of(reply.written_at, now)))
    return Asked(
        question=note.question,
        kind=note.kind,
        blocking=note.blocking,
        asked_by=asker,
        asked_as="" if asker else note.asked_by,
        assigned_to=assignee_of(note, asker=asker, author=article.author, people=people),
        convention=note.convention,
        remark=note.remark,
        thread=tuple(thread),
        asked_at=moment_of(note.asked_at, now),
        resolved=note.resolved,
    )


def of_people(imported: ImportedArticle, desk: Desk) -> ImportedArticle:
    """The article with its tracked changes under the names of the people on the desk who made them."""
    if not imported.changes:
        return imported
    people = list(desk.speakers())
    ids = {}
    for key, change in imported.changes.items():
        if person := known_person(change.author, people):
            ids[key] = f"{person.pk}.{key.partition('.')[2]}"
    changes = {ids.get(key, key): change for key, change in imported.changes.items()}
    return replace(imported, doc=renamed(imported.doc, ids), changes=changes)


def known_person(author: str, people: Sequence[User]) -> User | None:
    """The one person of the address in an author's name, or else of exactly that name."""
    wanted = author.casefold()
    addresses = set(_ADDRESS.findall(wanted))
    for found in (
        [person for person in people if person.email.casefold() in addresses],
        [person for person in people if wanted and person.name.casefold() == wanted.strip()],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _person(name: str, people: Sequence[User]) -> User | None:
    """The one person of that name, first name, initials or address; nobody when two could be meant."""
    wanted = name.strip().lstrip("@").casefold()
    if not wanted:
        return None
    found = [person for person in people if wanted in _names(person)]
    return found[0] if len(found) == 1 else None


def _names(person: User) -> set[str]:
    words = person.name.casefold().split()
    initials = "".join(word[0] for word in words)
    return {person.name.casefold(), person.email.casefold().split("@")[0], initials, *words}
