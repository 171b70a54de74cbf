"""What templates and scripts share: both sides use the same names, and ``contract.ts`` lists them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import django
import pytest

from newsroom.running.children import PROJECT
from tests.newsroom.frontend.scripts import modules, without_comments

CONTRACT, EVENTS, WAYS = "page/contract", "page/events", "page/dom"
STYLES = PROJECT / "newsroom" / "static" / "newsroom" / "css"
ADMIN = Path(django.__file__).parent / "contrib" / "admin" / "templates" / "admin" / "base.html"
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`')
IMPORTS = re.compile(r"^(?:import|export) [^;]*? from [^;]*;$", re.MULTILINE)
FOREIGN = {"admin", "pasting/text"} | {
    f"clipboard/{name}" for name in ("comments", "footnotes", "html", "line", "style", "word")
}
"""They look into what other programs put on the clipboard, or Django's administration on its pages."""
PAST = re.compile(
    r"\.dataset\b|\bdocument\.getElementById\(|\b[gs]etAttribute\(\"data-"
    r"|\bnew CustomEvent\(|\bnew Event\(\"\w+-|\baddEventListener\(\s*\"\w+-"
)
ERROR = re.compile(r"\bnew \w*Error\([^)]*\)")
NOT = re.compile(r":not\([^)]*\)")
ADDRESS = re.compile(r"#(?:query|passage|suggestion)\b")
"""Where links lead: the rest is a number."""


def kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter.group().lower()}", name)


def body(kind: str, name: str, text: str) -> str:
    """What stands in an interface or a type."""
    pattern = rf"\binterface {name} \{{(.*?)\n\}}" if kind == "interface" else rf"\btype {name} =([^;]*);"
    found = re.search(pattern, text, re.DOTALL)
    assert found, f"There is no {kind} {name}"
    return found.group(1)


def members(name: str, text: str) -> set[str]:
    return set(re.findall(r"^ {2}\"?([\w-]+)\"?:", body("interface", name, text), re.MULTILINE))


def union(name: str, text: str) -> set[str]:
    """The words of a union, those of unions that it names among them."""
    stated = body("type", name, text)
    words = set(re.findall(r'"([^"]+)"', stated))
    return words.union(*(union(other, text) for other in re.findall(r"\b[A-Z]\w+", stated)))


class Sides:
    """The list and both sides, as they are or as a test has them."""

    def __init__(
        self, scripts: Mapping[str, str] | None = None, drawn: Mapping[str, str] | None = None
    ) -> None:
        self.scripts = {module: without_comments(text) for module, text in (scripts or modules()).items()}
        self.server = dict(drawn or server())
        self.styles = "".join(path.read_text("utf-8") for path in STYLES.glob("*.css"))
        contract, events = self.scripts.pop(CONTRACT), self.scripts.pop(EVENTS)
        self.ids = members("Elements", contract)
        self.from_page = union("FromPage", contract)
        self.from_scripts = union("FromScripts", contract)
        self.classes = union("ClassName", contract)
        self.events = members("PageEvents", events)
        self.code = "\n".join(IMPORTS.sub("", text) for text in self.scripts.values())
        self.drawn = "\n".join(self.server.values())

    def selectors(self) -> Iterator[str]:
        for module, text in self.scripts.items():
            if module not in FOREIGN:
                for literal in LITERAL.findall(ERROR.sub("", IMPORTS.sub("", text))):
                    stated = re.sub(r"\$\{[^}]*\}", "*", literal[1:-1])
                    if not re.search("[/{}()]", NOT.sub("", stated)):
                        yield ADDRESS.sub("", stated)

    def looked_up(self, pattern: str) -> set[str]:
        return {name for selector in self.selectors() for name in re.findall(pattern, selector)}

    def given(self) -> set[str]:
        """Classes and ids that scripts give themselves."""
        classes = re.findall(r'class(?:Name|:)\s*[=:]?\s*["`]([^"`]*)', self.code)
        added = re.findall(
            r"(?:classList\.(?:add|toggle)\(|_CLASSES = \[|names(?:\.push\(| = \[))([^)\]]*)", self.code
        )
        ids = re.findall(r'(?:\.id = |_ID = )"([\w-]+)"', self.code)
        return {*" ".join([*classes, *ids]).split(), *re.findall(r'"([\w-]+)"', " ".join(added))}


@cache
def server() -> tuple[tuple[str, str], ...]:
    return tuple(drawing())


