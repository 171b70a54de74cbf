"""What an answer does: the same as on the page, and what was done is said."""

from datetime import timedelta

import pytest

from articles.models import Article
from newsroom.models import Membership
from reviews.guests import invitations
from reviews.inbound.parsing import reply_text
from reviews.models import Answer, Attachment, Event, InboundMail, Query, Visit
from reviews.notifications.mail.reply_addresses import About
from reviews.queries import proposals
from tests.factories import NOW, make_guest, make_query
from tests.reviews.inbound import mails

State = InboundMail.State


def replies(query):
    return list(query.replies.values_list("author__name", "body"))


def test_an_answer_is_a_reply_in_the_thread_and_needs_no_confirmation(desk):
    row = desk.post(mails.MARKED["gmail"][0], person=desk.writer)
    assert (row.state, row.person, row.article) == (State.TAKEN, desk.writer, desk.article)
    assert replies(desk.query) == [("Mara Velde", mails.LONG)]
    assert desk.query.state == Query.State.ANSWERED
    assert desk.query.replies.get().mail == row
    assert desk.said(row) == (None, "")
    assert Event.objects.filter(kind=Event.Kind.REPLIED, actor=desk.writer).count() == 1


@pytest.mark.parametrize("name", ["outlook", "arabic, gmail", "german, outlook", "below the quote"])
def test_from_every_program(desk, name):
    text, introduction = mails.MARKED[name]
    desk.post(text, person=desk.writer)
    assert [body for _, body in replies(desk.query)] == ([introduction] if introduction else [])


def test_a_page_alone_is_an_answer_too(desk):
    page = (
        "<div dir='ltr'>It is <b>6.50</b>.</div><br><div class='gmail_quote'>"
        f"<div>On Thu, Mar 5, 2026 at 2:10 PM Copydesk &lt;{mails.ADDRESS}&gt; wrote:<br></div>"
        f"<blockquote><p>{mails.LINE}</p><p>Ruth</p></blockquote></div>"
    )
    desk.post("", html=page, person=desk.writer)
    assert replies(desk.query) == [("Mara Velde", "It is 6.50.")]


def test_an_answer_that_does_not_answer_is_posted_and_its_writer_hears_why(desk):
    row = desk.post("yes", person=desk.writer)
    assert replies(desk.query) == [("Mara Velde", "yes")]
    assert desk.query.state == Query.State.OPEN
    person, said = desk.said(row)
    assert person == desk.writer
    assert "which is still open" in said
    assert desk.query.remark in said


SIGNED = "-- \nMara Velde\nReporter, The Saltmarsh Courier"
INTRODUCTION = f"On Sun, Nov 29, 2026 at 10:15 AM Copydesk <{mails.ADDRESS}> wrote:"


@pytest.mark.parametrize(
    "text",
    [
        f"{INTRODUCTION}\n\n{mails.quoted()}\n\n{SIGNED}",
        f"{SIGNED}\n\n{INTRODUCTION}\n\n{mails.quoted()}",
        SIGNED,
        "Sent from my iPhone",
    ],
)
def test_a_signature_alone_is_no_answer(desk, text):
    row = desk.post(text, person=desk.writer)
    assert (row.state, replies(desk.query), desk.query.state) == (State.REFUSED, [], Query.State.OPEN)
    assert "Write your reply above the line at the top of the email" in desk.said(row)[1]


