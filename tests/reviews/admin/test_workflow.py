"""A desk's workflow is data, as long as nothing that happened is lost; rounds and signatures stay."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from newsroom.models import Desk
from reviews.models import Release, Round, SignOff, Stage
from reviews.workflow import signoff
from tests.factories import NOW, make_article, make_desk, make_user, newsroom
from tests.newsroom.admin.filling import fill_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    person = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def stages(desk):
    return list(desk.stages.order_by("position").values_list("position", "name"))


def post_stages(client, desk, rows, **fields):
    """Post the desk's page with these stages: dictionaries of what differs, by their order there."""
    existing = list(desk.stages.order_by("position"))
    posted = {
        "name": desk.name,
        "slug": desk.slug,
        "language": "en",
        "stages-TOTAL_FORMS": len(rows),
        "stages-INITIAL_FORMS": len(existing),
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        **fields,
    }
    for number, row in enumerate(rows):
        stage = existing[number] if number < len(existing) else None
        values = {"signatures": 1, "required": "on"}
        if stage:
            values |= {"id": stage.pk, "desk": desk.pk, "position": stage.position, "name": stage.name}
            values |= {"group": stage.group_id}
        posted |= {f"stages-{number}-{name}": value for name, value in {**values, **row}.items()}
    return client.post(reverse("admin:newsroom_desk_change", args=[desk.pk]), posted)


def refusals(response):
    stages = response.context["inline_admin_formsets"][0].formset
    return [
        *stages.non_form_errors(),
        *(error for form in stages.forms for errors in form.errors.values() for error in errors),
    ]


def test_stages_change_places(client, superuser):
    desk = make_desk()
    assert post_stages(client, desk, [{"position": 2}, {"position": 1}, {}, {}]).status_code == 302
    assert stages(desk) == [(1, "Copy"), (2, "Desk edit"), (3, "Standards"), (4, "Slot")]
    moved = desk.stages.get(name="Copy")
    page = client.get(reverse("admin:reviews_stage_history", args=[moved.pk]))
    assert [(c.field, c.old, c.new) for c in page.context["page_obj"][0].changes] == [("Position", "2", "1")]


def test_a_stage_moves_to_the_place_of_one_that_goes(client, superuser):
    desk = make_desk()
    assert post_stages(client, desk, [{}, {"position": 3}, {"DELETE": "on"}, {}]).status_code == 302
    assert stages(desk) == [(1, "Desk edit"), (3, "Copy"), (4, "Slot")]


def test_a_stage_is_added_between_two(client, superuser):
    desk = make_desk()
    legal = Group.objects.create(name="Legal")
    rows = [{}, {}, {"position": 4}, {"position": 5}, {"position": 3, "name": "Legal", "group": legal.pk}]
    assert post_stages(client, desk, rows).status_code == 302
    assert [name for _position, name in stages(desk)] == ["Desk edit", "Copy", "Legal", "Standards", "Slot"]


def test_two_stages_do_not_share_a_place(client, superuser):
    desk = make_desk()
    response = post_stages(client, desk, [{"position": 2}, {}, {}, {}])
    assert refusals(response) == ["Two stages cannot have the same position."]
    assert stages(desk)[0] == (1, "Desk edit")


def test_a_stage_without_signatures_is_refused(client, superuser):
    desk = make_desk()
    assert refusals(post_stages(client, desk, [{"signatures": 0}, {}, {}, {}]))
    assert desk.stages.get(position=1).signatures == 1


def test_a_stage_that_copy_reached_stays(client, superuser):
    people = newsroom()
    article = people.article
    stage = people.desk.stages.get(position=1)
    signoff.sign(article=article, stage=stage, by=people.editor, digest=article.digest, now=NOW)
    sentence = "“Desk edit” cannot be deleted (1 sign-off of “Desk edit”)."
    response = post_stages(client, people.desk, [{"DELETE": "on"}, {}, {}, {}])
    (refusal,) = refusals(response)
    assert refusal.startswith(sentence[:-1]) and "Make it optional" in refusal
    page = client.post(reverse("admin:reviews_stage_delete", args=[stage.pk]), {"post": "yes"})
    assert "1 sign-off of “Desk edit”" in page.content.decode()
    assert Stage.objects.filter(pk=stage.pk).exists()


def test_a_stage_nothing_reached_goes(client, superuser):
    desk = make_desk()
    stage = desk.stages.get(position=4)
    client.post(reverse("admin:reviews_stage_delete", args=[stage.pk]), {"post": "yes"})
    assert not Stage.objects.filter(pk=stage.pk).exists()


def test_a_stage_does_not_move_to_another_desk(client, superuser):
    desk, other = make_desk(), make_desk(workflow=())
    stage = desk.stages.get(position=1)
    posted = {"desk": other.pk, "position": 1, "name": "First", "group": stage.group_id, "signatures": 2}
    client.post(reverse("admin:reviews_stage_change", args=[stage.pk]), posted)
    stage.refresh_from_db()
    assert (stage.desk, stage.name, stage.signatures) == (desk, "First", 2)


def test_a_desk_with_articles_stays_and_says_how_many(client, superuser):
    people = newsroom()
    page = client.post(reverse("admin:newsroom_desk_delete", args=[people.desk.pk]), {"post": "yes"})
    assert f"1 story of “{people.desk.name}”" in page.content.decode()


def test_an_empty_desk_goes(client, superuser):
    desk = make_desk()
    assert (
        client.post(reverse("admin:newsroom_desk_delete", args=[desk.pk]), {"post": "yes"}).status_code == 302
    )
    assert not Stage.objects.filter(desk_id=desk.pk).exists()


