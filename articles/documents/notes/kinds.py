"""What a question is about: the first kind whose words it holds, from the gravest to the lightest."""

from __future__ import annotations

import re

from articles.documents.notes.model import Kind

_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "legal",
        r"\b(?:legal(?:ly|led|ed)?|libel\w*|lawyers?|defam\w+|injunction|contempt of court"
        r"|sub judice|privacy|copyright\w*|"
        r"privilege|cleared by|liable|actionable|abogad\w+|jurídic\w+|juridic\w+|difamaci\w+"
        r"|avocate?s?|diffamat\w+|diffamer|"
        r"anwält?\w*|anwalt\w*|juristi\w+|justiziar\w*|verleumdung|rechtlich\w*|rechtsabteilung"
        r"|üble nachrede)"
        r"|قانون|محام|تشهير|قذف|юрист|клевет",
    ),
    (
        "missing",
        r"\b(?:TK|TKTK|XX+|missing|to come|tbc|tbd|tba|fill in|insert \w+|placeholder|faltan?|pendientes?"
        r"|por confirmar|il manque|manquent?|manque|"
        r"à venir|fehlt|fehlen|kommt noch|wird nachgereicht|manca|mancano|ontbreekt)\b"
        r"|ناقص|ينقص|مفقود|لاحقا|не хватает",
    ),
    (
        "source",
        r"\b(?:sourc\w+|who says|says who|who said|who told|who is quoted|according to wh\w+"
        r"|attribut\w+|on the record|off the record|"
        r"citation|cite[ds]?|cit(?:e|ing)"
        r"|(?:add|supply|provide|give|needs?|missing) (?:(?:a|an|the|your|full) )*references?"
        r"|where (?:is|does|did|do) (?:this|that|it|we|these"
        r"|the \w+)(?: \w+)? (?:come |get |from)|"
        r"how do we know|whose (?:figure|number|quote|words?|claim|estimate)\w*|"
        r"per whom|fuentes?|quién lo dice|quién dice|según quién|de dónde sale|qui le dit|qui dit"
        r"|selon qui|d(?:’|')où (?:vient|sort|tient)|"
        r"quelles? sources?|quellen?|wer sagt|laut wem|woher|fonte|fonti|bron|bronnen|wie zegt)\b"
        r"|من أين|مصدر|المصدر|المصادر|من قال|من القائل|نقلا عن|نقلاً عن|بحسب من|источник|кто сказал",
    ),
    (
        "style",
        r"\b(?:style|styled|stylebook|hyphen\w*|caps?|capital(?:s|i[sz]\w+|ise|ize)?(?= |\?|$|,)"
        r"|cap(?:ped|s) (?:up|down)|lower ?case|lower-case|"
        r"upper ?case|upper-case|italic\w*|itals|serial comma|oxford comma|comma|semicolon|en dash"
        r"|em dash|apostrophe|"
        r"spell(?:ed)? out|abbreviat\w+|acronym|numerals?|one word or two|quote marks|"
        r"estilo|guion(?:es)?|guión|mayúsculas?|minúsculas?|cursivas?|comillas|majuscules?"
        r"|minuscules?|italiques?|trait d(?:’|')union|"
        r"virgule|guillemets|hausstil|bindestrich|kursiv|großschreib\w+|kleinschreib\w+|komma"
        r"|maiuscol\w+|minuscol\w+)\b"
        r"|أسلوب|فاصلة|علامة الترقيم|علامات الترقيم",
    ),
    (
        "wording",
        r"\b(?:(?:right|better|best|another|different|stronger|neutral|loaded|correct) (?:words?"
        r"|verb|term|phrase|phrasing|noun|adjective)|"
        r"word choice|wording|word(?:y|ier)|rephras\w+|reword\w*|rewrit\w+|recast|awkward|clunky"
        r"|unclear|clarify|clearer|tighten\w*|"
        r"repetiti\w+|repeated|jargon|cliché\w*|tone|redacción|reformul\w+|umformulier\w+"
        r"|formulierung|wortwahl)\b|صياغة|الصياغة",
    ),
    (
        "fact",
        r"\b(?:check\w*|double-check\w*|ck|chk|confirm\w*|verif\w+|fact\w*|dates?|days?|month"
        r"|years?|age[ds]?|how old|numbers?|figures?|"
        r"how (?!come|do|is|was|to|about|are|did|should|can)\w+|sp\b|sp\?|spel\w+|misspel\w+"
        r"|(?:full|first|last|right|his|her|their|correct|real) names?|names? of|name right|"
        r"names?(?=\?|$| or\b)|titles?|right|correct\w*|true|accurate|exact\w*|still|when|where"
        r"|who (?:is|was|are|were)|per ?cent\w*|total|sum|maths?|adds? up|"
        r"actually|really|sure|same as|different (?:from|to)|location|place|address|"
        r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april"
        r"|june|july|august|september|october|november|december|"
        r"fechas?|cifras?|números?|edad|nombres?|apellidos?|verific\w+|compro\w+|confirm\w+"
        r"|correct[oa]s?|cuánt[oa]s?|cuándo|dónde|ciert[oa]s?|segur[oa]s?|"
        r"revis\w+|contrast\w+|datos?|año|día|mes|"
        r"chiffres?|vérifi\w+|âge|noms?|prénoms?|orthographe|exacte?s?|exactement|combien|quand|où"
        r"|bon nombre|année|jour|"
        r"datum|zahl(?:en)?|alter|namen?|prüf\w+|stimm(?:t|en)|richtig\w*|korrekt\w*|wie viele?"
        r"|wann|wo|schreibweise|jahr|tag|sicher|"
        r"date|cifra|nome|età|quanti|quando|klopt|getal|leeftijd|naam)\b"
        r"|تاريخ|التاريخ|رقم|الرقم|الأرقام|عدد|عمر|العمر|اسم|الاسم|تأكد|التأكد|للتأكد|تحقق|التحقق"
        r"|صحيح|كم |متى|أين|إملاء|نسبة|تهجئة|"
        r"дат[аыу]|числ|цифр|имя|возраст|проверить|верно|правильно|сколько|когда|где"
        r"|\d\w{0,20} (?:or|o|ou|oder|of|или|أو|أم) \D?\d+",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def kind_of(question: str) -> Kind:
    """The kind of a question, from its words alone; ``wording`` where none of them decides."""
    for kind, pattern in _PATTERNS:
        if pattern.search(question):
            return kind
    return "wording"
