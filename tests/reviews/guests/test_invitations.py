"""Inviting guests, what their link opens and until when, what they hear, and what the desk sees of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.signing import Signer
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.access import may_see, visible_articles, visible_desks
from articles.documents.anchors import AnchorError
from articles.editing import filing
from newsroom.errors import Conflict, NotAllowed
from newsroom.models import Membership, User
from reviews import access, guest_sessions
from reviews.guest_sessions import LinkClosed, SignedInHere
from reviews.guests import comments, invitations
from reviews.guests.invitations import InvitationRefused
from reviews.models import Event, Invitation, KeptMail, Notification, Query, Visit
from reviews.notifications import outbox
from reviews.notifications.mail import signed_links
from reviews.queries import answering
from reviews.queries.threads import QueryRefused
from tests.factories import NOW, make_article, make_guest, make_query, make_user

LATER = NOW + timedelta(minutes=1)
NOBODY = AnonymousUser()


def token_of(invitation) -> str:
    return signed_links.to_guest(invitation).rstrip("/").rpartition("/")[2]


def look(token, *, now=LATER, viewer=NOBODY):
    return guest_sessions.look(token, viewer=viewer, now=now)


@pytest.fixture
def asked(room):
    """Three queries, two of them handed to a guest."""
    for words in ("6.50 euros", "last boat", "single ticket"):
        make_query(room.article, words, by=room.editor, question=f"Is “{words}” right?")
    room.invitation = make_guest(room.article, by=room.editor, purpose="answer", numbers=[1, 2])
    room.guest = room.invitation.person
    room.token = token_of(room.invitation)
    return room


def mails(room, settings, *, now=LATER):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60, clock=lambda: now)
    return KeptMail.objects.filter(recipient=room.guest.email).order_by("pk")


# --- inviting


def test_the_ticked_queries_become_theirs_and_nothing_else_does(asked):
    assert [q.assigned_to for q in Query.objects.order_by("number")] == [
        asked.guest,
        asked.guest,
        asked.writer,
    ]
    assert list(access.guest_queries(asked.guest, asked.article).values_list("number", flat=True)) == [1, 2]
    assert asked.invitation.expires_at == NOW + timedelta(days=14)
    entry = Invitation.history.get()
    assert (entry.purpose, entry.revoked_at) == ("answer", None)


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_only_editors_of_the_desk_invite_extend_and_withdraw(asked, who):
    person = getattr(asked, who)
    with pytest.raises(NotAllowed):
        make_guest(asked.article, by=person)
    for act in (invitations.extend, invitations.replace_link, invitations.revoke):
        with pytest.raises(NotAllowed):
            act(invitation=asked.invitation, by=person, now=LATER)
    assert Invitation.objects.get().version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " ", "email": "nadia@law.example"},
        {"name": "x" * 121},
        {"email": "nobody"},
        {"email": "a@b\n.example"},
        {"email": f"{'x' * 300}@law.example"},
        {"purpose": "sign"},
        {"purpose": "answer", "numbers": []},
        {"purpose": "answer", "numbers": [99]},
        {"days": 400},
    ],
)
def test_what_cannot_be_an_invitation_is_refused_and_leaves_nothing(room, wrong):
    before = User.objects.count()
    with pytest.raises(InvitationRefused):
        make_guest(room.article, by=room.editor, **wrong)
    assert (User.objects.count(), Invitation.objects.count()) == (before, 0)
    assert not Event.objects.exists()


ACCOUNTS = ["stranger", "colleague", "writer", "admin", "locked out"]


def account(room, who):
    if who == "locked out":
        return make_user("Olga Nowak", email="olga@else.example", is_active=False)
    return getattr(room, who)


@pytest.mark.parametrize("who", ACCOUNTS)
def test_an_account_stays_what_it_is_when_its_address_is_invited(room, who):
    person = account(room, who)
    before = User.objects.filter(pk=person.pk).values().get()
    invitation = make_guest(room.article, by=room.editor, name="O. N.", email=person.email.upper())
    guest = invitation.person
    assert (guest.is_guest, guest.name, guest != person) == (True, "O. N.", True)
    assert User.objects.filter(pk=person.pk).values().get() == before
    assert access.invitation_of(person, room.article, now=LATER) is None
    assert may_see(person, room.article) == (who in ("colleague", "writer", "admin"))
    assert not may_see(guest, room.article)
    assert look(token_of(invitation)) == invitation


CHANGES_ANYWAY = re.compile(r"[A-Za-z0-9]{64}|[A-Za-z0-9_-]{22,}|https?://\S+|[\d:]+")
"""Tokens, links and numbers, which are new each time."""


def seen_by_the_inviter(room, client, email):
    """All that an invitation brings about, as if it had not been: nothing of it stays."""
    with transaction.atomic():
        form = {"name": "N. N.", "email": email, "purpose": "comment", "days": "14"}
        address = f"/articles/{room.article.slug}/guests/"
        with CaptureQueriesContext(connection) as statements:
            answer = client.post(address, form)
        cost = len(statements)
        page = client.get(address).content.decode()
        outbox.drain(seconds=60, clock=lambda: timezone.now() + timedelta(hours=1))
        mail = KeptMail.objects.get(recipient__iexact=email)
        told = [page, mail.subject, mail.text, mail.html]
        transaction.set_rollback(True)
    said = [CHANGES_ANYWAY.sub("…", text.replace(email, "ADDRESS")) for text in told]
    return (answer.status_code, answer["Location"], cost, *said)


@pytest.mark.parametrize("who", ACCOUNTS)
def test_whether_an_address_has_an_account_is_not_told_by_inviting_it(room, who, client, settings):
    """Status, page, mail and the number of statements are those of a stranger's address."""
    settings.MAIL_KEPT_IN_APP = True
    person = account(room, who)
    client.force_login(room.editor)
    seen_by_the_inviter(room, client, "first@else.example")  # what is kept in the process is kept by then
    stranger = seen_by_the_inviter(room, client, "nobody@else.example")
    assert seen_by_the_inviter(room, client, person.email) == stranger


