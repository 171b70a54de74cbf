"""What tests of pages share: a browser for somebody, and the words a page shows."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

HTMX = {"HX-Request": "true"}


def browse(person=None) -> Client:
    """A browser in which this person, or nobody, has signed in."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def words(response) -> str:
    """The text of the answer without its markup."""
    body = re.sub(r"(?s)<(script|style).*?</\1>|<title>.*?</title>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def at(article, tail="") -> str:
    return f"/articles/{article.slug}/{tail}"


def below_lead(text: str) -> str:
    """The text of a mail below its first line, which says what is wanted in the words of the mail."""
    return text.replace("\r\n", "\n").partition("\n\n")[2]
