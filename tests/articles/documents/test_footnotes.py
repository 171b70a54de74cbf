from __future__ import annotations

from hypothesis import given

from articles.documents import schema
from articles.documents.anchors import State, anchor_at, map_passage
from articles.documents.compare import compare
from articles.documents.flat import flatten
from articles.documents.footnotes import footnotes_in, id_of, reference_ids, with_ids_of
from articles.documents.replacing import replacement
from articles.documents.steps import apply_batch
from articles.documents.suggestions import accepted, pending, published
from articles.documents.text import plain_text, text_between, word_count
from tests.articles.documents import building
from tests.articles.documents.building import doc, footnote, note, p, replace, where
from tests.articles.documents.suggesting import ANNA, mark

FLOOD = doc(
    p("The river rose", note("b"), " by two", note("a"), " metres."),
    footnote("Measured on Monday.", id="a"),
    footnote("Says the county.", id="b"),
)


def test_a_number_is_the_place_of_the_first_reference():
    found = footnotes_in(
        doc(p("x", note("b"), note("a"), note("b")), footnote("A", id="a"), footnote(id="b"))
    )
    assert dict(found.numbers) == {"b": 1, "a": 2}
    assert [(number, id_of(block)) for number, block in found.numbered] == [(1, "b"), (2, "a")]


def test_what_has_lost_its_counterpart_has_no_number():
    found = footnotes_in(
        doc(p(note("gone"), "x", note("a")), footnote(id="a"), footnote(id="a"), footnote(id="c"))
    )
    assert dict(found.numbers) == {"a": 1}
    assert (found.label("gone"), found.without_note) == ("?", ("gone",))
    assert [id_of(block) for block in found.surplus] == ["a", "c"]


def test_footnotes_are_at_the_end_and_nowhere_else():
    for blocks in ([footnote("x"), p("y")], [building.block("blockquote", footnote("x"))], [footnote("x")]):
        try:
            doc(*blocks)
        except schema.DocumentError:
            continue
        raise AssertionError(blocks)


def test_an_id_has_a_strict_form():
    for id in ("", "A", "a b", "a" * 33, '"', None, 1):
        try:
            doc(p(note(id)))
        except schema.DocumentError:
            continue
        raise AssertionError(id)


def test_a_reference_is_a_position_and_no_character_of_the_words():
    assert flatten(FLOOD).text == (
        "Headline\nThe river rose by two metres.\nMeasured on Monday.\nSays the county."
    )
    assert plain_text(FLOOD).startswith("Headline\n\nThe river rose by two metres.")
    assert word_count(FLOOD) == 1 + 6 + 3 + 3


def test_a_reference_divides_words():
    both = doc(p("flood", note(), "water"), footnote("x"))
    came = doc(p("flood", note(), "waters"), footnote("x"))
    runs = [
        (run.kind, run.text) for change in compare(both, came) for run in change.runs if run.kind != "same"
    ]
    assert runs == [("removed", "water"), ("added", "waters")]


def test_a_passage_quotes_words_alone():
    start, end = where(FLOOD, "rose")[0], where(FLOOD, " metres")[0]
    passage = anchor_at(FLOOD, start, end)
    assert passage.quote == "rose by two"
    assert (passage.start, passage.end) == (start, end - 1)
    assert "\ufffc" not in passage.before + passage.after


def test_a_passage_with_a_reference_survives_deletion_and_undo():
    start, end = where(FLOOD, "river")[0], where(FLOOD, " by two")[1]
    passage = anchor_at(FLOOD, start, end)
    gone = apply_batch(FLOOD, [replace(start - 2, end + 1)])
    back = apply_batch(gone.doc, [gone.steps[0].invert(FLOOD).to_json()])
    assert back.doc.eq(FLOOD)
    lost = map_passage(passage, gone.maps, gone.doc)
    assert lost.state is State.DETACHED
    assert map_passage(lost, back.maps, back.doc) == passage


