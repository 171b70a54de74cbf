"""A PDF proof: the copy with numbered lines, its queries in the margin and their threads behind.

It is for people of the desk. Suggestions are shown in it, as in the editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import assets
from articles.access import Actor
from articles.change_phrases import sentence
from articles.documents.schema import Node
from articles.documents.suggestions import pending
from articles.documents.text import headline_text
from articles.exporting import DRAFT_NOTICE
from articles.exporting.proof import Labels, Note, Proof, Thread, pages_of, typeset
from articles.exporting.word import UNKNOWN
from articles.models import Article
from newsroom.moments import exact
from newsroom.shortening import on_one_line
from newsroom.subprocesses import in_own_subprocess
from reviews import access, reading
from reviews.models import Contribution, Query, Reply
from reviews.queries.review_copies import asker_of, changes_of, name_of, proposal_in

LONGEST_SECONDS: Final = 60.0
"""After which setting the pages is given up; a thousand queries take a sixth of it."""
SHOWN_CHARACTERS: Final = 300
_DIGEST_SHOWN: Final = 12


def proof(*, article: Article, by: Actor, now: datetime) -> bytes:
    """The PDF. Its statements are as many for a hundred queries as for one.

    Raises :class:`~newsroom.errors.NotAllowed`, and :class:`~newsroom.subprocesses.TookTooLong`.
    """
    access.require(access.may_see(by, article), _("You don’t have access to this desk."))
    queries = reading.threads(article)
    doc = article.document.parsed()
    fingerprint = article.digest.rpartition(":")[2][:_DIGEST_SHOWN]
    pages = Proof(
        doc=doc,
        title=headline_text(doc) or article.slug,
        slug=article.slug,
        byline=article.byline,
        language=article.language,
        direction=article.direction,
        about=" · ".join([_("Proof"), article.desk.name, exact(now), fingerprint]),
        labels=Labels(queries=_("Queries"), suggestions=_("Suggestions"), page=_("page"), image=_("Image")),
        notice=DRAFT_NOTICE if article.state != Article.State.RELEASED else "",
        threads=[_thread(query) for query in sorted(queries, key=lambda query: query.number)],
        suggestions=list(_suggestions(article, doc)),
        files=assets.files_in(article, doc),
    )
    return in_own_subprocess(LONGEST_SECONDS, typeset, *pages_of(pages))


def _suggestions(article: Article, doc: Node) -> Iterator[Note]:
    """What is suggested in the copy, in its order, by whom and when."""
    made = changes_of(article, doc)
    for suggested in pending(doc):
        change = made.get(suggested.id, UNKNOWN)
        by = f"{change.author}, {exact(change.made_at)}" if change.made_at else change.author
        yield Note(by, sentence(suggested))


def _thread(query: Query) -> Thread:
    anchor = None if query.is_detached else query.anchor
    quote = on_one_line(query.quote, SHOWN_CHARACTERS) if query.anchor else _("[About the whole story]")
    if query.is_detached:
        quote = _("[Text deleted: “%(quote)s”]") % {"quote": quote}
    return Thread(
        number=query.number,
        start=anchor.start if anchor else None,
        end=anchor.end if anchor else None,
        by=asker_of(query),
        question=_body(query.question, query),
        state=capfirst(query.get_state_display()),
        facts=list(_facts(query)),
        quote=quote,
        replies=[_note(reply) for reply in query.replies.all()],
        in_margin=query.is_open,
    )


def _facts(query: Query) -> Iterator[str]:
    yield f"{asker_of(query)}, {exact(query.asked_at)}"
    if query.assigned_to:
        yield _("assigned to %(person)s") % {"person": query.assigned_to.name}
    yield query.get_kind_display()
    if query.is_open and query.blocking:
        yield _("blocks release")
    if query.resolved_by:
        yield _("resolved by %(person)s") % {"person": query.resolved_by.name}


def _note(reply: Reply) -> Note:
    by = f"{name_of(reply.author, reply.written_as)}, {exact(reply.created_at)}"
    return Note(by, _body(reply.body, reply))


def _body(words: str, written: Contribution) -> str:
    return "\n".join(filter(None, [words, *proposal_in(written)]))
