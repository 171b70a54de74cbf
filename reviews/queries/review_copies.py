"""A copy for review as a Word file: queries as comments, suggestions as tracked changes.

In it is what the person sees here who takes it: people of the desk everything, a guest the copy without
suggestions and their own queries. A query keeps its number in the name of a bookmark. The file says which
version of the copy it holds, and that is kept as a revision: the file is merged with it when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import assets
from articles.access import Actor
from articles.documents.schema import Node
from articles.documents.standing import Place, place_in_published
from articles.documents.stored import store
from articles.documents.suggestions import suggestion_ids
from articles.documents.text import headline_text
from articles.exporting.word import About, Change, Comment, Thread, review_docx, review_docx_of_stored
from articles.history import revisions
from articles.models import Article
from newsroom.models import User
from newsroom.shortening import shortened
from newsroom.subprocesses import in_subprocess
from reviews import access, reading
from reviews.models import Contribution, Query

BOOKMARK = "_copydesk_q"
"""How the names of bookmarks begin, before the number of the query; Word hides names with a line in front."""
SHOWN_CHARACTERS = 300
_TOP = (1, 1)
"""Where in the document the comment of a query about the whole story is: at the beginning of the headline."""
LONG_CHARACTERS = 250_000
"""From so many characters of JSON on, writing the file takes long."""


def review_copy(*, article: Article, by: Actor, now: datetime) -> bytes:
    """The file for this person. Its statements are as many for a hundred queries as for one.

    Raises :class:`~newsroom.errors.NotAllowed`.
    """
    access.require(access.may_read(by, article, now=now), _("You don’t have access to this desk."))
    with transaction.atomic():
        document = revisions.keep_sent(article, by=by, now=now)
        queries = reading.threads(article, only=None if by is None else access.queries_of(by, article))
    whole = document.parsed()
    is_guest = by is not None and by.is_guest
    doc = document.published() if is_guest else whole
    place = place_in_published(whole) if is_guest else None
    about = About(
        title=headline_text(doc) or article.slug,
        byline=article.byline,
        language=article.language,
        direction=article.direction,
        round=f"{article.slug}:{document.version}:{article.digest}",
        published=is_guest,
    )
    changes = {} if is_guest else changes_of(article, doc)
    threads = [thread_of(query, place) for query in queries]
    files = assets.files_in(article, doc)
    if len(document.content) < LONG_CHARACTERS:
        return review_docx(doc, about, changes=changes, threads=threads, files=files)
    content = store(doc) if is_guest else document.content
    return in_subprocess(review_docx_of_stored, content, about, changes=changes, threads=threads, files=files)


def changes_of(article: Article, doc: Node) -> dict[str, Change]:
    """Whose the pending suggestions of a document are, by their keys. One statement where there are some."""
    keys = suggestion_ids(doc)
    if not keys:
        return {}
    rows = article.suggestions.filter(key__in=keys).select_related("author")
    return {row.key: Change(name_of(row.author, row.written_as), row.made_at) for row in rows}


def thread_of(query: Query, place: Place | None = None) -> Thread:
    """A query as a thread of comments on its passage, or where ``place`` has that.

    What a comment cannot show is said in its words.
    """
    whole = query.anchor is None
    at = _TOP if query.anchor is None else (query.anchor.start, query.anchor.end)
    start, end = place(*at) if place else at
    first = [query.question, *proposal_in(query)]
    if whole:
        first.append(_("[About the whole story]"))
    if query.is_detached:
        first.append(_("[Text deleted: “%(quote)s”]") % {"quote": shortened(query.quote, SHOWN_CHARACTERS)})
    comments = [Comment(asker_of(query), query.asked_at, "\n".join(first))]
    comments += [
        Comment(
            name_of(reply.author, reply.written_as),
            reply.created_at,
            "\n".join(filter(None, [reply.body, *proposal_in(reply)])),
        )
        for reply in query.replies.all()
    ]
    return Thread(
        start,
        start if whole or query.is_detached else end,
        comments,
        resolved=not query.is_open,
        bookmark=f"{BOOKMARK}{query.number}",
    )


def proposal_in(written: Contribution) -> Iterable[str]:
    """The words that somebody proposes, in a line of their own, if they propose any."""
    if written.proposed:
        yield _("[Suggested wording: “%(words)s”]") % {"words": written.proposed}


def asker_of(query: Query) -> str:
    """Who asked, or where the query is from."""
    return name_of(query.asked_by, query.asked_as) or _("From the draft")


def name_of(person: User | None, written_as: str) -> str:
    """The bare name: a file that comes back is matched with people by it."""
    return person.name if person else written_as
