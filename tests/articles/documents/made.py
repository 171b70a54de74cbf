"""Believable copy in several languages, and new versions of it in which the place of every word is known.

Every word has an identity that only the test knows: where it went is known and not guessed. Words of Chinese,
Japanese and Thai stand next to each other without spaces.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import Final

from articles.documents import schema
from articles.documents.anchors import Passage, anchor_at, carry
from articles.documents.diff import Difference, diff_documents
from articles.documents.text import units
from tests.articles.documents.languages import LANGUAGES, Language

_identity = count(1)
_SELDOM: Final = 1_500
"""Words of a language beside those that are listed."""


@dataclass(frozen=True)
class Word:
    """A word, or what stands between words (``mark``); ``instead_of`` names the word it was put in for."""

    text: str
    mark: bool = False
    identity: int = field(default_factory=lambda: next(_identity))
    instead_of: int = 0


Sentence = list[Word]


@dataclass
class Block:
    """A block of sentences; ``item`` when it stands in a list."""

    kind: str
    sentences: list[Sentence]

    @property
    def words(self) -> list[Word]:
        return [word for sentence in self.sentences for word in sentence]


Copy = list[Block]


class Writer:
    """Writes sentences and paragraphs of one language."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        self.chance, self.language = chance, language
        # Words of one story come again and again, most of them seldom.
        made = [*language.nouns, *(self._compound() for _ in range(_SELDOM))]
        self._nouns = chance.sample(made, len(made))
        self._weights = [1 / (rank + 8) for rank in range(len(made))]
        self._last = ""

    def _compound(self) -> str:
        """A word that reads like one of the language: the first half of one, the second of another."""
        one, other = self.chance.choices(self.language.nouns, k=2)
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]

    def word(self) -> Word:
        """Never the one before it again."""
        while (text := self._text()) == self._last:
            pass
        self._last = text
        return Word(text)

    def avoid(self, word: Word) -> None:
        """Write another word than this one next: of two equal ones nobody can tell which is new."""
        self._last = self._last if word.mark else word.text

    def _text(self) -> str:
        if self.chance.random() < 0.42:
            return self.chance.choice(self.language.grammar)
        if self.chance.random() < 0.07:
            return str(self.chance.randint(2, 4_000))
        return self.noun()

    def noun(self) -> str:
        [noun] = self.chance.choices(self._nouns, self._weights)
        latin = self.language.space and noun.isascii()
        return noun + self.chance.choice(["", "", "", "s", "ed", "ing"]) if latin else noun

    def words(self, number: int) -> Sentence:
        found: Sentence = []
        for at in range(number):
            if at and self.language.space:
                found.append(Word(self.language.space, mark=True))
            found.append(self.word())
        return found

    def sentence(self) -> Sentence:
        words = self.words(self.chance.randint(6, 22))
        if self.chance.random() < 0.5 and len(words) > 8:
            at = len(words) // 2
            at += bool(self.language.space) and not words[at].mark
            words[at : at + bool(self.language.space)] = [Word(self.language.comma, mark=True)]
        return _capital([*words, Word(self.language.stop, mark=True)])

    def name(self) -> list[Word]:
        parts = self.chance.choice(self.language.names).split(" ")
        spaced = [[Word(" ", mark=True), Word(part)] for part in parts]
        return [word for pair in spaced for word in pair][1:]

    def quotation(self) -> Sentence:
        """Alike in all but what was said: “…”, said somebody."""
        opener, closer = self.language.quotes
        return [
            Word(opener, mark=True),
            *self.words(self.chance.randint(4, 12)),
            Word(closer + self.language.comma, mark=True),
            Word(self.chance.choice(self.language.said)),
            *([Word(self.language.space, mark=True)] if self.language.space else []),
            *self.name(),
            Word(self.language.stop, mark=True),
        ]

    def roll(self) -> Sentence:
        """A sentence that ends in a list of names."""
        names = self.chance.sample(list(self.language.names), min(4, len(self.language.names)))
        found = [*self.words(4)]
        for number, name in enumerate(names):
            last = number == len(names) - 1
            between = (
                self.language.space if not number else self.language.link if last else self.language.comma
            )
            found += [Word(between, mark=True)] if between else []
            for at, part in enumerate(name.split(" ")):
                found += [Word(" ", mark=True)] if at else []
                found.append(Word(part))
        return [*found, Word(self.language.stop, mark=True)]

    def paragraph(self) -> Block:
        kind = self.chance.random()
        if kind < 0.25:
            return Block("paragraph", [self.quotation()])
        if kind < 0.4:
            return Block("paragraph", [self.sentence(), self.roll()])
        return Block("paragraph", [self.sentence() for _ in range(self.chance.randint(1, 4))])

    def copy(self, paragraphs: int) -> Copy:
        found = [Block("headline", [self.words(7)]), Block("standfirst", [self.sentence()])]
        for _ in range(paragraphs):
            if self.chance.random() < 0.07:
                found.append(Block("heading", [self.words(4)]))
            found.append(self.paragraph())
        return found


