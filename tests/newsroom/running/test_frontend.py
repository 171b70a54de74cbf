"""The browser code: its types, style and tests, and whether the committed scripts are what it builds to."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from newsroom.running.frontend import BUILT, SOURCES

pytestmark = pytest.mark.usefixtures("frontend_modules")


def run(node_binary, *script, folder=SOURCES):
    return subprocess.run(
        node_binary.npm("run", "--silent", *script),
        cwd=folder,
        env=node_binary.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.parametrize("script", ["check", "lint", "test"])
def test_the_browser_code_holds(node_binary, script):
    done = run(node_binary, script)
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]


def test_the_committed_scripts_are_built_from_these_sources(node_binary):
    before = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    try:
        assert run(node_binary, "build").returncode == 0
        assert {path.name: path.read_bytes() for path in BUILT.iterdir()} == before
    finally:
        for name, content in before.items():
            (BUILT / name).write_bytes(content)


@pytest.fixture
def planted(tmp_path):
    """Writes the only file beside the settings; returns the folder that stands for the browser code."""
    folder = tmp_path / "newsroom" / "frontend"
    folder.mkdir(parents=True)
    (folder.parent / "static" / "newsroom" / "css").mkdir(parents=True)
    (folder.parent / "shortcuts.json").write_text("{}\n")
    (folder / "node_modules").symlink_to(SOURCES / "node_modules")
    for name in ("biome.jsonc", "package.json"):
        shutil.copy(SOURCES / name, folder)

    def plant(name, text):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return folder

    return plant


def test_what_is_in_order_passes(node_binary, planted):
    folder = planted("src/copy/one.ts", "export const one = 1;\n")
    done = run(node_binary, "lint", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/copy/one.ts", "export const one = 1\n"),
        ("src/copy/one.ts", "export const one = 'two';\n"),
        ("src/copy/one.ts", "export const one: any = 1;\n"),
        ("src/copy/one.ts", 'import { two } from "./two";\n'),
        ("src/copy/one.ts", "export const one = [1][0]!;\n"),
        ("src/copy/one.ts", f"export const one = [{', '.join(['1_000'] * 20)}];\n"),
        ("tests/one.test.ts", "let one = 1;\nassert(one);\n"),
        ("build.mjs", "console.log(1);\n"),
        ("tsconfig.json", '{"one":1}\n'),
        ("../shortcuts.json", '{"one":1}\n'),
        ("../static/newsroom/css/one.css", "p { color: red }\n"),
        ("../static/newsroom/css/one.css", "p {\n  colour: red;\n}\n"),
    ],
)
def test_what_is_out_of_order_fails(node_binary, planted, name, text):
    assert run(node_binary, "lint", folder=planted(name, text)).returncode != 0