def test_the_list_of_desks_counts(client, superuser):
    newsroom()
    row = client.get("/admin/newsroom/desk/").context["cl"].result_list[0]
    assert (row.people_count, row.stages_count, row.in_progress) == (6, 4, 1)


@pytest.mark.parametrize("model", [Round, SignOff, Release])
def test_what_was_signed_and_released_is_not_touched(client, superuser, model):
    fill_one()
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    address = f"admin:reviews_{model._meta.model_name}_"
    assert client.get(reverse(address + "add")).status_code == 403
    assert (
        client.post(reverse(address + "change", args=[row.pk]), {"digest": "x", "number": 9}).status_code
        == 403
    )
    assert client.post(reverse(address + "delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    client.post(reverse(address + "changelist"), chosen)
    assert model.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(("status", "count"), [("valid", 0), ("stale", 1), ("withdrawn", 0)])
def test_signatures_are_filtered_by_status(client, superuser, status, count):
    fill_one()
    listed = client.get("/admin/reviews/signoff/", {"status": status})
    assert listed.context["cl"].result_count == count


def test_a_certificate_is_a_table(client, superuser):
    release = Release.objects.get(article=fill_one())
    text = client.get(reverse("admin:reviews_release_change", args=[release.pk])).content.decode()
    assert '<th scope="col">Signer</th>' in text and "<td>Peter Lund</td>" in text
    assert '<th scope="row">Open queries</th><td>0</td>' in text
    assert f'title="{release.digest}"' in text
    assert "<summary>text</summary><pre>The last boat leaves at 23.40.</pre>" in text


def test_the_last_required_stage_is_neither_deleted_nor_made_optional(client, superuser):
    desk = make_desk(workflow=(("Desk edit", "Desk editors"), ("Copy", "Copy editors")))
    sentence = f"{desk} needs at least one required stage"
    both = list(desk.stages.order_by("position"))
    for rows in ([{"DELETE": "on"}, {"DELETE": "on"}], [{"required": ""}, {"DELETE": "on"}]):
        (refusal,) = refusals(post_stages(client, desk, rows))
        assert refusal.startswith(sentence)
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [one.pk for one in both]}
    assert sentence in shown(client.post(reverse("admin:reviews_stage_changelist"), chosen, follow=True))
    assert stages(desk) == [(1, "Desk edit"), (2, "Copy")]

    client.post(reverse("admin:reviews_stage_delete", args=[both[1].pk]), {"post": "yes"})
    assert stages(desk) == [(1, "Desk edit")]
    deleted = client.post(
        reverse("admin:reviews_stage_delete", args=[both[0].pk]), {"post": "yes"}, follow=True
    )
    posted = {"position": 1, "name": "Desk edit", "group": both[0].group_id, "signatures": 1}
    changed = client.post(reverse("admin:reviews_stage_change", args=[both[0].pk]), posted, follow=True)
    assert sentence in shown(deleted)
    assert sentence in shown(changed)
    assert desk.stages.get().required


def test_the_last_required_stage_is_replaced_in_one_go(client, superuser):
    desk = make_desk(workflow=(("Desk edit", "Desk editors"),))
    group = Group.objects.get(name="Desk editors")
    new = {"position": 2, "name": "Desk edit", "group": group.pk}
    assert post_stages(client, desk, [{"DELETE": "on"}, new]).status_code == 302
    assert stages(desk) == [(2, "Desk edit")]


def test_stories_join_the_first_of_the_stages_that_a_desk_is_given(client, superuser):
    desk = make_desk(workflow=())
    article = make_article(desk)
    group = Group.objects.create(name="Desk editors")
    rows = [
        {"position": 2, "name": "Copy", "group": group.pk},
        {"position": 1, "name": "Desk edit", "group": group.pk},
    ]
    assert post_stages(client, desk, rows).status_code == 302
    assert signoff.current_round(article).stage.name == "Desk edit"


def test_a_desk_begins_with_the_stages_of_a_workflow(client, superuser):
    posted = {"name": "Weekend", "slug": "weekend", "language": "en"}
    posted |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    for wrong in ({}, {"preset": ""}, {"preset": "none"}):
        refused = client.post(reverse("admin:newsroom_desk_add"), posted | wrong)
        assert refused.context["adminform"].errors.keys() == {"preset"}
        assert not Desk.objects.filter(slug="weekend").exists()
    assert client.post(reverse("admin:newsroom_desk_add"), posted | {"preset": "agency"}).status_code == 302
    desk = Desk.objects.get(slug="weekend")
    assert stages(desk) == [(1, "Desk edit"), (2, "Filing")]
    assert desk.released_by == Desk.ReleasedBy.LAST_STAGE
    assert not any(stage.group.user_set.exists() for stage in desk.stages.all())


def test_a_group_that_releases_is_named(client, superuser):
    desk = make_desk()
    slot = Group.objects.get(name="Slot")
    refused = post_stages(client, desk, [{}, {}, {}, {}], released_by="group")
    assert "Choose a release group." in shown(refused)
    assert (
        post_stages(client, desk, [{}, {}, {}, {}], released_by="group", releasing_group=slot.pk).status_code
        == 302
    )
    desk.refresh_from_db()
    assert (desk.released_by, desk.releasing_group) == ("group", slot)
    assert post_stages(client, desk, [{}, {}, {}, {}], releasing_group=slot.pk).status_code == 302
    desk.refresh_from_db()
    assert desk.released_by == "group", "what a form does not say stays"


def shown(response):
    return unescape(response.content.decode())
