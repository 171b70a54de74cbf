"""Notes in the cells of tables: lifted out, without a cell that goes."""

from articles.documents.notes.standing import lift_copy
from articles.importing import import_copy
from tests.articles.documents.building import doc, row, table

SOURCE = """# Ferries

| Boat | Seats |
| --- | --- |
| Aurora [AU: which one?] | 120 |
| [AU: name?] | 80 |
| Borealis | [AU: how many?] |
| [AU: more boats?] | |
"""


def cells(found):
    return [[cell.text_content.strip() for cell in one.children] for one in found.children]


def test_a_cell_that_held_a_note_alone_stays_and_a_row_of_notes_goes():
    copy = import_copy(SOURCE.encode(), filename="ferries.md")
    assert cells(copy.doc.child(1)) == [["Boat", "Seats"], ["Aurora", "120"], ["", "80"], ["Borealis", ""]]
    found = {note.question: passage.quote for note, passage in copy.notes}
    assert found.keys() == {"which one?", "name?", "how many?", "more boats?"}
    assert found["which one?"] == "Aurora"


def test_notes_that_stand_in_cells_are_lifted_in_place():
    document = doc("Text.", table(["Aurora", "[AU: how many?]"], row("[AU: more?]"), ["Borealis", "80"]))
    lifted = lift_copy(document)
    assert cells(lifted.doc.child(2)) == [["Aurora", ""], ["Borealis", "80"]]
    assert [note.question for note, _passage in lifted.notes] == ["how many?", "more?"]
    lifted.doc.check()
