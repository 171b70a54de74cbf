"""What a person may do on each desk, and why: asked of the access modules, so that no rule is here.

Each act is one question, put to them about a story that is not stored. The reason is found by putting the
same question for somebody with less, or with more: another role, or one group more or fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from articles.access import may_file, may_manage, visible_desks
from articles.models import Article
from newsroom.models import Desk, Membership, User
from reviews import access
from reviews.models import Query, Stage

Role = Membership.Role
NOBODY = -1
"""Key of somebody else."""


@dataclass(frozen=True)
class Answer:
    """Whether a person may do something, and the reason in a sentence part."""

    act: str
    allowed: bool
    why: str


@dataclass(frozen=True)
class OnDesk:
    """What a person may do on one desk. ``role`` is its label; empty for administrators without one."""

    desk: Desk
    role: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class _Act:
    name: str
    ask: Callable[[User], bool]


def permissions_of(person: User) -> list[OnDesk]:
    """All desks that this person sees, by name. Three statements, however many desks and stages."""
    stages = Prefetch("stages", Stage.objects.select_related("group").order_by("position"))
    desks = visible_desks(person).select_related("releasing_group").prefetch_related(stages).order_by("name")
    return [_on(desk, person) for desk in desks]


def _on(desk: Desk, person: User) -> OnDesk:
    role = person.desk_roles.get(desk.pk, "")
    groups = {stage.group_id: stage.group for stage in desk.stages.all()}
    if desk.releasing_group is not None:
        groups[desk.releasing_group.pk] = desk.releasing_group
    answers = [_answer(act, desk, person, list(groups.values())) for act in _acts(desk, person.pk)]
    return OnDesk(desk, str(Role(role).label) if role else "", answers)


def _acts(desk: Desk, person: int) -> Iterator[_Act]:
    """In the order of a story’s way. Access alone is asked: the state of a story may still forbid an act."""
    own, others = Article(desk=desk, author_id=person), Article(desk=desk, author_id=NOBODY)
    query = Query(article=others, state=Query.State.OPEN, asked_by_id=NOBODY, assigned_to_id=NOBODY)
    yield _Act(_("See stories and queries"), lambda who: access.may_see(who, others))
    yield _Act(_("File stories"), lambda who: may_file(who, desk))
    yield _Act(_("Edit your own stories"), lambda who: access.may_edit(who, own))
    yield _Act(_("Edit other people’s stories"), lambda who: access.may_edit(who, others))
    yield _Act(_("Ask about your own stories, and answer"), lambda who: access.may_ask(who, own))
    yield _Act(
        _("Ask about other people’s stories, answer, and suggest changes"),
        lambda who: access.may_ask(who, others) and access.may_reply(who, query),
    )
    yield _Act(_("Resolve other people’s queries"), lambda who: access.may_resolve(who, query))
    yield _Act(_("Reassign queries, and mark them non-blocking"), lambda who: access.may_direct(who, query))
    yield _Act(_("Clear possible notes"), lambda who: access.may_clear(who, others))
    for stage in desk.stages.all():
        yield _signing(stage, _("Sign off %(stage)s") % {"stage": stage}, others)
        if stage.author_may_sign:
            yield _signing(stage, _("Sign off %(stage)s of your own stories") % {"stage": stage}, own)
    yield _Act(_("Release stories"), lambda who: access.may_release(who, others))
    yield _Act(
        _("Set deadline, embargo and author; spike; move to another stage"),
        lambda who: may_manage(who, others) and access.may_pass_on(who, others),
    )
    yield _Act(_("Move stories to another desk that you edit"), lambda who: access.may_move(who, others))
    yield _Act(_("Start corrections"), lambda who: access.may_correct(who, others))
    yield _Act(_("Invite guests"), lambda who: access.may_invite(who, others))
    yield _Act(_("Manage webhooks"), lambda who: access.may_connect(who, desk))


def _signing(stage: Stage, name: str, article: Article) -> _Act:
    return _Act(name, lambda who: access.may_sign(who, article, stage))


def _answer(act: _Act, desk: Desk, person: User, groups: Sequence[Group]) -> Answer:
    allowed = act.ask(person)
    reason = _why if allowed else _why_not
    return Answer(act.name, allowed, reason(act, desk, person, groups))


def _why(act: _Act, desk: Desk, person: User, groups: Sequence[Group]) -> str:
    role = person.desk_roles.get(desk.pk)
    if role and act.ask(_somebody(person, desk, role, ())):
        return _("as %(role)s") % {"role": Role(role).label}
    held = [group for group in groups if group.pk in person.group_ids]
    if role:
        for group in held:
            if act.ask(_somebody(person, desk, role, [group])):
                return _("as %(role)s in the group %(group)s") % {"role": Role(role).label, "group": group}
    for group in held:
        if not act.ask(_somebody(person, desk, None, (), is_superuser=True)):
            return _("as administrator in the group %(group)s") % {"group": group}
    return _("as administrator")


def _why_not(act: _Act, desk: Desk, person: User, groups: Sequence[Group]) -> str:
    role = person.desk_roles.get(desk.pk)
    held = [group for group in groups if group.pk in person.group_ids]
    wanted = _roles(act, desk, person, held)
    if wanted:
        return _("needs the role %(roles)s") % {"roles": _either(wanted)}
    present = [role] if role else []
    opening = [
        group
        for group in groups
        if any(act.ask(_somebody(person, desk, one, [group])) for one in present)
        or (person.is_superuser and act.ask(_somebody(person, desk, None, [group], is_superuser=True)))
    ]
    if opening:
        return _("needs the group %(groups)s") % {"groups": _either(map(str, opening))}
    if _roles(act, desk, person, groups):
        roles = _either(_roles(act, desk, person, groups))
        return _("needs the role %(roles)s, and a group") % {"roles": roles}
    return _("no one can, as the desk is set up")


def _roles(act: _Act, desk: Desk, person: User, groups: Sequence[Group]) -> list[str]:
    """The labels of roles with which somebody in these groups may do it."""
    return [str(role.label) for role in Role if act.ask(_somebody(person, desk, role, groups))]


def _somebody(
    person: User, desk: Desk, role: str | None, groups: Sequence[Group], *, is_superuser: bool = False
) -> User:
    """The person, if this were their role and these their groups. Nothing is read for them."""
    other = User(pk=person.pk, is_active=True, is_superuser=is_superuser)
    other.__dict__["desk_roles"] = {desk.pk: role} if role else {}
    other.__dict__["group_ids"] = frozenset(group.pk for group in groups)
    other.__dict__["_represents"] = frozenset()
    return other


def _either(names: Iterable[str]) -> str:
    found = list(names)
    if len(found) == 1:
        return found[0]
    return _("%(some)s or %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}
