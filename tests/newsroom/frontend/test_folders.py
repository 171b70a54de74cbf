"""The folders of the browser code have an order, and every module its place in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.newsroom.frontend.scripts import imports, modules

ORDER = (
    {"main", "tools", "clipboard", "page", "confirm", "palette", "story", "lists", "board", "admin"},
    {"editor/", "tools/"},
    {"accounts/", "board/", "frame/", "history/", "lists/", "margin/", "palette/", "pasting/", "presence/"},
    {"editing/", "suggesting/"},
    {"sync/", "clipboard/", "layout/", "requests/"},
    {"copy/", "page/"},
)
"""From the scripts that pages load down to what knows nothing of this application. A module imports from its
own folder and from lower lines, never from a neighbour on its line."""
MOST = 16
"""Modules in one folder."""


def folder(module: str) -> str:
    """A script that pages load stands for itself."""
    name, slash, _ = module.partition("/")
    return name + slash


def wrong(sources: Mapping[str, str]) -> set[str]:
    """Everything in these sources that has no place, or imports what it must not know."""
    rank = {name: index for index, names in enumerate(ORDER) for name in names}
    found = {f"{module} has no place" for module in sources if folder(module) not in rank}
    for module, imported in imports(sources):
        if imported not in sources:
            found.add(f"{module} imports {imported}, which is not there")
        elif folder(module) != folder(imported) and rank.get(folder(module), 0) >= rank.get(
            folder(imported), 0
        ):
            found.add(f"{module} imports {imported}")
    return found


def circles(sources: Mapping[str, str]) -> set[str]:
    """Modules that lead back to themselves."""
    knows: dict[str, set[str]] = {module: set() for module in sources}
    for module, imported in imports(sources):
        knows[module].add(imported)
    while ends := {module for module, known in knows.items() if not known & knows.keys()}:
        knows = {module: known for module, known in knows.items() if module not in ends}
    return set(knows)


def test_every_module_imports_downwards():
    assert wrong(modules()) == set()


def test_every_place_is_taken():
    assert {folder(module) for module in modules()} == set().union(*ORDER)


def test_no_module_leads_back_to_itself():
    assert circles(modules()) == set()


def test_no_folder_is_too_full_to_be_read():
    counts = Counter(folder(module) for module in modules())
    assert {name: count for name, count in counts.items() if count > MOST} == {}


@pytest.mark.parametrize(
    ("module", "line", "imported"),
    [
        ("sync/session", 'import { Threads } from "../margin/threads";', "margin/threads"),
        ("sync/session", 'import type { Threads } from "../margin/threads";', "margin/threads"),
        ("sync/session", 'export { Threads } from "../margin/threads";', "margin/threads"),
        ("sync/session", 'export * from "../editing/keys";', "editing/keys"),
        ("sync/session", 'import "../editor/editor";', "editor/editor"),
        ("sync/session", 'void import("../editor/editor");', "editor/editor"),
        ("sync/session", 'import {\n  Threads,\n} from "../margin/threads";', "margin/threads"),
        ("copy/schema", 'import { announce } from "../page/announce";', "page/announce"),
        ("page/drafts", 'import { cleanText } from "../copy/characters";', "copy/characters"),
        ("presence/cursors", 'import { places } from "../margin/passages";', "margin/passages"),
        ("suggesting/draft", 'import { undo } from "../editing/undo";', "editing/undo"),
        ("editor/start", 'import { x } from "../main";', "main"),
        ("page", 'import { x } from "./admin";', "admin"),
    ],
)
def test_an_import_that_is_planted_is_found(module, line, imported):
    sources = modules()
    planted = {**sources, module: f"{line}\n{sources[module]}"}
    assert wrong(planted) == {f"{module} imports {imported}"}


def test_a_folder_without_a_place_is_found():
    assert wrong({**modules(), "lumber/attic": ""}) == {"lumber/attic has no place"}
    assert wrong({**modules(), "lumber": ""}) == {"lumber has no place"}


def test_an_import_of_what_is_not_there_is_found():
    planted = {**modules(), "copy/span": 'import { x } from "./attic";'}
    assert wrong(planted) == {"copy/span imports copy/attic, which is not there"}


def test_a_circle_is_found():
    sources = modules()
    planted = {**sources, "copy/links": f'import "./schema";\n{sources["copy/links"]}'}
    assert {"copy/links", "copy/schema"} <= circles(planted)
