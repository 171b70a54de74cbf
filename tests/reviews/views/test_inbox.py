from __future__ import annotations

import re

import pytest

from newsroom.models import Membership
from reviews.models import KeptMail, Notification
from reviews.notifications import inbox, outbox
from reviews.queries import answering
from tests.factories import NOW, make_article, make_doc, make_query
from tests.pages import HTMX, at, browse, words


@pytest.fixture
def asked(room):
    """The writer was asked two things, and the copy editor nothing."""
    room.first = make_query(room.article, "6.50 euros", by=room.editor, question="6.50 or 5.60?")
    room.second = make_query(room.article, "last boat", by=room.editor, question="The very last?")
    return room


def items(person):
    return Notification.objects.filter(recipient=person).order_by("pk")


def link_in(text):
    return re.search(r"http://[^/]+(/articles/\S+)", text)[1]


def test_the_inbox_shows_what_a_mail_would(asked):
    shown = words(browse(asked.writer).get("/inbox/"))
    for said in (
        "Inbox 2 unread",
        "Ferry runs at night again",
        "2 new queries",
        "6.50 euros",
        "Ruth Adeyemi : 6.50 or 5.60?",
    ):
        assert said in shown
    assert shown.index("The very last?") < shown.index("6.50 or 5.60?")


def test_everybody_has_their_own(asked):
    for person in (asked.copy_editor, asked.stranger, asked.admin):
        shown = words(browse(person).get("/inbox/"))
        assert "You’re all caught up" in shown
        assert "6.50" not in shown
    assert browse().get("/inbox/")["Location"] == "/login/?next=/inbox/"


def test_a_reply_is_shown_with_its_words(asked):
    answering.reply(query=asked.first, by=asked.writer, body="6.50, says the ferry line.", now=NOW)
    shown = words(browse(asked.editor).get("/inbox/"))
    assert "Mara Velde : 6.50, says the ferry line." in shown
    assert "6.50 or 5.60?" not in shown


def test_a_proposal_without_words_is_shown_with_what_it_proposes(asked):
    answering.reply(query=asked.first, by=asked.writer, body="", proposed="5.60 euros", now=NOW)
    assert "Mara Velde : Suggested: “5.60 euros”" in words(browse(asked.editor).get("/inbox/"))


def test_what_is_resolved_asks_for_nothing(asked):
    for query in (asked.first, asked.second):
        answering.resolve(query=query, by=asked.editor, now=NOW)
    shown = words(browse(asked.writer).get("/inbox/"))
    assert "Resolved." in shown
    assert "Please answer" not in shown


def test_what_is_typed_does_not_become_markup(room):
    make_query(room.article, "last boat", by=room.editor, question="<script>alert(1)</script>")
    page = browse(room.writer).get("/inbox/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_unread_comes_first_and_each_article_together(asked):
    other = make_article(asked.desk, author=asked.writer, doc=make_doc(headline="Pier sold"))
    make_query(other, "Pier", by=asked.editor, question="In between?")
    make_query(asked.article, "single ticket", by=asked.editor, question="Third?")
    newest = items(asked.writer).last()
    inbox.see(asked.writer, [newest.pk], now=NOW)
    shown = inbox.inbox(asked.writer, page=1)
    assert [(group.is_unread, group.article.pk, len(group.items)) for group in shown.groups] == [
        (True, other.pk, 1),
        (True, asked.article.pk, 2),
        (False, asked.article.pk, 1),
    ]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_is_marked_as_read(asked, headers):
    first, second = items(asked.writer)
    client = browse(asked.writer)
    response = client.post(f"/inbox/{first.pk}/seen", headers=headers)
    assert [row.seen_at is None for row in items(asked.writer)] == [False, True]
    if headers:
        assert "1 unread" in words(response)
        assert "hx-swap-oob" in response.content.decode()
    else:
        assert response["Location"] == "/inbox/"
    before = items(asked.writer).first().seen_at
    client.post(f"/inbox/{first.pk}/seen")
    assert items(asked.writer).first().seen_at == before
    assert second.seen_at is None


def test_all_that_stood_there_are_marked_as_read(asked):
    client = browse(asked.writer)
    newest = items(asked.writer).last().pk
    make_query(asked.article, "single ticket", by=asked.editor, question="Came since?")
    client.post("/inbox/seen", {"newest": newest})
    assert [row.seen_at is None for row in items(asked.writer)] == [False, False, True]


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 40])
def test_a_strange_number_marks_nothing(asked, newest):
    browse(asked.writer).post("/inbox/seen", {"newest": newest})
    assert inbox.unread_count(asked.writer) == 2


