"""What we answer to a mail: a sentence or two, to the person it is about and at their own address.

Written in the transaction of the act and sent by the worker afterwards, under a lease as in the outbox. No
answer begins a loop: each says that a machine wrote it, machines are not answered, and there is a limit for
each person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.messaging.jobs import enqueue
from newsroom.models import User
from newsroom.models.newsroom import name_of_newsroom, newsrooms_defaults
from newsroom.outbox import (
    LEASE,
    MOST_ATTEMPTS,
    Clock,
    backoff,
    backoffs,
    claim_next,
    correct_clocks,
    is_claimable,
    mark_failed,
    mark_sent,
    retry_dead,
    send_one_by_one,
)
from newsroom.shortening import shortened
from reviews.inbound.acting import Done
from reviews.inbound.parsing.reading import cleaned
from reviews.inbound.parsing.reply_text import ReplyText
from reviews.models import Answer, InboundMail, StoppedAddress
from reviews.notifications import bounces
from reviews.notifications.events import mail_domain
from reviews.notifications.mail import reply_addresses, reply_instructions, smtp, styles
from reviews.notifications.mail.headers import automatic, one_line, thread_root
from reviews.notifications.mail.rendering import Mail
from reviews.notifications.mail.reply_addresses import About, Address
from reviews.notifications.mail.smtp import DeliveryFailed

__all__ = ["LEASE", "confirm", "correct_times", "drain", "refuse", "render", "retry", "warn"]

MOST = ((timedelta(hours=1), 12), (timedelta(days=1), 60))
"""So many answers to one person within so long; beyond that the administration's list alone tells."""
MOST_WARNINGS_A_DAY = 2
"""About mail that others sent to a person's address: it must not become a way to pester them."""
QUOTED = 4_000
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


def confirm(
    row: InboundMail,
    *,
    person: User,
    article: Article,
    done: Done,
    written: ReplyText,
    address: Address,
    now: datetime,
) -> Answer | None:
    """Say what was done, when more than words were understood or something did not work out."""
    if not done.needs_response:
        return None
    paragraphs = [*done.sentences, *(_their_words(written) if done.has_refusals else ())]
    return_address = reply_addresses.make(address.about, address.pk, person=person.pk, written=now)
    return _write(
        row, person=person, article=article, paragraphs=paragraphs, reply_to=return_address, now=now
    )


def refuse(
    row: InboundMail, *, person: User, reason: str, written: ReplyText, now: datetime
) -> Answer | None:
    """Say why a mail was not taken, and give its words back."""
    return _write(
        row, person=person, article=None, paragraphs=[reason, *_their_words(written)], reply_to="", now=now
    )


def warn(row: InboundMail, *, person: User, sentence: str, now: datetime) -> Answer | None:
    """Tell somebody of a mail that came to their address and was not from them."""
    others = Answer.objects.filter(
        person=person, mail__person=None, created_at__range=(now - timedelta(days=1), now)
    )
    if others.count() >= MOST_WARNINGS_A_DAY:
        return None
    return _write(
        row,
        person=person,
        article=None,
        paragraphs=[sentence],
        reply_to="",
        now=now,
        subject=_("Email not accepted"),
    )


def _write(
    row: InboundMail,
    *,
    person: User,
    article: Article | None,
    paragraphs: Sequence[str],
    reply_to: str,
    now: datetime,
    subject: str = "",
) -> Answer | None:
    if (
        _has_enough(person, now=now)
        or StoppedAddress.objects.active().filter(address=person.email.lower()).exists()
    ):
        return None
    return Answer.objects.create(
        mail=row,
        person=person,
        article=article,
        subject=subject or _subject(row),
        paragraphs=list(paragraphs),
        reply_to=reply_to,
        message_id=f"<{uuid4().hex}@{mail_domain()}>",
        not_before=now,
        created_at=now,
    )


def drain(*, seconds: float, clock: Clock = timezone.now) -> bool:
    """Send what is due, for about so many seconds. Says whether time was up before all was sent."""
    is_more = send_one_by_one(claim_next_due, _send, seconds=seconds, clock=clock)
    if not is_more:
        smtp.disconnect()
    return is_more


