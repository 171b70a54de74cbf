"""A real LibreOffice, the machine's own: what it saves again is what other programs make of our files."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

ON_THE_PATH = ("soffice", "libreoffice")
ON_MACOS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
TIMEOUT = 240  # seconds


class Unavailable(Exception):
    """There is no LibreOffice on this machine; the message says how to get one."""


def find() -> str:
    """The program: ``TEST_LIBREOFFICE``, or what is installed. Raises :class:`Unavailable`."""
    for name in (os.environ.get("TEST_LIBREOFFICE", ""), *ON_THE_PATH, ON_MACOS):
        if name and (found := shutil.which(name)):
            return found
    raise Unavailable(
        "no LibreOffice: install it (apt-get install libreoffice-writer) or name it in TEST_LIBREOFFICE; "
        "what it makes of Word files was not tried"
    )


def saved_again(files: Mapping[str, bytes], *, way: str = "docx") -> dict[str, bytes]:
    """Files by their names as LibreOffice writes them after it read them, all in one run.

    ``way`` is the format in which it saves. Raises :class:`Unavailable`.
    """
    program = find()
    with tempfile.TemporaryDirectory(prefix="cd-office-") as directory:
        home = Path(directory)
        (home / "in").mkdir()
        for name, content in files.items():
            (home / "in" / name).write_bytes(content)
        command = [
            *(program, "--headless", "--norestore", f"-env:UserInstallation=file://{home / 'profile'}"),
            *("--convert-to", way, "--outdir", str(home / "out")),
            *(str(home / "in" / name) for name in files),
        ]
        subprocess.run(
            command, capture_output=True, check=True, timeout=TIMEOUT, env=os.environ | {"HOME": str(home)}
        )
        return {
            name: (home / "out" / Path(name).with_suffix(f".{way.split(':')[0]}").name).read_bytes()
            for name in files
        }