def test_nobody_marks_anothers(asked):
    row = items(asked.writer).first()
    for person in (asked.editor, asked.stranger, asked.admin):
        browse(person).post(f"/inbox/{row.pk}/seen")
        browse(person).post("/inbox/seen", {"newest": row.pk})
    browse().post(f"/inbox/{row.pk}/seen")
    assert inbox.unread_count(asked.writer) == 2


def test_reading_is_not_done_by_getting(asked):
    row = items(asked.writer).first()
    assert browse(asked.writer).get(f"/inbox/{row.pk}/seen").status_code == 405
    assert browse(asked.writer).get("/inbox/seen").status_code == 405


def test_who_left_the_desk_sees_and_counts_nothing(asked):
    Membership.objects.filter(user=asked.writer).delete()
    assert "You’re all caught up" in words(browse(asked.writer).get("/inbox/"))
    assert inbox.unread_count(asked.writer) == 0


@pytest.mark.parametrize("who", ["writer", None])
def test_read_as_mail_is_read_in_the_inbox(asked, settings, who):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60, clock=lambda: NOW)
    link = link_in(KeptMail.objects.order_by("pk").first().text)
    address, _, place = link.partition("#")
    assert place == "query-1"
    response = browse(getattr(asked, who) if who else None).get(address)
    assert response["Location"] == at(asked.article)
    assert [row.seen_at is None for row in items(asked.writer)] == [False, True]


def test_opened_from_the_inbox_is_read(asked):
    client = browse(asked.writer)
    page = client.get("/inbox/").content.decode()
    address = re.search(r'href="(/articles/[^"#]+\?seen=[^"#]+)#query-2">Open', page)[1]
    assert client.get(address, follow=True).status_code == 200
    assert [row.seen_at is None for row in items(asked.writer)] == [True, False]


def test_a_forwarded_link_marks_nothing_for_somebody_else(asked):
    page = browse(asked.writer).get("/inbox/").content.decode()
    address = re.search(r'href="(/articles/[^"#]+\?seen=[^"#]+)#query-2">Open', page)[1]
    for person in (asked.editor, asked.admin, asked.stranger):
        browse(person).get(address)
    assert inbox.unread_count(asked.writer) == 2


@pytest.mark.parametrize(
    "token", ["x", "1.1~x", "~", "1.1", "%00", "'", "9" * 5000, "1.2~" + "A" * 43, "а.1~ж"]
)
def test_a_link_that_was_tampered_with_leads_there_and_marks_nothing(asked, token):
    response = browse(asked.writer).get(at(asked.article), {"seen": token, "from": "1"})
    assert response["Location"] == at(asked.article) + "?from=1"
    assert inbox.unread_count(asked.writer) == 2


def test_a_link_for_another_row_is_not_made_by_changing_its_number(asked):
    first, second = items(asked.writer)
    page = browse(asked.writer).get("/inbox/").content.decode()
    token = re.search(rf"seen=({asked.writer.pk}\.{first.pk}~[^#]+)#", page)[1]
    browse(asked.writer).get(at(asked.article), {"seen": token.replace(f".{first.pk}~", f".{second.pk}~")})
    assert inbox.unread_count(asked.writer) == 2


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_fetching_ahead_is_not_reading(asked, header):
    page = browse(asked.writer).get("/inbox/").content.decode()
    address = re.search(r'href="(/articles/[^"#]+\?seen=[^"#]+)#query-2">Open', page)[1]
    browse(asked.writer).get(address, headers={header: "prefetch;prerender"})
    browse(asked.writer).head(address)
    assert inbox.unread_count(asked.writer) == 2


def test_the_count_stands_in_the_header_of_every_page(asked):
    assert "Inbox 2 unread" in words(browse(asked.writer).get("/"))
    assert "unread" not in words(browse(asked.copy_editor).get("/"))
    assert "Inbox" not in words(browse().get("/login/"))


def test_the_count_is_one_statement(asked, django_assert_num_queries):
    for person in (asked.writer, asked.admin):
        with django_assert_num_queries(1):
            inbox.unread_count(person)


