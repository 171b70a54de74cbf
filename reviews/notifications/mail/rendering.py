"""From a letter to a mail. A mail is a value: nothing here reads the database or sends anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models.newsroom import newsrooms_defaults
from reviews.notifications.mail import phrases, styles
from reviews.notifications.mail.content import Content, Item, compose
from reviews.notifications.mail.headers import headers_of
from reviews.notifications.mail_data import ArticleMail

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


def render(article_mail: ArticleMail) -> Mail:
    """The email of a notification. Whatever this raises is the fault of its row."""
    with newsrooms_defaults():
        content = compose(article_mail)
        return Mail(
            to=article_mail.reader.email,
            subject=content.subject,
            text="\n\n".join(_paragraphs(content)) + "\n",
            html=styles.page("reviews/mail/event.html", content),
            headers=headers_of(article_mail, reply_to=content.answering.address),
            returns_to=content.answering.returns_to,
        )


def _paragraphs(content: Content) -> Iterator[str]:
    """The plain text. Its layout is white space, which a template would hide."""
    yield content.lead
    if content.answering.line:
        yield content.answering.line
    if content.intro and content.intro not in content.lead:
        yield content.intro
    if content.deadline:
        yield content.deadline
    for number, section in enumerate(content.sections, start=1):
        yield " ".join(
            filter(None, (f"{number}." if content.intro else "", section.opening, section.request))
        )
        is_rtl = section.article.direction == Article.Direction.RTL
        for item in section.items:
            yield from _quoted(item, is_rtl=is_rtl)
        if section.facts:
            yield "\n".join(f"{what}: {value}" for what, value in section.facts)
    yield f"{content.button}: {content.link}"
    yield content.answering.sentence
    yield f"-- \n{content.signature}\n{_('Email settings')}: {content.preferences}"


def _quoted(item: Item, *, is_rtl: bool) -> Iterator[str]:
    passage = item.passage
    words = (
        f"{passage.before}“{passage.quote}”{passage.after}" if passage.quote else _("About the whole story")
    )
    yield "\n".join(_turned(line, is_rtl=is_rtl) for line in words.splitlines())
    if passage.is_gone:
        yield f"({_('Text deleted')})"
    number = f"#{item.number} " if item.number else ""
    for message in (item.question, *item.thread):
        yield f"{number}{message.who}: " + "\n".join(phrases.isolated(line) for line in message.lines)
        number = ""


def _turned(line: str, *, is_rtl: bool) -> str:
    """A line of copy that reads right to left, whatever letters it begins with."""
    return f"{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}" if is_rtl else line
