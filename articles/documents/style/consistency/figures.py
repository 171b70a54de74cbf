"""Percentages, large numbers, dates, times, currencies and titles that a story writes in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.documents.style.blocks import Block
from articles.documents.style.consistency.story import Story, Use, finding, preferred, times
from articles.documents.style.letters import DIGITS
from articles.documents.style.model import Finding, Kind

_DIGIT: Final = r"[0-9٠-٩۰-۹]"
_WORTH: Final = re.compile(rf"{_DIGIT}|\b(?:M[rs]s?|Dr|Mme|Madame|Sra?)\b")
"""What a block has if any of it is of interest here: most have none."""
_MONTHS: Final = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    "de": "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The forms of one thing; ``languages`` are those it is for, or empty for all."""

    rule: str
    what: str
    forms: dict[str, re.Pattern[str]]
    languages: tuple[str, ...] = ()


def _named(patterns: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


_AMOUNT: Final = r"(?<![\w.,])(?:\d[\d,.]{0,14}\d|\d)"
_EN: Final = _MONTHS["en"]
CHOICES: Final = (
    Choice(
        "percentages",
        "Percentages",
        _named(
            {
                "%": rf"{_AMOUNT} ?%",
                "percent": rf"{_AMOUNT} percent\b",
                "per cent": rf"{_AMOUNT} per cent\b",
                "pour cent": rf"{_AMOUNT} pour cent\b",
                "por ciento": rf"{_AMOUNT} por ciento\b",
                "Prozent": rf"{_AMOUNT} Prozent\b",
            }
        ),
    ),
    Choice(
        "percentages",
        "Percentages",
        _named(
            {
                "٪": rf"{_DIGIT} ?٪",
                "%": rf"{_DIGIT} ?%",
                "في المئة": rf"{_DIGIT} في ال(?:مئة|مائة)",
                "بالمئة": rf"{_DIGIT} بال(?:مئة|مائة)",
            }
        ),
        ("ar",),
    ),
    Choice(
        "thousands",
        "Thousands",
        _named(
            {
                "with a comma": r"(?<![\w.,$])\d{1,3}(?:,\d{3}){1,4}(?![\w,]|\.\d)",
                "with a space": r"(?<![\w.,])\d{1,3}(?:[\u00a0\u202f ]\d{3}){1,4}(?![\w,.-])",
            }
        ),
        ("en",),
    ),
    Choice(
        "thousands",
        "Thousands",
        _named(
            {
                "with a full stop": r"(?<![\w.,])\d{1,3}(?:\.\d{3}){1,4}(?![\w,]|\.\d)",
                "with a space": r"(?<![\w.,])\d{1,3}(?:[\u00a0\u202f ]\d{3}){1,4}(?![\w,.-])",
            }
        ),
        ("fr", "es", "de"),
    ),
    Choice(
        "millions",
        "Millions and billions",
        _named(
            {
                "in words": rf"{_AMOUNT} (?:million|billion)\b",
                "as a letter": rf"[$€£]{_AMOUNT}m\b|{_AMOUNT}(?:mn|bn)\b",
            }
        ),
        ("en",),
    ),
    Choice(
        "dates",
        "Dates",
        _named(
            {
                "day first": rf"\b\d{{1,2}} (?:{_EN})\b(?! \d{{1,2}}\b(?!\d))",
                "month first": rf"\b(?:{_EN}) \d{{1,2}}(?!\d|(?:st|nd|rd|th)\b)",
                "with “th”": rf"\b(?:{_EN}) \d{{1,2}}(?:st|nd|rd|th)\b",
            }
        ),
        ("en",),
    ),
    Choice(
        "months",
        "Months in dates",
        _named(
            {
                "in full": r"\b(?:January|February|August|September|October|November|December) \d{1,2}\b",
                "shortened": r"\b(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}\b",
            }
        ),
        ("en",),
    ),
    Choice(
        "times",
        "Times of day",
        _named(
            {
                "p.m.": r"\d (?:a|p)\.m\.",
                "pm": r"\d (?:am|pm)\b",
                "pm, closed up": r"\d(?:am|pm)\b",
                "PM": r"\d ?(?:AM|PM)\b",
            }
        ),
        ("en",),
    ),
    Choice(
        "dollars",
        "Amounts in dollars",
        _named(
            {
                "$": r"(?<![A-Z])\$ ?\d",
                "US$": r"\bUS\$ ?\d",
                "dollars": rf"{_AMOUNT}(?: (?:million|billion))? dollars\b",
                "USD": r"\bUSD ?\d|\d ?USD\b",
            }
        ),
        ("en",),
    ),
    Choice(
        "euros",
        "Amounts in euros",
        _named(
            {
                "€ in front": r"€ ?\d",
                "€ behind": r"\d[ \u00a0]?€",
                "euros": rf"{_AMOUNT}(?: (?:million|billion))? [Ee]uros?\b",
                "EUR": r"\bEUR ?\d|\d ?EUR\b",
            }
        ),
        ("en", "fr", "es", "de"),
    ),
    Choice(
        "pounds",
        "Amounts in pounds",
        _named(
            {
                "£": r"£ ?\d",
                "pounds sterling": rf"{_AMOUNT}(?: (?:million|billion))? pounds sterling\b",
                "GBP": r"\bGBP ?\d",
            }
        ),
        ("en",),
    ),
    Choice(
        "titles",
        "Short titles",
        _named(
            {
                "with a full stop": r"\b(?:Mr|Mrs|Ms|Dr)\.(?= [A-Z])",
                "without": r"\b(?:Mr|Mrs|Ms|Dr)(?= [A-Z])",
            }
        ),
        ("en",),
    ),
    Choice(
        "titles",
        "Short titles",
        _named(
            {
                "Mme": r"\bMme(?= [A-Z])",
                "Mme.": r"\bMme\.(?= [A-Z])",
                "Madame": r"\bMadame(?= [A-Z])",
            }
        ),
        ("fr",),
    ),
    Choice(
        "titles",
        "Short titles",
        _named(
            {
                "Sr.": r"\bSra?\.(?= [A-Z])",
                "Sr": r"\bSra?(?= [A-Z])",
            }
        ),
        ("es",),
    ),
    Choice(
        "dates",
        "Dates",
        _named(
            {
                "in words": rf"\b\d{{1,2}}\. (?:{_MONTHS['de']})\b",
                "in figures": r"\b\d{1,2}\.\d{1,2}\.\d{4}\b",
            }
        ),
        ("de",),
    ),
    Choice(
        "dates",
        "Dates",
        _named(
            {
                "in words": rf"\b(?:\d{{1,2}}|1er) (?:{_MONTHS['fr']})\b",
                "in figures": r"\b\d{1,2}/\d{1,2}/\d{4}\b",
            }
        ),
        ("fr",),
    ),
    Choice(
        "dates",
        "Dates",
        _named(
            {
                "in words": rf"\b\d{{1,2}} de (?:{_MONTHS['es']})\b",
                "in figures": r"\b\d{1,2}/\d{1,2}/\d{4}\b",
            }
        ),
        ("es",),
    ),
    Choice(
        "digits", "Digits", {name: re.compile(f"[{digits}]+") for name, digits in DIGITS.items()}, ("ar",)
    ),
)


def two_forms(story: Story) -> Iterator[Finding]:
    """One finding for each form that is not the usual one of the story."""
    written = [block for block in story.prose if _WORTH.search(block.words.text)]
    for choice in CHOICES:
        if not choice.languages or story.language in choice.languages:
            yield from _of_choice(written, choice)


def _of_choice(written: Sequence[Block], choice: Choice) -> Iterator[Finding]:
    uses: dict[str, list[Use]] = defaultdict(list)
    for block in written:
        text = block.words.text
        for form, pattern in choice.forms.items():
            uses[form] += (
                use
                for use in (Use(block, *match.span()) for match in pattern.finditer(text))
                if not use.quoted
            )
    uses = {form: found for form, found in uses.items() if found}
    if len(uses) < 2:
        return
    usual = preferred(uses)
    for form, found in uses.items():
        if form != usual:
            seen = f"“{uses[usual][0].place.words}”, {times(len(uses[usual]))}"
            reason = f"{choice.what}: elsewhere {seen}. One form reads better."
            yield finding(Kind.FIGURES, choice.rule, found, reason, see=uses[usual][:1])