@pytest.mark.parametrize(
    ("text", "introduction", "why"),
    [
        ("Thanks!", "Thanks!", "It may be just a signature or a thank-you."),
        ("Mara Velde", "Mara Velde", "It may be just a signature or a thank-you."),
        (f"{INTRODUCTION}\n\nresolve\n\n{mails.quoted()}", "resolve", "It may contain quoted text."),
        (f"{INTRODUCTION}\n\n> OK\n{mails.quoted()}", "OK", "It may contain quoted text."),
        (f"See {mails.ADDRESS}", f"See {mails.ADDRESS}", "It may contain quoted text."),
    ],
)
def test_what_is_doubtful_is_posted_whole_and_settles_nothing(desk, text, introduction, why):
    row = desk.post(text, person=desk.writer)
    assert replies(desk.query) == [("Mara Velde", introduction)]
    assert (row.state, desk.query.state, desk.query.remark) == (State.TAKEN, Query.State.OPEN, why)
    person, said = desk.said(row)
    assert person == desk.writer
    assert f"which is still open. {why} To add more, reply again" in said


def test_who_asked_sees_why_a_doubtful_answer_settled_nothing(desk, client):
    desk.post("Thanks!", person=desk.writer)
    client.force_login(desk.editor)
    page = client.get(f"/articles/{desk.article.slug}/").content.decode()
    assert "It may be just a signature or a thank-you." in page


def test_words_after_a_doubtful_answer_settle_it(desk):
    desk.post("Thanks!", person=desk.writer)
    desk.post("It is 6.50.", person=desk.writer)
    assert (desk.query.state, desk.query.remark) == (Query.State.ANSWERED, "")


def test_a_doubtful_answer_to_what_was_answered_leaves_it_answered(desk):
    desk.post("It is 6.50.", person=desk.writer)
    row = desk.post("Thanks!", person=desk.writer)
    assert desk.query.state == Query.State.ANSWERED
    assert "is answered" in desk.said(row)[1]


@pytest.mark.parametrize("signature", [SIGNED, "Thanks!", "Best,\nMara", "Mara", "Sent from my iPhone"])
@pytest.mark.parametrize("is_below", [True, False])
def test_a_word_with_a_signature_is_still_that_word(desk, signature, is_below):
    query = make_query(desk.article, "23.40", by=desk.editor, question="Please check the time.")
    above, below = ("", f"\n\n{signature}") if is_below else (f"\n\n{signature}", "")
    text = f"OK{above}\n\n{INTRODUCTION}\n\n{mails.quoted()}{below}"
    row = desk.post(text, person=desk.writer, to=desk.address(desk.writer, pk=query.pk))
    assert "is answered" in desk.said(row)[1]
    text = text.replace("OK", "resolve", 1).replace("Mara", "Ruth")
    desk.post(text, person=desk.editor)
    assert (desk.query.state, replies(desk.query)) == (Query.State.RESOLVED, [])


def test_a_proposal_with_a_signature_below_the_quote_is_a_proposal(desk):
    desk.post(f"“6.50” → “5.60”\n\n{INTRODUCTION}\n\n{mails.quoted()}\n\n{SIGNED}", person=desk.writer)
    assert desk.query.replies.get().proposed == "5.60 euros"


def test_an_empty_answer_is_answered_with_how_to_write_one(desk):
    row = desk.post(mails.MARKED["only a quote"][0], person=desk.writer)
    assert row.state == State.REFUSED
    assert not replies(desk.query)
    assert "Write your reply above the line at the top of the email" in desk.said(row)[1]


def test_ok_answers_and_is_confirmed(desk):
    query = make_query(desk.article, "23.40", by=desk.editor, question="Please check the time.")
    row = desk.post("OK", person=desk.writer, to=desk.address(desk.writer, pk=query.pk))
    query.refresh_from_db()
    assert replies(query) == [("Mara Velde", "OK")]
    assert query.state == Query.State.ANSWERED
    said = desk.said(row)[1]
    assert "“Please check the time.”, is answered" in said
    assert "To change your answer, reply again" in said
    assert "https://desk.example/articles/" in said


def test_ok_of_who_asked_settles_what_was_answered(desk):
    desk.post("It is 6.50.", person=desk.writer)
    row = desk.post("Ok!\n\nRuth", person=desk.editor)
    assert desk.query.state == Query.State.RESOLVED
    assert desk.query.resolved_by == desk.editor
    assert "is resolved. To reopen it, reply “reopen”" in desk.said(row)[1]


