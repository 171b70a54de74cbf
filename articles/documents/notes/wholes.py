"""Figures and names that belong together: a passage takes the whole of the one it ends in.

``31 votes to 19``, ``between 3 and 5 per cent``, ``Tuesday 3 May 2026``, ``Ursula von der Leyen``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from articles.documents.notes.model import Span
from articles.documents.notes.wording import listed

_MOST_WORDS: Final = 8
"""Words by which a passage grows."""
_EDGES: Final = "\"“”‘’'«»„‹›()[]{}*_,،;؛:.!?…؟。"
_FIGURE = re.compile(r"[$€£¥₽+-]?\d[\d.,:/–—-]*+(?:st|nd|rd|th|e|er|º|ª|%|٪|[kmb]n?)?\Z", re.IGNORECASE)
_NUMERALS = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion trillion "
    "dozen half quarter third zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend "
    "million "
    "millionen milliarde milliarden deux trois quatre cinq six sept huit neuf dix onze douze cent mille "
    "millions "
    "milliard milliards dos tres cuatro cinco seis siete ocho nueve diez cien ciento mil millón millones "
    "due tre "
    "quattro cinque sei sette otto nove dieci mila milioni miliardi два три четыре пять шесть семь "
    "восемь девять "
    "десять сто тысяч тысячи миллион миллиона миллионов миллиард миллиардов"
)
_MONTHS = listed(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug "
    "sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril "
    "juin juillet "
    "août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre "
    "noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "fevereiro março maio "
    "junho julho setembro outubro novembro dezembro января февраля марта апреля мая июня июля августа "
    "сентября "
    "октября ноября декабря يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
_DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat "
    "sun montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi "
    "dimanche lunes "
    "martes miércoles jueves viernes sábado domingo"
)
_JOINTS = listed(
    "to and or of in out per by from between against versus v vs a at plus minus point bis zu und oder "
    "von auf gegen "
    "zwischen à et ou de sur contre entre y o e ou del di su per tot en van до и из на по إلى من بين و "
    "في de la le "
    "les den der am im the"
)
_MEASURES = listed(
    "percent per cent pct % percentage point points euro euros dollar dollars pound pounds pence p "
    "kroner kronor yen "
    "yuan rubles km kilometres kilometers metres meters miles feet kg tonnes tons litres degrees years "
    "year months month "
    "weeks week days day hours hour minutes minute seconds votes vote seats seat goals goal runs sets "
    "points people men "
    "women children boats houses jobs cases deaths am pm a.m p.m uhr heures h prozent stimmen sitze tore "
    "jahre tage "
    "stunden menschen voix sièges ans jours buts votos escaños goles años días horas personas voti seggi "
    "anni giorni "
    "procent stemmen zetels jaar dagen голосов голоса лет дней процентов часов человек صوت صوتا أصوات "
    "مقاعد مقعدا في المئة "
    "بالمئة سنة يوما ساعة"
)
_RANGES = listed("between from zwischen entre de tra fra tussen между بين من")
_LONGEST_MONTH: Final = 14
_PARTICLES = listed(
    "van von der den de del della di da dos das du la le el al bin ibn bint abu ben ter ten zu y e of "
    "the af av ibn "
    "st saint san santa são sankt"
)
_STARTERS = listed(
    "the a an in on at by for from and but or so when while if as he she they it we i you his her their "
    "this that "
    "these those der die das ein eine im am und aber als wenn er sie es le la les un une des dans et "
    "mais il elle el "
    "los las en y pero o os as no na em mas il lo gli nel ma"
)


def extended(text: str, words: Sequence[Span], first: int) -> int:
    """Where the passage begins that ends with the last of ``words``, when it began with the one at ``first``.

    It begins earlier when it would cut a figure, a score, a date or a name in two.
    """
    least = max(0, first - _MOST_WORDS)
    best = first
    if any(_is_figure(_bare(text, words[at])) for at in range(first, len(words))):
        best = min(best, _figure(text, words, first, least))
    return min(best, _name(text, words, first, least))


def _figure(text: str, words: Sequence[Span], first: int, least: int) -> int:
    """The first word of the figure that reaches into the passage: numbers, what they count, what joins "
    "them."""
    if not all(_is_of_figure(_bare(text, words[at])) for at in range(first, len(words))):
        return first
    found, joint = first, False
    for at in range(first - 1, least - 1, -1):
        word = _bare(text, words[at])
        if _ends_clause(text, words[at], word) or not (_is_of_figure(word)):
            break
        if _counts(word):
            found, joint = at, False
        elif joint and word in _JOINTS:
            break
        joint = joint or word in _JOINTS
    if found < first and found > least and _bare(text, words[found - 1]) in _RANGES:
        return found - 1
    return found


def begins_month(text: str, at: int) -> bool:
    """Whether the name of a month stands at a place, so that a stop behind a number ends no sentence."""
    return text[at : at + _LONGEST_MONTH].partition(" ")[0].strip(_EDGES).casefold() in _MONTHS


def _name(text: str, words: Sequence[Span], first: int, least: int) -> int:
    """The first word of the name that reaches into the passage."""
    last = _bare_as_typed(text, words[-1])
    if not last[:1].isupper():
        return first
    if not all(_is_of_name(_bare_as_typed(text, words[at])) for at in range(first, len(words))):
        return first
    found = first
    for at in range(first - 1, least - 1, -1):
        word = _bare_as_typed(text, words[at])
        if _ends_clause(text, words[at], word) or not _is_of_name(word):
            break
        if word[:1].isupper() and word.casefold() not in _STARTERS:
            found = at
    return found


def _bare(text: str, span: Span) -> str:
    return text[span[0] : span[1]].strip(_EDGES).casefold()


def _bare_as_typed(text: str, span: Span) -> str:
    return text[span[0] : span[1]].strip(_EDGES)


def _ends_clause(text: str, span: Span, word: str) -> bool:
    """Whether punctuation behind a word parts it from the next; a comma in a date or an initial's stop "
    "does not."""
    behind = text[span[0] : span[1]].rstrip('"”’»*_')[-1:]
    dated = behind == "," and (word in _DAYS or word.isdigit())
    short = behind == "." and (len(word) <= 3 or word.isdigit())
    return behind in _EDGES and bool(behind) and behind not in '"“‘«„([' and not (dated or short)


def _is_figure(word: str) -> bool:
    return bool(_FIGURE.match(word)) or word in _NUMERALS


def _counts(word: str) -> bool:
    return _is_figure(word) or word in _MONTHS or word in _DAYS


def _is_of_figure(word: str) -> bool:
    return _counts(word) or word in _JOINTS or word in _MEASURES


def _is_of_name(word: str) -> bool:
    return word[:1].isupper() or word.casefold() in _PARTICLES