def drawing() -> Iterator[tuple[str, str]]:
    """Everything that draws pages: templates, and the modules that write HTML by themselves."""
    yield "admin", ADMIN.read_text("utf-8")
    for package in ("newsroom", "articles", "reviews"):
        for path in sorted((PROJECT / package).rglob("*")):
            name = path.relative_to(PROJECT).as_posix()
            if path.suffix == ".html" and "/templates/" in name and "node_modules" not in name:
                yield name, re.sub(r"{#.*?#}", "", path.read_text("utf-8"))
            elif re.search(r"/(templatetags|presenters|views)/(?:\w+/)*\w+\.py$|/rendering\.py$", name):
                yield name, path.read_text("utf-8")


def ids(sides: Sides) -> Iterator[str]:
    looked_up = {*re.findall(r'\bbyId\("([\w-]+)"', sides.code)}
    looked_up |= sides.looked_up(r"(?:^|[\s,(])#([a-z][\w-]*)")
    drawn = set(re.findall(r"""(?:\bid=|\|json_script:)["']([\w-]+)["']""", sides.drawn))
    yield from (f"#{name} is looked up and not listed" for name in looked_up - sides.ids - sides.given())
    yield from (f"#{name} is listed, and no script looks it up" for name in sides.ids - looked_up)
    yield from (f"#{name} is listed, and no template has it" for name in sides.ids - drawn)


def attributes(sides: Sides) -> Iterator[str]:
    listed = {kebab(name): name for name in sides.from_page | sides.from_scripts}
    own = "\n".join(text for name, text in sides.server.items() if name != "admin")
    drawn = set(re.findall(r"""(?<![\w-])data-([a-z][a-z0-9-]*)(?=[\s=>'"])""", own))
    looked_up = sides.looked_up(r"\[data-([a-z][a-z0-9-]*)")
    styled = set(re.findall(r"data-([a-z][a-z0-9-]*)", sides.styles))
    yield from (f"data-{name} is looked up and not listed" for name in looked_up - listed.keys())
    for name in {kebab(one) for one in sides.from_page} - drawn:
        yield f"data-{name} is listed, and no template has it"
    for name in drawn - listed.keys() - styled:
        yield f"data-{name} is in a template, and neither a script nor a style sheet knows it"
    for name, camel in listed.items():
        if not re.search(rf"(?<![\w-])(?:{camel}|data-{name})(?![\w-])", sides.code):
            yield f"data-{name} is listed, and no script uses it"


def classes(sides: Sides) -> Iterator[str]:
    looked_up = sides.looked_up(r"(?<![/.])\.([a-z][\w-]*)") | set(
        re.findall(r'\bclassList\.contains\("([\w-]+)"', sides.code)
    )
    drawn = {word for text in LITERAL.findall(sides.drawn) for word in re.findall(r"[\w-]+", text)}
    begun = tuple(word for word in drawn if word.endswith("-"))
    given = ("htmx-", *re.findall(r"`([\w-]+-)\$\{", sides.code))
    for name in looked_up - sides.classes - sides.given():
        if not name.startswith(given):
            yield f".{name} is looked up and not listed"
    for name in sides.classes:
        if name not in looked_up:
            yield f".{name} is listed, and no script looks for it"
        if name not in drawn and not name.startswith(begun):
            yield f".{name} is listed, and nothing drawn has it"


def events(sides: Sides) -> Iterator[str]:
    emitted = set(re.findall(r'\bemit\("([\w-]+)"', sides.code))
    emitted |= set(re.findall(r'\btrigger_client_event\([^)]*?"([\w-]+)"', sides.drawn))
    listened = set(re.findall(r'\blisten\("([\w-]+)"', sides.code))
    for trigger in re.findall(r'\bhx-trigger="([^"]*)"', sides.drawn):
        listened |= set(re.findall(r"(?:^|,\s*)([a-z]+-[\w-]+)", trigger))
    yield from (f"{name} is emitted and not listed" for name in emitted - sides.events)
    yield from (f"{name} is listened to and not listed" for name in listened - sides.events)
    yield from (f"{name} is listed, and nobody emits it" for name in sides.events - emitted)
    yield from (f"{name} is listed, and nobody listens to it" for name in sides.events - listened)


def past_the_list(sides: Sides) -> Iterator[str]:
    """Ways around the list."""
    for module, text in sides.scripts.items():
        if module not in FOREIGN | {WAYS}:
            yield from (f"{module}: {found}" for found in PAST.findall(text))