def test_an_account_that_opens_its_own_invitation_signed_in_tells_nothing(room):
    invitation = make_guest(room.article, by=room.editor, email=room.stranger.email)
    with pytest.raises(SignedInHere):
        look(token_of(invitation), viewer=room.stranger)
    assert not Visit.objects.exists()
    with pytest.raises(SignedInHere):
        look(token_of(invitation), viewer=room.reader)
    assert Visit.objects.get().reason == Visit.Reason.SOMEBODY_ELSE


def test_an_account_signs_in_as_before_though_its_address_is_a_guests(room):
    room.stranger.set_password("courier-courier")
    room.stranger.save()
    make_guest(room.article, by=room.editor, email=room.stranger.email)
    assert authenticate(username=room.stranger.email.upper(), password="courier-courier") == room.stranger


def test_there_is_one_account_and_one_guest_of_an_address(room):
    guest = make_guest(room.article, by=room.editor, email=room.stranger.email).person
    for taken in (room.stranger, guest):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=taken.email.upper(), name="Another", is_guest=taken.is_guest)
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", email=room.stranger.email, name="Another", interactive=False)


def test_no_guest_is_invited_to_a_story_that_is_not_in_progress(room):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    with pytest.raises(Conflict):
        make_guest(room.article, by=room.editor)


def test_a_guest_of_two_articles_is_one_person_with_two_invitations(asked):
    other = make_article(asked.desk, author=asked.writer)
    second = make_guest(other, by=asked.editor, name="N. Haddad", email=asked.guest.email.upper())
    assert second.person == asked.guest
    assert second.person.name == "Nadia Haddad"
    assert access.invitation_of(asked.guest, other, now=LATER) == second


def test_inviting_again_renews_the_one_invitation(asked):
    invitations.revoke(invitation=asked.invitation, by=asked.editor, now=LATER)
    again = make_guest(asked.article, by=asked.slot, email=asked.guest.email, now=LATER)
    assert Invitation.objects.get() == again
    assert (again.purpose, again.revoked_at, again.invited_by) == ("comment", None, asked.slot)
    with pytest.raises(LinkClosed):
        look(asked.token)
    assert look(token_of(again)) == again


# --- a guest is nobody anywhere else


def test_a_guest_never_signs_in_whatever_password_they_have(asked, client):
    asked.guest.set_password("courier-courier")
    asked.guest.save()
    assert authenticate(username=asked.guest.email, password="courier-courier") is None
    client.force_login(asked.guest)
    assert client.get("/").status_code == 302


