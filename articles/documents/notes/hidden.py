"""Notes that a page would not show: HTML comments and lines that begin with ``//``.

A comment is a note when it asks or orders. Those of a content system are not, nor is text that was commented
out, nor are addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.limits import UNCLOSED_EXCERPT
from articles.documents.notes.model import Note
from articles.documents.notes.source import Source

CONVENTION = "hidden"
_LONGEST = 4_000

_MACHINE = re.compile(
    r"\s*(?:/?wp:|\[if|<!\[|/?ko\b|more\b|nextpage|noteaser|toc\b|/toc|startfragment"
    r"|endfragment|#|prettier-|markdownlint|eslint|html-validate|"
    r"google_ad|ad[_ -]?slot|begin\b|end\b|/|mt-|beginblock|sse|esi|livereload|build:|endbuild"
    r"|inject:|endinject|generator\b|cached\b|page generated)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
_LONGEST_REMARK = 40
"""Words of a comment that somebody may have typed for the desk; a longer one is commented-out text."""
_SLASHES = re.compile(
    r"^[ \t]*//(?P<first>[ \t]+(?=\S)"
    r"|(?=[^\W_]))(?P<words>[^\n]*)(?P<more>(?:\n[ \t]*//[ \t]?[^\n]*)*)",
    re.MULTILINE,
)
_DEFINED = re.compile(
    r"^ {0,3}\[(?://|comment)\]:[ \t]*(?:#"
    r"|<>)[ \t]*[\"'(](?P<words>[^\n]{1,1000})[\"')][ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#]|$)|cdn\b", re.IGNORECASE)


def find(source: Source) -> Iterator[Find]:
    """Every hidden note."""
    if "<!--" in source.text:
        yield from _comments(source)
    if "//" in source.text:
        yield from (found for match in _SLASHES.finditer(source.text) if (found := _slashes(source, match)))
        if source.markup == "markdown":
            yield from (
                lifted(*match.span(), _note(match["words"])) for match in _DEFINED.finditer(source.text)
            )


def _comments(source: Source) -> Iterator[Find]:
    at = source.text.find("<!--")
    while at >= 0:
        if source.guarded.covers(at):
            at = source.text.find("<!--", at + 4)
            continue
        end = source.text.find("-->", at + 4, at + _LONGEST)
        if end < 0:
            yield suspect(
                at,
                min(source.paragraph_end(at), at + UNCLOSED_EXCERPT),
                CONVENTION,
                "A mark that opens with “<!--” is not closed.",
            )
            at = source.text.find("<!--", at + 4)
            continue
        found = _comment(at, end + 3, source.body(at + 4, end))
        if found:
            yield found
        at = source.text.find("<!--", end)


def _is_machine(body: str) -> bool:
    return bool(_MACHINE.match(body)) and not (talk.is_question(body) or talk.is_direction(body))


def _comment(start: int, end: int, body: str) -> Find | None:
    words = fold(body)
    if _is_machine(body):
        return None
    labelled = addressed(0, len(words), words, quoted=False)
    if (labelled and labelled.note) or re.fullmatch(r"[?؟]+", words):
        return lifted(start, end, _note(body))
    spoken = _QUOTED.sub(" ", words)
    short = len(talk.words(words)) <= _LONGEST_REMARK
    if talk.is_direction(words) or talk.is_desk_talk(spoken) or (short and talk.is_question(spoken)):
        return lifted(start, end, _note(body))
    if short and (talk.is_personal(spoken) or words.endswith(("?", "؟"))):
        return suspect(start, end, CONVENTION, "A hidden comment may be a note.")
    return None


def _note(body: str) -> Note:
    labelled = addressed(0, len(body), body.strip(), quoted=False)
    if labelled and labelled.note:
        note = labelled.note
        return Note(
            question=note.question,
            replies=note.replies,
            kind=note.kind,
            blocking=note.blocking,
            convention=CONVENTION,
            asked_by=note.asked_by,
            addressed_to=note.addressed_to,
            remark=note.remark,
        )
    return note_from(body, CONVENTION)


def _slashes(source: Source, match: re.Match[str]) -> Find | None:
    if source.guarded.covers(match.start("words")) or source.guarded.covers(match.start("words") - 1):
        return None
    words = match["words"].strip()
    if not match["first"] and (
        _ADDRESS.match(words) or not (talk.is_question(words) or talk.is_direction(words))
    ):
        return None
    if words.endswith("//") or not talk.words(words):
        return None
    source.body(*match.span())
    body = "\n".join([words, *(line.strip().lstrip("/").strip() for line in match["more"].splitlines()[1:])])
    end = match.end() - 1 if match[0].endswith("\r") else match.end()
    return lifted(match.start(), end, _note(fold(body)))
