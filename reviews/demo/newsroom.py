"""The people and desks of the demo newsroom, and the stories they are working on.

Everything goes through the same domain calls as on a working day, so that the demo cannot show
what the application would not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from articles.documents.flat import flatten
from articles.editing.protocol import SentBatch
from articles.importing import import_copy
from articles.models import Article
from newsroom.errors import Conflict
from newsroom.models import Desk, Membership, User
from reviews.guests import invitations
from reviews.models import Feed, Invitation, Query, Stage
from reviews.preferences import calendar_feed
from reviews.queries import answering, suggestions
from reviews.workflow import intake, releasing, signoff

COPY = Path(__file__).parent / "copy"
DOMAIN = "saltmarsh.example"
PASSWORD = "courier"  # noqa: S105 - the embedded demo listens on this machine alone
WORKFLOW = (
    ("Desk edit", "Desk editors"),
    ("Copy", "Copy editors"),
    ("Standards", "Standards"),
    ("Slot", "Slot"),
)
Role = Membership.Role


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as, and what they are there to show."""

    name: str
    role: str
    does: str
    group: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


ACCOUNTS = (
    Account("Mara Velde", Role.WRITER, "writer: files copy, answers queries"),
    Account("Tomas Brandt", Role.WRITER, "writer: reads Mara’s copy, edits only his own"),
    Account(
        "Ruth Adeyemi", Role.EDITOR, "desk editor: assigns, edits, asks, signs Desk edit", "Desk editors"
    ),
    Account("Jonas Keller", Role.EDITOR, "copy editor: signs Copy", "Copy editors"),
    Account("Leila Haddad", Role.READER, "standards reader: asks, signs Standards", "Standards"),
    Account("Peter Lund", Role.EDITOR, "slot: last look, signs Slot, releases", "Slot"),
    Account("Nils Holm", Role.VIEWER, "viewer: sees every story, says nothing"),
    Account("Ines Okafor", "", "administrator: people, desks, workflow, outbox"),
)


class NoDemoInProduction(Conflict):
    """Everybody knows who is in the demo newsroom and by which password."""


def accounts() -> tuple[Account, ...]:
    """Who can sign in to the demo newsroom."""
    return ACCOUNTS


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not (User.objects.exists() or Desk.objects.exists() or Article.objects.exists())


def refuse_in_production() -> None:
    """Raises NoDemoInProduction."""
    if settings.PRODUCTION:
        raise NoDemoInProduction(
            _("The demo newsroom is never loaded in production: its password is public.")
        )


def load(*, password: str, now: datetime) -> None:
    """Put the demo newsroom into an empty database. One transaction.

    Raises NoDemoInProduction.
    """
    refuse_in_production()
    with transaction.atomic():
        people = _make_people(password)
        city = _desk("City", "city", "en")
        world = _desk("Arabic edition", "arabic", "ar")
        _stories(city, world, people, now)
        calendar_feed.switch_on(people["Ruth"], choice=Feed.Choice.DESKS)


def _make_people(password: str) -> dict[str, User]:
    people = {}
    for account in ACCOUNTS:
        administers = not account.role
        person = User.objects.create_user(
            account.email,
            password,
            name=account.name,
            is_staff=administers,
            is_superuser=administers,
            is_demo=True,
        )
        if account.group:
            person.groups.add(Group.objects.get_or_create(name=account.group)[0])
        people[account.name.split()[0]] = person
    return people


def _desk(name: str, slug: str, language: str) -> Desk:
    desk = Desk.objects.create(name=name, slug=slug, language=language)
    roles = {account.email: account.role for account in ACCOUNTS}
    for person in User.objects.filter(email__endswith=f"@{DOMAIN}"):
        if roles[person.email]:
            Membership.objects.create(user=person, desk=desk, role=roles[person.email])
    for position, (stage, group) in enumerate(WORKFLOW, start=1):
        Stage.objects.create(desk=desk, position=position, name=stage, group=Group.objects.get(name=group))
    return desk