def test_a_guest_has_no_part_in_any_desk(asked):
    guest = asked.guest
    assert not guest.has_usable_password()
    assert not may_see(guest, asked.article)
    assert not visible_articles(guest).exists()
    assert not visible_desks(guest).exists()
    with pytest.raises(ValidationError):
        Membership(user=guest, desk=asked.desk, role="editor").full_clean()
    Membership.objects.create(user=guest, desk=asked.desk, role="editor")  # whoever goes round the form
    guest = User.objects.get(pk=guest.pk)
    assert not may_see(guest, asked.article)
    query = Query.objects.get(number=1)
    allowed = (access.may_ask, access.may_invite, access.may_release, access.may_clear)
    assert not any(may(guest, asked.article) for may in allowed)
    assert not any(may(guest, query) for may in (access.may_reply, access.may_resolve, access.may_direct))


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_the_database_lets_no_guest_administer(asked, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=asked.guest.pk).update(**{field: True})


def test_a_guests_words_say_that_they_are_a_guests(asked):
    reply = answering.reply(query=Query.objects.get(number=1), by=asked.guest, body="It is 6.50.", now=LATER)
    assert reply.writer == "Nadia Haddad (guest)"


# --- what a guest may do, and until when


def test_a_guest_replies_in_their_queries_and_in_no_other(asked):
    mine, __, other = Query.objects.order_by("number")
    answering.reply(query=mine, by=asked.guest, body="It is 6.50.", now=LATER)
    assert Query.objects.get(number=1).state == Query.State.ANSWERED
    with pytest.raises(NotAllowed):
        answering.reply(query=other, by=asked.guest, body="So is this.", now=LATER)
    for act in (answering.resolve, answering.reopen):
        with pytest.raises(NotAllowed):
            act(query=mine, by=asked.guest, now=LATER)
    with pytest.raises(NotAllowed):
        answering.assign(query=mine, to=asked.writer, by=asked.guest, now=LATER)


def test_a_guest_of_one_article_is_nobody_on_another(asked):
    other = make_article(asked.desk, author=asked.writer)
    query = make_query(other, "6.50 euros", by=asked.editor)
    Query.objects.filter(pk=query.pk).update(assigned_to=asked.guest)  # as if an older invitation had ended
    with pytest.raises(NotAllowed):
        answering.reply(query=Query.objects.get(pk=query.pk), by=asked.guest, body="Yes.", now=LATER)
    with pytest.raises(QueryRefused):
        answering.assign(
            query=make_query(other, "last", by=asked.editor), to=asked.guest, by=asked.editor, now=NOW
        )


def test_a_resolved_query_and_a_story_that_left_take_no_more_replies_of_guests(asked):
    first, second = Query.objects.order_by("number")[:2]
    answering.resolve(query=first, by=asked.editor, now=LATER)
    with pytest.raises(NotAllowed):
        answering.reply(query=first, by=asked.guest, body="But still", now=LATER)
    filing.spike(article=asked.article, by=asked.editor, now=LATER)
    with pytest.raises(NotAllowed):
        answering.reply(query=Query.objects.get(pk=second.pk), by=asked.guest, body="But still", now=LATER)