def _capital(sentence: Sentence) -> Sentence:
    first = sentence[0]
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *sentence[1:]]


def copied(copy: Copy) -> Copy:
    return [Block(block.kind, [list(sentence) for sentence in block.sentences]) for block in copy]


Change = Callable[[Writer, Copy], Copy]


def _bodies(copy: Copy, fewest: int = 0) -> list[int]:
    return [i for i, one in enumerate(copy) if one.kind == "paragraph" and len(one.words) >= fewest]


def _pick(writer: Writer, copy: Copy, fewest: int = 0) -> int:
    return writer.chance.choice(_bodies(copy, fewest) or _bodies(copy))


def word_edits(share: float) -> Change:
    """So many of the words are others, fall away, or get others beside them."""

    def change(writer: Writer, copy: Copy) -> Copy:
        space = [Word(writer.language.space, mark=True)] if writer.language.space else []
        result = copied(copy)
        for block in result:
            for sentence in block.sentences:
                edited: Sentence = []
                for word in sentence:
                    writer.avoid(word)
                    if word.mark or writer.chance.random() >= share:
                        edited.append(word)
                    elif (kind := writer.chance.random()) < 0.5:
                        edited.append(replace(writer.word(), instead_of=word.identity))
                    elif kind < 0.75:
                        edited += [*writer.words(1), *space, word]
                    elif edited and edited[-1].mark and edited[-1].text == writer.language.space:
                        edited.pop()
                sentence[:] = edited
        return result

    return change


def swapped_alike(writer: Writer, copy: Copy) -> Copy:
    """Two quotations that read alike change places, with a word more in each."""
    result = copied(copy)
    at = writer.chance.choice(_bodies(result))
    first, second = Block("paragraph", [writer.quotation()]), Block("paragraph", [writer.quotation()])
    copy[at:at] = [first, second]
    changed = [Block("paragraph", [[*one.sentences[0]]]) for one in (second, first)]
    for one in changed:
        where = next(i for i, word in enumerate(one.sentences[0]) if not word.mark) + 1
        space = [Word(writer.language.space, mark=True)] if writer.language.space else []
        one.sentences[0][where:where] = [*space, *writer.words(1)]
    result[at:at] = changed
    return result


def name_added(writer: Writer, copy: Copy) -> Copy:
    """A name is added to the end of a list of names."""
    at = writer.chance.choice(_bodies(copy))
    roll = writer.roll()
    copy.insert(at, Block("paragraph", [writer.sentence(), roll]))
    result = copied(copy)
    longer = result[at].sentences[1]
    link = max(i for i, word in enumerate(longer) if word.text == writer.language.link)
    known = {word.text for word in longer}
    fresh = [name for name in writer.language.names if not known & set(name.split(" "))] or ["Zed"]
    longer[link] = Word(writer.language.comma, mark=True)
    added = writer.chance.choice(fresh).split(" ")
    names = [[Word(" ", mark=True), Word(part)] for part in added]
    longer[-1:-1] = [Word(writer.language.link, mark=True), *[w for pair in names for w in pair][1:]]
    return result


def sentences_swapped(writer: Writer, copy: Copy) -> Copy:
    """Two sentences change places within their paragraph."""
    at = writer.chance.choice(_bodies(copy))
    copy.insert(at, Block("paragraph", [writer.sentence() for _ in range(writer.chance.randint(2, 4))]))
    result = copied(copy)
    sentences = result[at].sentences
    one, other = writer.chance.sample(range(len(sentences)), 2)
    sentences[one], sentences[other] = sentences[other], sentences[one]
    return result


def rewritten(writer: Writer, copy: Copy) -> Copy:
    """Sentences are written anew: only what any sentence has is in both."""
    result = copied(copy)
    for at in writer.chance.sample(_bodies(result), min(4, len(_bodies(result)))):
        sentences = result[at].sentences
        sentences[writer.chance.randrange(len(sentences))] = writer.sentence()
    return result


