"""What a writing assistant leaves behind: tokens, which are lifted, and offers, which are suspected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes.finds import Find, fold, lifted, suspect
from articles.documents.notes.model import Note, Span
from articles.documents.notes.source import Source

CONVENTION = "assistant"

# Each pattern is tried only where its opening words stand, so that clean copy costs next to nothing.
_TOKENS = (
    ("contentReference[", r":?contentReference\[oaicite:[^\]\n]{0,40}\](?:\{[^{}\n]{0,40}\})?"),
    ("[oai_citation:", r"\[oai_citation:[^\]\n]{0,120}\](?:\([^()\s]{0,500}\))?"),
    ("\ue200", r"\ue200[^\ue201\n]{0,200}\ue201"),
    (
        "turn",
        r"\(?(?:cite)?turn\d{1,3}[a-z]{4,8}\d{1,3}(?:(?:, ?)?turn\d{1,3}[a-z]{4,8}\d{1,3}){0,6}\)?(?!\w)",
    ),
    ("【", r"【\d{1,3}[:†][^】\n]{0,80}】"),
    ("[cite", r"\[cite_start\]|\[cite: ?[\d, ]{1,40}\]"),
)
_OFFERS = (
    (
        "If you",
        r"If you(?:[’']d)? (?:want|like|prefer|wish),? I can (?:also |now |then )?[a-z]+"
        r"|If you[’']d like me to [a-z]+",
    ),
    ("Would you like me to", r"Would you like me to [a-z]+"),
    (
        "Do you want me to",
        r"Do you want me to (?:also )?(?:turn|write|draft|create|expand|summari[sz]e|rewrite|add"
        r"|make|generate|format"
        r"|adapt|translate|adjust|provide)\b",
    ),
    ("Let me know if", r"Let me know if you[’']d like (?:me|any|a |to)"),
    ("s an AI", r"s an AI(?: language)? (?:model|assistant)\b"),
    ("s of my", r"s of my (?:last|latest) (?:knowledge )?(?:update|training)\b"),
    ("I hope this", r"I hope this (?:helps!|draft|version)"),
    (
        "! Here",
        r"! Here(?:[’']s| is) (?:a|an|the|your) (?:\w+ ){0,2}(?:version|article|draft|copy|text"
        r"|story|summary|headline)\b",
    ),
    (
        "Here",
        r"Here(?:[’']s| is) (?:a|an|the|your) (?:revised|polished|rewritten|updated|improved|cleaned-up) "
        r"(?:version|article|draft|copy|text)\b",
    ),
    ("I’m sorry, but I can", r"I’m sorry, but I can(?:not|’t) (?:assist|help with that|fulfil)"),
    ("I'm sorry, but I can", r"I'm sorry, but I can(?:not|'t) (?:assist|help with that|fulfil)"),
    ("my knowledge cutoff", r"my knowledge cutoff\b"),
    ("Si quieres, ", r"Si quieres, (?:también )?puedo [a-z]+"),
    ("Si lo deseas, ", r"Si lo deseas, (?:también )?puedo [a-z]+"),
    ("Como modelo de lenguaje", r"Como modelo de lenguaje"),
    ("Si vous le souhaitez, je peux", r"Si vous le souhaitez, je peux (?:aussi )?[a-z]+"),
    ("Si tu veux, je peux", r"Si tu veux, je peux (?:aussi )?[a-z]+"),
    ("En tant que modèle de langage", r"En tant que modèle de langage"),
    ("Wenn du möchtest, kann ich", r"Wenn du möchtest, kann ich"),
    ("Wenn Sie möchten, kann ich", r"Wenn Sie möchten, kann ich"),
    ("Als KI-Sprachmodell", r"Als KI-Sprachmodell"),
    ("إذا أردت", r"إذا أردت،? ?يمكنني"),
    ("إذا رغبت", r"إذا رغبت،? ?يمكنني"),
    ("بصفتي نموذج", r"بصفتي نموذج\w* لغوي"),
    ("utm_source=", r"utm_source=(?:chatgpt|openai|copilot|perplexity)"),
)
_TOKEN_PATTERNS = tuple((opening, re.compile(pattern)) for opening, pattern in _TOKENS)
_OFFER_PATTERNS = tuple((opening, re.compile(pattern)) for opening, pattern in _OFFERS)
_SENTENCE_END = re.compile(r"[.!?؟\n]")
_BEFORE_TOKEN = ("(cite", "(", ":", "cite")


def find(source: Source) -> Iterator[Find]:
    """Every trace of an assistant."""
    for start, end in _occurrences(source.text, _TOKEN_PATTERNS):
        for opening in _BEFORE_TOKEN:
            if source.text.endswith(opening, 0, start) and (opening != "(" or source.text[end - 1] == ")"):
                start -= len(opening)
                break
        inside_word = source.text[start].isalpha() and source.text[start - 1 : start].isalpha()
        if inside_word or source.guarded.covers(start):
            continue
        token = _shown(source.body(start, end))
        question = f"A writing assistant left “{token}” here: what is the source?"
        yield lifted(start, end, Note(question=question, kind="source", convention=CONVENTION))
    for start, end in _occurrences(source.text, _OFFER_PATTERNS):
        stop = _SENTENCE_END.search(source.text, end, end + 200)
        reason = "This reads like a writing assistant speaking to its user."
        yield suspect(start, stop.end() if stop else end, CONVENTION, reason)


def _occurrences(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> Iterator[Span]:
    for opening, pattern in patterns:
        at = text.find(opening)
        while at >= 0:
            match = pattern.match(text, at)
            if match:
                yield match.span()
            at = text.find(opening, match.end() if match else at + 1)


def _shown(token: str) -> str:
    return "".join(character for character in fold(token) if not "\ue000" <= character <= "\uf8ff")
