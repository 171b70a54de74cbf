"""What preflight and the scan of a published file see."""

import pytest

from articles.documents.notes import find_suspects


@pytest.mark.parametrize(
    ("text", "convention", "name"),
    [
        ("The road <which?> is closed.", "angle", "query in angle brackets"),
        ("The road [AU: which?] is closed.", "bracket", "addressed query"),
        ("The road [[which one?]] is closed.", "house", "house note"),
        ("Jon Smyth [CQ] is here.", "cq", "verification mark"),
        ("Jon Smyth (sp?) is here.", "doubt", "query in brackets"),
        ("It cost $TK million.", "placeholder", "placeholder"),
        ("The {--long --}road.", "critic", "CriticMarkup"),
        ("The road <!-- which? --> is closed.", "hidden", "hidden note"),
        ("NOTE TO DESK: hold this.", "line", "note to the desk"),
        ("The road[a] is closed.\n\n[a]Which?", "export", "comment from an exported document"),
        ("It is closed.:contentReference[oaicite:0]{index=0}", "assistant", "trace of a writing assistant"),
    ],
)
def test_a_certain_note_is_named(text, convention, name):
    found = find_suspects(text)
    assert [(suspect.convention, suspect.reason) for suspect in found] == [(convention, name)]


@pytest.mark.parametrize(
    ("text", "convention"),
    [
        ("The road <not the main one> is closed.", "angle"),
        ("The road <Do we mean the old one is closed.", "angle"),
        ("The road [AU: check this is closed.", "bracket"),
        ("The road {>>which is closed.", "critic"),
        ("The road <!-- which is closed.", "hidden"),
        ("The road [does this matter at all?] is closed.", "bracket"),
        ("If you want, I can also write a shorter version.", "assistant"),
        ("As an AI language model, I cannot say.", "assistant"),
        ("The minister said DO WE HAVE THIS FROM HIM OR HER in March.", "capitals"),
        ("It was built in ??? by monks.", "placeholder"),
        ("He met TK Smithson there.", "placeholder"),
        ("It was there (?) he slept.", "doubt"),
        ("The vote drew XX in all.", "placeholder"),
        ("LEGAL: nothing new.", "line"),
        ("Jon Smyth cq, a baker.", "cq"),
        ("The tunnel [@rana] is shut.", "bracket"),
        ("The tunnel [[do we know why is shut.", "house"),
        ("The tunnel ((is that its name is shut.", "house"),
        ("The choir sang carols (how many?) in the rain.", "doubt"),
        ("EDS NOTE: graphic language in paragraph four", "line"),
        ("The vote was tied. CAN SOMEBODY RING THE CLERK ABOUT THIS The count goes on.", "capitals"),
        ("Der Rat BITTE NOCH EINMAL MIT DEM AMT REDEN stimmte zu.", "capitals"),
        ("Мэр НАДО ЕЩЁ РАЗ СПРОСИТЬ У МЭРИИ ПРО ЭТО вышел из зала.", "capitals"),
    ],
)
def test_what_only_may_be_a_note_is_shown_with_a_reason(text, convention):
    (found,) = find_suspects(text)
    assert found.convention == convention
    assert found.text in " ".join(text.split())
    name, _colon, reason = found.reason.partition(": ")
    assert name and reason and not reason.endswith(".")


def test_lines_count_from_one_in_the_raw_text():
    text = "One.\n\nThe road <which?> is closed.\r\n\nThe end (sp?).\n"
    assert [(suspect.line, suspect.text) for suspect in find_suspects(text)] == [
        (3, "<which?>"),
        (5, "(sp?)"),
    ]


def test_html_on_disk_is_read_with_its_entities():
    page = (
        '<html><body>\n<p class="a">The road &lt;which?&gt; is closed.</p>\n<!-- call him --></body></html>'
    )
    assert [(suspect.line, suspect.text) for suspect in find_suspects(page, markup="html")] == [
        (2, "<which?>"),
        (3, "<!-- call him -->"),
    ]


def test_clean_html_raises_nothing():
    page = (
        "<!doctype html><html><head><style>a > b { c: d }</style>"
        "<script>if (a < b && c > d) x();</script></head><body><!-- wp:paragraph -->"
        '<p data-x="1">Is it? <a href="/a?b=c">Yes</a>.</p><!-- /wp:paragraph --></body></html>'
    )
    assert find_suspects(page, markup="html") == []


def test_alt_text_in_markdown_is_suspected_and_stays():
    (found,) = find_suspects("![A road TK](road.jpg)\n", markup="markdown")
    assert found.reason == "placeholder: no query can be placed here"
