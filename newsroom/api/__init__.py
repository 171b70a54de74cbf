"""The JSON interface: the editing protocol, and the same acts as the pages offer.

Signed-in sessions only, with Django's CSRF check on everything that writes. Each endpoint is one
domain call; what the domain refuses is answered as ``{"error": sentence}``.
"""

from __future__ import annotations

from ninja.security import django_auth

from newsroom.api import articles, authorship, editing, leaving, pasting, queries, suggestions
from newsroom.api.refusals import Interface, StrictParser, answer_refusals

api = Interface(
    title="Copydesk",
    version="1",
    docs_url=None,
    auth=django_auth,
    urls_namespace="api",
    parser=StrictParser(),
)
for part in (articles, authorship, editing, pasting, queries, suggestions, leaving):
    api.add_router("", part.router)
answer_refusals(api)
