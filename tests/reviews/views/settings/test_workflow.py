"""The page of a workflow."""

from __future__ import annotations

import pytest

from reviews.models import Stage
from reviews.workflow import signoff
from tests.factories import NOW, make_desk, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db):
    return newsroom()


def address(room, tail=""):
    return f"/settings/desks/{room.desk.slug}/workflow/{tail}"


def stage(room, name):
    return Stage.objects.get(desk=room.desk, name=name)


def form_of(room, name, browser):
    """The form of a stage as a browser would send it, unchanged."""
    shown = browser.get(address(room))
    one = next(one for one in shown.context["stages"] if one.stage.name == name)
    prefix = f"stage-{one.stage.pk}"
    data = {
        "seen": one.seen,
        f"{prefix}-name": one.stage.name,
        f"{prefix}-signatures": one.stage.signatures,
        f"{prefix}-signers": [person.pk for person in one.signers],
    }
    if one.stage.required:
        data[f"{prefix}-required"] = "on"
    return prefix, data, address(room, f"{one.stage.pk}/save")


def test_it_says_what_each_stage_asks_who_signs_and_what_voids_a_sign_off(room):
    Stage.objects.filter(name="Standards").update(required=False)
    shown = words(browse(room.editor).get(address(room)))
    assert "2. Copy 1 sign-off needed from: Jonas Keller" in shown.replace(" ↑ ↓", "")
    assert "Any change to its text, byline, language or direction puts every sign-off out of date" in shown
    assert "1 story is at this stage now." in shown
    assert "Who may release: Signers of the last stage (Slot)." in shown


def test_a_stage_and_its_signers_are_saved_together(room):
    browser = browse(room.admin)
    prefix, data, save = form_of(room, "Copy", browser)
    data |= {f"{prefix}-name": "Copy desk", f"{prefix}-signatures": 2, f"{prefix}-signers": [room.slot.pk]}
    assert "“Copy desk” saved." in words(browser.post(save, data, follow=True))
    copy = stage(room, "Copy desk")
    assert (copy.signatures, list(copy.group.user_set.all())) == (2, [room.slot])


def test_what_is_refused_leaves_the_signers_too(room):
    browser = browse(room.admin)
    prefix, data, save = form_of(room, "Copy", browser)
    data |= {f"{prefix}-name": "Slot", f"{prefix}-signers": [room.slot.pk]}
    answer = browser.post(save, data)
    assert answer.status_code == 422
    assert "Another stage has this name." in words(answer)
    assert list(stage(room, "Copy").group.user_set.all()) == [room.copy_editor]


def test_two_who_change_a_stage_at_once(room):
    ruth, ines = browse(room.copy_editor), browse(room.admin)
    prefix, data, save = form_of(room, "Copy", ruth)
    _prefix, later, _save = form_of(room, "Copy", ines)
    ruth.post(save, {**data, f"{prefix}-signatures": 2})
    answer = ines.post(save, {**later, f"{prefix}-signatures": 3})
    assert answer.status_code == 409
    assert "someone changed “Copy” while you were editing it" in words(answer)
    assert stage(room, "Copy").signatures == 2


def test_an_editor_saves_a_stage_that_they_do_not_sign_without_touching_who_does(room):
    browser = browse(room.editor)
    prefix, data, save = form_of(room, "Copy", browser)
    answer = browser.post(save, {**data, f"{prefix}-name": "Subs", f"{prefix}-signers": [room.editor.pk]})
    assert answer.status_code == 302
    assert list(stage(room, "Subs").group.user_set.all()) == [room.copy_editor]


def test_stages_are_added_moved_and_removed(room):
    browser = browse(room.admin)
    new = {"new-name": "Legal", "new-signatures": "1", "new-required": "on", "new-before": ""}
    assert "“Legal” added." in words(browser.post(address(room, "add"), new, follow=True))
    legal = stage(room, "Legal")
    browser.post(address(room, f"{legal.pk}/up"))
    assert stage(room, "Legal").position == 4
    signoff.pass_on(article=room.article, stage=legal, by=room.editor, now=NOW)
    answer = browser.post(address(room, f"{legal.pk}/remove"), follow=True)
    assert "“Legal” removed. 1 story moved to Slot; its signers have been notified." in words(answer)


def test_a_stage_that_has_to_stay_says_why(room):
    first, digest = stage(room, "Desk edit"), room.article.digest
    signoff.sign(article=room.article, stage=first, by=room.editor, digest=digest, now=NOW)
    answer = browse(room.admin).post(address(room, f"{first.pk}/remove"))
    assert answer.status_code == 409
    assert "“Desk edit” has 1 sign-off, which is kept. Make the stage optional instead." in words(answer)


def test_a_desk_without_stages_says_so(room):
    desk = make_desk(workflow=())
    shown = words(browse(room.admin).get(f"/settings/desks/{desk.slug}/workflow/"))
    assert "This desk has no sign-off stages yet" in shown


def test_a_stage_of_another_desk_is_not_found(room):
    other = make_desk()
    first = other.stages.first()
    for act in ("save", "up", "down", "remove"):
        assert browse(room.admin).post(address(room, f"{first.pk}/{act}")).status_code == 404
