from __future__ import annotations

import pytest

from reviews.models import Event, Notification
from reviews.notifications.summaries import summary


def rows(*kinds):
    return [Notification(event=Event(kind=kind)) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["replied"], "1 reply"),
        (["replied", "resolved", "replied"], "2 replies, 1 query resolved"),
        (["released"], "Story released"),
        (["stale", "stale"], "Sign-off out of date (2)"),
        (["asked", "assigned", "reopened"], "1 new query, 1 query reassigned, 1 query reopened"),
        (["of-tomorrow"], "Of-tomorrow"),
        ([], ""),
    ],
)
def test_what_happened_is_counted_by_kind(kinds, said):
    assert summary(rows(*kinds)) == said