def test_ok_of_who_asked_settles_nothing_before_there_is_an_answer(desk):
    desk.post("OK", person=desk.editor)
    assert desk.query.state == Query.State.OPEN


@pytest.mark.parametrize("word", ["resolve", "Resolved.", "CLOSE", "closed", "“resolve”"])
def test_resolve_closes_and_is_confirmed_with_the_way_back(desk, word):
    row = desk.post(word, person=desk.editor)
    assert row.state == State.TAKEN
    assert desk.query.state == Query.State.RESOLVED
    assert not replies(desk.query)
    assert "Query 1, “6.50 or 5.60?”, is resolved. To reopen it, reply “reopen”" in desk.said(row)[1]
    again = desk.post("reopen", person=desk.editor)
    assert desk.query.state == Query.State.OPEN
    assert "still open" in desk.said(again)[1]


def test_words_below_resolve_are_kept(desk):
    desk.post("resolve\n\nThe page is right: 6.50.", person=desk.editor)
    assert replies(desk.query) == [("Ruth Adeyemi", "The page is right: 6.50.")]
    assert desk.query.state == Query.State.RESOLVED


def test_who_may_not_resolve_hears_why_and_their_words_are_kept(desk):
    row = desk.post("resolve", person=desk.writer)
    assert (row.state, desk.query.state) == (State.REFUSED, Query.State.OPEN)
    assert "Only the person who asked, or a desk editor or reader, can resolve this." in desk.said(row)[1]
    assert "> resolve" in desk.said(row)[1]
    row = desk.post("resolve\nIt is 6.50.", person=desk.writer)
    assert row.state == State.TAKEN
    assert replies(desk.query) == [("Mara Velde", "It is 6.50.")]
    assert "Only the person who asked, or a desk editor or reader, can resolve this." in desk.said(row)[1]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Change to: “5.60 euros”", "5.60 euros"),
        ("change it to: 5.60 euros", "5.60 euros"),
        ("Replace with: “5.60 euros”.", "5.60 euros"),
        ("“6.50” → “5.60”", "5.60 euros"),
        ('"6.50 euros" -> "5.60 euros"', "5.60 euros"),
        ("„6.50“ => „5.60“", "5.60 euros"),
        ("«5.60» ← «6.50»", "5.60 euros"),
    ],
)
def test_one_line_with_other_words_is_a_proposal(desk, text, proposed):
    row = desk.post(text + "\n\n-- \nMara", person=desk.writer)
    reply = desk.query.replies.get()
    assert (reply.body, reply.proposed, reply.replaces) == ("", proposed, "6.50 euros")
    said = desk.said(row)[1]
    assert f"Suggested for query 1: “{proposed}” instead of “6.50 euros”" in said
    assert "The copy changes once someone accepts it" in said
    proposals.accept(query=desk.query, by=desk.editor, reply=reply, now=NOW)
    assert "5.60 euros" in Article.objects.get(pk=desk.article.pk).document.content


@pytest.mark.parametrize("text", ["“7.00” → “5.60”", "“6.50 euros in May” → “5.60”"])
def test_other_words_for_what_does_not_stand_there_are_taken_as_words(desk, text):
    row = desk.post(text, person=desk.writer)
    assert replies(desk.query) == [("Mara Velde", text)]
    assert desk.query.replies.get().proposed == ""
    assert "is not in the passage exactly once" in desk.said(row)[1]


def test_a_proposal_for_words_that_are_gone_is_taken_as_words(desk):
    desk.query.anchor.state = "detached"
    desk.query.anchor.save()
    row = desk.post("Change to: 5.60 euros", person=desk.writer)
    assert replies(desk.query) == [("Mara Velde", "Change to: 5.60 euros")]
    assert "has been deleted" in desk.said(row)[1]


