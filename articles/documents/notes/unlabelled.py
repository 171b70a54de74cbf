"""Directions in brackets without a label: ``[need quote here]``, ``[legal to check]``, ``(name to come)``.

They are only suspected: brackets hold what readers are meant to see in too many ways. Not words put into a
quotation, stage directions, buttons, references, nor what parentheses tell the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.documents.notes import talk
from articles.documents.notes.finds import Find, fold, suspect
from articles.documents.notes.labels import is_for_readers, label
from articles.documents.notes.source import Source
from articles.documents.notes.wording import listed

CONVENTION = "direction"

_LONGEST: Final = 120
"""Characters in a direction; a longer one has a label or asks something."""
_MOST_WORDS: Final = 12
_WIDE = re.compile(r"[（［【](?P<body>[^（）［］【】\n]{1,60})[）］】]")
_NOTE = re.compile(r"note ?[:：] ?(?P<rest>\S.*)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")

_MISSING = listed(
    "quote quotes citation citations cite source sources sourcing attribution name names surname date "
    "dates age "
    "photo photos picture pictures pic pics image caption link links hyperlink figure figures stat stats "
    "statistic "
    "statistics number numbers detail details context background comment response reaction graf grafs para "
    "paragraph sentence intro lede lead headline hed dek standfirst byline credit map chart graphic example "
    "examples spelling title fact facts data reference references wording verb adjective hometown location "
    "zitat zitate quelle quellen beleg belege vorname nachname datum alter foto fotos bild bilder "
    "bildunterschrift "
    "zahl zahlen angabe angaben beispiel absatz satz überschrift reaktion "
    "citations nom noms prénom chiffre chiffres légende lien référence exemple paragraphe phrase titre "
    "réaction "
    "cita citas fuente fuentes nombre nombres apellido fecha edad cifra cifras dato datos foto enlace "
    "ejemplo "
    "párrafo frase título reacción nome nomes fonte fontes data idade número números citação aspas exemplo "
    "citazione fonti nomi età numero cifra didascalia esempio naam namen bron bronnen citaat leeftijd "
    "getal getallen "
    "цитата цитату цитаты имя имена фамилия фамилию дата дату возраст источник фото цифра цифры цифру ссылка "
    "ссылку подпись пример комментарий "
    "اقتباس الاقتباس اسم الاسم أسماء مصدر مصدرا المصدر تاريخ التاريخ عمر العمر رقم الرقم أرقام صورة الصورة "
    "رابط مثال "
    "تعليق فقرة العنوان isim kaynak tarih alıntı fotoğraf cytat nazwisko źródło data zdjęcie"
)
_TAILS = re.compile(
    r"(?:(?<=\s)|^)(?:to come|to follow|to be (?:confirmed|added|checked|supplied|announced|verified)"
    r"|(?:is |are |still )?(?:needed|required|missing|pending|outstanding)|tk|tbc|tbd|tba|(?:goes |go )?here"
    r"|(?:please|pls)|unclear"
    r"|folgt(?: noch)?|fehlt(?: noch)?|fehlen(?: noch)?|kommt noch|hier|ergänzen|einfügen|prüfen|nachtragen"
    r"|nachreichen|klären|überprüfen|nötig|offen"
    r"|à (?:venir|ajouter|vérifier|compléter|confirmer|préciser|insérer|trouver)|manquante?s?|ici"
    r"|por (?:confirmar|añadir|agregar|verificar|completar)|a confirmar|pendientes?|faltantes?|aquí"
    r"|pendentes?|em falta|faltando|aqui|da (?:confermare|verificare|aggiungere|inserire)|mancante|qui"
    r"|volgt(?: nog)?|ontbreekt|toevoegen|controleren"
    r"|уточняется|уточнить|уточню|позже|добавить|проверить|нужна|нужен|нужно|здесь|отсутствует"
    r"|هنا|لاحقا|لاحقاً|ناقصة?|مفقودة?|مطلوبة?|للتأكيد|gelecek|eksik|buraya|eklenecek|brak|tutaj)\W{0,3}$",
    re.IGNORECASE,
)
_ORDERS = listed(
    "need needs needed add insert get find check confirm verify rephrase reword rewrite recast tighten "
    "trim cut "
    "clarify expand explain fix source cite attribute update replace move delete remove shorten simplify "
    "soften ask "
    "call chase query double-check doublecheck lose drop rework elaborate describe give provide supply "
    "put include "
    "specify quote link more missing waiting awaiting hold please pls better different another "
    "bitte überprüfen prüfen klären ergänzen kürzen umformulieren umschreiben streichen nachfragen "
    "einfügen noch "
    "hier belegen nachtragen erklären fehlt "
    "vérifier préciser ajouter compléter reformuler couper raccourcir sourcer développer insérer "
    "expliquer demander "
    "manque revoir remplacer verificar comprobar añadir agregar reformular cortar completar precisar aclarar "
    "insertar poner explicar falta faltan revisar confirmar citar acrescentar adicionar inserir checar "
    "aggiungere inserire riformulare tagliare verificare spiegare manca toevoegen herschrijven invoegen "
    "controleren "
    "navragen добавить вставить переписать сократить дописать перефразировать уточнить проверить нужна "
    "нужен нужно "
    "أضف إضافة أضيفوا احذف حذف اختصر وضح توضيح أدرج إدراج أعد إعادة تحقق تأكد راجع يرجى الرجاء ekle "
    "düzelt dodać "
    "dopisać sprawdzić"
)
_OF = listed("from for about of de del della von der des du van من от")
_STRONG = listed(
    "ask chase confirm verify clarify rephrase reword rewrite recast double-check attribute waiting "
    "awaiting nachfragen "
    "überprüfen umformulieren vérifier préciser reformuler verificar comprobar aclarar reformular verificare "
    "riformulare controleren navragen проверить уточнить перефразировать"
)
_AT_THIS = listed(
    "this that these here more his her their it das diesen diese hier noch ceci ici cette ce esto esta "
    "este aquí "
    "aqui isto questo qui dit deze это эту здесь هذا هذه هنا الصياغة صياغة"
)
_ALONE = listed(
    "rephrase explain define reword rewrite recast rework clarify expand tighten trim shorten elaborate "
    "unclear awkward "
    "clunky vague details detail figures numbers stats background context "
    "redundant repetitive repetition wordy stet cite sourcing citation attribution source sources name "
    "names date "
    "age quote quotes photo caption link verify confirm check fix todo fixme tbc tbd tba legal query "
    "umformulieren kürzen prüfen klären streichen ergänzen unklar beleg quelle zitat reformuler préciser "
    "raccourcir "
    "sourcer flou reformular aclarar precisar fuente confuso riformulare chiarire herschrijven "
    "onduidelijk bron "
    "перефразировать уточнить проверить источник неясно توضيح مصدر المصدر غامض صياغة"
)
_REMARK = re.compile(
    r"(?:(?:this (?:is|graf|para|sentence) )?(?:too|very) (?:long|short|vague|wordy|strong|soft"
    r"|technical|casual)"
    r"|(?:still )?(?:not|isn[’']t) (?:clear|right|true|sourced)|(?:not|isn[’']t) (?:entirely"
    r"|quite) (?:clear|true|right)"
    r"|(?:zu (?:lang|kurz|vage)|nicht (?:klar|belegt))|(?:trop (?:long|court|vague)|pas clair)"
    r"|(?:muy|demasiado) (?:largo|corto|vago)|no (?:está )?claro|troppo (?:lungo|vago)|te lang"
    r"|слишком (?:длинно|коротко)|непонятно|غير واضح|طويل جدا)\W{0,3}$"
    r"|(?:still |i[’']m )?not sure\b|needs? (?:to|work|more|some)\b|(?:link|links) to\b"
    r"|(?:can|could|should|do|may|must) (?:we|i|you) \w+|(?:is|are) (?:this|that|these|it) (?:right|true"
    r"|libel\w*|ok"
    r"|correct|still|the (?:right|same|full))\b|(?:says|according to) who\b|who (?:is|are|was) (?:this"
    r"|that|he|she|they)\b"
    r"|wer ist das|c[’']est qui|quién es\b|من هو\b|من هذا\b|кто это\b",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"(?:to be (?:confirmed|added|checked|supplied|verified|written)|wird (?:noch )?nachgereicht"
    r"|à revoir|à compléter"
    r"|por confirmar|da verificare|spell(?:ed)? out|move (?:up|down)|hmm+)[.!]?",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"(?P<who>[^\W\d_][\w’'-]{1,20}(?: [^\W\d_][\w’'-]{1,20}){0,2}) (?:to|needs? to|must"
    r"|should) (?:re-?)?(?:check|confirm"
    r"|verify|add|supply|provide|write|rewrite|send|file|clarify|call|ring|ask|read|clear|approve|see"
    r"|fill in|cut)\b",
    re.IGNORECASE,
)
_DESKS = listed(
    "legal lawyer lawyers desk desks subs sub editor editors author writer reporter standards pictures "
    "photo graphics "
    "research production layout"
)
_CAPITALS = listed(
    "NAME NAMES SURNAME DATE AGE PLACE CITY TOWN TITLE QUOTE QUOTES FIGURE FIGURES NUMBER NUMBERS SOURCE "
    "PHOTO PICTURE "
    "IMAGE CAPTION BYLINE HEADLINE HED DEK LEDE LINK STAT STATS AMOUNT YEAR DAY TIME COMPANY PARTY "
    "POSITION "
    "NOMBRE APELLIDO FECHA CIUDAD CARGO CIFRA CITA FOTO NOM PRÉNOM VILLE CHIFFRE CITATION DATUM ALTER "
    "ORT ZAHL ZITAT "
    "BILD QUELLE NOME DATA CIDADE NAAM ИМЯ ДАТА ГОРОД ЦИТАТА ИСТОЧНИК ФАМИЛИЯ"
)
_BETWEEN = listed(
    "OF THE A AN FROM FOR HERE FULL FIRST LAST MIDDLE DE DEL DU LA EL VON DER DES MORE ADD INSERT GET"
)
_EASTERN = re.compile(
    r"待(?:补充|補充|核实|核實|查|定|确认|確認|补|補)|(?:请|請)(?:核实|核實|补充|補充|确认|確認|查)"
    r"|此(?:处|處)(?:补充|補充|加|插入|需要)|需(?:要)?(?:来源|來源|出处|出處|核实|核實|引用)|要(?:確認|出典|加筆|修正|検討)"
    r"|(?:出典|確認)(?:不明|必要|中)|後(?:日|で)(?:追加|追記|確認)|ここに|確認(?:してください|お願い)"
    r"|(?:확인|추가|출처|인용|수정)\s?(?:필요|요망|바람)|여기에"
)
_WORDING = listed("rephrase reword rewrite recast rework umformulieren reformuler reformular riformulare")
_FOR_READERS = re.compile(
    r"\b(?:more (?:photos|pictures|details|names|links|numbers|figures|examples|quotes) (?:below|on|at"
    r"|in|here)"
    r"|(?:find|get|see) (?:more|out|the full)|below|above|online|website|overleaf|page)\b",
    re.IGNORECASE,
)
_QUOTE_BEFORE = re.compile(r"[”\"»“’]\s{0,2}\Z")


def find(source: Source) -> Iterator[Find]:
    """Every direction in brackets."""
    for pairs, square in ((source.square.pairs, True), (source.round.pairs, False)):
        for start, end in pairs:
            if end - start > _LONGEST or source.guarded.covers(start) or source.doubled(start, end):
                continue
            body = fold(source.body(start + 1, end))
            if body and _is_direction(source, start, body, square=square):
                yield suspect(
                    start, end + 1, CONVENTION, "Words in brackets may be a direction for the desk."
                )
    for match in _WIDE.finditer(source.text):
        if _EASTERN.search(match["body"]) and not source.guarded.covers(match.start()):
            yield suspect(*match.span(), CONVENTION, "Words in brackets may be a direction for the desk.")


def _is_direction(source: Source, start: int, body: str, *, square: bool) -> bool:
    if _EASTERN.search(body):
        return True
    words = _WORD.findall(body.casefold())
    if not words or len(words) > _MOST_WORDS or not (body[0].isalpha() or body[0] == "¿"):
        return False
    if _STILL_OPEN.fullmatch(body):
        return True
    note = _NOTE.match(body) if square else None
    if note and (talk.is_direction(note["rest"]) or note["rest"].split()[0].casefold() in _ORDERS):
        return True
    if is_slot(body) or _wants_something(body, words):
        return not (body.islower() and source.in_quotation(start))
    to_do = _TO_DO.match(body)
    if to_do and (to_do["who"].split()[-1].casefold() in _DESKS or (square and body[0].isupper())):
        return True
    if len(words) == 1 and words[0] in _ALONE and not square:
        return words[0] in _WORDING
    return square and _is_order(body, words) and not _is_spoken(source, start, words)


def is_slot(body: str) -> bool:
    """``[NAME]``, ``[FIRST NAME OF MAYOR]``: what goes there, in capitals."""
    if not body.isupper() or len(body) < 3:
        return False
    words = _WORD.findall(body)
    return words[0] in _CAPITALS or (words[0] in _BETWEEN and any(word in _CAPITALS for word in words[1:]))


def _wants_something(body: str, words: list[str]) -> bool:
    """``name to come``, ``Zitat fehlt``, ``add quote``: a thing that is missing, and that it is."""
    if not any(word in _MISSING for word in words):
        return False
    if _FOR_READERS.search(body):
        return False
    if _TAILS.search(body):
        return True
    if words[0] not in _ORDERS or words[0] in _MISSING or ":" in body:
        return False
    return any(word in _MISSING for word in words[1:4])


def _is_spoken(source: Source, start: int, words: list[str]) -> bool:
    """Whether the brackets stand in a quotation, or right behind one, and call no desk."""
    behind = _QUOTE_BEFORE.search(source.text[max(0, start - 3) : start])
    return words[0] not in _DESKS and (bool(behind) or source.in_quotation(start))


def _is_order(body: str, words: list[str]) -> bool:
    """In square brackets, where no quotation is: an order, a remark, or the name of what is missing."""
    if len(words) == 1:
        called = len(body) > 2 and label(body) is not None and not body.istitle() and not body.isupper()
        known = words[0] in _ALONE or called
        return known and not (body[0].isupper() and not body.isupper() and is_for_readers(body))
    if _REMARK.match(body) or (talk.is_desk_talk(body) and not body.endswith(("?", "؟"))):
        return True
    if words[0] in _MISSING and words[1] in _OF and not body[0].isupper():
        return True
    if words[0] in _STRONG and body[0].islower() and ":" not in body:
        return True
    return words[0] in _ORDERS and (words[1] in _AT_THIS or words[-1] in _AT_THIS) and ":" not in body