def test_who_is_asked_to_answer_does_not_comment_and_the_other_way_round(asked):
    with pytest.raises(NotAllowed):
        comments.comment(invitation=asked.invitation, words="single ticket", body="Whose?", now=LATER)
    lawyer = make_guest(asked.article, by=asked.editor, name="Sami Aziz")
    comment = comments.comment(invitation=lawyer, words="A  single\nticket", body="Libel?", now=LATER)
    assert (comment.asked_by, comment.assigned_to) == (lawyer.person, asked.editor)
    assert (comment.anchor.quote, comment.blocking) == ("A single ticket", True)
    with pytest.raises(NotAllowed):
        answering.reply(query=Query.objects.get(number=3), by=lawyer.person, body="Yes.", now=LATER)
    answering.reply(query=comment, by=lawyer.person, body="I mean it.", now=LATER)
    kinds = list(Visit.objects.filter(invitation=lawyer).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["commented", "replied"]


@pytest.mark.parametrize("words", ["", " \n", "nowhere in it", "e", "(", "x" * 5000])
def test_a_comment_names_words_that_stand_in_the_copy_once(room, words):
    lawyer = make_guest(room.article, by=room.editor)
    with pytest.raises(AnchorError):
        comments.comment(invitation=lawyer, words=words, body="Libel?", now=LATER)
    assert not Query.objects.exists()


def test_it_ends_at_the_very_second(asked):
    end = asked.invitation.expires_at
    assert look(asked.token, now=end - timedelta(microseconds=1)) == asked.invitation
    with pytest.raises(LinkClosed):
        look(asked.token, now=end)
    query = Query.objects.get(number=1)
    with pytest.raises(NotAllowed):
        answering.reply(query=query, by=asked.guest, body="Late.", now=end)
    answering.reply(query=query, by=asked.guest, body="In time.", now=end - timedelta(microseconds=1))


def test_extending_keeps_the_link_and_revives_one_that_ran_out(asked):
    after = asked.invitation.expires_at + timedelta(days=1)
    invitations.extend(invitation=asked.invitation, by=asked.editor, days=3, now=after)
    assert look(asked.token, now=after).expires_at == after + timedelta(days=3)
    invitations.extend(invitation=asked.invitation, by=asked.editor, days=3, now=after)
    assert Invitation.history.count() == 3
    with pytest.raises(InvitationRefused):
        invitations.extend(invitation=asked.invitation, by=asked.editor, days=0, now=after)


def test_a_new_link_ends_the_old_one_and_the_pages_open_with_it(asked):
    invitation, opened = guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    invitations.replace_link(invitation=asked.invitation, by=asked.editor, now=LATER)
    with pytest.raises(LinkClosed):
        look(asked.token)
    with pytest.raises(LinkClosed):
        guest_sessions.visit(invitation.pk, opened, viewer=NOBODY, now=LATER)
    assert look(token_of(Invitation.objects.get())) == invitation


def test_withdrawing_ends_link_pass_and_right_at_once(asked):
    invitation, opened = guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    assert guest_sessions.visit(invitation.pk, opened, viewer=NOBODY, now=LATER) == invitation
    invitations.revoke(invitation=asked.invitation, by=asked.editor, now=LATER)
    for attempt in (
        lambda: look(asked.token),
        lambda: guest_sessions.visit(invitation.pk, opened, viewer=NOBODY, now=LATER),
    ):
        with pytest.raises(LinkClosed):
            attempt()
    with pytest.raises(NotAllowed):
        answering.reply(query=Query.objects.get(number=1), by=asked.guest, body="Still?", now=LATER)
    with pytest.raises(Conflict):
        invitations.extend(invitation=asked.invitation, by=asked.editor, now=LATER)
    with pytest.raises(Conflict):
        invitations.replace_link(invitation=asked.invitation, by=asked.editor, now=LATER)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_guest": False}])
def test_a_guest_who_is_locked_out_or_joined_the_house_comes_by_no_link(asked, change):
    User.objects.filter(pk=asked.guest.pk).update(**change)
    with pytest.raises(LinkClosed):
        look(asked.token)


def test_a_pass_is_good_for_half_a_day_and_for_its_own_invitation(asked):
    other = make_guest(make_article(asked.desk), by=asked.editor, email=asked.guest.email)
    invitation, opened = guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    with pytest.raises(LinkClosed):
        guest_sessions.visit(other.pk, opened, viewer=NOBODY, now=LATER)
    with pytest.raises(LinkClosed):
        guest_sessions.visit(invitation.pk, opened, viewer=NOBODY, now=LATER + timedelta(hours=12, seconds=1))
    with pytest.raises(LinkClosed):
        guest_sessions.visit(invitation.pk, asked.token, viewer=NOBODY, now=LATER)


def test_a_link_is_good_for_its_purpose_alone(asked):
    Invitation.objects.update(purpose="comment")
    with pytest.raises(LinkClosed):
        look(asked.token)


# --- forged links, and keys that change


@pytest.mark.parametrize(
    "forged",
    ["", "x", "~", "1.answer.1", "1.answer.1~", "1.answer.1~x", "9" * 3000, "а.б~ж", "..~", "%00"],
)
def test_a_forged_link_opens_nothing_and_asks_the_database_nothing(room, forged, django_assert_num_queries):
    make_guest(room.article, by=room.editor)
    with django_assert_num_queries(0), pytest.raises(LinkClosed):
        look(forged)
    with django_assert_num_queries(0):
        guest_sessions.ask_for_link(forged, now=LATER)


def test_every_character_of_a_link_counts(asked):
    for at in range(len(asked.token)):
        other = "A" if asked.token[at] != "A" else "B"
        with pytest.raises(LinkClosed):
            look(asked.token[:at] + other + asked.token[at + 1 :])


@pytest.mark.parametrize("salt", ["reviews.preferences", "reviews.guest-pass", "reviews.seen"])
def test_what_was_signed_for_something_else_opens_nothing(asked, salt):
    body = asked.token.rpartition("~")[0]
    with pytest.raises(LinkClosed):
        look(Signer(salt=salt, sep="~").sign(body))


def test_a_new_key_leaves_links_alone_while_the_old_one_is_kept(asked, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old]
    assert look(asked.token) == asked.invitation
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LinkClosed):
        look(asked.token)


