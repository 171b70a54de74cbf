"""A guest's pages: the door, the copy with their queries alone, and everything else that stays shut."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from articles.editing import filing
from articles.editing.suggestions import Choice
from articles.importing import import_copy
from newsroom.server.streams import right_to_see
from reviews.guests import invitations
from reviews.models import (
    Attachment,
    InboundMail,
    Invitation,
    KeptMail,
    Notification,
    Query,
    Reply,
    Visit,
)
from reviews.notifications import outbox
from reviews.notifications.mail import signed_links
from reviews.queries import answering
from reviews.queries import suggestions as reviews_suggestions
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_guest, make_query
from tests.pages import at, browse, words

PASS = "copydesk_guest"


@pytest.fixture
def asked(room):
    now = timezone.now()
    for passage in ("6.50 euros", "last boat", "single ticket"):
        make_query(room.article, passage, by=room.copy_editor, question=f"Is “{passage}” right?", now=now)
    room.invitation = make_guest(room.article, by=room.editor, purpose="answer", numbers=[1, 2], now=now)
    room.guest = room.invitation.person
    room.link = signed_links.to_guest(room.invitation)
    room.home = f"/guest/{room.invitation.pk}/"
    return room


@pytest.fixture
def inside(asked):
    """A browser that came through the door."""
    asked.client = Client()
    asked.client.post(asked.link)
    return asked


def test_a_link_shows_the_door_and_changes_nothing(asked):
    for method in ("get", "head"):
        response = getattr(Client(), method)(asked.link)
        assert response.status_code == 200
    page = words(Client().get(asked.link))
    assert "Ruth Adeyemi" in page
    assert "to answer 2 queries about this story:" in page
    assert "A single ticket costs" not in page
    assert not Visit.objects.exists()


def test_what_is_proposed_is_not_in_the_copy_and_said_to_be_pending(inside):
    """Their passages are marked where they stand in the words as they would be printed."""
    inside.article.document.refresh_from_db()
    suggest(inside.article, "The last", "At 23.15 the last", by=inside.reader)
    key = suggest(inside.article, "costs", "does cost", by=inside.slot)
    response = inside.client.get(inside.home)
    html, page = response.content.decode(), words(response)
    assert "<ins" not in html and "<del" not in html
    assert "A single ticket costs" in page and "does cost" not in page
    assert "2 suggested changes are pending and not shown here." in page
    assert ">6.50 euros</span>" in html and ">last boat</span>" in html
    reviews_suggestions.decide(
        article=inside.article, accept=True, choice=Choice(keys=(key,)), by=inside.editor, now=timezone.now()
    )
    page = words(inside.client.get(inside.home))
    assert "A single ticket does cost" in page
    assert "1 suggested change is pending" in page


def test_a_thread_about_a_suggestion_says_what_that_would_change(inside):
    inside.article.document.refresh_from_db()
    key = suggest(inside.article, "costs", "does cost", by=inside.slot)
    query = reviews_suggestions.discuss(
        article=inside.article, key=key, remark="Does it?", by=inside.editor, now=timezone.now()
    )
    answering.assign(query=query, by=inside.editor, to=inside.guest, now=timezone.now())
    response = inside.client.get(inside.home)
    assert "About a suggestion by Peter Lund: Replace “costs” with “does cost”" in words(response)
    assert "#suggestion-" not in response.content.decode()


def test_through_the_door_to_the_copy_and_their_queries_alone(inside):
    response = inside.client.get(inside.home)
    page = words(response)
    assert "A single ticket costs" in page
    assert "Is “6.50 euros” right?" in page
    assert "Is “last boat” right?" in page
    assert "Is “single ticket” right?" not in page
    html = response.content.decode()
    assert html.count('class="passage ') == 2
    for name in ("Mara Velde", "Leila Haddad", "Peter Lund"):
        assert name not in page
    assert "/articles/" not in html
    assert "Resolve" not in page
    assert "<script" not in html
    assert Visit.objects.get().kind == "opened"


def test_their_reply_stands_in_the_thread_and_in_the_history(inside):
    response = inside.client.post(f"{inside.home}queries/1/reply", {"body": "It is 6.50."}, follow=True)
    page = words(response)
    assert "Sent. Thank you." in page
    assert "It is 6.50." in page
    assert "Thanks – 1 of 2 answered. Please answer 1 more query." in page
    reply = Query.objects.get(number=1).replies.get()
    assert (reply.author, reply.writer) == (inside.guest, "Nadia Haddad (guest)")
    seen = words(browse(inside.editor).get(at(inside.article)))
    assert "Nadia Haddad (guest)" in seen
    line = words(browse(inside.editor).get(at(inside.article, "status")))
    assert "Nadia Haddad (guest) opened it" in line
    assert "answered 1 of 2 queries" in line


def test_who_has_answered_is_thanked_and_not_asked_again(inside):
    for number in (1, 2):
        inside.client.post(f"{inside.home}queries/{number}/reply", {"body": "It is."})
    page = words(inside.client.get(inside.home))
    assert "Thanks – your 2 answers have been sent. You can add to them until the queries are closed." in page
    assert "Please answer" not in page
    door = words(Client().get(inside.link))
    assert "Ruth Adeyemi" in door and "asks you about this story:" in door
    for query in Query.objects.filter(number__lte=2):
        answering.resolve(query=query, by=inside.editor, now=timezone.now())
    assert "Thanks – there are no more queries to answer." in words(inside.client.get(inside.home))


def test_what_others_have_answered_still_waits_for_who_was_invited(inside):
    for query in Query.objects.filter(number__lte=2):
        answering.reply(query=query, by=inside.writer, body="I think so.", now=timezone.now())
    assert "to answer 2 queries about this story:" in words(Client().get(inside.link))
    assert "Please answer 2 queries." in words(inside.client.get(inside.home))
    inside.client.post(f"{inside.home}queries/2/reply", {"body": "It is."})
    assert "1 of 2 answered. Please answer 1 more query." in words(inside.client.get(inside.home))


def test_nobody_outside_learns_how_the_desk_works(asked):
    now = timezone.now()
    make_query(asked.article, "costs", by=asked.copy_editor, question="Since when?", now=now)
    invitation = make_guest(asked.article, by=asked.editor, purpose="answer", numbers=[4], now=now)
    Query.objects.filter(number=4).update(asked_by=None)
    client = Client()
    client.post(signed_links.to_guest(invitation))
    response = client.get(f"/guest/{invitation.pk}/")
    page = words(response).lower()
    assert "since when?" in page
    assert asked.desk.name.lower() in page
    for word in ("blocking", "from the draft", "found in", "typed as"):
        assert word not in page
    assert b"thread-blocking" not in response.content


@pytest.mark.parametrize("how", ["resolved", "released"])
def test_who_comes_too_late_hears_so_and_keeps_their_words(inside, how):
    if how == "resolved":
        answering.resolve(query=Query.objects.get(number=1), by=inside.editor, now=timezone.now())
    else:
        type(inside.article).objects.update(state="released")
    response = inside.client.post(f"{inside.home}queries/1/reply", {"body": "It is 6.80."})
    page = words(response)
    assert response.status_code == 403
    assert "Query 1 has been closed, so your reply wasn’t sent. If it still matters, write" in page
    assert "It is 6.80." in page
    assert not Reply.objects.exists()


def test_they_propose_words_and_do_not_put_them_in(inside):
    assert "Suggest wording" in words(inside.client.get(inside.home))
    page = words(inside.client.post(f"{inside.home}queries/1/reply", {"proposed": "6.80 euros"}, follow=True))
    assert "6.80 euros" in page
    assert "Accept" not in page
    assert Query.objects.get(number=1).replies.get().proposed == "6.80 euros"
    assert inside.client.post(f"{inside.home}queries/1/accept").status_code == 404


@pytest.mark.parametrize("number", [3, 99])
def test_no_other_query_can_be_answered(inside, number):
    response = inside.client.post(f"{inside.home}queries/{number}/reply", {"body": "I say so."})
    assert response.status_code == 404
    assert "I say so." in words(response)  # their words are kept
    assert not Query.objects.filter(replies__isnull=False).exists()


@pytest.fixture
def files(inside, settings, tmp_path):
    """A file in a thread of theirs (1) and one in another's (3), by number, with what the desk sees."""
    settings.MEDIA_ROOT = tmp_path
    found = {}
    for number in (1, 3):
        row = InboundMail.objects.create(
            key=str(number), channel="imap", size=1, raw=b"x", state="taken", not_before=NOW, received_at=NOW
        )
        query = Query.objects.get(number=number)
        reply = Reply.objects.create(
            query=query, author=inside.copy_editor, body="See there.", mail=row, created_at=NOW
        )
        kept = ContentFile(b"tariff", name="tariff.html")
        found[number] = Attachment.objects.create(reply=reply, name="tariff.html", size=6, file=kept).pk
    return found


