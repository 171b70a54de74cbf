"""What mail programs set before a quote: “On Thursday … wrote:”, or a block of fields, with a rule above it.

Pure, and in any language: what introduces a mail of ours names its sender, and a date and time or an address
in brackets besides. The fewest lines that do so are taken, so that words directly above stay words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reviews.inbound.parsing.lines import folded, joined, past_blank, plain

MOST_LINES = 4
"""Of an introduction in a sentence."""
MOST_FIELDS = 12
LONGEST = 400
FIELD = re.compile(r"[*\s]*(?P<label>[^\W\d_][^:：\d]{0,30}?)[*]?\s?[:：](?!//)[*]?\s*")
"""``From: …``, ``*Gesendet:* …``, ``Objet :…``, ``من: …``."""
_LABELS = {
    "date": "sent date gesendet datum envoyé enviado fecha inviato data verzonden skickat sendt wysłano"
    " odesláno"
    " отправлено дата gönderildi tarih التاريخ נשלח תאריך 发送时间 日期 送信日時 日時 날짜",
    "recipient": "to cc an kopie à para a aan till til do komu кому kime إلى אל"
    " 收件人 收件者 宛先 抄送 받는사람",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp ämne emne temat předmět тема konu"
    " الموضوع נושא 主题 主旨 件名 제목",
}
KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split()} | {
    "envoyé le": "date",
    "enviado el": "date",
    "enviada em": "date",
    "تم الإرسال": "date",
    "보낸 날짜": "date",
    "받는 사람": "recipient",
}
"""What fields hold that some programs set above the sender."""
DATE = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")
TIME = re.compile(r"(?<!\d)\d{1,2}[:：.h時时시] ?\d{2}(?!\d)")
RULE = re.compile(r"[-_=*—‐]{20,}|([-_=*—‐]{5,})[^-_=*—‐]{1,60}[-_=*—‐]{5,}")
"""``-----Original Message-----``, ``________________________________``."""
FENCE = "-_=*—‐"
"""As in ``---- On … wrote ----``."""
VERB = re.compile(
    r"wrote|writes|schrieb|schreibt|écrit|escribió|escribe|ha scritto|scrive|scrisse|escreveu|schreef"
    r"|schrijft"
    r"|skrev|skriver|napisał|napisała|pisze|написал|пише|пишет|kirjoitti|írta|napsal|napísal|a scris|yazdı"
    r"|έγραψε|menulis|đã viết|va escriure|写道|寫道|書きました|のメール|작성|כתב|כתבה|מאת|كتب|كتابة|نوشت",
    re.IGNORECASE,
)
ENDS_WITH_VERB = re.compile(rf"(?:{VERB.pattern})\w{{0,3}}(?:\([\w/]{{1,4}}\))?", re.IGNORECASE)
SENTENCE_BEFORE = re.compile(
    r"[.!?…。؟！？]\s+(?=(?:on|am|le|el|il|em|op|den|på|dnia|w dniu|dne|в|pada|vào|στις|בתאריך|في|در"
    r"|quoting)\s)",
    re.IGNORECASE,
)
"""Where words end that a program joined with the introduction."""
MOST_WORDS = 14
"""Of an introduction, besides its numbers and names."""
LEAD = 30
"""Characters within which an introduction comes to its date."""
BEHIND_TIME = 4
"""Words behind the time in a line that holds the date alone."""


@dataclass(frozen=True)
class Ours:
    """What a mail program calls the sender of our mails, folded: names, and addresses or how they begin."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, known: Collection[str]) -> Ours:
        spellings = [name.casefold() if "@" in name else folded(name) for name in known if name.strip()]
        addresses = tuple(name for name in spellings if "@" in name or "+" in name)
        return cls(tuple(name for name in spellings if name not in addresses), addresses)

    def addressed(self, text: str) -> bool:
        return any(address in text for address in self.addresses)

    def named(self, text: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in self.names)

    def begin(self, value: str) -> bool:
        """Whether a field's value is the sender: the name and nothing but an address behind it."""
        value = value.strip("\"'*“”‘’ ")
        return any(
            value.startswith(name) and not re.match(r"\s?[\w.,;]", value[len(name) :].strip("\"'“”‘’* "))
            for name in self.names
        ) or any(address in value for address in self.addresses)


def start(lines: Sequence[str], end: int, ours: Ours) -> int | None:
    """Where an introduction begins that ends before this line; ``None`` when none does."""
    end = past_blank(lines, end)
    found = _fields_above(lines, end, ours)
    if found is not None:
        return _above_rule(lines, found, is_block=True)
    found = _sentence_above(lines, end, ours)
    return None if found is None else _above_rule(lines, found, is_block=False)


def fields_at(lines: Sequence[str], at: int, ours: Ours) -> int | None:
    """Where a block of at least three fields begins whose sender, in this line, is ours."""
    if not _is_from_us(lines[at], ours):
        return None
    end = at + 1
    while end < len(lines) and end - at < MOST_FIELDS and plain(lines[end]):
        end += 1
    begins = _first_field(lines, at, end)
    count = sum(FIELD.match(plain(line)) is not None for line in lines[begins:end])
    return _above_rule(lines, begins, is_block=True) if count >= 3 else None


