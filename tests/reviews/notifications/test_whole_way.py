"""The acts of a working day, through the domain, and the mail that comes of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.models import Article
from reviews.models import KeptMail
from reviews.notifications import outbox
from reviews.queries import answering
from reviews.workflow import releasing, signoff
from tests.acts import put_instead
from tests.factories import NOW, make_query
from tests.reviews.workflow.test_preflight import sign_all


@pytest.fixture
def day(room, settings):
    """Collects what arrives after each act: ``{first name: mail}``."""
    settings.MAIL_KEPT_IN_APP = True
    room.seen = set()

    def arrived() -> dict[str, KeptMail]:
        outbox.drain(seconds=60, clock=lambda: NOW + timedelta(days=1))
        fresh = [mail for mail in KeptMail.objects.order_by("pk") if mail.pk not in room.seen]
        room.seen.update(mail.pk for mail in fresh)
        return {mail.recipient.partition("@")[0].rstrip("0123456789"): mail for mail in fresh}

    room.arrived = arrived
    return room


def edit(day, *, by):
    put_instead(day.article, "23.40", "midnight", by=by)


def test_everybody_hears_what_concerns_them_and_nothing_else(day):
    query = make_query(day.article, "6.50 euros", by=day.editor, question="6.50 or 5.60?")
    (asked,) = day.arrived().items()
    assert asked[0] == "mara"
    assert "6.50 or 5.60?" in asked[1].text
    assert "“6.50 euros”" in asked[1].text

    answering.reply(query=query, by=day.writer, body="6.50, says the ferry line.", now=NOW)
    mails = day.arrived()
    assert set(mails) == {"ruth"}
    assert "Mara Velde: 6.50, says the ferry line." in mails["ruth"].text

    answering.reply(query=query, by=day.reader, body="Their page says so, too.", now=NOW)
    mails = day.arrived()
    assert set(mails) == {"ruth", "mara"}
    assert "6.50, says the ferry line." in mails["ruth"].text

    answering.assign(query=query, to=day.copy_editor, by=day.editor, now=NOW)
    assert set(day.arrived()) == {"jonas"}

    answering.resolve(query=query, by=day.copy_editor, now=NOW)
    assert set(day.arrived()) == {"ruth", "mara", "leila"}

    answering.reopen(query=query, by=day.editor, now=NOW)
    assert set(day.arrived()) == {"jonas", "mara", "leila"}
    answering.resolve(query=query, by=day.copy_editor, now=NOW)
    day.arrived()

    signoff.sign(
        article=day.article,
        stage=signoff.current_round(day.article).stage,
        by=day.editor,
        digest=day.article.digest,
        now=NOW,
    )
    assert set(day.arrived()) == {"jonas"}

    edit(day, by=day.writer)
    signoff.announce_stale(now=NOW)
    mails = day.arrived()
    assert set(mails) == {"ruth"}
    assert "changed after your Desk edit sign-off" in mails["ruth"].text

    day.article = Article.objects.get()
    sign_all(day)
    day.arrived()
    releasing.release(article=Article.objects.get(), by=day.slot, now=NOW)
    assert set(day.arrived()) == {"mara", "ruth", "jonas", "leila"}

    everything = KeptMail.objects.all()
    assert len({mail.subject for mail in everything}) == 1
    assert len({mail.headers["References"] for mail in everything}) == 1
    assert not everything.filter(recipient__in=[day.stranger.email, day.admin.email]).exists()