def test_several_queries_are_answered_by_their_numbers(desk):
    second = make_query(desk.article, "23.40", by=desk.editor, question="Which day?")
    text = "Hi Ruth,\n\n#1: It is 6.50.\nSince January.\n\n#2 Every day."
    row = desk.post(text, person=desk.writer, to=desk.address(desk.writer, about=About.ARTICLE))
    assert row.state == State.TAKEN
    assert replies(desk.query) == [("Mara Velde", "It is 6.50.\nSince January.")]
    assert replies(second) == [("Mara Velde", "Every day.")]


def test_a_number_of_a_query_that_is_not_there_does_not_keep_the_others_back(desk):
    row = desk.post(
        "#1: It is 6.50.\n#9: No.", person=desk.writer, to=desk.address(desk.writer, about=About.ARTICLE)
    )
    assert row.state == State.TAKEN
    assert replies(desk.query) == [("Mara Velde", "It is 6.50.")]
    assert "has no query 9" in desk.said(row)[1]
    assert "> #9: No." in desk.said(row)[1]


def test_without_a_number_no_query_is_guessed_at(desk):
    second = make_query(desk.article, "23.40", by=desk.editor, question="Which day?")
    row = desk.post("Every day.", person=desk.writer, to=desk.address(desk.writer, about=About.ARTICLE))
    assert row.state == State.REFUSED
    assert not replies(desk.query) + replies(second)
    said = desk.said(row)[1]
    assert "Write the number before each answer, as in “#3: …”" in said
    assert "#1: 6.50 or 5.60?; #2: Which day?" in said
    assert "> Every day." in said


def test_not_even_the_only_query_is_guessed_at(desk):
    """A mail that a story was released says nothing of queries, and “great!” is no answer to one."""
    row = desk.post("Great!", person=desk.writer, to=desk.address(desk.writer, about=About.ARTICLE))
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "Open: #1: 6.50 or 5.60?" in desk.said(row)[1]


def test_a_mail_about_several_articles_is_not_answered_by_mail(desk):
    to = desk.address(desk.writer, about=About.NEITHER, pk=desk.article.pk)
    row = desk.post("#1: It is 6.50.", person=desk.writer, to=to)
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "about several stories" in desk.said(row)[1]
    assert "> #1: It is 6.50." in desk.said(row)[1]


@pytest.mark.parametrize(
    "text", ["#2 Every day.", "#2 in the charts that year.", "#11 One.", "#1 One.", "#2"]
)
def test_a_number_in_an_answer_to_one_query_is_words(desk, text):
    second = make_query(desk.article, "23.40", by=desk.editor, question="Which day?")
    row = desk.post(text, person=desk.writer)
    assert row.state == State.TAKEN
    assert replies(desk.query) == [("Mara Velde", text)]
    assert desk.query.state == Query.State.ANSWERED
    assert not replies(second)


@pytest.mark.parametrize("text", ["#2: Every day.", "#1: It is 6.50.\n\n#2: Every day.", "#2: OK"])
def test_an_answer_to_one_query_that_names_others_is_posted_whole_and_settles_nothing(desk, text):
    second = make_query(desk.article, "23.40", by=desk.editor, question="Which day?")
    row = desk.post(text, person=desk.writer)
    assert row.state == State.TAKEN
    assert replies(desk.query) == [("Mara Velde", text)]
    assert (desk.query.state, desk.query.remark) == (
        Query.State.OPEN,
        "It names other queries, but is a reply to the email about this one.",
    )
    assert not replies(second)
    person, said = desk.said(row)
    assert person == desk.writer
    assert "which is still open. It names other queries" in said


def test_numbers_of_queries_that_their_writer_does_not_see_are_words(desk):
    make_query(desk.article, "23.40", by=desk.editor, question="A secret question?")
    guest = make_guest(desk.article, by=desk.editor, now=NOW, numbers=[1]).person
    desk.post("#2: Every day.", person=guest)
    assert (desk.query.state, replies(desk.query)) == (Query.State.ANSWERED, [(guest.name, "#2: Every day.")])


