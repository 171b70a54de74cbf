"""What no person wrote is never posted and never answered."""

import pytest

from reviews.inbound.parsing import auto_replies, reading
from reviews.models import Answer, InboundMail, Notification, Query, Reply
from reviews.notifications import mail_data
from reviews.notifications.mail import rendering
from tests.reviews.inbound import mails

TAGS = (
    "",
    "[External] ",
    "[EXT] ",
    "EXTERNAL: ",
    "(Extern) ",
    "*EXT* ",
    "[SPAM?] ",
    "Re: ",
    "AW: ",
    "[External] Re: ",
)
AUTOMATIC = [
    "Automatic reply",
    "Auto-Reply",
    "Autoreply",
    "Auto Response",
    "Out of Office",
    "Out of the office",
    "On vacation",
    "Abwesenheitsnotiz",
    "Automatische Antwort",
    "Nicht im Büro",
    "Réponse automatique ",
    "Absence du bureau",
    "Respuesta automática",
    "Fuera de la oficina",
    "Risposta automatica",
    "Resposta automática",
    "Automatisch antwoord",
    "Afwezig",
    "Autosvar",
    "Automatiskt svar",
    "Automatisk svar",
    "Automaattinen vastaus",
    "Odpowiedź automatyczna",
    "Automatická odpověď",
    "Automatikus válasz",
    "Răspuns automat",
    "Автоответ",
    "Автоматический ответ",
    "Автоматична відповідь",
    "Αυτόματη απάντηση",
    "Otomatik yanıt",
    "رد تلقائي",
    "الرد التلقائي",
    "תשובה אוטומטית",
    "מענה אוטומטי",
    "自動応答",
    "自動返信",
    "自动回复",
    "自動回覆",
    "자동 회신",
]
BY_HEADERS = [
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated (rejected)"},
    {"Auto-Submitted": "auto-replied; owner-email=mara@paper.example"},
    {"Auto-Submitted": "AUTO-NOTIFIED"},
    {"Precedence": "auto_reply"},
    {"X-Autoreply": "yes"},
    {"X-Autorespond": "vacation"},
    {"Return-Path": "<>"},
    {"Return-Path": "< >"},
    {"Subject": "Abwesenheitsnotiz"},
    *({"Subject": f"{TAGS[n % len(TAGS)]}{said}: [Desk] Ferry"} for n, said in enumerate(AUTOMATIC)),
    *({"Subject": f"{tag}Automatic reply: [Desk] Ferry"} for tag in TAGS),
]
BY_SENDER = ["MAILER-DAEMON@paper.example", "postmaster@paper.example", "no-reply@paper.example"]
PEOPLE = [
    {},
    {"Auto-Submitted": "no"},
    {"X-Auto-Response-Suppress": "None"},
    {"X-Auto-Response-Suppress": "OOF, AutoReply"},
    {"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"},
    {"Return-Path": "<mara@paper.example>"},
    {"Subject": "Re: [Desk] Out of office, out of mind"},
    {"Subject": "AW: [Desk] Automatic reply: how machines write"},
    {"Subject": "[External] Re: [Desk] On holiday"},
    {"Subject": "Re: [Desk] Abwesenheit des Bürgermeisters"},
    {"Precedence": "first-class"},
]
STRONG = [
    {"Precedence": "bulk"},
    {"Precedence": "junk"},
    {"Subject": "Away from my desk until Monday"},
    {"Subject": "[EXT] I am away"},
    {"Subject": "Im Urlaub bis Montag"},
]
WEAK = [
    {"X-Auto-Response-Suppress": "All"},
    {"Precedence": "list"},
    {"List-Id": "<desk.paper.example>"},
    {"List-Unsubscribe": "<mailto:leave@paper.example>"},
    {"Mailing-List": "desk"},
    {"X-Loop": "desk@paper.example"},
    {"Precedence": "list", "List-Id": "<desk.paper.example>", "List-Post": "<mailto:desk@paper.example>"},
]
QUOTING = f"It is 6.50.\n\nOn Thu, Mar 5, 2026 at 2:10 PM {mails.SENDER} wrote:\n\n{mails.quoted()}"


def read(headers, sender="mara@paper.example"):
    lines = [f"{name}: {value}" for name, value in {"From": sender, **headers}.items()]
    return reading.read("\r\n".join([*lines, "", "Words"]).encode())


def judged(headers, sender="mara@paper.example"):
    return auto_replies.reason_not_to_answer(read(headers, sender), ours=lambda name: False)


@pytest.mark.parametrize("headers", BY_HEADERS)
def test_machines_by_what_they_say(headers):
    assert judged(headers)


@pytest.mark.parametrize("sender", BY_SENDER)
def test_machines_by_their_address(sender):
    assert judged({}, sender)


