"""The saved views above the list of stories: which is shown, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict

from newsroom.models import Desk, User
from reviews import access
from reviews.lists.saved_views import may_change
from reviews.models import SavedView


def shown_views(
    person: User, views: Sequence[SavedView], *, desks: Iterable[Desk], data: QueryDict, query: str
) -> dict[str, Any]:
    """The context of ``reviews/story_views.html``: ``desks`` are those this person sees, ``data`` is the
    address, and ``query`` its filters and order alone."""
    current = next((view for view in views if str(view.pk) == data.get("view")), None)
    return {
        "views": views,
        "current_view": current,
        "query": query,
        "is_changed": current is not None and parsed(current.query) != parsed(query),
        "may_replace": current is not None and may_change(person, current),
        "shared_with": [desk for desk in desks if access.may_share_views(person, desk)],
    }


def parsed(query: str) -> dict[str, list[str]]:
    """The filters of a query that say something, in any order."""
    values = QueryDict(query)
    return {name: values.getlist(name) for name in values if values[name] or name == "state"}
