"""Who asks, answers, resolves, signs and releases. Every page, command and API call asks here.

Answering and resolving never depend on who edits or which stage has the copy. A guest has no part
in any desk: what their invitation to an article lets them do is said here and nowhere else.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles.access import (
    Actor,
    Role,
    may_edit,
    may_manage,
    may_see,
    may_take_part,
    require,
    role_on,
    speaks_on,
)
from articles.models import Article
from newsroom.models import Desk, User
from reviews.models import Attachment, Invitation, Query, Stage
from reviews.models.query import QueryQuerySet
from reviews.people.deputies import represented_by

__all__ = [
    "guest_files",
    "guest_queries",
    "invitation_of",
    "may_administer",
    "may_answer",
    "may_ask",
    "may_be_asked",
    "may_clear",
    "may_comment",
    "may_connect",
    "may_correct",
    "may_create_desk",
    "may_direct",
    "may_edit",
    "may_invite",
    "may_judge",
    "may_leave",
    "may_move",
    "may_move_to",
    "may_pass_on",
    "may_read",
    "may_read_log",
    "may_read_style",
    "may_release",
    "may_reply",
    "may_resolve",
    "may_reword",
    "may_see",
    "may_see_permissions",
    "may_set_up",
    "may_share_views",
    "may_sign",
    "may_write_style",
    "queries_of",
    "releasing_group",
    "require",
    "who_releases",
]

Somebody = Actor | AnonymousUser


def may_ask(actor: Somebody, article: Article) -> bool:
    """Whoever takes part: editors and readers of the desk, and the author."""
    return may_take_part(actor, article)


def may_reply(actor: Somebody, query: Query) -> bool:
    """Who may ask, who asked, who it is assigned to, and who stands in for those whose turn it is."""
    if may_ask(actor, query.article):
        return True
    if not speaks_on(actor, query.article.desk_id):
        return False
    turn = (query.asked_by_id, query.owner_id_in(query.article))
    return _is_one_of(actor, *turn) or _stands_in(actor, *turn, query.article.author_id)


def may_judge(actor: Somebody, article: Article) -> bool:
    """Resolve any query of the story: editors and readers of the desk."""
    return role_on(actor, article.desk_id) in (Role.EDITOR, Role.READER)


def may_resolve(actor: Somebody, query: Query) -> bool:
    """Who may judge all queries, and who asked: an answer is judged by the one who needs it, or by who stands
    in for them."""
    if may_judge(actor, query.article):
        return True
    if not speaks_on(actor, query.article.desk_id):
        return False
    return _is_one_of(actor, query.asked_by_id) or _stands_in(actor, query.asked_by_id)


def may_direct(actor: Somebody, query: Query) -> bool:
    """Reassign a query, or change its kind and whether it blocks: editors, and who asked."""
    if may_manage(actor, query.article):
        return True
    return speaks_on(actor, query.article.desk_id) and _is_one_of(actor, query.asked_by_id)


def may_reword(actor: Somebody, query: Query) -> bool:
    """Give a question other words: who asked it, as long as they may speak on the desk."""
    return _is_one_of(actor, query.asked_by_id) and speaks_on(actor, query.article.desk_id)


def may_sign(actor: Somebody, article: Article, stage: Stage) -> bool:
    """Members of the stage's group who may speak on the desk; the author where the stage says so."""
    if not isinstance(actor, User) or not speaks_on(actor, article.desk_id):
        return False
    return stage.may_be_signed_by(actor.pk, actor.group_ids, article=article)


def may_release(actor: Somebody, article: Article) -> bool:
    """Whom the desk's setting names: members of a group with a part in the desk, or its editors.

    The command line names a person too: a release is somebody's. An administrator, who is an editor
    everywhere, releases for a group as they sign for one: when they are in it.
    """
    if not isinstance(actor, User) or not speaks_on(actor, article.desk_id):
        return False
    if article.desk.released_by == Desk.ReleasedBy.EDITORS:
        return role_on(actor, article.desk_id) == Role.EDITOR
    group = releasing_group(article.desk)
    return group is not None and group.pk in actor.group_ids


