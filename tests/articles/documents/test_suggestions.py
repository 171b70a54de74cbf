from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import schema
from articles.documents.digest import canonical_json
from articles.documents.schema import DocumentError
from articles.documents.steps import apply_batch
from articles.documents.suggestions import (
    accept_steps,
    accepted,
    author_of,
    has_suggestions,
    only_suggests,
    pending,
    published,
    reject_steps,
    rejected,
    renamed,
    suggestion_ids,
)
from tests.articles.documents import building
from tests.articles.documents.building import article
from tests.articles.documents.suggesting import (
    ANNA,
    BEN,
    LINK,
    NOBODY,
    block,
    deleted,
    doc,
    documents,
    inserted,
    mark,
    p,
    text,
)

people = st.sampled_from([0, 1, 2])


def by(author):
    return lambda suggestion: author_of(suggestion) == author


def applied(document, steps):
    data = [step.to_json() for step in steps]
    for at in range(0, len(data), 200):
        document = apply_batch(document, data[at : at + 200]).doc
    return document


@building.examples(40)
@given(building.documents)
def test_a_document_without_suggestions_stays_itself(document):
    assert not has_suggestions(document)
    assert rejected(document) is document
    assert accepted(document) is document
    assert pending(document) == ()
    assert accept_steps(document) == reject_steps(document) == ()


def test_a_document_without_suggestions_is_written_as_before():
    written = canonical_json(doc(p("a"), block("heading", "b"), block("horizontal_rule")))
    assert not {"inserted", "deleted", "retyped"} & set(written.split('"'))


@building.examples(100)
@given(documents)
def test_whatever_is_proposed_both_projections_are_valid_and_clean(document):
    for projected in (rejected(document), accepted(document)):
        assert schema.parse(projected.to_json()).eq(projected)
        assert not has_suggestions(projected)


@building.examples(100)
@given(documents, people, st.booleans())
def test_some_suggestions_first_and_the_rest_later_is_all_of_them(document, author, accept):
    project = accepted if accept else rejected
    first = project(document, by(author))
    assert schema.parse(first.to_json()).eq(first)
    assert not any(author_of(found) == author for found in suggestion_ids(first))


@building.examples(80)
@given(documents, st.none() | people, st.booleans())
def test_the_steps_lead_to_the_projection(document, author, accept):
    steps, project = (accept_steps, accepted) if accept else (reject_steps, rejected)
    only = None if author is None else by(author)
    assert applied(document, steps(document, only)).eq(project(document, only))


@building.examples(80)
@given(documents, st.data(), st.booleans())
def test_a_range_settles_what_lies_in_it_and_nothing_else(document, data, accept):
    positions = st.integers(0, document.content.size)
    start, end = sorted((data.draw(positions), data.draw(positions)))
    steps, project = (accept_steps, accepted) if accept else (reject_steps, rejected)
    part = applied(document, steps(document, within=(start, end)))
    assert applied(document, steps(document, within=(0, document.content.size))).eq(project(document))
    if start == end:
        assert part.eq(document)


@building.examples(60)
@given(documents)
def test_every_suggestion_is_listed_once_and_in_order(document):
    found = pending(document)
    assert {one.id for one in found} == suggestion_ids(document)
    assert len({one.id for one in found}) == len(found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0 <= one.start < one.end <= document.content.size for one in found)


@building.examples(60)
@given(documents, people)
def test_settling_ones_own_suggestions_changes_nobody_elses(document, author):
    assert only_suggests(document, rejected(document, by(author)), author) is None
    once = rejected(document, by(author))
    assert rejected(once, by(author)) is once


def test_rejecting_takes_the_insertion_out_and_leaves_what_was_struck():
    document = doc(p("The ", deleted("old"), inserted("new"), " text"))
    assert rejected(document).eq(doc(p("The old text")))
    assert accepted(document).eq(doc(p("The new text")))


def test_somebody_elses_insertion_can_be_struck():
    both = text("x", mark("insertion", ANNA), mark("deletion", BEN))
    document = doc(p("a", both, "b"))
    assert rejected(document, by(2)).eq(doc(p("a", inserted("x"), "b")))
    assert accepted(document, by(1)).eq(doc(p("a", deleted("x", BEN), "b")))
    assert accepted(document).eq(doc("ab"))
    assert rejected(document).eq(doc("ab"))


