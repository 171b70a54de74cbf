"""Words found again among those that edits took out of a text and those that they put in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from prosemirror.model import Node

from articles.documents.changes import Edit
from articles.documents.matching import Words, word_matches
from articles.documents.sequences import Vocabulary, letters, word_spans
from articles.documents.text import TextBlock, text_blocks, units_before, wide_characters

TELLING_LETTERS: Final = 8
"""Letters of words that stand once in either text from which on these are the same words in another place."""
_NEAR_LETTERS: Final = 4
"""As many are enough between two words that stayed if there are few others."""
_NEAR_WORDS: Final = 60
_SEQUENCE: Final = 3
"""So many words that stand once in this order in either text tell as much as one that does."""
_SAME_TEXT: Final = 0.25
"""The least share of words that stayed, or blocks that moved, for two texts to be versions of one."""
_MANY: Final = 100
_STRANGE: Final = 3
"""How many times as many letters must be the same in texts that are not."""
_MOST_MARKS: Final = 4
"""Marks of punctuation beside a word that are looked at."""
_MARKS_BEFORE: Final = re.compile(r"[^\w\s]*\Z")
_MARKS_BEHIND: Final = re.compile(r"\A[^\w\s]*")
_APART: Final = 3
"""Other words between words that moved that moved with them, at most."""


def telling_letters(stayed: int, words: int) -> int:
    """How many letters tell that words are the same in another place, if so many of all words stayed.

    Two long texts that have little in common have a rare word or a name in common by chance.
    """
    is_strange = words >= _MANY and stayed < _SAME_TEXT * words
    return _STRANGE * TELLING_LETTERS if is_strange else TELLING_LETTERS


class Text:
    """The words of a text, in order, and where they are: which edits took them out, or put them in.

    Of word number i, ``starts`` and ``ends`` have the positions, ``blocks`` the number of its block, and
    ``parts`` that of its edit, or -1 for words that stayed. ``folded`` are the words in small letters.
    """

    def __init__(self, doc: Node, ranges: Sequence[tuple[int, int]]) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.blocks: list[int] = []
        self._texts: list[str] = []
        self._places: list[tuple[int, int]] = []
        for number, block in enumerate(text_blocks(doc)):
            self._read(block, number)
        self.folded = [word.lower() for word in self.words]
        self.parts = [-1] * len(self.words)
        for number, (start, end) in enumerate(ranges):
            inside = self.within(start, end)
            self.parts[inside.start : inside.stop] = [number] * len(inside)

    def _read(self, block: TextBlock, number: int) -> None:
        text, at = block.text, block.position
        spans = word_spans(text)
        self._texts.append(text)
        self._places += spans
        self.words += [text[start:end] for start, end in spans]
        if wide_characters(text):
            before = units_before(text)
            spans = [(before(start), before(end)) for start, end in spans]
        self.starts += [at + start for start, _end in spans]
        self.ends += [at + end for _start, end in spans]
        self.blocks += [number] * len(spans)

    def marks_before(self, word: int) -> str:
        """The marks of punctuation that stand directly before a word."""
        text, start = self._texts[self.blocks[word]], self._places[word][0]
        return "".join(_MARKS_BEFORE.findall(text[max(start - _MOST_MARKS, 0) : start]))

    def marks_behind(self, word: int) -> str:
        """The marks of punctuation that stand directly behind a word."""
        text, end = self._texts[self.blocks[word]], self._places[word][1]
        return "".join(_MARKS_BEHIND.findall(text[end : end + _MOST_MARKS]))

    def leave_out(self, start: int, end: int) -> None:
        """What became of the words between two positions is known."""
        for number in self.within(start, end):
            self.parts[number] = -1

    def within(self, start: int, end: int) -> range:
        """The numbers of the words between two positions."""
        return range(bisect_left(self.starts, start), bisect_right(self.ends, end))

    def taken(self) -> list[int]:
        """The words that edits took out or put in."""
        return [number for number, part in enumerate(self.parts) if part >= 0]

    def are_taken(self, at: int, size: int) -> bool:
        """Whether so many words from ``at`` on were taken out or put in, and stand in one block."""
        blocks = self.blocks[at : at + size]
        return len(blocks) == size and blocks[0] == blocks[-1] and min(self.parts[at : at + size]) >= 0


class Run(NamedTuple):
    """``size`` words from ``old`` on that are as many from ``new`` on."""

    old: int
    new: int
    size: int
    is_in_order: bool = False


class Runs:
    """The search for words among those that went and those that came."""

    def __init__(self, known: Words, gone: Text, come: Text, edits: Sequence[Edit]) -> None:
        self._known, self._gone, self._come = known, gone, come
        self._regions = list(_regions(gone, edits))
        region_of = {edit: number for number, region in enumerate(self._regions) for edit in region}
        self._region = [region_of[edit] for edit in edits]
        vocabulary = Vocabulary()
        self._old, self._new = vocabulary.spell(gone.folded), vocabulary.spell(come.folded)

    def groups(self) -> Iterator[list[Run]]:
        """The runs in the order of the old text, those next to each other together."""
        taken: list[Run] = []
        for run in self._accepted():
            if taken and not self._go_together(taken[-1], run):
                yield taken
                taken = []
            taken.append(run)
        if taken:
            yield taken

    def _accepted(self) -> list[Run]:
        """Those in the order of the two texts, and of the others the longest; none overlap."""
        others = sorted(set(self._elsewhere()), key=self._letters, reverse=True)
        old_used, new_used = bytearray(len(self._old)), bytearray(len(self._new))
        found = []
        for run in [*self._in_order(), *others]:
            here, there = slice(run.old, run.old + run.size), slice(run.new, run.new + run.size)
            if any(old_used[here]) or any(new_used[there]):
                continue
            old_used[here] = new_used[there] = b"\x01" * run.size
            found.append(run)
        return sorted(found)

    def _in_order(self) -> Iterator[Run]:
        """Within what was changed without a look at its words: a paragraph that became a list, say."""
        for edits in self._regions:
            if len(edits) == 1 and not edits[0].is_whole:
                continue
            olds = [i for edit in edits for i in self._gone.within(edit.old_start, edit.old_end)]
            news = [j for edit in edits for j in self._come.within(edit.new_start, edit.new_end)]
            olds = [i for i in olds if self._gone.parts[i] >= 0]
            news = [j for j in news if self._come.parts[j] >= 0]
            words = [self._gone.words[i] for i in olds], [self._come.words[j] for j in news]
            for match in word_matches(self._known, *words):
                here, there = (
                    numbers[at : at + match.size] for numbers, at in ((olds, match.old), (news, match.new))
                )
                yield from self._in_blocks(here, there)

    def _in_blocks(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[Run]:
        """Words that are these, in runs that each lie in one block before and after."""
        places = zip(olds, news, strict=True)
        for _key, run in groupby(
            enumerate(places),
            lambda item: (
                item[1][0] - item[0],
                item[1][1] - item[0],
                self._gone.blocks[item[1][0]],
                self._come.blocks[item[1][1]],
            ),
        ):
            found = list(run)
            yield Run(*found[0][1], len(found), is_in_order=True)

    def _elsewhere(self) -> Iterator[Run]:
        """Words that stand once in either text, with all that went and came with them."""
        least = telling_letters(self._gone.parts.count(-1), len(self._gone.parts))
        done = bytearray(len(self._old))
        for i, j in self._seeds():
            if done[i]:
                continue
            run = self._grown(i, j)
            done[run.old : run.old + run.size] = b"\x01" * run.size
            if self._letters(run) >= (_NEAR_LETTERS if self._are_near(i, j) else least):
                yield run

    def _are_near(self, i: int, j: int) -> bool:
        """Whether a word went and one came where only a few words changed together."""
        region = self._region[self._gone.parts[i]]
        if region != self._region[self._come.parts[j]]:
            return False
        first, last = self._regions[region][0], self._regions[region][-1]
        olds, news = (
            self._gone.within(first.old_start, last.old_end),
            self._come.within(first.new_start, last.new_end),
        )
        return max(len(olds), len(news)) <= _NEAR_WORDS

    def _letters(self, run: Run) -> int:
        return letters(self._gone.folded[run.old : run.old + run.size])

    def _seeds(self) -> Iterator[tuple[int, int]]:
        """Words that went and came and are alone in either text: single ones, or several in a row."""
        gone, come = self._gone.taken(), self._come.taken()
        for size in (1, _SEQUENCE):
            if size > 1:
                gone = [i for i in gone if self._gone.are_taken(i, size)]
                come = [j for j in come if self._come.are_taken(j, size)]
            wanted = {self._new[j : j + size]: j for j in come}
            went = {word: i for i in gone if (word := self._old[i : i + size]) in wanted}
            once = _once(self._old, size, went.keys()) & _once(self._new, size, went.keys())
            yield from ((i, wanted[word]) for word, i in went.items() if word in once)

    def _grown(self, i: int, j: int) -> Run:
        """All words around two that are the same, too, and went and came."""
        start, end = 0, 1
        while self._same(i, j, start - 1):
            start -= 1
        while self._same(i, j, end):
            end += 1
        return Run(i + start, j + start, end - start)

    def _same(self, i: int, j: int, by: int) -> bool:
        """Whether the words so far from these two are equal, were taken, and stand in the same blocks."""
        gone, come, old, new = self._gone, self._come, i + by, j + by
        if not (0 <= old < len(self._old) and 0 <= new < len(self._new)) or self._old[old] != self._new[new]:
            return False
        if gone.parts[old] < 0 or come.parts[new] < 0:
            return False
        return gone.blocks[old] == gone.blocks[i] and come.blocks[new] == come.blocks[j]

    def _go_together(self, run: Run, following: Run) -> bool:
        apart = following.old - run.old - run.size, following.new - run.new - run.size
        return (
            0 <= min(apart) <= max(apart) <= _APART
            and self._gone.blocks[run.old] == self._gone.blocks[following.old]
            and self._come.blocks[run.new] == self._come.blocks[following.new]
        )


def _regions(gone: Text, edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """The edits, those together between which no word stayed."""
    region: list[Edit] = []
    for edit in edits:
        between = gone.within(region[-1].old_end, edit.old_start) if region else ()
        if region and any(gone.parts[number] < 0 for number in between):
            yield region
            region = []
        region.append(edit)
    yield region


def _once(spelled: str, size: int, wanted: Collection[str]) -> set[str]:
    """Which of these sequences of words stand once in a text."""
    counts = Counter(
        sequence for at in range(len(spelled) - size + 1) if (sequence := spelled[at : at + size]) in wanted
    )
    return {sequence for sequence, count in counts.items() if count == 1}