def test_files_come_with_the_reply(desk):
    row = desk.post("See the leaflet.", person=desk.writer, files=[("leaflet.pdf", b"%PDF"), ("b.txt", b"b")])
    kept = Attachment.objects.all()
    assert [(one.name, one.size) for one in kept] == [("leaflet.pdf", 4), ("b.txt", 1)]
    with kept[0].file.open() as file:
        assert file.read() == b"%PDF"
    assert {one.reply for one in kept} == {desk.query.replies.get()}
    assert "leaflet" not in kept[0].file.name
    assert desk.said(row) == (None, "")


def test_files_alone_are_a_reply(desk):
    desk.post("", person=desk.writer, files=[("leaflet.pdf", b"%PDF")])
    assert replies(desk.query) == [("Mara Velde", "Sent a file, no text.")]
    assert Attachment.objects.count() == 1


def test_too_many_or_too_large_files_are_named_and_the_words_are_kept(desk, monkeypatch):
    monkeypatch.setattr("reviews.inbound.parsing.reply_text.MOST_FILE_BYTES", 1000)
    files = [("large.bin", b"x" * 1001), *((f"{n}.txt", b"x") for n in range(11))]
    row = desk.post("See these.", person=desk.writer, files=files)
    assert replies(desk.query) == [("Mara Velde", "See these.")]
    assert Attachment.objects.exclude(file="").count() == 10
    assert [one.name for one in Attachment.objects.filter(file="")] == ["large.bin", "10.txt"]
    assert "Not saved: large.bin, 10.txt." in desk.said(row)[1]


def test_as_much_as_is_promised_is_taken(desk):
    files = [(f"{n}.jpg", bytes([n]) * (reply_text.MOST_FILE_BYTES // 10)) for n in range(10)]
    row = desk.post("All of them.", person=desk.writer, files=files)
    assert (row.state, desk.said(row)) == (State.TAKEN, (None, ""))
    assert sum(one.file.size for one in Attachment.objects.all()) == reply_text.MOST_FILE_BYTES


def test_of_a_mail_that_is_too_large_the_words_are_kept(desk, monkeypatch):
    monkeypatch.setattr("reviews.inbound.receiving.MOST_BYTES", 4000)
    row = desk.post("See this.", person=desk.writer, files=[("large.bin", b"x" * 9000)])
    assert row.size > 9000
    assert replies(desk.query) == [("Mara Velde", "See this.")]
    assert [(one.name, bool(one.file)) for one in Attachment.objects.all()] == [
        ("the files of this email", False)
    ]
    said = desk.said(row)[1]
    assert "Your email is too large, so its files were not saved. Please reply again" in said
    assert "at most 10 files, 10 MB in total" in said
    assert "Your email is too large" in row.reason


@pytest.fixture
def large(desk, monkeypatch):
    """A mail that holds no words as far as it is kept."""
    monkeypatch.setattr("reviews.inbound.receiving.MOST_BYTES", 4000)
    files = [("large.bin", b"x" * 9000)]
    return lambda headers=(): desk.mail("", person=desk.writer, files=files, headers=headers)


def test_a_large_mail_without_words_changes_nothing_and_is_answered_once(desk, large):
    raw = large()
    before = desk.query.state
    row = desk.take(raw)
    assert (row.state, replies(desk.query), desk.query.state) == (State.REFUSED, [], before)
    assert "Your email is too large, so nothing was saved." in row.reason
    person, said = desk.said(row)
    assert person == desk.writer
    assert "Your email is too large, so nothing was saved. Please reply again" in said
    assert desk.take(raw) is None
    assert Answer.objects.count() == 1
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"Auto-Submitted": "auto-replied"}, State.IGNORED),
        ({"Precedence": "bulk"}, State.IGNORED),
        ({"From": "somebody@else.example"}, State.REFUSED),
    ],
)
def test_a_large_mail_of_a_machine_or_of_somebody_else_is_not_answered(desk, large, headers, state):
    row = desk.take(large(headers))
    assert (row.state, replies(desk.query)) == (state, [])
    assert not Answer.objects.exclude(person=desk.writer, subject="Email not accepted").exists()


