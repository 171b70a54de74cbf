"""Notes lifted out of a document in place: what an import would have made of the same words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.documents import schema
from articles.documents.diff import diff_documents
from articles.documents.notes import scan
from articles.documents.notes.lifting import lift
from articles.documents.notes.standing import find_standing, lift_standing
from articles.documents.text import plain_text
from tests.articles.documents.notes.support import document

SENTENCES = [
    "The last boat leaves at 23.40.",
    "A single ticket costs 6.50 euros, and dogs pay nothing.",
    "Ministers met in Graz on Monday.",
]
NOTES = [
    "<late? yes>",
    "[[Which ferry?]]",
    "{>>sure?<<}",
    "[Q: singles only?]",
    "[TK]",
    "<Do we mean Arab states?>",
]
BLOCKS = st.lists(
    st.one_of(
        st.sampled_from(SENTENCES),
        st.sampled_from(NOTES),
        st.builds(
            lambda sentence, note, at: sentence[:at] + " " + note + sentence[at:],
            st.sampled_from(SENTENCES),
            st.sampled_from(NOTES),
            st.sampled_from([3, 8, 13]),
        ),
    ),
    min_size=1,
    max_size=6,
)


def texts(doc):
    return [text for text in plain_text(doc).split("\n\n") if text.strip()]


@given(BLOCKS)
def test_lifting_in_place_is_lifting_on_the_way_in(blocks):
    doc = document("\n\n".join(blocks), headline="Ferry")
    source = "Ferry\n\n" + "\n\n".join(blocks)
    scanned = scan(source, markup="text")
    found = find_standing(doc, [(0, doc.content.size)])
    lifted = lift_standing(doc, [note.position for note in found])
    assert [note.note for note in lifted.notes] == [note.note for note in found]
    assert [note.note for note in found] == [
        note for note, _passage in lift(document(scanned.marked), scanned).notes
    ]
    assert texts(lifted.doc) == [text for text in scanned.clean.split("\n\n") if text.strip()]
    schema.check(lifted.doc)
    steps = diff_documents(doc, lifted.doc)
    assert steps.doc.eq(lifted.doc)


@given(BLOCKS, st.data())
def test_a_note_that_was_not_chosen_stays_word_for_word(blocks, data):
    doc = document("\n\n".join(blocks), headline="Ferry")
    found = find_standing(doc, [(0, doc.content.size)])
    if not found:
        return
    chosen = data.draw(st.sampled_from(found))
    left = find_standing(lift_standing(doc, [chosen.position]).doc, [(0, doc.content.size)])
    assert len(left) >= len(found) - 1 or chosen.words.startswith("[TK")


def test_marks_of_the_words_around_stay():
    doc = schema.parse(
        {
            "type": "doc",
            "content": [
                {"type": "headline"},
                {
                    "type": "paragraph",
                    "content": [
                        {"type": "text", "text": "The ferry "},
                        {"type": "text", "text": "leaves <late? yes> at", "marks": [{"type": "strong"}]},
                        {"type": "hard_break"},
                        {"type": "text", "text": "23.40."},
                    ],
                },
            ],
        }
    )
    (note,) = find_standing(doc, [(0, doc.content.size)])
    lifted = lift_standing(doc, [note.position])
    assert str(lifted.doc.child(1)) == 'paragraph("The ferry ", strong("leaves at"), hard_break, "23.40.")'


def test_a_list_item_that_held_only_a_note_goes():
    def item(text):
        words = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        return {"type": "list_item", "content": [words]}

    items = {"type": "bullet_list", "content": [item("Blue boats."), item("[[Which?]]")]}
    doc = schema.parse({"type": "doc", "content": [{"type": "headline"}, items]})
    (note,) = find_standing(doc, [(0, doc.content.size)])
    lifted = lift_standing(doc, [note.position])
    assert str(lifted.doc) == 'doc(headline, bullet_list(list_item(paragraph("Blue boats."))))'
    assert lifted.notes[0].passage.quote == "Blue boats"


def test_private_characters_of_the_copy_are_kept():
    doc = document("A \ue000\U0010fffd sign.\n\n[[Which?]]", headline="Ferry")
    (note,) = find_standing(doc, [(0, doc.content.size)])
    assert plain_text(lift_standing(doc, [note.position]).doc) == "Ferry\n\nA \ue000\U0010fffd sign."


def test_footnotes_stay_behind_the_text_when_all_of_it_was_a_note():
    def block(kind, text, **attrs):
        return {"type": kind, "content": [{"type": "text", "text": text}], "attrs": attrs}

    content = [
        block("headline", "Ferry"),
        block("paragraph", "[Q: singles only?]"),
        block("footnote", "A.", id="1"),
    ]
    doc = schema.parse({"type": "doc", "content": content})
    (note,) = find_standing(doc, [(0, doc.content.size)])
    lifted = lift_standing(doc, [note.position])
    schema.check(lifted.doc)
    assert str(lifted.doc) == 'doc(headline("Ferry"), paragraph, footnote("A."))'
    assert lifted.notes[0].passage.quote == "Ferry"
