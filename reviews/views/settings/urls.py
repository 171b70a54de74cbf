"""The addresses of the settings area."""

from __future__ import annotations

from django.urls import path

from newsroom.web import converters  # noqa: F401 - registers the numbers of addresses
from reviews.views.settings import desks, frame, inviting, leaving, newsroom, people, security, workflow

urlpatterns = [
    path("", frame.settings, name="settings"),
    path("people/", people.list_people, name="settings_people"),
    path("people/invite/", inviting.invite, name="settings_invite"),
    path("people/invitations/<number:pk>/again", inviting.send_again, name="settings_invite_again"),
    path("people/invitations/<number:pk>/withdraw", inviting.withdraw, name="settings_invite_withdraw"),
    path("people/<number:pk>/", people.person, name="settings_person"),
    path("people/<number:pk>/parts", people.person_parts, name="settings_person_parts"),
    path("people/<number:pk>/leave/", leaving.leave, name="settings_leave"),
    path("people/<number:pk>/come-back", leaving.come_back, name="settings_come_back"),
    path("desks/", desks.list_desks, name="settings_desks"),
    path("new-desk/", desks.new_desk, name="settings_new_desk"),
    path("desks/<str:slug>/", desks.desk, name="settings_desk"),
    path("desks/<str:slug>/reminders", desks.change_reminders, name="settings_reminders"),
    path("desks/<str:slug>/members", desks.change_members, name="settings_members"),
    path("desks/<str:slug>/members/add", desks.add_member, name="settings_add_member"),
    path("desks/<str:slug>/workflow/", workflow.workflow, name="settings_workflow"),
    path("desks/<str:slug>/workflow/add", workflow.add, name="settings_stage_add"),
    path(
        "desks/<str:slug>/workflow/<number:pk>/save",
        workflow.save,
        name="settings_stage_save",
    ),
    path(
        "desks/<str:slug>/workflow/<number:pk>/remove",
        workflow.remove,
        name="settings_stage_remove",
    ),
    path(
        "desks/<str:slug>/workflow/<number:pk>/<str:way>",
        workflow.move,
        name="settings_stage_move",
    ),
    path("newsroom/", newsroom.newsroom, name="settings_newsroom"),
    path("security/", security.security, name="security"),
    path("security/log.<str:fmt>", security.security_export, name="security_export"),
]
