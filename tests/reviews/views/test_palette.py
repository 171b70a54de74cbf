"""The parts of a page that the command palette asks for."""

from __future__ import annotations

from reviews.search import indexing
from tests.factories import make_article, make_doc
from tests.pages import browse


def get(person, **query):
    return browse(person).get("/palette/", query)


def test_the_dialog_comes_first_and_then_its_list_alone(room):
    dialog = get(room.writer, story=room.article.slug).content.decode()
    assert dialog.strip().startswith("<dialog") and f"/articles/{room.article.slug}/preflight/" in dialog
    typed = get(room.writer, q="new").content.decode()
    assert "<dialog" not in typed and 'href="/import/"' in typed


def test_what_people_typed_stays_text(room):
    make_article(room.desk, doc=make_doc(headline="<b>Ferry</b>"))
    list(indexing.rebuild())
    assert "&lt;b&gt;Ferry&lt;/b&gt;" in get(room.writer, q="ferry").content.decode()
    assert "<script>" not in get(room.writer, q="<script>", story="<script>").content.decode()


def test_who_is_signed_out_is_told_so(room):
    answer = browse().get("/palette/", headers={"X-Sent-By": "script"})
    assert answer.status_code == 401
