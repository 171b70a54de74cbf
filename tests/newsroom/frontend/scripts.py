"""The sources of the browser code, for tests that read them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from newsroom.running.frontend import SOURCES

IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'](\.{1,2}/[^"']+)["']""")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)


def modules() -> dict[str, str]:
    """The text of each module, by its path under ``src`` without the ending."""
    root = SOURCES / "src"
    return {
        path.relative_to(root).as_posix().removesuffix(".ts"): path.read_text("utf-8")
        for path in sorted(root.rglob("*.ts"))
        if not path.name.endswith(".d.ts")
    }


def without_comments(text: str) -> str:
    return COMMENT.sub("", text)


def imports(sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Which module imports which, however it is written and be it for a type; data is left out."""
    for module, text in sources.items():
        for address in IMPORT.findall(without_comments(text)):
            if not address.endswith(".json"):
                yield module, posixpath.normpath(posixpath.join(posixpath.dirname(module), address))
