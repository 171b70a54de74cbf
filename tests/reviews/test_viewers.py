"""A viewer sees the stories of a desk and says nothing, whatever they did and were there before."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from articles.access import desks_to_file_on, find_article, may_edit, may_file, may_manage, may_take_part
from articles.history import revisions
from articles.models import Article
from newsroom.access import privileges
from newsroom.errors import NotAllowed
from newsroom.models import Membership, User
from reviews import access
from reviews.models import Event, Stage, Subscription
from reviews.notifications.recipients import recipients
from reviews.people import hours, mentions
from reviews.preferences import subscriptions
from reviews.presenters.margin import people_of
from reviews.queries import answering
from tests.factories import NOW, join, make_query, make_user
from tests.pages import at, browse, words

Role = Membership.Role


@pytest.fixture
def viewer(room) -> User:
    """The author of the story, in every group, with a query asked and one to answer; then made a viewer."""
    person = room.writer
    room.asked = make_query(room.article, "euros", by=person, assigned_to=room.reader, now=NOW)
    room.assigned = make_query(room.article, "boat", by=room.editor, assigned_to=person, now=NOW)
    person.groups.add(*Group.objects.all())
    person.memberships.update(role=Role.VIEWER)
    return User.objects.get(pk=person.pk)


def test_they_see(room, viewer):
    article = find_article(viewer, room.article.slug)
    assert access.may_see(viewer, article)
    assert access.may_read(viewer, article, now=NOW)
    assert set(access.queries_of(viewer, article)) == {room.asked, room.assigned}
    assert browse(viewer).get(at(article, "clean/markdown")).status_code == 200


def test_they_say_nothing(room, viewer):
    article = Article.objects.get()
    stages = Stage.objects.all()
    assert not any(
        [
            may_edit(viewer, article),
            may_take_part(viewer, article),
            may_manage(viewer, article),
            may_file(viewer, article.desk),
            desks_to_file_on(viewer),
            access.may_ask(viewer, article),
            access.may_comment(viewer, article, now=NOW),
            access.may_release(viewer, article),
            access.may_clear(viewer, article),
            access.may_invite(viewer, article),
            access.may_connect(viewer, article.desk),
            access.may_be_asked(viewer, article, now=NOW),
            *(access.may_sign(viewer, article, stage) for stage in stages),
        ]
    )
    for query in (room.asked, room.assigned):
        assert not access.may_reply(viewer, query)
        assert not access.may_resolve(viewer, query)
        assert not access.may_direct(viewer, query)


def test_they_save_no_revision(room, viewer):
    with pytest.raises(NotAllowed):
        revisions.keep(article=room.article, by=viewer, now=NOW)


@pytest.mark.parametrize("setting", ["editors", "last_stage"])
def test_they_release_nothing(room, viewer, setting):
    room.desk.released_by = setting
    room.desk.save()
    assert not access.may_release(viewer, Article.objects.get())


def test_what_was_theirs_waits_for_the_editors(room, viewer):
    answering.reply(query=room.asked, by=room.reader, body="Yes.", now=NOW)
    queries = type(room.asked).objects
    assert not queries.waiting_for(viewer, now=NOW)
    assert set(queries.waiting_for(room.editor, now=NOW)) == {room.asked, room.assigned}


def test_nobody_can_ask_them_or_name_them(room, viewer):
    assert viewer not in people_of(room.article, now=NOW)
    assert mentions.mentions_in("@Mara Velde, @Ruth Adeyemi", room.article) == {
        "Ruth Adeyemi": [room.editor.pk]
    }
    assert viewer not in hours.deputies_for(room.editor)
    with pytest.raises(Exception, match="desk"):
        answering.assign(query=room.asked, by=room.editor, to=viewer, now=NOW)


def test_no_turn_reaches_them_and_following_does(room, viewer):
    event = Event.objects.filter(kind=Event.Kind.ASKED, query=room.assigned).get()
    assert viewer.pk not in recipients(event)
    assert room.slot.pk in recipients(event)
    subscriptions.set_article(viewer, room.article, Subscription.Choice.ALL)
    assert recipients(event)[viewer.pk].only_follows
    assert room.slot.pk in recipients(event)


def test_nothing_waits_for_their_signature(room, viewer):
    assert not Stage.objects.signed_by(viewer)


def test_the_page_says_so_and_has_no_tools(room, viewer):
    browser = browse(viewer)
    page = browser.get(at(room.article))
    assert "You can read this story." in words(page)
    body = page.content.decode()
    assert 'data-editable="false"' in body
    for tool in ('id="toolbar"', "ask-dialog", "hx-post", 'method="post"'):
        assert tool not in _acts(body), tool
    sign_off = _acts(browser.get(at(room.article, "preflight/")).content.decode())
    assert "hx-post" not in sign_off
    assert 'method="post"' not in sign_off
    assert "You can read this story." not in words(browse(room.editor).get(at(room.article)))


def _acts(body: str) -> str:
    """The page without its head and foot."""
    return body.partition("<main")[2].partition("</main>")[0]


def test_a_reader_of_other_peoples_copy_is_told_so(room):
    assert "You can read this story." in words(browse(room.colleague).get(at(room.article)))


def test_who_may_give_the_role(room):
    for role in (Role.EDITOR, Role.READER, Role.WRITER):
        person = join(make_user(), room.desk, role)
        assert privileges.may_grant(person, privileges.of_role(room.desk.pk, Role.VIEWER))
    viewer = join(make_user(), room.desk, Role.VIEWER)
    assert privileges.may_grant(viewer, privileges.of_role(room.desk.pk, Role.VIEWER))
    for role in (Role.EDITOR, Role.READER, Role.WRITER):
        assert not privileges.may_grant(viewer, privileges.of_role(room.desk.pk, role))
