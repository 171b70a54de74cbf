from __future__ import annotations

import json

from articles.documents.style.model import Level
from reviews.workflow import preflight, style
from tests.factories import NOW, make_article, make_desk, make_doc
from tests.reviews.stylebook.books import make_entry
from tests.reviews.test_commands import run

KEYS = ["rule", "text", "suggest", "line", "level", "reason"]


def checked(*arguments, **options):
    code, out, _err = run("check_style", *map(str, arguments), format="json", **options)
    return code, json.loads(out)


def test_a_story_is_checked_by_its_desks_stylebook_and_what_blocks_is_the_exit_code(room):
    article = make_article(room.desk, doc=make_doc("It rained.", "The Arab governments met."))
    assert checked(article.slug) == (0, [])
    make_entry(room.desk, room.editor, reason="Which ones?")
    code, (found,) = checked(article.slug)
    assert code == 1
    assert list(found) == KEYS
    assert list(found.values()) == [
        *("Arab governments", "Arab governments", "Gulf governments", 3, "blocks", "Which ones?")
    ]
    (in_preflight,) = [one for one in preflight.preflight(article, now=NOW) if one.key]
    assert in_preflight.words == found["text"]
    style.leave(article=article, key=in_preflight.key, by=room.editor, now=NOW)
    assert checked(article.slug) == (0, [])


def test_files_are_checked_line_by_line_by_the_desk_that_is_named(room, tmp_path):
    make_entry(room.desk, room.editor, level=Level.WARNING, suggestion=None, reason="Which ones?")
    text, page = tmp_path / "talks.md", tmp_path / "talks.html"
    text.write_text("# Talks\n\nThe Arab governments met.\n\nThe the boat left.\n")
    page.write_text("<p>No.</p>\n<p>The <b>Arab governments</b> met.</p>")
    code, found = checked(text, desk=room.desk.slug)
    assert code == 0
    assert [(one["text"], one["suggest"], one["line"]) for one in found] == [
        ("Arab governments", None, 3),
        ("The the", "The", 5),
    ]
    assert [one["line"] for one in checked(page, desk=room.desk.slug)[1]] == [2]
    code, out, _err = run("check_style", str(text))
    assert f"{text}:3: warning: Arab governments (Which ones?)" in out.splitlines()
    make_desk("world")
    assert run("check_style", str(text))[::2] == (2, "Say whose stylebook to use: --desk SLUG.\n")
    assert run("check_style", str(text), desk="none")[::2] == (2, "There is no desk “none”.\n")
    assert run("check_style", str(tmp_path / "none.md"), desk="world")[0] == 2
    assert run("check_style", "no-such-story")[0] == 2
