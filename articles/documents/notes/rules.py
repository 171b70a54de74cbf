"""The conventions, each with the rule that finds it. A mark found by two rules belongs to the earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.documents.notes import (
    angles,
    brackets,
    capitals,
    critic,
    desk_lines,
    doubts,
    exported,
    hidden,
    houses,
    looks,
    placeholders,
    residue,
    unfinished,
    unlabelled,
    verified,
)
from articles.documents.notes.finds import Find
from articles.documents.notes.source import Source


@dataclass(frozen=True, slots=True)
class Rule:
    """A convention, what one of its marks is called, and how its marks are found."""

    convention: str
    name: str
    find: Callable[[Source], Iterator[Find]]


RULES = (
    Rule(critic.CONVENTION, "CriticMarkup", critic.find),
    Rule(hidden.CONVENTION, "hidden note", hidden.find),
    Rule(exported.CONVENTION, "comment from an exported document", exported.find),
    Rule(residue.CONVENTION, "trace of a writing assistant", residue.find),
    Rule(desk_lines.CONVENTION, "note to the desk", desk_lines.find),
    Rule(houses.CONVENTION, "house note", houses.find),
    Rule(verified.CONVENTION, "verification mark", verified.find),
    Rule(angles.CONVENTION, "query in angle brackets", angles.find),
    Rule(brackets.CONVENTION, "addressed query", brackets.find),
    Rule(doubts.CONVENTION, "query in brackets", doubts.find),
    Rule(placeholders.CONVENTION, "placeholder", placeholders.find),
    Rule(unlabelled.CONVENTION, "instruction in brackets", unlabelled.find),
    Rule(unfinished.CONVENTION, "unfinished note", unfinished.find),
    Rule(capitals.CONVENTION, "run of capitals", capitals.find),
    Rule(looks.CONVENTION, "note by its formatting", looks.find),
)
NAMES = {rule.convention: rule.name for rule in RULES}


def find_all(source: Source) -> list[Find]:
    """What every rule finds, those that reach furthest first where they begin at the same place."""
    found = [
        (find.start, -find.end, rank, find) for rank, rule in enumerate(RULES) for find in rule.find(source)
    ]
    return [find for *_, find in sorted(found, key=lambda entry: entry[:3])]
