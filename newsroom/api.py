"""The JSON interface: the editing protocol, and the same acts as the pages offer.

Signed-in sessions only, with Django's CSRF check on everything that writes. Each endpoint is one
domain call; what the domain refuses is answered as ``{"error": sentence}``.
"""

from __future__ import annotations

from articles.api import authorship, presence, redlines
from articles.editing.protocol import StaleVersion
from newsroom.web.api import Interface, SessionAuth, StrictParser, answer_refusals
from reviews.api import articles, drafts, editing, pasted_notes, queries, releases, search, suggestions
from reviews.workflow.releasing import NotClean

api = Interface(
    title="Copydesk",
    version="1",
    docs_url=None,
    auth=SessionAuth(),
    urls_namespace="api",
    parser=StrictParser(),
)
for part in (
    articles,
    search,
    authorship,
    editing,
    presence,
    pasted_notes,
    queries,
    drafts,
    redlines,
    suggestions,
    releases,
):
    api.add_router("", part.router)
answer_refusals(api)
api.exception_handler(StaleVersion)(editing.of_stale_version)
api.exception_handler(NotClean)(releases.of_unclean_copy)
