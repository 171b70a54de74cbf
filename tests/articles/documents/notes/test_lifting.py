"""From a parsed document with markers to a clean one with passages."""

from articles.documents.notes import Scan, lift, scan
from articles.documents.schema import schema
from articles.documents.text import plain_text

from .support import document


def lifted(source, markup="text", headline=""):
    found = scan(source, markup=markup)
    return lift(document(found.marked, headline), found)


def quote(source):
    ((_, passage),) = lifted(source).notes
    return passage.quote


def test_words_the_question_takes_up_again():
    assert (
        quote("The Arab governments <Do we mean Arab governments as a whole?> agreed.") == "Arab governments"
    )


def test_words_taken_up_from_far_away_do_not_stretch_the_passage():
    source = "The Gulf states said on Tuesday that Arab governments <Arab governments, or the Gulf?> agreed."
    assert quote(source) == "Arab governments"


def test_else_the_last_three_words():
    assert quote("It rained, and the long old road <which?> was closed.") == "long old road"


def test_not_across_a_comma_or_a_dash():
    assert quote("It rained, and mud <which?> came.") == "and mud"
    assert quote("It rained—mud <which?> came.") == "mud"


def test_not_across_a_sentence_nor_fooled_by_an_abbreviation():
    assert quote("It rained. Mud <which?> came.") == "Mud"
    assert quote("Then Mr. Haddad <which?> came.") == "Then Mr. Haddad"


def test_after_a_stop_the_whole_sentence():
    assert quote("It rained. The long old road was closed for a week. <who says?> Mud came.") == (
        "The long old road was closed for a week"
    )


def test_after_a_stop_at_most_twenty_five_words():
    words = " ".join(f"w{number}" for number in range(40))
    assert quote(f"{words}. <who says?> Mud came.") == " ".join(f"w{number}" for number in range(15, 40))


def test_closing_quotation_marks_stay_outside():
    assert quote("He said “it will last.” <who says?> Mud came.") == "He said “it will last"
    assert quote("It is “a very long road” <whose words?>, he said.") == "very long road"


def test_at_the_start_of_a_block_the_first_words_after():
    assert quote("<is this the place to start?> Mud came, and rain.") == "Mud came"


def test_alone_in_a_block_the_last_sentence_before():
    assert quote("It rained. Mud came.\n\n<who says?>\n\nIt dried.") == "Mud came"


def test_alone_and_first_the_next_block():
    assert quote("<who says?>\n\nIt rained. Mud came.") == "It rained"


def test_alone_behind_a_headline_the_headline():
    found = scan("A wet day\n\n<who says?>\n\nMud came.", markup="text")
    headline, body = found.marked.split("\n\n", 1)
    ((_, passage),) = lift(document(body, headline), found).notes
    assert passage.quote == "A wet day"


def scan_of(source):
    return scan(source, markup="text")


def test_positions_count_utf16_units():
    result = lifted("🎉🎉 Mud 🎶 came <who says?> here.")
    ((_, passage),) = result.notes
    assert passage.quote == "Mud 🎶 came"
    assert (passage.start, passage.end) == (2 + 1 + 5, 2 + 1 + 5 + 11)


def test_enclosed_words_are_the_passage():
    assert quote("The {==long old road==}{>>which?<<} was closed.") == "long old road"
    assert quote("It took TK days.") == "TK"


def test_blocks_left_empty_are_gone():
    result = lifted("It rained.\n\n<who says?>\n\nMud came.")
    assert result.doc.child_count == 3
    assert plain_text(result.doc) == "It rained.\n\nMud came."


def node(name, *children):
    return schema.node(name, None, list(children))


def text(words):
    return [schema.text(words)] if words else []


def paragraph(words):
    return schema.node("paragraph", None, text(words))


def lift_markers(found, *blocks):
    """Lift a scan's first note from blocks that hold its marker where they say {}."""
    return lift(schema.node("doc", None, [schema.node("headline"), *blocks]), found)


def test_containers_that_held_only_a_note_are_gone():
    found = scan_of("Mud. <who says?>")
    mark = found.notes[0].marker
    item = node("list_item", paragraph(mark))
    result = lift_markers(
        found, paragraph("Mud."), node("bullet_list", item), node("blockquote", paragraph("Rain."))
    )
    assert [child.type.name for child in result.doc.children] == ["headline", "paragraph", "blockquote"]
    assert result.notes[0][1].quote == "Mud"
    result.doc.check()


def test_a_list_keeps_its_other_items():
    found = scan_of("Mud. <who says?>")
    mark = found.notes[0].marker
    items = [node("list_item", paragraph(words)) for words in ("Mud.", mark, "Rain.")]
    result = lift_markers(found, node("bullet_list", *items))
    assert plain_text(result.doc) == "Mud.\n\nRain."
    assert result.notes[0][1].quote == "Mud"
    result.doc.check()


def test_an_item_that_keeps_a_list_within_it_keeps_a_paragraph():
    found = scan_of("Mud. <who says?>")
    mark = found.notes[0].marker
    inner = node("bullet_list", node("list_item", paragraph("Rain.")))
    result = lift_markers(found, node("bullet_list", node("list_item", paragraph(mark), inner)))
    result.doc.check()
    assert plain_text(result.doc) == "Rain."
    assert result.notes[0][1].quote == "Rain"


def test_a_document_of_nothing_but_notes_keeps_one_empty_paragraph_and_says_what_was_not_placed():
    result = lifted("<who says?>")
    result.doc.check()
    assert plain_text(result.doc) == ""
    assert result.notes == ()
    assert [note.question for note in result.unplaced] == ["who says?"]


def test_a_note_whose_marker_the_parser_lost_is_put_on_the_first_words():
    found = scan_of("Mud came <who says?> here.")
    result = lift(document("Mud came here."), found)
    assert result.notes[0][1].quote == "Mud came here"


def test_a_document_without_notes_is_given_back_as_it_is():
    doc = document("Mud came.")
    assert lift(doc, Scan(marked="Mud came.", clean="Mud came.")).doc is doc


def test_marks_and_links_around_a_marker_stay():
    found = scan_of("Mud <who?> came.")
    mark = found.notes[0].marker
    strong = schema.marks["strong"].create()
    doc = schema.node(
        "doc",
        None,
        [
            schema.node("headline"),
            schema.node(
                "paragraph",
                None,
                [
                    schema.text("Mud" + mark, [strong]),
                    schema.text(" came."),
                ],
            ),
        ],
    )
    clean = lift(doc, found).doc
    assert clean.child(1).child(0).text == "Mud"
    assert clean.child(1).child(0).marks == [strong]


def test_markers_are_chosen_around_private_use_characters_of_the_source():
    source = "A \ue000 sign \ue001 <which?> stays."
    found = scan_of(source)
    assert found.clean == "A \ue000 sign \ue001 stays."
    assert found.notes[0].marker not in source
    assert plain_text(lift(document(found.marked), found).doc) == found.clean


def test_a_note_far_into_a_paragraph_is_on_the_words_before_it():
    """However long the paragraph: only so much of it is looked at as a passage may take."""
    from articles.documents.notes import Note
    from articles.documents.notes.passages import followed

    note = Note(question="sp?", convention="doubt")
    near, far = "She met Anna Brandt", "Anna Brandt spoke " * 5_000 + "She met Anna Brandt"
    (start, end), (far_start, far_end) = followed(near, len(near), note), followed(far, len(far), note)
    assert near[start:end] == far[far_start:far_end] == "Anna Brandt"
