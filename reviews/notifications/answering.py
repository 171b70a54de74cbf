"""How a mail is answered: the address, the line above which one writes, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reviews.models import Notification, Query
from reviews.notifications import addresses
from reviews.notifications.addresses import About


@dataclass(frozen=True)
class Answering:
    """``line`` stands at the top of the mail: an answer is cut there. Without inbound mail there is no
    ``address`` and no line. ``returns_to`` is where the mail comes back when it cannot arrive."""

    address: str
    returns_to: str
    line: str
    sentence: str


def answering(row: Notification, queries: Sequence[Query], *, is_one_story: bool = True) -> Answering:
    """How the mail of a notification about these queries is answered.

    An answer to a mail about several queries must say which it means: its address names the article. A
    mail about several stories has an address, too, where whoever answers it is told how to.
    """
    article, person, written = row.event.article_id, row.recipient_id, row.created_at
    about, pk = About.ARTICLE if is_one_story else About.NEITHER, article
    if is_one_story and len(queries) == 1:
        about, pk = About.QUERY, queries[0].pk
    address = addresses.make(about, pk, person=person, written=written)
    return Answering(
        address=address,
        returns_to=addresses.make(About.RETURN, article, person=person, written=written),
        line=line() if address else "",
        sentence=_sentence(len(queries)) if address and is_one_story else on_the_page(),
    )


def line() -> str:
    """The dashes on both sides keep it whole in either direction of writing."""
    return f"— {_('Write your reply above this line')} —"


def on_the_page() -> str:
    return _("Replies to this mail are not read: answer on the page.")


def how_to_write() -> str:
    return _("Write above the line at the top of the mail you answer.")


def _sentence(count: int) -> str:
    if count == 1:
        return _(
            "Or reply to this mail. “OK” alone answers, “resolve” closes the query, "
            "and “these words” → “those words” proposes a change."
        )
    if count:
        return _("Or reply to this mail, with the number before each answer: “#3: …”.")
    return on_the_page()
