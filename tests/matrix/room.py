"""A newsroom with one person of every kind, and one row of everything that an address can name."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.utils import timezone

from articles.editing.suggestions import Choice
from articles.models import Article, Asset, Upload
from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant
from newsroom.models import Membership, StaffInvitation, User
from reviews.lists import saved_views
from reviews.models import Attachment, Endpoint, KeptMail, Notification, Query, Reply, StoppedAddress
from reviews.planning import assignments, ideas
from reviews.queries import answering, drafts, suggestions
from reviews.workflow import preflight, style
from tests.acts import sign, type_into
from tests.articles.suggesting import suggest
from tests.factories import join, make_article, make_desk, make_doc, make_guest, make_query, make_user
from tests.reviews.stylebook.books import make_entry

Role = Membership.Role
WORDS = ("The last boat leaves at 23.40.", "A single ticket costs 6.50 euros.", "It is <how many?> long.")

ANYBODY = frozenset({"anonymous", "inactive"})
SEES = frozenset({"viewer", "writer", "colleague", "reader", "signer", "editor", "slot", "admin"})
"""Those with a role on the desk of the story, and the administrator."""
ELSEWHERE = frozenset({"stranger", "foreign_editor", "staff", "staff_with_permissions"})
SIGNED_IN = SEES | ELSEWHERE
EVERYBODY = SIGNED_IN | ANYBODY

TAKES_PART = frozenset({"writer", "reader", "signer", "editor", "slot", "admin"})
READS = frozenset({"reader", "signer", "editor", "slot", "admin"})
EDITS = frozenset({"writer", "editor", "slot", "admin"})
MANAGES = frozenset({"editor", "slot", "admin"})
SIGNS = frozenset({"signer"})
RELEASES = frozenset({"slot"})
ADMINISTERS = frozenset({"admin"})
NOBODY: frozenset[str] = frozenset()


def matrix_room() -> SimpleNamespace:
    """The writer's story is in progress at Standards, which the signer signs; the slot releases."""
    room = SimpleNamespace(desk=make_desk("city"), elsewhere=make_desk("world"), now=timezone.now())
    _people(room)
    _story(room)
    _planned(room)
    _things(room)
    return room


def _people(room: SimpleNamespace) -> None:
    permissions = Permission.objects.all()
    room.people = {
        "viewer": join(make_user("Vera Viewer", groups=["Standards", "Slot"]), room.desk, Role.VIEWER),
        "writer": join(make_user("Wanda Writer"), room.desk, Role.WRITER),
        "colleague": join(make_user("Carl Colleague"), room.desk, Role.WRITER),
        "reader": join(make_user("Rita Reader"), room.desk, Role.READER),
        "signer": join(make_user("Sam Signer", groups=["Standards"]), room.desk, Role.READER),
        "editor": join(make_user("Edna Editor"), room.desk, Role.EDITOR),
        "slot": join(
            make_user("Saul Slot", groups=["Slot", "Desk editors", "Copy editors"]), room.desk, Role.EDITOR
        ),
        "admin": make_user("Ada Admin", is_staff=True, is_superuser=True),
        "stranger": make_user("Stan Stranger", groups=["Standards", "Slot"]),
        "foreign_editor": join(make_user("Fay Foreign", groups=["Slot"]), room.elsewhere, Role.EDITOR),
        "staff": make_user("Stella Staff", is_staff=True),
        "staff_with_permissions": make_user("Sybil Staff", is_staff=True),
        "inactive": join(make_user("Ina Inactive"), room.desk, Role.EDITOR),
    }
    room.people["staff_with_permissions"].user_permissions.set(permissions)
    for name in ("editor", "slot"):
        join(room.people[name], room.elsewhere, Role.EDITOR)
    room.asker = join(make_user("Olaf Other"), room.desk, Role.EDITOR)