def headline_demoted(writer: Writer, copy: Copy) -> Copy:
    """The old headline is the first paragraph now, under another headline."""
    result = copied(copy)
    old = result[0].sentences[0]
    result[0] = Block("headline", [writer.words(7)])
    if writer.chance.random() < 0.5:
        result[0].sentences[0][0] = Word(old[0].text)
    stop = [Word(writer.language.stop, mark=True)] if writer.chance.random() < 0.5 else []
    result.insert(2, Block("paragraph", [[*old, *stop]]))
    return result


def made_a_list(writer: Writer, copy: Copy) -> Copy:
    """What a sentence names one after the other becomes the items of a list."""
    at = writer.chance.choice(_bodies(copy))
    items = [writer.words(writer.chance.randint(1, 4)) for _ in range(4)]
    intro = writer.words(5)
    named: Sentence = [*intro, Word(": ", mark=True)]
    for number, item in enumerate(items):
        named += (
            [Word(writer.language.comma if number < 3 else writer.language.link, mark=True)] if number else []
        )
        named += item
    copy.insert(at, Block("paragraph", [[*named, Word(writer.language.stop, mark=True)]]))
    result = copied(copy)
    result[at : at + 1] = [
        Block("paragraph", [[*intro, Word(":", mark=True)]]),
        *(Block("item", [list(item)]) for item in items),
    ]
    return result


def paragraphs_listed(writer: Writer, copy: Copy) -> Copy:
    """Paragraphs become the items of a list."""
    result = copied(copy)
    first = _pick(writer, result)
    for block in result[first : first + 4]:
        if block.kind == "paragraph":
            block.kind = "item"
    return result


def words_moved(writer: Writer, copy: Copy) -> Copy:
    """Some words stand elsewhere in their sentence: at its beginning, or at its end."""
    at = writer.chance.choice(_bodies(copy))
    sentence = writer.sentence()
    copy.insert(at, Block("paragraph", [writer.sentence(), sentence, writer.sentence()]))
    result = copied(copy)
    words = result[at].sentences[1]
    bare = [i for i, word in enumerate(words) if not word.mark]
    size = writer.chance.randint(1, 3)
    start, end = bare[-size], bare[-1] + 1
    space = [Word(writer.language.space, mark=True)] if writer.language.space else []
    cut = start - len(space)
    result[at].sentences[1] = [*words[start:end], *space, *words[:cut], *words[end:]]
    return result


