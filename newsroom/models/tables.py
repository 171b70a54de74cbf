"""Tables that a migration makes at once."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """The models of one or several apps at once, by the labels of the apps: ``articles=[CreateModel(…), …]``.

    Django builds the models anew after each one that is created, and all that relate to it: here it builds
    them once. They may refer to each other in any order; constraints and indexes are options of each.
    """

    def __init__(self, **models: list[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # without built models there is nothing to build anew
        for label, model in self._each():
            model.state_forwards(label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for label, model in self._each():
            model.database_forwards(label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for label, model in reversed(list(self._each())):
            model.database_backwards(label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create the models of {', '.join(self.models)}"

    def _each(self) -> Iterator[tuple[str, CreateModel]]:
        for label, models in self.models.items():
            for model in models:
                yield label, model
