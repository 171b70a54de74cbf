"""Labels in front of a note: who is asked, who asks, and those that are meant for readers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.documents.notes.model import Kind
from articles.documents.notes.wording import listed


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says. ``certain`` labels belong to desks however they are written;
    the others only in capitals, or when what follows is plainly a question or a direction."""

    addressed_to: str = ""
    kind: Kind | None = None
    certain: bool = False


_AUTHOR = Label("author", certain=True)
_DESK = Label("desk", certain=True)
_EDITOR = Label("editor")
_LEGAL = Label("legal", "legal")
_FACT = Label("fact check", "fact", certain=True)
_PLAIN = Label()

LABELS: dict[str, Label] = {
    **dict.fromkeys(
        listed("au,aq,auq,au query,author query,author queries,to author,for author", ","), _AUTHOR
    ),
    **dict.fromkeys(
        listed(
            "author,writer,reporter,autor,autora,al autor,para el autor,auteur,autrice,à l’auteur,"
            "verfasser,an den autor,autore,"
            "الكاتب,للكاتب,إلى الكاتب,المحرر الكاتب,المراسل,للمراسل,автор,автору",
            ",",
        ),
        Label("author"),
    ),
    **dict.fromkeys(
        listed(
            "desk,news desk,newsdesk,copy desk,copydesk,night desk,city desk,foreign desk,picture "
            "desk,photo desk,web desk,to desk,for desk,"
            "mesa,a la mesa,mesa de edición,cvd,الديسك,للديسك,إلى الديسك,الدسك",
            ",",
        ),
        _DESK,
    ),
    **dict.fromkeys(
        listed(
            "ed,eds,editor,editors,to ed,to editor,copy ed,copy editor,copyeditor,ce,pe,edición,"
            "redacción,al editor,rédaction,redaktion,lektorat,"
            "redazione,المحرر,للمحرر,إلى المحرر,التحرير,للتحرير,إلى التحرير,редактор,редактору",
            ",",
        ),
        _EDITOR,
    ),
    **dict.fromkeys(
        listed(
            "sub,subs,sub-editor,chief sub,to subs,rim,slot,copy,sr,secrétaire de rédaction,"
            "corrección,التدقيق,المدقق,للمدقق",
            ",",
        ),
        Label("copy"),
    ),
    **dict.fromkeys(
        listed(
            "legal,lawyer,lawyers,legal desk,legal check,legal query,libel,for legal,to legal,"
            "jurídico,juridico,asesoría jurídica,juridique,"
            "service juridique,recht,rechtsabteilung,justiziariat,القانونية,القسم القانوني,الشؤون "
            "القانونية,للقسم القانوني,قانوني,юрист,юристам",
            ",",
        ),
        _LEGAL,
    ),
    **dict.fromkeys(
        listed(
            "fact check,factcheck,fact-check,fact checker,fact checking,fact,facts,fc,verificación,"
            "vérification,faktencheck,تدقيق الحقائق,التحقق,تحقق من,للتحقق",
            ",",
        ),
        _FACT,
    ),
    **dict.fromkeys(listed("style,house style,estilo,stil,أسلوب", ","), Label("", "style")),
    **dict.fromkeys(listed("standards,ethics,public editor", ","), Label("standards")),
    **dict.fromkeys(
        listed(
            "photo editor,pix,pics,picture,art,graphics,design,layout,prod,production,web,social,"
            "research,library",
            ",",
        ),
        _PLAIN,
    ),
    **dict.fromkeys(
        listed(
            "query,queries,qry,q,check,chk,ck,verify,confirm,todo,to do,fixme,internal,comment,cmt,"
            "nb,hed,dek,head,lede,"
            "pregunta,duda,ojo,question,frage,prüfen,à vérifier,vérifier,verificar,comprobar,سؤال,"
            "استفسار,ملاحظة داخلية,вопрос,проверить",
            ",",
        ),
        _PLAIN,
    ),
    **dict.fromkeys(listed("todo,fixme,qry,cmt", ","), Label(certain=True)),
}

_NOTE_TO = re.compile(
    r"(?:(?:please )?notes? (?:to|for)(?: the)?|attn:?|attention|nb|fao|nota (?:al?|para)(?: la| el)?"
    r"|note (?:au|à la|à l’|à l'|pour(?: le| la)?)|"
    r"(?:hinweis|notiz|anmerkung|frage) (?:an|für)(?: die| den| das)?|ملاحظة (?:إلى|ل)"
    r"|ملاحظة لل|ملحوظة لل|إلى) ?"
    r"(?P<who>desk|night desk|news ?desk|copy ?desk|copy|eds?|editors?|subs?|sub-?editors?"
    r"|prod\w*|layout|slot|legal|lawyers?|author|"
    r"writer|reporter|self|web|picture desk|photo desk|graphics|redacción|mesa|editora?"
    r"|edición|corrección|rédaction|desk|sr|"
    r"redaktion|cvd|lektorat|autor|المحرر|محرر|محررين|المحررين|ديسك|الديسك|تحرير|التحرير"
    r"|هيئة التحرير|كاتب|مدقق)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<name>aq|au|q|qry|query|question)[ .]?#?(?P<number>\d{1,3})$", re.IGNORECASE)

