"""Makes a virtual environment with every pinned package, and reports its progress.

Standard library only. The virtual environment is ``.venv``, or the directory in ``COPYDESK_VENV``. A stamp
file in it holds a hash of the requirements it satisfies, so that the next start has nothing to do.
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

from newsroom import NEWEST_PYTHON, OLDEST_PYTHON

BASE_DIR = Path(__file__).resolve().parents[2]
RUNTIME_REQUIREMENTS = BASE_DIR / "requirements.txt"
TEST_REQUIREMENTS = BASE_DIR / "requirements-test.txt"
PIP = BASE_DIR / "newsroom" / "vendor" / "pip-26.3-py3-none-any.whl"
"""The project brings a pip of its own, because Debian's and Ubuntu's Python has none."""
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
NEEDING_TEST_TOOLS = {"test", "bench", "screenshots"}
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?:\s+--hash=sha256:[0-9a-f]{64})*")
PIP_FAILURES = (
    (
        "DO NOT MATCH THE HASHES",
        "A package does not match its pinned hash, so nothing was installed: check the index that pip uses.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "The package index’s certificate is not trusted: set PIP_CERT to your authority’s file.",
    ),
    (
        "after connection broken by",
        "The package index cannot be reached: connect this machine, or name an index in PIP_INDEX_URL.",
    ),
    ("No space left on device", "The disk is full: make room and run this again."),
)
"""A part of pip's output → the sentence to show for it."""
STAMP = "copydesk-requirements.json"
OUTCOME_VARIABLE = "COPYDESK_BOOTSTRAP"
"""Environment variable that tells the process started in the environment what was done. It ends the loop in
which a process would replace itself for ever."""


class CannotSetUp(Exception):
    """Nothing can run here until somebody does what the message says."""


def enter(argv: list[str]) -> None:
    """Return in a process that has the packages this command needs. It may replace this process."""
    try:
        _enter(
            argv, TEST_REQUIREMENTS if argv[1:2] and argv[1] in NEEDING_TEST_TOOLS else RUNTIME_REQUIREMENTS
        )
    except CannotSetUp as problem:
        sys.exit(str(problem))


def _enter(argv: list[str], requirements: Path) -> None:
    venv = venv_path()
    inside = Path(sys.prefix).resolve() == venv.resolve()
    done_before = os.environ.pop(OUTCOME_VARIABLE, "")
    if inside and is_stamped(venv, requirements) and importlib.util.find_spec("django"):
        return
    if satisfied(requirements):
        if inside:
            stamp(venv, requirements)
        return
    if done_before == "installed" or (done_before and not inside):
        raise CannotSetUp(f"{shown(venv)} is incomplete: delete it and run this again.")
    os.environ[OUTCOME_VARIABLE] = _complete(venv, requirements, inside=inside)
    _reexecute(venv, argv)


def _complete(venv: Path, requirements: Path, *, inside: bool) -> str:
    """Make and fill the environment where that is needed. Returns ``"installed"`` or ``"entered"``."""
    with _setup_lock(venv):
        if not inside and is_stamped(venv, requirements) and is_healthy(venv):
            return "entered"
        make(venv)
        install(venv, requirements)
        return "installed"


def venv_path() -> Path:
    return Path(os.environ.get("COPYDESK_VENV") or BASE_DIR / ".venv").expanduser().absolute()


def _reexecute(venv: Path, argv: list[str]) -> NoReturn:
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
    for line in requirements.read_text().replace("\\\n", " ").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            found |= pins(requirements.parent / text[3:].strip())
        elif pinned := PIN.fullmatch(text):
            found[pinned["name"]] = pinned["version"]
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
    """Record that ``venv`` satisfies ``requirements``. The test requirements include those for running."""
    named = {file.name: fingerprint(file) for file in (RUNTIME_REQUIREMENTS, requirements)}
    (venv / STAMP).write_text(json.dumps({**_stamps(venv), **named}))


def _stamps(venv: Path) -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamps


# --- making it


