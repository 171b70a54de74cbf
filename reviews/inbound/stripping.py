"""The words of an answer, without what it quotes and without its signature.

Languages are not told apart. A mail of ours begins with a line that says to write above it, and whatever a
mail program sets before a quote names our address, or ends in a colon after a date: that holds in any
language, where lists of phrases hold in some. Without either, and in doubt, words stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

MOST_LINES = 4_000
LONGEST_LINE = 2_000
"""How much is searched for a quote; what lies beyond is kept as it is."""
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
SPACES = re.compile(r"\s+")
FIELD = re.compile(r"[*\s]*[^\W\d_][^:：]{0,30}[*]?\s?[:：][*]?(\s|$)")
"""``From: …``, ``*Gesendet:* …``, ``من: …``: a line of the block that Outlook sets before a quote."""
MOST_FIELDS = 10
RULE = re.compile(r"[-_=*—]{3,}([^-_=*—]{1,60}[-_=*—]{3,})?")
"""``-----Original Message-----``, ``________``."""
INTRODUCTION_LINES = 4
DATED = re.compile(r"@|\b\d{4}\b|\d:\d{2}")
WRAPPED = 60
"""A quoted line this long may have been broken, its end standing below without a mark."""

SENT_FROM = re.compile(
    r"(sent|envoyé|enviado|inviato|verzonden|gesendet|verstuurd|wysłan[eoa]|отправлено|skickat|sendt)\b"
    r".{0,20}\b(from|via|depuis|desde|de|do|da|dal|dall|vanaf|van|von|met|mit|z|с|из|från|fra)\b.{0,60}"
    r"|von meinem .{1,40} gesendet|get outlook for .{1,60}|outlook für .{1,60} beschaffen"
    r"|téléchargez outlook .{1,60}|.{1,30}から送信|发自我的.{1,30}|發自我的.{1,30}|.{1,30}에서 보냄"
    r"|(أ|ا)ُ?رسلت من.{1,60}|مرسل من.{1,60}|تم ال(إ|ا)رسال من.{1,60}"
    r"|נשלח מ.{1,60}|(ارسال|فرستاده)( شده)? از.{1,60}",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"(with )?(kind|best|warm|many)?\s*(regards|wishes)|best|cheers|yours( sincerely)?|sincerely"
    r"|thanks( a lot| again)?|thank you|many thanks|thx"
    r"|(mit )?(freundlichen|besten|vielen|herzlichen|liebe|viele|beste|schöne)n? (grüßen?|gruß|dank)"
    r"|gruß|vg|lg|mfg"
    r"|(bien )?cordialement|bien à (vous|toi)|merci( d'avance)?|amitiés"
    r"|(un )?(cordial )?saludos?( cordiales)?|atentamente|gracias|cordiali saluti|saluti|grazie"
    r"|atenciosamente|abraços?|obrigad[oa]|cumprimentos"
    r"|met vriendelijke groet(en)?|groet(en|jes)?|с уважением|спасибо|pozdrawiam|med vänliga hälsningar|mvh"
    r"|مع (أطيب )?(التحيات|تحياتي|الشكر)|تحياتي|شكراً?ا?|با (احترام|تشکر)"
    r"|בברכה|תודה|よろしくお願い(いた)?します。?",
    re.IGNORECASE,
)
SIGNATURE_LINES, SIGNATURE_LENGTH = 5, 60


def answer_of(
    text: str, *, markers: Collection[str], ours: Collection[str] = (), names: Collection[str] = ()
) -> str:
    """What somebody wrote.

    ``markers``: the line mails begin with, in each language it may have been sent in. ``ours``: what a mail
    program calls the sender of our mails, addresses and name. ``names``: what the writer may sign with.
    Words below the quote or between its lines count, too, where the quote is marked line by line.
    """
    original = text.split("\n")
    lines = [INVISIBLE.sub("", line[:LONGEST_LINE]) for line in original[:MOST_LINES]]
    known = [_folded(name) for name in ours if name]
    cut, quote_begins = _quote(lines, [_folded(marker) for marker in markers], known)
    above = _without_signature(original[:cut] if cut < len(lines) else original, names)
    below = _without_signature(_between(lines, original, quote_begins), names)
    return "\n\n".join(words for words in (above, below) if words)


def _quote(lines: Sequence[str], markers: Sequence[str], ours: Sequence[str]) -> tuple[int, int]:
    """Where the words end that stand above the quote, and where the quote itself begins."""
    for at, line in enumerate(lines):
        if any(marker in _folded(line) for marker in markers):
            return _before_introduction(lines, at, ours, is_certain=True), at
    for at, line in enumerate(lines):
        if _is_quoted(line) and (at == 0 or not _is_quoted(lines[at - 1])):
            if (cut := _before_introduction(lines, at, ours, is_certain=False)) < at:
                return cut, at
            if _begins_with_introduction(lines[at : at + INTRODUCTION_LINES], ours):
                return _before_rule(lines, at), at
        if _is_field(lines, at) and _fields_name(lines[at : at + MOST_FIELDS], ours):
            return _before_rule(lines, at), at
    return len(lines), len(lines)


def _before_introduction(lines: Sequence[str], at: int, ours: Sequence[str], *, is_certain: bool) -> int:
    """Up past “On Thursday … wrote:”, or past the block of fields, and past a rule above it.

    ``is_certain``: a quote of ours begins here. Otherwise the introduction must name us, and the place
    itself comes back when it does not.
    """
    end = _past_blank(lines, at)
    start = end
    while start > 0 and end - start < MOST_FIELDS and FIELD.match(_plain(lines[start - 1])):
        start -= 1
    if end - start >= 2 and _fields_name(lines[start:end], ours, or_anybody=is_certain):
        return _before_rule(lines, start)
    start = end
    while start > 0 and end - start <= INTRODUCTION_LINES and _plain(lines[start - 1]):
        start -= 1
    for first in range(max(start, end - INTRODUCTION_LINES), end):
        said = _plain(" ".join(_plain(line) for line in lines[first:end]))
        if _introduces(said, ours, is_certain=is_certain and end - first <= 2) and (
            first == start or _starts_introduction(lines, first, end, ours)
        ):
            return _before_rule(lines, first)
    return _before_rule(lines, end) if is_certain else at


def _introduces(said: str, ours: Sequence[str], *, is_certain: bool) -> bool:
    if not said.endswith((":", "：")) or len(said) > 400:
        return False
    return any(name in _folded(said) for name in ours) or (is_certain and bool(DATED.search(said)))


def _begins_with_introduction(lines: Sequence[str], ours: Sequence[str]) -> bool:
    """Apple's programs mark the introduction as quoted, too."""
    return any(
        _introduces(_plain(" ".join(map(_plain, lines[:count]))), ours, is_certain=False)
        for count in range(1, len(lines) + 1)
    )


