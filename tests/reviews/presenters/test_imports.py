from __future__ import annotations

import pytest

from articles.importing import import_copy
from reviews.presenters.imports import found_in
from tests.articles.importing.word.making import comment, dele, docx, end, ins, p, part, start


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A\n\nWords.\n", ""),
        ("# A\n\nWords <sure?>.\n", "1 note in the text"),
        ("# A\n\nWords <sure?> and more (source?).\n", "2 notes in the text"),
    ],
)
def test_notes_are_counted(text, found):
    assert found_in(import_copy(text.encode(), filename="a.md")) == found


def test_comments_threads_and_changes_are_counted():
    comments = (
        comment(1, "Which?", mark="0A") + comment(2, "That.", mark="0B") + comment(3, "Sure?", mark="0C")
    )
    threads = (
        '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
        '<w15:commentEx w15:paraId="0C"/>'
    )
    body = p(
        "The ", start(1), start(2), "ferry", end(1), end(2), " is ", ins("not "), start(3), "here", end(3)
    )
    body += p("It ", dele("never "), "left.")
    parts = {
        "word/comments.xml": part("w:comments", comments),
        "word/commentsExtended.xml": part("w15:commentsEx", threads),
    }
    found = found_in(import_copy(docx(body, parts=parts), filename="a.docx"))
    assert found == "3 comments in 2 threads, 1 insertion, 1 deletion"
