"""The entries of a stylebook at work: all of them searched at once, and each that matches for its places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from weakref import WeakKeyDictionary

import re2
from prosemirror.model import Node

from articles.documents.style.blocks import Block, Words
from articles.documents.style.letters import begins_sentence, is_arabic, like
from articles.documents.style.model import Case, Entry, EntryRefused, Finding, Form, Kind, Level
from articles.documents.style.patterns import Hit, PatternSet, Searcher, Span, source, words_source
from articles.documents.style.quotations import is_quoted

_PER_BLOCK: Final = 50
"""So many findings of one entry in one block are enough to say that there are many."""
_GROUP: Final = re.compile(r"\$([1-9])")


class _Exception:
    """A longer wording in which the words of an entry are right."""

    def __init__(self, words: str) -> None:
        self._has_particles = is_arabic(words)
        self._searcher = Searcher(words_source(words), is_free=False)

    def spans(self, words: Words) -> Iterator[Span]:
        for hit in self._searcher.hits(words.text, words.encoded, words.offset_of_byte):
            yield hit.start + (particles_of(hit) if self._has_particles else 0), hit.end


def particles_of(hit: Hit) -> int:
    """How many letters are particles written together with an Arabic word, which stay as they are."""
    return len((hit.groups[0] or b"").decode())


class _Rule:
    """One entry, ready to search."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.source = source(entry)
        self._searcher = Searcher(self.source, is_free=entry.form is Form.RE2)
        self._has_particles = entry.form is Form.WORDS and is_arabic(entry.pattern)
        self._exceptions = [_Exception(words) for words in self._excepted()]

    def _excepted(self) -> Iterable[str]:
        yield from self.entry.exceptions
        if self.entry.suggestion and not _GROUP.search(self.entry.suggestion):
            yield self.entry.suggestion.replace("|", " ")

    def hits(self, words: Words) -> list[tuple[Span, str | None]]:
        """The ranges of the words it finds, with what it suggests for each."""
        text, encoded, offset_of = words.text, words.encoded, words.offset_of_byte
        found: list[tuple[Span, str | None]] = []
        excepted: list[Span] | None = None
        for hit in self._searcher.hits(text, encoded, offset_of):
            start, end = hit.start, hit.end
            if self._has_particles:
                start += particles_of(hit)
            suggestion = self._suggested(hit, text, start)
            if suggestion == text[start:end]:
                continue
            if excepted is None:
                excepted = [span for one in self._exceptions for span in one.spans(words)]
            if not any(
                first <= start and end <= last and last - first > end - start for first, last in excepted
            ):
                found.append(((start, end), suggestion))
            if len(found) == _PER_BLOCK:
                break
        return found

    def _suggested(self, hit: Hit, text: str, start: int) -> str | None:
        entry = self.entry
        if entry.suggestion is None:
            return None
        suggestion = entry.suggestion
        if entry.form is Form.RE2:
            suggestion = _GROUP.sub(lambda group: (hit.groups[int(group[1]) - 1] or b"").decode(), suggestion)
        if entry.case is Case.EXACT:
            return suggestion
        return like(text[start : hit.end], suggestion, entry.pattern, begins=begins_sentence(text, start))


def compiled_groups(entry: Entry) -> int:
    """How many groups the pattern of an entry has."""
    return int(re2.compile(source(entry)).groups)


class Rules:
    """The active entries of a stylebook for one language, compiled together; they never change."""

    def __init__(self, entries: Iterable[Entry], *, language: str = "") -> None:
        """Raises :class:`EntryRefused` that names the entry whose pattern cannot be used."""
        self.entries = tuple(
            entry
            for entry in entries
            if entry.active and (not language or not entry.language or entry.language == language)
        )
        self._groups: list[tuple[PatternSet, list[_Rule]]] = []
        for form in Form:
            rules = [_Rule(entry) for entry in self.entries if entry.form is form]
            if rules:
                self._groups.append((_set_of(rules), rules))
        self._found: WeakKeyDictionary[Node, tuple[Finding, ...]] = WeakKeyDictionary()

    def in_block(self, block: Block) -> tuple[Finding, ...]:
        """What the entries find in a block, as if it began at position 0; kept as long as the block is."""
        found = self._found.get(block.node)
        if found is None:
            found = self._found[block.node] = tuple(self._findings(block.words))
        return found

    def seen(self, node: Node) -> bool:
        """Whether the block was searched before."""
        return node in self._found

    def in_text(self, text: str) -> tuple[Finding, ...]:
        """What the entries find in a text of its own."""
        return tuple(self._findings(Words(text, ((0, 0),))))

    def _findings(self, words: Words) -> list[Finding]:
        found: list[Finding] = []
        for pattern_set, rules in self._groups:
            for number in pattern_set.matching(words.encoded):
                for (start, end), suggestion in rules[number].hits(words):
                    quoted = is_quoted(words.text, start, end)
                    found.append(_finding(rules[number].entry, words, (start, end), suggestion, quoted))
        return sorted(found, key=lambda one: (one.place.start, one.place.end, one.rule))


def _finding(entry: Entry, words: Words, span: Span, suggestion: str | None, quoted: bool) -> Finding:
    return Finding(
        kind=Kind.ENTRY,
        rule=entry.name,
        place=words.place(*span),
        suggestion=suggestion,
        reason=entry.explanation,
        level=Level.HINT if quoted else entry.level,
        quoted=quoted,
    )


def _set_of(rules: Sequence[_Rule]) -> PatternSet:
    try:
        return PatternSet([rule.source for rule in rules])
    except re2.error as error:
        for rule in rules:
            try:
                re2.compile(rule.source)
            except re2.error as own:
                raise EntryRefused(f"The pattern of “{rule.entry.name}” can’t be used.") from own
        raise EntryRefused("These entries are too large together. Switch some of them off.") from error
