"""Footnotes in Markdown: ``[^1]`` among the words, and ``[^1]: words`` as a block of its own.

CommonMark has none; this is what GitHub and Pandoc read. Paragraphs of a footnote after the first are
indented by four spaces; here they become lines of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_LABEL: Final = r"\[\^([^\[\]\s^]{1,80})\]"
_REFERENCE: Final = re.compile(_LABEL)
_DEFINITION: Final = re.compile(_LABEL + r":[ \t]*")
_INDENT: Final = 4


def footnote_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A definition of a footnote, the first of its label."""
    known: dict[str, None] = state.env.setdefault("footnotes", {})
    found = None if state.is_code_block(start_line) else _definition(state, start_line)
    if found is None or found[1] in known:
        return False
    if silent:
        return True
    known[found[1]] = None
    end, content = _content(state, start_line, end_line, found.end())
    opening = state.push("footnote_open", "", 1)
    opening.map, opening.info = [start_line, end], found[1]
    inline = state.push("inline", "", 0)
    inline.map, inline.content, inline.children = [start_line, end], content, []
    state.push("footnote_close", "", -1)
    state.line = end
    return True


def _definition(state: StateBlock, line: int) -> re.Match[str] | None:
    return _DEFINITION.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _content(state: StateBlock, start_line: int, end_line: int, at: int) -> tuple[int, str]:
    """Behind which line the footnote ends, and its words; a line break for the break between paragraphs."""
    words = state.src[at : state.eMarks[start_line]].strip()
    line = start_line + 1
    for number, is_further in _lines(state, line, end_line):
        text = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()
        words += ("\\\n" if is_further and words else "\n") + text
        line = number + 1
    return line, words.strip()


def _lines(state: StateBlock, line: int, end_line: int) -> Iterator[tuple[int, bool]]:
    """The lines that go on with a footnote, and whether each begins another paragraph of it."""
    is_further = False
    for number in range(line, end_line):
        if state.isEmpty(number):
            is_further = True
            continue
        least = state.blkIndent + (_INDENT if is_further else 0)
        if state.sCount[number] < least or _definition(state, number):
            return
        yield number, is_further
        is_further = False


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """A reference to a footnote that is defined somewhere."""
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None or found[1] not in state.env.get("footnotes", ()):
        return False
    if not silent:
        state.push("footnote_reference", "", 0).info = found[1]
    state.pos = found.end()
    return True
