"""From a bare Python to one that has everything pinned, saying what is done while it is done.

Standard library only. The virtual environment is ``.venv``, or where ``COPYDESK_VENV`` says. A stamp in it
holds a hash of the requirements it satisfies, so that the next start has nothing to do.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

BASE_DIR = Path(__file__).resolve().parent.parent
RUN = BASE_DIR / "requirements.txt"
TEST = BASE_DIR / "requirements-test.txt"
NEEDING_TEST_TOOLS = {"test", "bench", "screenshots"}
STAMP = "copydesk-requirements.json"
DONE = "COPYDESK_BOOTSTRAP"
"""Tells the process started inside the environment what was done, so that none starts itself for ever."""


class CannotSetUp(Exception):
    """Nothing can run here until somebody does what the message says."""


def enter(argv: list[str]) -> None:
    """Return in a process that has what this command needs; this one may be replaced by another."""
    try:
        _enter(argv, TEST if argv[1:2] and argv[1] in NEEDING_TEST_TOOLS else RUN)
    except CannotSetUp as problem:
        sys.exit(str(problem))


def _enter(argv: list[str], requirements: Path) -> None:
    venv = venv_path()
    inside = Path(sys.prefix).resolve() == venv.resolve()
    done_before = os.environ.pop(DONE, "")
    if inside and is_stamped(venv, requirements) and importlib.util.find_spec("django"):
        return
    if satisfied(requirements):
        if inside:
            stamp(venv, requirements)
        return
    if done_before == "installed" or (done_before and not inside):
        raise CannotSetUp(f"{shown(venv)} stays incomplete: delete it and run this again.")
    os.environ[DONE] = _complete(venv, requirements, inside=inside)
    _start_again(venv, argv)


def _complete(venv: Path, requirements: Path, *, inside: bool) -> str:
    """Make sure of the environment; says what that took."""
    with _alone(venv):
        if not inside and is_stamped(venv, requirements) and is_healthy(venv):
            return "entered"
        make(venv)
        install(venv, requirements)
        return "installed"


def venv_path() -> Path:
    return Path(os.environ.get("COPYDESK_VENV") or BASE_DIR / ".venv").expanduser().absolute()


def _start_again(venv: Path, argv: list[str]) -> NoReturn:
    sys.stdout.flush()
    os.environ["VIRTUAL_ENV"] = str(venv)
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: names the Python that was started first
    interpreter = str(_python(venv))
    os.execv(interpreter, [interpreter, str(BASE_DIR / "manage.py"), *argv[1:]])  # noqa: S606


def _python(venv: Path) -> Path:
    return venv / "bin" / "python"


# --- what is pinned, and what is there


def pins(requirements: Path) -> dict[str, str]:
    """Name → version of every line, included files too; lines for some Pythons only are left out."""
    found: dict[str, str] = {}
    for line in requirements.read_text().splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            found |= pins(requirements.parent / text[3:].strip())
        elif pinned := re.fullmatch(r"([\w.-]+)==([\w.]+)", text):
            found[pinned[1]] = pinned[2]
    return found


def satisfied(requirements: Path) -> bool:
    """True when the Python that runs this has every pinned version already."""
    try:
        return all(
            importlib.metadata.version(name) == version for name, version in pins(requirements).items()
        )
    except importlib.metadata.PackageNotFoundError:
        return False


def fingerprint(requirements: Path) -> str:
    text = "\n".join(f"{name}=={version}" for name, version in sorted(pins(requirements).items()))
    return hashlib.sha256(text.encode()).hexdigest()


def is_stamped(venv: Path, requirements: Path) -> bool:
    return _stamps(venv).get(requirements.name) == fingerprint(requirements)


def stamp(venv: Path, requirements: Path) -> None:
    """Note that ``venv`` satisfies ``requirements``; with the test tools it has what running takes, too."""
    named = {file.name: fingerprint(file) for file in (RUN, requirements)}
    (venv / STAMP).write_text(json.dumps({**_stamps(venv), **named}))


def _stamps(venv: Path) -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamps


# --- making it


@contextlib.contextmanager
def _alone(venv: Path) -> Iterator[None]:
    """One process at a time sets up; the others wait and find it done."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    directory = os.open(venv.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def is_healthy(venv: Path) -> bool:
    """True when its Python runs, is one we support, and has pip."""
    check = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        done = subprocess.run([_python(venv), "-c", check], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def make(venv: Path) -> None:
    """Make the environment, unless a working one is there; one that does not work is replaced."""
    if is_healthy(venv):
        return
    if venv.exists():
        if not (venv / "pyvenv.cfg").exists() and any(venv.iterdir()) and venv != BASE_DIR / ".venv":
            raise CannotSetUp(f"{venv} is no virtual environment: name another directory in COPYDESK_VENV.")
        say(f"{shown(venv)} does not work any more: making it anew.")
        shutil.rmtree(venv)
    need_venv_module()
    say(f"Making {shown(venv)} with Python {sys.version.split()[0]} …")
    done = _quietly([sys.executable, "-m", "venv", str(venv)])
    if done.returncode:
        raise CannotSetUp(f"{done.stdout.strip()}\n{shown(venv)} could not be made: see above.")


def need_venv_module() -> None:
    """Debian ships Python without what makes environments: install it as root, else say its name."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotSetUp(f"Python cannot make virtual environments here: install the package {package}.")
    say(f"Installing {package}, without which Debian's Python makes no virtual environments …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _quietly(["apt-get", "update", "-q"], environ=quiet)
    done = _quietly(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], environ=quiet)
    if done.returncode:
        raise CannotSetUp(f"{done.stdout.strip()}\n{package} could not be installed: see above.")


def install(venv: Path, requirements: Path) -> None:
    """Install what is pinned, as wheels, naming each package as pip gets to it."""
    total = len(pins(requirements))
    say(f"Installing {total} pinned packages into {shown(venv)}; this happens once …")
    options = ["--only-binary", ":all:", "--no-deps", "--no-input", "--disable-pip-version-check"]
    command = [str(_python(venv)), "-m", "pip", "install", *options, "-r", str(requirements)]
    output = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe, as asked for
        for line in process.stdout:
            output.append(line)
            _show_progress(line, total)
    _progress("")
    if process.returncode:
        raise CannotSetUp("".join(output[-15:]) + "The packages could not be installed: see above.")
    stamp(venv, requirements)


def _show_progress(line: str, total: int) -> None:
    """Say which package pip got to; it names each with its version."""
    if line.startswith(("Collecting ", "Requirement already satisfied: ")):
        package = re.split(r"[ =]", line.removeprefix("Collecting ").split(": ")[-1])[0]
        _progress(f"  {package}, one of {total}")
    elif line.startswith("Installing collected"):
        _progress("  unpacking")


def _quietly(command: list[str], environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


# --- saying it


def say(text: str) -> None:
    print(text, flush=True)


def _progress(text: str) -> None:
    """One line that changes, for a person who watches; nothing in a log."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text[:78]}", end="", flush=True)


def shown(path: Path) -> str:
    """Short when it lies in the project."""
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)
