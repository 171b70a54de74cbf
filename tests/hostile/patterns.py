"""Every regular expression of the tree: those that modules keep, and those written where they are used."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

PACKAGES: Final = ("articles", "reviews", "newsroom")
_SEARCHING: Final = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
_AT_ONE_PLACE: Final = frozenset({"match", "fullmatch"})


@dataclass(frozen=True)
class Used:
    """A pattern, what it is called, and the methods that are called on it."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    @property
    def searches(self) -> bool:
        return bool(self.methods & _SEARCHING) or not self.methods & _AT_ONE_PLACE


@cache
def modules() -> tuple[ModuleType, ...]:
    found = []
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        names = [one.name for one in pkgutil.walk_packages(path, f"{package}.")]
        found += [importlib.import_module(name) for name in names if ".migrations" not in name]
    return tuple(found)


def all_patterns() -> list[Used]:
    """Once each, whoever imports it."""
    bound: dict[tuple[Any, int], list[tuple[ModuleType, str, re.Pattern[Any]]]] = {}
    written: list[Used] = []
    for module in modules():
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                bound.setdefault((pattern.pattern, pattern.flags), []).append((module, name, pattern))
        written += _written_in(module)
    found = {}
    for key, places in bound.items():
        methods = {method for module, name, _pattern in places for method in _methods(module).get(name, ())}
        module, name, pattern = places[0]
        found[key] = Used(f"{module.__name__}.{name}", pattern, frozenset(methods))
    for used in written:
        found.setdefault((used.pattern.pattern, used.pattern.flags), used)
    return list(found.values())


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _patterns_in(one, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one, depth + 1)


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


@cache
def _methods(module: ModuleType) -> dict[str, set[str]]:
    """What is called on each name in the module, also through a list or a mapping of that name."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute):
            for one in ast.walk(node.value):
                if isinstance(one, ast.Name):
                    found.setdefault(one.id, set()).add(node.attr)
    return found


def _written_in(module: ModuleType) -> Iterator[Used]:
    """Patterns that are written where they are used, as long as nothing but constants is in them."""
    for call in _calls(module):
        try:
            pattern = _value(call.args[0], module)
            flags = [_value(one.value, module) for one in call.keywords if one.arg == "flags"]
            flags += [_value(one, module) for one in call.args[1 if _function(call) == "compile" else 2 :]]
        except NameError:
            continue
        given = next((flag for flag in flags if isinstance(flag, re.RegexFlag)), 0)
        name = f"{module.__name__}:{call.lineno}"
        yield Used(name, re.compile(pattern, given), frozenset({_function(call)}))


def with_variables() -> list[str]:
    """Where a pattern is made of what is only known when it is used."""
    found = []
    for module in modules():
        for call in _calls(module):
            try:
                _value(call.args[0], module)
            except NameError:
                found.append(f"{module.__name__}:{ast.unparse(call.args[0])}")
    return found


def _calls(module: ModuleType) -> Iterator[ast.Call]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call) and _function(node) in {*_SEARCHING, *_AT_ONE_PLACE, "compile"}:
            yield node


def _function(call: ast.Call) -> str:
    """The name of a function of ``re``, or the empty string."""
    target = call.func
    is_re = (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "re"
    )
    return target.attr if is_re and isinstance(target, ast.Attribute) else ""


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), str(module.__file__), "eval"), vars(module))
