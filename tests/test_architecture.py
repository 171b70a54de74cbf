"""The order of the code: contracts no import walks around, and what apps name of each other by a string."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import grimp
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

from newsroom.celery import app as celery
from newsroom.running.children import PROJECT

configure()
OPTIONS = read_user_options(config_filename=str(PROJECT / "pyproject.toml"))
TYPES = {"layers": LayersContract, "forbidden": ForbiddenContract}
CONTRACTS = {
    options["id"]: TYPES[options["type"]](
        name=options["name"], session_options=OPTIONS.session_options, contract_options=options
    )
    for options in OPTIONS.contracts_options
}
PACKAGES = ("newsroom", "articles", "reviews")
WIRING = ("asgi", "urls", "api", "server", "management")
"""Rooms of the kernel's package that know both apps, because they put all together."""


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def broken(graph, *ids):
    asked = ids or CONTRACTS
    return {id for id in asked if not CONTRACTS[id].check(graph, verbose=False).kept}


def rooms(graph, package):
    return sorted(graph.find_children(package))


def breaks(graph, id, importer, imported):
    """Whether an import would break a contract."""
    assert not graph.direct_import_exists(importer=importer, imported=imported)
    graph.add_import(importer=importer, imported=imported)
    try:
        return broken(graph, id) == {id}
    finally:
        graph.remove_import(importer=importer, imported=imported)


def test_the_code_keeps_its_contracts(graph):
    assert broken(graph) == set()


def test_every_room_of_the_kernel_has_a_place_below_or_above_the_apps(graph):
    named = {
        name for layer in CONTRACTS["layers"].layers for name in (tail.name for tail in layer.module_tails)
    }
    assert named == {*rooms(graph, "newsroom"), "articles", "reviews"}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_without_a_place_breaks_the_contract(graph, package):
    graph.add_module(f"{package}.lumber")
    try:
        assert broken(graph) == {"kernel" if package == "newsroom" else package}
    finally:
        graph.remove_module(f"{package}.lumber")


def test_no_room_of_the_kernel_may_import_an_app(graph):
    for room in rooms(graph, "newsroom"):
        if room.removeprefix("newsroom.") in WIRING:
            continue
        for app in ("articles.models.article", "reviews.models.query"):
            assert breaks(graph, "layers", room, app), room


def test_no_module_of_articles_may_import_reviews(graph):
    for module in sorted(graph.find_descendants("articles"))[::7]:
        assert breaks(graph, "layers", module, "reviews.models.query"), module


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_may_import_one_above_it(graph, package):
    id = "kernel" if package == "newsroom" else package
    layers = [sorted(tail.name for tail in layer.module_tails) for layer in CONTRACTS[id].layers]
    for above, below in pairwise(layers):
        for room in below:
            assert breaks(graph, id, f"{package}.{room}", f"{package}.{above[0]}"), room


def test_documents_may_not_import_django(graph):
    for module in ("articles.documents.text", "articles.importing", "articles.exporting", "newsroom.errors"):
        assert breaks(graph, "pure", module, "django"), module


# --- what apps know of each other by a string


URL_IN_TEMPLATE = re.compile(r"""\{%\s*url\s+['"]([\w:-]+)['"]""")
TEMPLATE_IN_TEMPLATE = re.compile(r"""\{%\s*(?:include|extends)\s+['"]([\w./-]+)['"]""")
CALLS_WITH_URL = {"reverse", "reverse_lazy", "redirect", "resolve_url"}