# --- every use is kept


def test_every_use_is_in_the_history_and_looking_is_none(asked):
    look(asked.token)
    assert not Visit.objects.exists()
    guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    query = Query.objects.get(number=1)
    reply = answering.reply(query=query, by=asked.guest, body="It is 6.50.", now=LATER)
    invitations.revoke(invitation=asked.invitation, by=asked.editor, now=LATER)
    with pytest.raises(LinkClosed):
        look(asked.token)
    kept = Visit.objects.order_by("pk").values_list("kind", "reason", "query", "reply")
    assert list(kept) == [
        ("opened", "", None, None),
        ("replied", "", query.pk, reply.pk),
        ("refused", "revoked", None, None),
    ]


def test_refusals_say_why_and_do_not_fill_the_history(asked):
    old = asked.token
    invitations.replace_link(invitation=asked.invitation, by=asked.editor, now=LATER)
    for _ in range(5):
        with pytest.raises(LinkClosed):
            look(old)
    with pytest.raises(LinkClosed):
        look(token_of(Invitation.objects.get()), now=asked.invitation.expires_at)
    with pytest.raises(LinkClosed):
        look(old, now=LATER + timedelta(minutes=11))
    kept = Visit.objects.order_by("pk").values_list("kind", "reason")
    assert list(kept) == [("refused", "replaced"), ("refused", "expired"), ("refused", "replaced")]


def test_who_is_signed_in_does_not_act_as_a_guest(asked):
    for person in (asked.editor, asked.admin, asked.stranger):
        with pytest.raises(SignedInHere):
            guest_sessions.enter(asked.token, viewer=person, now=LATER)
    assert set(Visit.objects.values_list("kind", "reason")) == {("refused", "signed_in")}


def test_the_desk_sees_who_opened_it_and_answered_how_many(asked, django_assert_max_num_queries):
    guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    answering.reply(query=Query.objects.get(number=1), by=asked.guest, body="It is 6.50.", now=LATER)
    (guest,) = invitations.of_article(asked.article, now=LATER)
    assert (guest.is_active, guest.asked, guest.answered, guest.opened_at) == (True, 2, 1, LATER)
    for number in range(12):
        make_guest(asked.article, by=asked.editor, name=f"Guest {number}")
    with django_assert_max_num_queries(4):
        assert len(invitations.of_article(asked.article, now=LATER)) == 13


def test_visits_are_never_changed(asked):
    guest_sessions.enter(asked.token, viewer=NOBODY, now=LATER)
    visit = Visit.objects.get()
    visit.kind = "refused"
    with pytest.raises(Conflict):
        visit.save()
    with pytest.raises(Conflict):
        Visit.objects.update(kind="refused")


# --- mail


def test_the_invitation_is_one_mail_with_their_queries_and_the_link_as_its_button(asked, settings):
    (mail,) = mails(asked, settings)
    assert "Ruth Adeyemi asks you to answer 2 queries about “Ferry runs at night again”." in mail.text
    assert "Is “6.50 euros” right?" in mail.text
    assert "Please answer the queries below. No account needed." in mail.text
    assert "Is “single ticket” right?" not in mail.text
    assert f"{settings.COPYDESK_URL}{signed_links.to_guest(asked.invitation)}" in mail.text
    assert "/articles/" not in mail.text
    assert "/articles/" not in mail.html