def test_a_file_in_their_thread_is_theirs_to_take_and_no_other_is(inside, files):
    address = f"{inside.home}queries/1/files/{files[1]}"
    page = inside.client.get(inside.home).content.decode()
    assert f'<a href="{address}" download dir="auto">tariff.html</a>' in page
    assert "See there." in page and f"files/{files[3]}" not in page
    response = inside.client.get(address)
    assert (response.content, response["Content-Type"]) == (b"tariff", "application/octet-stream")
    assert response["Content-Disposition"] == 'attachment; filename="tariff.html"'
    assert "sandbox" in response["Content-Security-Policy"]
    for other in (f"3/files/{files[3]}", f"1/files/{files[3]}", "1/files/999"):
        assert inside.client.get(f"{inside.home}queries/{other}").status_code == 404
    desk = at(inside.article, f"queries/1/files/{files[1]}")
    assert browse(inside.editor).get(desk).content == b"tariff"
    assert inside.client.get(desk).status_code == 302


@pytest.mark.parametrize("end", ["nobody", "another guest", "revoked", "expired", "handed on", "released"])
def test_a_file_is_theirs_as_long_as_its_thread_is(inside, files, end):
    client, now = inside.client, timezone.now()
    address = f"{inside.home}queries/1/files/{files[1]}"
    assert client.get(address).status_code == 200
    match end:
        case "nobody":
            client = Client()
        case "another guest":
            other = make_guest(
                inside.article, by=inside.editor, email="omar@law.example", numbers=[3], now=now
            )
            client = Client()
            client.post(signed_links.to_guest(other))
            client.cookies[PASS]["path"] = "/"  # brought along to where it does not belong
        case "revoked":
            invitations.revoke(invitation=inside.invitation, by=inside.editor, now=now)
        case "expired":
            type(inside.invitation).objects.update(expires_at=now)
        case "handed on":
            query = Query.objects.get(number=1)
            answering.assign(query=query, to=inside.writer, by=inside.editor, now=now)
        case "released":
            type(inside.article).objects.update(state="released")
    response = client.get(address)
    assert response.status_code == 404
    assert "Content-Disposition" not in response


