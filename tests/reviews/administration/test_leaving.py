"""Whoever leaves hands on what waits for them, and keeps their name."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant
from newsroom.errors import Conflict, NotAllowed, NotFound
from newsroom.models import StaffInvitation, User
from reviews.administration import leaving
from reviews.administration.leaving import LeavingRefused
from reviews.models import Event, Feed, Hours, Notification, Query
from reviews.preferences import calendar_feed
from reviews.queries import answering
from tests.acts import at_once
from tests.factories import NOW, join, make_article, make_desk, make_query, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk("city")


@pytest.fixture
def administrator(db):
    return make_user("Ines Okafor", is_staff=True, is_superuser=True)


@pytest.fixture
def leaver(desk):
    return join(make_user("Ruth Adeyemi", groups=["Desk editors"]), desk, "editor")


@pytest.fixture
def colleague(desk):
    return join(make_user("Jonas Weber"), desk, "reader")


def leave(leaver, by, **options):
    return leaving.leave(leaver, by=by, now=NOW, **options)


def test_assigned_queries_go_to_the_heir_who_is_notified(administrator, leaver, colleague, desk):
    article = make_article(desk, author=join(make_user("Mara Velde"), desk, "writer"))
    query = make_query(article, "last boat", by=colleague, assigned_to=leaver)
    assert leaving.preview(leaver, by=administrator).queries == (query,)
    leave(leaver, administrator, heir=colleague)
    query.refresh_from_db()
    assert query.assigned_to == colleague
    assert Event.objects.filter(kind=Event.Kind.ASSIGNED, query=query).exists()
    leaver.refresh_from_db()
    assert not leaver.is_active


def test_without_an_heir_they_are_the_authors_who_is_notified(administrator, leaver, colleague, desk):
    article = make_article(desk, author=join(make_user("Mara Velde"), desk, "writer"))
    query = make_query(article, "last boat", by=colleague, assigned_to=leaver)
    leave(leaver, administrator)
    query.refresh_from_db()
    assert query.assigned_to == article.author
    assert Notification.objects.filter(recipient=article.author, event__query=query).exists()


def test_their_stories_get_another_author_who_is_notified(administrator, leaver, colleague, desk):
    article = make_article(desk, author=leaver)
    query = make_query(article, "last boat", by=colleague)
    mara = join(make_user("Mara Velde"), desk, "writer")
    leave(leaver, administrator, author=mara)
    article.refresh_from_db()
    assert article.author == mara
    told = Notification.objects.filter(event__kind=Event.Kind.AUTHOR)
    assert list(told.values_list("recipient__name", flat=True)) == ["Mara Velde"]
    assert query in Query.objects.waiting_for(mara, now=NOW)


def test_an_author_gets_only_stories_of_desks_where_they_may_write(administrator, leaver, colleague, desk):
    world = make_desk("world")
    join(leaver, world, "editor")
    here, there = make_article(desk, author=leaver), make_article(world, author=leaver)
    leave(leaver, administrator, author=colleague)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.author, there.author) == (colleague, leaver)


def test_nobody_from_elsewhere_is_made_the_author(administrator, leaver, desk):
    article = make_article(desk, author=leaver)
    with pytest.raises(LeavingRefused):
        leave(leaver, administrator, author=make_user("Tomas Brandt"))
    article.refresh_from_db()
    assert article.author == leaver
    assert User.objects.get(pk=leaver.pk).is_active


def test_an_heir_gets_only_what_they_may_be_asked(administrator, leaver, colleague, desk):
    world = make_desk("world")
    join(leaver, world, "editor")
    asker = join(make_user("Leila Haddad"), world, "reader")
    query = make_query(make_article(world), "last boat", by=asker, assigned_to=leaver)
    leave(leaver, administrator, heir=colleague)
    query.refresh_from_db()
    assert query.assigned_to is None


def test_what_they_asked_and_wrote_keeps_their_name(administrator, leaver, colleague, desk):
    article = make_article(desk, author=leaver)
    query = make_query(article, "last boat", by=leaver, assigned_to=colleague)
    answering.reply(query=query, by=colleague, body="At 23.40.", now=NOW)
    handed_on = leaving.preview(leaver, by=administrator)
    assert (handed_on.answered, handed_on.stories) == (1, (article,))
    leave(leaver, administrator)
    query.refresh_from_db()
    article.refresh_from_db()
    assert (query.asked_by, article.author) == (leaver, leaver)


def test_a_stage_that_nobody_else_signs_is_named(administrator, leaver, colleague, desk):
    assert [str(stage) for stage in leaving.preview(leaver, by=administrator).only_signer] == ["Desk edit"]
    colleague.groups.add(*leaver.groups.all())
    assert leaving.preview(leaver, by=administrator).only_signer == ()
    desk.stages.filter(name="Desk edit").update(signatures=2)
    assert len(leaving.preview(leaver, by=administrator).only_signer) == 1


def test_a_preview_costs_the_same_for_any_number(
    administrator, leaver, colleague, django_assert_max_num_queries
):
    for _ in range(4):
        desk = make_desk()
        join(leaver, desk, "editor")
        join(colleague, desk, "reader")
        make_query(make_article(desk, author=leaver), "last boat", by=colleague, assigned_to=leaver)
    with django_assert_max_num_queries(14):
        handed_on = leaving.preview(leaver, by=administrator)
        assert len(handed_on.queries) == len(handed_on.stories) == 4
        assert len(handed_on.only_signer) == 5
        assert all(str(one.article.desk) for one in handed_on.queries)


def test_whose_deputy_they_were_has_none_and_is_notified(administrator, leaver, colleague, desk):
    make_article(desk)
    Hours.objects.create(person=colleague, deputy=leaver, away_from=NOW, away_until=NOW + timedelta(days=2))
    assert leaving.preview(leaver, by=administrator).stood_in_for == (colleague,)
    leave(leaver, administrator)
    assert Hours.objects.get(person=colleague).deputy is None
    assert Notification.objects.filter(recipient=colleague, event__kind=Event.Kind.DEPUTY).exists()


def test_sessions_invitations_and_the_calendar_end(client, administrator, leaver, desk):
    client.force_login(leaver)
    assert client.get("/").status_code == 200
    calendar_feed.switch_on(leaver, choice=Feed.Choice.DESKS)
    grant = Grant(roles=[(desk, "reader")])
    invitations.invite(by=leaver, address="ana@paper.example", grant=grant, now=NOW)
    leave(leaver, administrator)
    assert client.get("/").status_code == 302
    assert not Feed.objects.get(person=leaver).is_on
    assert StaffInvitation.objects.get().withdrawn_at == NOW
    assert not client.login(username=leaver.email, password="x")
    assert Session.objects.count() <= 1


def test_who_comes_back_has_roles_and_history(administrator, leaver, desk):
    article = make_article(desk, author=leaver)
    leave(leaver, administrator)
    leaving.come_back(leaver, by=administrator, now=NOW)
    back = User.objects.get(pk=leaver.pk)
    assert back.is_active
    assert back.desk_roles == {desk.pk: "editor"}
    assert article.author == back
    with pytest.raises(Conflict):
        leaving.come_back(leaver, by=administrator, now=NOW)


# --- who may


def test_nobody_deactivates_themselves(administrator):
    with pytest.raises(LeavingRefused):
        leave(administrator, administrator)


def test_nobody_leaves_twice(administrator, leaver):
    leave(leaver, administrator)
    with pytest.raises(LeavingRefused):
        leave(leaver, administrator)


def test_an_editor_deactivates_nobody_who_has_more(leaver, administrator, desk):
    join(administrator, desk, "reader")
    with pytest.raises(NotAllowed):
        leave(administrator, leaver)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_editor_does_not_know_people_of_other_desks(leaver):
    stranger = join(make_user("Tomas Brandt"), make_desk("world"), "writer")
    for act in (leave, leaving.come_back):
        with pytest.raises(NotFound):
            act(stranger, leaver) if act is leave else act(stranger, by=leaver, now=NOW)


@pytest.mark.parametrize("role", ["writer", "reader", "viewer"])
def test_others_deactivate_nobody(role, desk, leaver):
    person = join(make_user("Tomas Brandt"), desk, role)
    with pytest.raises(NotFound):
        leave(leaver, person)


def test_an_heir_is_a_colleague_who_may_speak(administrator, leaver, desk):
    viewer = join(make_user("Leila Haddad"), desk, "viewer")
    stranger = join(make_user("Tomas Brandt"), make_desk("world"), "editor")
    for heir in (viewer, stranger, leaver):
        with pytest.raises(LeavingRefused):
            leave(leaver, administrator, heir=heir)
    leaver.refresh_from_db()
    assert leaver.is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_deactivate_each_other(db):
    first, second = (
        make_user(name, is_staff=True, is_superuser=True) for name in ("Ines Okafor", "Ana Lima")
    )
    outcomes = at_once(lambda: leave(first, second), lambda: leave(second, first))
    assert sum(isinstance(one, Exception) for one in outcomes) == 1
    assert User.objects.filter(is_active=True).count() == 1
