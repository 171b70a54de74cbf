"""The header in which a mail server says what it found out about a sender (RFC 8601, section 2.2).

Pure. A header that is not written by the grammar says nothing: where a quoted string or a comment ends is
what keeps a sender's own words from being read as the server's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 16_000  # characters
DEEPEST_COMMENT = 20
KEYWORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
SPECIALS, SPACE = frozenset('()<>@,;:\\"/[]?='), frozenset(" \t\r\n")

WORD_ENDS, VALUE_ENDS = SPECIALS | SPACE, SPACE | set(';()"')


class ResultsMalformed(ValueError):
    """The header is not written by the grammar."""


@dataclass(frozen=True)
class Result:
    """What one method came to. ``properties``: by their lower-case names, as ``header.d``, in order."""

    method: str
    result: str
    version: int = 1
    reason: str = ""
    properties: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.properties if known == name]


@dataclass(frozen=True)
class Results:
    """One header. Without ``results`` nothing was checked."""

    server: str
    version: int
    results: tuple[Result, ...]


def parse(value: str) -> Results:
    """Read a header's value. Raises :class:`ResultsMalformed`. Linear in its length."""
    if len(value) > LONGEST:
        raise ResultsMalformed("too long")
    pieces = _Pieces(value)
    server = pieces.take_value()
    version = pieces.take_number() if pieces.is_word() else 1
    results: list[Result] = []
    is_none = False
    while not pieces.is_over():
        pieces.take(";")
        if pieces.is_over() and results:
            break  # a last semicolon, which some servers write
        method = pieces.take_keyword()
        if method == "none" and not results and pieces.is_over():
            is_none = True
        else:
            results.append(_result(pieces, method))
    if not results and not is_none:
        raise ResultsMalformed("it says of no method what it came to")
    return Results(server.lower(), version, tuple(results))


def _result(pieces: _Pieces, method: str) -> Result:
    version = 1
    if pieces.is_next("/"):
        pieces.take("/")
        version = pieces.take_number()
    pieces.take("=")
    result = pieces.take_keyword()
    reason = ""
    properties: list[tuple[str, str]] = []
    while not pieces.is_over() and not pieces.is_next(";"):
        name = pieces.take_property()
        pieces.take("=")
        if name == "reason":
            reason = pieces.take_value()
        elif "." in name:
            properties.append((name, pieces.take_property_value()))
        else:
            pieces.take_property_value()  # such as Microsoft's “action=none”, which no standard knows
    return Result(method, result, version, reason, tuple(properties))


class _Pieces:
    """A header's value as it is read from the left; comments and folding are passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._skip()

    def is_over(self) -> bool:
        return self._at >= len(self._text)

    def is_next(self, character: str) -> bool:
        return self._text.startswith(character, self._at)

    def is_word(self) -> bool:
        """Whether a value stands here, plain or quoted."""
        return self.is_next('"') or self._is_plain()

    def take(self, character: str) -> None:
        if not self.is_next(character):
            raise ResultsMalformed(f"“{character}” is missing at {self._at}")
        self._at += 1
        self._skip()

    def take_number(self) -> int:
        word = self._plain()
        if not (word.isascii() and word.isdigit() and len(word) < 5):
            raise ResultsMalformed(f"no number: {word[:20]}")
        self._skip()
        return int(word)

    def take_keyword(self) -> str:
        word = self._plain()
        if not KEYWORD.fullmatch(word):
            raise ResultsMalformed(f"no keyword: {word[:20]}")
        self._skip()
        return word.lower()

    def take_property(self) -> str:
        """``ptype.property``, with or without space around the dot; or a word without one."""
        word = self._plain()
        self._skip()
        while self.is_word() and not self.is_next('"') and (word.endswith(".") or self.is_next(".")):
            word += self._plain()
            self._skip()
        if not all(KEYWORD.fullmatch(name) for name in word.split(".")):
            raise ResultsMalformed(f"no property: {word[:20]}")
        return word.lower()

    def take_value(self) -> str:
        """A token or a quoted string (RFC 2045)."""
        word = self._quoted() if self.is_next('"') else self._plain()
        if self.is_word():
            raise ResultsMalformed(f"a quoted string and a word are not one value at {self._at}")
        self._skip()
        return word

    def take_property_value(self) -> str:
        """A value, or an address of which the part before the at sign may be quoted or missing.

        Servers write digests and addresses with letters that a token does not have, unquoted.
        """
        is_quoted = self.is_next('"')
        word = self._quoted() if is_quoted else ""
        if not is_quoted or self.is_next("@"):
            begin = self._at
            while not self.is_over() and self._text[self._at] not in VALUE_ENDS:
                self._at += 1
            word += self._text[begin : self._at]
        if self.is_next('"') or (is_quoted and self.is_word()):
            raise ResultsMalformed(f"a quoted string and a word are not one value at {self._at}")
        self._skip()
        return word

    def _is_plain(self) -> bool:
        return not self.is_over() and self._text[self._at] not in WORD_ENDS

    def _plain(self) -> str:
        begin = self._at
        while (
            not self.is_over() and self._text[self._at] not in SPECIALS and self._text[self._at] not in SPACE
        ):
            self._at += 1
        word = self._text[begin : self._at]
        if not word or not word.isprintable():
            raise ResultsMalformed(f"a word is missing at {begin}")
        return word

    def _quoted(self) -> str:
        self._at += 1
        word: list[str] = []
        while not self.is_over():
            character = self._text[self._at]
            self._at += 1
            if character == '"':
                return "".join(word)
            if character == "\\" and not self.is_over():
                character = self._text[self._at]
                self._at += 1
            word.append(character)
        raise ResultsMalformed("a quoted string does not end")

    def _skip(self) -> None:
        """Over space and comments, which may hold comments."""
        depth = 0
        while not self.is_over():
            character = self._text[self._at]
            if character == "(":
                depth += 1
            elif character == ")" and depth:
                depth -= 1
            elif character == "\\" and depth:
                self._at += 1
            elif not depth and character not in SPACE:
                return
            self._at += 1
            if depth > DEEPEST_COMMENT:
                raise ResultsMalformed("too many comments in comments")
        if depth:
            raise ResultsMalformed("a comment does not end")