def test_a_guest_hears_of_their_own_queries_and_of_no_others(asked, settings):
    mails(asked, settings)
    mine, __, other = Query.objects.order_by("number")
    answering.reply(query=other, by=asked.writer, body="The other one.", now=LATER)
    answering.reply(query=mine, by=asked.reader, body="Are you sure?", now=LATER)
    fresh = list(mails(asked, settings))[1:]
    assert len(fresh) == 1
    assert "Are you sure?" in fresh[0].text
    assert "pass it to somebody" not in fresh[0].text
    assert signed_links.to_guest(asked.invitation, [mine]) in fresh[0].text


def test_a_query_that_was_taken_from_them_is_nothing_they_hear_of(asked, settings):
    mine = Query.objects.get(number=1)
    answering.reply(query=mine, by=asked.guest, body="It is 6.50.", now=LATER)
    answering.assign(query=mine, to=asked.writer, by=asked.editor, now=LATER)
    before = mails(asked, settings).count()
    answering.reply(query=mine, by=asked.editor, body="Between us: is that so?", now=LATER)
    assert mails(asked, settings).count() == before
    assert mine not in access.guest_queries(asked.guest, asked.article)


def test_a_later_query_is_handed_to_a_guest_like_to_anybody(asked, settings):
    mails(asked, settings)
    later = make_query(
        asked.article, "23.40", by=asked.editor, question="Winter, too?", assigned_to=asked.guest
    )
    fresh = mails(asked, settings).last()
    assert "Winter, too?" in fresh.text
    assert "Please answer it." in fresh.text
    answering.reply(query=later, by=asked.guest, body="Yes.", now=LATER)


def test_a_withdrawn_guest_is_told_nothing_and_the_next_in_line_is(asked, settings):
    mails(asked, settings)
    answering.reply(query=Query.objects.get(number=1), by=asked.editor, body="Well?", now=LATER)
    invitations.revoke(invitation=asked.invitation, by=asked.editor, now=LATER)
    assert mails(asked, settings).count() == 1
    answering.reply(query=Query.objects.get(number=2), by=asked.editor, body="Well?", now=LATER)
    assert not Notification.objects.filter(recipient=asked.guest, event__happened_at=LATER, state="sent")


def test_a_lost_link_is_mailed_again_to_the_address_on_file_alone(asked, settings):
    mails(asked, settings)
    for _ in range(3):
        guest_sessions.ask_for_link(asked.token, now=LATER)
    fresh = list(mails(asked, settings))[1:]
    assert len(fresh) == 1
    assert "Here is your link to “Ferry runs at night again”." in fresh[0].text
    assert Visit.objects.get().kind == "link_asked"
    guest_sessions.ask_for_link(asked.token, now=LATER + timedelta(minutes=11))
    assert mails(asked, settings, now=LATER + timedelta(minutes=12)).count() == 3


def test_an_older_link_has_the_newest_mailed(asked, settings):
    invitations.replace_link(invitation=asked.invitation, by=asked.editor, now=LATER)
    guest_sessions.ask_for_link(asked.token, now=LATER)
    last = mails(asked, settings).last()
    assert signed_links.to_guest(Invitation.objects.get()) in last.text


@pytest.mark.parametrize("end", ["revoked", "expired", "spiked"])
def test_no_link_is_mailed_once_the_invitation_has_ended(asked, settings, end):
    mails(asked, settings)
    now = LATER
    if end == "revoked":
        invitations.revoke(invitation=asked.invitation, by=asked.editor, now=LATER)
    elif end == "spiked":
        filing.spike(article=asked.article, by=asked.editor, now=LATER)
    else:
        now = asked.invitation.expires_at
    guest_sessions.ask_for_link(asked.token, now=now)
    assert mails(asked, settings, now=now).count() == 1


def test_an_invited_guest_can_be_asked_and_an_uninvited_one_cannot(asked):
    stranger = make_guest(make_article(asked.desk), by=asked.editor, name="Sami Aziz").person
    with pytest.raises(QueryRefused):
        make_query(asked.article, "23.40", by=asked.editor, assigned_to=stranger)
