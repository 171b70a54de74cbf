"""Whose message is it, what is it about, and may it be acted on: the one place that says so.

Nobody is answered but a person with an account here, at the address of that account, and never a machine:
whoever forges a sender or guesses at addresses hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.models import Alias, User
from reviews import access
from reviews.inbound import acting, authentication, responses
from reviews.inbound.parsing import auto_replies, reading, reports
from reviews.inbound.parsing.reading import Incoming
from reviews.inbound.parsing.reply_text import ReplyText, written_in
from reviews.models import Answer, InboundMail, Notification, Query
from reviews.notifications import bounces
from reviews.notifications.mail import reply_addresses
from reviews.notifications.mail.reply_addresses import About, Address

State = InboundMail.State
MOST_AN_HOUR, MOST_A_DAY = 60, 300
MOST_AN_HOUR_ABOUT_A_STORY, MOST_A_DAY_ABOUT_A_STORY = 40, 150
"""Mails of one person that are taken: a program that writes in a person's name, or that answers ours, stops
there. The rest is kept, and an administrator can have it taken."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a message. ``reason`` is for the administration, ``text`` what the person wrote."""

    state: InboundMail.State
    reason: str = ""
    text: str = ""
    person: User | None = None
    article: Article | None = None


@dataclass(frozen=True)
class Thread:
    """What an address is about, as it stands now; ``query`` is one when it is about one alone."""

    article: Article
    query: Query | None


def decide(row: InboundMail, *, is_whole: bool, now: datetime) -> Verdict:
    """Act on a message, or say why not. In the caller's transaction; ``row`` holds the message's bytes."""
    mail = reading.read(bytes(row.raw or b""))
    if mail.trouble and not mail.text.strip():
        return Verdict(State.QUARANTINED, _("cannot be read: %(reason)s") % {"reason": mail.trouble})
    if auto_replies.is_report(mail):
        return _note_report(row, mail, now=now)
    if reason := auto_replies.reason_not_to_answer(mail, ours=_is_ours):
        return Verdict(State.IGNORED, reason)
    meant = [(address, _person(address)) for address in _answered(row)]
    known = [(address, person) for address, person in meant if person is not None]
    if not known:
        return Verdict(State.IGNORED, _("not sent to a reply address of this installation"))
    own = [(address, person) for address, person in known if mail.sender in _addresses_of(person)]
    suspicion = auto_replies.suspicion(mail)
    if not own and suspicion:
        return Verdict(State.IGNORED, suspicion.reason)
    if not own:
        return _foreign(row, mail, known[0][1], now=now)
    address, person = own[0]
    server = settings.INBOUND_AUTHSERV_ID
    if server and not authentication.is_proven(mail, by=server):
        return _unproven(row, person, now=now)
    written = written_in(mail, person=person, is_whole=is_whole and not mail.trouble)
    if suspicion and not written.quotes_us:
        if suspicion.is_strong or not written.text:
            return Verdict(State.IGNORED, suspicion.reason)
        written = replace(written, doubt=_("It may have been sent automatically."))
    return _decide_answer(row, written, address, person, now=now)


def _decide_answer(
    row: InboundMail, written: ReplyText, address: Address, person: User, *, now: datetime
) -> Verdict:
    """The person wrote this. From here on they hear what became of it."""
    thread = _thread(address)
    if thread is None:
        reason = _("The query or story you replied to no longer exists.")
    elif not access.may_be_asked(person, thread.article, now=now):
        reason = _("You no longer have access to this story, so your email was not accepted.")
    elif address.is_over(now):
        reason = _("The email you replied to is too old. Please answer on the story page: %(link)s") % {
            "link": acting.link_to(thread.article, thread.query, person=person, now=now)
        }
    elif address.about == About.NEITHER:
        reason = _(
            "This is a reply to an email about several stories, so it is unclear which one you mean. "
            "Please answer on the story page, or reply to the email about that story."
        )
    elif too_many := _too_many(person, thread.article, now=now):
        reason = too_many
    else:
        done = acting.act(
            written, person=person, article=thread.article, query=thread.query, mail=row, now=now
        )
        responses.confirm(
            row, person=person, article=thread.article, done=done, written=written, address=address, now=now
        )
        state = State.TAKEN if done.has_saved else State.REFUSED
        return Verdict(state, done.summary, written.text, person, thread.article)
    responses.refuse(row, person=person, reason=reason, written=written, now=now)
    return Verdict(State.REFUSED, reason, written.text, person, thread.article if thread else None)


