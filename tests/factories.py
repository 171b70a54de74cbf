"""Small, real newsrooms for tests: everything goes through the domain, as on a working day."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace

from django.contrib.auth.models import Group
from simple_history.utils import bulk_create_with_history

from articles.documents import schema
from articles.documents.flat import flatten
from articles.documents.spans import Span
from articles.editing import filing
from articles.models import Article
from newsroom.models import Desk, Membership, User
from reviews.guests import invitations
from reviews.models import Invitation, Query, Stage
from reviews.queries import asking
from reviews.workflow import signoff

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
WORKFLOW = (
    ("Desk edit", "Desk editors"),
    ("Copy", "Copy editors"),
    ("Standards", "Standards"),
    ("Slot", "Slot"),
)
_count = itertools.count(1)


def make_user(name: str = "", *, groups: Sequence[str] = (), **fields) -> User:
    """Somebody without a password, unless one is given: hashing one takes longer than most tests."""
    number = next(_count)
    name = name or f"Person {number}"
    email = fields.pop("email", f"{name.split()[0].lower()}{number}@paper.example")
    user = User.objects.create_user(email, name=name, **fields)
    for group in groups:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def make_desk(slug: str = "", *, workflow: Sequence[tuple[str, str]] = WORKFLOW, **fields) -> Desk:
    slug = slug or f"desk-{next(_count)}"
    desk = Desk.objects.create(slug=slug, **{"name": slug.title(), **fields})
    Group.objects.bulk_create((Group(name=name) for _stage, name in workflow), ignore_conflicts=True)
    groups = Group.objects.in_bulk({name for _stage, name in workflow}, field_name="name")
    # All at once: the desk is new, so that none of its stages has anything to take care of.
    bulk_create_with_history(
        [
            Stage(desk=desk, position=position, name=stage, group=groups[name])
            for position, (stage, name) in enumerate(workflow, start=1)
        ],
        Stage,
    )
    return desk


def join(user: User, desk: Desk, role: str) -> User:
    """Give somebody a part in a desk; what they knew of their desks is forgotten."""
    Membership.objects.create(user=user, desk=desk, role=role)
    user.__dict__.pop("desk_roles", None)
    return user


def make_doc(*paragraphs: str, headline: str = "Ferry runs at night again") -> schema.Node:
    texts = paragraphs or ("The last boat leaves at 23.40.", "A single ticket costs 6.50 euros.")
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    title = (
        {"type": "headline", "content": [{"type": "text", "text": headline}]}
        if headline
        else {"type": "headline"}
    )
    return schema.parse({"type": "doc", "content": [title, *blocks]})


def make_article(
    desk: Desk,
    *,
    author: User | None = None,
    doc: schema.Node | None = None,
    by: User | None = None,
    now=NOW,
    **fields,
) -> Article:
    filed = filing.create_article(
        desk=desk,
        author=author,
        doc=doc or make_doc(),
        by=by,
        now=now,
        **{"byline": author.name if author else "", **fields},
    )
    signoff.open_round(article=filed.article, number=1, by=by, now=now)
    return filed.article


def make_query(
    article: Article, words: str, *, by: User, question: str = "Is that right?", now=NOW, **fields
) -> Query:
    """Ask about the first occurrence of the words."""
    article.document.refresh_from_db()
    start, end = place_of(article, words)
    return asking.ask(
        article=article,
        by=by,
        on=Span(start, end, article.document.version),
        question=question,
        now=now,
        **fields,
    )


def make_guest(
    article: Article,
    *,
    by: User,
    purpose: str = "comment",
    numbers: Sequence[int] = (),
    name: str = "Nadia Haddad",
    now=NOW,
    **fields,
) -> Invitation:
    """Invite somebody from outside."""
    email = fields.pop("email", f"guest{next(_count)}@law.example")
    return invitations.invite(
        article=article, by=by, name=name, email=email, purpose=purpose, numbers=numbers, now=now, **fields
    )


def place_of(article: Article, words: str) -> tuple[int, int]:
    """The positions of the first occurrence of the words in the copy."""
    article.document.refresh_from_db()
    copy = flatten(article.document.parsed())
    offset = copy.text.index(words)
    return copy.position(offset), copy.position(offset + len(words), end=True)


def typed(start: int, end: int, text: str) -> dict:
    """A step that puts text in place of a range, as an editor sends it."""
    slice_ = {"slice": {"content": [{"type": "text", "text": text}]}} if text else {}
    return {"stepType": "replace", "from": start, "to": end, **slice_}


PEOPLE = (
    ("writer", "Mara Velde", "writer", ""),
    ("colleague", "Tomas Brandt", "writer", ""),
    ("editor", "Ruth Adeyemi", "editor", "Desk editors"),
    ("copy_editor", "Jonas Keller", "editor", "Copy editors"),
    ("reader", "Leila Haddad", "reader", "Standards"),
    ("slot", "Peter Lund", "editor", "Slot"),
)
"""Those of the desk of a newsroom: the name that tests call them by, their name, role and group."""


def newsroom() -> SimpleNamespace:
    """A desk with everybody on it, a stranger, and an article by the writer.

    Most tests begin with one, so its people are written together: one by one they cost five times as much.
    """
    desk = make_desk()
    users = [_unsaved(name) for _called, name, _role, _group in PEOPLE]
    stranger, admin = _unsaved("Olga Fremd"), _unsaved("Ines Okafor", is_staff=True, is_superuser=True)
    User.objects.bulk_create([*users, stranger, admin])
    memberships = [
        Membership(user=user, desk=desk, role=role)
        for user, (_called, _name, role, _group) in zip(users, PEOPLE, strict=True)
    ]
    bulk_create_with_history(memberships, Membership)
    groups = {stage.group.name: stage.group for stage in desk.stages.select_related("group")}
    belongs = User.groups.through
    belongs.objects.bulk_create(
        [
            *(
                belongs(user=user, group=groups[group])
                for user, (_called, _name, _role, group) in zip(users, PEOPLE, strict=True)
                if group
            ),
            *(belongs(user=stranger, group=groups[name]) for name in ("Desk editors", "Slot")),
        ]
    )
    people = dict(zip((called for called, *_rest in PEOPLE), users, strict=True))
    return SimpleNamespace(
        desk=desk,
        **people,
        stranger=stranger,
        admin=admin,
        article=make_article(desk, author=people["writer"]),
    )


def _unsaved(name: str, **fields) -> User:
    user = User(email=f"{name.split()[0].lower()}{next(_count)}@paper.example", name=name, **fields)
    user.set_unusable_password()
    return user
