"""The page that leads a newcomer through a first change, followed to the letter in a clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from newsroom.running.children import PROJECT

PAGE = PROJECT / "docs" / "first-change.md"
BLOCKS = re.compile(r"^```(?P<kind>\w+)(?P<outcome> \w+)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def clone(into: Path) -> Path:
    """The project as it is now, changes that are not committed among it, with the same installed packages."""
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=PROJECT)
    for name in filter(None, listed.decode().split("\0")):
        if (PROJECT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_bytes((PROJECT / name).read_bytes())
    (into / ".venv").symlink_to(sys.prefix)
    return into


def apply(diff: str, *, to: Path) -> None:
    subprocess.run(["git", "apply", "-"], input=diff, text=True, cwd=to, check=True)


def command(text: str, *, inside: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
    }
    return subprocess.run(["sh", "-ec", text], cwd=inside, env=environment, text=True, capture_output=True)


def test_the_page_can_be_followed(tmp_path):
    inside = clone(tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=inside, check=True)
    outcomes = []
    for block in BLOCKS.finditer(PAGE.read_text("utf-8")):
        if block["kind"] == "diff":
            apply(block["text"], to=inside)
            continue
        expected = block["outcome"].strip()
        done = command(block["text"].replace("python3 ", f"{sys.executable} "), inside=inside)
        outcome = "passes" if done.returncode == 0 else "fails"
        assert outcome == expected, done.stdout + done.stderr
        if outcome == "fails":
            assert "3 failed" in done.stdout, done.stdout
        outcomes.append(outcome)
    assert outcomes == ["fails", "passes", "passes"]
