"""Steps that suggest, as an editor in suggesting mode sends them."""

from __future__ import annotations

import itertools

from articles.models import Document
from tests.acts import put_instead, send_steps
from tests.factories import NOW, place_of, typed

_numbers = itertools.count(1)


def new_key(person) -> str:
    return f"{person.pk}.{next(_numbers):08}"


def marked(start, end, kind, key) -> dict:
    mark = {"type": kind, "attrs": {"suggestion": key}}
    return {"stepType": "addMark", "from": start, "to": end, "mark": mark}


def inserted(at, text, key) -> dict:
    step = typed(at, at, text)
    step["slice"]["content"][0]["marks"] = [{"type": "insertion", "attrs": {"suggestion": key}}]
    return step


def replaced(start, end, text, key) -> list[dict]:
    """Take these words out and put others in behind them, as one suggestion."""
    return [marked(start, end, "deletion", key), inserted(end, text, key)]


def suggest(article, words, instead="", *, by, key="", now=NOW) -> str:
    """Suggest other words for the first occurrence of these, or none; answers with the key."""
    key = key or new_key(by)
    start, end = place_of(article, words)
    steps = replaced(start, end, instead, key) if instead else [marked(start, end, "deletion", key)]
    send_steps(article=article, by=by, version=article.document.version, steps=steps, client_id="s", now=now)
    return key


def edit(article, words, instead, *, by, now=NOW):
    """Put other words in the place of the first occurrence of these."""
    return put_instead(article, words, instead, by=by, now=now)


def published(article):
    """The words as they would be printed."""
    from articles.documents.text import plain_text

    return plain_text(Document.objects.get(pk=article.pk).published())


def whole(article):
    """The words with all that is proposed."""
    from articles.documents.text import plain_text

    return plain_text(Document.objects.get(pk=article.pk).parsed())
