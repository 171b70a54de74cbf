"""Abbreviations: introduced once, where they are first used, and then used; in one form throughout.

“World Health Organization (WHO)” and “WHO (World Health Organization)” introduce one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Use, finding, preferred, times, tokens_of
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import bare
from articles.documents.style.model import Finding, Kind

_SHORT: Final = r"[A-Z](?:[A-Za-z0-9&]{0,7}[A-Z]|[A-Z0-9]{1,8})"
_BRACKETED: Final = re.compile(rf"\(({_SHORT})(?:[;,][^()]{{0,40}})?\)")
_UNFOLDED: Final = re.compile(rf"\b({_SHORT}) \(([A-Z][^()\n]{{6,90}})\)")
_USED: Final = re.compile(rf"(?<![\w.$€£-]){_SHORT}(?:['’]?s)?(?![\w$])")
_DOTTED: Final = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,5}")
_WORDS: Final = 9
"""So many words before the bracket may be the long form."""
_LITTLE: Final = words("little words")
KNOWN: Final = words("known abbreviations")
"""These need no introduction."""


@dataclass(frozen=True, slots=True)
class _Introduction:
    short: str
    long: str
    use: Use
    """The short form in its bracket, or before it."""
    long_use: Use


def abbreviations(story: Story) -> Iterator[Finding]:
    """Introductions that are missing, late, repeated or of no use, and forms with and without full stops."""
    if story.is_arabic:
        return
    introduced: dict[str, list[_Introduction]] = defaultdict(list)
    used: dict[str, list[Use]] = defaultdict(list)
    for block in story.blocks:
        if block.is_prose:
            for introduction in _introductions(block):
                introduced[introduction.short].append(introduction)
        for use in _uses(block):
            used[_name(use)].append(use)
    for short, all_of_it in introduced.items():
        yield from _of_one(story, short, all_of_it, [use for use in used[short] if use.block.is_prose])
    yield from _missing(story, introduced, used)
    yield from _dotted(story, used)


def _uses(block: Block) -> Iterator[Use]:
    text = block.words.text
    if text.isupper():
        return
    for match in _USED.finditer(text):
        yield Use(block, *match.span())


def _name(use: Use) -> str:
    return re.sub("['’]?s$", "", use.block.words.text[use.start : use.end])


def _introductions(block: Block) -> Iterator[_Introduction]:
    text = block.words.text
    for match in _BRACKETED.finditer(text):
        start = _long_form(block, match.start(), match[1])
        if start is not None:
            long = text[start : match.start()].strip()
            yield _Introduction(
                match[1], long, Use(block, *match.span(1)), Use(block, start, start + len(long))
            )
    for match in _UNFOLDED.finditer(text):
        if _initials(match[2].split()) == match[1].lower():
            yield _Introduction(match[1], match[2], Use(block, *match.span(1)), Use(block, *match.span(2)))


def _long_form(block: Block, bracket: int, short: str) -> int | None:
    """Where the words begin whose initials are the abbreviation, directly before the bracket."""
    tokens = tokens_of(block)
    last = bisect_right(tokens, bracket, key=lambda token: token.end)
    before = tokens[max(last - _WORDS, 0) : last]
    letters = [letter for letter in short.lower() if letter.isalpha()]
    for count in range(len(before), 0, -1):
        words = before[-count:]
        if words[0].text.lower() in _LITTLE or not words[0].text.lower().startswith(letters[0]):
            continue
        if any(re.search("[.;:()\n]", word.gap) for word in words[1:]):
            continue
        if _covers([word.text for word in words], letters):
            return words[0].start
    return None


def _covers(words: Sequence[str], letters: Sequence[str]) -> bool:
    """Whether the letters are initials of the words, or of their parts, in order, and none is left out."""
    parts = [part.lower() for word in words for part in re.split("[-‐‑]", word) if part]
    large = sum(part not in _LITTLE for part in parts)
    at = 0
    for part in parts:
        if at < len(letters) and part.startswith(letters[at]):
            at += 1
            while at < len(letters) and large < len(letters) and letters[at] in part[1:]:
                at += 1
        elif part not in _LITTLE:
            return False
    return at == len(letters)


def _initials(words: Sequence[str]) -> str:
    parts = [
        part for word in words for part in re.split("[-‐‑]", word) if part and part.lower() not in _LITTLE
    ]
    return "".join(part[0] for part in parts).lower()


def _of_one(
    story: Story, short: str, introduced: Sequence[_Introduction], used: Sequence[Use]
) -> Iterator[Finding]:
    first = introduced[0]
    same = [one for one in introduced[1:] if bare(one.long) == bare(first.long)]
    if same:
        reason = f"“{short}” was introduced before. The short form is enough here."
        yield finding(
            Kind.ABBREVIATION,
            "introduced twice",
            [one.use for one in same],
            reason,
            suggestion=None,
            see=[first.use],
        )
    early = [use for use in used if use.order < first.use.order and use.order < first.long_use.order]
    if early and short not in KNOWN:
        reason = f"“{short}” is used before it is introduced as “{first.long}”."
        yield finding(Kind.ABBREVIATION, "introduced late", early, reason, see=[first.use])
    if len(used) == 1 and len(introduced) == 1 and first.use.block.field == "body":
        behind = max(first.use.order, first.long_use.order)
        again = [use for use in _written_out(story, first.long) if use.order > behind]
        if again:
            reason = f"“{short}” was introduced as “{first.long}”, which is written out again here."
            yield finding(
                Kind.ABBREVIATION, "introduced for nothing", again, reason, suggestion=short, see=[first.use]
            )
        elif not _elsewhere(story, short, first.use):
            reason = f"“{short}” is introduced and never used again. The long form may be enough."
            yield finding(Kind.ABBREVIATION, "never used again", [first.use], reason)


def _elsewhere(story: Story, short: str, use: Use) -> bool:
    """Whether it is used in a headline, a caption or a table, or as part of a longer word."""
    pattern = re.compile(rf"\b{re.escape(short)}")
    return (
        any(pattern.search(block.words.text) for block in story.blocks if block.number != use.block.number)
        or len(pattern.findall(use.block.words.text)) > 1
    )


def _written_out(story: Story, long: str) -> Iterator[Use]:
    pattern = re.compile(rf"\b{re.escape(long)}\b")
    for block in story.prose:
        for match in pattern.finditer(block.words.text):
            yield Use(block, *match.span())


def _missing(
    story: Story, introduced: dict[str, list[_Introduction]], used: dict[str, list[Use]]
) -> Iterator[Finding]:
    """Abbreviations whose long form is in the story, and that are tied to it nowhere."""
    wanted = {
        short.lower(): short
        for short, uses in used.items()
        if short not in introduced
        and short not in KNOWN
        and 3 <= len(short) <= 6
        and short.isupper()
        and any(use.block.is_prose for use in uses)
    }
    if not wanted:
        return
    for block in story.prose:
        for start, end, initials in _names(block):
            short = wanted.pop(initials, "")
            if not short:
                continue
            long = block.words.text[start:end]
            prose = [use for use in used[short] if use.block.is_prose]
            after = block.words.text[end : end + len(short) + 8]
            if re.match(rf"['’]?s?[\s,(–—-]*(?:or )?\(?{re.escape(short)}\b", after):
                continue  # beside it, in some other way of introducing
            reason = f"“{short}” is never introduced; it may be “{long}”."
            yield finding(Kind.ABBREVIATION, "not introduced", prose, reason, see=[Use(block, start, end)])


def _names(block: Block) -> Iterator[tuple[int, int, str]]:
    """Names of three and more words with their range and initials."""
    run: list[tuple[int, int, str]] = []
    for token in tokens_of(block):
        little = token.text in _LITTLE
        if token.text[0].isupper() and (not run or token.follows):
            run.append((token.start, token.end, token.text))
            continue
        if little and run and token.follows:
            run.append((token.start, token.end, token.text))
            continue
        yield from _named(run)
        run = [(token.start, token.end, token.text)] if token.text[0].isupper() else []
    yield from _named(run)


def _named(run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    while run and run[-1][2] in _LITTLE:
        run.pop()
    run = run[-_WORDS:]
    for first in range(len(run)):
        if run[first][2] in _LITTLE:
            continue
        words = [word for _, _, word in run[first:]]
        if len([word for word in words if word not in _LITTLE]) >= 3:
            yield run[first][0], run[-1][1], _initials(words)


def _dotted(story: Story, used: dict[str, list[Use]]) -> Iterator[Finding]:
    """US and U.S., in one story; initials of people are left alone, and headlines, which are shortened."""
    dotted: dict[str, list[Use]] = defaultdict(list)
    for block in story.prose:
        for match in _DOTTED.finditer(block.words.text):
            dotted[match[0].replace(".", "")].append(Use(block, *match.span()))
    for short, uses in dotted.items():
        plain = [use for use in used.get(short, ()) if use.block.is_prose and not use.quoted]
        uses = [use for use in uses if not use.quoted]
        if not plain or not uses or len(short) < 2:
            continue
        forms = {short: plain, ".".join(short) + ".": uses}
        usual = preferred(forms)
        other = next(form for form in forms if form != usual)
        counts = f"{times(len(forms[usual]))} in this story, “{other}” {times(len(forms[other]))}"
        reason = f"“{usual}” is used {counts}."
        yield finding(
            Kind.ABBREVIATION, "two forms", forms[other], reason, suggestion=usual, see=forms[usual][:1]
        )
