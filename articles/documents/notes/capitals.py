"""Six or more words in capitals within running text: a note whose styling was lost, perhaps.

Not datelines, acronyms, headings, nor what is quoted from a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes import talk
from articles.documents.notes.finds import Find, suspect
from articles.documents.notes.limits import CAPITAL_WORDS
from articles.documents.notes.source import Source
from articles.documents.notes.wording import listed

CONVENTION = "capitals"

_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ’'-]*(?!\w)"
_RUN = re.compile(
    rf"(?<![\w’'@#-]){_WORD}(?:[ ,;:—–-]{{1,3}}(?:{_WORD}"
    rf"|\d{{1,4}}(?![\w’'-]))){{{CAPITAL_WORDS - 1},40}}+(?P<mark>[?!.]?)"
)
_SMALL_WORDS = listed(
    "THE A AN OF TO IN IS IT WE WHO WHAT WHEN WHERE WHY HOW THIS THAT OR AND NOT DO DOES DID "
    "HAS HAVE WAS WERE CAN CHECK ARE BE FOR FROM ON WITH HE SHE THEY HIS HER "
    "I YOU AS AT BY IF NO SO BUT EL LA LOS LAS DE QUE ES UN UNA Y O EN POR PARA CON LE LES "
    "LO SU DEL AL SE COMO DES ET OU EST UNE DU DANS POUR IL ELLE CE CETTE ON NOUS VOUS SUR PAS QUI AVEC AU "
    "DER DIE DAS DEM DEN UND ODER IST EIN EINE EINEN NICHT MIT VON WIR SIE ER BITTE NOCH WAS WER AUF "
    "И В К НЕ НА ПО ПРО ОТ ИЗ ЧТО ЭТО С У МЫ ОН ОНА ЛИ НАДО ЕЩЁ ДЛЯ"
)


def find(source: Source) -> Iterator[Find]:
    """Every run of capitals that reads like a sentence."""
    for match in _RUN.finditer(source.text):
        if source.guarded.covers(match.start()):
            continue
        found = match[0].split()
        small = sum(word.strip(",;:.?!") in _SMALL_WORDS for word in found)
        long = sum(len(word.strip(",;:.?!")) > 2 for word in found)
        if (
            small >= 2
            and long >= 3
            and _is_running_text(source, match)
            and not source.in_quotation(match.start())
        ):
            yield suspect(
                match.start(),
                match.end(),
                CONVENTION,
                "Words in capitals may be a note that lost its styling.",
            )


def _is_running_text(source: Source, match: re.Match[str]) -> bool:
    """Small letters stand on the line too, or the line asks something of a desk."""
    start = source.text.rfind("\n", 0, match.start()) + 1
    stop = source.text.find("\n", match.end())
    around = (
        source.text[max(start, match.start() - 300) : match.start()]
        + source.text[match.end() : min(stop if stop >= 0 else match.end() + 300, match.end() + 300)]
    )
    opens = not source.text[
        max(source.text.rfind("\n", 0, match.start()) + 1, match.start() - 40) : match.start()
    ].strip(" \t>*_#•-")
    if opens and not (talk.is_desk_talk(match[0]) or talk.is_direction(match[0]) or match["mark"] == "?"):
        return False  # the first words of a paragraph set in capitals, as print does
    if sum(character.islower() for character in around) >= 10:
        return True
    return match["mark"] == "?" and talk.is_desk_talk(match[0])
