"""The words of an answer, without what it quotes and without its signature.

A mail of ours begins with a line that says to write above it, and whatever a mail program sets before a quote
names its sender (:mod:`reviews.inbound.parsing.introductions`). In doubt words stay, and the answer says that
there is a doubt: it is posted whole, and settles nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from reviews.inbound.parsing import closings, introductions
from reviews.inbound.parsing.introductions import MOST_LINES as LONGEST_INTRODUCTION
from reviews.inbound.parsing.introductions import Ours
from reviews.inbound.parsing.lines import folded, joined, past_blank, plain, visible, written

MOST_LINES = 4_000
LONGEST_LINE = 2_000
"""How much is searched for a quote; what lies beyond is kept as it is."""
WRAPPED, WIDTH = 60, 66
"""A quoted line this long may have been broken, its end standing below without a mark; no program breaks a
line before this width."""
MOST_BETWEEN = 12
"""Lines between an introduction and our first line."""
BANNER = re.compile(
    r"aka\.ms/LearnAbout|\b(?:caution|external|extern|externe|externo|esterno|warning|achtung|attention|attenzione"
    r"|atención|atenção|waarschuwing|varning|uwaga|внимание|تحذير|זהירות)\b",
    re.IGNORECASE,
)
"""What mail servers write above a mail from elsewhere."""


class Doubt(Enum):
    """Why an answer may be something else: part of what it quotes, or a signature and nothing besides."""

    QUOTE = "quote"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Stripped:
    """What somebody wrote. ``quotes_us``: a mail of ours was quoted in it, as persons' programs do."""

    words: str
    doubt: Doubt | None = None
    quotes_us: bool = False


@dataclass(frozen=True)
class _Quote:
    """``cut``: where the words above end. ``begins``: the first line of the quote. ``inserted``: lines
    between the two that may be words all the same. ``is_loose``: nothing was found that introduces it."""

    cut: int
    begins: int
    inserted: tuple[int, ...] = ()
    is_loose: bool = False


def answer_of(
    text: str,
    *,
    markers: Sequence[str],
    beginning: str = "",
    ours: Collection[str] = (),
    names: Collection[str] = (),
) -> str:
    """What somebody wrote, as :func:`strip` finds it."""
    return strip(text, markers=markers, beginning=beginning, ours=ours, names=names).words


def strip(
    text: str,
    *,
    markers: Sequence[str],
    beginning: str = "",
    ours: Collection[str] = (),
    names: Collection[str] = (),
) -> Stripped:
    """What somebody wrote, and whether that is certain.

    ``markers``: the line that mails say to write above, in each language it may have been sent in.
    ``beginning``: what the first line of our mails begins with, which may stand above that line. ``ours``:
    what a mail program calls the sender of our mails, addresses and name. ``names``: what the writer may sign
    with.

    Words below the quote or between its lines count, too, where the quote is marked line by line.
    """
    known, signed = Ours.of(ours), {folded(name) for name in names if name.strip()}
    folded_markers = [folded(marker) for marker in markers]
    original = _divided(_marked(text.split("\n"), beginning, markers), folded_markers, known)
    lines = [visible(line[:LONGEST_LINE]) for line in original[:MOST_LINES]]
    quote = _quote(lines, folded_markers, known)
    above = original[: quote.cut] if quote else original
    inside = [plain(original[at]) for at in quote.inserted] if quote else []
    unquoted, is_certain = _between(lines, original, quote.begins) if quote else ([], True)
    top = closings.without_signature(above, signed)
    below = _below(unquoted, signed, has_words=bool(top or inside))
    words = "\n\n".join(part for part in (top, "\n".join(inside), below) if part)
    is_loose = quote is not None and quote.is_loose and introductions.may_introduce(top, known)
    if inside or not is_certain or is_loose or _holds_quote(words, folded_markers, known):
        doubt: Doubt | None = Doubt.QUOTE
    else:
        doubt = Doubt.SIGNATURE if closings.is_closing(words, signed) else None
    return Stripped(words, doubt, quotes_us=quote is not None)


def _holds_quote(words: str, markers: Sequence[str], ours: Ours) -> bool:
    text = folded(words)
    return (
        any(marker in text for marker in markers)
        or ours.addressed(text)
        or any(introductions.introduces(plain(line), ours) for line in words.split("\n")[:MOST_LINES])
    )


def _below(lines: Sequence[str], signed: Collection[str], *, has_words: bool) -> str:
    """The words below a quote or between its lines. Where there are words above, what servers write below
    a mail is none, nor is a signature without a delimiter."""
    words = closings.without_signature(lines, signed, is_below=True)
    if has_words and (closings.is_signed(words, signed) or _are_notices(words, signed)):
        return ""
    return words


def _are_notices(words: str, signed: Collection[str]) -> bool:
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", words[:LONGEST_LINE]) if paragraph.strip()]
    return all(closings.is_notice(one) or closings.is_signed(one, signed) for one in paragraphs)


def _marked(lines: list[str], beginning: str, markers: Sequence[str]) -> list[str]:
    """The lines, with the first of our mail as the one that says to write above it."""
    if not (beginning and markers):
        return lines
    marked: list[str] = []
    for line in lines[:MOST_LINES]:
        above, begins, _first = line.partition(beginning)
        if not begins:
            marked.append(line)
        else:  # with its mark of a quote, or apart from words that a program joined it with
            marked += [above, markers[0]] if plain(above) else [above + markers[0]]
    return [*marked, *lines[MOST_LINES:]]