def test_other_words_keep_the_reference():
    passage = anchor_at(FLOOD, where(FLOOD, "river")[0], where(FLOOD, " by two")[1])
    done = replacement(FLOOD, passage, "river fell by three")
    after = apply_batch(FLOOD, [done.step]).doc
    assert text_between(after, done.passage.start, done.passage.end) == "river fell by three"
    assert reference_ids(after) == reference_ids(FLOOD)


def test_a_comparison_shows_numbers_and_notes():
    before = doc(p("One."), p("Two", note("a"), "."), footnote("First.", id="a"))
    after = doc(
        p("One", note("b"), "."),
        p("Two", note("a"), "."),
        footnote("First!", id="a"),
        footnote("New.", id="b"),
    )
    found = [
        (
            change.kind,
            change.node_type,
            change.label,
            [(run.kind, run.text, run.label) for run in change.runs],
        )
        for change in compare(before, after)
        if change.kind != "same"
    ]
    assert found == [
        ("changed", "paragraph", "", [("same", "One", ""), ("added", "\ufffc", "1"), ("same", ".", "")]),
        (
            "changed",
            "footnote",
            "2",
            [("same", "First", ""), ("removed", ".", ""), ("added", "!", "")],
        ),
        ("added", "footnote", "1", [("added", "New.", "")]),
    ]


def test_another_id_shows():
    before, after = (doc(p("One", note(id)), footnote("First.", id=id)) for id in ("a", "b"))
    assert [change.kind for change in compare(before, after)] == ["same", "changed", "changed"]


def test_a_deleted_footnote_is_one_suggestion():
    document = doc(
        p("One", building.block("footnote_reference", id="1") | {"marks": [mark("deletion", ANNA)]}, "."),
        building.block("footnote", "First.", id="1", deleted=ANNA),
    )
    (one,) = pending(document)
    assert (one.kind, one.deleted, one.note) == ("deletion", "First.", "a footnote")
    assert reference_ids(accepted(document)) == ()
    assert accepted(document).child_count == 2
    assert published(document).eq(doc(p("One", note(), "."), footnote("First.")))


def test_a_copy_of_which_all_is_proposed_keeps_a_paragraph_before_its_footnotes():
    document = schema.parse(
        {
            "type": "doc",
            "content": [
                building.block("headline", "H"),
                building.block("horizontal_rule", deleted=ANNA),
                footnote("x"),
            ],
        }
    )
    assert [block.type.name for block in accepted(document).children] == ["headline", "paragraph", "footnote"]


class TestIdsOfAnEarlierVersion:
    def test_notes_with_the_same_words_keep_theirs(self):
        notes = [footnote(words, id=id) for id, words in (("1", "New."), ("2", "New, too."))]
        content = p("x", note("1"), note("2"), note("a"))
        kept = with_ids_of(doc(content, *notes, footnote("Says the county.", id="a")), FLOOD)
        assert reference_ids(kept) == ("1", "2", "b")
        assert list(footnotes_in(kept).notes) == ["1", "2", "b"]

    def test_one_with_other_words_keeps_its_own_if_its_neighbours_are_the_same(self):
        new = doc(
            p("x", note("1"), note("2")),
            footnote("Measured on Sunday.", id="1"),
            footnote("Says the county.", id="2"),
        )
        assert reference_ids(with_ids_of(new, FLOOD)) == ("a", "b")

    @building.examples(60)
    @given(building.documents, building.documents)
    def test_nothing_but_ids_changes(self, new, old):
        kept = with_ids_of(new, old)
        kept.check()
        assert plain_text(kept) == plain_text(new)
        one, other = footnotes_in(new), footnotes_in(kept)
        assert [new_id in one.numbers for new_id in one.references] == [
            id in other.numbers for id in other.references
        ]


@building.examples(60)
@given(building.documents)
def test_every_note_has_a_number_or_is_surplus(document):
    found = footnotes_in(document)
    assert sorted(found.numbers.values()) == list(range(1, len(found.numbers) + 1))
    blocks = [block for block in document.children if block.type.name == "footnote"]
    assert len(blocks) == len(found.numbers) + len(found.surplus)