def test_an_empty_reply_gets_a_sentence_and_the_way_back(inside):
    response = inside.client.post(f"{inside.home}queries/1/reply", {"body": " "})
    assert response.status_code == 422
    assert "Write a reply." in words(response)
    assert inside.home in response.content.decode()


def test_who_answers_does_not_comment(inside):
    response = inside.client.post(f"{inside.home}comment", {"words": "single ticket", "body": "Whose?"})
    assert response.status_code == 403
    assert "Comment on the copy" not in words(inside.client.get(inside.home))
    assert Query.objects.count() == 3


def test_a_reader_from_outside_comments_on_words_they_quote(room):
    invitation = make_guest(room.article, by=room.editor, now=timezone.now())
    client = Client()
    client.post(signed_links.to_guest(invitation))
    home = f"/guest/{invitation.pk}/"
    assert "Please read the copy and comment on it." in words(client.get(home))
    wrong = client.post(f"{home}comment", {"words": "nowhere", "body": "Careful here."})
    assert wrong.status_code == 422
    assert "Careful here." in words(wrong)
    page = words(client.post(f"{home}comment", {"words": "6.50 euros", "body": "Careful here."}, follow=True))
    assert "Please answer" not in page, "what they asked waits for somebody else"
    assert "Careful here." in page
    comment = Query.objects.get()
    assert (comment.asked_by, comment.assigned_to) == (invitation.person, room.editor)
    answering.reply(query=comment, by=room.editor, body="Why?", now=timezone.now())
    assert "Why?" in words(client.get(home))


