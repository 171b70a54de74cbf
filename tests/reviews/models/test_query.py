from __future__ import annotations

from articles.documents.notes.rules import RULES
from articles.importing.annotated.placing import CONVENTION as COMMENTS
from reviews.models.query import TYPED_AS


def test_every_convention_has_a_look():
    assert set(TYPED_AS) == {rule.convention for rule in RULES} | {COMMENTS}