def test_a_proposed_break_divides_or_does_not():
    document = doc(p("one"), block("heading", "two", inserted=ANNA, level=3))
    assert rejected(document).eq(doc("onetwo"))
    assert accepted(document).eq(doc(p("one"), block("heading", "two", level=3)))


def test_a_proposed_join_joins_or_does_not():
    document = doc(block("heading", "one"), block("paragraph", "two", deleted=ANNA))
    assert accepted(document).eq(doc(block("heading", "onetwo")))
    assert rejected(document).eq(doc(block("heading", "one"), "two"))


def test_a_paragraph_that_is_struck_with_its_words_vanishes():
    document = doc("one", block("paragraph", deleted("two"), deleted=ANNA), "three")
    assert accepted(document).eq(doc("one", "three"))


def test_a_list_left_empty_vanishes():
    item = block("list_item", block("paragraph", inserted("x"), inserted=ANNA), inserted=ANNA)
    document = doc("one", block("bullet_list", item, item), "two")
    assert rejected(document).eq(doc("one", "two"))


def test_an_item_divided_in_a_suggestion_comes_together_with_what_is_below_it():
    nested = block("bullet_list", block("list_item", p("below")))
    second = block("list_item", block("paragraph", "two", inserted=ANNA), nested, inserted=ANNA)
    document = doc(block("bullet_list", block("list_item", p("one")), second))
    assert rejected(document).eq(doc(block("bullet_list", block("list_item", p("onetwo"), nested))))


def test_whole_blocks_are_proposed_whole():
    figure = block("figure", block("image", alt="x"), block("caption", "y"), inserted=ANNA)
    document = doc("a", figure, block("horizontal_rule", deleted=BEN))
    assert rejected(document).eq(doc("a", block("horizontal_rule")))
    assert accepted(document).eq(doc("a", block("figure", block("image", alt="x"), block("caption", "y"))))


def test_a_paragraph_is_left_when_everything_is_struck():
    document = doc(block("paragraph", deleted("all"), deleted=ANNA))
    assert accepted(document).eq(doc(p()))


def test_formatting_goes_back_to_what_it_was():
    document = doc(p(text("x", mark("formatting", ANNA, was='[{"type":"em"}]'), "strong", LINK)))
    assert rejected(document).eq(doc(p(text("x", "em"))))
    assert accepted(document).eq(doc(p(text("x", "strong", LINK))))


def test_a_break_stays_for_the_words_of_somebody_else_and_is_theirs_from_then_on():
    rule = block("horizontal_rule", inserted=BEN)
    document = doc("one", rule, block("paragraph", "two", inserted=ANNA))
    partly = rejected(document, by(1))
    assert partly.eq(doc("one", rule, block("paragraph", "two", inserted=BEN)))
    assert rejected(partly).eq(doc("onetwo"))


def test_what_is_published_holds_nothing_proposed():
    document = doc(p("a", inserted("b"), deleted("c")), headline="h")
    assert published(document).eq(doc("ac", headline="h"))


@pytest.mark.parametrize(
    "suggestion", ["", "1", "1.short", "x.aaaaaaaa", "01.aaaaaaaa", "1.AAAAAAAA", 1, None]
)
def test_ids_have_one_form(suggestion):
    with pytest.raises(DocumentError):
        schema.parse(article(p(inserted("x", suggestion))))


@pytest.mark.parametrize(
    "was",
    [
        "",
        "x",
        "{}",
        "[{}]",
        '[ {"type":"em"}]',
        '[{"type":"strong"},{"type":"em"}]',
        '[{"type":"em"},{"type":"em"}]',
        f'[{{"attrs":{{"suggestion":"{ANNA}"}},"type":"insertion"}}]',
        '[{"attrs":{"href":"javascript:x"},"type":"link"}]',
    ],
)
def test_what_formatting_remembers_has_one_form(was):
    with pytest.raises(DocumentError):
        schema.parse(article(p(text("x", mark("formatting", ANNA, was=was)))))


@pytest.mark.parametrize(
    "retyped", [ANNA, ANNA + " heading", ANNA + " heading 5", ANNA + " pull_quote", " paragraph"]
)
def test_what_a_block_was_has_one_form(retyped):
    with pytest.raises(DocumentError):
        schema.parse(article(block("paragraph", "x", retyped=retyped)))


