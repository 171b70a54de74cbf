"""The test of a module is where one looks: in the same folder below ``tests``, under the same name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
APPS = ("articles", "newsroom", "reviews")
LEFT_OUT = ("migrations", "vendor", "frontend")
DECLARATIONS = {"apps", "asgi", "celery", "errors", "protocol", "schemas", "sql", "tasks", "urls"}
"""Names of modules that only declare, or only pass a call on: they are tested with what uses them."""
FAMILIES = {
    "articles/admin": "newsroom/admin/test_every_page",
    "articles/documents/notes": "articles/documents/notes/test_cases",
    "articles/documents/style": "articles/documents/style/test_cases",
    "articles/documents/style/consistency": "articles/documents/style/test_cases",
    "articles/exporting/opendocument": "articles/exporting/opendocument/test_clean",
    "articles/exporting/proof": "articles/exporting/proof/test_typesetting",
    "articles/exporting/word": "articles/exporting/word/test_clean",
    "articles/exporting/word/parts": "articles/exporting/word/test_package",
    "articles/importing/annotated": "articles/importing/word/test_body",
    "articles/importing/html": "articles/importing/html/test_body",
    "articles/importing/opendocument": "articles/importing/opendocument/test_body",
    "articles/importing/word": "articles/importing/word/test_body",
    "newsroom/admin": "newsroom/admin/test_every_page",
    "reviews/admin": "newsroom/admin/test_every_page",
    "reviews/api": "newsroom/test_api",
}
"""Folders of which one test reaches every module: all pages, all routes, all rules by cases, whole files."""
WITH_OTHERS = {
    "articles/documents/test_anchors": ["articles/documents: finding passage standing"],
    "articles/documents/test_diff": [
        "articles/documents: changes inline matching moves pairing runs sliding"
    ],
    "articles/documents/test_engines": ["articles/documents: engine stepmaps writing"],
    "articles/documents/test_schema": ["articles/documents: allowed"],
    "articles/documents/test_suggestions": [
        "articles/documents/suggestions: containers elements moving pending",
        "articles/documents/suggestions: projection renaming rules settling",
    ],
    "articles/editing/test_edits": [
        "articles: locking",
        "articles/editing: anchor_rows passages",
        "articles/history: log segments",
        "articles/models: article revision segment",
    ],
    "articles/editing/test_suggestions": [
        "articles/documents: spans",
        "articles/editing: suggestion_rows",
        "articles/models: suggestion",
    ],
    "articles/exporting/test_formats": ["articles/exporting: content_types packages publication xml_text"],
    "articles/history/test_provenance": ["articles/documents: attribution", "articles/history: origins"],
    "articles/history/test_redlines": ["articles/api: redlines"],
    "articles/importing/test_article": ["articles/importing: binary files legacy packages"],
    "articles/importing/text/test_markdown": [
        "articles/importing: tables",
        "articles/importing/text: engine inline parsing pipes",
    ],
    "articles/test_assets": ["articles/models: asset", "articles/documents: images"],
    "articles/templatetags/test_comparing": ["articles/history: comparison"],
    "articles/test_presence": ["articles/api: presence"],
    "articles/views/test_authorship": ["articles/api: authorship"],
    "articles/views/test_details": ["articles/forms: details"],
    "articles/views/test_history": ["articles/history: naming timeline", "articles/models: version_name"],
    "newsroom/accounts/staff/test_invitations": [
        "newsroom/accounts/staff: grants",
        "newsroom/models: staff_invitations",
    ],
    "newsroom/accounts/test_mail": ["newsroom/models: accounts"],
    "newsroom/accounts/credentials/test_passkeys": ["newsroom/accounts/credentials: passkey_forms"],
    "newsroom/accounts/credentials/test_passwords": [
        "newsroom/accounts: notices",
        "newsroom/accounts/credentials: tokens",
    ],
    "newsroom/accounts/test_views": [
        "newsroom/accounts/credentials: acts",
        "newsroom/accounts/sign_in: adapter forms",
    ],
    "newsroom/backups/test_restoring": [
        "newsroom/backups: databases making postgresql sqlite",
        "newsroom/management/commands: backup restore",
        "reviews/notifications: restored",
    ],
    "newsroom/backups/test_squashed": ["newsroom/models: tables"],
    "newsroom/limiting/test_limits": ["newsroom/limiting: models", "newsroom/web: auth_backend"],
    "newsroom/web/test_sessions": ["newsroom/web: session_store"],
    "newsroom/web/test_undo": ["newsroom/templatetags: toasts"],
    "newsroom/management/commands/test_up": ["newsroom/running: children command_line reaper worker"],
    "newsroom/running/test_frontend": ["newsroom/running: node"],
    "newsroom/security/test_log": ["newsroom/security: models"],
    "newsroom/server/test_session_auth": ["newsroom/access: changes"],
    "newsroom/server/test_streams": ["newsroom/server: hub"],
    "newsroom/test_api": ["newsroom/web: api"],
    "newsroom/test_colours": ["articles: colours"],
    "newsroom/test_database_restart": ["newsroom: postgresql"],
    "newsroom/test_hostile_requests": ["newsroom/web: forms pages"],
    "newsroom/test_moments": ["articles/templatetags: moments"],
    "newsroom/test_outages": ["newsroom: command"],
    "newsroom/test_outbox": ["newsroom/models: leased"],
    "newsroom/test_shortening": ["newsroom/templatetags: shortening"],
    "newsroom/configuration/test_production": ["newsroom/configuration: services"],
    "newsroom/admin/test_index": [
        "newsroom/formats/en: formats",
        "newsroom/templatetags: attention sections",
    ],
    "newsroom/admin/test_people": ["newsroom/models: people"],
    "reviews/demo/test_large": ["newsroom/management/commands: seed_newsroom", "reviews/demo: words"],
    "reviews/demo/test_newsroom": ["newsroom/management/commands: load_demo"],
    "reviews/guests/test_invitations": [
        "newsroom/management/commands: createsuperuser",
        "reviews: guest_sessions",
        "reviews/guests: comments",
        "reviews/models: guest",
    ],
    "reviews/inbound/parsing/test_auto_replies": ["reviews/inbound/parsing: reports"],
    "reviews/inbound/parsing/test_reading": [
        "articles/importing/mail: mime",
        "reviews/inbound/parsing: html_text",
    ],
    "reviews/inbound/test_acting": ["reviews/inbound/parsing: reply_text"],
    "reviews/inbound/test_clients": ["reviews/inbound/parsing: closings introductions"],
    "reviews/inbound/test_fetching": ["reviews/inbound: unfetched"],
    "reviews/inbound/test_receiving": ["reviews/inbound: metrics", "reviews/models: inbound"],
    "reviews/notifications/mail/test_rendering": [
        "reviews/notifications/mail: certificate content headers phrases",
        "reviews/notifications: acts mail_data",
    ],
    "reviews/notifications/test_outbox": ["reviews/models: notification", "reviews/notifications: metrics"],
    "reviews/notifications/test_recipients": ["reviews/notifications: event_kinds"],
    "reviews/people/test_hours": ["reviews/forms: hours", "reviews/models: hours"],
    "reviews/preferences/test_calendar_feed": ["reviews/models: feed"],
    "reviews/preferences/test_subscriptions": [
        "reviews/models: subscription",
        "reviews/preferences: choices",
    ],
    "reviews/queries/test_asking": ["reviews/forms: asking", "reviews/queries: threads"],
    "reviews/presenters/test_permissions": ["reviews/views: permissions"],
    "reviews/queries/test_drafts": ["reviews/models: draft", "reviews/views/story: drafts"],
    "reviews/queries/test_placement": ["newsroom/models: immutable"],
    "reviews/search/test_indexing": [
        "reviews/management/commands: index_search",
        "reviews/models: search",
    ],
    "reviews/stylebook/test_checking": ["reviews/management/commands: check_style"],
    "reviews/stylebook/test_entries": ["reviews/models: style"],
    "reviews/views/test_stylebook": [
        "reviews/forms: stylebook",
        "reviews/stylebook: exchange from_queries trying",
    ],
    "reviews/schedule/test_digests": [
        "reviews/models: digest",
        "reviews/notifications/mail: digest",
        "reviews/notifications: digest_data",
    ],
    "reviews/queries/test_as_of_revision": ["reviews/views/story: revisions"],
    "reviews/views/test_bulk": ["reviews/forms: bulk"],
    "reviews/views/test_saved_views": ["reviews/models: saved_view", "reviews/presenters: saved_views"],
    "reviews/views/test_guest_pages": ["reviews/guests: progress"],
    "reviews/views/test_planning": ["reviews/forms: planning"],
    "reviews/views/test_joining": ["reviews/forms: joining"],
    "reviews/views/test_setting_up": ["reviews/forms: setting_up", "reviews/setup: middleware"],
    "reviews/test_commands": [
        "articles/management/commands: scan_copy",
        "reviews/management/commands: accept_query export_article import_article import_revision",
        "reviews/management/commands: list_queries preflight receive_mail release reply_query",
        "reviews/management/commands: resolve_query sign_off verify_copy",
    ],
    "reviews/test_migrations": ["newsroom/models: labels"],
    "reviews/views/story/test_article": [
        "reviews/presenters: pieces thread_words",
        "reviews/templatetags: threads",
    ],
    "reviews/workflow/test_returned": [
        "articles/documents/suggestions: returning",
        "articles/editing: returning",
    ],
    "reviews/views/story/test_filing": [
        "articles/models: upload",
        "reviews/forms: filing notes",
        "reviews/views/story: import_preview",
    ],
    "reviews/views/story/test_signing": ["reviews/presenters: signing"],
    "reviews/views/story/test_suggestions": [
        "reviews/presenters: cards",
        "reviews/templatetags: suggestions",
    ],
    "reviews/views/settings/test_desks": ["reviews/forms/settings: desks"],
    "reviews/views/settings/test_people": ["reviews/forms/settings: people refusing"],
    "reviews/views/settings/test_security": ["newsroom/security: reading", "reviews/forms: security"],
    "reviews/views/test_board": ["reviews/templatetags: board_cards"],
    "reviews/views/test_stories": ["reviews/templatetags: story_rows"],
    "reviews/views/test_guests": ["reviews/forms: inviting"],
    "reviews/views/test_inbox": ["reviews/notifications: inbox", "reviews/templatetags: inbox"],
    "reviews/views/test_mail_provider": ["reviews/inbound: large_posts posted provider_signals"],
    "reviews/notifications/test_bounces": ["reviews/templatetags: unreached", "reviews/views: bounces"],
    "reviews/views/test_preferences": ["reviews/notifications/mail: signed_links"],
    "reviews/views/test_webhooks": ["reviews/forms: webhooks"],
    "reviews/webhooks/test_endpoints": [
        "reviews/models: webhook",
        "reviews/notifications: webhook_rows",
        "reviews/webhooks: metrics outbox payload",
    ],
    "reviews/workflow/test_moving": ["reviews/views/story: moving"],
    "reviews/workflow/test_renaming": ["reviews/views/story: renaming"],
    "reviews/workflow/test_releasing": ["reviews/models: release"],
    "reviews/workflow/test_stages": ["reviews/models: workflow"],
}
"""Test → the modules that it tests beside, or instead of, that of its name. Write a new module's own test."""