def who_releases(article: Article) -> str:
    """Whom the desk's setting names, for those who are none of them."""
    if article.desk.released_by == Desk.ReleasedBy.EDITORS:
        return _("the editors of %(desk)s") % {"desk": article.desk}
    group = releasing_group(article.desk)
    if group is None:
        return _("no one until %(desk)s has a stage") % {"desk": article.desk}
    return group.name


def releasing_group(desk: Desk) -> Group | None:
    """The group that releases; none while the last stage's is to and there is no stage."""
    if desk.released_by == Desk.ReleasedBy.GROUP:
        return desk.releasing_group
    last = _last_stage(desk)
    return last.group if last is not None else None


def _last_stage(desk: Desk) -> Stage | None:
    if "stages" in getattr(desk, "_prefetched_objects_cache", {}):  # a page that shows many desks
        return max(desk.stages.all(), key=lambda stage: stage.position, default=None)
    return Stage.objects.filter(desk=desk).select_related("group").order_by("-position").first()


def may_pass_on(actor: Somebody, article: Article) -> bool:
    """Bring copy to a stage by hand: editors of the desk, who are persons."""
    return isinstance(actor, User) and may_manage(actor, article)


def may_move(actor: Somebody, article: Article) -> bool:
    """Move a story to another desk: editors of both desks, who are persons (:func:`may_move_to`)."""
    return isinstance(actor, User) and may_manage(actor, article)


def may_move_to(actor: Somebody, desk: Desk) -> bool:
    """Bring a story to this desk from another: its editors, who are persons."""
    return isinstance(actor, User) and role_on(actor, desk.pk) == Role.EDITOR


def may_correct(actor: Somebody, article: Article) -> bool:
    """Open a correction of what left: editors of the desk, who are persons."""
    return isinstance(actor, User) and may_manage(actor, article)


def may_clear(actor: Somebody, article: Article) -> bool:
    """Say of suspected words that they are meant for readers: editors and readers of the desk."""
    return isinstance(actor, User) and role_on(actor, article.desk_id) in (Role.EDITOR, Role.READER)


def may_invite(actor: Somebody, article: Article) -> bool:
    """Invite guests, prolong and withdraw their invitations: editors of the desk, who are persons."""
    return isinstance(actor, User) and may_manage(actor, article)


def may_connect(actor: Somebody, desk: Desk) -> bool:
    """Manage the webhooks of a desk: its editors, who are persons."""
    return isinstance(actor, User) and role_on(actor, desk.pk) == Role.EDITOR


def may_read_style(actor: Somebody, desk: Desk) -> bool:
    """Editors and readers of a desk see its stylebook."""
    return role_on(actor, desk.pk) in (Role.EDITOR, Role.READER)


def may_write_style(actor: Somebody, desk: Desk) -> bool:
    """Editors of a desk, copy editors among them, write its stylebook."""
    return role_on(actor, desk.pk) == Role.EDITOR


def may_leave(actor: Somebody, article: Article, *, blocking: bool) -> bool:
    """Who clears notes leaves a warning of the stylebook as it is; what blocks release, only editors do."""
    return may_manage(actor, article) if blocking else may_clear(actor, article)


def may_share_views(actor: Somebody, desk: Desk) -> bool:
    """Save a view for everyone on a desk, and change those that are shared with it: its editors."""
    return isinstance(actor, User) and role_on(actor, desk.pk) == Role.EDITOR


def may_read_log(actor: Somebody) -> bool:
    """Read and export the security log: administrators."""
    return isinstance(actor, User) and actor.is_active and actor.is_superuser


def may_administer(actor: Somebody) -> bool:
    """Set up everything: administrators."""
    return isinstance(actor, User) and actor.is_active and actor.is_superuser


