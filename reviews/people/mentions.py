"""People of the desk who are named in what somebody writes: “@Ruth Adeyemi”, or “@Ruth” where one Ruth is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from articles.models import Article
from newsroom.models import User

Mentions = dict[str, list[int]]
"""Names as they were typed → ids of the people they mean: more than one where people share a name."""


def mentions_in(text: str, article: Article) -> Mentions:
    """Who of the article's desk is mentioned. No statement where nothing is, one otherwise."""
    if "@" not in text:
        return {}
    return among(text, article.desk.speakers().filter(is_guest=False).order_by("pk"))


def among(text: str, people: Iterable[User]) -> Mentions:
    """The mentions of these people in the text."""
    meant = _names(people)
    found: Mentions = {}
    for match in _pattern(meant).finditer(text) if meant else ():
        found[match[1]] = meant[_plain(match[1])]
    return found


def pieces(text: str, mentions: Mentions) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a mention."""
    last = 0
    for match in _pattern(mentions).finditer(text) if mentions else ():
        yield text[last : match.start()], False
        yield match[0], True
        last = match.end()
    yield text[last:], False


def _names(people: Iterable[User]) -> Mentions:
    """What each can be called by: the whole name, and the first name where only one has it."""
    everybody = [(_plain(person.name), person.pk) for person in people if person.name.strip()]
    firsts = Counter(name.split()[0] for name, _pk in everybody)
    found: Mentions = {}
    for name, pk in everybody:
        found.setdefault(name, []).append(pk)
    for name, pk in everybody:
        first = name.split()[0]
        if firsts[first] == 1:
            found.setdefault(first, [pk])
    return found


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """An @ that begins a word, and the longest of the names behind it."""
    longest_first = sorted(names, key=len, reverse=True)
    spelled = (r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(rf"(?<![\w@.])@({'|'.join(spelled)})(?!\w)", re.IGNORECASE)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())
