"""The bytes of a message → its tree of parts, within limits, so that no message costs more than its length.

The library's parser has no limits of its own: it calls itself for each level of nesting, asks every level
for every line, and copies a header once for each of its parameters. What lies beyond a limit is left out,
and :class:`Parsed` says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.feedparser import BytesFeedParser
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from typing import Any

DEEPEST = 20
"""Levels of parts."""
MOST_PARTS = 1_000
MOST_HEADERS = 2_000
"""Of one part."""
LONGEST_HEADER = 16_000  # characters
MOST_LINES = 500_000
"""A message of 16 MB whose files are in lines of 76 letters has 220,000."""
CHUNK = 64 * 1024
LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Parsed:
    """A message and, when not all of it was read, why not, in a sentence for the administration."""

    message: Message
    trouble: str = ""


class _LimitReached(Exception):
    """Not all of the message is read. Holds the sentence that says why."""


class _Part(Message):
    """A part that knows how deep it lies and stops the parser at a limit."""

    def __init__(self, policy: Any, budget: _Budget) -> None:
        super().__init__(policy)
        self._budget = budget
        self._depth = 0
        self._header_count = 0

    def set_raw(self, name: str, value: str) -> None:
        """Called by the parser for each header."""
        self._header_count += 1
        if self._header_count > MOST_HEADERS:
            raise _LimitReached(f"It has more than {MOST_HEADERS:,} headers.")
        super().set_raw(name, value)

    def attach(self, payload: Any) -> None:
        """Called by the parser when a part begins."""
        if isinstance(payload, _Part):
            payload._depth = self._depth + 1
            if payload._depth > DEEPEST:
                raise _LimitReached(f"Its parts are nested more than {DEEPEST:,} deep.")
            self._budget.count_part()
        super().attach(payload)


class _Budget:
    """Makes the parts of one message, and counts them."""

    def __init__(self) -> None:
        self.root: _Part | None = None
        self.parts = 0

    def make(self, policy: Any = None) -> _Part:
        part = _Part(policy, self)
        self.root = self.root or part
        return part

    def count_part(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise _LimitReached(f"It has more than {MOST_PARTS:,} parts.")


class _ShortHeaders(Compat32):
    """The parser's own way with headers, of which the beginning is kept."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:LONGEST_HEADER]


def parse(raw: bytes) -> Parsed:
    """Read a message. Whatever its bytes are, there is an answer."""
    budget = _Budget()
    parser = BytesFeedParser(policy=_ShortHeaders(message_factory=budget.make))
    lines = _first_lines(raw)
    trouble = ""
    if len(lines) < len(raw):
        trouble = f"It has more than {MOST_LINES:,} lines."
    try:
        for start in range(0, len(lines), CHUNK):
            parser.feed(lines[start : start + CHUNK])
        return Parsed(parser.close(), trouble)
    except _LimitReached as limit:
        return Parsed(budget.root or Message(), str(limit))
    except Exception as error:  # the library promises nothing about broken messages
        return Parsed(budget.root or Message(), f"{type(error).__name__}: {error}")


def parse_headers(raw: bytes) -> Parsed:
    """Read the headers alone. Whatever the bytes are, there is an answer."""
    budget = _Budget()
    try:
        policy = _ShortHeaders(message_factory=budget.make)
        return Parsed(BytesHeaderParser(policy=policy).parsebytes(raw))
    except _LimitReached as limit:
        return Parsed(budget.root or Message(), str(limit))
    except Exception as error:  # as above
        return Parsed(budget.root or Message(), f"{type(error).__name__}: {error}")


def _first_lines(raw: bytes) -> bytes:
    if len(raw) <= MOST_LINES:
        return raw
    for count, end in enumerate(LINE_END.finditer(raw), start=1):
        if count >= MOST_LINES:
            return raw[: end.end()]
    return raw


def parts_of(part: Message) -> list[Message]:
    """What a message or a part of one is made of; nothing when it is one piece."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def flowing(part: Message, text: str) -> str:
    """Lines that were broken for the way, joined again (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    drops_space = str(part.get_param("delsp", "")).lower() == "yes"
    joined: list[str] = []
    depth, is_open = 0, False
    for line in text.split("\n"):
        words = line.lstrip(">")
        quoted = len(line) - len(words)
        words = words.removeprefix(" ")
        is_signature = words == "-- "
        if is_open and quoted == depth and not is_signature:
            joined[-1] += words
        else:
            joined.append(f"{'>' * quoted} {words}" if quoted else words)
        depth, is_open = quoted, words.endswith(" ") and not is_signature
        if is_open and drops_space:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)
