"""Mail that came in, in the administration: who sees it, and what can be done about it."""

import pytest
from django.contrib.auth.models import Permission

from reviews.models import InboundMail, StoppedAddress
from tests.factories import NOW, make_article, newsroom
from tests.newsroom.admin.filling import take_answer

LIST, STOPPED = "/admin/reviews/inboundmail/", "/admin/reviews/stoppedaddress/"


@pytest.fixture
def row(room):
    return take_answer(room.article, room.writer)


def act(client, address, action, *rows):
    return client.post(address, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def may(user, *names):
    user.is_staff = True
    user.save()
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


def test_administrators_see_what_came_and_why_it_was_refused(room, row, client):
    client.force_login(room.admin)
    InboundMail.objects.update(reason="nobody here <b>")
    page = client.get(LIST).content.decode()
    assert "nobody here &lt;b&gt;" in page
    assert room.writer.email in page
    assert "It is 6.50." in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_staff_see_what_is_about_articles_of_their_desks(room, row, client):
    other = newsroom()
    elsewhere = take_answer(make_article(other.desk), other.writer)
    nowhere = take_answer(make_article(other.desk), other.editor)
    InboundMail.objects.filter(pk=nowhere.pk).update(article=None, subject="of nobody")
    may(room.editor, "view_inboundmail")
    client.force_login(room.editor)
    page = client.get(LIST).content.decode()
    assert room.writer.email in page
    assert other.writer.email not in page
    assert "of nobody" not in page
    assert client.get(f"{LIST}{elsewhere.pk}/change/").status_code in (302, 403)


def test_a_refused_mail_is_judged_again(room, row, client):
    client.force_login(room.admin)
    assert "1 email will be processed again." in act(client, LIST, "again", row).content.decode()
    row.refresh_from_db()
    assert row.state == InboundMail.State.WAITING
    InboundMail.objects.update(state=InboundMail.State.TAKEN)
    assert "Only refused or quarantined mail" in act(client, LIST, "again", row).content.decode()


def test_who_only_looks_has_nothing_judged_again(room, row, client):
    may(room.editor, "view_inboundmail")
    client.force_login(room.editor)
    act(client, LIST, "again", row)
    row.refresh_from_db()
    assert row.state == InboundMail.State.REFUSED


def test_an_administrator_has_mail_sent_there_again(room, row, client):
    stopped = StoppedAddress.objects.get()
    may(room.editor, "view_stoppedaddress", "change_stoppedaddress")
    client.force_login(room.editor)
    assert client.get(STOPPED).status_code == 403
    client.force_login(room.admin)
    assert "Email resumed." in act(client, STOPPED, "resume", stopped).content.decode()
    stopped.refresh_from_db()
    assert stopped.ended_by == room.admin


def test_the_index_tells_of_what_was_put_aside(room, row, client, settings):
    from newsroom.configuration import Inbound

    client.force_login(room.admin)
    assert "Unreadable replies" not in client.get("/admin/").content.decode()
    settings.INBOUND = Inbound("reply", "desk.example")
    InboundMail.objects.update(state=InboundMail.State.QUARANTINED, settled_at=NOW)
    page = client.get("/admin/").content.decode()
    assert "Unreadable replies" in page
    assert "Bouncing addresses" in page