@pytest.mark.parametrize("headers", PEOPLE)
def test_people(headers):
    assert judged(headers) == ""
    assert auto_replies.suspicion(read(headers)) is None


@pytest.mark.parametrize("headers", PEOPLE)
def test_people_answer(desk, headers):
    row = desk.post("It is 6.50.", person=desk.writer, headers=headers)
    assert (row.state, desk.query.state) == (InboundMail.State.TAKEN, Query.State.ANSWERED)


@pytest.mark.parametrize(
    ("headers", "is_strong"), [*((one, True) for one in STRONG), *((one, False) for one in WEAK)]
)
def test_what_servers_and_lists_add_proves_nothing(headers, is_strong):
    assert judged(headers) == ""
    assert auto_replies.suspicion(read(headers)).is_strong == is_strong


@pytest.mark.parametrize("headers", [*STRONG, *WEAK])
def test_who_quotes_our_mail_is_a_person_whatever_their_server_adds(desk, headers):
    row = desk.post(QUOTING, person=desk.writer, headers=headers)
    assert row.state == InboundMail.State.TAKEN
    assert Reply.objects.get().body == "It is 6.50."
    assert desk.query.state == Query.State.ANSWERED


@pytest.mark.parametrize("headers", WEAK)
@pytest.mark.parametrize("text", ["It is 6.50.", "OK", "resolve", "Change to: 5.60 euros"])
def test_who_does_not_is_posted_whole_and_hears_that_it_settled_nothing(desk, headers, text):
    row = desk.post(text, person=desk.writer, headers=headers)
    assert row.state == InboundMail.State.TAKEN
    reply = Reply.objects.get()
    assert (reply.body, reply.proposed) == (text, "")
    assert (desk.query.state, desk.query.remark) == (Query.State.OPEN, "It may have been sent automatically.")
    person, said = desk.said(row)
    assert person == desk.writer
    assert "which is still open. It may have been sent automatically. To add more" in said


@pytest.mark.parametrize("headers", STRONG)
def test_what_looks_like_a_program_is_ignored(desk, headers):
    row = desk.post("I am away until Monday.", person=desk.writer, headers=headers)
    assert (row.state, Reply.objects.count(), Answer.objects.count()) == (InboundMail.State.IGNORED, 0, 0)
    assert desk.query.state == Query.State.OPEN


@pytest.mark.parametrize("headers", WEAK)
def test_nobody_is_warned_of_a_lists_mail(desk, headers):
    row = desk.post("Hello all", person=desk.writer, sender="olga@else.example", headers=headers)
    assert (row.state, Answer.objects.count()) == (InboundMail.State.IGNORED, 0)


def test_a_second_doubtful_mail_leaves_an_answer_an_answer(desk):
    desk.post("It is 6.50.", person=desk.writer)
    desk.post("Thanks", person=desk.writer, headers=WEAK[0])
    assert (desk.query.state, desk.query.remark) == (Query.State.ANSWERED, "")
    assert Reply.objects.count() == 2


def test_what_goes_round_in_circles():
    hops = b"Received: from a by b\r\n" * 41
    mail = reading.read(hops + b"From: mara@paper.example\r\n\r\nx")
    assert "circles" in auto_replies.reason_not_to_answer(mail, ours=lambda name: False)


@pytest.mark.parametrize("headers", BY_HEADERS[::4])
def test_they_are_neither_posted_nor_answered(desk, headers):
    row = desk.post("I am away until Monday.", person=desk.writer, headers=headers)
    assert row.state == InboundMail.State.IGNORED
    assert row.reason
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()


def test_our_own_mail_that_comes_back_is_neither(desk):
    """Whatever a server on the way takes out of it: its id is known, and so is our address."""
    (article_mail,) = mail_data.load(Notification.objects.filter(recipient=desk.writer))
    mail = rendering.render(article_mail)
    row = desk.post(mail.text, person=desk.writer, headers={"Message-ID": mail.message_id})
    assert (row.state, row.reason) == (InboundMail.State.IGNORED, "our own mail, come back")
    row = desk.post("Hello", person=desk.writer, sender="Copydesk <copydesk@localhost>")
    assert row.state == InboundMail.State.IGNORED
    row = desk.post("Hello", person=desk.writer, sender=desk.address(desk.writer))
    assert row.state == InboundMail.State.IGNORED
    assert not Reply.objects.exists()
    assert not Answer.objects.exists()


def test_an_answer_of_ours_is_not_answered_by_us(desk):
    """Two newsrooms that answer each other stop after one mail."""
    from reviews.inbound import responses

    row = desk.post("resolve", person=desk.writer)
    mail = responses.render(row.answers.get())
    assert mail.headers["Auto-Submitted"] == "auto-replied"
    back = desk.post(mail.text, person=desk.writer, headers=mail.headers)
    assert back.state == InboundMail.State.IGNORED
    assert Answer.objects.count() == 1
