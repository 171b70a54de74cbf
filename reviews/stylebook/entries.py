"""The entries of a desk's stylebook: who reads them, and the acts that change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from articles.access import visible_desks
from articles.documents.style.model import Entry, EntryRefused, Settled
from articles.documents.style.rules import Rules
from articles.documents.style.starters import starting_entries
from articles.documents.style.validation import check_entry
from articles.locking import lock_desk
from newsroom.errors import NotFound
from newsroom.models import Desk, User
from reviews import access
from reviews.models import Stylebook, StyleEntry
from reviews.models.style import StyleEntryQuerySet, columns_of

MOST_ENTRIES: Final = 5_000
"""Entries of one desk, all of which are compiled together."""

_BATCH: Final = 200


def desks_with_stylebook(person: User) -> list[Desk]:
    """The desks whose stylebook this person reads, by name: one statement."""
    return [desk for desk in visible_desks(person).order_by("name") if access.may_read_style(person, desk)]


def find_desk(person: User, slug: str) -> Desk:
    """A desk whose stylebook this person reads. Raises :class:`NotFound`, and NotAllowed where they don’t."""
    desk = visible_desks(person).filter(slug=slug.replace("\x00", "\ufffd")).first()
    if desk is None:
        raise NotFound(_("There is no such desk."))
    access.require(
        access.may_read_style(person, desk), _("Only editors and readers of a desk see its stylebook.")
    )
    return desk


def entries_of(desk: Desk) -> StyleEntryQuerySet:
    """All entries of the desk, by name."""
    return StyleEntry.objects.filter(desk=desk).select_related("author").order_by("name", "pk")


def find_entry(desk: Desk, pk: int) -> StyleEntry:
    """Raises :class:`NotFound`."""
    found = entries_of(desk).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such entry in this stylebook."))
    return found


def add(desk: Desk, entry: Entry, *, by: User, now: datetime, settled: Settled | None = None) -> StyleEntry:
    """Add an entry whose examples hold; ``settled`` is the query whose answer it is.

    Raises :class:`EntryRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    entry = replace(entry, settled=settled or entry.settled)
    check_entry(entry)
    with transaction.atomic():
        row = _locked(desk, by)
        _require_free(row, entry.name)
        if StyleEntry.objects.filter(desk=row).count() >= MOST_ENTRIES:
            raise _too_many()
        added = StyleEntry(desk=row, author=by, created_at=now, **columns_of(entry))
        added.save()
        _renew(row)
    return added


def change(entry: StyleEntry, values: Entry, *, by: User) -> None:
    """Change an entry; what settled it stays. Raises what :func:`add` raises."""
    values = replace(values, settled=entry.settled)
    check_entry(values)
    with transaction.atomic():
        row = _locked(entry.desk, by)
        kept = _fresh(row, entry)
        _require_free(row, values.name, but=kept.pk)
        _with(kept, values).save()
        _renew(row)


def switch(entry: StyleEntry, *, on: bool, by: User) -> None:
    """Let an entry speak, or not. Raises :class:`EntryRefused` and :class:`~newsroom.errors.NotAllowed`."""
    with transaction.atomic():
        row = _locked(entry.desk, by)
        kept = _fresh(row, entry)
        if kept.is_live == on:
            return
        kept.is_live = on
        if on:
            check_entry(kept.entry)
        kept.save()
        _renew(row)


def remove(entry: StyleEntry, *, by: User) -> None:
    """Delete an entry; its history is kept. Raises :class:`~newsroom.errors.NotAllowed`."""
    with transaction.atomic():
        row = _locked(entry.desk, by)
        kept = _fresh(row, entry)
        kept.delete()
        _renew(row)


def bring_in(desk: Desk, entries: Iterable[Entry], *, by: User, now: datetime) -> tuple[int, int]:
    """Add entries, and change those whose names are there: how many of each. All or none.

    Raises what :func:`add` raises.
    """
    wanted = list(entries)
    for entry in wanted:
        check_entry(entry)
    with transaction.atomic():
        row = _locked(desk, by)
        known = {one.name: one for one in StyleEntry.objects.filter(desk=row)}
        new = [entry for entry in wanted if entry.name not in known]
        if len(known) + len(new) > MOST_ENTRIES:
            raise _too_many()
        added = [StyleEntry(desk=row, author=by, created_at=now, **columns_of(entry)) for entry in new]
        bulk_create_with_history(added, StyleEntry, batch_size=_BATCH, default_user=by)
        changed = [entry for entry in wanted if entry.name in known and known[entry.name].entry != entry]
        rows = [_with(known[entry.name], entry) for entry in changed]
        if rows:
            bulk_update_with_history(
                rows, StyleEntry, list(columns_of(changed[0])), batch_size=_BATCH, default_user=by
            )
        _renew(row)
    return len(new), len(changed)


def missing_starters(desk: Desk) -> list[Entry]:
    """The starting entries that the desk does not have, in the desk’s language where they have one."""
    language = desk.language.partition("-")[0].lower()
    known = set(StyleEntry.objects.filter(desk=desk).values_list("name", flat=True))
    return [
        entry for entry in starting_entries() if entry.name not in known and entry.language in ("", language)
    ]


def _locked(desk: Desk, by: User) -> Desk:
    row = lock_desk(desk.pk)
    access.require(access.may_write_style(by, row), _("Only an editor of the desk can change its stylebook."))
    return row


def _fresh(desk: Desk, entry: StyleEntry) -> StyleEntry:
    kept = StyleEntry.objects.filter(desk=desk, pk=entry.pk).first()
    if kept is None:
        raise NotFound(_("There is no such entry in this stylebook."))
    return kept


def _with(row: StyleEntry, values: Entry) -> StyleEntry:
    for name, value in columns_of(values).items():
        setattr(row, name, value)
    return row


def _require_free(desk: Desk, name: str, *, but: int | None = None) -> None:
    named = StyleEntry.objects.filter(desk=desk, name=name)
    if any(pk != but for pk in named.values_list("pk", flat=True)):
        raise EntryRefused(
            _("There is an entry “%(name)s” already. Change it, or choose another name.") % {"name": name}
        )


def _too_many() -> EntryRefused:
    return EntryRefused(
        _("A stylebook can have at most %(count)d entries. Delete some first.") % {"count": MOST_ENTRIES}
    )


def _renew(desk: Desk) -> None:
    """Refuse live entries that are too large together, and give the stylebook another version."""
    Rules(entry.entry for entry in StyleEntry.objects.filter(desk=desk).live())
    Stylebook.objects.update_or_create(desk=desk, defaults={"version": uuid4()})
