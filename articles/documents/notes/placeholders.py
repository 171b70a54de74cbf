"""Words to come: ``TK``, ``$TK``, ``NAME TK``, ``XX percent``, "hed goes here", lorem ipsum.

They stay in the text with a query around them: something is missing there. Not TKO, TK Maxx, a flight
TK 1821, Super Bowl XXX, XX chromosomes, the XX century, size XXL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.documents.notes.finds import Find, fold, suspect
from articles.documents.notes.model import Note
from articles.documents.notes.source import Source

CONVENTION = "placeholder"

_SLOT = (
    r"(?:NAMES?|DATE|DAY|AGE|PLACE|CITY|TITLE|QUOTE|FIGURES?|NUMBERS?|NO|SOURCE|DETAILS?|PHOTO"
    r"|CAPTION|BYLINE|HED|DEK|LEDE|TEXT|COPY|MORE|TIME|YEAR|"
    r"AMOUNT|LINK|STAT|STATS|HEADLINE|NOMBRE|FECHA|CIFRA|NOM|CHIFFRE|[A-Z]{3,12})"
)
_TK = re.compile(
    rf"(?<![\w.#@/&=-])(?P<all>[\[(]?(?:\b{_SLOT} ){{0,2}}[$€£¥]?(?P<mark>(?:TK)+s?"
    rf"|(?:tk){{2,}})(?P<slot> {_SLOT}\b(?! [A-Z]{{2}}))?)(?![\w@&])(?=(?P<rest>[^\n]{{0,30}}))"
)
_TK_SMALL = re.compile(
    r"[\[(]tk(?::[^\[\]()\n]{0,200})?[\])]|[$€£]tk\b"
    r"|\b(?:[Hh]ed|[Dd]ek|[Hh]eadline|[Bb]yline|[Nn]ame|[Aa]ge|[Dd]ate|[Pp]lace|[Qq]uotes?"
    r"|[Pp]hoto|[Aa]rt|[Cc]aption|[Tt]itle|"
    r"[Nn]umber|[Ff]igure|[Ss]ource|[Dd]etails?|[Mm]ore|[Ll]ede) tk\b"
)
_YEAR = re.compile(r"(?<!\w)(?:19|20)TK(?!\w)")
_BARE_TK = re.compile(r"(?<![\w./\\-])tk(?![\w.:=(/\\-]|,? (?:\d|and tcl|toolkit|import))")
_TO_COME = re.compile(
    r"\[(?:[\w’',-]{1,20} ){0,5}(?:to come|TO COME|tbc|TBC|tbd|TBD|tba|TBA)\]"
    r"|\[(?:INSERT|Insert) [\w’', -]{2,60}\]"
)
_NAME_AFTER = re.compile(
    r"\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April|May"
    r"|June|July|August|September|October|November|December)\b)[A-Z][a-z]+"
)
_CARRIER = re.compile(
    r"\b(?:flight|vuelo|vol|flug|volo|vlucht|Turkish|THY|airlines?|رحلة|code|Krankenkasse"
    r"|Techniker|NYSE|NASDAQ|TSX|LSE|ticker|stock symbol)\W{1,3}(?:\w+\W{1,2})?$",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"(?:^|\s)(?:die|der|den|das|zur|bei|von|Die|Der|Das|eine|einer|Bei|Zur)\s$")

_XX = re.compile(
    r"(?<![\w.#@/&=’'-])(?P<sign>[$€£¥])?(?P<mark>X{2,}|x{2,}|Xx{3,})(?P<after>(?:bn|tn|m|k|km|kg|pc|pm"
    r"|am|(?:,X{2,}|,000)+|-(?:year|day|page"
    r"|minute|hour|point|member|month|week|mile"
    r"|km)[\w-]*)?)(?![\w@&/-])(?=(?P<rest>[^\n]{0,30}))"
)
_UNIT = re.compile(
    r"\s?(?:%|٪)|[\s ](?:per ?cent|percent(?:age)?|pc|people|persons?|years?|months?|weeks?"
    r"|days?|hours?|minutes?|million|billion|trillion|bn|m|thousand|hundred|dozen|"
    r"dollars?|euros?|pounds?|pence|cents?|yen|miles?|km|kilomet(?:re|er)s?|met(?:re|er)s?"
    r"|feet|acres?|hectares?|tons?|tonnes?|kg|points?|votes?|seats?|jobs?|homes?|cases?|"
    r"deaths?|times?|others?|students?|workers?|members?|countries|companies|votos?|personas"
    r"|años|días|meses|por ciento|millones|mil|euros|dólares|"
    r"pour ?cent|millions?|milliards?|ans|jours|mois|personnes|prozent|millionen|milliarden"
    r"|jahren?|tagen?|menschen|personen|per cento|milioni|miliardi|anni|"
    r"procent|procenten|miljoen|miljard|jaar|mensen)\b|\s(?:في المئة|بالمئة|في المائة|بالمائة"
    r"|شخص|مليون|مليار|ألف|دولار)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\s(?:de |of )?(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
    r"|\.? (?:Januar|Februar|März|April|Mai|Juni|Juli|Oktober|Dezember)\b"
    r"|\s(?:يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر)",
)
_COUNTED = re.compile(
    r"(?:\b(?:about|around|some|nearly|almost|over|under|than|least|most|aged?|page|pages|p\."
    r"|pp\.|graf|between|another|additional|roughly|approximately|estimated|"
    r"página|unos|unas|casi|más de|environ|quelque|près de|etwa|rund|fast|seite|circa|quasi"
    r"|ongeveer)\s|[$€£¥]\s?)$",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Mayor|Minister|Sen|Rep|Gov|Detective|Officer|Sgt|Capt|Judge|Sir"
    r"|Lord|Lady|Spokes\w+|Señora?|Herr|Frau|Mme|M|named?|called|said|says|by|von|por"
    r"|par)\.?\s$"
)
_ROMAN_BEFORE = re.compile(
    r"(?:\b(?:[A-ZÀ-Þ][\w’'-]*|siglos?|siècle|secol[oi]|século|s\.|sex|age|hip|love"
    r"|kiss(?:es)?|del|nel|au|du|le|el|il|the|an?|dos|size|sizes|talla|taille|größe|rated|"
    r"chapter|part|volume|vol\.|book|act|article|title|table|section|no\.|nos?|number|phase"
    r"|class|type|wiek|wieku|eeuw|két|numéro|numero|capítulo|tomo|louis|king|pope)"
    r"|[IVXLC]{1,6},?(?: (?:and|y|et|e|und|o))?)\s$"
)
_NUMBERED_HEADING = re.compile(r"(?:^|\n)[ \t]*(?:#{1,6}|={2,6}|\*{2,3})[ \t]*$")
_COUNTABLE = re.compile(r"\s(?:of (?:them|these|those|whom|which)|(?!has\b|is\b|was\b)[a-z]{3,}s)\b")
_SEXES = re.compile(r"\bXY\b|chromosom", re.IGNORECASE)
_CENTURY = re.compile(r"\b(?:siglos?|siècle|secol[oi]|século|Louis|Luis|Bowl|[IVXLC]{1,6})\s$")
_ROMAN_AFTER = re.compile(
    r"\s?(?:chromosom\w*|cromosom\w*|karyotyp\w*|century|centuries|siècle|secolo|século|wieku?"
    r"|jahrhundert|rated|large|\(\d{4}\)|век\w*|століття|games|olymp\w*|legion|corps|"
    r"winter|summer|rugby|sex|porn|films?|\.\s|\)|sizes?|[-–—]|and X|or X|to X|to L|/|,? ?\d)",
    re.IGNORECASE,
)

_GOES = re.compile(
    r" (?:goes?|GOES?|to go|will go) (?:here|HERE|in here|xyxy|XYXY|tk|TK)\b(?! and there)(?: here)*"
)
_GOES_HERE = re.compile(
    r"\b(?P<all>(?:\d{1,3} ?pt )?(?:[\w-]+ ){0,2}?(?:hed|head|headline|heading|dek|deck|strap"
    r"|strapline|standfirst|"
    r"subhead|sub-head|byline|caption|cutline|body(?: text| copy)?|text|copy|quote|pull ?quote"
    r"|photo|picture|kicker|lede|"
    r"nut ?graf|intro|slug|credit|title|story)(?: text)? (?:goes?|to go|will go) (?:here"
    r"|in here|xyxy|tk)(?: here)*)$",
    re.IGNORECASE,
)
_CAPITAL_SLOT = re.compile(
    r"(?<!\w)(?:\d{1,3} ?PT )?(?:[A-Z]+ ){0,3}(?:HEADING|HEADLINE|HED|HEAD|DEK|STRAP"
    r"|STANDFIRST|SUBHEAD|BYLINE|CAPTION|CUTLINE|KICKER|SPLASH|TITLE|TEXT|QUOTE|PHOTO|"
    r"TITULAR|TÍTULO|TITRE|ÜBERSCHRIFT) (?:GOES )?(?:HERE|AQUÍ|ICI|HIER)\b"
)
_WHOLE_LINE = re.compile(
    r"^[ \t#>*_]*(?P<all>\[?(?:(?:\d{1,3} ?pt )?(?:insert |your |main |splash |front |page ){0,2}"
    r"(?:hed|head(?:line|ing)?|dek|strap"
    r"|standfirst|sub-?head|byline|caption|cutline|kicker|lede|intro|body text|body copy|title"
    r"|text|pull ?quote|quote|photo)(?: text)? here"
    r"|(?:dummy|filler|placeholder) (?:text|copy|head(?:line|ing)?)(?: for position only| goes here| here)?"
    r"|(?:hed|head(?:line|ing)?|dek|strap|standfirst|byline|caption|lede|intro|text|copy|(?:pull ?)?quote"
    r"|photo|pic(?:ture)?|graphic|map|chart) (?:to come|tbc|tba|tbd)"
    r"|(?:título|titular|subtítulo|texto|pie de foto|firma|entradilla|foto) (?:va )?aquí"
    r"|aquí va (?:el|la) (?:título|titular|texto|foto|entradilla)"
    r"|(?:titre|chapô|texte|légende|signature|photo) ici|(?:überschrift|titel|text|vorspann"
    r"|bildunterschrift) (?:kommt )?hier(?:hin)?|"
    r"(?:العنوان|النص|المقدمة|التعليق|الصورة) هنا)\]?)[ \t.*_]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_INSERT = re.compile(
    r"[\[<(]\s?(?P<all>insert (?:[\w’'-]+ ){0,4}(?:here|name|date|quote|photo|link|figure"
    r"|number|headline|caption))\s?[\]>)]",
    re.IGNORECASE,
)
_DUMMY = re.compile(
    r"(?<!\w)(?:(?:xy){2,}x?|(?:XY){2,}X?)(?!\w)|\blorem ipsum\b(?: dolor[^\n.]{0,200})?"
    r"|\bdolor sit amet\b[^\n.]{0,200}"
    r"|\bblindtext\b(?= blindtext)|لوريم إيبسوم",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"(?<=[ $€£])_{4,}(?= [a-z])")


def find(source: Source) -> Iterator[Find]:
    """Every placeholder."""
    text = source.text
    if "TK" in text or "tk" in text:
        yield from (found for match in _TK.finditer(text) if (found := _to_come(source, match)))
        yield from (
            _missing(source, *match.span())
            for match in _TK_SMALL.finditer(text)
            if not source.guarded.covers(match.start())
        )
        yield from _small(source)
    if "[" in text:
        yield from _matches(source, _TO_COME)
    if "XX" in text or "xx" in text:
        sexes = bool(_SEXES.search(text))
        yield from (found for match in _XX.finditer(text) if (found := _counted(source, match, sexes)))
    lowered = text.casefold()
    yield from _go_here(source)
    if "HERE" in text or "AQUÍ" in text or "ICI" in text or "HIER" in text:
        yield from _matches(source, _CAPITAL_SLOT)
    yield from _matches(source, _WHOLE_LINE)
    if "insert" in lowered:
        yield from _matches(source, _INSERT)
    yield from _dummies(source, lowered)
    if "____" in text:
        yield from (
            suspect(*match.span(), CONVENTION, "Words seem to be missing here.")
            for match in _BLANKS.finditer(text)
            if not source.guarded.covers(match.start())
        )


def _go_here(source: Source) -> Iterator[Find]:
    """Looks for "hed goes here" from its verb, which is rarer than its nouns."""
    for verb in _GOES.finditer(source.text):
        nearest = max(verb.start() - 60, 0)
        start = max(source.text.rfind("\n", nearest, verb.start()) + 1, nearest)
        match = _GOES_HERE.search(source.body(start, verb.end()))
        if match and not source.guarded.covers(verb.start()):
            yield _missing(source, start + match.start("all"), start + match.end("all"))


def _small(source: Source) -> Iterator[Find]:
    """A bare "tk" may be a placeholder, a toolkit or a currency; "20TK" is a year to come."""
    for match in _YEAR.finditer(source.text):
        if not source.guarded.covers(match.start()):
            yield _missing(source, *match.span())
    for match in _BARE_TK.finditer(source.text):
        if not source.guarded.covers(match.start()):
            yield suspect(*match.span(), CONVENTION, "“tk” may be a placeholder for text to come.")


def _matches(source: Source, pattern: re.Pattern[str]) -> Iterator[Find]:
    for match in pattern.finditer(source.text):
        if not source.guarded.covers(match.start()):
            yield _missing(source, *(match.span("all") if "all" in pattern.groupindex else match.span()))


def _missing(source: Source, start: int, end: int) -> Find:
    words = fold(source.body(start, end))
    note = Note(
        question=f"“{words}” is a placeholder: what goes here?", kind="missing", convention=CONVENTION
    )
    return Find(start=start, end=end, convention=CONVENTION, note=note, encloses=(start, end))


def _to_come(source: Source, match: re.Match[str]) -> Find | None:
    text, mark = source.text, match.span("mark")
    if source.guarded.covers(mark[0]):
        return None
    before, rest = text[max(0, match.start() - 40) : match.start()], match["rest"]
    if re.match(r"[ -]?\d|\.\w|-[A-Z]|’?\.[A-Z]| ?Maxx| ?maxx|!\w|-\w+\.\w", rest) or _CARRIER.search(
        before + text[match.start("all") : mark[0]]
    ):
        return None
    start, end = match.start("all"), match.end("slot") if match["slot"] else mark[1]
    bracket = text[start]
    if bracket in "[(":
        close = text.find("]" if bracket == "[" else ")", end, end + 200)
        inner = text[end:close] if close >= 0 else ""
        if close >= 0 and "\n\n" not in inner and (not inner or inner[0] in ":,;– —-" or inner.isspace()):
            end = close + 1
        else:
            start += 1
    named = (
        (_NAME_AFTER.match(rest) and not match["slot"])
        or _GERMAN.search(before)
        or rest.startswith(("’s", "'s"))
    )
    if named and text[mark[0] : mark[1]] == "TK" and bracket not in "[(":
        return suspect(*mark, CONVENTION, "“TK” may be a placeholder for text to come.")
    return _missing(source, start, end)


def _counted(source: Source, match: re.Match[str], sexes: bool) -> Find | None:
    mark = match["mark"]
    start, end = match.start("mark"), match.end("after")
    if source.guarded.covers(start):
        return None
    before, rest = source.text[max(0, match.start() - 40) : match.start()], match["rest"]
    dated = len(mark) == 2 and _DATED.match(rest) and not _CENTURY.search(before)
    counted = match["sign"] or match["after"] or _UNIT.match(rest) or _COUNTED.search(before)
    if counted or dated or mark.startswith("Xx"):
        return _missing(source, match.start(), end)
    if _ROMAN_AFTER.match(rest) and not _PERSON_BEFORE.search(before):
        return None
    if mark.islower():
        return None
    if _PERSON_BEFORE.search(before) or (
        source.text[start - 1 : start] in "[(" and source.text[end : end + 1] in "])"
    ):
        return _missing(source, start, end)
    if _NUMBERED_HEADING.search(before) and not rest.strip(" \t#=*_.:"):
        return None  # the thirtieth chapter
    at_start = not before or before.endswith(("\n", "-", "–", "—"))
    if len(mark) > 3 and at_start and re.match(r" [\w]", rest):
        return _missing(source, start, end)
    if _ROMAN_BEFORE.search(before) or at_start:
        return None
    if len(mark) > 2:
        return _missing(source, start, end) if before.endswith(" ") else None
    if _COUNTABLE.match(rest) and not sexes:
        return _missing(source, start, end)
    return suspect(start, end, CONVENTION, f"“{mark}” may be a placeholder for a number.")


def _dummies(source: Source, lowered: str) -> Iterator[Find]:
    if (
        "xyxy" not in lowered
        and "ipsum" not in lowered
        and "dolor sit" not in lowered
        and "blindtext" not in lowered
        and "لوريم" not in lowered
    ):
        return
    for match in _DUMMY.finditer(source.text):
        if source.guarded.covers(match.start()):
            continue
        quoted = (
            source.text[match.start() - 1 : match.start()] in "“\"'‘«„"
            and source.text[match.end() : match.end() + 1] in "”\"'’»“,"
        )
        if quoted or match[0].startswith("Lorem Ipsum"):
            yield suspect(*match.span(), CONVENTION, "This may be dummy text.")
        else:
            yield _missing(source, *match.span())
