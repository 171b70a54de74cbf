"""Ordinary prose with all the signs that prose has: no word of it is lost, and nobody is asked."""

import random

import pytest

from articles.documents.notes import find_suspects, scan
from articles.documents.text import plain_text
from articles.importing import import_text

PIECES = {
    "en": (
        "The ferry (built in 1998) leaves the old harbour at 7.30 a.m. and comes back by night.",
        "“We asked [the company] twice,” she said. “Who would not?”",
        "Fares rise by 6.5 per cent (see chapter three), from €6.80 to €7.25.",
        "The Harbour Company (HC) and the Socialist Party (SP) voted 31 to 19.",
        "Was it right? Nobody knows (or wants to know).",
        "The sign read [check-in at noon]; the door was shut.",
        "He wrote “TBD” on the board, and left it (for now).",
        "In Super Bowl XXX, as in chapter XX, they lost – again – by 3:2.",
        "Write to desk@harbour.example or see https://harbour.example/fares?from=2026#a.",
        "The photo (by Amal Haddad) shows the quay; the map [below] does not.",
        "“What???” she cried. “You *must* be joking!”",
        "Their names (changed here) are Ana and Rui [both 12].",
    ),
    "de": (
        "Die Fähre (Baujahr 1998) legt um 7.30 Uhr ab – siehe Kapitel drei.",
        "„Wir haben [die Reederei] gefragt“, sagte sie. „Wer nicht?“",
        "Die Preise steigen um 6,5 Prozent (vgl. Seite 4) auf 7,25 Euro.",
        "Die Sozialdemokratische Partei (SP) stimmte dagegen (Foto: dpa).",
        "Er fehlt seit Mai (vermisst); niemand weiß, warum.",
    ),
    "fr": (
        "Le bac (construit en 1998) part à 7 h 30 (voir chapitre trois).",
        "« Qui ne viendrait pas ? » dit-elle. « Vraiment ??? »",
        "Les prix montent de 6,5 % (source : la compagnie) en avril.",
        "Il manque du temps, dit le maire (réélu en 2024).",
    ),
    "es": (
        "El ferry (de 1998) sale a las 7.30 (véase el capítulo tres).",
        "«¿Quién no iría?», dijo [la alcaldesa]. TODO EL MUNDO LO SABE.",
        "Falta poco para mayo (fuente: EFE); todo sigue igual.",
    ),
    "ar": (
        "قال الوزير ((لن نرفع الأسعار هذا العام)) ثم غادر.",
        "النبي محمد ((صلى الله عليه وسلم)) رسول (راجع الفصل الثالث).",
        "تغادر العبارة عند السابعة والنصف (انظر الصفحة 4)، فمن لا يأتي؟",
    ),
    "ru": (
        "Паром (1998 года) уходит в 7.30 (см. главу три).",
        "«Кто бы не пошёл?» — сказала она (имя изменено).",
        "Цены вырастут на 6,5 процента, до 7,25 евро.",
    ),
    "zh": (
        "渡轮（1998年建造）七点半出发（见第三章）。",
        "“谁不想去呢？”她说。票价上涨百分之六点五（来源：新华社）。",
    ),
}
BLOCKS = (
    "### Missing persons ###",
    "=== Fix the pump ===",
    "## XXX",
    "* * *",
    "Q: Who pays?\nA: Nobody.",
    "> She left.",
)
CODE = "```\nif [[ -z $x ]]; then echo <Is it?> TODO; fi\n```"


def made(seed):
    chance = random.Random(seed)
    language = chance.choice(sorted(PIECES))
    blocks = ["# Ferry fares rise"]
    for _ in range(chance.randint(3, 9)):
        blocks.append(" ".join(chance.choices(PIECES[language], k=chance.randint(1, 4))))
        if chance.random() < 0.3:
            blocks.append(chance.choice(BLOCKS))
    return blocks


@pytest.mark.parametrize("seed", range(150))
def test_nothing_is_lifted_out_of_it_and_nothing_is_in_doubt(seed):
    text = "\n\n".join(made(seed))
    for markup in ("text", "markdown"):
        found = scan(text, markup=markup)
        assert (found.clean, found.notes, found.suspicions) == (text, (), ())
    assert find_suspects(text) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_word_of_it_is_lost_on_its_way_into_a_document(seed):
    blocks = made(seed)
    blocks.insert(2, CODE)
    text = "\n\n".join(blocks)
    imported = import_text(text, markup="markdown")
    assert (imported.notes, imported.suspicions) == ((), ())
    kept = [character for character in plain_text(imported.doc) if character.isalnum()]
    assert kept == [character for character in text if character.isalnum()]