def test_a_longer_inbox_takes_no_more_statements(asked, django_assert_num_queries):
    client = browse(asked.writer)
    answering.reply(query=asked.first, by=asked.reader, body="No.", now=NOW)
    with django_assert_num_queries(10):  # the last says whether the bar leads to the settings
        client.get("/inbox/")
    for n in range(10):
        query = make_query(asked.article, "single ticket", by=asked.editor, question=f"Number {n}?")
        answering.reply(query=query, by=asked.reader, body="Yes, says the page.", now=NOW)
    with django_assert_num_queries(10):
        client.get("/inbox/")


def test_it_has_pages(asked):
    for n in range(inbox.PER_PAGE):
        make_query(asked.article, "single ticket", by=asked.editor, question=f"Number {n}?")
    client = browse(asked.writer)
    assert "Older →" in words(client.get("/inbox/"))
    assert "6.50 or 5.60?" in words(client.get("/inbox/?page=2"))
    assert client.get("/inbox/?page=nonsense").status_code == 200


def test_what_is_to_do_goes_when_somebody_else_did_it(asked):
    client = browse(asked.writer)
    assert "To do 2" in words(client.get("/inbox/panel/"))
    answering.resolve(query=asked.first, by=asked.editor, now=NOW)
    assert "To do 1" in words(client.get("/inbox/panel/"))


def test_many_things_about_a_story_are_one_line(asked):
    for body in ("6.50.", "Since April.", "Says the ferry line."):
        answering.reply(query=asked.first, by=asked.writer, body=body, now=NOW)
    (group,) = inbox.inbox(asked.editor, page=1).groups
    assert (group.summary, len(group.items)) == ("3 replies", 3)
    assert "3 replies" in words(browse(asked.editor).get("/inbox/"))


def test_who_opens_a_story_by_its_line_has_seen_all_of_it_but_no_other(asked):
    other = make_article(asked.desk, author=asked.writer, doc=make_doc(headline="Pier sold"))
    make_query(other, "Pier", by=asked.editor, question="To whom?")
    group = inbox.inbox(asked.writer, page=1).groups[1]
    assert group.article == asked.article
    make_query(asked.article, "single ticket", by=asked.editor, question="Came since?")
    address = group.link.partition("#")[0]
    browse(asked.editor).get(address)
    assert inbox.unread_count(asked.writer) == 4, "a forwarded link marks nothing"
    browse(asked.writer).get(address)
    assert [row.seen_at is None for row in items(asked.writer)] == [False, False, True, True]


def test_all_of_a_story_are_marked_as_read_at_once(asked):
    newest = items(asked.writer).last()
    browse(asked.editor).post(f"/inbox/{newest.pk}/seen", {"story": "1"})
    assert inbox.unread_count(asked.writer) == 2, "that is another's"
    browse(asked.writer).post(f"/inbox/{newest.pk}/seen", {"story": "1"})
    assert inbox.unread_count(asked.writer) == 0


def test_the_panel_has_the_beginning_of_both(asked):
    shown = words(browse(asked.writer).get("/inbox/panel/", headers=HTMX))
    for said in (
        "To do 2",
        "Answer Ferry runs at night again",
        "Updates",
        "2 new queries",
        "Mark all as read",
    ):
        assert said in shown
    assert "6.50" not in words(browse(asked.stranger).get("/inbox/panel/", headers=HTMX))
    assert browse().get("/inbox/panel/", headers=HTMX).status_code == 401


def test_the_bell_is_a_link_to_the_inbox_and_its_count_renews_itself(asked):
    page = browse(asked.writer).get("/stories/").content.decode()
    assert re.search(r'<a id="bell" class="[^"]+" href="/inbox/"', page)
    assert "2 unread" in words(browse(asked.writer).get("/counts/", headers=HTMX))


def test_the_panel_takes_as_many_statements_however_much_there_is(asked, django_assert_num_queries):
    client = browse(asked.writer)
    client.get("/inbox/panel/")
    with django_assert_num_queries(10):
        client.get("/inbox/panel/", headers=HTMX)
    for n in range(10):
        make_query(asked.article, "single ticket", by=asked.editor, question=f"Number {n}?")
    with django_assert_num_queries(10):
        client.get("/inbox/panel/", headers=HTMX)
