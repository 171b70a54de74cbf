"""The Markdown engine, set up so that nothing it reads disappears and markers are invisible to it."""

from __future__ import annotations

import re
from collections.abc import Collection, MutableMapping
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from articles.importing.text.definitions import footnote_block, footnote_reference
from articles.importing.text.parsing import Markers

_DEEPEST: Final = 100_000
"""The engine drops what is nested more deeply than its limit; Python's own is met first, and is told."""


class _References(dict[str, Any]):
    """Link definitions; remembers which of them a link asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, label: str, default: Any = None) -> Any:
        self.used.add(label)
        return super().get(label, default)


class _MarkedState(StateInline):
    """Delimiters of emphasis look past markers to the characters that the copy itself has there."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        markers: frozenset[str] = self.env.get("markers", frozenset())
        found = super().scanDelims(start, canSplitWord)
        before, after = start, start + found.length
        while before > 0 and self.src[before - 1] in markers:
            before -= 1
        while after < self.posMax and self.src[after] in markers:
            after += 1
        if (before, after) == (start, start + found.length):
            return found
        run = self.src[start : start + found.length]
        return _bare_scan(
            self.md, self.src[max(before - 1, 0) : before], run, self.src[after : after + 1], canSplitWord
        )


def _bare_scan(md: MarkdownIt, before: str, run: str, after: str, can_split_word: bool) -> Scanned:
    return StateInline(before + run + after, md, {}, []).scanDelims(len(before), can_split_word)


class _MarkedInline(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _MarkedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A definition of a link; a footnote is none, or its text would be taken for an address."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    return not state.src.startswith("[^", start) and reference(state, start_line, end_line, silent)


class _Engine(MarkdownIt):
    """CommonMark; addresses stay as they were typed, whether they may be links is decided later."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"maxNesting": _DEEPEST})
        rules, rules2 = self.inline.ruler.get_active_rules(), self.inline.ruler2.get_active_rules()
        self.inline = _MarkedInline()
        self.inline.ruler.enableOnly(rules)
        self.inline.ruler2.enableOnly(rules2)
        self.block.ruler.at("reference", _reference)
        self.block.ruler.before("reference", "footnote", footnote_block, {"alt": ["paragraph"]})
        self.inline.ruler.before("link", "footnote_reference", footnote_reference)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


_ENGINE: Final = _Engine()


def blocks_of(source: str, markers: Markers) -> tuple[SyntaxTreeNode, list[tuple[int, int]]]:
    """The tree of a source, and the ranges of lines of link definitions that nothing uses.

    A marker in front of the sign of a heading, an item or a quotation is moved behind it, and one behind
    the spaces that make a hard break in front of them.
    """
    references = _References()
    env: dict[str, Any] = {"references": references, "markers": markers.each}
    tokens = _ENGINE.parse(_behind_signs(source, markers), env)
    unused = [entry["map"] for label, entry in references.items() if label not in references.used]
    unused += [entry["map"] for entry in env.get("duplicate_refs", [])]
    return SyntaxTreeNode(tokens), [(start, end) for start, end in sorted(unused)]


def inline_of(text: str, markers: Markers, notes: Collection[str] = ()) -> list[Token]:
    """The inline tokens of one line of Markdown that stands outside the copy: a headline, a caption, a cell.

    ``notes`` are the labels of the footnotes that it may refer to.
    """
    tokens = _ENGINE.parseInline(text, {"markers": markers.each, "footnotes": notes})
    return tokens[0].children or []


def _behind_signs(source: str, markers: Markers) -> str:
    if not markers.characters:
        return source
    glued = rf"^([ \t]*(?:>|#{{1,6}}|[-*+]|\d{{1,9}}[.)]))({markers.pattern}+)[ \t]"
    source = re.sub(glued, r"\1 \2", source, flags=re.MULTILINE)
    source = re.sub(rf"(?<! )( {{2,}}+)({markers.pattern}+)$", r"\2\1", source, flags=re.MULTILINE)
    signs = rf"^([ \t]*)({markers.pattern}+)[ \t]*((?:(?:>|#{{1,6}}|[-*+]|\d{{1,9}}[.)])[ \t]+)+)"
    return re.sub(signs, r"\1\3\2", source, flags=re.MULTILINE)
