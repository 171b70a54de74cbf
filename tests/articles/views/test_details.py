from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.editing.details import details_of
from articles.models import Article
from tests.factories import join, make_user
from tests.pages import at, browse, words

DEADLINE = datetime(2026, 3, 4, 18, 0, 30, tzinfo=UTC)


def fields(room, **changed) -> dict:
    given = {
        "byline": "Mara Velde",
        "language": "en",
        "deadline": "",
        "embargo_until": "",
        "author": room.writer.pk,
        "target_words": "",
    }
    return {**given, **changed}


def fresh(room) -> Article:
    return Article.objects.get(pk=room.article.pk)


def test_only_people_of_the_desk_see_them(room):
    assert browse(room.colleague).get(at(room.article, "details/")).status_code == 200
    assert browse(room.stranger).get(at(room.article, "details/")).status_code == 404
    assert browse().get(at(room.article, "details/")).status_code == 302


def test_an_editor_sets_them_all(room):
    sent = fields(
        room,
        byline="M. Velde",
        language="ar-EG",
        deadline="2026-03-04T18:00",
        embargo_until="2026-03-05T06:00",
        author=room.colleague.pk,
    )
    response = browse(room.editor).post(at(room.article, "details/"), sent, follow=True)
    assert "Details saved." in words(response)
    article = fresh(room)
    assert (article.byline, article.language, article.direction) == ("M. Velde", "ar-EG", "rtl")
    assert article.deadline == datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
    assert article.embargo_until == datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
    assert article.author == room.colleague


def test_whoever_may_edit_sets_the_target_length_which_leaves_sign_offs_as_they_are(room):
    digest = fresh(room).digest
    sent = fields(room, target_words="900")
    assert browse(room.writer).post(at(room.article, "details/"), sent).status_code == 302
    assert (fresh(room).target_words, fresh(room).digest) == (900, digest)
    page = words(browse(room.writer).get(f"/articles/{room.article.slug}/"))
    assert f"{room.article.words} of 900 words ▽ {900 - room.article.words} under 1 min read" in page
    assert browse(room.writer).post(at(room.article, "details/"), fields(room)).status_code == 302
    assert fresh(room).target_words is None


@pytest.mark.parametrize("target", ["0", "-3", "100001", "many", "1.5", "9" * 30])
def test_a_target_length_that_is_none(room, target):
    Article.objects.filter(pk=room.article.pk).update(target_words=700)
    sent = fields(room, target_words=target, byline="M. V.")
    assert browse(room.writer).post(at(room.article, "details/"), sent).status_code == 422
    assert (fresh(room).target_words, fresh(room).byline) == (700, room.article.byline)


def test_who_may_only_read_sets_no_target_length(room):
    sent = fields(room, target_words="900")
    assert browse(room.reader).post(at(room.article, "details/"), sent).status_code in (403, 404)
    assert fresh(room).target_words is None


def test_a_writer_corrects_byline_and_language_and_nothing_else(room):
    Article.objects.filter(pk=room.article.pk).update(deadline=DEADLINE)
    sent = fields(room, byline="M. V.", deadline="2030-01-01T00:00", author=room.colleague.pk)
    assert browse(room.writer).post(at(room.article, "details/"), sent).status_code == 302
    article = fresh(room)
    assert (article.byline, article.deadline, article.author) == ("M. V.", DEADLINE, room.writer)


def test_an_editor_plans_the_story_on_the_page(room):
    sent = fields(
        room,
        co_authors=["", room.colleague.pk],
        editor=room.editor.pk,
        section="Harbour",
        slugline="FERRY-NIGHT",
        priority="3",
        tags="Ferries, harbour,, ferries",
        desk_notes="<b>Ring back</b>",
    )
    assert browse(room.editor).post(at(room.article, "details/"), sent).status_code == 302
    found = details_of(fresh(room))
    assert (found.co_authors, found.editor) == ((room.colleague,), room.editor)
    assert (found.section, found.slugline, found.priority) == ("Harbour", "FERRY-NIGHT", 3)
    assert (found.tags, found.desk_notes) == (("Ferries", "harbour"), "<b>Ring back</b>")
    page = browse(room.writer).get(at(room.article, "details/")).content.decode()
    assert "&lt;b&gt;Ring back&lt;/b&gt;" in page
    assert '<option value="Mara Velde and ' in page


