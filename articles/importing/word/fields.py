"""Fields: what Word works out, such as a link or a page number; their result is text, their code never is.

A field is a state machine over runs: begin, code, separate, result, end, with fields inside either half, and
it may run over paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.model import Link
from articles.importing.word.names import Element, attribute, taken_branch

_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ESCAPED: Final = re.compile(r"\\(.)")
_LONGEST_CODE: Final = 8_000
_WITH_VALUE: Final = frozenset({"\\l", "\\o", "\\t", "\\s"})
"""Switches of a link that are followed by a value."""


@dataclass(slots=True)
class _Field:
    """``link`` is its own or that of a field around it."""

    code: list[str] = field(default_factory=list)
    length: int = 0
    link: Link | None = None


class Fields:
    """The fields that are open at one place of a text."""

    def __init__(self, root: Element) -> None:
        self._whole = whole_fields(root)
        self._open: list[_Field] = []
        self._coded: list[_Field] = []
        """Those of the open ones that have no result yet."""

    def meet(self, mark: Element) -> None:
        """A ``w:fldChar``. Fields that nothing ends, or ends that nothing began, count for nothing."""
        if mark not in self._whole:
            return
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._open.append(_Field(link=self.link))
            self._coded.append(self._open[-1])
        elif kind == "separate" and self._open:
            now = self._open[-1]
            now.link = link_of("".join(now.code)) or now.link
            self._settle(now)
        elif self._open:
            self._settle(self._open.pop())

    def _settle(self, now: _Field) -> None:
        """The innermost open field has no more code."""
        if self._coded and self._coded[-1] is now:
            self._coded.pop()

    def code(self, text: str) -> None:
        """A stretch of a code: it belongs to the innermost field that has no result yet."""
        if self._coded:
            now = self._coded[-1]
            now.length += len(text)
            if now.length <= _LONGEST_CODE:
                now.code.append(text)

    @property
    def shows(self) -> bool:
        """Whether text that stands here is a result, or in no field at all."""
        return not self._coded

    @property
    def link(self) -> Link | None:
        """Where the text that stands here leads."""
        return self._open[-1].link if self._open else None


def whole_fields(root: Element) -> Collection[Element]:
    """The marks in a part that belong to a field with a beginning and an end."""
    whole: set[Element] = set()
    waiting: list[list[Element]] = []
    unread = set(_unread_branches(root))
    for mark in root.iter("{*}fldChar"):
        if unread and not unread.isdisjoint(mark.iterancestors()):
            continue
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            waiting.append([mark])
        elif waiting and kind == "separate" and len(waiting[-1]) == 1:
            waiting[-1].append(mark)
        elif waiting and kind == "end":
            whole.update(waiting.pop(), [mark])
    return whole


def _unread_branches(root: Element) -> Iterator[Element]:
    for alternatives in root.iter("{*}AlternateContent"):
        taken = taken_branch(alternatives)
        yield from (branch for branch in alternatives if branch is not taken)


def link_of(code: str) -> Link | None:
    """The link that the code of a field makes, if it makes one to somewhere outside the text."""
    tokens = list(_tokens(code))
    if not tokens or tokens[0].upper() != "HYPERLINK":
        return None
    address, place, tip = "", "", None
    rest = iter(tokens[1:])
    for token in rest:
        if token.lower() in _WITH_VALUE:
            value = next(rest, "")
            if token.lower() == "\\l":
                place = value
            elif token.lower() == "\\o":
                tip = value
        elif not token.startswith("\\") and not address:
            address = token
    if not address:
        return Link(f"#{place}") if place else None
    return Link(f"{address}#{place}" if place else address, tip)


def _tokens(code: str) -> Iterator[str]:
    for found in _TOKEN.finditer(code[:_LONGEST_CODE]):
        yield found[2] if found[2] is not None else _ESCAPED.sub(r"\1", found[1])
