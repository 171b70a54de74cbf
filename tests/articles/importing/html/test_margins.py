"""Comments and footnotes of Google Docs, which stand at the end of its exports."""

from tests.articles.importing.html.test_body import summary


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
