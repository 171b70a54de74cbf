"""What only may be a note passes no gate: preview, preflight and the scan of a file all name it."""

import pytest

from articles.documents.notes import find_suspects, scan
from articles.documents.text import published_fields
from articles.importing import import_text
from articles.importing.scanning import scan_published

LABELS = [
    "[Note to editors (JORO): this last point is not entirely true yet.]",
    "[au: which boat]",
    "[Au: which boat?]",
    "[aq1]",
    "[legal: fine by us]",
    "[Desk: hold]",
    "[ed: the old one]",
    "[Fact check: the old one]",
    "(desk: call him)",
    "(Legal: may we say this?)",
    "[todo: the name]",
    "[legal]",
    "[query]",
]
DIRECTIONS = [
    "[name of mayor]",
    "[date of the vote]",
    "[link to tariff]",
    "[details]",
    "[NOTE: shorten]",
    "[not sure about this]",
    "[need to confirm w/ police]",
    "[6.50?]",
    "[2024 or 2025?]",
    "[need quote here]",
    "[explain]",
    "[à revoir]",
    "[أضف مصدرا]",
    "(to be confirmed)",
    "[Note: check this]",
    "<NAME>",
    "[rephrase]",
    "[legal to check]",
    "[Rana to confirm]",
    "[NAME]",
    "[FIRST NAME OF MAYOR]",
    "[DATE]",
    "(name to come)",
    "(citation needed?)",
    "(double-check!)",
    "[verify]",
    "[Insert photo of the boat here]",
    "[add quote]",
    "[more here]",
    "[quote from mayor]",
    "[insert stat]",
    "[get comment from police]",
    "[photo here]",
    "[link]",
    "[date?]",
    "[missing graf]",
    "[can we say this]",
    "[is this libel]",
    "[awkward]",
    "[too long]",
    "[fix this]",
    "[expand]",
    "[unclear]",
    "[not entirely true]",
    "[waiting on police]",
    "[ask the lawyer]",
    "[hier noch Zitat]",
    "[Zitat folgt]",
    "[Name fehlt]",
    "[umformulieren]",
    "(Name folgt)",
    "[citation à ajouter]",
    "[nom à vérifier]",
    "[reformuler]",
    "(nom à venir)",
    "[falta la cita]",
    "[añadir cita]",
    "[reformular]",
    "(nombre por confirmar)",
    "[inserir citação]",
    "[fonte mancante]",
    "[bron toevoegen]",
    "[اسم هنا]",
    "[إضافة اقتباس]",
    "(الاسم لاحقا)",
    "[добавить цитату]",
    "[имя уточнить]",
    "(имя уточняется)",
    "[待补充]",
    "[此处补充引语]",
    "（待核实）",
    "[要確認]",
    "[확인 필요]",
]
UNFINISHED = [
    "The venue is TBD.",
    "Venue: TBA",
    "The date is tbc.",
    "Kick-off 3pm (TBC).",
    "The boat (TBA) leaves at noon.",
    "TODO check the name with her",
    "The mayor TODO add quote spoke.",
    "He spoke. TODO: the name",
    "FIXME wrong date here",
    "todo: check the name",
    "eds: hold this for noon",
    "Desk: please check the name",
    "The road is shut ???",
    "???",
    "It cost ??? to mend.",
    "الطريق مغلق ؟؟؟",
    "The boat **** leaves at noon.",
    "It costs __ 6.80 euros.",
    "She said so *** twice.",
    "She said so ~~~~ twice.",
    "The pier [AU: " + "and the long question goes on " * 50 + "does it?] is shut.",
    "The pier [[check " + "and the long remark goes on " * 50 + "]] is shut.",
    "The pier (PLS CHECK " + "AND THE LONG REMARK GOES ON " * 50 + ") is shut.",
    "The pier <<does this long question " + "go on and on " * 100 + "?>> is shut.",
    "The pier {>>does this long question " + "go on and on " * 100 + "?<<} is shut.",
]