@contextlib.contextmanager
def _setup_lock(venv: Path) -> Iterator[None]:
    """Lets one process at a time set up. The others wait, and find the work done."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    directory = os.open(venv.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def is_healthy(venv: Path) -> bool:
    """True when the environment's Python runs, has a supported version, and has pip."""
    check = f"import sys, pip; sys.exit(not {OLDEST_PYTHON} <= sys.version_info[:2] <= {NEWEST_PYTHON})"
    try:
        completed = subprocess.run([_python(venv), "-c", check], capture_output=True, check=False)
    except OSError:
        return False
    return completed.returncode == 0


def make(venv: Path) -> None:
    """Make the environment unless a working one exists. A broken one is replaced.

    Raises :class:`CannotSetUp`.
    """
    if is_healthy(venv):
        return
    if venv.exists():
        if not (venv / "pyvenv.cfg").exists() and any(venv.iterdir()) and venv != BASE_DIR / ".venv":
            raise CannotSetUp(f"{venv} is not a virtual environment: set COPYDESK_VENV to another directory.")
        report(f"{shown(venv)} no longer works: making a new one.")
        shutil.rmtree(venv)
    if not importlib.util.find_spec("venv"):
        package = f"python3.{sys.version_info.minor}-venv"
        raise CannotSetUp(f"Python cannot make virtual environments here: install the package {package}.")
    report(f"Making {shown(venv)} with Python {sys.version.split()[0]} …")
    bring_pip(venv, _run([sys.executable, "-m", "venv", "--without-pip", str(venv)]))


def bring_pip(venv: Path, made: subprocess.CompletedProcess[str]) -> None:
    """Install the project's pip with itself: Python can run pip straight from its wheel.

    Raises :class:`CannotSetUp`.
    """
    if made.returncode:
        raise CannotSetUp(f"{made.stdout.strip()}\n{shown(venv)} could not be made: see above.")
    if not PIP.is_file() or hashlib.sha256(PIP.read_bytes()).hexdigest() != PIP_SHA256:
        raise CannotSetUp(f"{shown(PIP)} does not match its published hash: get a fresh copy of the project.")
    options = ["--isolated", "--no-index", "--no-input", "--disable-pip-version-check", "--no-deps"]
    command = [str(_python(venv)), str(PIP / "pip"), "install", *options, str(PIP)]
    completed = _run(command, environ={**os.environ, "PIP_CONFIG_FILE": os.devnull})
    if completed.returncode:
        raise CannotSetUp(f"{completed.stdout.strip()}\npip could not be installed: see above.")


def install(venv: Path, requirements: Path) -> None:
    """Install every pinned package from a wheel with a pinned hash, and name each one as pip reaches it.

    Raises :class:`CannotSetUp`.
    """
    total = len(pins(requirements))
    report(f"Installing {total} pinned packages into {shown(venv)}; this happens once …")
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input"]
    options.append("--disable-pip-version-check")
    command = [str(_python(venv)), "-m", "pip", "install", *options, "-r", str(requirements)]
    output = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe, as asked for
        for line in process.stdout:
            output.append(line)
            _show_progress(line, total)
    _progress("")
    if process.returncode:
        raise CannotSetUp(_failure("".join(output)))
    stamp(venv, requirements)


def _failure(output_text: str) -> str:
    """One sentence for a known failure, else the end of pip's output."""
    for sign, sentence in PIP_FAILURES:
        if sign in output_text:
            return sentence
    return (
        "".join(output_text.splitlines(keepends=True)[-15:])
        + "The packages could not be installed: see above."
    )


def _show_progress(line: str, total: int) -> None:
    """Show which package pip has reached. pip prints each with its version."""
    if line.startswith(("Collecting ", "Requirement already satisfied: ")):
        package = re.split(r"[ =]", line.removeprefix("Collecting ").split(": ")[-1])[0]
        _progress(f"  {package}, one of {total}")
    elif line.startswith("Installing collected"):
        _progress("  unpacking")


def _run(command: list[str], environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


# --- saying it


def report(text: str) -> None:
    print(text, flush=True)


def _progress(text: str) -> None:
    """Rewrite the progress line on a terminal. A log gets nothing."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text[:78]}", end="", flush=True)


def shown(path: Path) -> str:
    """The path as messages name it: relative when it is inside the project."""
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)
