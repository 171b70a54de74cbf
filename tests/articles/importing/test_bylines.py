"""A byline under the headline is offered as the byline, and leaves the text for it."""

import pytest

from articles.documents.notes import find_suspects
from articles.documents.text import plain_text
from articles.importing import import_text

BYLINES = [
    ("By Mara Velde", "Mara Velde"),
    ("BY LENA MAIER", "LENA MAIER"),
    ("by Mara Velde and Rana Aziz", "Mara Velde and Rana Aziz"),
    ("By Mara Velde, Staff Reporter", "Mara Velde, Staff Reporter"),
    ("By Khalid bin Sultan | The Harbour Post", "Khalid bin Sultan | The Harbour Post"),
    ("By AFP", "AFP"),
    ("By The Associated Press", "The Associated Press"),
    ("Words by Mara Velde", "Mara Velde"),
    ("Von Lena Maier", "Lena Maier"),
    ("Von Lena Maier und Jan van der Berg", "Lena Maier und Jan van der Berg"),
    ("Text: Lena Maier", "Lena Maier"),
    ("Par Anne-Marie Le Goff", "Anne-Marie Le Goff"),
    ("Por Ana Lima e Rui Sol", "Ana Lima e Rui Sol"),
    ("Di Giulia Rossi", "Giulia Rossi"),
    ("Door Jan van der Berg", "Jan van der Berg"),
    ("Автор: Иван Петров", "Иван Петров"),
    ("بقلم: منى حداد", "منى حداد"),
    ("بقلم لينا ماير", "لينا ماير"),
    ("作者：王小明", "王小明"),
]
NO_BYLINES = [
    "By Monday",
    "By the sea",
    "By The Old Harbour",
    "By Monday the boats were gone",
    "By Mara Velde’s account the boats were gone.",
    "By Train To Bergen",
    "Von Bergen und Meer",
    "Von Kiel nach Oslo",
    "Par Toutatis",
    "Por fin llega",
    "Di nuovo in mare",
    "كتب الوزير إلى المجلس أمس",
]


@pytest.mark.parametrize("markup", ["text", "markdown"])
@pytest.mark.parametrize(("line", "name"), BYLINES)
def test_it_is_offered_and_not_published_twice(line, name, markup):
    head = "# Ferry fares rise" if markup == "markdown" else "Ferry fares rise"
    imported = import_text(f"{head}\n\n{line}\n\nThe ferry [AU: which?] is late.\n", markup=markup)
    assert imported.byline == imported.summary()["byline"] == name
    assert imported.typed.line == line
    filed = imported.with_byline()
    assert plain_text(filed.doc) == "Ferry fares rise\n\nThe ferry is late."
    assert [passage.quote for _note, passage in filed.notes] == ["The ferry"]
    assert (filed.byline, filed.typed) == (name, None)
    assert filed.with_byline() == filed


@pytest.mark.parametrize("line", NO_BYLINES)
def test_other_lines_stay_text(line):
    imported = import_text(f"Ferry fares rise\n\n{line}\n\nThe ferry is late.\n")
    assert (imported.byline, imported.typed) == ("", None)
    assert line in plain_text(imported.with_byline().doc)


def test_it_may_stay_in_the_text():
    imported = import_text("Ferry fares rise\nBy Mara Velde\n\nThe ferry is late.\n")
    kept = imported.with_byline(offered=False)
    assert (kept.byline, kept.doc) == ("", imported.doc)


def test_one_in_italics_below_a_standfirst_is_found():
    source = "# Ferry fares rise\n\nThe company wants more\n\n*By Mara Velde*\n\nThe ferry is late.\n"
    filed = import_text(source, markup="markdown").with_byline()
    assert filed.byline == "Mara Velde"
    assert plain_text(filed.doc) == "Ferry fares rise\n\nThe company wants more\n\nThe ferry is late."


def test_one_further_down_is_not():
    paragraphs = "\n\n".join(["Ferry fares rise", "One.", "Two.", "Three.", "By Mara Velde", "Four."])
    assert import_text(paragraphs).byline == ""


def test_the_front_matter_counts_and_another_name_stays():
    source = "---\nbyline: {}\n---\n\n# Ferry fares rise\n\nBy Mara Velde\n\nThe ferry is late.\n"
    same = import_text(source.format("Mara Velde"), markup="markdown").with_byline()
    assert (same.byline, "By Mara" in plain_text(same.doc)) == ("Mara Velde", False)
    other = import_text(source.format("Rana Aziz"), markup="markdown").with_byline()
    assert (other.byline, "By Mara" in plain_text(other.doc)) == ("Rana Aziz", True)


def test_a_note_on_the_byline_is_put_on_the_headline():
    imported = import_text("Ferry fares rise\n\nBy Mara Velde [ED: two e's?]\n\nThe ferry (sp?) is late.\n")
    filed = imported.with_byline()
    assert filed.byline == "Mara Velde"
    assert [(note.question, passage.quote) for note, passage in filed.notes] == [
        ("two e's?", "Ferry fares rise"),
        ("sp?", "ferry"),
    ]


def test_a_story_of_a_byline_alone_keeps_a_paragraph():
    filed = import_text("Ferry fares rise\n\nBy Mara Velde\n").with_byline()
    assert plain_text(filed.doc).strip() == "Ferry fares rise"
    assert find_suspects(plain_text(filed.doc)) == []
