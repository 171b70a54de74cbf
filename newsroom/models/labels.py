"""Changes of labels in migrations."""

from __future__ import annotations

from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.state import ProjectState


class ChangeLabels(SeparateDatabaseAndState):
    """Labels, help texts and choices, which no table knows, as ``state_operations``.

    Django builds the models anew for each field that changes, and for all that relate to it. Without built
    models there is nothing to build anew; the next operation builds them all, once.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