def introduces(text: str, ours: Ours) -> bool:
    """Whether a sentence introduces a mail of ours, whatever the language."""
    if len(text) > LONGEST:
        return False
    inner = text.strip(FENCE)
    fenced = text[:2].strip(FENCE) == text[-2:].strip(FENCE) == "" and bool(inner)
    text = (inner if fenced else text).strip()
    bare = folded(text)
    is_addressed = ours.addressed(bare)
    if not (is_addressed or ours.named(bare)):
        return False
    is_dated, is_timed = bool(DATE.search(text)), bool(TIME.search(text))
    has_verb = bool(VERB.search(text))
    if fenced or text.endswith((":", "：")):
        if is_addressed:
            return is_dated or has_verb or "<" in text
        return (is_dated and is_timed) or (has_verb and len(text.split()) <= 4)
    ends = text.rstrip(" ,.")
    closes = ends.endswith(">") or folded(ends).endswith(ours.names) or _ends_with_verb(ends)
    is_short = _count_words(text) <= MOST_WORDS
    return is_dated and is_timed and closes and is_short and (has_verb or is_addressed)


def may_introduce(words: str, ours: Ours) -> bool:
    """Whether what stands last above a quote may be an introduction in a form that is not known."""
    text = plain(words[-LONGEST:].rpartition("\n")[2])
    bare = folded(text)
    is_moment = bool(DATE.search(text)) and bool(TIME.search(text))
    return is_moment or ours.addressed(bare) or ours.named(bare)


def _ends_with_verb(text: str) -> bool:
    words = text.split()
    return any(ENDS_WITH_VERB.fullmatch(" ".join(words[-count:])) for count in (1, 2) if len(words) >= count)


def _count_words(text: str) -> int:
    return sum(
        not any(character.isdigit() or character in "@<>" for character in word) for word in text.split()
    )


def words_before(line: str, ours: Ours) -> str:
    """Words that stand before an introduction in the same line."""
    ends = [found.end() for found in SENTENCE_BEFORE.finditer(line[:LONGEST])]
    return line[: ends[-1]].rstrip() if ends and introduces(plain(line[ends[-1] :]), ours) else ""


def _sentence_above(lines: Sequence[str], end: int, ours: Ours) -> int | None:
    """The fewest lines that introduce us and begin like a sentence, and the line with their date."""
    top = end
    while top > 0 and end - top < MOST_LINES and plain(lines[top - 1]):
        top -= 1
    for first in range(end - 1, top - 1, -1):
        sentence = joined(lines[first:end])
        if introduces(sentence, ours) and _begins(sentence):
            return _with_date(lines, first, top, sentence)
    return None


def _begins(sentence: str) -> bool:
    """Whether a sentence can begin so: not with the end of an address, nor in its middle."""
    if sentence.startswith(("<", ",", ".", ";", ":", ")", ">", "(")) or sentence.count(">") > sentence.count(
        "<"
    ):
        return False
    dated = DATE.search(sentence)
    return not sentence[0].islower() or (dated is not None and dated.start() <= LEAD)


def _with_date(lines: Sequence[str], first: int, top: int, sentence: str) -> int:
    """Programs break the line behind the date: it is part of an introduction that names none itself."""
    if DATE.search(sentence) or TIME.search(sentence):
        return first
    return first - 1 if first > top and _is_date(plain(lines[first - 1])) else first


def _is_date(sentence: str) -> bool:
    date, time = DATE.search(sentence), TIME.search(sentence)
    if date is None or time is None or date.start() > LEAD:
        return False
    behind = sentence[max(date.end(), time.end()) :].split()
    return (
        len(behind) <= BEHIND_TIME
        and _count_words(sentence) <= MOST_WORDS
        and not sentence.endswith((".", "!", "?", ":"))
    )


def _fields_above(lines: Sequence[str], end: int, ours: Ours) -> int | None:
    top = end
    while top > 0 and end - top < MOST_FIELDS and plain(lines[top - 1]):
        top -= 1
    for at in range(end - 1, top - 1, -1):
        if _is_from_us(lines[at], ours):
            begins = _first_field(lines, at, end)
            block = [plain(line) for line in lines[begins:end]]
            fields = sum(FIELD.match(line) is not None for line in block)
            is_dated = any(DATE.search(line) and TIME.search(line) for line in block)
            return begins if fields >= 3 or (fields == 2 and is_dated) else None
    return None


def _is_from_us(line: str, ours: Ours) -> bool:
    text = plain(line[:LONGEST])
    field = FIELD.match(text)
    return field is not None and ours.begin(folded(text[field.end() :]))


def _first_field(lines: Sequence[str], at: int, end: int) -> int:
    """Some programs set the date, or whom it was sent to, above the sender. A kind of field that stands below
    the sender already is not taken twice."""
    seen = {kind for line in lines[at + 1 : end] for kind in _kinds(line)}
    while at > 0 and (kinds := _kinds(lines[at - 1])) and not kinds & seen:
        seen |= kinds
        at -= 1
    return at


def _kinds(line: str) -> set[str]:
    """What a field holds, by its label or its value."""
    text = plain(line[:LONGEST])
    field = FIELD.match(text)
    if field is None:
        return set()
    value = text[field.end() :]
    kind = KINDS.get(folded(field["label"]).strip("* "))
    return {kind or ""} - {""} | ({"date"} if DATE.search(value) and TIME.search(value) else set())


def _above_rule(lines: Sequence[str], at: int, *, is_block: bool) -> int:
    """Up past a rule. Before a sentence only one with words in it counts: others are somebody's dashes."""
    at = past_blank(lines, at)
    rule = RULE.fullmatch(plain(lines[at - 1])) if at > 0 else None
    if rule is not None and (is_block or rule[1]):
        at = past_blank(lines, at - 1)
    return at


def above_rule(lines: Sequence[str], at: int) -> int:
    """The same where a quote begins without an introduction."""
    return _above_rule(lines, at, is_block=True)
