"""What the mail about copy that left says of its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import Event
from reviews.models.facts import Released
from reviews.notifications.mail import phrases

Facts = tuple[tuple[str, str], ...]


def facts(event: Event, zone: tzinfo) -> Facts:
    """What and value, a line each: who signed which stage when, the words, and what was looked at.

    Empty for whatever is no release. The certificate is kept in the event as it was given.
    """
    certificate = Released.of(event).certificate if event.kind == Event.Kind.RELEASED else {}
    return tuple(_lines(certificate, zone)) if certificate else ()


def _lines(certificate: Mapping[str, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    for signature in certificate["signatures"]:
        yield (
            _("%(stage)s sign-off") % {"stage": signature["stage"]},
            _("%(person)s, %(moment)s, revision %(revision)s")
            % {
                "person": phrases.isolated(signature["signer"]),
                "moment": phrases.moment(datetime.fromisoformat(signature["signed_at"]), zone),
                "revision": signature["revision"],
            },
        )
    if not certificate["signatures"]:
        yield _("Sign-off"), _("not required")
    yield _("Preflight"), _preflight(certificate)
    for cleared in certificate["cleared"]:
        yield (
            _("Cleared by %(person)s") % {"person": phrases.isolated(cleared["by"])},
            f"“{phrases.isolated(cleared['words'])}”",
        )
    yield _("Revision"), str(certificate["revision"])
    yield _("Fingerprint"), certificate["digest"]


def _preflight(certificate: Mapping[str, Any]) -> str:
    """Copy never leaves unless it is clean; queries that do not block may stay open."""
    left = certificate["queries_open_not_blocking"]
    resolved = ngettext(
        "%(count)d query resolved", "%(count)d queries resolved", certificate["queries_resolved"]
    )
    summary = _("clean, %(resolved)s") % {"resolved": resolved % {"count": certificate["queries_resolved"]}}
    if not left:
        return summary
    open_ = ngettext("%(count)d non-blocking query open", "%(count)d non-blocking queries open", left)
    return f"{summary}, {open_ % {'count': left}}"