def test_the_order_of_co_authors_is_changed_on_the_page(room):
    third = make_user("Third Writer")
    join(third, room.desk, "writer")
    for order in ([room.colleague.pk, third.pk], [third.pk, room.colleague.pk]):
        sent = fields(room, co_authors=order)
        browse(room.editor).post(at(room.article, "details/"), sent)
        assert [person.pk for person in details_of(fresh(room)).co_authors] == order


def test_where_the_desk_lists_its_sections_no_other_is_taken(room):
    Article.objects.filter(pk=room.article.pk).update(section="Old town")
    room.desk.sections = ["Harbour", "Courts"]
    room.desk.save()
    client = browse(room.writer)
    for section, status in (("Harbour", 302), ("Old town", 422), ("Elsewhere", 422), ("", 302)):
        sent = fields(room, section=section)
        assert client.post(at(room.article, "details/"), sent).status_code == status
    assert fresh(room).section == ""


def test_too_many_tags_are_said_beside_their_field(room):
    sent = fields(room, tags=",".join(map(str, range(21))), byline="M. V.")
    response = browse(room.writer).post(at(room.article, "details/"), sent)
    assert response.status_code == 422
    assert "A story has at most 20 tags" in words(response)
    assert fresh(room).byline == "Mara Velde"


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("colleague", 403), ("stranger", 404)])
def test_who_changes_nothing(room, who, status):
    response = browse(getattr(room, who)).post(at(room.article, "details/"), fields(room, byline="Me"))
    assert response.status_code == status
    assert fresh(room).byline == "Mara Velde"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"language": "english, please"}, "Ensure this value has at most 12 characters"),
        ({"language": "<b>"}, "Enter a code such as en or ar-EG."),
        ({"deadline": "tomorrow"}, "Enter a valid date/time."),
        ({"byline": "x" * 201}, "at most 200 characters"),
        ({"author": "0"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(room, wrong, sentence):
    response = browse(room.editor).post(at(room.article, "details/"), fields(room, **wrong))
    assert response.status_code == 422
    assert sentence in words(response)
    assert fresh(room).language == "en"


def test_an_author_is_somebody_of_the_desk(room):
    stranger = make_user()
    assert (
        browse(room.editor).post(at(room.article, "details/"), fields(room, author=stranger.pk)).status_code
        == 422
    )


def test_spiking_and_bringing_back(room):
    response = browse(room.editor).post(at(room.article, "spike"), follow=True)
    assert response.redirect_chain == [("/stories/", 302)]
    assert "has been spiked." in words(response)
    assert fresh(room).state == "spiked"
    shown = words(browse(room.editor).get(at(room.article)))
    assert "This story has been spiked. Unspike" in shown
    again = browse(room.editor).post(at(room.article, "spike"))
    assert again.status_code == 410
    browse(room.editor).post(at(room.article, "unspike"))
    assert fresh(room).state == "open"


@pytest.mark.parametrize(("who", "status"), [("writer", 403), ("reader", 403), ("stranger", 404)])
def test_who_does_not_spike(room, who, status):
    browser = browse(getattr(room, who))
    assert browser.post(at(room.article, "spike")).status_code == status
    assert fresh(room).state == "open"
    if status == 403:
        assert b'/spike"' not in browser.get(at(room.article, "details/")).content


def test_what_was_typed_is_never_markup(room):
    browse(room.editor).post(
        at(room.article, "details/"), fields(room, byline='"><img src=x onerror=alert(1)>')
    )
    for tail in ("details/", "", "clean/", "preflight/", "compare/?from=1"):
        assert "<img src" not in browse(room.editor).get(at(room.article, tail)).content.decode()