def differences(sides: Sides) -> set[str]:
    checks = (ids, attributes, classes, events, past_the_list)
    return {found for check in checks for found in check(sides)}


def test_both_sides_and_the_list_have_the_same_names():
    assert differences(Sides()) == set()


def test_the_list_is_read():
    sides = Sides()
    assert {"announce", "ask-dialog", "logout-form"} <= sides.ids
    assert {"stepsUrl", "noSuggestionHere", "svg", "themeChoice"} <= sides.from_page
    assert {"thread", "passage-is-detached"} <= sides.classes
    assert {"copy-saved", "threads-renewed"} <= sides.events


IN_LIST = {
    "an id that nobody looks up": ("interface Elements {", '\n  "lumber": HTMLElement;'),
    "an attribute that nobody uses": ("type FromPage =", '\n  | "lumber"'),
    "an attribute that scripts do not write": ("type FromScripts =", '\n  | "lumber"'),
    "a sentence that nobody says": ("type Sentence =", '\n  | "lumber"'),
    "a class that nobody looks for": ("type ClassName =", '\n  | "lumber"'),
}


def listed(module, after, line):
    """The scripts with one more line in a list."""
    sources = modules()
    assert after in sources[module]
    return Sides({**sources, module: sources[module].replace(after, after + line)})


@pytest.mark.parametrize(("after", "line"), IN_LIST.values(), ids=IN_LIST)
def test_what_nobody_uses_has_no_place_in_the_list(after, line):
    found = differences(listed(CONTRACT, after, line))
    assert found
    assert all("lumber" in one for one in found)


def test_an_event_that_nobody_sends_or_hears_has_no_place_in_the_list():
    assert differences(listed(EVENTS, "interface PageEvents {", '\n  "lumber-moved": null;')) == {
        "lumber-moved is listed, and nobody emits it",
        "lumber-moved is listed, and nobody listens to it",
    }


IN_SCRIPTS = {
    "an id": 'byId("lumber");',
    "an id in a selector": 'document.querySelector("#lumber li");',
    "an attribute": 'document.querySelector("[data-lumber]");',
    "an attribute in a longer selector": 'root.querySelector(`.thread[data-lumber="${one}"] q`);',
    "a class": 'document.querySelector(".thread > .lumber");',
    "a class that is asked for": 'one.classList.contains("lumber");',
    "an event that is sent": 'emit("lumber-moved", null);',
    "an event that is listened to": 'listen("lumber-moved", () => undefined);',
    "an event past the list": 'document.dispatchEvent(new Event("lumber-moved"));',
    "listening past the list": 'document.addEventListener("lumber-moved", run);',
    "an attribute past the list": "const one = element.dataset.lumber;",
    "an attribute by its whole name": 'element.getAttribute("data-lumber");',
    "an id past the list": 'document.getElementById("lumber");',
}


@pytest.mark.parametrize("line", IN_SCRIPTS.values(), ids=IN_SCRIPTS)
def test_what_a_script_looks_up_must_be_listed(line):
    sources = modules()
    planted = {**sources, "margin/threads": f"{sources['margin/threads']}\n{line}\n"}
    assert len(differences(Sides(planted))) == 1


IN_TEMPLATES = {
    "an attribute that nobody reads": '<p data-lumber="1">',
    "an attribute without a value": "<p data-lumber>",
    "an event that nobody knows": '<p hx-trigger="load delay:1s, lumber-moved from:body">',
    "an event from the server": 'trigger_client_event(response, "lumber-moved", after="settle")',
}


@pytest.mark.parametrize("line", IN_TEMPLATES.values(), ids=IN_TEMPLATES)
def test_what_a_template_has_must_be_listed(line):
    assert len(differences(Sides(drawn={**dict(server()), "planted": line}))) == 1


@pytest.mark.parametrize(
    ("written", "missed"),
    [
        ('id="ask-dialog"', "#ask-dialog is listed, and no template has it"),
        ("data-steps-url=", "data-steps-url is listed, and no template has it"),
        ("data-take-back", "data-take-back is listed, and no template has it"),
        ("data-no-suggestion-here=", "data-no-suggestion-here is listed, and no template has it"),
        ('json_script:"people"', "#people is listed, and no template has it"),
    ],
)
def test_what_a_template_no_longer_has_is_missed(written, missed):
    drawn = {name: text.replace(written, "") for name, text in server()}
    assert missed in differences(Sides(drawn=drawn))
