"""From a letter to a mail. A mail is a value: nothing here reads the database or sends anything.

All mails of an article are one thread: they share the subject of its first event and refer to a
root that stands for the article. No mail bears the root's id itself, so the thread holds whoever
joins it when. Their own ids were fixed when the event was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Anchor, Article
from reviews.models import Contribution, Event, Notification, Query, Reply
from reviews.notifications import links, wording
from reviews.notifications.answering import Answering, answering
from reviews.notifications.events import mail_domain
from reviews.notifications.letters import Letter

CONTEXT_LENGTH = 32
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2067", "\u2069"


@dataclass(frozen=True)
class Mail:
    """One message to one person, ready to be sent. ``headers`` includes its Message-ID.

    ``returns_to``: the address it comes back to when it cannot arrive, if not the sender's.
    """

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    returns_to: str = ""

    @property
    def message_id(self) -> str:
        return self.headers["Message-ID"]


@dataclass(frozen=True)
class Passage:
    """The words a query is about, with those around them; ``is_gone`` when the copy lost them."""

    before: str
    quote: str
    after: str
    is_gone: bool


@dataclass(frozen=True)
class Item:
    """One query as its reader sees it: passage, question, and the thread (who, what) up to the event."""

    number: int
    passage: Passage
    asker: str
    question: str
    thread: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Content:
    """What a mail says, before it has a form. ``language`` and ``direction`` are the mail's own."""

    subject: str
    opening: str
    items: tuple[Item, ...]
    request: str
    button: str
    link: str
    answering: Answering
    preferences: str
    signature: str
    language: str
    direction: str
    article: Article


def render(letter: Letter) -> Mail:
    """The mail of a letter. Whatever this raises, the row is at fault."""
    with translation.override(settings.LANGUAGE_CODE):
        content = _content(letter)
        return Mail(
            to=letter.row.recipient.email,
            subject=content.subject,
            text="\n\n".join(_paragraphs(content)) + "\n",
            html=render_to_string("reviews/mail/event.html", {"mail": content}),
            headers=_headers(letter.row, content.answering),
            returns_to=content.answering.returns_to,
        )


def one_line(text: str) -> str:
    """Safe in a header: no line breaks, no control characters, nothing that turns the line around."""
    kept = (character for character in text if character not in DIRECTION_OVERRIDES)
    printable = (" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in kept)
    return " ".join("".join(printable).split())


def thread_root(article_id: int) -> str:
    """The id all mails of an article refer to, the same for everybody."""
    return f"<article-{article_id}@{mail_domain()}>"


def _headers(row: Notification, answering: Answering) -> Mapping[str, str]:
    root = thread_root(row.event.article_id)
    return MappingProxyType(
        {
            "Message-ID": row.message_id,
            "In-Reply-To": root,
            "References": root,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{settings.COPYDESK_URL}{links.to_unsubscribe(row)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **({"Reply-To": answering.address} if answering.address else {}),
        }
    )


def _content(letter: Letter) -> Content:
    event = letter.row.event
    return Content(
        subject=one_line(letter.subject),
        opening=wording.opening(
            event, letter.act.queries, follows=letter.row.only_follows, reader=letter.row.recipient
        ),
        items=tuple(_item(query, event) for query in letter.act.queries),
        request=wording.request(
            event, letter.row.recipient, letter.act.queries, follows=letter.row.only_follows
        ),
        button=wording.button(event),
        link=settings.COPYDESK_URL + links.to_item(letter.row, letter.act.queries),
        answering=answering(letter.row, letter.act.queries),
        preferences=settings.COPYDESK_URL + links.to_preferences(letter.row),
        signature=_("Copydesk, %(desk)s") % {"desk": event.article.desk.name},
        language=translation.get_language() or settings.LANGUAGE_CODE,
        direction="rtl" if translation.get_language_bidi() else "ltr",
        article=event.article,
    )


def _item(query: Query, event: Event) -> Item:
    return Item(
        number=query.number,
        passage=passage_of(query.anchor),
        asker=wording.isolated(query.asker or _("Note in the copy")),
        question=_with_proposal(query.question, query),
        thread=tuple(
            (wording.isolated(reply.writer), _with_proposal(reply.body, reply))
            for reply in query.replies.all()
            if _is_so_far(reply, event)
        ),
    )


def _with_proposal(text: str, written: Contribution) -> str:
    """What was written, and the words it proposes for the passage."""
    if not written.proposed:
        return text
    said = _("Proposed: replace “%(old)s” with “%(new)s”.") % {
        "old": written.replaces,
        "new": written.proposed,
    }
    return f"{text}\n{said}".lstrip()


def _is_so_far(reply: Reply, event: Event) -> bool:
    """A mail shows the thread as it was: later replies have mails of their own."""
    return reply.created_at <= event.happened_at or reply.pk == event.reply_id


def passage_of(anchor: Anchor) -> Passage:
    """The context was cut at a fixed length, perhaps within a word: leave that word out."""
    before, after = anchor.before.replace("\n", " "), anchor.after.replace("\n", " ")
    if len(before) >= CONTEXT_LENGTH:
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) >= CONTEXT_LENGTH:
        after = (after.rpartition(" ")[0].rstrip(",;: ") or after) + "…"
    return Passage(before, anchor.quote, after, is_gone=anchor.state == Anchor.State.DETACHED)


def _paragraphs(content: Content) -> Iterator[str]:
    """The plain text. Its layout is white space, which a template would hide."""
    is_rtl = content.article.direction == Article.Direction.RTL
    if content.answering.line:
        yield content.answering.line
    yield content.opening
    for item in content.items:
        passage = item.passage
        quoted = f"{passage.before}“{passage.quote}”{passage.after}"
        yield "\n".join(_turned(line, is_rtl=is_rtl) for line in quoted.splitlines())
        if passage.is_gone:
            yield f"({_('These words are no longer in the copy.')})"
        asker = f"#{item.number} {item.asker}" if len(content.items) > 1 else item.asker
        for who, said in ((asker, item.question), *item.thread):
            yield f"{who}: " + "\n".join(wording.isolated(line) for line in said.splitlines())
    yield content.request
    yield f"{content.button}: {content.link}"
    yield content.answering.sentence
    yield f"-- \n{content.signature}\n{_('Which mail you get')}: {content.preferences}"


def _turned(line: str, *, is_rtl: bool) -> str:
    """A line of copy that reads right to left, whatever letters it begins with."""
    return f"{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}" if is_rtl else line
