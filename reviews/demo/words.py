"""The words of a large made-up newsroom: names, headlines, copy, questions and answers."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from articles.documents import schema, stored
from articles.documents.flat import flatten

WORDS: Final[Mapping[str, Sequence[str]]] = tomllib.loads(
    (Path(__file__).parent / "copy" / "large.toml").read_text("utf-8")
)


@dataclass(frozen=True)
class Copy:
    """Copy whose headline is still to be put in. ``passages``: words, and their positions where the headline
    has no letter."""

    before: str
    behind: str
    words: int
    passages: Sequence[tuple[str, int, int]]

    def with_headline(self, headline: str) -> str:
        """The canonical JSON of the document."""
        return f"{self.before}{json.dumps(headline, ensure_ascii=False)}{self.behind}"


def headline(rng: Random) -> str:
    body, act, matter, place = (rng.choice(WORDS[part]) for part in ("bodies", "acts", "matters", "places"))
    return f"{body} {act} {matter} in {place}"


def name(number: int) -> str:
    """Of 1,600 people each has another one."""
    given, family = WORDS["given"], WORDS["family"]
    return f"{given[number % len(given)]} {family[(number + number // len(given)) % len(family)]}"


def copy(rng: Random, *, paragraphs: int) -> Copy:
    """Copy of some paragraphs, all sentences of which are ours."""
    mark = "0"
    texts = [" ".join(rng.sample(WORDS["sentences"], k=4)) for _ in range(paragraphs)]
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    title = {"type": "headline", "content": [{"type": "text", "text": mark}]}
    doc = schema.parse({"type": "doc", "content": [title, *blocks]})
    before, behind = stored.store(doc).split(f'"{mark}"')
    flat = flatten(doc)
    passages = []
    for words in WORDS["passages"]:
        place = flat.text.find(words)
        if place >= 0:
            start = flat.position(place)
            end = flat.position(place + len(words), end=True)
            passages.append((words, start - len(mark), end - len(mark)))
    return Copy(before, behind, sum(len(text.split()) for text in texts), passages)
