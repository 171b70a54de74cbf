"""The table of pages: address and method → who is let in, with what they send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.articles.importing.pictures import picture
from tests.matrix.room import (
    ADMINISTERS,
    EDITS,
    EVERYBODY,
    MANAGES,
    NOBODY,
    READS,
    RELEASES,
    SEES,
    SIGNED_IN,
    SIGNS,
    TAKES_PART,
)

Room = SimpleNamespace


@dataclass(frozen=True)
class Page:
    """``names`` are the parts of the address, ``sends`` the form, both of a room.

    ``refused`` are statuses that also mean no, where a form offers only what its person may choose.
    """

    who: frozenset[str]
    names: Callable[[Room], Mapping[str, Any]] = lambda room: {}
    sends: Callable[[Room], Mapping[str, Any]] = lambda room: {}
    refused: frozenset[int] = field(default=frozenset())


def story(who, sends=lambda room: {}, **names) -> Page:
    """A page of the story; ``names`` are attributes of the room, or what they are."""
    return Page(who, lambda room: {"slug": room.article.slug, **_read(room, names)}, sends)


def query(who, sends=lambda room: {}, *, of="query", **names) -> Page:
    return Page(
        who,
        lambda room: {"slug": room.article.slug, "number": getattr(room, of).number, **_read(room, names)},
        sends,
    )


def _read(room: Room, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value(room) if callable(value) else value for name, value in names.items()}


def _passage(room: Room) -> dict[str, Any]:
    return {"words": "single ticket"}


def _asked(room: Room) -> dict[str, Any]:
    return {"question": "Really?", "words": "single ticket", "kind": "fact", "blocking": "on"}


def _details(room: Room) -> dict[str, Any]:
    return {"byline": "Wanda Writer", "language": "en", "author": room.people["writer"].pk}


def _invited(room: Room) -> dict[str, Any]:
    return {"name": "Nora", "email": "nora@law.example", "purpose": "comment", "days": "14"}


def _writer(room: Room) -> dict[str, Any]:
    return {"pk": room.people["writer"].pk}


def _desk(room: Room) -> dict[str, Any]:
    return {"slug": "city"}


def _stage(room: Room) -> dict[str, Any]:
    return {"slug": "city", "pk": room.stage.pk}


def _entry(room: Room) -> dict[str, Any]:
    return {"slug": "city", "pk": room.entry.pk}


def _of_guest(room: Room) -> dict[str, Any]:
    return {"pk": room.invitation.pk}


def _new(room: Room) -> dict[str, Any]:
    return {"desk": "city", "headline": "A new story", "text": "A new story", "markup": "text"}


def _moved(room: Room) -> dict[str, Any]:
    return {"act": "move", "story": room.article.pk, "stage": "Standards"}


WRITERS = frozenset({"writer", "colleague", "editor", "slot", "admin"})
EDITS_A_DESK = frozenset({"editor", "slot", "admin", "foreign_editor"})
INVITED = lambda room: room.invitation.pk  # noqa: E731
CHOICES = frozenset({422})
NOTHING_DONE = frozenset({409})
"""Of acts on many stories: none of them could be changed."""

PAGES: dict[tuple[str, str], Page] = {
    ("needs_me", "GET"): Page(SIGNED_IN),
    ("counts", "GET"): Page(SIGNED_IN),
    ("figures", "GET"): Page(EDITS_A_DESK),
    ("figures_file", "GET"): Page(EDITS_A_DESK, lambda room: {"key": "corrections"}),
    ("stories", "GET"): Page(SIGNED_IN),
    ("board", "GET"): Page(SIGNED_IN),
    ("board", "POST"): Page(
        MANAGES, sends=lambda room: {"story": room.article.slug, "stage": room.stage.name}
    ),
    ("board_stages", "GET"): story(SEES),
    ("bulk", "POST"): Page(MANAGES, sends=_moved, refused=CHOICES | NOTHING_DONE),
    ("bulk_undo", "POST"): Page(
        MANAGES, sends=lambda room: {"stages": f"{room.article.pk}:{room.stage.pk}"}, refused=NOTHING_DONE
    ),
    ("saved_views", "GET"): Page(SIGNED_IN),
    ("saved_views", "POST"): Page(MANAGES, sends=lambda room: {"name": "Late", "desk": room.desk.pk}),
    ("change_view", "POST"): Page(
        MANAGES, lambda room: {"pk": room.view.pk}, lambda room: {"act": "rename", "name": "Later"}
    ),
    ("login", "GET"): Page(EVERYBODY),
    ("import", "GET"): Page(SIGNED_IN),
    ("import", "POST"): Page(WRITERS, sends=_new, refused=CHOICES),
    ("start_story", "POST"): Page(WRITERS, sends=lambda room: {"desk": "city"}),
    ("propose", "GET"): Page(WRITERS | {"foreign_editor"}),
    ("propose", "POST"): Page(WRITERS, sends=_new, refused=CHOICES),
    ("assignment", "GET"): story(SEES),
    ("assignment", "POST"): Page(
        MANAGES,
        lambda room: {"slug": room.idea.slug},
        lambda room: {"writer": room.people["writer"].pk},
    ),
    ("accept_assignment", "POST"): Page(frozenset({"writer"}), lambda room: {"slug": room.assigned.slug}),
    ("decline_assignment", "POST"): Page(
        frozenset({"writer"}), lambda room: {"slug": room.assigned.slug}, lambda room: {"reason": "Busy."}
    ),
    ("file_story", "POST"): Page(EDITS, lambda room: {"slug": room.writing.slug}),
    ("import_preview", "GET"): Page(frozenset({"editor"}), lambda room: {"key": room.upload.pk}),
    ("import_preview", "POST"): Page(frozenset({"editor"}), lambda room: {"key": room.upload.pk}),
    ("search", "GET"): Page(SIGNED_IN),
    ("palette", "GET"): Page(SIGNED_IN),
    ("inbox", "GET"): Page(SIGNED_IN),
    ("inbox_panel", "GET"): Page(SIGNED_IN),
    ("inbox_see", "POST"): Page(SIGNED_IN, lambda room: {"pk": room.notification.pk}),
    ("inbox_see_all", "POST"): Page(SIGNED_IN),
    ("preferences", "GET"): Page(SIGNED_IN),
    ("preferences", "POST"): Page(SIGNED_IN),
    ("permissions", "GET"): Page(SIGNED_IN),
    ("permissions_of_person", "GET"): Page(ADMINISTERS, lambda room: {"pk": room.asker.pk}),
    ("calendar", "GET"): Page(SIGNED_IN),
    ("calendar", "POST"): Page(SIGNED_IN, sends=lambda room: {"choice": "desks"}),
    ("webhooks", "GET"): Page(EDITS_A_DESK),
    ("webhooks", "POST"): Page(
        EDITS_A_DESK, sends=lambda room: {"kinds": ["asked"]}
    ),
    ("webhook_change", "POST"): Page(
        MANAGES, lambda room: {"pk": room.endpoint.pk}, lambda room: {"kinds": ["asked"]}
    ),
    ("webhook_secret", "POST"): Page(MANAGES, lambda room: {"pk": room.endpoint.pk}),
    ("webhook_try", "POST"): Page(MANAGES, lambda room: {"pk": room.endpoint.pk}),
    ("webhook_again", "POST"): Page(MANAGES, lambda room: {"pk": room.endpoint.pk}),
    ("webhook_remove", "POST"): Page(MANAGES, lambda room: {"pk": room.endpoint.pk}),
    # the stylebooks
    ("stylebooks", "GET"): Page(SIGNED_IN),
    ("stylebook", "GET"): Page(READS, _desk),
    ("style_new", "GET"): Page(MANAGES, _desk),
    ("style_new", "POST"): Page(MANAGES, _desk, lambda room: {"pattern": "leaflet", "reason": "Which?"}),
    ("style_try", "POST"): Page(READS, _desk, lambda room: {"pattern": "leaflet", "text": "A leaflet."}),
    ("style_past", "POST"): Page(READS, _desk, lambda room: {"pattern": "leaflet", "reason": "Which?"}),
    ("style_starters", "POST"): Page(MANAGES, _desk),
    ("style_import", "GET"): Page(MANAGES, _desk),
    ("style_import", "POST"): Page(MANAGES, _desk, lambda room: {"text": "name,pattern,reason\na,b,c\n"}),
    ("style_export", "GET"): Page(READS, lambda room: {**_desk(room), "fmt": "csv"}),
    ("style_entry", "GET"): Page(READS, _entry),
    ("style_entry", "POST"): Page(MANAGES, _entry, lambda room: {"pattern": "ticket", "reason": "Which?"}),
    ("style_switch", "POST"): Page(MANAGES, _entry),
    ("style_delete", "POST"): Page(MANAGES, _entry),
    ("style_history", "GET"): Page(READS, _entry),
    # the settings
    ("settings", "GET"): Page(EDITS_A_DESK),
    ("settings_people", "GET"): Page(EDITS_A_DESK),
    ("settings_person", "GET"): Page(MANAGES, _writer),
    ("settings_person", "POST"): Page(MANAGES, _writer),
    ("settings_person_parts", "POST"): Page(MANAGES, _writer),
    ("settings_invite", "GET"): Page(EDITS_A_DESK),
    ("settings_invite", "POST"): Page(EDITS_A_DESK),
    ("settings_invite_again", "POST"): Page(MANAGES, lambda room: {"pk": room.invited.pk}),
    ("settings_invite_withdraw", "POST"): Page(MANAGES, lambda room: {"pk": room.invited.pk}),
    ("settings_leave", "GET"): Page(MANAGES, _writer),
    ("settings_leave", "POST"): Page(MANAGES, _writer),
    ("settings_come_back", "POST"): Page(MANAGES, lambda room: {"pk": room.people["inactive"].pk}),
    ("settings_desks", "GET"): Page(EDITS_A_DESK),
    ("settings_new_desk", "GET"): Page(ADMINISTERS),
    ("settings_new_desk", "POST"): Page(ADMINISTERS),
    ("settings_desk", "GET"): Page(MANAGES, _desk),
    ("settings_desk", "POST"): Page(MANAGES, _desk),
    ("settings_reminders", "POST"): Page(MANAGES, _desk),
    ("settings_members", "POST"): Page(MANAGES, _desk),
    ("settings_add_member", "POST"): Page(
        MANAGES, _desk, lambda room: {"person": room.people["stranger"].pk, "role": "viewer"}
    ),
    ("settings_workflow", "GET"): Page(MANAGES, _desk),
    ("settings_stage_add", "POST"): Page(MANAGES, _desk),
    ("settings_stage_save", "POST"): Page(MANAGES, _stage),
    ("settings_stage_remove", "POST"): Page(ADMINISTERS, _stage),
    ("settings_stage_move", "POST"): Page(MANAGES, lambda room: {**_stage(room), "way": "up"}),
    ("settings_newsroom", "GET"): Page(ADMINISTERS),
    ("settings_newsroom", "POST"): Page(ADMINISTERS),
    ("security", "GET"): Page(ADMINISTERS),
    ("security_export", "GET"): Page(ADMINISTERS, lambda room: {"fmt": "csv"}),
    ("mail", "GET"): Page(SIGNED_IN),
    ("message", "GET"): Page(frozenset({"writer", "admin"}), lambda room: {"pk": room.mail.pk}),
    ("message_html", "GET"): Page(frozenset({"writer", "admin"}), lambda room: {"pk": room.mail.pk}),
    ("mail_again", "POST"): Page(frozenset({"writer", "admin"}), lambda room: {"pk": room.stopped.pk}),
    ("metrics", "GET"): Page(ADMINISTERS),
    ("design", "GET"): Page(ADMINISTERS),
    ("asset", "GET"): Page(SEES, lambda room: {"digest": room.asset.digest}),
    ("add_image", "POST"): story(TAKES_PART, lambda room: {"image": SimpleUploadedFile("a.png", picture())}),
    # a story, read
    ("article", "GET"): story(SEES),
    ("status", "GET"): story(SEES),
    ("threads", "GET"): story(SEES),
    ("history", "GET"): story(SEES),
    ("revision", "GET"): story(SEES, number=1),
    ("compare", "GET"): story(SEES),
    ("redline", "GET"): story(SEES),
    ("authorship", "GET"): story(SEES),
    ("stretches", "GET"): story(
        SEES, lambda room: {"start": 1, "end": 9, "version": room.article.document.version}
    ),
    ("preflight", "GET"): story(SEES),
    ("since_signed", "GET"): story(SEES, pk=lambda room: room.signoff.pk),
    ("clean", "GET"): story(SEES),
    ("draft_copy", "GET"): story(SEES, fmt="markdown"),
    ("review_copy", "GET"): story(SEES),
    ("proof", "GET"): story(SEES),
    ("correction", "GET"): story(SEES),
    ("details", "GET"): story(SEES),
    ("query", "GET"): query(SEES),
    ("file", "GET"): query(SEES, pk=lambda room: room.file.pk),
    ("guests", "GET"): story(SEES),
    ("certificate", "GET"): story(NOBODY, number=1),
    ("released_copy", "GET"): story(NOBODY, number=1, fmt="text"),
    # its copy and details
    ("keep", "POST"): story(SEES - {"viewer"}),
    ("rename_revision", "POST"): story(SEES - {"viewer"}, lambda room: {"name": "As filed"}, number=1),
    ("restore", "GET"): story(SEES, number=1),
    ("restore", "POST"): story(EDITS, number=1),
    ("undo_restore", "POST"): story(EDITS, number=1),
    ("new_version", "GET"): story(SEES),
    ("new_version", "POST"): story(EDITS, lambda room: {"text": "Another", "markup": "text"}),
    ("new_version_preview", "GET"): story(frozenset({"editor"}), key=lambda room: room.version.pk),
    ("new_version_preview", "POST"): story(frozenset({"editor"}), key=lambda room: room.version.pk),
    ("details", "POST"): story(EDITS, _details),
    ("rename", "POST"): story(EDITS, lambda room: {"slug": "night-boat"}),
    ("spike", "POST"): story(MANAGES),
    ("unspike", "POST"): Page(MANAGES, lambda room: {"slug": room.spiked.slug}),
    ("move", "GET"): story(MANAGES),
    ("move", "POST"): story(MANAGES, lambda room: {"desk": "world", "author": "none"}),
    # its queries
    ("ask", "POST"): story(TAKES_PART, _asked),
    ("reply", "POST"): query(TAKES_PART, lambda room: {"body": "It is."}),
    ("resolve", "POST"): query(READS),
    ("accept", "POST"): query(EDITS),
    ("take-back", "POST"): query(EDITS),
    ("confirm", "POST"): query(TAKES_PART),
    ("put", "POST"): query(TAKES_PART, _passage),
    ("reopen", "POST"): query(TAKES_PART, of="closed"),
    ("assign", "POST"): query(MANAGES, lambda room: {"assigned_to": room.people["reader"].pk}),
    ("house_style", "GET"): query(MANAGES, of="styled"),
    ("change_query", "POST"): query(MANAGES, lambda room: {"kind": "legal"}),
    ("draft_query", "POST"): story(TAKES_PART, _asked),
    ("send_drafts", "POST"): Page(
        frozenset({"editor"}), lambda room: {"slug": room.article.slug}, refused=CHOICES
    ),
    ("change_draft", "GET"): story(frozenset({"editor"}), pk=lambda room: room.draft.pk),
    ("change_draft", "POST"): story(
        frozenset({"editor"}),
        lambda room: {"question": "Who was asked?", "kind": "fact"},
        pk=lambda room: room.draft.pk,
    ),
    ("discard_draft", "POST"): story(frozenset({"editor"}), pk=lambda room: room.draft.pk),
    ("block", "POST"): query(MANAGES, lambda room: {"blocking": "yes"}),
    ("decide", "POST"): story(EDITS, lambda room: {"act": "accept", "suggestion": room.key}),
    ("undo_decision", "POST"): story(EDITS, lambda room: {"undo": room.decided}),
    ("discuss", "POST"): story(TAKES_PART, lambda room: {"remark": "Why?"}, key=lambda room: room.key),
    # its guests
    ("guests", "POST"): Page(MANAGES, lambda room: {"slug": room.article.slug}, _invited, CHOICES),
    ("guest_extend", "POST"): story(MANAGES, lambda room: {"days": "14"}, pk=INVITED),
    ("guest_new_link", "POST"): story(MANAGES, pk=INVITED),
    ("guest_revoke", "POST"): story(MANAGES, pk=INVITED),
    # its way to release
    ("sign", "POST"): story(SIGNS, lambda room: {"stage": room.stage.pk, "digest": room.article.digest}),
    ("withdraw", "POST"): story(frozenset({"slot"}), pk=lambda room: room.signoff.pk),
    ("pass_on", "POST"): story(MANAGES, lambda room: {"stage": room.stage.pk}),
    ("clear", "POST"): story(READS, lambda room: {"words": "<how many?>"}),
    ("unclear", "POST"): story(READS, pk=lambda room: room.clearance.pk),
    ("leave", "POST"): story(MANAGES, lambda room: {"key": room.style_key}),
    ("stop_leaving", "POST"): story(READS, pk=lambda room: room.left.pk),
    ("release", "GET"): story(RELEASES),
    ("release", "POST"): story(RELEASES, lambda room: {"digest": room.article.digest}),
    ("correction", "POST"): story(MANAGES, lambda room: {"reason": "A wrong hour"}),
    # guests come by their link alone
    ("guest_copy", "GET"): Page(NOBODY, _of_guest),
    ("guest_reply", "POST"): Page(NOBODY, lambda room: {**_of_guest(room), "number": 1}),
    ("guest_file", "GET"): Page(
        NOBODY, lambda room: {**_of_guest(room), "number": 1, "file": room.file.pk}
    ),
    ("guest_asset", "GET"): Page(NOBODY, lambda room: {**_of_guest(room), "digest": room.asset.digest}),
    ("guest_review_copy", "GET"): Page(NOBODY, _of_guest),
    ("guest_comment", "POST"): Page(NOBODY, _of_guest),
}  # fmt: skip

IMPOSSIBLE = {
    ("restore", "POST"): "the copy is as it was",
    ("undo_restore", "POST"): "nothing was restored",
    ("settings_person", "POST"): "the form is empty, and filled in in tests/reviews/views/settings",
    ("settings_invite", "POST"): "the form is empty",
    ("settings_new_desk", "POST"): "the form is empty",
    ("settings_desk", "POST"): "the form is empty",
    ("settings_stage_add", "POST"): "the form is empty",
    ("settings_stage_save", "POST"): "the form is empty",
    ("settings_newsroom", "POST"): "the form is empty",
    ("webhooks", "POST"): "it names no address",
    ("take-back", "POST"): "nothing was accepted",
    ("confirm", "POST"): "the passage is where it was",
    ("release", "POST"): "a suggestion is pending",
    ("correction", "POST"): "it was not released",
    ("webhook_again", "POST"): "nothing was given up",
}
"""Acts that nobody can do in this room as it is: who may is told so, and who may not is refused."""

BY_SECRET = {
    "preferences_by_link",
    "unsubscribe",
    "calendar_feed",
    "guest_landing",
    "guest_link_again",
    "mail_webhook",
    "accept_invitation",
    "ask_for_invitation",
    "welcome",
    "set_up",
    "set_up_by_link",
}
"""Pages that a secret in the address or the request opens to whoever has it: tested with their links."""

OWN_ACCOUNT = ("account/", "login/", "logout/", "oidc/", "password/")
"""Beginnings of the addresses about one's own account, or about signing in to it: tests/newsroom/accounts."""
