"""Edit sessions in which every word has an identity, so that where it went is known and not guessed."""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import count

from articles.documents import schema
from articles.documents.text import units

STEMS = [
    *("council", "river", "engineer", "warning", "company", "statement", "evidence", "family", "Damascus"),
    *("official", "contract", "payment", "inquiry", "reporter", "document", "million", "contractor", "owner"),
    *("governor", "budget", "hospital", "school", "minister", "border", "tunnel", "vaccine", "harbour"),
    *("treaty", "market", "ferry", "drought", "election", "ballot", "senator", "factory", "pension"),
]
COMMON = ["the", "of", "to", "and", "in", "that", "for", "was", "on", "with", "as", "by", "at", "from", "it"]
EDITS = [
    *("word", "word", "word", "insert", "insert", "phrase", "cut"),
    *("new", "split", "join", "drop", "rewrite", "spelling"),
]
ELSEWHERE = ["😀", "نص", "صحيفة", "naïve", "café", "𝒳𝓎", "日本"]

_identity = count()


@dataclass(frozen=True)
class Word:
    text: str
    identity: int = field(default_factory=lambda: next(_identity))


@dataclass
class Block:
    kind: str
    words: list[Word]


def _word(chance: random.Random) -> Word:
    kind = chance.random()
    if kind < 0.45:
        return Word(chance.choice(COMMON))
    if kind < 0.97:
        return Word(chance.choice(STEMS) + chance.choice(["", "", "s", "ed", ","]))
    return Word(chance.choice(ELSEWHERE))


def _words(chance: random.Random, number: int) -> list[Word]:
    return [_word(chance) for _ in range(number)]


def draft(chance: random.Random, words: int) -> list[Block]:
    blocks = [Block("headline", _words(chance, 9)), Block("standfirst", _words(chance, 18))]
    while words > 0:
        if chance.random() < 0.08:
            blocks.append(Block("heading", _words(chance, 5)))
        blocks.append(Block("paragraph", _words(chance, min(chance.randint(20, 75), max(words, 10)))))
        words -= len(blocks[-1].words)
    return blocks


def render(blocks: list[Block]) -> tuple[schema.Node, dict[int, tuple[int, int]]]:
    """The document, and the range of every word by its identity."""
    ranges: dict[int, tuple[int, int]] = {}
    content = []
    position = 0
    for block in blocks:
        position += 1
        for number, word in enumerate(block.words):
            position += bool(number)
            ranges[word.identity] = position, position + units(word.text)
            position = ranges[word.identity][1]
        position += 1
        text = " ".join(word.text for word in block.words)
        content.append({"type": block.kind} | ({"content": [{"type": "text", "text": text}]} if text else {}))
    return schema.parse({"type": "doc", "content": content}), ranges


def edited(chance: random.Random, blocks: list[Block], *, edits: int, moves: int) -> list[Block]:
    """The draft after an editor went over it; every word that is left keeps its identity."""
    result = [Block(block.kind, list(block.words)) for block in blocks]
    for _ in range(edits):
        _edit(chance, result)
    for _ in range(moves):
        moving = result.pop(_paragraph(chance, result))
        result.insert(chance.randrange(2, len(result) + 1), moving)
    return result


def _paragraph(chance: random.Random, blocks: list[Block]) -> int:
    return chance.choice(
        [i for i, block in enumerate(blocks) if block.kind == "paragraph" and len(block.words) > 8]
    )


def _edit(chance: random.Random, blocks: list[Block]) -> None:
    at = _paragraph(chance, blocks)
    words = blocks[at].words
    where = chance.randrange(len(words) - 4)
    match chance.choice(EDITS):
        case "word":
            words[where] = _word(chance)
        case "spelling":
            words[where] = Word(words[where].text + "s")
        case "phrase":
            words[where : where + 3] = _words(chance, 4)
        case "insert":
            words[where:where] = _words(chance, chance.randint(1, 6))
        case "cut":
            del words[where : where + chance.randint(3, 8)]
        case "new":
            blocks.insert(at, Block("paragraph", _words(chance, 30)))
        case "split":
            middle = chance.randrange(3, len(words) - 3)
            blocks[at : at + 1] = [Block("paragraph", words[:middle]), Block("paragraph", words[middle:])]
        case "join" if at + 1 < len(blocks) and blocks[at + 1].kind == "paragraph":
            words += blocks.pop(at + 1).words
        case "drop" if len(blocks) > 8:
            del blocks[at]
        case "rewrite":
            words[::3] = _words(chance, len(words[::3]))


def unmoved(old: list[Block], new: list[Block]) -> set[int]:
    """The identities of the words that are still in the order in which they were: the most that can be."""
    order = {word.identity: i for i, word in enumerate(word for block in new for word in block.words)}
    kept = [word.identity for block in old for word in block.words if word.identity in order]
    tails: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for identity in kept:
        length = bisect_left(tails, order[identity])
        before[identity] = last[length - 1] if length else None
        tails[length : length + 1] = [order[identity]]
        last[length : length + 1] = [identity]
    found: set[int] = set()
    at: int | None = last[-1] if last else None
    while at is not None:
        found.add(at)
        at = before[at]
    return found
