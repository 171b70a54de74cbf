"""The headers of a mail about articles.

All mails of an article are one thread: they share the subject of its first event and refer to a
root that stands for the article. No mail bears the root's id itself, so the thread holds whoever
joins it when. Their own ids were fixed before anybody tried to send them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from reviews.notifications.events import mail_domain
from reviews.notifications.mail import signed_links
from reviews.notifications.mail_data import ArticleMail

DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """Safe in a header: no line breaks, no control characters, nothing that turns the line around."""
    allowed = (character for character in text if character not in DIRECTION_OVERRIDES)
    printable = (
        " " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in allowed
    )
    return " ".join("".join(printable).split())


def thread_root(article_id: int) -> str:
    """The id all mails of an article refer to, the same for everybody."""
    return f"<article-{article_id}@{mail_domain()}>"


def several_root(article_mail: ArticleMail) -> str:
    """What the mails of one person about several stories of one kind refer to, a day long."""
    kind = (
        "deputy" if article_mail.names_a_deputy else "standing-in" if article_mail.stands_in else "pressing"
    )
    day = article_mail.lead.created_at.astimezone(article_mail.zone).date()
    return f"<{kind}-{article_mail.reader.pk}-{day.isoformat()}@{mail_domain()}>"


def automatic(message_id: str, *, is_answer: bool = False) -> dict[str, str]:
    """What every mail of ours begins with: its id, and that no machine is to answer it (RFC 3834).

    ``is_answer``: whether it answers a mail that somebody sent.
    """
    return {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-replied" if is_answer else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def one_click(path: str) -> dict[str, str]:
    """How a mail program ends these mails without opening a page (RFC 8058). ``path``: that of the link."""
    return {
        "List-Unsubscribe": f"<{settings.COPYDESK_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def headers_of(article_mail: ArticleMail, *, reply_to: str) -> Mapping[str, str]:
    root = thread_root(article_mail.article.pk) if article_mail.is_one_story else several_root(article_mail)
    unsubscribe = signed_links.to_unsubscribe(
        article_mail.lead, (act.event.kind for act in article_mail.acts)
    )
    return MappingProxyType(
        {
            **automatic(article_mail.lead.message_id),
            "In-Reply-To": root,
            "References": root,
            **one_click(unsubscribe),
            **({"Reply-To": reply_to} if reply_to else {}),
        }
    )
