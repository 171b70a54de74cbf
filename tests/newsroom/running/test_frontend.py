"""The browser code: its types, its own tests, and whether the committed scripts are what it builds to."""

from __future__ import annotations

import subprocess

import pytest

from newsroom.running.frontend import BUILT, SOURCES

pytestmark = pytest.mark.usefixtures("frontend_modules")


def run(node_binary, *script):
    return subprocess.run(
        node_binary.npm("run", "--silent", *script),
        cwd=SOURCES,
        env=node_binary.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.parametrize("script", ["check", "test"])
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