def far_swap(writer: Writer, copy: Copy) -> Copy:
    """Two paragraphs far from each other change places."""
    result = copied(copy)
    bodies = _bodies(result)
    one, other = (
        writer.chance.choice(bodies[: len(bodies) // 3]),
        writer.chance.choice(bodies[-(len(bodies) // 3) :]),
    )
    result[one], result[other] = result[other], result[one]
    return result


def shuffled(writer: Writer, copy: Copy) -> Copy:
    """All paragraphs in another order."""
    result = copied(copy)
    bodies = _bodies(result)
    order = writer.chance.sample(bodies, len(bodies))
    return [result[order[bodies.index(i)]] if i in bodies else block for i, block in enumerate(result)]


def shuffled_and_edited(writer: Writer, copy: Copy) -> Copy:
    return word_edits(0.08)(writer, shuffled(writer, copy))


def replaced(writer: Writer, copy: Copy) -> Copy:
    """Another article altogether."""
    return writer.copy(len(copy))


def divided_and_joined(writer: Writer, copy: Copy) -> Copy:
    result = copied(copy)
    at = _pick(writer, result)
    if at + 1 < len(result) and result[at + 1].kind == "paragraph":
        result[at].sentences += result.pop(at + 1).sentences
    long = [i for i in _bodies(result) if len(result[i].sentences) > 1]
    if long:
        at = writer.chance.choice(long)
        rest = result[at].sentences[1:]
        del result[at].sentences[1:]
        result.insert(at + 1, Block("paragraph", rest))
    return result


CHANGES: Final[dict[str, Change]] = {
    "5 % of the words": word_edits(0.05),
    "20 % of the words": word_edits(0.2),
    "40 % of the words": word_edits(0.4),
    "alike paragraphs swapped": swapped_alike,
    "a name added to a list": name_added,
    "sentences swapped": sentences_swapped,
    "sentences rewritten": rewritten,
    "the headline demoted": headline_demoted,
    "a sentence made a list": made_a_list,
    "paragraphs made a list": paragraphs_listed,
    "words moved in a sentence": words_moved,
    "paragraphs swapped": far_swap,
    "paragraphs shuffled": shuffled,
    "shuffled and edited": shuffled_and_edited,
    "divided and joined": divided_and_joined,
    "another article": replaced,
}

Places = dict[int, tuple[int, int]]


def render(copy: Copy) -> tuple[schema.Node, Places]:
    """The document, and the range of every word by its identity."""
    places: Places = {}
    content: list[dict[str, object]] = []
    position = 0
    items: list[dict[str, object]] = []
    for block in copy:
        words = _stripped(block.words)
        if block.kind == "item":
            position += 2 if items else 3
        else:
            position += 2 if items else 1
        at = position
        for word in words:
            places[word.identity] = at, at + units(word.text)
            at = places[word.identity][1]
        position = at + 1
        text = "".join(word.text for word in words)
        inline = {"content": [{"type": "text", "text": text}]} if text else {}
        if block.kind == "item":
            if not items:
                content.append({"type": "bullet_list", "content": items})
            items.append({"type": "list_item", "content": [{"type": "paragraph"} | inline]})
            position += 1
        else:
            items = []
            content.append({"type": block.kind} | inline)
    return schema.parse({"type": "doc", "content": content}), places


def _stripped(words: list[Word]) -> list[Word]:
    """Without white space at the end, which no paragraph of a file has."""
    found = list(words)
    while found and found[-1].mark and not found[-1].text.strip():
        found.pop()
    if found and found[-1].mark:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return found


@dataclass(frozen=True)
class Version:
    """A copy, a later version of it, and passages on the old one; ``blocks`` has each word's block."""

    old: schema.Node
    new: schema.Node
    before: Copy
    after: Copy
    old_places: Places
    new_places: Places


def version(language: str, change: str, seed: int, paragraphs: int = 14) -> Version:
    chance = random.Random(f"{language} {change} {seed}")
    return version_by(Writer(chance, LANGUAGES[language]), change, paragraphs)


def version_by(writer: Writer, change: str, paragraphs: int = 14) -> Version:
    before = writer.copy(paragraphs)
    after = CHANGES[change](writer, before)
    (old, old_places), (new, new_places) = render(before), render(after)
    return Version(old, new, before, after, old_places, new_places)


def spans(found: Version, chance: random.Random, every: int = 3) -> Iterator[list[Word]]:
    """Stretches of one to four words, and some that are whole sentences."""
    for block in found.before:
        words = _stripped(block.words)
        bare = [i for i, word in enumerate(words) if not word.mark]
        for number in range(0, len(bare), every):
            size = chance.choice([1, 1, 2, 3, 4])
            chosen = bare[number : number + size]
            yield words[chosen[0] : chosen[-1] + 1]


def verdict(found: Version, span: Sequence[Word], was: Passage, now: Passage) -> str:
    """Which kind it is, and what became of it. Words survive when all stand together still."""
    there = found.new_places
    bare = [word for word in span if not word.mark]
    places = [there.get(word.identity) for word in span]
    whole = None not in places and all(a[1] == b[0] for a, b in pairwise(places))
    if whole:
        right = places[0][0], places[-1][1]
        if not now.live:
            return "survived: lost"
        if (now.start, now.end) == right:
            return "survived: right"
        meets = now.start < right[1] and right[0] < now.end
        return "survived: beside" if meets else "survived: wrong"
    own = {word.identity for word in bare}
    allowed = [there[word.identity] for word in bare if word.identity in there]
    kept = bool(allowed)
    allowed += [
        there[word.identity]
        for block in found.after
        for word in block.words
        if word.instead_of in own and word.identity in there
    ]
    name = "touched" if kept else "vanished"
    if not now.live:
        return f"{name}: detached"
    meets = any(now.start < end and start < now.end for start, end in allowed)
    return f"{name}: right" if meets else f"{name}: wrong"


def outcomes(found: Version, *, every: int = 3, seed: int = 5) -> tuple[Counter[str], Difference]:
    chance = random.Random(seed)
    chosen = list(spans(found, chance, every))
    asked = [
        anchor_at(found.old, found.old_places[span[0].identity][0], found.old_places[span[-1].identity][1])
        for span in chosen
    ]
    difference = diff_documents(found.old, found.new)
    assert difference.doc.eq(found.new)
    counted: Counter[str] = Counter()
    for span, was, now in zip(chosen, asked, carry(asked, difference), strict=True):
        counted[verdict(found, span, was, now)] += 1
    return counted, difference