def test_ids_say_whose_they_are():
    assert author_of("17.abcdefgh") == 17
    assert author_of(NOBODY) == 0
    schema.parse(article(p(inserted("x", f"{2**40}.abcdefgh"))))


@pytest.mark.parametrize(
    ("document", "kind", "words"),
    [
        (doc(p("a", inserted("b c"))), "insertion", ("b c", "", "")),
        (doc(p("a", deleted("b"))), "deletion", ("", "b", "")),
        (doc(p(deleted("a"), inserted("b"))), "replacement", ("b", "a", "")),
        (doc("a", block("paragraph", "b", inserted=ANNA)), "break", ("", "", "")),
        (doc("a", block("paragraph", "b", deleted=ANNA)), "join", ("", "", "")),
        (doc(p(text("a", "strong", mark("formatting", ANNA, was="[]")))), "formatting", ("", "", "a")),
        (doc(block("heading", "a", retyped=ANNA + " paragraph")), "formatting", ("", "", "a")),
        (doc("a", block("pull_quote", "b", deleted=ANNA)), "deletion", ("", "b", "")),
        (
            doc(p(inserted("a")), block("paragraph", inserted("b"), inserted=ANNA)),
            "insertion",
            ("a\nb", "", ""),
        ),
    ],
)
def test_what_kind_of_suggestion_it_is(document, kind, words):
    (found,) = pending(document)
    assert (found.id, found.author, found.kind) == (ANNA, 1, kind)
    assert (found.inserted, found.deleted, found.formatted) == words


def test_where_a_suggestion_is_in_utf_16_units():
    document = doc(p("😀", inserted("é"), "x"), headline="")
    (found,) = pending(document)
    assert (found.start, found.end, found.ranges) == (5, 6, ((5, 6),))


OLD = doc(p("one ", inserted("two", BEN)))


@pytest.mark.parametrize(
    "new",
    [
        doc(p("one ", inserted("two", BEN), inserted("three"))),
        doc(p(deleted("one "), inserted("two", BEN))),
        doc(p("one ", text("two", mark("insertion", BEN), mark("deletion", ANNA)))),
    ],
)
def test_suggesting_is_allowed(new):
    assert only_suggests(OLD, new, 1) is None


@pytest.mark.parametrize(
    "new",
    [
        doc(p("one three ", inserted("two", BEN))),
        doc(p("one ")),
        doc(p("one two")),
        doc(p("one ", inserted("tw", BEN))),
        doc(p("one ", inserted("two", BEN), inserted("three", NOBODY))),
        doc(p("one ", inserted("two three", BEN))),
        doc(p("one ", inserted("two", BEN), inserted("three", "2.eeeeeeee"))),
        doc(block("heading", "one ", inserted("two", BEN))),
    ],
)
def test_more_than_suggesting_is_not(new):
    assert only_suggests(OLD, new, 1)


def test_the_steps_are_small():
    document = doc(p("a", deleted("b"), inserted("c")), block("paragraph", "d", deleted=ANNA))
    assert [step.to_json()["stepType"] for step in accept_steps(document)] == [
        "removeMark",
        "replace",
        "replace",
    ]
    assert [step.to_json()["stepType"] for step in reject_steps(document)] == [
        "attr",
        "replace",
        "removeMark",
    ]


def test_part_of_a_suggestion_can_be_accepted():
    document = doc(p("a ", inserted("brand new"), " z"), headline="")
    start, end = building.where(document, "brand")
    partly = applied(document, accept_steps(document, within=(start, end + 1)))
    assert partly.eq(doc(p("a brand ", inserted("new"), " z"), headline=""))


@given(documents, st.sampled_from([ANNA, BEN, NOBODY]))
@building.examples(60)
def test_suggestions_under_another_id_propose_the_same(document, old):
    new = "7.zzzzzzz1"
    under_new = renamed(document, {old: new})
    under_new.check()
    assert suggestion_ids(under_new) == {new if key == old else key for key in suggestion_ids(document)}
    assert accepted(under_new).eq(accepted(document))
    assert rejected(under_new).eq(rejected(document))
    assert renamed(under_new, {new: old}).eq(document)