def _stories(city: Desk, world: Desk, people: dict[str, User], now: datetime) -> None:
    mara, tomas, ruth, jonas, leila, peter = (
        people[name] for name in ("Mara", "Tomas", "Ruth", "Jonas", "Leila", "Peter")
    )
    ferry = _file("night-ferry.md", city, mara, now - timedelta(hours=3), now + timedelta(hours=5))
    _talk_about_the_ferry(ferry, mara, ruth, now)
    _ask_the_lawyer(ferry, ruth, now)
    gardens = _file("allotments.txt", city, tomas, now - timedelta(minutes=40), now + timedelta(days=1))
    _suggest_changes(gardens, leila, ruth, now)
    _file("harbour-market.md", world, mara, now - timedelta(hours=1), now + timedelta(hours=20))

    bridge = _file("bridge.md", city, tomas, now - timedelta(hours=6), now + timedelta(hours=2))
    _sign(bridge, "Desk edit", ruth, now - timedelta(hours=2))

    orchestra = _file("orchestra.md", city, mara, now - timedelta(days=1), now - timedelta(minutes=30))
    _sign(orchestra, "Desk edit", ruth, now - timedelta(hours=5))
    _sign(orchestra, "Copy", jonas, now - timedelta(hours=4))
    _change_a_word(orchestra, "eleven violins", "twelve violins", by=jonas, now=now - timedelta(hours=1))

    library = _file("library.md", city, tomas, now - timedelta(days=2), now - timedelta(days=1))
    for stage, signer in (("Desk edit", ruth), ("Copy", jonas), ("Standards", leila), ("Slot", peter)):
        _sign(library, stage, signer, now - timedelta(days=1, hours=1))
    releasing.release(article=library, by=peter, now=now - timedelta(days=1))


def _file(name: str, desk: Desk, author: User, filed: datetime, deadline: datetime) -> Article:
    imported = import_copy((COPY / name).read_bytes(), filename=name)
    received = intake.file_copy(
        imported=imported, desk=desk, author=author, by=author, deadline=deadline, now=filed
    )
    return received.article


def _talk_about_the_ferry(article: Article, mara: User, ruth: User, now: datetime) -> None:
    winters = article.queries.get(question__contains="two winters")
    answering.reply(
        query=winters,
        by=mara,
        body="Two, and an option for a third. I will change it.",
        now=now - timedelta(hours=1),
    )
    chairs = article.queries.get(question__contains="only one open in winter")
    answering.resolve(query=chairs, by=ruth, now=now - timedelta(minutes=50))


def _ask_the_lawyer(article: Article, ruth: User, now: datetime) -> None:
    """Somebody from outside reads the copy and is asked the legal query on it."""
    legal = article.queries.open().filter(kind=Query.Kind.LEGAL)
    invitation = invitations.invite(
        article=article,
        by=ruth,
        name="Nadia Farouk",
        email="nadia@harbourlaw.example",
        purpose=Invitation.Purpose.COMMENT,
        numbers=legal.values_list("number", flat=True),
        now=now - timedelta(minutes=45),
    )
    User.objects.filter(pk=invitation.person_id).update(is_demo=True)


def _suggest_changes(article: Article, leila: User, ruth: User, now: datetime) -> None:
    """Changes to be accepted or rejected, one of them talked about."""
    _suggest(article, "with a compost heap", "a compost heap", by=leila, now=now - timedelta(minutes=30))
    _suggest(article, "and\npromises cake", "", by=leila, now=now - timedelta(minutes=29))
    moved = _suggest(article, "One in five", "Every fifth", by=ruth, now=now - timedelta(minutes=20))
    suggestions.discuss(
        article=article,
        key=moved,
        remark="The letter says 19 percent. Is that near enough?",
        by=leila,
        now=now - timedelta(minutes=15),
    )


def _suggest(article: Article, old: str, new: str, *, by: User, now: datetime) -> str:
    """Suggest other words, or none, as the editor would send it. Answers with the suggestion's key."""
    article.document.refresh_from_db()
    copy = flatten(article.document.parsed())
    first = copy.text.index(" ".join(old.split()))
    start, end = copy.position(first), copy.position(first + len(old), end=True)
    key = f"{by.pk}.{start:08}"
    taken = {"type": "deletion", "attrs": {"suggestion": key}}
    put = {"type": "text", "text": new, "marks": [{"type": "insertion", "attrs": {"suggestion": key}}]}
    steps: list[object] = [{"stepType": "addMark", "from": start, "to": end, "mark": taken}]
    if new:
        steps.append({"stepType": "replace", "from": end, "to": end, "slice": {"content": [put]}})
    _send(article, steps, by=by, now=now)
    return key


def _sign(article: Article, stage: str, signer: User, when: datetime) -> None:
    article.refresh_from_db()
    signoff.sign(
        article=article,
        stage=Stage.objects.get(desk=article.desk, name=stage),
        by=signer,
        digest=article.digest,
        now=when,
    )


def _change_a_word(article: Article, old: str, new: str, *, by: User, now: datetime) -> None:
    """Type a correction, as the editor would send it."""
    copy = flatten(article.document.parsed())
    start = copy.text.index(old)
    step = {
        "stepType": "replace",
        "from": copy.position(start),
        "to": copy.position(start + len(old), end=True),
        "slice": {"content": [{"type": "text", "text": new}]},
    }
    _send(article, [step], by=by, now=now)


def _send(article: Article, steps: list[object], *, by: User, now: datetime) -> None:
    sent = SentBatch(by, article.document.version, steps, "demo")
    suggestions.submit_batches(slug=article.slug, sent=[sent], now=now)
    article.refresh_from_db()
