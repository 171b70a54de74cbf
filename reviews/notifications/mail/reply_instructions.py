"""How a mail is answered: the address, the line above which one writes, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reviews.models import Event, Notification, Query
from reviews.notifications.mail import reply_addresses
from reviews.notifications.mail.reply_addresses import About

BEGINNING = "\u2063\u2063"
"""Begins every mail, and is not seen: an answer is cut there, too, where a program quotes without a mark. It
stands before the line that says what is needed, which is above the line that people write above."""


@dataclass(frozen=True)
class Answering:
    """``line`` stands at the top of a mail that can be answered: an answer is cut there. Without inbound mail
    there is no ``address`` and no line. ``returns_to`` is where the mail comes back when it cannot arrive."""

    address: str
    returns_to: str
    line: str
    sentence: str


def answering(row: Notification, queries: Sequence[Query], *, is_one_story: bool = True) -> Answering:
    """How the mail of a notification about these queries is answered.

    An answer to a mail about several queries must say which it means: its address names the article. A
    mail about several stories has an address, too, where an answer gets instructions.
    """
    article, person, written = row.event.article_id, row.recipient_id, row.created_at
    about, pk = About.ARTICLE if is_one_story else About.NEITHER, article
    if is_one_story and len(queries) == 1:
        about, pk = About.QUERY, queries[0].pk
    address = reply_addresses.make(about, pk, person=person, written=written)
    how = _how(row, queries) if address and is_one_story else ""
    return Answering(
        address=address,
        returns_to=reply_addresses.make(About.RETURN, article, person=person, written=written),
        line=line() if how else "",
        sentence=how or not_read(),
    )


def line() -> str:
    """The dashes on both sides keep it whole in either direction of writing."""
    return f"— {_('Write your reply above this line')} —"


def not_read() -> str:
    return _("Please don’t reply to this email.")


def how_to_write() -> str:
    return _("Write your reply above the line at the top of the email.")


def _how(row: Notification, queries: Sequence[Query]) -> str:
    """What a reply can say, of which nothing is offered that this reader may not do; empty for nothing."""
    open_ = [query for query in queries if query.is_open]
    if len(queries) > 1 and open_:
        return _("Or reply to this email, with the number before each answer: “#%(number)s: …”.") % {
            "number": open_[0].number
        }
    if open_:
        return _how_to_answer(closes=_closes(row, open_[0]))
    if len(queries) == 1 and not row.recipient.is_guest:
        return _("Or reply to this email: “reopen” alone reopens the query.")
    return ""


def _closes(row: Notification, query: Query) -> bool:
    """Who asked, or stands in for them, and the editors who are told that it holds the copy up. Others who
    may resolve it know so; whose turn it is to answer is not led to close what they were asked."""
    is_askers = query.asked_by_id in {row.recipient_id, row.in_place_of_id}
    return row.event.kind == Event.Kind.PRESSING or (is_askers and not row.recipient.is_guest)


def _how_to_answer(*, closes: bool) -> str:
    if closes:
        return _(
            "Or reply to this email. “OK” alone answers, “resolve” closes the query, "
            "and “these words” → “those words” suggests a change."
        )
    return _(
        "Or reply to this email. “OK” alone answers, and “these words” → “those words” suggests a change."
    )
