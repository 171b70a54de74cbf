"""Tracked changes: what accepting and rejecting all of them makes of each construct."""

import pytest

from articles.documents.suggestions import accepted, pending, rejected
from articles.documents.text import plain_text
from tests.articles.importing.word.making import (
    ANNA,
    BEN,
    cell,
    dele,
    ins,
    p,
    part,
    r,
    raw,
    read,
    row,
    summary,
    t,
    table,
)

INS, DEL = f"<w:ins {ANNA}/>", f"<w:del {ANNA}/>"
INS_BEN, DEL_BEN = f"<w:ins {BEN}/>", f"<w:del {BEN}/>"


def moved(kind, label, *inside, number=7):
    side = f"w:move{kind}"
    edge = f'{side}RangeStart w:id="{number}" w:name="{label}" w:author="Anna"'
    return f'<{edge}/><{side} {ANNA}>{"".join(map(r, inside))}</{side}><{side}RangeEnd w:id="{number}"/>'


CASES = {
    "an insertion": (
        p("The ferry is ", ins("not "), "back."),
        "The ferry is back.",
        "The ferry is not back.",
    ),
    "a deletion": (p("The ferry is ", dele("not "), "back."), "The ferry is not back.", "The ferry is back."),
    "a replacement": (p("On ", dele("Monday"), ins("Tuesday"), "."), "On Monday.", "On Tuesday."),
    "a replacement, insertion first": (
        p("On ", ins("Tuesday"), dele("Monday"), "."),
        "On Monday.",
        "On Tuesday.",
    ),
    "a deletion in an insertion of somebody else": (
        p("A", ins("b", dele("c", by=BEN)), "."),
        "A.",
        "Ab.",
    ),
    "a break that was put in": (p("One.", mark=INS) + p("Two."), "One.Two.", "One.\n\nTwo."),
    "a break that was taken out": (p("One.", mark=DEL) + p("Two."), "One.\n\nTwo.", "One.Two."),
    "breaks one after the other": (
        p("One.", mark=DEL) + p("Two.", mark=DEL) + p("Three."),
        "One.\n\nTwo.\n\nThree.",
        "One.Two.Three.",
    ),
    "a whole paragraph that was put in": (
        p("One.") + p(ins("Two."), mark=INS) + p("Three."),
        "One.\n\nThree.",
        "One.\n\nTwo.\n\nThree.",
    ),
    "a whole paragraph that was taken out": (
        p("One.") + p(dele("Two."), mark=DEL) + p("Three."),
        "One.\n\nTwo.\n\nThree.",
        "One.\n\nThree.",
    ),
    "the end of one, all of another and the break behind": (
        p("One", dele(" and."), mark=DEL) + p(dele("Two."), mark=DEL) + p(" is three."),
        "One and.\n\nTwo.\n\n is three.",
        "One is three.",
    ),
    "an empty paragraph between": (
        p("One.", mark=DEL) + p(mark=DEL) + p("Two."),
        "One.\n\nTwo.",
        "One.Two.",
    ),
    "paragraphs put in at the end": (
        p("One.", mark=INS) + p(ins("Two."), mark=INS) + p(ins("Three.")),
        "One.",
        "One.\n\nTwo.\n\nThree.",
    ),
    "the first paragraph put in": (p(ins("One."), mark=INS) + p("Two."), "Two.", "One.\n\nTwo."),
    "the first paragraph taken out": (p(dele("One."), mark=DEL) + p("Two."), "One.\n\nTwo.", "Two."),
    "a short first line whose break was taken out": (
        p("Harbour", mark=DEL) + p("is closed for the winter."),
        "Harbour\n\nis closed for the winter.",
        "Harbouris closed for the winter.",
    ),
    "a mark put in by one and taken out by another": (
        p("One.", mark=INS + DEL_BEN) + p("Two."),
        "One.Two.",
        "One.Two.",
    ),
    "the last mark of a file, which stays": (p("One.", mark=DEL), "One.", "One."),
    "a mark in front of a table, which stays": (
        p("One.", mark=DEL) + table(row("Two.")),
        "One.\n\nTwo.",
        "One.\n\nTwo.",
    ),
    "a paragraph in front of a table that was taken out": (
        p(dele("One."), mark=DEL) + table(row("Two.")) + p("Three."),
        "One.\n\nTwo.\n\nThree.",
        "Two.\n\nThree.",
    ),
    "a row that was put in": (
        table(row("One.", "1"), row(p(ins("Two."), mark=INS), p(ins("2")), looks=INS)) + p("End."),
        "One.\n\n1\n\nEnd.",
        "One.\n\n1\n\nTwo.\n\n2\n\nEnd.",
    ),
    "a row that was taken out, its words unmarked": (
        table(row("One.", "1"), row("Two.", "2", looks=DEL)) + p("End."),
        "One.\n\n1\n\nTwo.\n\n2\n\nEnd.",
        "One.\n\n1\n\nEnd.",
    ),
    "a cell that was put in": (
        table(row("One.", cell(p("1"), f"<w:cellIns {ANNA}/>"))) + p("End."),
        "One.\n\nEnd.",
        "One.\n\n1\n\nEnd.",
    ),
    "a cell that was taken out": (
        table(row("One.", cell(p("1"), f"<w:cellDel {ANNA}/>"))) + p("End."),
        "One.\n\n1\n\nEnd.",
        "One.\n\nEnd.",
    ),
    "a break in a cell": (
        table(row(p("One.", mark=DEL) + p("Two."))) + p("End."),
        "One.\n\nTwo.\n\nEnd.",
        "One.Two.\n\nEnd.",
    ),
    "a move": (
        p("One. ", moved("From", "m1", "Two. "), "Three. ", moved("To", "m1", "Two. ", number=8), "End."),
        "One. Two. Three. End.",
        "One. Three. Two. End.",
    ),
    "a link that was put in": (
        p("See ", ins('<w:hyperlink w:anchor="a">' + r("here") + "</w:hyperlink>"), "."),
        "See .",
        "See here.",
    ),
    "a changed run within a link": (
        p("See ", '<w:hyperlink w:anchor="a">' + r("the ") + ins("new ") + r("map") + "</w:hyperlink>", "."),
        "See the map.",
        "See the new map.",
    ),
    "a field of which the code was taken out": (
        p(
            "Page ",
            dele(raw('<w:fldChar w:fldCharType="begin"/>'), raw("<w:delInstrText>PAGE</w:delInstrText>")),
            dele(raw('<w:fldChar w:fldCharType="separate"/>'), "4", raw('<w:fldChar w:fldCharType="end"/>')),
            "5",
        ),
        "Page 45",
        "Page 5",
    ),
    "a change within a formula": (
        p(
            "<m:oMath><m:r>"
            + f"<w:del {ANNA}><m:t>2</m:t></w:del>"
            + "</m:r><m:r><m:t>x</m:t></m:r></m:oMath>"
        ),
        "2x",
        "x",
    ),
    "a control that was put in around words that stay": (
        p(f"<w:customXmlInsRangeStart {ANNA}/>", f"<w:sdt><w:sdtContent>{r('Kept.')}</w:sdtContent></w:sdt>"),
        "Kept.",
        "Kept.",
    ),
    "words put in within a control": (
        p("A ", f"<w:sdt><w:sdtContent>{ins('new ')}</w:sdtContent></w:sdt>", "boat."),
        "A boat.",
        "A new boat.",
    ),
    "changes between blocks": (
        p("One.") + f"<w:ins {ANNA}>{p('Two.', mark=INS)}</w:ins>" + p("Three."),
        "One.\n\nThree.",
        "One.\n\nTwo.\n\nThree.",
    ),
    "a break of a line": (p("One", ins(raw("<w:br/>")), "two."), "Onetwo.", "One\ntwo."),
    "items of a list": (
        p("One.", looks='<w:numPr><w:numId w:val="1"/></w:numPr>')
        + p(ins("Two."), looks='<w:numPr><w:numId w:val="1"/></w:numPr>', mark=INS)
        + p("Three.", looks='<w:numPr><w:numId w:val="1"/></w:numPr>'),
        "One.\n\nThree.",
        "One.\n\nTwo.\n\nThree.",
    ),
    "two items made one": (
        p("One.", looks='<w:numPr><w:numId w:val="1"/></w:numPr>', mark=DEL)
        + p("Two.", looks='<w:numPr><w:numId w:val="1"/></w:numPr>'),
        "One.\n\nTwo.",
        "One.Two.",
    ),
}
NUMBERING = part(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)