_FOR_READERS = re.compile(
    r"(?:the )?(?:editor(?:s|’s|'s|s’|s')?(?: |-)note|ed(?:s|itorial)?\.?(?: |-)note"
    r"|author(?:’s|'s|s’)? note|nota|notiz|translator(?:’s|'s)? note|publisher(?:’s|'s)? note|"
    r"reader(?:s)?(?: |-)note|notes? to (?:our )?readers?|note|notes|ndlr|n\.?d\.?l\.?r\.?|ndt"
    r"|nde|nda|ndr|n\. ?d\. ?\w\.?|note de l(?:a|’|').*|nota d(?:e|el|ella) .*|"
    r"anm(?:erkung)?\.?(?: d(?:er|\.)? ?\w+\.?)?|red\.?|hinweis|ملاحظة|ملحوظة|تنويه|تصحيح"
    r"|تحديث|ملاحظة (?:من )?(?:المحرر|التحرير|الناشر)|"
    r"update[ds]?|correction|corrected|clarification|retraction|breaking|live|exclusive"
    r"|opinion|analysis|explainer|photos?(?: by| credit)?|images?|"
    r"video|audio|map|chart|graphic|illustration|infographic|credit|sources?|read(?: more)?"
    r"|related|listen|watch|see(?: also)?|more|spoilers?(?: alert)?|"
    r"(?:content |trigger )?warning|tw|cw|disclaimer|disclosure|sponsored|ad|advertisement"
    r"|trans(?:l|lation|\.)?|lit(?:erally|\.)?|"
    r"pause|laughter|laughs|applause|cross-?talk|music|verse(?: \d)?|chorus|hook|bridge|intro"
    r"|outro|refrain|pre-chorus|answer|a|interviewer|"
    r"interviewee|moderator|host|speaker|presenter|caller|audience|crowd|narrator"
    r"|voice(?:over)?|man|woman|boy|girl|all|together|"
    r"footnote|fn|fig(?:ure|\.)?|table|page|p|pp|vol|ch(?:apter)?|sec(?:tion)?|doi|isbn|issn"
    r"|arxiv|rfc|cf|viz|eg|ie|e\.g\.|i\.e\.|ps|pps|"
    r"caution|tip|hint|example|definition|theorem|proof|podcast|gallery|slideshow|poll|tweet"
    r"|embed|caption|getty(?: images)?|file|link|url|"
    r"to|from|re|subject|cc|bcc|date|time|sent|hashtag|rt|via|imdb|wikipedia|category|foto"
    r"|imagen|vídeo|fuente|mapa|crédito|crédit|source|carte|bild|quelle|"
    r"karte|lee también|leer más|lire aussi|à lire|lesen sie auch|صورة|فيديو|المصدر|مصدر"
    r"|اقرأ أيضا|اقرأ المزيد|شاهد|фото|видео|источник|прим\. ?\w+\.?)$",
    re.IGNORECASE,
)
_AGENCIES = listed(
    "AP AFP EPA EFE ANSA DPA TASS UPI PA AAP REUTERS GETTY BBC CNN ABC CBS NBC NPR PBS ITV "
    "SKY NASA NATO WHO UN EU UK US USA UAE "
    "FIFA UEFA IOC NBA NFL MLB NHL IMF WTO FBI CIA WFP UNICEF UNESCO ISBN ISSN DOI PDF URL HTML CSS XML FAQ"
)


def label(head: str) -> Label | None:
    """The label a head is, or None. A trailing number ("AQ1", "Q3") is part of the label."""
    plain = " ".join(head.casefold().strip(" .").split())
    if plain in LABELS:
        return LABELS[plain]
    numbered = _NUMBERED.match(plain)
    if numbered:
        return _AUTHOR if numbered["name"] in ("aq", "au") else Label(certain=True)
    note_to = _NOTE_TO.match(plain)
    if note_to:
        who = note_to["who"]
        known = LABELS.get(who) or LABELS.get(f"ال{who}")
        return Label(
            (known.addressed_to if known else "") or who, known.kind if known else None, certain=True
        )
    return None


def is_note_to(head: str) -> bool:
    """Whether a head is of the sort "Note to desk"."""
    return bool(_NOTE_TO.match(" ".join(head.casefold().strip(" .").split())))


def is_for_readers(head: str) -> bool:
    """Whether what follows such a head is meant to be published."""
    return bool(_FOR_READERS.match(head.strip())) or head.strip() in _AGENCIES
