"""Names in running text: runs of words with capitals, with the words that belong to a name without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Token, Use, tokens_of
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import is_capitalised

PARTICLES: Final = words("particles of names")
NAME_PARTICLES: Final = PARTICLES - {"of", "e", "y"}
_POSSESSIVE: Final = re.compile("['’]s$|(?<=s)['’]$")
_CONTRACTED: Final = re.compile("(?:['’](?:re|d|ll|ve|m|t)|n['’]t)$", re.IGNORECASE)
_ELISION: Final = re.compile("^(?:[ldjnsmtc]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_HONORIFICS: Final = frozenset({"mr", "mrs", "ms", "dr"})
COMMON: Final = words("begin sentences")


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word as it is spelled, without a possessive, and where; ``begins`` as of tokens."""

    text: str
    use: Use
    begins: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Words with capitals that follow one another; ``before`` are the two words before, in lower case."""

    words: tuple[Word, ...]
    before: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def spelled(token: Token, language: str) -> str | None:
    """The word of a token without a possessive; None when it is a contraction."""
    text = token.text
    if language in {"en", ""}:
        if _CONTRACTED.search(text):
            return None
        text = _POSSESSIVE.sub("", text)
    if language == "fr":
        text = _ELISION.sub("", text)
    return text.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-") or None


def word_of(block: Block, token: Token, language: str) -> Word | None:
    text = spelled(token, language)
    if text is None or _is_address(block.words.text, token):
        return None
    start = token.end - len(text) if language == "fr" else token.start
    begins = token.begins if start == token.start else False
    return Word(text, Use(block, start, start + len(text)), begins)


def _is_address(text: str, token: Token) -> bool:
    """Whether the token is part of an address of the web or of mail, or a handle."""
    before, after = (
        text[token.start - 1 : token.start] if token.start else "",
        text[token.end : token.end + 2],
    )
    return (
        (bool(before) and before in "@#/._")
        or after[:1] in ("@", "_")
        or (after[:1] == "." and after[1:].isalnum())
    )


def mentions(story: Story) -> Iterator[Mention]:
    """The names of running text and captions, in order; each with at least one word."""
    for block in story.blocks:
        if block.is_prose or block.field == "caption":
            yield from _of_block(block, story.language)


def _of_block(block: Block, language: str) -> Iterator[Mention]:
    tokens = tokens_of(block)
    run: list[Word] = []
    first = 0
    for number, token in enumerate(tokens):
        word = word_of(block, token, language)
        if word is not None and run and token.follows and _continues(tokens, number, run, language):
            run.append(word)
        else:
            yield from _finished(run, tokens, first)
            run, first = [], number
            if word is not None and _is_name_word(word.text):
                run = [word]
    yield from _finished(run, tokens, first)


def _continues(tokens: tuple[Token, ...], number: int, run: list[Word], language: str) -> bool:
    token = tokens[number]
    if run[-1].use.end != token.start - len(token.gap) or token.begins:
        return False  # a possessive ends a name
    if _is_name_word(spelled(token, language) or ""):
        return True
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    return token.text in NAME_PARTICLES and after is not None and after.follows and is_capitalised(after.text)


def _is_name_word(text: str) -> bool:
    return is_capitalised(text) or bool(re.match("(?:al|el|ul|ad|an|as|ash|at|az)[-‐‑]['’ʿʼ]?[A-Z]", text))


def _is_common(run: list[Word]) -> bool:
    """Whether the first word is one with which sentences begin, and no part of the name."""
    word = run[0].text.casefold()
    return word in COMMON and (len(run) == 1 or (run[0].begins and word not in _HONORIFICS))


def _finished(run: list[Word], tokens: tuple[Token, ...], first: int) -> Iterator[Mention]:
    while run and _is_common(run):
        run = run[1:]
        first += 1
    if run:
        before = tuple(token.text.casefold() for token in tokens[max(first - 2, 0) : first])
        yield Mention(tuple(run), before)
