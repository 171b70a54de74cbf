"""How editors talk in notes: questions, directions, and the words that only a desk uses.

Each table lists the words of the languages that desks write in; a rule asks one question of them
(`is_question`, `is_direction`, `is_desk_talk`) and never looks at the words itself.
"""

from __future__ import annotations

import re

QUESTION_MARK = re.compile(r"(?<![?؟？])[?؟？]++!*(?=[\s\"'”’»)\]}*_.,!—–-]|$)|[？؟]+|\?(?=[¿A-ZÀ-ÖØ-Þ])")
# Vowel signs and other combining marks belong to their word, though ``\w`` does not know them.
_COMBINING = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0a83\u0abc-\u0acd"
    "\u0b01-\u0b03\u0b3c-\u0b57\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6"
    "\u0d00-\u0d03\u0d3b-\u0d4d\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u102b-\u103e"
    "\u17b4-\u17d3"
)
_WORD = re.compile(rf"[^\W\d_][^\W\d_{_COMBINING}]*(?:[{_COMBINING}]+[^\W\d_]*)+|[^\W\d_]{{2,}}")

_PLEASE = (
    r"(?:(?:pls|plz|please|kindly|por favor|favor de|svp|merci de|bitte|per favore|"
    r"يرجى|الرجاء|رجاء|من فضلك|пожалуйста|lütfen|graag|gelieve)[\s,:]+)?"
)
_DIRECTIONS = (
    # English
    r"(?:double|cross|re|fact|spell)?[- ]?check(?:ing|ed)?|ck|chk|ch?q|confirm|verify|query"
    r"|clarify|rewrite|reword|rephrase|recast|"
    r"tighten|attribute|fix|fixme|todo|stet|cite|add (?:a|an|the|some|his|her|their|more|date"
    r"|name|age|quote|source)|"
    r"cut (?:this|that|the|here|if|to|from|graf|para|last|first)|"
    r"trim (?:this|that|the|to)|delete (?:this|that|the)|move (?:this|that|the|up|down|to)"
    r"|insert (?:the|a|quote|name|date|photo|here|graf)|"
    r"needs?(?! (?:for|of|and|must)\b)|fill in(?! the blank)|not sure|unclear|awkward|missing"
    r"|update (?:this|the|before|when|with|if)"
    r"|who (?:says|said)|says who|"
    r"according to whom|spell (?:out|his|her|the|check)|ask (?:him|her|them|legal|the desk"
    r"|again)|(?-i:ask|ASK) \w+(?: (?:about|if|whether|for)\b|(?=\W*$))|replace (?:this|that|with|the)|"
    r"remove (?:this|that|the)|expand (?:this|on)|explain (?:this|what|who|why)|hold for"
    r"|waiting (?:for|on)|get (?:a|the|his|her) |"
    r"find (?:a|the|out|his|her)|call (?:him|her|them|back)|see (?:my|style|email|slack|thread)|look up|"
    # Spanish, Portuguese, Italian
    r"verificar|verifica|verifiquen|comprobar|comprueba|comprobad|confirmar|confirma|confirmad"
    r"|revisar|revisa|revisad|ojo|faltan?|"
    r"aclarar|aclara|añadir|añade|cortar|pendiente|checar|chequear|contrastar|contrasta"
    r"|cotejar|precisar|matizar|conferir|"
    r"confira|verifique|apurar|verificare|controllare|confermare|precisare|manca|mancano"
    r"|da verificare|da confermare|"
    # French
    r"(?:à )?(?:vérifi|confirm|précis|revoi|clarifi|recoup|reformul|sourc|complét"
    r"|recti[fv])(?:er|ez|e|r)\b|revoir|à revoir|"
    r"couper|ajouter|manque|il manque|"
    # German, Dutch
    r"(?:über|nach)?prüfen|checken|klären|bestätigen|nachfragen|fehlt|fehlen|ergänzen|kürzen"
    r"|streichen|umformulieren|gegenlesen|"
    r"nachhaken|nachrecherchieren|stimmt (?:das|die|der|dies)|nagaan|controleren|bevestigen"
    r"|ontbreekt|navragen|nakijken|"
    # Arabic
    r"(?:ي|ال|لل)?تحقق[ّ]?(?:وا)?|التحقق|للتحقق|تأكد|تأكّد|التأكد|للتأكد|راجع|يراجع|للمراجعة"
    r"|مراجعة|المراجعة|أضف|أضيفوا|احذف|ناقص|ينقص|"
    r"دقق|تدقيق|للتدقيق|وضح|توضيح|للتوضيح|اسأل|يرجى|الرجاء|رجاء|"
    # Russian, Turkish
    r"проверить|проверьте|проверь|уточнить|уточните|уточни|подтвердить|сверить|дописать"
    r"|kontrol et|doğrula|teyit"
)
_DIRECTION = re.compile(rf"\W{{0,3}}{_PLEASE}(?:{_DIRECTIONS})(?![\w-])", re.IGNORECASE)
_POLITE = re.compile(r"\W{0,3}(?:pls|plz|please|svp|por favor|bitte|يرجى|الرجاء|رجاء)\b", re.IGNORECASE)