def correct_times(*, now: datetime) -> None:
    """Send what waits for a moment that only a clock that was ahead can have named."""
    correct_clocks(Answer.objects.all(), now=now, pauses=backoffs(timedelta()))


def _has_enough(person: User, *, now: datetime) -> bool:
    mine = Answer.objects.filter(person=person)
    return any(mine.filter(created_at__range=(now - span, now)).count() >= most for span, most in MOST)


def claim_next_due(now: datetime) -> Answer | None:
    """The next answer that is due, ours until the lease runs out."""
    due = Answer.objects.filter(is_claimable(now)).order_by("not_before", "pk")
    claim = claim_next(due, now=now, attempts=F("attempts") + 1)
    return claim.rows.select_related("person", "mail").first() if claim else None


def _send(answer: Answer, ours: QuerySet[Answer], now: datetime) -> bool:
    """Send, or note why not. False when the mail server is down, so that others would fare no better."""
    try:
        _attempt(answer, now=now)
    except DeliveryFailed as failure:
        is_over = failure.permanent or answer.attempts >= MOST_ATTEMPTS
        later = now + backoff(answer.attempts)
        mark_failed(ours, reason=cleaned(failure.reason), is_over=is_over, not_before=later)
        if failure.wrong_address:
            bounces.stop(answer.person, reason=failure.reason, now=now)
        return not failure.server_down
    mark_sent(ours, now=now)
    return True


def _attempt(answer: Answer, *, now: datetime) -> None:
    """Anything that keeps the mail from leaving comes out as :class:`DeliveryFailed`, with why."""
    if not answer.person.is_active:
        raise DeliveryFailed(_("This person’s account is no longer active."), permanent=True)
    if answer.attempts > MOST_ATTEMPTS:
        raise DeliveryFailed(_("The worker crashed on every attempt to send this."), permanent=True)
    smtp.attempt(lambda: render(answer), of=f"Answer {answer.pk}", article_id=answer.article_id, now=now)


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have answers that were given up tried again from the beginning. Says how many there were."""
    with transaction.atomic():
        count = retry_dead(Answer.objects.filter(pk__in=list(ids)), now=now)
        if count:
            enqueue("reviews.take_mail")
    return count


def render(answer: Answer) -> Mail:
    """The mail of an answer, the same whenever it is made."""
    with newsrooms_defaults():
        line = reply_instructions.line() if answer.reply_to else ""
        last = _("You can reply to this email.") if answer.reply_to else reply_instructions.not_read()
        paragraphs = [*filter(None, [line]), *answer.paragraphs, last, f"-- \n{name_of_newsroom()}"]
        content = {
            "line": line,
            "subject": answer.subject,
            "paragraphs": answer.paragraphs,
            "last": last,
            "signature": name_of_newsroom(),
            "language": translation.get_language() or "en",
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return Mail(
            to=answer.person.email,
            subject=one_line(answer.subject),
            text="\n\n".join(paragraphs) + "\n",
            html=styles.page("reviews/mail/answer.html", content),
            headers=MappingProxyType(_headers(answer)),
            returns_to=reply_addresses.make(
                About.RETURN, answer.article_id or 0, person=answer.person_id, written=answer.created_at
            ),
        )


def _headers(answer: Answer) -> dict[str, str]:
    theirs = answer.mail.message_id
    root = thread_root(answer.article_id) if answer.article_id else ""
    known = [name for name in (root, theirs) if MESSAGE_ID.fullmatch(name)]
    return {
        **automatic(answer.message_id, is_answer=True),
        **({"In-Reply-To": known[-1], "References": " ".join(known)} if known else {}),
        **({"Reply-To": answer.reply_to} if answer.reply_to else {}),
    }


def _subject(row: InboundMail) -> str:
    subject = one_line(row.subject)
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"[:300]


def _their_words(written: ReplyText) -> list[str]:
    if not written.text:
        return []
    words = shortened(written.text, QUOTED, kept=QUOTED)
    return [_("Your text:"), "\n".join(f"> {line}" for line in words.split("\n"))]