def may_set_up(actor: Somebody, desk: Desk) -> bool:
    """Change a desk's settings, workflow and people: its editors, who are persons, and administrators."""
    return isinstance(actor, User) and role_on(actor, desk.pk) == Role.EDITOR


def may_create_desk(actor: Somebody) -> bool:
    """Administrators: nobody has a role yet on a new desk who could give one to others."""
    return actor is None or may_administer(actor)


def desks_to_set_up(actor: Somebody) -> QuerySet[Desk]:
    """The desks that somebody sets up."""
    if not isinstance(actor, User) or not actor.is_active:
        return Desk.objects.none()
    if actor.is_superuser:
        return Desk.objects.all()
    return Desk.objects.filter(pk__in=[pk for pk, role in actor.desk_roles.items() if role == Role.EDITOR])


def desks_with_figures(actor: Somebody) -> QuerySet[Desk]:
    """The desks whose figures somebody sees: those they edit; for administrators all."""
    return desks_to_set_up(actor)


def may_see_permissions(actor: Somebody) -> bool:
    """See what somebody else may do: administrators."""
    return isinstance(actor, User) and actor.is_active and actor.is_superuser


def invitation_of(actor: Somebody, article: Article, *, now: datetime) -> Invitation | None:
    """What lets this guest in to this article now; ``None`` for everybody else."""
    if not isinstance(actor, User) or not actor.is_guest:
        return None
    return Invitation.objects.active(now).filter(person=actor, article=article).first()


def guest_queries(person: User, article: Article) -> QueryQuerySet:
    """The only queries a guest sees: those they are asked, and those they asked in commenting."""
    return Query.objects.filter(Q(assigned_to=person) | Q(asked_by=person), article=article)


def guest_files(person: User, article: Article) -> QuerySet[Attachment]:
    """The files a guest may take: those in the threads they see, as long as these are shown to them."""
    if not article.is_open:
        return Attachment.objects.none()
    return Attachment.objects.filter(reply__query__in=guest_queries(person, article))


def queries_of(person: User, article: Article) -> QueryQuerySet:
    """The queries this person sees: a guest their own, who has a part in the desk all."""
    if person.is_guest:
        return guest_queries(person, article)
    return Query.objects.filter(article=article) if may_see(person, article) else Query.objects.none()


def may_answer(actor: Somebody, query: Query, *, now: datetime) -> bool:
    """Reply at this moment: who may reply, and a guest in an open query of theirs."""
    if may_reply(actor, query):
        return True
    is_theirs = query.is_open and _is_one_of(actor, query.asked_by_id, query.assigned_to_id)
    return is_theirs and query.article.is_open and invitation_of(actor, query.article, now=now) is not None


def may_comment(actor: Somebody, article: Article, *, now: datetime) -> bool:
    """Ask about a passage at this moment: who may ask, and a guest who was invited to comment."""
    if may_ask(actor, article):
        return True
    invitation = invitation_of(actor, article, now=now)
    return invitation is not None and invitation.purpose == Invitation.Purpose.COMMENT


def may_read(actor: Somebody, article: Article, *, now: datetime) -> bool:
    """Read the copy at this moment: who has a part in the desk, and a guest as long as it is in progress."""
    if may_see(actor, article):
        return True
    return article.is_open and invitation_of(actor, article, now=now) is not None


def may_be_asked(person: User, article: Article, *, now: datetime) -> bool:
    """Whether a query can be theirs: who may speak on the desk, and a guest who is invited."""
    return speaks_on(person, article.desk_id) or invitation_of(person, article, now=now) is not None


def _stands_in(actor: Somebody, *ids: int | None) -> bool:
    return isinstance(actor, User) and any(pk in represented_by(actor) for pk in ids)


def _is_one_of(actor: Somebody, *ids: int | None) -> bool:
    return isinstance(actor, User) and actor.pk in ids
