"""A small newsroom for the tests of notifications: one desk, its people, and rows as acts leave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group

from articles.models import Anchor, Article, Document, Revision
from newsroom.models import Desk, Membership, User
from reviews.models import Event, Notification, Query, Reply, Round, SignOff, Stage
from reviews.notifications import events

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Role = Membership.Role


@dataclass
class ForeignDesk:
    """``people`` by first name; ``dana`` and ``emil`` edit, ``wanda`` writes, ``rita`` and ``stan`` read."""

    desk: Desk
    elsewhere: Desk
    copy_readers: Group
    people: dict[str, User] = field(default_factory=dict)
    _numbers: count = field(default_factory=lambda: count(1))

    def __getattr__(self, name):
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def names(self, ids):
        by_id = {person.pk: name for name, person in self.people.items()}
        return {by_id[pk] for pk in ids}

    def article(self, *, author="wanda", headline="Gulf states cut output", **fields):
        number = next(self._numbers)
        article = Article.objects.create(
            slug=f"story-{number}",
            desk=self.desk,
            author=self.people[author] if author else None,
            headline=headline,
            digest="sha256:1",
            created_at=NOW,
            updated_at=NOW,
            **fields,
        )
        Document.objects.create(article=article, content="{}", edited_at=NOW)
        return article

    def query(self, article, *, asked_by=None, assigned_to=None, number=None, **fields):
        anchor = Anchor.objects.create(
            document=article.document,
            start=1,
            end=5,
            quote=fields.pop("quote", "Arab governments"),
            before=fields.pop("before", "said on Monday that "),
            after=fields.pop("after", " would not agree"),
            made_at_version=0,
        )
        return Query.objects.create(
            article=article,
            number=number or article.queries.count() + 1,
            anchor=anchor,
            question=fields.pop("question", "All of them, or only the Gulf ones?"),
            asked_by=self.people[asked_by] if asked_by else None,
            assigned_to=self.people[assigned_to] if assigned_to else None,
            asked_at=NOW,
            **fields,
        )

    def reply(self, query, *, by=None, body="Only the Gulf ones.", at=NOW, **fields):
        return Reply.objects.create(
            query=query, author=self.people[by] if by else None, body=body, created_at=at, **fields
        )

    def stage(self, *, author_may_sign=False):
        return Stage.objects.create(
            desk=self.desk,
            position=self.desk.stages.count(),
            name=f"Copy {self.desk.stages.count()}",
            group=self.copy_readers,
            author_may_sign=author_may_sign,
        )

    def round(self, article, stage=None):
        return Round.objects.create(
            article=article, number=article.rounds.count() + 1, stage=stage, opened_at=NOW
        )

    def signoff(self, round, stage, signer, **fields):
        article = round.article
        revision = article.revisions.first() or Revision.objects.create(
            article=article,
            number=1,
            reason=Revision.Reason.SIGNED,
            version=0,
            content="{}",
            language="en",
            direction="ltr",
            words=0,
            digest=article.digest,
            created_at=NOW,
        )
        return SignOff.objects.create(
            round=round,
            stage=stage,
            revision=revision,
            digest=article.digest,
            signer=self.people[signer],
            signed_at=NOW,
            **fields,
        )

    def asked(self, *, article=None, question="All of them, or only the Gulf ones?", now=NOW, **fields):
        """An event with one mail, from dana to wanda; returns the row of the outbox."""
        article = article or self.article()
        query = self.query(article, asked_by="dana", question=question, **fields)
        event = events.record(kind=Event.Kind.ASKED, article=article, actor=self.dana, query=query, now=now)
        return event.notifications.get()

    def waiting(self, how_many, *, now=NOW):
        """So many rows of the outbox, each about a query of its own of one article."""
        article = self.article()
        return [self.asked(article=article, question=f"Question {n}?", now=now).pk for n in range(how_many)]


def open_desk():
    desk = Desk.objects.create(name="Foreign", slug="foreign")
    elsewhere = Desk.objects.create(name="Sport", slug="sport")
    foreign = ForeignDesk(desk, elsewhere, Group.objects.create(name="Copy readers"))
    for name, role in {
        "wanda": Role.WRITER,
        "walt": Role.WRITER,
        "rita": Role.READER,
        "stan": Role.READER,
        "dana": Role.EDITOR,
        "emil": Role.EDITOR,
        "gone": Role.EDITOR,  # no longer active
        "outsider": None,  # edits on another desk
        "admin": None,
    }.items():
        person = User.objects.create(
            email=f"{name}@desk.example",
            name=f"{name.title()} Person",
            is_active=name != "gone",
            is_superuser=name == "admin",
        )
        if name != "admin":
            Membership.objects.create(user=person, desk=desk if role else elsewhere, role=role or Role.EDITOR)
        foreign.people[name] = person
    for name in ("rita", "stan", "wanda", "gone", "outsider", "admin"):
        foreign.people[name].groups.add(foreign.copy_readers)
    return foreign


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def states(ids):
    """The state of each row of the outbox, in the order of ``ids``."""
    found = dict(Notification.objects.filter(pk__in=ids).values_list("pk", "state"))
    return [found[pk] for pk in ids]


def deliveries(calls):
    """Of what is to happen after commit, the jobs that have mail delivered."""
    return [call for call in calls if getattr(call, "task", "") == "reviews.deliver"]
