"""Installs the tools of the browser code as its lockfile says."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
from pathlib import Path

from newsroom.errors import DomainError
from newsroom.running.children import PROJECT
from newsroom.running.node import Node

SOURCES = PROJECT / "newsroom" / "frontend"
BUILT = PROJECT / "newsroom" / "static" / "newsroom" / "js"
STAMP = ".installed-lockfile"


class InstallFailed(DomainError):
    """npm could not install what the lockfile names."""


def install(node: Node) -> Path:
    """Run ``npm ci`` unless this lockfile is installed already. Several processes may call it at once.

    Raises :class:`InstallFailed`.
    """
    modules = SOURCES / "node_modules"
    wanted = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    with (SOURCES / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = modules / STAMP
        if stamp.is_file() and stamp.read_text() == wanted:
            return modules
        completed = subprocess.run(
            node.npm("ci", "--no-audit", "--no-fund"),
            cwd=SOURCES,
            env=node.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if completed.returncode:
            raise InstallFailed(f"npm ci failed: {completed.stderr.strip()[-500:]}")
        stamp.write_text(wanted)
    return modules