def test_the_pass_is_a_cookie_for_these_pages_alone(asked):
    client = Client()
    cookie = client.post(asked.link).cookies[PASS]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (asked.home, True, "Lax")
    assert 0 < cookie["max-age"] <= 12 * 3600
    assert asked.invitation.person.email not in cookie.value


def test_behind_tls_the_cookie_goes_nowhere_else(asked, settings):
    settings.BEHIND_TLS = True
    assert Client().post(asked.link).cookies[PASS]["secure"]


def test_with_the_pass_the_door_stands_open(inside):
    response = inside.client.get(inside.link)
    assert (response.status_code, response["Location"]) == (302, inside.home)
    assert Visit.objects.count() == 1


def test_pages_are_neither_kept_nor_told_to_others(inside):
    for response in (
        Client().get(inside.link),
        inside.client.get(inside.home),
        Client().get("/guest/1/link/forged/"),
        Client().post("/guest/1/link/forged/again"),
    ):
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        policy = response["Content-Security-Policy"]
        assert "script-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy


def test_every_form_wants_its_token(asked):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(asked.link).status_code == 403
    assert not Visit.objects.exists()
    strict.get(asked.link)
    token = strict.cookies["csrftoken"].value
    assert strict.post(asked.link, {"csrfmiddlewaretoken": token}).status_code == 302
    assert strict.post(f"{asked.home}queries/1/reply", {"body": "x"}).status_code == 403


def test_the_pages_behind_their_mails_name_nobody_and_no_inbox(asked, settings):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60)
    mail = KeptMail.objects.get(recipient=asked.guest.email)
    unsubscribe = re.search(r"/unsubscribe/[^>]+", mail.headers["List-Unsubscribe"])[0]
    preferences = re.search(r"/preferences/\S+", mail.text)[0]
    for address in (unsubscribe, preferences):
        page = words(Client().get(address))
        assert "The link you were sent still shows everything." in page
        assert "inbox" not in page
        for person in (asked.editor, asked.writer, asked.slot):
            assert person.name not in page


# --- what opens nothing


def closed_pages(asked):
    """The same page for every link that opens nothing: it says which it is to nobody."""
    revoked = make_guest(asked.article, by=asked.editor, name="Sami Aziz", now=timezone.now())
    expired = make_guest(asked.article, by=asked.editor, name="Lou Fischer", now=timezone.now())
    replaced = make_guest(asked.article, by=asked.editor, name="Kim Berg", now=timezone.now())
    addresses = {one: signed_links.to_guest(one) for one in (revoked, expired, replaced)}
    invitations.revoke(invitation=revoked, by=asked.editor, now=timezone.now())
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    invitations.replace_link(invitation=replaced, by=asked.editor, now=timezone.now())
    body = asked.link.rstrip("/").rpartition("/")[2].partition("~")[0]
    forged = f"/guest/{asked.invitation.pk}/link/{body}~{'x' * 43}/"
    unknown = "/guest/999/link/999.answer.1~x/"
    return [*addresses.values(), forged, unknown]


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(asked):
    answers = set()
    for address in closed_pages(asked):
        for client, method in ((Client(), "get"), (Client(), "post")):
            response = getattr(client, method)(address)
            assert response.status_code == 404
            answers.add(words(response))
    assert len(answers) == 1
    (said,) = answers
    assert "This link doesn’t work" in said
    assert "ask the editor who invited you" in said
    assert "Ferry runs at night again" not in said
    assert "Ruth Adeyemi" not in said