def _note_report(row: InboundMail, mail: Incoming, *, now: datetime) -> Verdict:
    """A mail of ours came back. The address it came to, or the mail in it, proves that it was ours; both are
    known to whoever got that mail, so the report has to be proven like an answer where that can be done."""
    report = reports.read_report(mail)
    if not report.failures:
        return Verdict(State.IGNORED, _("a delivery report without a permanent failure"))
    sent = _returned(row, report.message_id)
    if sent is None:
        return Verdict(State.IGNORED, _("a delivery report on another system’s email"))
    person, article = sent
    server = settings.INBOUND_AUTHSERV_ID
    if server and not authentication.is_report_proven(mail, by=server):
        reason = _("a bounce report for %(person)s, not verified by DMARC, DKIM or SPF")
        return Verdict(State.REFUSED, reason % {"person": person}, article=article)
    bounces.stop(person, reason=report.failures[0].reason, article=article, now=now)
    return Verdict(
        State.IGNORED,
        _("a bounce report: email to %(person)s is bouncing") % {"person": person},
        article=article,
    )


def _returned(row: InboundMail, message_id: str) -> tuple[User, Article | None] | None:
    for address in reply_addresses.find(row.recipients):
        person = _person(address)
        if address.about == About.RETURN and person is not None:
            return person, Article.objects.select_related("desk").filter(pk=address.pk).first()
    sent = Notification.objects.select_related("recipient", "event__article__desk")
    ours = sent.filter(message_id=message_id).first() if message_id else None
    return (ours.recipient, ours.event.article) if ours else None


def _foreign(row: InboundMail, mail: Incoming, owner: User, *, now: datetime) -> Verdict:
    """Not from the person the address was made for. The person is notified, not the sender."""
    reason = _("sent from %(sender)s, which is not an address of %(person)s here") % {
        "sender": mail.sender or _("no sender"),
        "person": owner,
    }
    if mail.sender:
        sentence = _(
            "An email from %(sender)s arrived at your personal reply address and was not accepted. "
            "If you sent it, write from %(address)s, "
            "or ask an administrator to add that address to your account."
        ) % {"sender": mail.sender, "address": owner.email}
        responses.warn(row, person=owner, sentence=sentence, now=now)
    return Verdict(State.REFUSED, reason)


def _unproven(row: InboundMail, owner: User, *, now: datetime) -> Verdict:
    sentence = _(
        "An email in your name was not accepted, because your mail server did not confirm that you sent it. "
        "Please answer on the story page. If this happens again, contact an administrator."
    )
    responses.warn(row, person=owner, sentence=sentence, now=now)
    return Verdict(State.REFUSED, _("the sender was not verified by DMARC, DKIM or SPF"))


def _answered(row: InboundMail) -> Iterator[Address]:
    return (address for address in reply_addresses.find(row.recipients) if address.about != About.RETURN)


def _person(address: Address) -> User | None:
    return User.objects.at_work().filter(pk=address.person).first()


def _addresses_of(person: User) -> set[str]:
    return {person.email.lower(), *Alias.objects.filter(person=person).values_list("address", flat=True)}


def _thread(address: Address) -> Thread | None:
    if address.about == About.QUERY:
        query = Query.objects.select_related("article__desk", "anchor").filter(pk=address.pk).first()
        return Thread(query.article, query) if query else None
    article = Article.objects.select_related("desk").filter(pk=address.pk).first()
    return Thread(article, None) if article else None


def _too_many(person: User, article: Article, *, now: datetime) -> str:
    """Why this mail is one too many, for the person and the administration; nothing when it is not."""
    taken = InboundMail.objects.filter(person=person, state=State.TAKEN)
    here = taken.filter(article=article)
    hour, day = (timedelta(hours=1), _("an hour")), (timedelta(days=1), _("a day"))
    limits = (
        (taken, *hour, MOST_AN_HOUR),
        (taken, *day, MOST_A_DAY),
        (here, *hour, MOST_AN_HOUR_ABOUT_A_STORY),
        (here, *day, MOST_A_DAY_ABOUT_A_STORY),
    )
    for mails, span, within, most in limits:
        if mails.filter(received_at__gt=now - span).count() >= most:
            sentence = _(
                "More than %(count)d emails from you arrived within %(span)s; this one was not accepted."
            )
            return sentence % {"count": most, "span": within}
    return ""


def _is_ours(name: str) -> bool:
    """A Message-ID that we gave, or an address that we write from."""
    if not name:
        return False
    if name.startswith("<"):
        return any(sent.objects.filter(message_id=name).exists() for sent in (Notification, Answer))
    return name == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower() or reply_addresses.read(name) is not None
