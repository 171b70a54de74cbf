"""What a writing assistant leaves behind: citation tokens, which are lifted, and offers, which are only suspected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes.finds import Find, fold, lifted, suspect
from articles.documents.notes.model import Note
from articles.documents.notes.source import Source

CONVENTION = "assistant"

_TOKEN = re.compile(
    r":?contentReference\[oaicite:[^\]\n]{0,40}\](?:\{[^{}\n]{0,40}\})?"
    r"|\[oai_citation:[^\]\n]{0,120}\](?:\([^()\s]{0,500}\))?"
    r"|\ue200[^\ue201\n]{0,200}\ue201"
    r"|\(?(?:cite)?turn\d{1,3}(?:search|news|view|image|file|academia|fetch)\d{1,3}(?:(?:, ?|turn)[\w]{0,30}\d{1,3}){0,6}\)?"
    r"|【\d{1,3}[:†][^】\n]{0,80}】"
    r"|\[cite_start\]|\[cite: ?[\d, ]{1,40}\]"
    r"|<(?:grok-card|antArtifact|antThinking)\b[^<>]{0,300}>"
)
_OFFER = re.compile(
    r"\bIf you(?:’|')?(?:d)? (?:want|like|prefer|wish),? I can (?:also |now |then )?[a-z]+|\bIf you(?:’|')d like me to [a-z]+|\bWould you like me to [a-z]+|\bDo you want me to (?:also )?(?:turn|write|draft|create|expand|"
    r"summari[sz]e|rewrite|add|make|generate|format|adapt|translate|adjust|provide)\b|\bLet me know if you(?:’|')d like (?:me|any|a |to)|\bAs an AI(?: language)? (?:model|assistant)\b|\bas of my (?:last|latest) (?:knowledge )?(?:update|training)|"
    r"\bI hope this (?:helps|draft|version)|\b(?:Certainly|Sure|Absolutely)! Here(?:’s|'s| is) (?:a|an|the|your)\b|\bHere(?:’s|'s| is) (?:a|an|the|your) (?:revised|polished|rewritten|updated|improved|draft|cleaned-up) (?:version|article|draft|copy|text)\b|"
    r"\bI(?:’|')m sorry, but I can(?:not|(?:’|')t) (?:assist|help|fulfil)|\bI can(?:not|(?:’|')t) browse\b|\bmy knowledge cutoff\b|"
    r"\bSi (?:quieres|lo deseas), (?:también )?puedo [a-z]+|\bComo modelo de lenguaje|\bSi (?:vous le souhaitez|tu veux), je peux (?:aussi )?[a-z]+|\bEn tant que modèle de langage|"
    r"\bWenn (?:du möchtest|Sie möchten|du willst), kann ich (?:auch )?|\bAls KI-Sprachmodell|إذا أردت، يمكنني|إذا رغبت، يمكنني|بصفتي نموذج(?:ًا|ا)? لغوي|"
    r"utm_source=(?:chatgpt|openai|copilot|perplexity)",
)
_SENTENCE_END = re.compile(r"[.!?؟\n]")


def find(source: Source) -> Iterator[Find]:
    """Every trace of an assistant."""
    for match in _TOKEN.finditer(source.text):
        note = Note(question=f"A writing assistant left “{_shown(match[0])}” here: what is the source?", kind="source", convention=CONVENTION)
        yield lifted(match.start(), match.end(), note)
    for match in _OFFER.finditer(source.text):
        stop = _SENTENCE_END.search(source.text, match.end(), match.end() + 200)
        yield suspect(match.start(), stop.end() if stop else match.end(), CONVENTION, "This reads like a writing assistant speaking to its user.")


def _shown(token: str) -> str:
    return "".join(character for character in fold(token) if not "\ue000" <= character <= "\uf8ff")
