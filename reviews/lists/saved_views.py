"""Saving the filters of the list of stories under a name, and what becomes of these views."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from newsroom.errors import DomainError, NotFound
from newsroom.models import Desk, User
from newsroom.sql import compiled
from reviews import access
from reviews.models import DefaultView, SavedView
from reviews.models.saved_view import LONGEST_NAME, LONGEST_QUERY

MOST_VIEWS = 50
"""Views of a person, and views that are shared with a desk."""


class ViewRefused(DomainError):
    """The view cannot have this name, or there are too many."""


def views_of(person: User) -> list[SavedView]:
    """The views this person sees, by name: their own, and those shared with their desks. One statement."""
    if person.is_superuser:
        return list(SavedView.objects.seen_by(person).select_related("desk"))
    return _views(person.pk, list(person.desk_roles))


@compiled
def _views(person: int, desks: Sequence[int]) -> QuerySet[SavedView]:
    return SavedView.objects.seen_on(desks, person=person).select_related("desk")


def find_view(person: User, pk: int) -> SavedView:
    """A view this person sees. Raises :class:`~newsroom.errors.NotFound`."""
    found = SavedView.objects.seen_by(person).select_related("desk").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such saved view."))
    return found


def may_change(person: User, view: SavedView) -> bool:
    """Rename, replace and delete it: its owner, and of a shared one the editors of its desk."""
    return view.owner_id == person.pk if view.desk is None else access.may_share_views(person, view.desk)


def save(*, owner: User, desk: Desk | None, name: str, query: str, is_default: bool = False) -> SavedView:
    """Save filters under a name, for oneself or for everyone on a desk.

    Raises :class:`ViewRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    if desk is not None:
        access.require(
            access.may_share_views(owner, desk),
            _("Only an editor of %(desk)s can share a view with it.") % {"desk": desk},
        )
    _require_query(query)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two clicks at once wait for each other
        if _beside(owner, desk).count() >= MOST_VIEWS:
            raise ViewRefused(
                _("There are %(count)d views already. Delete one first.") % {"count": MOST_VIEWS}
            )
        view = SavedView(owner=owner, desk=desk, name=_name(name), query=query)
        _write(view)
        if is_default:
            set_default(owner, view)
    return view


def rename(*, view: SavedView, by: User, name: str) -> None:
    """Raises :class:`ViewRefused` and :class:`~newsroom.errors.NotAllowed`."""
    _require_change(by, view)
    view.name = _name(name)
    _write(view)


def replace(*, view: SavedView, by: User, query: str) -> None:
    """Give a view other filters. Raises :class:`ViewRefused` and :class:`~newsroom.errors.NotAllowed`."""
    _require_change(by, view)
    _require_query(query)
    view.query = query
    view.save(update_fields=["query"])


def delete(*, view: SavedView, by: User) -> None:
    """Raises :class:`~newsroom.errors.NotAllowed`."""
    _require_change(by, view)
    view.delete()


def set_default(person: User, view: SavedView | None) -> None:
    """Have this person's list begin with a view they see; ``None`` for the list as it is."""
    if view is None:
        DefaultView.objects.filter(person=person).delete()
    else:
        DefaultView.objects.update_or_create(person=person, defaults={"view": view})


def _beside(owner: User, desk: Desk | None) -> QuerySet[SavedView]:
    if desk is None:
        return SavedView.objects.filter(owner=owner, desk=None)
    return SavedView.objects.filter(desk=desk)


def _require_change(person: User, view: SavedView) -> None:
    access.require(may_change(person, view), _("Only an editor of the desk can change a shared view."))


def _require_query(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise ViewRefused(_("These filters are too long to save."))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        raise ViewRefused(_("Enter a name of %(count)d characters at most.") % {"count": LONGEST_NAME})
    return name


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewRefused(_("There is a view “%(name)s” already.") % {"name": view.name}) from error
