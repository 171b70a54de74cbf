"""The hashes in requirements*.txt: one of every wheel that a supported Python and machine may install.

Run it after changing a pin: ``make hashes``, or ``.venv/bin/python -m newsroom.running.hashes``. It reads the
index that pip uses, in the JSON of PEP 691, and rewrites the files. Comments and order stay.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from newsroom import NEWEST_PYTHON, OLDEST_PYTHON
from newsroom.errors import DomainError
from newsroom.running import bootstrap

PLATFORM = re.compile(
    r"any|(linux|manylinux\d+|manylinux_2_\d+|musllinux_1_\d+)_(x86_64|aarch64)"
    r"|macosx_\d+_\d+_(x86_64|arm64|universal2|intel)"
)
PINNED = re.compile(
    r"^(?P<pin>(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?P<marker> ; [^\\\n]+?)?)( \\\n    --hash=\S+)*$", re.M
)
DEFAULT_INDEX = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
"""Prints pip's default index, which pip documents nowhere else."""

Wheels = Callable[[str], dict[str, str]]
"""Canonical name → file name → SHA-256 in hexadecimal."""


class CannotRenew(DomainError):
    """The index does not give the hashes."""


def is_supported(tag: Tag) -> bool:
    """Whether some supported Python on Linux or macOS takes a wheel of that tag."""
    python = re.fullmatch(r"(?:cp|py)3(\d*)", tag.interpreter)
    if python is None or not PLATFORM.fullmatch(tag.platform):
        return False
    minor = int(python[1] or 0)
    if tag.abi in {"none", "abi3"}:
        return minor <= NEWEST_PYTHON[1]
    return tag.abi == tag.interpreter and OLDEST_PYTHON[1] <= minor <= NEWEST_PYTHON[1]


def hashes(name: str, version: str, wheels: Wheels) -> list[str]:
    """SHA-256 of each wheel of that version that a supported machine may take, sorted.

    Raises :class:`CannotRenew`.
    """
    found = {
        digest
        for file, digest in wheels(canonicalize_name(name)).items()
        if _is_wheel_of(file, version) and any(map(is_supported, _tags(file)))
    }
    if not found:
        raise CannotRenew(f"The index has no wheel of {name} {version} for a supported Python.")
    return sorted(found)


def _is_wheel_of(file: str, version: str) -> bool:
    try:
        return str(parse_wheel_filename(file)[1]) == version
    except InvalidWheelFilename:  # a source distribution, or older than the rules
        return False


def _tags(file: str) -> Iterable[Tag]:
    return parse_wheel_filename(file)[3]


def renewed(text: str, wheels: Wheels) -> str:
    """The text of a requirements file with the hashes that its pins have now."""

    def lines(found: re.Match[str]) -> str:
        digests = hashes(found["name"], found["version"], wheels)
        return " \\\n    ".join([found["pin"], *(f"--hash=sha256:{digest}" for digest in digests)])

    return PINNED.sub(lines, text)


def index() -> str:
    """The address of the index that pip uses, with a slash at the end. Raises :class:`CannotRenew`."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    for command in (
        [*pip, "config", "get", ":env:.index-url"],
        [*pip, "config", "get", "install.index-url"],
        [*pip, "config", "get", "global.index-url"],
        [sys.executable, "-c", DEFAULT_INDEX],
    ):
        completed = subprocess.run(command, capture_output=True, text=True, check=False)
        if completed.returncode == 0:
            return completed.stdout.strip().rstrip("/") + "/"
    raise CannotRenew("pip does not say which index it uses: name it in PIP_INDEX_URL.")


def wheels_at(address: str) -> Wheels:
    """The function that reads the wheels of a project from the index at ``address``."""

    def wheels(name: str) -> dict[str, str]:
        request = urllib.request.Request(  # noqa: S310 - the address pip uses
            f"{address}{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                files = json.load(response)["files"]
        except (OSError, ValueError, KeyError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            raise CannotRenew(f"The index does not say in JSON which wheels {name} has ({error}).") from error
        return {file["filename"]: file["hashes"]["sha256"] for file in files if "sha256" in file["hashes"]}

    return wheels


def renew(files: Iterable[Path], wheels: Wheels) -> Iterator[Path]:
    """Rewrite the files whose hashes differ from the index, and yield each of them."""
    texts = {file: file.read_text() for file in files}
    fresh = {file: renewed(text, wheels) for file, text in texts.items()}
    for file, text in fresh.items():
        if text != texts[file]:
            file.write_text(text)
            yield file


def main() -> None:
    try:
        changed = list(
            renew([bootstrap.RUNTIME_REQUIREMENTS, bootstrap.TEST_REQUIREMENTS], wheels_at(index()))
        )
    except DomainError as error:
        sys.exit(str(error))
    print("\n".join(f"{bootstrap.shown(file)} was updated." for file in changed) or "Nothing changed.")


if __name__ == "__main__":
    main()