_DESK_TALK = re.compile(
    r"\b(?:(?:should|shall|can|could|do|did|must|may) (?:we|i|you)\b.{0,40}?\b(?:mean|say|name"
    r"|use|need|check|confirm|cut|keep|add|"
    r"call|attribute|source|quote|cite|lose|drop|run|print|publish|spell|write|have|know|get"
    r"|move|put|change|make|explain|include|"
    r"mention|identify|clear)"
    r"|(?:we|i) (?:need|have|want|ought) to (?:check|ask|confirm|cut|add|say|attribute|get|run|find)"
    r"|before (?:we|it|this) (?:run|runs|print|prints|publish|go|goes)\b"
    r"|should (?:this|that|it|he|she|they|these|those|there) (?:be|read|say|go|not)"
    r"|is (?:this|that|it) (?:right|correct|true|accurate|ok|okay|still|the (?:right|correct"
    r"|same|full|real|official)|how|what|his|her|their|a )"
    r"|are (?:we|you) sure|are these|do you mean|did you mean|what do you mean|who (?:says"
    r"|said)|says who|who told|"
    r"according to (?:whom|who)|whose (?:figure|number|quote|words?)|"
    r"where (?:does|did|do) (?:this|that|it|we)|how do we know|what(?:’|')?s (?:the"
    r"|our) (?:source|style)|which (?:one|of|spelling|version)|"
    r"per (?:whom|style|what)|better word|house style|"
    r"(?:qui|que) (?:le|la) dit|on (?:garde|dit|écrit|parle|peut|est)\b|est-ce (?:bien|exact"
    r"|vrai|correct|le bon)|c(?:’|')est (?:bien|exact|correct)|"
    r"quién (?:lo )?dice|según quién|(?:es|está|son) (?:correct|ciert|exact|bien)[oa]?s?"
    r"|nos referimos|queremos decir|se refiere|"
    r"(?:deberíamos|podemos|hay que|debemos) \w+|"
    r"wer sagt|stimmt (?:das|die|der)|meinen wir|können wir|sollen wir|ist das (?:richtig"
    r"|korrekt|so|noch)|quelle|"
    r"fuente|stimmt|klopt)"
    r"|هل (?:نقصد|نعني|المقصود|هذا|هذه|يمكن|نستطيع|يجب|تأكد|الرقم|الاسم|التاريخ|الرقم)|من قال"
    r"|ما المصدر|ما مصدر|أي (?:منهما|منهم)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:check(?:ed|ing)?|confirm(?:s|ed)?|source[ds]?|quote[ds]?|spoke|rang|called|calling"
    r"|asked|asking|emailed|waiting|sent|filed|"
    r"cut|moved|added|deleted|changed|kept|needs?|missing|legal|lawyers?|spelling|spelled|graf"
    r"|para|lede|hed|headline|caption|photo|desk|"
    r"editor|style|verified|done|fixed|ok|says|told|wrong|right|correct|unclear|awkward|tk|"
    r"falta|fuente|confirmad[oa]|llamé|hablé|source|confirmé|appelé|bestätigt|angerufen|gefragt|quelle)\b"
    r"|مصدر|اتصلت|سألت|أكد|تحقق",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(r"\b(?:i|we|i’m|i'm|we’re|me|our|you|your|pls|please|let(?:’|')s)\b", re.IGNORECASE)


def question_marks(body: str) -> list[re.Match[str]]:
    """The question marks of a body that end a question, so not those inside addresses or names."""
    return list(QUESTION_MARK.finditer(body))


def is_question(body: str) -> bool:
    """Whether something is asked in words."""
    marks = question_marks(body)
    return bool(marks) and bool(_WORD.search(body, 0, marks[-1].start()))


def is_direction(body: str) -> bool:
    """Whether the body begins by telling somebody to do something to the copy."""
    return bool(_DIRECTION.match(body) or _POLITE.match(body))


def is_desk_talk(body: str) -> bool:
    """Whether the body holds a turn of phrase that belongs to a desk and not to published copy."""
    return bool(_DESK_TALK.search(body))


def is_personal(body: str) -> bool:
    """Whether the writer of the body speaks of themselves or to somebody."""
    return bool(_SMALL_TALK.search(body))


def is_remark(body: str) -> bool:
    """Whether somebody reports what they did about the copy."""
    return is_personal(body) or is_desk_talk(body) or bool(_REMARK.search(body))


def words(body: str) -> list[str]:
    """The words of a body, numbers not counted."""
    return _WORD.findall(body)


def is_title(body: str) -> bool:
    """Whether the words are capitalised as in a title, small ones aside."""
    found = [word for word in words(body) if len(word) > 3]
    return bool(found) and all(word[0].isupper() for word in found)
