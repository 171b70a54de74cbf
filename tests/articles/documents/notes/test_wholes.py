"""A passage takes the whole figure or name it ends in."""

import pytest

from articles.documents.notes import lift, scan

from .support import document

WHOLE = [
    ("The council approved it by 31 votes to 19", "31 votes to 19"),
    ("They won by 3 goals to 1", "3 goals to 1"),
    ("The fares rise by between 3 and 5 per cent", "between 3 and 5 per cent"),
    ("The pier cost from 2 to 3 million euros", "2 to 3 million euros"),
    ("It happened on Tuesday, 3 May 2026", "Tuesday, 3 May 2026"),
    ("It happened on May 3, 2026", "May 3, 2026"),
    ("The boat leaves on Monday at 7.30 a.m", "Monday at 7.30 a.m"),
    ("The commission is led by Ursula von der Leyen", "Ursula von der Leyen"),
    ("The ship sails to Santa Cruz de la Sierra", "Santa Cruz de la Sierra"),
    ("The letter came from Maria Theresa Anna Velde", "Maria Theresa Anna Velde"),
    ("He was told so by Khalid bin Sultan Al Saud", "Khalid bin Sultan Al Saud"),
    ("Some 2.5 million of 7.5 million people", "2.5 million of 7.5 million people"),
    ("Two of three boats", "Two of three boats"),
    ("Der Rat stimmte mit 31 Stimmen zu 19", "31 Stimmen zu 19"),
    ("Es war am Dienstag, 3. Mai 2026", "Dienstag, 3. Mai 2026"),
    ("Le conseil a voté par 31 voix contre 19", "31 voix contre 19"),
    ("Se aprobó por 31 votos a 19", "31 votos a 19"),
    ("Fue el 3 de mayo de 2026", "3 de mayo de 2026"),
    ("Совет принял это 31 голосов до 19", "31 голосов до 19"),
    ("أقر المجلس ذلك 31 صوتا من 19", "31 صوتا من 19"),
]


@pytest.mark.parametrize("mark", ["[AU: sure?]", "(??)", "<who says?>", "{>>sure?<<}"])
@pytest.mark.parametrize(("sentence", "whole"), WHOLE)
def test_the_whole_figure_or_name_is_in_the_passage(sentence, whole, mark):
    found = scan(f"The ferry is late. {sentence} {mark}, and went home.", markup="text")
    ((_note, passage),) = lift(document(found.marked), found).notes
    assert passage.quote.endswith(whole)
    assert sentence.endswith(passage.quote)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("The ferry to the old harbour", "the old harbour"),
        ("She met the mayor in Bergen", "mayor in Bergen"),
        ("On Monday, the boats came home", "boats came home"),
        ("There were 31 votes; the boats came home", "boats came home"),
        ("He said that Anna, and only Anna", "and only Anna"),
    ],
)
def test_other_passages_are_as_short_as_before(sentence, passage):
    found = scan(f"The ferry is late. {sentence} [AU: sure?] again.", markup="text")
    ((_note, put),) = lift(document(found.marked), found).notes
    assert put.quote == passage
