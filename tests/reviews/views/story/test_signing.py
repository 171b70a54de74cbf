from __future__ import annotations

import re

import pytest

from articles.documents import schema
from articles.editing.details import Details, set_details
from reviews.models import Clearance, SignOff, Stage
from reviews.queries import answering
from reviews.workflow import preflight, signoff
from tests.acts import put_instead
from tests.factories import NOW, make_article, make_desk, make_doc, make_query, place_of
from tests.pages import HTMX, at, browse, words
from tests.reviews.workflow.test_preflight import sign_all


def stage(room, name="Desk edit") -> Stage:
    return Stage.objects.get(desk=room.desk, name=name)


def signature(room, name="Desk edit") -> dict:
    room.article.refresh_from_db()
    return {
        "stage": stage(room, name).pk,
        "digest": room.article.digest,
        "version": room.article.document.version,
    }


def change(room, old="single", new="return"):
    put_instead(room.article, old, new, by=room.writer)


def test_only_people_of_the_desk_see_it(room):
    assert browse(room.stranger).get(at(room.article, "preflight/")).status_code == 404
    assert browse().get(at(room.article, "preflight/")).status_code == 302
    assert browse(room.colleague).get(at(room.article, "preflight/")).status_code == 200


def test_the_findings_lead_to_their_places(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("The fee is TK euros.", headline=""))
    make_query(article, "fee", by=room.editor, question="Which fee?")
    response = browse(room.editor).get(at(article, "preflight/"))
    body, shown = response.content.decode(), words(response)
    assert "The headline is empty." in shown
    assert "Which fee?" in shown
    assert f'href="{at(article)}#query-1"' in body
    start, end = place_of(article, "TK")
    assert f'href="{at(article)}?from={start}&amp;to={end}#place"' in body
    assert f'id="stage-{stage(room).pk}"' in body