@pytest.mark.parametrize("name", CASES)
def test_accepting_and_rejecting_everything(name):
    body, before, after = CASES[name]
    copy, _losses = read(body, parts={"word/numbering.xml": NUMBERING})
    assert plain_text(rejected(copy.doc)) == before
    assert plain_text(accepted(copy.doc)) == after
    assert {change.id for change in pending(copy.doc)} == set(copy.changes)


def suggestions(body, **more):
    return [tuple(found.values()) for found in summary(body, **more)["suggestions"]]


def test_runs_of_one_author_side_by_side_are_one_suggestion():
    body = p("A", ins("b"), ins(r("c", "<w:b/>")), ins("d", by=BEN), "e", ins("f"), ".")
    assert suggestions(body) == [
        ("insertion", "Anna", "bc"),
        ("insertion", "Ben", "d"),
        ("insertion", "Anna", "f"),
    ]


def test_a_deletion_and_the_insertion_beside_it_are_one_where_one_person_made_both():
    assert suggestions(p("On ", dele("Monday"), ins("Tuesday"), " at noon.")) == [
        ("replacement", "Anna", "Monday → Tuesday")
    ]
    assert suggestions(p("On ", dele("Monday"), ins("Tuesday", by=BEN), " at noon.")) == [
        ("deletion", "Anna", "Monday"),
        ("insertion", "Ben", "Tuesday"),
    ]


