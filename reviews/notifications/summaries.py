"""What happened to a story, counted: one line for many notifications."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import ngettext

from reviews.models import Event, Notification
from reviews.notifications.mail_data import query_ids

Kind = Event.Kind


def summary(rows: Sequence[Notification]) -> str:
    """ "3 replies, 1 query resolved": by kind, in the order in which the kinds come."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for row in rows:
        kind = row.event.kind
        labels[kind] = str(row.event.get_kind_display())
        counts[kind] = counts.get(kind, 0) + (max(1, len(query_ids(row))) if kind == Kind.ASKED else 1)
    return str(capfirst(", ".join(_counted(kind, count, labels[kind]) for kind, count in counts.items())))


def _counted(kind: str, count: int, label: str) -> str:
    match kind:
        case Kind.REPLIED:
            said = ngettext("%(count)d reply", "%(count)d replies", count)
        case Kind.ASKED:
            said = ngettext("%(count)d new query", "%(count)d new queries", count)
        case Kind.RESOLVED:
            said = ngettext("%(count)d query resolved", "%(count)d queries resolved", count)
        case Kind.REOPENED:
            said = ngettext("%(count)d query reopened", "%(count)d queries reopened", count)
        case Kind.ASSIGNED:
            said = ngettext("%(count)d query reassigned", "%(count)d queries reassigned", count)
        case _:
            return label if count == 1 else f"{label} ({count})"
    return said % {"count": count}