def _story(room: SimpleNamespace) -> None:
    writer, slot = room.people["writer"], room.people["slot"]
    room.article = make_article(room.desk, author=writer, doc=make_doc(*WORDS), now=room.now)
    room.query = make_query(
        room.article, "6.50 euros", by=room.asker, proposed="7 euros", blocking=False, now=room.now
    )
    room.closed = make_query(room.article, "last boat", by=room.asker, now=room.now)
    answering.resolve(query=room.closed, by=room.asker, now=room.now)
    room.styled = make_query(
        room.article, "single", by=room.asker, kind=Query.Kind.WORDING, blocking=False, now=room.now
    )
    answering.resolve(query=room.styled, by=room.asker, now=room.now)
    for name in ("Desk edit", "Copy"):
        room.signoff = sign(room.article, room.desk.stages.get(name=name), by=slot, now=room.now)
    room.draft = drafts.keep(
        article=room.article, by=room.people["editor"], on=None, question="Who else?", now=room.now
    )
    room.key = suggest(room.article, "23.40", "midnight", by=room.asker, now=room.now)
    rejected = suggest(room.article, "A single", "One", by=room.asker, now=room.now)
    choice = Choice(keys=(rejected,))
    decision = suggestions.decide(article=room.article, accept=False, choice=choice, by=slot, now=room.now)
    room.decided = decision.undo
    room.article = Article.objects.select_related("desk").get(pk=room.article.pk)
    room.stage = room.desk.stages.get(name="Standards")
    _stylebook(room, slot)
    room.spiked = make_article(room.desk, author=writer, now=room.now)
    Article.objects.filter(pk=room.spiked.pk).update(state="spiked")


def _stylebook(room: SimpleNamespace, editor: User) -> None:
    """Two entries, one of which finds words that were left as they are."""
    make_entry(room.desk, editor, "boat", suggestion="ferry")
    room.entry = make_entry(room.desk, editor, "ticket", suggestion="fare")
    found = {one.words: one.key for one in preflight.preflight(room.article, now=room.now) if one.key}
    room.style_key = found["boat"]
    room.left = style.leave(article=room.article, key=found["ticket"], by=editor, now=room.now)


def _planned(room: SimpleNamespace) -> None:
    """An idea, one that the writer is asked to write, and one that the writer is writing."""
    editor, writer = room.people["editor"], room.people["writer"]
    room.idea, room.assigned, room.writing = (
        ideas.propose(desk=room.desk, headline=headline, by=editor, now=room.now)
        for headline in ("An idea", "An assignment", "A story that is written")
    )
    for article in (room.assigned, room.writing):
        assignments.assign(
            article=article,
            writer=writer,
            brief="",
            deadline=None,
            target_words=None,
            by=editor,
            now=room.now,
        )
    assignments.accept(article=room.writing, by=writer, now=room.now)
    type_into(
        room.writing, room.writing.document.parsed().content.size - 1, "Words.", by=writer, now=room.now
    )


def _things(room: SimpleNamespace) -> None:
    editor = room.people["editor"]
    room.invitation = make_guest(room.article, by=editor, now=room.now)
    grant = Grant(roles=[(room.desk, Role.WRITER)])
    invitations.invite(by=editor, address="nils@paper.example", grant=grant, now=room.now)
    room.invited = StaffInvitation.objects.get()
    room.clearance = preflight.clear(article=room.article, words="Text", by=editor, now=room.now)
    room.endpoint = Endpoint.objects.create(
        desk=room.desk, url="https://hooks.example/x", kinds=["asked"], added_by=editor, added_at=room.now
    )
    reply = Reply.objects.create(query=room.query, author=room.asker, body="Here.", created_at=room.now)
    room.file = Attachment.objects.create(reply=reply, name="a.txt", size=1, file=ContentFile(b"x", "a.txt"))
    room.notification = Notification.objects.filter(recipient=room.people["writer"]).first()
    room.mail = KeptMail.objects.create(
        recipient=room.people["writer"].email,
        subject="Hello",
        text="Hello.",
        html="<p>Hello.</p>",
        message_id="<hello@paper.example>",
        sent_at=room.now,
    )
    room.asset = Asset.objects.create(
        article=room.article,
        digest="a" * 64,
        content_type="image/png",
        width=1,
        height=1,
        size=1,
        file=ContentFile(b"x", "x.png"),
        created_at=room.now,
    )
    upload = {"owner": editor, "name": "a.txt", "data": b"A", "size": 1, "not_before": room.now}
    room.upload = Upload.objects.create(created_at=room.now, **upload)
    room.version = Upload.objects.create(created_at=room.now, article=room.article, **upload)
    room.stopped = StoppedAddress.objects.create(
        address=room.people["writer"].email, person=room.people["writer"], stopped_at=room.now
    )
    room.view = saved_views.save(owner=editor, desk=room.desk, name="Overdue", query="overdue=on")
    room.group = Group.objects.get(name="Slot")