def test_a_deletion_over_several_paragraphs_is_one_suggestion():
    body = p("One ", dele("two"), mark=DEL) + p(dele("three"), mark=DEL) + p(dele("four"), " five.")
    assert suggestions(body) == [("deletion", "Anna", "two\nthree\nfour")]


def test_what_somebody_took_out_of_another_ones_insertion_are_two():
    assert suggestions(p("A", ins("b", dele("c", by=BEN)), ".")) == [
        ("insertion", "Anna", "bc"),
        ("deletion", "Ben", "c"),
    ]
    assert [found[:2] for found in suggestions(p("A", ins("b", dele("c")), "."))] == [
        ("insertion", "Anna"),
        ("deletion", "Anna"),
    ]


def test_a_move_is_one_suggestion_and_an_end_without_the_other_is_what_it_looks_like():
    both = p("One. ", moved("From", "m", "Two. "), "Three. ") + p(moved("To", "m", "Two. ", number=8), "End.")
    assert suggestions(both) == [("move", "Anna", "Two. ")]
    assert suggestions(p("One. ", moved("From", "m", "Two. "), "Three.")) == [("deletion", "Anna", "Two. ")]
    assert suggestions(p("One. ", moved("To", "m", "Two. "), "Three.")) == [("insertion", "Anna", "Two. ")]


def test_whole_paragraphs_that_were_moved():
    mark = f"<w:moveFrom {ANNA}/>"
    body = (
        p("One.")
        + p(moved("From", "m", "Two."), mark=mark)
        + p("Three.")
        + p(moved("To", "m", "Two.", number=8), mark=mark.replace("From", "To"))
        + p("End.")
    )
    found = summary(body)
    assert found["text"] == "One.\n\nTwo.\n\nThree.\n\nEnd."
    assert found["accepted_text"] == "One.\n\nThree.\n\nTwo.\n\nEnd."
    assert [entry["kind"] for entry in found["suggestions"]] == ["move"]


def reformatted(looks, before):
    return raw(t("boat"), f"{looks}<w:rPrChange {ANNA}><w:rPr>{before}</w:rPr></w:rPrChange>")


@pytest.mark.parametrize(
    ("looks", "before", "says"),
    [("<w:b/>", "", "now bold"), ("", "<w:i/>", "no longer italic"), ("<w:b/>", "<w:i/>", "now bold")],
)
def test_changes_of_bold_and_italic(looks, before, says):
    copy, losses = read(p("The ", reformatted(looks, before), " is back."))
    (found,) = pending(copy.doc)
    assert (found.kind, found.formatted) == ("formatting", "boat")
    assert says in found.note
    assert not losses


