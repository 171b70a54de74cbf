"""Mails on which a wrong answer was given once, each with what is right, from its bytes to the thread."""

import json
from pathlib import Path

import pytest

from reviews.models import InboundMail, Notification, Query
from reviews.notifications import mail_data
from reviews.notifications.mail import rendering
from tests.factories import make_query
from tests.reviews.inbound import mails

CASES = json.loads(Path(__file__).with_name("cases.json").read_text())
State = InboundMail.State


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_becomes_of_it(desk, case):
    second = make_query(desk.article, "23.40", by=desk.editor, question="Please check the time.")
    article_mail = mail_data.load(Notification.objects.filter(recipient=desk.writer))[0]
    ours = rendering.render(article_mail).text
    body = case["body"].replace('{our mail, each line behind "> "}', mails.quoted(ours))
    body = body.replace("{our mail, unmarked}", ours)
    right, kind = case["right"]["value"], case["right"]["as"]
    if kind == "proposal":
        body = body.replace("one general practitioner", "23.40").replace("two general", "22.40 general")
    headers = {
        "From": f"Mara Velde <{desk.writer.email}>",
        "To": desk.address(desk.writer, pk=second.pk),
        "Subject": "Re: [Desk] Ferry runs at night again",
        "Content-Type": f"{case['type']}; charset=utf-8",
        **case["headers"],
    }
    headers["From"] = headers["From"].replace("mara@saltmarsh.example", desk.writer.email)
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + f"\r\n{body}"
    row = desk.take(raw.encode())
    second.refresh_from_db()
    assert not desk.query.replies.exists()
    written = second.replies.first()
    if kind in ("ignored", "nothing"):
        assert (written, second.state) == (None, Query.State.OPEN)
        assert row.state == (State.IGNORED if kind == "ignored" else State.REFUSED)
        assert bool(desk.said(row)[1]) == (kind == "nothing")
    elif kind == "proposal":
        assert (written.body, written.replaces) == ("", "23.40")
    else:
        assert (row.state, written.body, second.state) == (State.TAKEN, right, Query.State.ANSWERED)
