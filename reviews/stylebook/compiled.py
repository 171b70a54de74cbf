"""The live entries of a desk, compiled once for each version of its stylebook and each language."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

from articles.documents.style.model import LANGUAGES
from articles.documents.style.rules import Rules
from reviews.models import Stylebook, StyleEntry

MOST_KEPT: Final = 32
"""Sets that a process keeps: of those used last."""

_kept: OrderedDict[tuple[UUID, str], Rules] = OrderedDict()
_lock = Lock()


def rules_of(desk_id: int, language: str) -> Rules | None:
    """What the desk’s live entries find in copy of a language; ``None`` where it never had an entry.

    One statement, and another one where this process has not compiled this version. ``language`` is a code
    such as ``en`` or ``pt-BR``.
    """
    version = Stylebook.objects.filter(desk=desk_id).values_list("version", flat=True).first()
    if version is None:
        return None
    key = version, of_stylebook(language)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    rules = compile_for(desk_id, language)
    with _lock:
        _kept[key] = rules
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return rules


def compile_for(desk_id: int, language: str) -> Rules:
    """The desk’s live entries for a language, compiled anew. One statement."""
    rows = StyleEntry.objects.filter(desk=desk_id).live().order_by("name")
    spoken = of_stylebook(language)
    return Rules(row.entry for row in rows if row.language in ("", spoken))


def of_stylebook(language: str) -> str:
    """The language of entries that are meant by the language of copy: empty where entries know none such."""
    code = language.partition("-")[0].lower()
    return code if code in LANGUAGES else ""
