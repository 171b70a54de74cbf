"""Addressed queries: ``[AU: …]``, ``[AQ1]``, ``[LEGAL: …]``, ``[Q3: …]``, ``[RANA: …]``, ``[@lena …]``.

Not interpolations in a quotation, links, footnotes, citations, nor remarks that are meant for readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.labels import Label, is_for_readers, is_note_to, label
from articles.documents.notes.limits import UNCLOSED_EXCERPT
from articles.documents.notes.source import Source

CONVENTION = "bracket"

_HEAD = re.compile(r"(?P<head>[^:：\[\]<>{}()\n]{1,40}?)\s?[:：](?!//)\s*(?P<rest>\S.*)?$", re.DOTALL)
_HEAD_WITH_NAME = re.compile(
    r"(?P<head>[^:：\[\]<>{}()\n]{1,40}) ?\((?P<name>[^:：()\[\]\n]{1,24})\) ?[:：](?!//)\s*(?P<rest>\S.*)?$",
    re.DOTALL,
)
_LOOSE_HEAD = re.compile(
    r"(?P<head>(?:NOTE TO|note to|Note to|to|TO|for|FOR|ATTN)\s[\w-]+|fact[ -]check"
    r"|Fact[ -]check|FACT[ -]CHECK|[A-Za-z]{2,9}[ .]?\d{0,3}|[\u0600-\u06ff]{3,12})"
    r"(?:\s*[,.]\s+|\s*(?:—|–|--)\s*|\s+-\s+|\s+)(?P<rest>\S.*)$",
    re.DOTALL,
)
_HANDLE = re.compile(r"@(?P<name>[^\W\d_][\w.-]{0,30}?)(?:\s*[:,—–-]\s*|\s+)(?P<rest>\S.*)$", re.DOTALL)
_HANDLE_ALONE = re.compile(r"@[^\W\d_][\w.-]{1,30}$")
_SIGNED_HEAD = re.compile(r"(?P<label>[^/|]{1,20}?)\s?[/|]\s?(?P<name>[^/|]{1,20})$")
_NAME_INITIALS = re.compile(r"[A-ZÀ-Þ]{2,4}$")
_CITATION = re.compile(r"@[\w:.-]*\d{2,4}[a-z]?(?:\s*[,;\]]|$)|;\s*@|^@\S+,\s*(?:p|pp|ch|§|sec)\b")
_INITIALS = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.’'-]{1,14}(?: [A-ZÀ-Þ][A-ZÀ-Þ.’'-]{0,14})?$")
_PLACEHOLDER = re.compile(r"(?:TK)+$|X+$|(?:\w+ )?TK$")
_NOTE = re.compile(r"NOTES?$|NOTA$|NOTIZ$")
_TO_PERSON = re.compile(
    r"(?:[Tt]o|[Ff]or|TO|FOR|para|pour|an|für) (?P<name>[A-ZÀ-Þ][\w’'.-]{1,20}(?: [A-ZÀ-Þ][\w’'.-]{0,20})?)$"
)
_PERSON = re.compile(
    r"[A-ZÀ-Þ][\w’'.-]{1,20}(?: [A-ZÀ-Þ][\w’'.-]{0,20})?$"
    r"|[\u0600-\u06ff]{2,15}(?: [\u0600-\u06ff]{2,15})?$"
)
_TOPIC = re.compile(
    r"(?:spelling|date|name|names|number|figure|figures|quote|age|title|fact|caps|hyphen"
    r"|wording|attribution|fecha|nombre|cifra|chiffre|nom|zahl|"
    r"datum|do we|is this|question|one thing|just asking|wait|hm+|really|the)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:AQ|AU)[ .]?#?\d{1,3}$|(?:LEGAL|FACT[ -]?CHECK|QUERY|VERIFY|STET|TODO|FIXME)[.!]?$")
_CURLY = re.compile(r"\{(?P<body>(?P<head>[A-Za-z][\w -]{1,20}):\s[^{}\n]{2,300})\}")
_TELLING = re.compile(r"[:：@?؟？]")
_SIGNED = re.compile(
    r"(?:\bEds?\.|\bN\.? ?d\.? ?\w+\.?|\bNDLR|\bNDT|\bn\.d\.\w\.|\bAnm\. ?d\.? ?\w+\.?|\bRed\."
    r"|المحرر|التحرير)$"
)
_REFERENCE = re.compile(r"\bpp?\. ?\d|\b(?:19|20)\d\d\b|\bno\. ?\d|\bOp\. ?Cit|\bibid", re.IGNORECASE)
_UNCLOSED = re.compile(r"\[{1,2}(?=[^\[\]:\n]{1,30}:)")


def find(source: Source) -> Iterator[Find]:
    """Every addressed or merely asked mark in square brackets, and labelled ones in parentheses."""
    pairs = source.square.pairs
    done = 0
    for start, end in pairs:
        if start < done or source.guarded.covers(start) or source.doubled(start, end):
            continue
        found = _square(source, start, end + 1)
        if found:
            done = end + 1
            yield found
    for start in source.square.unclosed:
        if not source.guarded.covers(start):
            yield from _unclosed(source, start)
    for match in _CURLY.finditer(source.text):
        labelled = addressed(*match.span(), match["body"], quoted=False) if label(match["head"]) else None
        if labelled:
            yield labelled
    for start, end in source.round.pairs:
        found = _round(
            start,
            end + 1,
            source.body(start + 1, min(end, start + UNCLOSED_EXCERPT)),
            source.text[start + 1 : end],
        )
        if found:
            yield found


def addressed(start: int, end: int, body: str, *, quoted: bool) -> Find | None:
    """The note of a labelled body, whatever brackets it stands in; a suspicion if the label is not enough."""
    handle = _HANDLE.match(body)
    if handle and not _CITATION.search(body):
        return lifted(start, end, note_from(handle["rest"], CONVENTION, addressed_to=handle["name"]))
    if _HANDLE_ALONE.match(body) and not _CITATION.search(body):
        return suspect(start, end, CONVENTION, f"“{body}” may address someone on the desk.")
    if _ALONE.match(body):
        known = label(body.rstrip(".!"))
        return lifted(
            start,
            end,
            note_from(
                body,
                CONVENTION,
                kind=known.kind if known else None,
                addressed_to=known.addressed_to if known else "",
            ),
        )
    named = _HEAD_WITH_NAME.match(body)
    known = label(named["head"]) if named else None
    if named and known and (known.certain or named["head"].isupper() or _asks(named["rest"] or "")):
        return _noted(start, end, named["rest"] or body, known, asked_by=fold(named["name"]))
    match = _HEAD.match(body)
    if match:
        return _with_head(start, end, match["head"], match["rest"] or "", quoted=quoted)
    loose = _LOOSE_HEAD.match(body)
    known = label(loose["head"]) if loose else None
    if (
        loose
        and known
        and (loose["head"].isupper() or is_note_to(loose["head"]) or not loose["head"].isascii())
    ):
        separated = bool(re.match(r"\s*[,.—–-]", body[loose.end("head") :]))
        if separated or _asks(loose["rest"]):
            return _noted(start, end, loose["rest"], known)
    return None


def _with_head(start: int, end: int, head: str, rest: str, *, quoted: bool) -> Find | None:
    known, signed = label(head), _signed(head)
    if signed:
        return _noted(start, end, rest or head, signed[0], asked_by=signed[1])
    typed_for_desk = known and (known.certain or head.isupper() or _asks(rest))
    if known and typed_for_desk and (head.isupper() or not is_for_readers(head)):
        return _noted(start, end, rest or head, known)
    asks_desk = talk.is_question(rest) and talk.is_desk_talk(rest)
    if _NOTE.match(head) and (talk.is_direction(rest) or asks_desk):
        return lifted(start, end, note_from(rest, CONVENTION))
    if _NOTE.match(head.upper()) and talk.is_direction(rest):
        return suspect(start, end, CONVENTION, "A remark in brackets may be for the desk.")
    if is_for_readers(head):
        reason = "A remark in brackets asks something."
        return suspect(start, end, CONVENTION, reason) if asks_desk else None
    if known:
        reason = f"“{fold(head)}:” in brackets may address someone on the desk."
        return suspect(start, end, CONVENTION, reason)
    if not talk.words(rest) or not (rest[0].isalpha() or rest[0] in "¿“\"'‘«" or _asks(rest)):
        return None
    return _with_name(start, end, head, rest, quoted=quoted)


def _with_name(start: int, end: int, head: str, rest: str, *, quoted: bool) -> Find | None:
    """``[RANA: …]``, ``[Rana: …]``, ``[to Rana: …]``: a name in front of a question, or of what was done."""
    asks = _asks(rest)
    if _INITIALS.match(head) and not _PLACEHOLDER.match(head) and (asks or talk.is_remark(rest)):
        return _asked_by(start, end, head, rest)
    if _TOPIC.match(head) and asks and not quoted:
        return lifted(start, end, note_from(f"{head}: {rest}", CONVENTION))
    to_person = _TO_PERSON.match(head)
    if to_person and asks and not quoted:
        return lifted(start, end, note_from(rest, CONVENTION, addressed_to=to_person["name"]))
    if _PERSON.match(head) and asks and not quoted:
        return _asked_by(start, end, head, rest)
    spoken = len(talk.words(rest)) >= 3 and (talk.is_personal(rest) or talk.is_desk_talk(rest))
    if (_INITIALS.match(head) and len(talk.words(rest)) >= 2) or (_PERSON.match(head) and (asks or spoken)):
        return suspect(start, end, CONVENTION, f"“{fold(head)}:” in brackets may be a note.")
    return None


def _asks(rest: str) -> bool:
    return talk.is_question(rest) or talk.is_direction(rest)


def _signed(head: str) -> tuple[Label, str] | None:
    """The label and the initials of ``ED/LB`` or ``LB/AU``, whichever way round they stand."""
    match = _SIGNED_HEAD.match(head)
    if not match:
        return None
    for marked, name in ((match["label"], match["name"]), (match["name"], match["label"])):
        known = label(marked)
        if known and marked.isupper() and not label(name) and _NAME_INITIALS.match(name):
            return known, name
    return None


def _noted(start: int, end: int, rest: str, known: Label, *, asked_by: str = "") -> Find:
    note = note_from(rest, CONVENTION, kind=known.kind, addressed_to=known.addressed_to, asked_by=asked_by)
    return lifted(start, end, note)


def _asked_by(start: int, end: int, head: str, rest: str) -> Find:
    return lifted(start, end, note_from(rest, CONVENTION, asked_by=fold(head)))


def _square(source: Source, start: int, end: int) -> Find | None:
    text = source.text
    if text.startswith("[", start + 1) and text[end - 2 : end - 1] == "]":
        return None  # a house note or a wiki link, which have a rule of their own
    body = source.body(start + 1, end - 1).strip()
    if (
        not body
        or body[0] in "^!#"
        or not (_TELLING.search(body) or _ALONE.match(body) or _LOOSE_HEAD.match(body))
    ):
        return None
    quoted = source.in_quotation(start)
    found = addressed(start, end, body, quoted=quoted)
    if found or _HEAD.match(body) or not talk.is_question(body) or _SIGNED.search(body):
        return found
    if talk.is_desk_talk(body) and not quoted:
        return lifted(start, end, note_from(body, CONVENTION))
    after_quotation = text[max(0, start - 3) : start].rstrip().endswith(("”", '"', "»", "“", "’"))
    if _REFERENCE.search(body) or ((quoted or after_quotation) and not talk.is_desk_talk(body)):
        return None
    return suspect(start, end, CONVENTION, "A question in square brackets may be a note.")


def _round(start: int, end: int, opening: str, body: str) -> Find | None:
    """``(DESK: please call him)``: a desk's label in capitals, and something asked."""
    named = _HEAD_WITH_NAME.match(opening.strip())
    if named and is_note_to(named["head"]):
        return addressed(start, end, body.strip(), quoted=False)
    match = _HEAD.match(opening.strip())
    if not match:
        return None
    head = match["head"]
    known = label(head)
    if not known or is_for_readers(head):
        return None
    rest = body.split(":", 1)[-1] if ":" in body else body.split("：", 1)[-1]
    if not (head.isupper() or is_note_to(head)):
        if not (known.certain or _asks(rest) or talk.is_personal(rest)):
            return None
        return suspect(
            start, end, CONVENTION, f"“{fold(head)}:” in brackets may address someone on the desk."
        )
    if (
        is_note_to(head)
        or (known.certain and head.casefold() != "au")
        or _asks(rest)
        or talk.is_personal(rest)
    ):
        return _noted(start, end, rest.strip() or head, known)
    return suspect(start, end, CONVENTION, f"“{fold(head)}:” in brackets may address someone on the desk.")


def _unclosed(source: Source, start: int) -> Iterator[Find]:
    match = _UNCLOSED.match(source.text, start)
    if not match:
        return
    body = source.body(match.end(), min(source.paragraph_end(start), start + UNCLOSED_EXCERPT))
    head = body.split(":", 1)[0]
    known = label(head)
    closer = source.text.find("]", start, start + UNCLOSED_EXCERPT)
    is_link = closer >= 0 and source.guarded.covers(closer)
    if known and not is_link and (known.certain or head.isupper()) and not is_for_readers(head):
        yield suspect(start, match.end() + len(body), CONVENTION, "A mark that opens with “[” is not closed.")
