"""Comments and footnotes of Google Docs, which stand at the end of its exports."""

import pytest

from tests.articles.importing.html.test_body import read, summary


def sign(kind, number, letter="a"):
    return f'<sup><a href="#{kind}{number}" id="{kind}_ref{number}">[{letter}]</a></sup>'


def end(kind, number, *lines, letter="a"):
    first = f'<a href="#{kind}_ref{number}" id="{kind}{number}">[{letter}]</a><span>{lines[0]}</span>'
    more = "".join(f"<p>{line}</p>" for line in lines[1:])
    return f"<div><p>{first}</p>{more}</div>"


def said(found):
    return [
        (query["question"], query["passage"], [reply["body"] for reply in query["replies"]])
        for query in found["queries"]
    ]


def test_a_comment_is_a_query_on_the_word_before():
    found = summary(f"<p>The old boat{sign('cmnt', 1)} is back.</p>{end('cmnt', 1, 'Which?', 'Say it.')}")
    assert said(found) == [("Which?\nSay it.", "boat", [])]
    assert found["text"] == "The old boat is back."
    assert (found["queries"][0]["author"], found["queries"][0]["asked_at"]) == ("", None)


def test_comments_in_one_place_are_a_thread_and_others_none():
    body = f"<p>The boat{sign('cmnt', 1)}{sign('cmnt', 2, 'b')} is back{sign('cmnt', 3, 'c')}.</p>"
    ends = end("cmnt", 1, "Which?") + end("cmnt", 2, "Mary.") + end("cmnt", 3, "When?")
    found = summary(body + ends)
    assert said(found) == [("Which?", "boat", ["Mary."]), ("When?", "back", [])]
    assert found["losses"] == ["Comments on the same words were read as one thread, oldest first."]


def test_comments_in_one_block_and_in_paragraphs_of_their_own():
    one = '<p><a href="#cmnt_ref1" id="cmnt1">[a]</a>Which?</p>'
    two = '<p><a href="#cmnt_ref2" id="cmnt2">[b]</a>When?</p>'
    body = f"<p>The boat{sign('cmnt', 1)} is back{sign('cmnt', 2)}.</p>"
    for ends in (one + two, f"<div>{one}{two}</div>"):
        assert said(summary(body + ends)) == [("Which?", "boat", []), ("When?", "back", [])]


def test_a_sign_without_its_comment_and_a_comment_without_its_sign_stay_words():
    assert "[a]" in summary(f"<p>The boat{sign('cmnt', 1)} is back.</p>")["text"]
    assert "Which?" in summary("<p>The boat is back.</p>" + end("cmnt", 1, "Which?"))["text"]


def test_a_footnote_and_the_rule_in_front_of_it():
    body = f"<p>The boat{sign('ftnt', 1, '1')} is back.</p><hr>{end('ftnt', 1, ' A ship.', letter='1')}"
    assert summary(body)["text"].startswith("The boat[1] is back.")
    assert "A ship." in summary(body)["text"]


FOOTNOTES = {
    "Word": (
        '<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1" title=""><span'
        " class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>"
        "<span>[1]</span><![endif]></span></span></a>",
        "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr size=1>"
        "<![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a"
        ' style=\'mso-footnote-id:ftn1\' href="#_ftnref1" name="_ftn1" title=""><span>[1]</span></a>'
        " A <i>ship</i>.<o:p></o:p></p><p class=MsoFootnoteText>Built in May.</p></div></div>",
    ),
    "Word, at the end": (
        '<a style=\'mso-endnote-id:edn1\' href="#_edn1" name="_ednref1"><span>[i]</span></a>',
        "<div style='mso-element:endnote-list'><hr align=left><div style='mso-element:endnote' id=edn1><p>"
        '<a href="#_ednref1" name="_edn1">[i]</a> A <i>ship</i>.</p><p>Built in May.</p></div></div>',
    ),
    "Word, published by another program": (
        '<a name="_ednref1"></a><a href="https://a.example/b/#_edn1"><span>[i]</span></a>',
        '<p><a href="https://a.example/b/#_ednref1">[i]</a> A <i>ship</i>.<br>Built in May.</p>',
    ),
    "LibreOffice": (
        '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
        '<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym"'
        ' href="#sdfootnote1anc">1</a>A <i>ship</i>.</p><p class="sdfootnote">Built in May.</p></div>',
    ),
    "Google Docs": (
        '<sup class="c6"><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>',
        '<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;A <i>ship</i>.</span></p>'
        "<p>Built in May.</p></div>",
    ),
}


@pytest.mark.parametrize("program", FOOTNOTES)
def test_footnotes_of_word_processors(program):
    sign_, end_ = FOOTNOTES[program]
    copy, losses = read(f"<h1>Harbour</h1><p>The boat{sign_} is back.</p>{end_}")
    paragraph, footnote = copy.doc.children[1:]
    assert [child.type.name for child in paragraph.children] == ["text", "footnote_reference", "text"]
    assert paragraph.text_content == "The boat is back."
    assert (footnote.type.name, footnote.attrs["id"]) == ("footnote", paragraph.child(1).attrs["id"])
    assert [child.text or "⏎" for child in footnote.children] == ["A ", "ship", ".", "⏎", "Built in May."]
    assert losses == ()


def test_footnotes_and_endnotes_of_one_page_are_numbered_together():
    body = (
        '<p>One<a href="#_edn1" name="_ednref1">[i]</a> two<a href="#_ftn1" name="_ftnref1">[1]</a>.</p>'
        '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> Second.</p></div>'
        '<div><p><a href="#_ednref1" name="_edn1">[i]</a> First.</p></div>'
    )
    assert summary(body)["text"] == "One[1] two[2].\n\n[1] First.\n\n[2] Second."


def test_a_footnote_that_is_referred_to_again_keeps_the_words_that_do_so():
    body = '<p>A<a href="#_ftn1" name="_ftnref1">[1]</a>, <a href="#_ftn1">as above</a>.</p>'
    ends = '<p><a href="#_ftnref1" name="_ftn1">[1]</a> B.</p>'
    assert summary(body + ends)["text"] == "A[1], as above.\n\n[1] B."


def test_a_rule_in_front_of_footnotes_of_word_goes_and_one_of_the_text_stays():
    sign_, end_ = FOOTNOTES["Word"]
    doc = read(f"<h1>A</h1><p>B{sign_}</p><hr>{end_}")[0].doc
    assert [child.type.name for child in doc.children] == [
        "headline",
        "paragraph",
        "horizontal_rule",
        "footnote",
    ]