UPWARDS: dict[str, dict[str, set[str]]] = {
    "articles.models.article": {"url": {"article"}},
    "articles.models.revision": {"url": {"revision"}},
    "articles.views.details": {"url": {"stories"}},
    "articles:articles/compare.html": {"url": {"revision"}},
    "articles:articles/details.html": {"url": {"assignment", "correction", "move", "rename"}},
    "articles:articles/frame.html": {"url": {"article", "clean", "guests", "preflight"}},
    "articles:articles/timeline_entry.html": {"url": {"restore", "revision"}},
    "articles:articles/pending.html": {"url": {"article"}},
    "articles:articles/stretches.html": {"url": {"revision"}},
    "newsroom.accounts.staff.invitations": {"url": {"accept_invitation"}},
    "newsroom.accounts.recent": {"url": {"signed_in"}},
    "newsroom.accounts.mail": {"task": {"reviews.deliver_account_mail"}},
    "newsroom:newsroom/security.html": {"url": {"preferences"}},
    "newsroom.celery": {
        "task": {
            "articles.compact",
            "articles.forget_images",
            "articles.forget_uploads",
            "articles.read_uploads",
            "reviews.fetch_mail",
            "reviews.forget_mail",
            "reviews.forget_webhooks",
            "reviews.refresh_all_search",
            "reviews.refresh_search",
            "reviews.sweep",
            "reviews.tell_deputies",
            "reviews.watch_deadlines",
            "reviews.write_digests",
        }
    },
    "newsroom:403.html": {"url": {"stories"}},
    "newsroom:404.html": {"url": {"stories"}},
    "newsroom:admin/index.html": {"url": {"settings"}},
    "newsroom:base.html": {
        "template": {"reviews/bell.html", "reviews/new_story.html", "reviews/site_counts.html"},
        "url": {
            *("board", "calendar", "mail", "palette", "preferences", "search", "settings"),
            *("needs_me", "signed_in", "stories"),
        },
    },
    "newsroom:newsroom/signed_in.html": {"url": {"signed_in", "stories"}},
}
"""What is named of an app that stands above, by a string that no import shows. It may become less."""


def below(app: str, other: str) -> bool:
    """Whether an app stands below another, so that it should not know it."""
    return PACKAGES.index(app) < PACKAGES.index(other)


def url_names() -> dict[str, str]:
    """Which app has the view of each named address."""
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            elif pattern.name:
                app = pattern.callback.__module__.split(".")[0]
                if app in PACKAGES:
                    found[pattern.name] = app

    walk(get_resolver().url_patterns)
    return found


def templates() -> dict[str, str]:
    folders = [(app, PROJECT / app / "templates") for app in PACKAGES]
    return {str(path.relative_to(folder)): app for app, folder in folders for path in folder.rglob("*.html")}


def tasks() -> dict[str, str]:
    celery.loader.import_default_modules()
    return {
        name: task.__module__.split(".")[0] for name, task in celery.tasks.items() if "celery" not in name
    }


def strings_of(path: Path, known_tasks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """("url", name), ("template", name) and ("task", name) that a file of Python names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if function in CALLS_WITH_URL:
                yield "url", node.args[0].value
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in known_tasks:
                yield "task", node.value
            elif node.value.endswith(".html"):
                yield "template", node.value


def named_by_strings(known_tasks: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(module or template, kind, name) for everything that is named by a string."""
    for app in PACKAGES:
        for path in sorted((PROJECT / app / "templates").rglob("*.html")):
            text, place = path.read_text(), str(path.relative_to(PROJECT / app / "templates"))
            yield from ((f"{app}:{place}", "url", name) for name in URL_IN_TEMPLATE.findall(text))
            yield from ((f"{app}:{place}", "template", name) for name in TEMPLATE_IN_TEMPLATE.findall(text))
        for path in sorted((PROJECT / app).rglob("*.py")):
            place = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            if not any(
                place == f"newsroom.{room}" or place.startswith(f"newsroom.{room}.") for room in WIRING
            ):
                yield from ((place, kind, name) for kind, name in strings_of(path, known_tasks))


def test_what_is_named_of_an_app_above_is_written_down():
    owners = {"url": url_names(), "template": templates(), "task": tasks()}
    found: dict[str, dict[str, set[str]]] = {}
    for place, kind, name in named_by_strings(owners["task"]):
        owner = owners[kind].get(name)
        if owner and below(re.split("[.:]", place)[0], owner):
            found.setdefault(place, {}).setdefault(kind, set()).add(name)
    assert found == UPWARDS


def test_the_picture_of_the_rooms_is_of_these_contracts():
    draw = runpy.run_path(str(PROJECT / "docs" / "architecture" / "draw.py"))
    assert draw["PICTURE"].read_text("utf-8") == draw["picture"](), "run docs/architecture/draw.py"


# --- tests look at what is public

OWN = re.compile(r"^(newsroom|articles|reviews|tests)(\.|$)")


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(source: str) -> Iterator[str]:
    """The private names of the project that a test uses: imported, asked of a module or an object of it by
    its name, or replaced by a string."""
    tree = ast.parse(source)
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and OWN.match(node.module or ""):
            modules |= {one.asname or one.name for one in node.names}
            yield from (one.name for one in node.names if private(one.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            root = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in modules and node.attr not in OF_LIBRARIES:
                yield f"{root.id} … {node.attr}"
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setattr" and node.args:
            first, *rest = node.args
            named = isinstance(first, ast.Name) and first.id in modules
            if named and rest and isinstance(rest[0], ast.Constant) and private(str(rest[0].value)):
                yield f"{first.id} … {rest[0].value}"


OF_LIBRARIES = frozenset({"_meta", "_state", "_default_manager", "_base_manager"})
"""Names of Django's models that its documentation gives to whoever writes with them."""


def test_no_test_uses_a_private_name_of_the_project():
    found = {
        f"{path.relative_to(PROJECT)}: {name}"
        for path in (PROJECT / "tests").rglob("*.py")
        for name in private_names(path.read_text())
    }
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "from articles.editing.filing import _whole_words",
        "from articles.editing import filing\nfiling._whole_words('x')",
        "from tests.environment import database\ndatabase.own._halt()",
        "from reviews.workflow import suspects\nmonkeypatch.setattr(suspects, '_breaker', 1)",
    ],
)
def test_a_private_name_would_be_seen(source):
    assert list(private_names(source))
    assert not list(
        private_names(source.replace("_whole", "whole").replace("._halt", ".halt").replace("'_b", "'b"))
    )


# --- refusals

SURFACES = {"views", "api", "admin", "forms", "commands", "migrations", "node_modules"}
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (PROJECT / package).rglob("*.py")
    if not {"node_modules", "migrations"} & set(path.parts)
)