def _starts_introduction(lines: Sequence[str], first: int, end: int, ours: Sequence[str]) -> bool:
    """Whether the introduction cannot begin further down: its last line alone would not introduce us."""
    rest = _plain(" ".join(_plain(line) for line in lines[first + 1 : end]))
    return not _introduces(rest, ours, is_certain=False)


def _is_field(lines: Sequence[str], at: int) -> bool:
    """The first of at least three fields in a row."""
    block = lines[at : at + 3]
    return len(block) == 3 and all(FIELD.match(_plain(line)) for line in block) and not _is_quoted(lines[at])


def _fields_name(block: Sequence[str], ours: Sequence[str], *, or_anybody: bool = False) -> bool:
    said = _folded(" ".join(line for line in block if FIELD.match(_plain(line))))
    return any("@" in name and name in said for name in ours) or (or_anybody and "@" in said)


def _before_rule(lines: Sequence[str], at: int) -> int:
    at = _past_blank(lines, at)
    if at > 0 and RULE.fullmatch(_plain(lines[at - 1])):
        at = _past_blank(lines, at - 1)
    return at


def _between(lines: Sequence[str], original: Sequence[str], begins: int) -> list[str]:
    """The unquoted lines from where a quote begins that is marked line by line."""
    if begins >= len(lines) or not _is_quoted(lines[begins]):
        return []
    kept: list[str] = []
    for at in range(begins + 1, len(lines)):
        if _is_quoted(lines[at]):
            continue
        above, line, follows = lines[at - 1], lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        is_rest = _is_quoted(above) and _is_quoted(follows) and len(line) < WRAPPED <= len(above)
        if not is_rest:
            kept.append(original[at])
    return kept


def _without_signature(lines: Sequence[str], names: Collection[str]) -> str:
    kept = list(lines)
    for at, line in enumerate(kept):
        if line.rstrip() == "--" and any(other.strip() for other in kept[:at]):
            kept = kept[:at]
            break
    _drop_blank(kept)
    while kept and SENT_FROM.fullmatch(_plain(kept[-1])):
        kept.pop()
        _drop_blank(kept)
    signed = [_folded(name) for name in names if name]
    if len(kept) > 1 and _name_in(_without_greeting(kept[-1])) in signed:
        kept.pop()
        _drop_blank(kept)
    for back in range(1, min(SIGNATURE_LINES, len(kept) - 1) + 1):
        after = [line for line in kept[len(kept) - back + 1 :] if line.strip()]
        is_greeting = GREETING.fullmatch(_plain(kept[-back]).rstrip(" ,.!،"))
        if is_greeting and all(len(line) <= SIGNATURE_LENGTH and _is_no_sentence(line) for line in after):
            kept = kept[:-back]
            break
    return "\n".join(kept).strip()


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[-1].strip():
        lines.pop()


def _is_no_sentence(line: str) -> bool:
    return not line.rstrip().endswith((".", "?", "!", "؟", "。", ":")) or "@" in line


def _without_greeting(line: str) -> str:
    """“Best, Mara” is signed with “Mara”."""
    greeting, comma, name = line.partition("،" if "،" in line else ",")
    return name if comma and GREETING.fullmatch(_plain(greeting).strip()) else line


def _name_in(line: str) -> str:
    return _folded(line).strip("-–—/*,. ")


def _past_blank(lines: Sequence[str], at: int) -> int:
    while at > 0 and not _plain(lines[at - 1]):
        at -= 1
    return at


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _plain(line: str) -> str:
    """The line without marks of quoting and without what is not seen."""
    return SPACES.sub(" ", INVISIBLE.sub("", line).lstrip("> \t\u00a0").replace("\u00a0", " ")).strip()


def _folded(text: str) -> str:
    """For comparing: mail programs break and join spaces and dashes, and change letters' case."""
    return SPACES.sub(" ", INVISIBLE.sub("", text).replace("\u00a0", " ")).strip(" -–—").casefold()
