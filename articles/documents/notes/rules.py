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
    Rule(critic.CONVENTION, "a CriticMarkup mark", critic.find),
    Rule(hidden.CONVENTION, "a hidden note", hidden.find),
    Rule(exported.CONVENTION, "a comment of an exported document", exported.find),
    Rule(residue.CONVENTION, "a trace of a writing assistant", residue.find),
    Rule(desk_lines.CONVENTION, "a note to the desk", desk_lines.find),
    Rule(houses.CONVENTION, "a house note", houses.find),
    Rule(verified.CONVENTION, "a mark of verification", verified.find),
    Rule(angles.CONVENTION, "a query in angle brackets", angles.find),
    Rule(brackets.CONVENTION, "an addressed query", brackets.find),
    Rule(doubts.CONVENTION, "a doubt in brackets", doubts.find),
    Rule(placeholders.CONVENTION, "a placeholder", placeholders.find),
    Rule(unlabelled.CONVENTION, "a direction in brackets", unlabelled.find),
    Rule(unfinished.CONVENTION, "something unfinished", unfinished.find),
    Rule(capitals.CONVENTION, "a run of capitals", capitals.find),
    Rule(looks.CONVENTION, "a note by its look", looks.find),
)
NAMES = {rule.convention: rule.name for rule in RULES}


def find_all(source: Source) -> list[Find]:
    """What every rule finds, those that reach furthest first where they begin at the same place."""
    found = [
        (find.start, -find.end, rank, find) for rank, rule in enumerate(RULES) for find in rule.find(source)
    ]
    return [find for *_, find in sorted(found, key=lambda entry: entry[:3])]