def test_an_answer_that_is_too_long_comes_back(desk):
    row = desk.post("word " * 3000, person=desk.writer)
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "8000 characters maximum" in desk.said(row)[1]


def test_who_lost_their_part_is_told_so_and_learns_nothing(desk):
    Membership.objects.filter(user=desk.writer).delete()
    row = desk.post("It is 6.50.", person=desk.writer)
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    person, said = desk.said(row)
    assert person == desk.writer
    assert "You no longer have access to this story" in said
    assert "Ferry" not in said


def test_who_may_see_but_not_reply_is_told_so(desk):
    row = desk.post("I think 6.50.", person=desk.colleague)
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "Only the author, the assignee, or a desk editor or reader can reply." in desk.said(row)[1]


def test_a_guest_answers_by_mail_what_they_are_asked_and_sees_nothing_else(desk):
    invitation = make_guest(desk.article, by=desk.editor, now=NOW, numbers=[1])
    guest = invitation.person
    make_query(desk.article, "23.40", by=desk.editor, question="A secret question?")
    row = desk.post("#1: Let me see.", person=guest, to=desk.address(guest, about=About.ARTICLE))
    assert row.state == State.TAKEN
    assert replies(desk.query) == [(guest.name, "Let me see.")]
    assert Visit.objects.filter(invitation=invitation, kind=Visit.Kind.REPLIED).count() == 1
    row = desk.post("#2: What is that?", person=guest, to=desk.address(guest, about=About.ARTICLE))
    assert "has no query 2" in desk.said(row)[1]
    row = desk.post("resolve", person=guest)
    assert (row.state, desk.query.is_open) == (State.REFUSED, True)
    assert "secret" not in " ".join(desk.said(row)[1] for row in InboundMail.objects.all())


def test_a_guest_whose_invitation_was_withdrawn_is_refused(desk):
    invitation = make_guest(desk.article, by=desk.editor, now=NOW, numbers=[1])
    invitations.revoke(invitation=invitation, by=desk.editor, now=NOW)
    row = desk.post("It is 6.50.", person=invitation.person)
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "no longer have access to this story" in desk.said(row)[1]


def test_a_person_without_an_account_is_not_answered(desk):
    desk.writer.is_active = False
    desk.writer.save()
    row = desk.post("It is 6.50.", person=desk.writer)
    assert (row.state, replies(desk.query)) == (State.IGNORED, [])
    assert not Answer.objects.exists()


def test_an_address_is_renewed_with_every_mail_and_ends(desk):
    old = NOW - timedelta(days=61)
    row = desk.post("It is 6.50.", person=desk.writer, to=desk.address(desk.writer, written=old))
    assert (row.state, replies(desk.query)) == (State.REFUSED, [])
    assert "is too old. Please answer on the story page" in desk.said(row)[1]
    assert "https://desk.example/articles/" in desk.said(row)[1]
    in_time = NOW - timedelta(days=59)
    desk.post("It is 6.50.", person=desk.writer, to=desk.address(desk.writer, written=in_time))
    assert replies(desk.query) == [("Mara Velde", "It is 6.50.")]


def test_what_a_program_writes_in_a_persons_name_ends_somewhere(desk, monkeypatch):
    monkeypatch.setattr("reviews.inbound.deciding.MOST_AN_HOUR", 3)
    states = [desk.post(f"Answer {n}", person=desk.writer).state for n in range(5)]
    assert states == [State.TAKEN] * 3 + [State.REFUSED] * 2
    later = NOW + timedelta(hours=3)
    assert desk.post("Answer later", person=desk.writer, now=later).state == State.TAKEN
