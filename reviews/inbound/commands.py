"""What an answer asks for: words for the thread, or one of the few things that are understood as such.

Pure: it knows no query. ``OK``, ``resolve`` and ``reopen`` count when they stand alone on the first line,
proposed words when they are all there is; everything else is an answer in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from reviews.inbound.parsing.closings import is_closing
from reviews.inbound.parsing.lines import folded

NUMBERED = re.compile(
    r"^[ \t]*[#＃]\s?(?P<number>\d{1,6})(?=[\s:.,)\-–—：]|$)[ \t]*(?P<mark>[:.,)\-–—：]*)[ \t]*", re.MULTILINE
)
AGREES = frozenset({"ok", "okay", "okey", "o.k", "👍", "✅", "👌"})
CLOSES = frozenset({"resolve", "resolved", "close", "closed"})
OPENS = frozenset({"reopen", "reopened", "open again"})
QUOTES = "“”„‟\"«»‹›‘’‚'「」『』＂"
_OPEN, _CLOSE = "[“„‟\"«»‹›「『＂‘‚']", "[”“‟\"»«›‹」』＂’‘']"
ARROW = "(?:→|->|=>|⇒|⟶|←|<-|⇐)"
PAIR = re.compile(rf"{_OPEN}(?P<one>.+?){_CLOSE}\s*(?P<arrow>{ARROW})\s*{_OPEN}(?P<other>.*?){_CLOSE}[.!]?")
INSTEAD = re.compile(
    r"(?:please )?"
    r"(?:change (?:it |this |that )?to|replace (?:it |this |that )?(?:with|by)|make (?:it|this|that))"
    rf"\s*(?::\s*(?:{_OPEN}(?P<quoted>.+){_CLOSE}|(?P<bare>.+))|{_OPEN}(?P<named>.+){_CLOSE})[.!]?",
    re.IGNORECASE,
)
BACKWARDS = frozenset({"←", "<-", "⇐"})
LONGEST_PROPOSAL = 1_000
MOST_LOWERED = 2
"""Words behind a number without a colon that may begin small: “#4 yes”."""
GREETING = re.compile(
    r"(?:hi|hello|hey|dear|morning|good (?:morning|afternoon|evening|day)|hallo|liebe[rs]?|guten (?:morgen"
    r"|tag|abend)"
    r"|moin|servus|bonjour|bonsoir|salut|cher|chère|hola|buenos días|buenas tardes|estimad[oa]|ciao"
    r"|buongiorno"
    r"|gentile|cara|caro|olá|oi|bom dia|boa tarde|prezad[oa]|beste|dag|goedemorgen|hej|hejsan|hei|god morgen"
    r"|cześć|dzień dobry|witam|привет|здравствуйте|добрый день|ahoj|dobrý den|szia|merhaba|مرحبا|أهلا"
    r"|السلام عليكم"
    r"|عزيز[يت]ي?|سلام|היי|שלום|你好|您好|こんにちは|안녕하세요)(?:(?:\s|,\s)[^\n.?!:;,]{1,30}|様|さん)?[,:!،，。.]?",
    re.IGNORECASE,
)


class Instruction(Enum):
    REPLY = "reply"
    AGREE = "agree"
    CLOSE = "close"
    REOPEN = "reopen"
    PROPOSE = "propose"


@dataclass(frozen=True)
class Command:
    """``number`` names the query, if the answer does. ``words`` are for the thread; for ``PROPOSE`` they are
    the answer as it was typed, ``new`` the words proposed and ``old`` those they stand for, if it says so."""

    instruction: Instruction
    words: str = ""
    number: int | None = None
    old: str = ""
    new: str = ""


def commands_in(text: str, *, is_numbered: bool = True, names: Collection[str] = ()) -> list[Command]:
    """One for each number, or one for all of it. What stands before the first number goes to the first,
    unless it only greets.

    ``is_numbered``: whether numbers say which query is meant. ``names``: what the writer signs with; a
    greeting and a name below one word do not make it an answer in words.
    """
    marks = [mark for mark in NUMBERED.finditer(text) if _names_a_query(text, mark)] if is_numbered else []
    signed = {folded(name) for name in names}
    if not marks:
        return [_command(text, None, signed)] if text.strip() else []
    found = []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        words = text[mark.end() : end].strip()
        before = text[: mark.start()].strip() if mark is marks[0] else ""
        if before and not GREETING.fullmatch(before):
            words = f"{before}\n\n{words}".strip()
        if words:
            found.append(_command(words, int(mark["number"]), signed))
    return found


def numbers_in(text: str) -> list[int]:
    """The queries it names with a colon behind the number, as somebody does who answers several."""
    return [int(mark["number"]) for mark in NUMBERED.finditer(text) if mark["mark"][:1] in (":", "：")]


def _names_a_query(text: str, mark: re.Match[str]) -> bool:
    """“#3: yes”, “#3 Yes”; not “#1 in the charts”, in the middle of a paragraph or at its beginning."""
    if mark["mark"]:
        return True
    rest = text[mark.end() :].partition("\n")[0]
    begins = not text[: mark.start()].rpartition("\n")[0].rpartition("\n")[2].strip()
    return begins and (not rest[:1].islower() or len(rest.split()) <= MOST_LOWERED)


def _command(text: str, number: int | None, names: Collection[str]) -> Command:
    text = text.strip()
    first, _, rest = text.partition("\n")
    word = first.strip(QUOTES + " .!*").casefold()
    below = "" if is_closing(rest, names) else rest.strip()
    if word in CLOSES:
        return Command(Instruction.CLOSE, below, number)
    if word in OPENS:
        return Command(Instruction.REOPEN, below, number)
    if word in AGREES and not below:
        return Command(Instruction.AGREE, text, number)
    if "\n\n" not in text and len(text) <= LONGEST_PROPOSAL:
        return _proposal(text, number) or Command(Instruction.REPLY, text, number)
    return Command(Instruction.REPLY, text, number)


def _proposal(text: str, number: int | None) -> Command | None:
    line = " ".join(text.split())
    if pair := PAIR.fullmatch(line):
        one, other = pair["one"].strip(), pair["other"].strip()
        is_backwards = pair["arrow"] in BACKWARDS and not _is_right_to_left(one)
        old, new = (other, one) if is_backwards else (one, other)
        return Command(Instruction.PROPOSE, text, number, old, new) if old else None
    if instead := INSTEAD.fullmatch(line):
        new = (instead["quoted"] or instead["bare"] or instead["named"]).strip()
        return Command(Instruction.PROPOSE, text, number, new=new) if new else None
    return None


def _is_right_to_left(text: str) -> bool:
    """There an arrow to the left points ahead."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
