"""Draws ``docs/pictures/rooms.svg``: the rooms of each package, in the order that ``pyproject.toml`` checks.

``python3 docs/architecture/draw.py`` writes it anew; a test compares it with the contracts.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PICTURE = PROJECT / "docs" / "pictures" / "rooms.svg"

COLUMNS = (
    ("reviews", "reviews", "queries, sign-off, release, mail"),
    ("articles", "articles", "copy, its history, formats"),
    ("kernel", "newsroom", "the kernel, and the wiring"),
)
"""(contract, package, what it is about); each may import from those to its right."""
NOT_DRAWN = {"migrations", "apps", "management", "templatetags", "forms", "errors", "logs", "settings"}
"""Rooms that every Django project has."""

COLUMN, SPACE, MARGIN = 276, 16, 14
HEAD, ROW, BOX, GAP = 56, 34, 25, 6
CHARACTER = 7.25
"""Width of a character of the monospaced labels, in pixels."""

STYLE = """
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328 }
.name { font: 600 16px system-ui, sans-serif } .about { font: 12px system-ui, sans-serif; fill: #59636e }
.column { fill: #f6f8fa; stroke: #d1d9e0 } .box { fill: #fff; stroke: #8b949e }
.above { stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .about { fill: #9198a1 }
.column { fill: #151b23; stroke: #3d444d } .box { fill: #0d1117; stroke: #656c76 }
}
"""


def contract_layers(contract: str) -> list[list[str]]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    (found,) = (one for one in project["tool"]["importlinter"]["contracts"] if one["id"] == contract)
    return [[room.strip() for room in layer.replace(":", "|").split("|")] for layer in found["layers"]]


def wiring() -> set[str]:
    """The modules above all packages, which put them together."""
    return set(contract_layers("layers")[0])


def layers(contract: str) -> list[list[str]]:
    """The rooms of a package, from those that may import all others down."""
    rows = contract_layers(contract)
    drawn = [[room for room in row if room not in NOT_DRAWN] for row in rows]
    return [row for row in drawn if row]


def wide(room: str) -> float:
    return len(room) * CHARACTER + 14


def wrapped(row: list[str]) -> list[list[str]]:
    """A layer in as many lines as its boxes need."""
    lines: list[list[str]] = [[]]
    for room in row:
        if sum(wide(one) + GAP for one in [*lines[-1], room]) > COLUMN - 2 * MARGIN + GAP and lines[-1]:
            lines.append([])
        lines[-1].append(room)
    return lines


def column(left: int, contract: str, package: str, subject: str) -> tuple[int, list[str]]:
    """One package as SVG, without the frame; and its height."""
    drawn = [
        f'<text class="name" x="{left + MARGIN}" y="24">{package}</text>',
        f'<text class="about" x="{left + MARGIN}" y="42">{escape(subject)}</text>',
    ]
    above = wiring()
    top = HEAD
    for line in (line for layer in layers(contract) for line in wrapped(layer)):
        x = float(left + MARGIN)
        for room in line:
            kind = "box above" if f"{package}.{room}" in above else "box"
            place = f'x="{x:.1f}" y="{top}" width="{wide(room):.1f}" height="{BOX}"'
            drawn += [
                f'<rect class="{kind}" {place} rx="4"/>',
                f'<text x="{x + 7:.1f}" y="{top + 17}">{room}</text>',
            ]
            x += wide(room) + GAP
        top += ROW
    return top, drawn


def picture() -> str:
    columns = [column(number * (COLUMN + SPACE), *one) for number, one in enumerate(COLUMNS)]
    height = max(height for height, _ in columns) + 4
    width = len(COLUMNS) * (COLUMN + SPACE) - SPACE
    drawn = []
    for number, (_, inside) in enumerate(columns):
        left = number * (COLUMN + SPACE)
        drawn.append(
            f'<rect class="column" x="{left + 0.5}" y="0.5" width="{COLUMN - 1}" '
            f'height="{height - 1}" rx="6"/>'
        )
        drawn += inside
        if number:
            drawn.append(f'<text x="{left - 13}" y="{HEAD / 2}">→</text>')
    label = "The rooms of each package: each may import what is drawn below it, and what is to its right"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{label}">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>", *drawn, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