BY_HAND = {
    "newsroom/management/commands/bench": "measures for BENCHMARKS.md, which takes minutes",
    "newsroom/management/commands/screenshots": "takes the pictures of the README, which people look at",
    "newsroom/management/commands/test": "runs this suite",
}
"""Module → why no test calls it."""


def modules() -> list[str]:
    """``reviews/queries/asking``, for each module with something to test."""
    found = (
        path.relative_to(ROOT).with_suffix("")
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if path.name != "__init__.py" and path.stem not in DECLARATIONS
    )
    return [module.as_posix() for module in found if not set(LEFT_OUT) & set(module.parts)]


def own_test(module: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}"


def with_others() -> dict[str, str]:
    """Module → the test that tests it under another name."""
    return {
        f"{folder}/{name}": test
        for test, groups in WITH_OTHERS.items()
        for folder, _, names in (group.partition(": ") for group in groups)
        for name in names.split()
    }


def is_there(test: str) -> bool:
    return (ROOT / "tests" / f"{test}.py").exists()


def untested(names: Iterable[str], elsewhere: Mapping[str, str]) -> list[str]:
    """Modules without a test, neither their own nor one that is named here."""
    return [
        module
        for module in names
        if module not in BY_HAND
        and not is_there(own_test(module))
        and not is_there(elsewhere.get(module, ""))
        and not is_there(FAMILIES.get(module.rpartition("/")[0], ""))
    ]


def test_every_module_has_a_test_where_one_looks():
    assert untested(modules(), with_others()) == []


def test_tests_that_are_named_here_are_there():
    assert [test for test in (*WITH_OTHERS, *FAMILIES.values()) if not is_there(test)] == []


def test_nothing_is_named_here_that_is_gone_or_has_its_own_test():
    named = [*with_others(), *BY_HAND]
    assert set(named) <= set(modules())
    assert [module for module in named if is_there(own_test(module))] == []
    assert [folder for folder in FAMILIES if not (ROOT / folder).is_dir()] == []


def test_a_module_without_a_test_is_found():
    assert untested(["reviews/queries/nonsense", "reviews/nonsense"], with_others()) == [
        "reviews/queries/nonsense",
        "reviews/nonsense",
    ]