def test_asking_for_a_new_link_is_answered_alike_and_mails_only_who_was_invited(asked, settings):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60)
    KeptMail.objects.all().delete()
    Notification.objects.all().delete()
    answers = {words(Client().post(f"{address}again")) for address in closed_pages(asked)}
    assert len(answers) == 1
    outbox.drain(seconds=60)
    again = KeptMail.objects.filter(text__contains="Here is your link")
    assert [mail.recipient for mail in again] == [
        Invitation.objects.get(person__name="Kim Berg").person.email
    ]
    assert Client().get(f"{asked.link}again").status_code == 405


def test_without_a_pass_the_copy_is_shut(asked):
    for address in (asked.home, "/guest/999/"):
        assert Client().get(address).status_code == 404
    assert Client().post(f"{asked.home}queries/1/reply", {"body": "x"}).status_code == 404
    forged = Client()
    forged.cookies[PASS] = f"{asked.invitation.pk}.1.9999999999~x"
    assert forged.get(asked.home).status_code == 404
    assert not Visit.objects.exists()


def test_a_guest_of_one_article_is_nobody_on_another(inside):
    other = make_article(inside.desk, author=inside.writer, by=inside.writer)
    make_query(other, "6.50 euros", by=inside.editor)
    theirs = make_guest(
        other, by=inside.editor, purpose="answer", numbers=[1], name="Sami Aziz", now=timezone.now()
    )
    value = inside.client.cookies[PASS].value
    intruder = Client()
    intruder.cookies[PASS] = value
    assert intruder.get(f"/guest/{theirs.pk}/").status_code == 404
    assert intruder.post(f"/guest/{theirs.pk}/queries/1/reply", {"body": "x"}).status_code == 404
    assert not Query.objects.filter(replies__isnull=False).exists()


def test_the_desk_stays_shut_to_guests(inside):
    inside.client.cookies[PASS]["path"] = "/"  # even if the browser sent it everywhere
    slug = inside.article.slug
    pages = ("", "status", "threads", "queries/1/", "preflight/", "history/", "history/1/", "compare/")
    more = ("clean/", "clean/text", "details/", "guests/")
    for tail in (*pages, *more):
        response = inside.client.get(at(inside.article, tail))
        assert (response.status_code, response["Location"][:7]) == (302, "/login/"), tail
    for address in ("/", "/inbox/", "/preferences/", "/mail/", "/import/", "/admin/"):
        response = inside.client.get(address)
        assert response.status_code == 302, address
        assert "login" in response["Location"]
    for tail in ("", "/steps?version=0", "/queries", "/preflight"):
        assert inside.client.get(f"/api/articles/{slug}{tail}").status_code in (401, 404, 405), tail
    assert inside.client.post(f"/api/articles/{slug}/queries/1/replies").status_code == 401
    cookies = f"{PASS}={inside.client.cookies[PASS].value}"
    assert right_to_see(cookies, frozenset({inside.article.pk})) is None


@pytest.mark.django_db(transaction=True)
def test_a_session_of_a_guests_account_hears_no_events(asked, settings):
    client = Client()
    client.force_login(asked.guest)
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    assert right_to_see(cookies, frozenset({asked.article.pk})) is None


# --- what ends while a page is open