def in_copy(words):
    return f"Ferry fares rise\n\nThe ferry leaves at noon.\n\n{words}\n\nIt comes back at six."


@pytest.mark.parametrize("markup", ["text", "markdown"])
@pytest.mark.parametrize(
    "words", [*(f"The chair {body} spoke first." for body in [*LABELS, *DIRECTIONS]), *UNFINISHED]
)
def test_it_is_asked_or_at_least_shown(words, markup):
    text = in_copy(words)
    found = scan(text, markup=markup)
    assert found.notes or found.suspicions
    assert find_suspects(text, markup=markup)


@pytest.mark.parametrize(
    "words", [*(f"The chair {body} spoke first." for body in [*LABELS, *DIRECTIONS]), *UNFINISHED]
)
def test_what_is_shown_is_found_again_in_the_copy_and_in_a_file_of_it(words):
    imported = import_text(in_copy(words))
    fields = [field.text for field in published_fields(imported.doc)]
    again = [found.text for text in fields for found in find_suspects(text)]
    assert {found.text for found in imported.suspicions} <= set(again)
    file = "\n\n".join(fields).encode()
    assert [found.text for found in scan_published(file, filename="copy.txt")] == again


MEANT_FOR_READERS = [
    "Born in 1890 [1891?], she left the island early.",
    "[Note: The venue has changed since.]",
    "“I saw [the name of the boat] in the paper,” she said.",
    "“We [need to] go on,” he said.",
    "(who wouldn’t?)",
    "(name changed)",
    "(names have been changed)",
    "(photo by Amal)",
    "[photo: Amal Haddad]",
    "(to be continued)",
    "(source: ministry)",
    "[Name withheld]",
    "[applause]",
    "“[name] told me,” she said.",
    "“We must [find the source of] it,” she said.",
    "(date of birth)",
    "He (not surprisingly) left.",
    "(more on page 4)",
    "(more photos below)",
    "(missing since May)",
    "(unconfirmed)",
    "(unable to confirm)",
    "Press [Insert] or [Delete] to go on.",
    "[Add to cart]",
    "(legal)",
    "(Legal & General)",
    "(Quelle: dpa)",
    "(Foto: dpa)",
    "(nom de plume)",
    "(fuente: EFE)",
    "(имя изменено)",
    "(см. фото)",
    "（图片来源：新华社）",
    "The TBD Group won, and TBA Bank lost.",
    "Tuberculosis (TBC) is back, and TBC kills.",
    "“Venue TBD,” the timetable said.",
    "What??? she cried.",
    "“What is this ???” he cried.",
    "« Quoi ??? » dit-elle.",
    "Pourquoi ? Vraiment ??? Oui.",
    "Todo el mundo lo sabe.",
    "TODO EL MUNDO LO SABE",
    "Y TODO cambió en mayo.",
    "He wrote “TODO” twice.",
    "f*** that, and sh*t, and ****ing boats",
    "* * *",
    "***",
    "_____",
    "Name: ______",
    "Rating: ****",
    "The method __init__ is 2 ** 3 long.",
    "** Includes the ferry",
    "Editor: What did you see?",
    "Desk: a short history.",
]


@pytest.mark.parametrize("words", MEANT_FOR_READERS)
def test_what_readers_are_meant_to_see_raises_no_doubt(words):
    text = in_copy(words)
    assert scan(text, markup="text").clean == text
    assert find_suspects(text) == []


def test_the_first_two_in_the_wild_are_queries():
    text = (
        "The presence of a form is the signal. "
        "[Note to editors (JORO): this last point is not entirely true yet.] "
        "People spend most of their time waiting (citation needed?)."
    )
    found = scan(text, markup="text")
    assert [(one.note.question, one.note.asked_by) for one in found.notes] == [
        ("this last point is not entirely true yet.", "JORO"),
        ("citation needed?", ""),
    ]
    assert found.clean == "The presence of a form is the signal. People spend most of their time waiting."
