"""Suggestions of a copy that went out and came back: which are the same, and how the others were decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from prosemirror.model import Node
from prosemirror.transform import StepMap

from articles.documents.suggestions.pending import Suggestion, pending
from articles.documents.text import text_between

Outcome = Literal["accepted", "rejected"]


def same_keys(
    sent: Node, returned: Node, *, names: Mapping[str, str], returned_names: Mapping[str, str]
) -> dict[str, str]:
    """The keys of suggestions in ``returned`` that are in ``sent``: theirs there → that here.

    They are the same when name, kind and words are; of several the first is the first. The names are by key.
    """
    waiting = defaultdict(list)
    for found in pending(sent):
        waiting[_described(found, names)].append(found.id)
    same = {}
    for found in pending(returned):
        if alike := waiting[_described(found, returned_names)]:
            same[found.id] = alike.pop(0)
    return same


def outcomes(sent: Node, returned: Node, step_map: StepMap) -> dict[str, Outcome]:
    """How the suggestions of ``sent`` were decided that are not in ``returned`` any more, by their keys.

    ``step_map`` leads from one to the other. What was neither put in nor taken out counts as rejected.
    """
    kept = {found.id for found in pending(returned)}
    decided: dict[str, Outcome] = {}
    for found in pending(sent):
        if found.id not in kept:
            start, end = step_map.map(found.start, -1), step_map.map(found.end, 1)
            words = text_between(returned, start, max(start, end)).strip()
            decided[found.id] = "accepted" if _is_accepted(found, words) else "rejected"
    return decided


def _is_accepted(found: Suggestion, words: str) -> bool:
    put_in, taken_out = found.inserted.strip(), found.deleted.strip()
    if put_in:
        return put_in in words and (not taken_out or taken_out in put_in or taken_out not in words)
    return bool(taken_out) and taken_out not in words


def _described(found: Suggestion, names: Mapping[str, str]) -> tuple[str, ...]:
    name = names.get(found.id, "").strip().casefold()
    return name, found.kind, found.inserted, found.deleted, found.formatted
