from __future__ import annotations

from datetime import timedelta

import pytest

from reviews.models import KeptMail
from tests.factories import NOW, make_query
from tests.pages import browse, words


@pytest.fixture
def kept(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    return KeptMail.objects.create(
        recipient=room.writer.email,
        subject="[City] Ferry <runs>",
        text="A query for you.\nhttp://testserver/articles/x/",
        html='<p style="color:red">A query</p><script>alert(1)</script>',
        headers={"In-Reply-To": "<thread@copydesk>"},
        message_id="<1@copydesk>",
        article=room.article,
        sent_at=NOW,
    )


def test_you_see_your_own_mail(room, kept):
    shown = words(browse(room.writer).get("/mail/"))
    assert "[City] Ferry <runs>" in shown
    assert "A query for you." in shown
    assert "No emails yet" in words(browse(room.editor).get("/mail/"))
    assert room.writer.email in words(browse(room.admin).get("/mail/"))


def test_a_letter_with_its_text_and_headers(room, kept):
    shown = words(browse(room.writer).get(f"/mail/{kept.pk}/"))
    for part in (
        "A query for you.",
        "<1@copydesk>",
        "In-Reply-To <thread@copydesk>",
        "Ferry runs at night again",
    ):
        assert part in shown


@pytest.mark.parametrize("tail", ["", "html"])
def test_nobody_reads_anothers(room, kept, tail):
    address = f"/mail/{kept.pk}/{tail}"
    assert browse(room.editor).get(address).status_code == 404
    assert browse(room.stranger).get(address).status_code == 404
    assert browse().get(address).status_code == 302


def test_the_html_of_a_mail_can_run_nothing(room, kept):
    page = browse(room.writer).get(f"/mail/{kept.pk}/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "alert(1)" not in page.content.decode()
    body = browse(room.writer).get(f"/mail/{kept.pk}/html")
    assert body.content.decode() == kept.html
    policy = {rule.split()[0]: rule for rule in body["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == "default-src 'none'"
    assert policy["script-src"] == "script-src 'none'"
    assert "allow-scripts" not in policy["sandbox"]
    assert policy["frame-ancestors"] == "frame-ancestors 'self'"
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_where_mail_is_sent_there_is_no_such_page(room, kept, settings):
    settings.MAIL_KEPT_IN_APP = False
    response = browse(room.writer).get("/mail/")
    assert response.status_code == 404
    assert "Email is really sent here." in words(response)
    assert b'href="/mail/"' not in browse(room.writer).get("/").content


def test_the_page_says_until_when_the_next_one_waits(room, settings):
    settings.MAIL_KEPT_IN_APP = True
    settings.MAIL_WINDOW = timedelta(minutes=3)
    make_query(room.article, "6.50 euros", by=room.editor)
    assert "Next email goes out 2 March, 14:03" in words(browse(room.writer).get("/mail/"))
    assert "Next email goes out" not in words(browse(room.reader).get("/mail/"))
