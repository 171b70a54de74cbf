"""Who gets no mail any more, told to themselves and to their editors."""

from __future__ import annotations

from django import template
from django.template import Context

from newsroom.models import User
from reviews.notifications import bounces

register = template.Library()


@register.inclusion_tag("reviews/unreached.html", takes_context=True)
def unreached(context: Context) -> dict[str, object]:
    """A notice for each, at the head of a page; nothing when mail reaches everybody. One statement."""
    viewer = context["user"]
    people = bounces.stopped_for(viewer) if isinstance(viewer, User) else []
    return {
        "people": [(one, one.person_id == viewer.pk, bounces.may_resume(viewer, one)) for one in people],
        "csrf_token": context.get("csrf_token"),
    }
