"""Rows of every registered model, as many as a test wants."""

from __future__ import annotations

from datetime import timedelta
from math import inf

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from articles import uploads
from articles.editing import compaction
from articles.history import naming
from articles.models import Article, Asset, Revision
from newsroom.accounts import mail as account_mail
from newsroom.accounts.staff import invitations as staff
from newsroom.accounts.staff.grants import Grant
from newsroom.models import Alias, Newsroom, User, newsroom
from reviews import guest_sessions
from reviews.models import (
    Answer,
    Attachment,
    Delivery,
    Digest,
    Endpoint,
    Hours,
    InboundMail,
    KeptMail,
    LeftFinding,
    Release,
    Reply,
    Round,
    StoppedAddress,
    Subscription,
)
from reviews.notifications.mail import signed_links
from reviews.preferences import calendar_feed
from reviews.queries import answering
from reviews.workflow import preflight, signoff
from tests.acts import send_steps
from tests.articles.suggesting import suggest
from tests.factories import (
    NOW,
    join,
    make_article,
    make_desk,
    make_guest,
    make_query,
    make_user,
    place_of,
    typed,
)
from tests.reviews.stylebook.books import make_entry


def fill(count: int) -> None:
    for _ in range(count):
        fill_one()


def make_newsroom() -> None:
    """The one there is, known as long as the test runs."""
    row, _created = Newsroom.objects.get_or_create(defaults={"name": "The Courier", "time_zone": "UTC"})
    newsroom.remember(row, seconds=inf)


def fill_one() -> Article:
    """A desk of its own with two people; an article asked about, signed, changed and released."""
    make_newsroom()
    desk = make_desk()
    writer = join(make_user(), desk, "writer")
    editor = join(make_user(groups=["Desk editors"]), desk, "editor")
    article = make_article(desk, author=writer, by=writer)
    query = make_query(article, "last boat", by=editor)
    answering.reply(query=query, by=writer, body="It is.", now=NOW)
    preflight.clear(article=article, words="[sic]", by=editor, now=NOW)
    article.refresh_from_db()
    stage = desk.stages.first()
    signoff.sign(article=article, stage=stage, by=editor, digest=article.digest, now=NOW)
    start, _end = place_of(article, "single")
    send_steps(
        article=article,
        by=editor,
        version=article.document.version,
        steps=[typed(start, start, "whole ")],
        client_id="here",
        now=NOW,
    )
    compaction.compact_piece(article.pk, now=NOW + timedelta(days=30))
    suggest(article, "6.50", "7.00", by=editor)
    make_release(article, by=editor)
    naming.rename(article=article, number=1, name="As filed", by=editor, now=NOW)
    entry = make_entry(desk, editor)
    LeftFinding.objects.create(
        article=article, key="0" * 32, entry=entry.name, words="Arab", left_by=editor, left_at=NOW
    )
    keep_mail(article, writer)
    invite_guest(article, by=editor)
    post_to_webhook(article, by=editor)
    keep_image(article, by=editor)
    calendar_feed.switch_on(writer, choice="mine")
    uploads.keep(b"# A story\n\nWords.\n", name="story.md", by=writer, now=NOW)
    Subscription.objects.create(person=writer, article=article, choice=Subscription.Choice.MUTE)
    Hours.objects.create(person=writer, quiet_from="22:00", quiet_until="06:00", deputy=editor)
    Digest.objects.create(
        person=writer,
        day=NOW.date(),
        message_id=f"<digest-{writer.pk}@paper.example>",
        not_before=NOW,
        created_at=NOW,
    )
    take_answer(article, writer)
    grant = Grant(roles=[(desk, "reader")])
    staff.invite(by=None, address=f"new{article.pk}@paper.example", grant=grant, now=NOW)
    account_mail.send(writer.email, "roles_added", {"by": "Ines", "roles": []}, writer, now=NOW)
    return article


def make_release(article: Article, *, by: User) -> Release:
    """A row as a release leaves it; whether it may leave is tested elsewhere."""
    return Release.objects.create(
        article=article,
        round=Round.objects.get(article=article),
        revision=Revision.objects.filter(article=article).first(),
        digest=article.digest,
        certificate={
            "digest": article.digest,
            "queries_open": 0,
            "signatures": [{"stage": "Slot", "signer": "Peter Lund", "digest": article.digest}],
        },
        exports={"text": "The last boat leaves at 23.40."},
        released_at=NOW,
        released_by=by,
    )


def invite_guest(article: Article, *, by: User) -> None:
    """Somebody from outside who opened what they are to read."""
    invitation = make_guest(article, by=by, now=timezone.now())
    token = signed_links.to_guest(invitation).rstrip("/").rpartition("/")[2]
    guest_sessions.enter(token, viewer=AnonymousUser(), now=timezone.now())


def take_answer(article: Article, writer: User) -> InboundMail:
    """An answer that came by mail, and was answered; to its writer no mail goes any more."""
    mail = InboundMail.objects.create(
        key=f"{article.pk}",
        channel=InboundMail.Channel.IMAP,
        sender=writer.email,
        subject="Re: Ferry",
        size=100,
        raw=b"From: x",
        text="It is 6.50.",
        state=InboundMail.State.REFUSED,
        person=writer,
        article=article,
        not_before=NOW,
        received_at=NOW,
    )
    Answer.objects.create(
        mail=mail,
        person=writer,
        article=article,
        subject="Re: Ferry",
        paragraphs=["Not taken."],
        message_id=f"<answer-{article.pk}@paper.example>",
        not_before=NOW,
        created_at=NOW,
    )
    StoppedAddress.objects.create(address=writer.email, person=writer, stopped_at=NOW)
    Alias.objects.create(person=writer, address=f"home-{writer.email}")
    if reply := Reply.objects.filter(query__article=article).first():
        Attachment.objects.create(reply=reply, name="leaflet.pdf", size=4, file="attachments/none")
    return mail


def keep_image(article: Article, *, by: User) -> None:
    Asset.objects.create(
        article=article,
        digest=f"{article.pk:064x}",
        file="assets/none",
        content_type="image/png",
        width=8,
        height=6,
        size=100,
        alt="A boat",
        uploaded_by=by,
        created_at=NOW,
    )


def post_to_webhook(article: Article, *, by: User) -> None:
    endpoint = Endpoint.objects.create(
        desk=article.desk, url="https://hooks.example.org/x", kinds=["asked"], added_by=by, added_at=NOW
    )
    event = article.events.first()
    Delivery.objects.create(endpoint=endpoint, event=event, not_before=NOW, created_at=NOW)


def keep_mail(article: Article, reader: User) -> KeptMail:
    return KeptMail.objects.create(
        recipient=reader.email,
        subject="A query for you",
        text="Is that right?",
        html="<p>Is that right?</p>",
        headers={"To": reader.email},
        message_id=f"<{article.pk}-{reader.pk}@paper.example>",
        article=article,
        sent_at=timezone.now(),
    )