def test_other_changes_of_looks_are_one_line_of_the_report():
    body = p("The ", reformatted('<w:sz w:val="20"/>', ""), " and ", reformatted('<w:sz w:val="9"/>', ""))
    copy, losses = read(body + p("One.", looks=f"<w:jc/><w:pPrChange {ANNA}><w:pPr/></w:pPrChange>"))
    assert not pending(copy.doc)
    assert losses == (
        "Tracked changes that a story cannot hold were taken as accepted: "
        "2 of fonts, sizes or colours, 1 of spacing, indents or alignment.",
    )


def changed(before):
    return f"<w:pPrChange {ANNA}><w:pPr>{before}</w:pPr></w:pPrChange>"


NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


@pytest.mark.parametrize(
    ("body", "kinds", "before"),
    [
        (
            p("Two.", style="Heading2", looks=changed("")),
            ["paragraph", "heading"],
            ["paragraph", "paragraph"],
        ),
        (
            p("Two.", looks=changed('<w:pStyle w:val="Heading2"/>')),
            ["paragraph", "paragraph"],
            ["paragraph", "heading"],
        ),
        (p("Two.", looks=NUMBERED + changed("")), ["paragraph", "bullet_list"], ["paragraph", "paragraph"]),
        (p("Two.", looks=changed(NUMBERED)), ["paragraph", "paragraph"], ["paragraph", "bullet_list"]),
        (
            p("Two.", looks=NUMBERED.replace("<w:ilvl", f"<w:ins {ANNA}/><w:ilvl")),
            ["paragraph", "bullet_list"],
            ["paragraph", "paragraph"],
        ),
        (
            p("Two.", style="Quote", looks=changed("")),
            ["paragraph", "blockquote"],
            ["paragraph", "paragraph"],
        ),
    ],
)
def test_changes_of_a_style_or_a_numbering(body, kinds, before):
    copy, _losses = read(p("One.") + body, parts={"word/numbering.xml": NUMBERING})
    assert [child.type.name for child in copy.doc.children[1:]] == kinds
    assert [child.type.name for child in rejected(copy.doc).children[1:]] == before
    assert [child.type.name for child in accepted(copy.doc).children[1:]] == kinds
    assert len(pending(copy.doc)) == 1


def test_paragraphs_that_left_a_list_are_in_one_again():
    body = (
        p("One.", looks=NUMBERED) + p("Two.", looks=changed(NUMBERED)) + p("Three.", looks=changed(NUMBERED))
    )
    copy, _losses = read(body, parts={"word/numbering.xml": NUMBERING})
    (found,) = rejected(copy.doc).children[1:]
    assert (found.type.name, found.child_count) == ("bullet_list", 3)


def test_a_footnote_goes_with_the_reference_to_it():
    notes = part("w:footnotes", f'<w:footnote w:id="2">{p("As of May.")}</w:footnote>')
    body = p("The boat", ins(raw('<w:footnoteReference w:id="2"/>')), " is back.") + p("It runs.")
    found = summary(body, parts={"word/footnotes.xml": notes})
    assert found["text"] == "The boat is back.\n\nIt runs."
    assert found["accepted_text"] == "The boat[1] is back.\n\nIt runs.\n\n[1] As of May."
    assert len(found["suggestions"]) == 1


def test_a_text_box_goes_with_the_run_that_holds_it():
    box = f"<w:pict><v:textbox><w:txbxContent>{p('In a box.')}</w:txbxContent></v:textbox></w:pict>"
    found = summary(p("One.", ins(raw(box))) + p("Two."))
    assert found["text"] == "One.\n\nTwo."
    assert found["accepted_text"] == "One.\n\nIn a box.\n\nTwo."


def test_a_tracked_row_is_one_suggestion():
    inserted = row(p(ins("Two."), mark=INS), p(ins("2")), looks=INS)
    struck = row("Three.", "3", looks=DEL)
    copy, losses = read(
        p("Harbour", style="Title") + table(row("One.", "1"), inserted, row("And", "2"), struck)
    )
    assert [(one.kind, one.inserted or one.deleted, one.note) for one in pending(copy.doc)] == [
        ("insertion", "Two. | 2", "a table row"),
        ("deletion", "Three. | 3", "a table row"),
    ]
    assert losses == ()
