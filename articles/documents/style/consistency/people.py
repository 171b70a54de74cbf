"""One person with two first names, ages or titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from articles.documents.style.consistency.mentions import COMMON, Mention
from articles.documents.style.consistency.names import TITLES, is_ending
from articles.documents.style.consistency.story import Story, Use, finding, preferred, times
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import bare
from articles.documents.style.model import Finding, Kind

_AGED: Final = re.compile(r" ?, (?:aged )?(\d{1,2})(?=[,.;)]|$)| ?\((\d{1,2})\)")
_YEAR_OLD: Final = re.compile(r"\b(\d{1,2})[-‐‑ ]year[-‐‑ ]old $")
_HONORIFICS: Final = words("honorifics")
_MALE, _FEMALE = frozenset({"Mr", "Sir"}), frozenset({"Mrs", "Ms", "Miss"})
_RANKS: Final = words("ranks")


@dataclass(frozen=True, slots=True)
class _Person:
    """A person named in full: the words of titles before the name, the first name, the last, and where."""

    titles: tuple[str, ...]
    first: str
    last: str
    use: Use
    before: tuple[str, ...]


def people(story: Story, found: Sequence[Mention]) -> Iterator[Finding]:
    """What a story says of one person in two ways."""
    if story.is_arabic:
        return
    persons = [person for mention in found if (person := _person(mention))]
    by_last: dict[str, list[_Person]] = defaultdict(list)
    for person in persons:
        by_last[bare(person.last)].append(person)
    for same in by_last.values():
        yield from _first_names(same)
        yield from _ranks(same)
    yield from _ages(persons, by_last)
    yield from _honorifics(found, by_last)


def _person(mention: Mention) -> _Person | None:
    named = mention.words[1:] if _is_led_in(mention) else mention.words
    words = [word.text for word in named]
    count = 0
    while count < len(words) and (words[count] in TITLES or words[count] in _HONORIFICS):
        count += 1
    titles, names = tuple(words[:count]), named[count:]
    if not 2 <= len(names) <= 3 or any(name.text.casefold() in COMMON for name in names):
        return None
    if any(
        len(name.text) < 3 or name.text.isupper() or not name.text.replace("-", "").replace("'", "").isalpha()
        for name in names
    ):
        return None
    use = Use(names[0].use.block, names[0].use.start, names[-1].use.end)
    return _Person(titles, names[0].text, names[-1].text, use, mention.before)


def _is_led_in(mention: Mention) -> bool:
    """Whether a sentence begins with a word before a title, as in “Later Finance Minister …”."""
    first = mention.words[0]
    return (
        first.begins
        and len(mention.words) > 2
        and first.text not in TITLES
        and mention.words[1].text in TITLES
    )


def _first_names(same: Sequence[_Person]) -> Iterator[Finding]:
    """Two first names behind the very same title, or two spellings of one."""
    forms: dict[str, list[_Person]] = defaultdict(list)
    for person in same:
        forms[person.first].append(person)
    if len(forms) != 2:
        return
    one, other = sorted(forms, key=lambda first: forms[first][0].use.order)
    roles = {_role(person) for person in forms[one]} & {_role(person) for person in forms[other]} - {()}
    if not roles and not _are_spellings(one, other):
        return
    uses = {f"{first} {forms[first][0].last}": [person.use for person in forms[first]] for first in forms}
    usual = preferred(uses)
    wrong = next(name for name in uses if name != usual)
    reason = f"“{usual}” elsewhere in this story, {times(len(uses[usual]))}. Check the first name."
    yield finding(Kind.PERSON, "two first names", uses[wrong], reason, suggestion=usual, see=uses[usual][:1])


def _role(person: _Person) -> tuple[str, ...]:
    """The titles when they are of one person at a time, as “Finance Minister”."""
    return person.titles if len(person.titles) >= 2 else ()


def _are_spellings(one: str, other: str) -> bool:
    first, second = bare(one), bare(other)
    if first == second or min(len(first), len(second)) < 3 or first[-1] != second[-1]:
        return False
    return (
        DamerauLevenshtein.distance(first, second) == 1
        and not is_ending(first, second)
        and first[0] == second[0]
    )


def _ranks(same: Sequence[_Person]) -> Iterator[Finding]:
    """Two ranks before the same full name."""
    forms: dict[str, list[_Person]] = defaultdict(list)
    for person in same:
        if (
            len(person.titles) == 1
            and person.titles[0] in _RANKS
            and not {"former", "then", "ex"} & {*person.before}
        ):
            forms[person.titles[0]].append(person)
    if len(forms) != 2 or len({person.first for persons in forms.values() for person in persons}) != 1:
        return
    uses = {title: [_titled(person) for person in persons] for title, persons in forms.items()}
    usual = preferred(uses)
    wrong = next(title for title in uses if title != usual)
    reason = f"“{usual} {same[0].last}” elsewhere in this story, {times(len(uses[usual]))}. Check the title."
    yield finding(Kind.PERSON, "two titles", uses[wrong], reason, see=uses[usual][:1])


def _titled(person: _Person) -> Use:
    use = person.use
    start = use.block.words.text.rfind(person.titles[-1], 0, use.start)
    return Use(use.block, max(start, 0), use.end)


def _ages(persons: Sequence[_Person], by_last: dict[str, list[_Person]]) -> Iterator[Finding]:
    ages: dict[tuple[str, str], dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for person in persons:
        if (found := _age(person)) is not None:
            age, use = found
            ages[bare(person.first), bare(person.last)][age].append(use)
    for of_person in ages.values():
        if len(of_person) != 2:
            continue
        first, second = sorted(of_person, key=lambda age: of_person[age][0].order)
        reason = f"Aged {first} earlier in this story, and {second} here. Check the age."
        yield finding(Kind.PERSON, "two ages", of_person[second], reason, see=of_person[first][:1])


def _age(person: _Person) -> tuple[str, Use] | None:
    text, use = person.use.block.words.text, person.use
    if after := _AGED.match(text, use.end):
        group = 1 if after[1] else 2
        return after[group], Use(use.block, *after.span(group))
    start = max(use.start - 60, 0)
    before = text[start : use.start]
    if found := _YEAR_OLD.search(before):
        return found[1], Use(use.block, start + found.start(1), start + found.end(1))
    return None


def _honorifics(found: Sequence[Mention], by_last: dict[str, list[_Person]]) -> Iterator[Finding]:
    """Mr and Ms for one person. Couples share a name, so that only one full name may have it."""
    forms: dict[str, dict[bool, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for mention in found:
        words = mention.words
        if len(words) == 2 and words[0].text in _MALE | _FEMALE:
            use = Use(words[0].use.block, words[0].use.start, words[1].use.end)
            forms[bare(words[1].text)][words[0].text in _MALE].append(use)
    for last, uses in forms.items():
        persons = {bare(person.first) for person in by_last.get(last, ())}
        if len(uses) == 2 and len(persons) == 1:
            first, second = sorted(uses, key=lambda male: uses[male][0].order)
            said = uses[first][0].place.words
            reason = f"“{said}” earlier in this story. Check the title."
            yield finding(Kind.PERSON, "two titles", uses[second], reason, see=uses[first][:1])