def test_the_list_is_that_of_the_domain(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    response = browse(room.editor).get(at(room.article, "preflight/"))
    found = preflight.preflight(room.article, now=NOW)
    shown = [one.finding for one in response.context["findings"]]
    assert shown == [one for one in found if one.place.stage is None]
    assert "sign-off needed" not in " ".join(one.sentence for one in shown)
    assert words(response).count("Standards: sign-off needed") == 1, "each requirement once, with its button"
    assert f"{len(found)} items to clear before release" in words(response)


def test_the_words_to_be_signed_stand_on_the_page(room):
    response = browse(room.editor).get(at(room.article, "preflight/"))
    assert "A single ticket costs 6.50 euros." in words(response)
    assert f'name="digest" value="{room.article.digest}"' in response.content.decode()


def test_signing_passes_the_copy_on(room):
    response = browse(room.editor).post(at(room.article, "sign"), signature(room), follow=True)
    assert "Signed off (Desk edit)." in words(response)
    assert "Signed off by Ruth Adeyemi" in words(response)
    assert signoff.current_round(room.article).stage.name == "Copy"


@pytest.mark.parametrize("who", ["writer", "copy_editor", "reader", "admin"])
def test_who_is_not_in_the_group_neither_sees_nor_has_the_button(room, who):
    browser = browse(getattr(room, who))
    assert b"Sign for Desk edit" not in browser.get(at(room.article, "preflight/")).content
    assert browser.post(at(room.article, "sign"), signature(room)).status_code == 403
    assert not SignOff.objects.exists()


def test_a_stranger_in_the_group_has_no_part_in_the_desk(room):
    assert browse(room.stranger).post(at(room.article, "sign"), signature(room)).status_code == 404


def test_words_that_changed_meanwhile_are_not_signed_but_shown(room):
    read = signature(room)
    change(room)
    response = browse(room.editor).post(at(room.article, "sign"), read)
    assert response.status_code == 409
    assert not SignOff.objects.exists()
    body = response.content.decode()
    assert "Not signed: the copy changed" in words(response)
    assert "<del>single</del>" in body
    assert "<ins>return</ins>" in body
    room.article.refresh_from_db()
    assert f'name="digest" value="{room.article.digest}"' in body
    assert "Sign off the current version" in words(response)
    again = browse(room.editor).post(at(room.article, "sign"), signature(room))
    assert again.status_code == 302
    assert SignOff.objects.get().digest == room.article.digest


def test_a_byline_that_changed_meanwhile_is_shown(room):
    read = signature(room)
    details = Details(byline="M. Velde", language="en", deadline=None, embargo_until=None, author=room.writer)
    set_details(article=room.article, details=details, by=room.editor, now=NOW)
    response = browse(room.editor).post(at(room.article, "sign"), read)
    assert response.status_code == 409
    assert "Byline Mara Velde M. Velde" in words(response)


@pytest.mark.parametrize("sent", [{}, {"stage": "x"}, {"stage": "999999"}, {"stage": "9" * 30}])
def test_a_stage_that_is_none(room, sent):
    response = browse(room.editor).post(at(room.article, "sign"), {**signature(room), "stage": "", **sent})
    assert response.status_code == 404


def test_signing_ahead_of_the_copy_says_where_it_is(room):
    response = browse(room.slot).post(at(room.article, "sign"), signature(room, "Slot"), headers=HTMX)
    assert response.status_code == 409
    assert "The story is at Desk edit. Slot signs off after that." in words(response)


def test_a_stale_signature_shows_what_changed(room):
    browse(room.editor).post(at(room.article, "sign"), signature(room))
    change(room)
    shown = words(browse(room.writer).get(at(room.article, "preflight/")))
    assert "Ruth Adeyemi’s sign-off is out of date – the copy has changed. Show changes" in shown
    given = SignOff.objects.get()
    difference = browse(room.writer).get(at(room.article, f"signoffs/{given.pk}/"))
    assert "Changes since Ruth Adeyemi’s Desk edit sign-off" in words(difference)
    assert b"<ins>return</ins>" in difference.content
    assert browse(room.stranger).get(at(room.article, f"signoffs/{given.pk}/")).status_code == 404


def test_a_signature_of_another_article_is_not_found(room):
    browse(room.editor).post(at(room.article, "sign"), signature(room))
    other = make_article(room.desk)
    given = SignOff.objects.get()
    assert browse(room.editor).get(at(other, f"signoffs/{given.pk}/")).status_code == 404
    assert browse(room.editor).post(at(other, f"signoffs/{given.pk}/withdraw")).status_code == 404


def test_withdrawing_is_for_who_signed(room):
    browse(room.editor).post(at(room.article, "sign"), signature(room))
    address = at(room.article, f"signoffs/{SignOff.objects.get().pk}/withdraw")
    assert browse(room.copy_editor).post(address).status_code == 403
    assert SignOff.objects.get().withdrawn_at is None
    response = browse(room.editor).post(address, follow=True)
    assert "Sign-off withdrawn (Desk edit)." in words(response)
    assert SignOff.objects.get().withdrawn_at is not None


def test_passing_on_is_for_editors(room):
    sent = {"stage": stage(room, "Standards").pk}
    assert browse(room.writer).post(at(room.article, "stage"), sent).status_code == 403
    response = browse(room.editor).post(at(room.article, "stage"), sent, follow=True)
    assert "Moved to Standards. Standards have been notified." in words(response)
    assert signoff.current_round(room.article).stage.name == "Standards"


def test_a_stage_of_another_desk_is_none(room):
    foreign = Stage.objects.filter(desk=make_desk()).first()
    assert browse(room.editor).post(at(room.article, "stage"), {"stage": foreign.pk}).status_code == 404


def test_a_suspicion_is_cleared_and_taken_back(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("The fee is TK euros."))
    address = at(article, "preflight/")
    browser = browse(room.reader)
    suspected = [one.finding.words for one in browser.get(address).context["findings"] if one.may_clear]
    assert suspected == ["TK"]
    response = browser.post(at(article, "clear"), {"words": "TK"}, follow=True)
    assert "“TK” cleared." in words(response)
    assert not [one for one in response.context["findings"] if one.may_clear]
    cleared = Clearance.objects.get()
    back = browser.post(at(article, f"clearances/{cleared.pk}/take-back"), follow=True)
    assert [one.finding.words for one in back.context["findings"] if one.may_clear] == ["TK"]
    assert browser.post(at(article, f"clearances/{cleared.pk}/take-back")).status_code == 404


def test_writers_do_not_clear_suspicions(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("The fee is TK euros."))
    browser = browse(room.writer)
    assert "Not a note – keep it" not in words(browser.get(at(article, "preflight/")))
    assert browser.post(at(article, "clear"), {"words": "TK"}).status_code == 403
    assert browse(room.stranger).post(at(article, "clear"), {"words": "TK"}).status_code == 404
    assert not Clearance.objects.exists()


def test_what_is_only_counted_is_not_cleared(room, monkeypatch):
    monkeypatch.setattr(preflight, "MOST_DOUBTS", 2)
    article = make_article(
        room.desk, author=room.writer, doc=make_doc("It took TK days and TKTK euros. " * 2)
    )
    page = words(browse(room.editor).get(at(article, "preflight/")))
    assert page.count("Not a note – keep it") == 2
    assert "2 more possible notes, listed once these are cleared." in page


def test_release_is_enabled_when_nothing_stands(room):
    sign_all(room)
    clean = browse(room.slot).get(at(room.article, "preflight/"))
    assert "All clear." in words(clean)
    assert re.search(rb'<button class="button">\s+Release\s+</button>', clean.content)
    make_query(room.article, "6.50 euros", by=room.editor)
    held = browse(room.slot).get(at(room.article, "preflight/"))
    assert b'<button class="button" disabled aria-describedby="not-yet">' in held.content


def test_who_does_not_release_reads_who_does(room):
    shown = browse(room.editor).get(at(room.article, "preflight/"))
    assert "Can be released by: Slot" in words(shown)
    assert b">Release</button>" not in shown.content


def test_a_desk_without_stages_says_that_nothing_leaves(room):
    article = make_article(make_desk(workflow=(), name="Weekend"), author=room.writer)
    shown = words(browse(room.admin).get(at(article, "preflight/")))
    assert "Weekend has no required sign-off stage yet. Ask an administrator to add one." in shown
    assert "This desk has no sign-off stages yet, so nothing can be released." in shown
    assert "Can be released by: no one until Weekend has a stage" in shown


def test_what_was_typed_is_never_markup(room):
    evil = "<img src=x onerror=alert(1)>"
    doc = schema.parse(
        {
            "type": "doc",
            "content": [
                {"type": "headline", "content": [{"type": "text", "text": evil}]},
                {"type": "paragraph", "content": [{"type": "text", "text": f"XXX {evil} XXX"}]},
            ],
        }
    )
    article = make_article(room.desk, author=room.writer, doc=doc)
    query = make_query(article, "XXX", by=room.editor, question=evil)
    answering.reply(query=query, by=room.editor, body=evil, now=NOW)
    body = browse(room.editor).get(at(article, "preflight/")).content.decode()
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt;" in body


def test_more_queries_and_signatures_take_no_more_statements(room, django_assert_max_num_queries):
    browser = browse(room.editor)
    for words_ in ("6.50", "ticket", "boat", "23.40"):
        make_query(room.article, words_, by=room.editor)
    with django_assert_max_num_queries(18):
        browser.get(at(room.article, "preflight/"))
