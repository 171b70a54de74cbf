import pytest

from articles.documents.text import plain_text
from articles.importing import import_text


def _imported(source):
    return import_text(source, markup="markdown")


def test_headline_standfirst_byline_and_language_are_understood():
    imported = _imported(
        "---\ntitle: Ferry *returns*\nStandfirst: 'It''s back'\n"
        'author: "Ana \\"A\\" Lima"\nlang: ar\n---\nText'
    )
    assert (
        str(imported.doc)
        == 'doc(headline("Ferry ", em("returns")), standfirst("It\'s back"), paragraph("Text"))'
    )
    assert (imported.byline, imported.language, imported.direction) == ('Ana "A" Lima', "ar", "rtl")
    assert imported.losses == ()


def test_a_value_goes_on_below_and_a_list_is_read_as_one_string():
    imported = _imported(
        "---\nstandfirst: >\n  Crossings resume\n  on Monday\nauthors:\n  - Ana Lima\n  - Rui Sol\n---\nText"
    )
    assert plain_text(imported.doc) == "Crossings resume on Monday\n\nText"
    assert imported.byline == "Ana Lima, Rui Sol"


def test_what_an_article_has_no_place_for_is_told():
    imported = _imported("---\nheadline: Ferry\n# a remark\ntags: [sea, port]\n---\nText")
    assert imported.losses == (
        "Front matter with no place in a story was left out: # a remark, tags: [sea, port].",
    )


@pytest.mark.parametrize(
    "head",
    [
        "headline: Ferry\nno key here",
        "headline: Ferry\ntitle: Boat",
        "byline: Ana\nbyline: Rui",
        "headline: Ferry\n- item: x\n{}",
    ],
)
def test_front_matter_that_cannot_be_read_stands_as_text(head):
    imported = _imported(f"---\n{head}\n---\n\nText")
    assert imported.headline == ""
    assert imported.losses[0].startswith("Front matter was kept as text at the top")
    for line in head.split("\n"):
        assert line.removeprefix("- ") in plain_text(imported.doc)


@pytest.mark.parametrize(
    "source", ["---\n\nText\n\n---\n\nMore", "---\nheadline: x\n\nText", "Text\n\n---\nheadline: x\n---\n"]
)
def test_rules_are_not_taken_for_front_matter(source):
    imported = _imported(source)
    assert "Text" in plain_text(imported.doc)
    assert imported.headline == ""


def test_values_that_are_not_what_their_key_says():
    imported = _imported(
        "---\nlanguage: English please\ndirection: down\nbyline: " + "A" * 201 + "\n---\nText"
    )
    assert (imported.byline, imported.language, imported.direction) == ("", "en", "ltr")
    assert plain_text(imported.doc) == "A" * 201 + "\n\nText"
    assert len(imported.losses) == 3


def test_direction_may_be_said_apart_from_language():
    assert _imported("---\ndirection: rtl\n---\nText").direction == "rtl"


def test_the_headline_below_that_repeats_the_front_matter_is_not_doubled():
    assert (
        plain_text(_imported("---\nheadline: Ferry returns\n---\n# Ferry *returns*\n\nText").doc)
        == "Ferry returns\n\nText"
    )
    twice = _imported("---\nheadline: Ferry\n---\n# Boat\n\nText")
    assert plain_text(twice.doc) == "Ferry\n\nBoat\n\nText"
    assert twice.losses == ("A second headline became a heading: Boat.",)