@pytest.mark.parametrize("end", ["revoked", "expired", "replaced", "locked out"])
def test_what_was_typed_is_given_back_when_the_invitation_ends_meanwhile(inside, end):
    if end == "revoked":
        invitations.revoke(invitation=inside.invitation, by=inside.editor, now=timezone.now())
    elif end == "replaced":
        invitations.replace_link(invitation=inside.invitation, by=inside.editor, now=timezone.now())
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    else:
        type(inside.guest).objects.filter(pk=inside.guest.pk).update(is_active=False)
    assert inside.client.get(inside.home).status_code == 404
    response = inside.client.post(f"{inside.home}queries/1/reply", {"body": "A long answer."})
    assert response.status_code == 404
    assert "A long answer." in words(response)
    assert not Query.objects.filter(replies__isnull=False).exists()


def test_a_query_that_is_handed_on_meanwhile_is_no_longer_theirs(inside):
    query = Query.objects.get(number=1)
    answering.assign(query=query, to=inside.writer, by=inside.editor, now=timezone.now())
    assert "6.50 euros” right?" not in words(inside.client.get(inside.home))
    assert inside.client.post(f"{inside.home}queries/1/reply", {"body": "x"}).status_code == 404


def test_a_spiked_story_says_so_and_shows_nothing_more(inside):
    filing.spike(article=inside.article, by=inside.editor, now=timezone.now())
    page = words(inside.client.get(inside.home))
    assert "no longer in progress" in page
    assert "A single ticket costs" not in page
    assert "Is “6.50 euros” right?" not in page
    response = inside.client.post(f"{inside.home}queries/1/reply", {"body": "Still mine."})
    assert response.status_code == 403
    assert "Still mine." in words(response)


def test_a_released_story_says_so_and_shows_nothing_more(inside):
    type(inside.article).objects.update(state="released")
    page = words(inside.client.get(inside.home))
    assert "This story has been released." in page
    assert "A single ticket costs" not in page


def test_who_is_signed_in_is_told_whose_link_it_is_and_writes_nothing_with_it(inside):
    for person in (inside.editor, inside.admin, inside.stranger):
        client = browse(person)
        client.cookies[PASS] = inside.client.cookies[PASS].value
        for response in (
            client.get(inside.link),
            client.post(inside.link),
            client.get(inside.home),
            client.post(f"{inside.home}queries/1/reply", {"body": "Not mine."}),
        ):
            assert response.status_code == 404
            assert "This link is for Nadia Haddad (guest) –" in words(response)
            assert "Sign out" in words(response)
    assert not Query.objects.filter(replies__isnull=False).exists()
    assert set(Visit.objects.values_list("kind", "reason")) == {("opened", ""), ("refused", "signed_in")}


def test_opening_the_copy_costs_the_same_with_two_queries_and_with_twenty(
    inside, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        inside.client.get(inside.home)
    for _ in range(18):
        query = make_query(
            inside.article, "23.40", by=inside.editor, assigned_to=inside.guest, now=timezone.now()
        )
        answering.reply(
            query=query, by=inside.editor, body="Well?", now=timezone.now() + timedelta(seconds=1)
        )
    with django_assert_max_num_queries(7):
        assert inside.client.get(inside.home).content.count(b"<section") == 20


def test_what_people_type_is_never_markup(inside):
    inside.client.post(f"{inside.home}queries/1/reply", {"body": "<script>alert(1)</script>"})
    assert b"<script>" not in inside.client.get(inside.home).content


def test_a_guest_takes_the_copy_and_their_queries_along_as_a_word_file(inside):
    page = inside.client.get(inside.home).content.decode()
    assert f"{inside.home}review-copy" in page
    taken = inside.client.get(f"{inside.home}review-copy")
    notes = import_copy(taken.content, filename="review.docx").notes
    assert sorted(note.question for note, _passage in notes) == [
        "Is “6.50 euros” right?",
        "Is “last boat” right?",
    ]
    assert Client().get(f"{inside.home}review-copy").status_code in (403, 404, 410)
