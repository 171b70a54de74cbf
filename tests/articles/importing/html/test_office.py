"""What Word writes into pages and onto the clipboard: comments, lists, changes, blanks."""

import pytest

from tests.articles.importing.html.test_body import below, block, item, para, read, summary


def ranged(number, words, *, initials="RA", date="20260302T1012", more=""):
    style = f"mso-comment-reference:{initials}_{number};mso-comment-date:{date}{more}"
    return f"<a style='{style}'>{words}</a>"


def sign(number, initials="RA"):
    return (
        "<span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]>"
        f'<a class=msocomanchor id="_anchor_{number}" href="#_msocom_{number}" language=JavaScript'
        f' name="_msoanchor_{number}">[{initials}{number}]</a><![endif]>'
        "<span style='mso-special-character:\ncomment'>&nbsp;</span></span></span>"
    )


def comment(number, *lines, author="Ruth Adeyemi", initials="RA"):
    first, *others = lines
    return (
        "<div style='mso-element:comment'><![if !supportAnnotations]>"
        f'<div id="_com_{number}" class=msocomtxt language=JavaScript><![endif]>'
        f"<span style='mso-comment-author:\n\"{author}\";mso-comment-providerid:AD'>"
        f'<![if !supportAnnotations]><a name="_msocom_{number}"></a>'
        "<![endif]></span><p class=MsoCommentText><span class=MsoCommentReference>"
        "<span style='font-size:8.0pt'><span style='mso-special-character:comment'>&nbsp;"
        "<![if !supportAnnotations]>"
        f'<a href="#_msoanchor_{number}" class=msocomoff>[{initials}{number}]</a><![endif]></span>'
        f"</span></span>{first}<o:p></o:p></p>"
        + "".join(f"<p class=MsoCommentText>{line}</p>" for line in others)
        + "<![if !supportAnnotations]></div><![endif]></div>"
    )


def comments(*found):
    return f"<div style='mso-element:comment-list'><hr class=msocomoff size=1>{''.join(found)}</div>"


def said(found):
    return [
        (query["question"], query["passage"], query["author"], query["asked_at"], query["replies"])
        for query in found["queries"]
    ]


def test_a_comment_has_its_range_its_author_and_its_date():
    body = f"<p>The {ranged(1, 'old boat')}{sign(1)} is back.</p>"
    found = summary(body + comments(comment(1, "Which\none?", "Say it.")))
    assert found["text"] == "The old boat is back."
    assert said(found) == [("Which one?\nSay it.", "old boat", "Ruth Adeyemi", "2026-03-02T10:12:00", [])]
    assert found["losses"] == []


def test_a_reply_is_one_and_a_comment_on_the_same_words_is_none():
    reply = ranged(2, "", initials="JM", more=";mso-comment-parent:1;mso-comment-done:yes")
    other = ranged(3, "", initials="JM", more=";mso-comment-done:yes")
    inner = (
        "<span style='mso-comment-continuation:2'><span style='mso-comment-continuation:3'>boat</span></span>"
    )
    body = f"<p>The {reply}{other}{ranged(1, inner)}{sign(1)}{sign(2, 'JM')}{sign(3, 'JM')} is back.</p>"
    ends = comments(
        comment(1, "Which?"),
        comment(2, "Mary.", author="Jon Miller", initials="JM"),
        comment(3, "Check.", author="Jon Miller", initials="JM"),
    )
    found = summary(body + ends)
    assert found["text"] == "The boat is back."
    assert [
        (one["question"], one["passage"], one["replies"], one["resolved"]) for one in found["queries"]
    ] == [
        ("Which?", "boat", [{"author": "Jon Miller", "body": "Mary."}], False),
        ("Check.", "boat", [], True),
    ]


def test_a_range_goes_on_in_another_paragraph():
    body = (
        f"<p>One {ranged(1, 'two')}</p>"
        f"<p><span style='mso-comment-continuation:1'>three</span>{sign(1)} four.</p>"
    )
    assert said(summary(body + comments(comment(1, "Why?"))))[0][:2] == ("Why?", "two\nthree")


def test_a_comment_on_no_words_is_on_the_word_before():
    body = f"<p>One two{ranged(1, '')}{sign(1)} three.</p>"
    assert said(summary(body + comments(comment(1, "Why?"))))[0][:2] == ("Why?", "two")


def test_comments_that_reply_to_each_other_are_no_circle():
    one, two = (ranged(n, w, more=f";mso-comment-parent:{3 - n}") for n, w in ((1, "A"), (2, "B")))
    body = f"<p>{one}{sign(1)} {two}{sign(2)}.</p>" + comments(comment(1, "Who?"), comment(2, "I."))
    assert len(summary(body)["queries"]) == 1


def test_a_sign_without_its_comment_stays():
    assert "[RA1]" in summary(f"<p>The {ranged(1, 'boat')}{sign(1)} is back.</p>")["text"]


def ignored(marker):
    inner = f"<span style='mso-list:Ignore'>{marker}<span>&nbsp;&nbsp; </span></span>"
    return f"<![if !supportLists]>{inner}<![endif]>"


def entry(marker, words, level=1, number=1):
    style = f"mso-list:l{number} level{level} lfo{number}"
    return f"<p class=MsoListParagraph style='{style}'>{ignored(marker)}{words}</p>"


def test_items_that_are_paragraphs_are_lists():
    body = entry("·", "A") + entry("o", "B", 2) + entry("§", "C") + entry("3.", "D", number=2)
    assert below(body + entry("4.", "E", number=2)) == [
        block("bullet_list", item(para("A"), block("bullet_list", item(para("B")))), item(para("C"))),
        block("ordered_list", item(para("D")), item(para("E")), order=3),
    ]


@pytest.mark.parametrize("marker", ["Annex", "1.2.3", "[4]"])
def test_a_number_that_says_more_than_a_list_could_stays(marker):
    assert below(entry(marker, "A")) == [para(f"{marker} A")]


def test_a_heading_keeps_its_number():
    assert below(f"<h2 style='mso-list:l2 level1 lfo3'>{ignored('1.')}Spring</h2>")[0]["content"] == [
        {"type": "text", "text": "1. Spring"}
    ]


def test_styles_go_by_their_names():
    doc = read("<p class=MsoTitle>Boats</p><p class=MsoSubtitle>Are back</p><p class=MsoIntenseQuote>No</p>")[
        0
    ].doc
    assert [child.type.name for child in doc.children] == ["headline", "standfirst", "blockquote"]


def test_whose_a_tracked_change_is():
    body = '<p>A <ins cite="mailto:Ruth%20Adeyemi" datetime="2026-03-02T10:00">b </ins><del cite="https://a.example/">c</del></p>'
    assert {one["text"]: one["author"] for one in summary(body)["suggestions"]} == {
        "b ": "Ruth Adeyemi",
        "c": "",
    }


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("CO<sub>2</sub>", "CO₂"),
        ("10<sup>6</sup>", "10⁶"),
        ("1<sup>er</sup>", "1er"),
        ("a<span style='mso-spacerun:yes'>&nbsp; </span>b", "a b"),
        ("a<span style='mso-tab-count:1'>&nbsp;&nbsp;</span>b", "a b"),
        ("a<![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p>b", "a\u00a0b"),
    ],
)
def test_characters_and_blanks(inside, words):
    assert below(f"<p>{inside}</p>") == [para(words)]