def exceptions() -> dict[str, Path]:
    """The exceptions of the project, by name, with where they are."""
    classes = [
        (node.name, {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}, path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, Path] = {}
    while new := {
        name: path
        for name, bases, path in classes
        if name not in found and bases & {"Exception", "ValueError", *found}
    }:
        found |= new
    return found


def refused_by(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that a function raises itself, and not one that stands in it."""
    raised, inside = set(), list(function.body)
    while inside:
        node = inside.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            raised.add(getattr(node.exc.func, "id", getattr(node.exc.func, "attr", "")))
        inside += ast.iter_child_nodes(node)
    return raised


def public_functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not private(node.name):
            yield from public_functions(node.body)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def silent(source: str, known: Mapping[str, object]) -> Iterator[str]:
    """Public functions that raise an exception of the project without naming it."""
    for function in public_functions(ast.parse(source).body):
        said = ast.get_docstring(function) or ""
        for name in refused_by(function) & known.keys():
            if not re.search(rf"\b{name}\b", said):
                yield f"{function.name} raises {name}"


def test_an_exception_is_named_for_what_it_says():
    """The document engine speaks as the library does that it stands on."""
    engine = PROJECT / "articles" / "documents"
    named = {
        name
        for name, path in exceptions().items()
        if re.search(r"(Error|Exception)$", name) and engine not in path.parents
    }
    assert named == {"DomainError"}
    one_word = {name for name in exceptions() if len(re.findall(r"[A-Z][a-z]+", name)) < 2}
    assert one_word == {"Conflict", "Unavailable"}, "of what it is said stands in the name"


def test_public_functions_name_what_they_raise():
    known = exceptions()
    found = {
        f"{path.relative_to(PROJECT)}: {said}"
        for path in SOURCES
        if not SURFACES & set(path.parts)
        for said in silent(path.read_text(), known)
    }
    assert not found


def test_a_function_that_names_none_would_be_seen():
    source = "def find():\n    raise NotFound('x')\n"
    assert list(silent(source, exceptions())) == ["find raises NotFound"]


GENERAL = {"DomainError", "Conflict", "NotFound", "NotAllowed"}


def test_views_leave_refusals_to_the_middleware():
    """But for guests' pages, whose answers all bear headers of their own; and for a refusal that the page
    itself is about, which is caught by its own name."""
    caught = {
        str(path.relative_to(PROJECT))
        for path in SOURCES
        if "views" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and GENERAL & set(re.findall(r"\w+", ast.unparse(node.type)))
    }
    assert caught == {"reviews/views/guest_pages.py"}