def _divided(lines: list[str], markers: Sequence[str], ours: Ours) -> list[str]:
    """The lines, where a program joined an introduction with the words above or with our line below."""
    divided: list[str] = []
    for line in lines[:MOST_LINES]:
        bare = line[: introductions.LONGEST]
        if ours.addresses and (ours.addressed(bare.casefold()) or ours.named(folded(bare))):
            divided += _halves(line, markers, ours)
        else:
            divided.append(line)
    return [*divided, *lines[MOST_LINES:]]


def _halves(line: str, markers: Sequence[str], ours: Ours) -> list[str]:
    rest: list[str] = []
    for marker in markers:
        shown = folded(line)
        if shown.endswith(marker) and shown != marker:
            before = _before_marker(line, marker)
            if introductions.introduces(plain(before), ours):
                line, rest = before, [marker]
    words = introductions.words_before(line, ours)
    return [words, line[len(words) :].strip(), *rest] if words else [line, *rest]


def _before_marker(line: str, marker: str) -> str:
    """What stands before our line, however its spaces and letters are written there."""
    words = r"\s+".join(re.escape(word) for word in marker.split())
    found = re.search(rf"(?<![-–—>\s])[-–—>\s]*{words}[-–—\s]*$", visible(line), re.IGNORECASE)
    return visible(line)[: found.start()] if found else line


def _quote(lines: Sequence[str], markers: Sequence[str], ours: Ours) -> _Quote | None:
    """Where the words end that stand above the quote, and where the quote itself begins."""
    for at, line in enumerate(lines):
        if _is_marker(line, markers):
            return _at_marker(lines, at, ours)
    for at, line in enumerate(lines):
        if _is_quoted(line) and (at == 0 or not _is_quoted(lines[at - 1])):
            if (cut := introductions.start(lines, at, ours)) is not None:
                return _Quote(cut, at)
            if _begins_with_introduction(lines[at : at + LONGEST_INTRODUCTION], ours):
                return _Quote(introductions.above_rule(lines, at), at)
        elif (cut := introductions.fields_at(lines, at, ours)) is not None:
            return _Quote(cut, at)
    return None


def _is_marker(line: str, markers: Sequence[str]) -> bool:
    """Our line by itself, or at the beginning of a line where a program joined it with what follows."""
    text = folded(plain(line).strip("|*_ "))
    return any(text == marker or re.match(rf"{re.escape(marker)} ?[—–-]", text) for marker in markers)


def _at_marker(lines: Sequence[str], at: int, ours: Ours) -> _Quote:
    """Our line was found. Above it stands the introduction, and between them nothing but what a server wrote
    there, or what somebody wrote into the quote."""
    end = past_blank(lines, at)
    for bottom in range(end, max(0, end - MOST_BETWEEN), -1):
        cut = introductions.start(lines, bottom, ours)
        if cut is not None:
            between = [one for one in range(bottom, at) if plain(lines[one])]
            is_banner = BANNER.search(" ".join(plain(lines[one]) for one in between))
            return _Quote(cut, at, () if is_banner else tuple(between))
    return _Quote(introductions.above_rule(lines, end), at, is_loose=True)


def _begins_with_introduction(lines: Sequence[str], ours: Ours) -> bool:
    """Apple's programs mark the introduction as quoted, too."""
    return any(introductions.introduces(joined(lines[:count]), ours) for count in range(1, len(lines) + 1))


def _between(lines: Sequence[str], original: Sequence[str], begins: int) -> tuple[list[str], bool]:
    """The unquoted lines from where a quote begins that is marked line by line, and whether it is certain
    that none of them is a broken line's end."""
    if not _is_quoted(lines[begins]):
        return [], True
    mark = lines[begins].lstrip()[0]
    inserted: list[str] = []
    is_certain = True
    at = begins + 1
    while at < len(lines):
        if lines[at].lstrip().startswith(mark):
            at += 1
            continue
        end = at
        while end < len(lines) and written([lines[end]]) and not lines[end].lstrip().startswith(mark):
            end += 1
        run = range(at, max(end, at + 1))
        is_rest = end > at and lines[at - 1].lstrip().startswith(mark) and _is_rest(lines, at, end, mark)
        if is_rest is None:
            is_certain = False
        if not is_rest:
            inserted += [original[one] for one in run]
        at = run.stop
    return [*inserted, *original[len(lines) :]], is_certain


def _is_rest(lines: Sequence[str], at: int, end: int, mark: str) -> bool | None:
    """Whether these unmarked lines are what a program broke off the quoted line above; ``None`` in doubt."""
    above = lines[at - 1].rstrip()
    first = lines[at].split()[0]
    is_broken = len(above) >= WRAPPED and len(above) + 1 + len(first) >= WIDTH
    are_long = all(len(line) >= WRAPPED for line in lines[at : end - 1])
    continues = end < len(lines) and lines[end].lstrip().startswith(mark)
    if not (is_broken and are_long):
        return False
    ends_there = plain(above).endswith((".", "?", "!", "”", '"', "»", ":", "…", "؟", "。")) or "://" in above
    if continues and not ends_there:
        return True
    return None if continues or not ends_there else False


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))
