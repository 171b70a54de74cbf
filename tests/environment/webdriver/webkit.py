"""WebKitGTK by WebDriver, from the program that its package brings (https://w3c.github.io/webdriver/)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.environment.mailbox import free_port
from tests.environment.plugin import reaper
from tests.environment.processes import TIMEOUT, wait_until
from tests.environment.webdriver.missing import Missing
from tests.environment.webdriver.tab import Actions, Tab, as_json, given_as_json

SCREEN = "1360x900x24"
PLAIN_BROWSER = ("usr/lib/*/webkit2gtk-4.*/MiniBrowser", "usr/lib*/webkit2gtk-4.*/MiniBrowser")
"""Where distributions put the browser without a name that comes with WebKitGTK."""


@dataclass(frozen=True)
class Programs:
    driver: str
    browser: str
    screen: str


def find() -> Programs:
    """What is installed. Raises :class:`Missing`."""
    browsers = (
        str(found) for pattern in PLAIN_BROWSER for found in sorted(Path("/").glob(pattern), reverse=True)
    )
    driver, browser, screen = shutil.which("WebKitWebDriver"), next(browsers, None), shutil.which("Xvfb")
    if not (driver and browser and screen):
        packages = {"webkit2gtk-driver": driver and browser, "xvfb": screen}
        missing = " ".join(package for package, there in packages.items() if not there)
        raise Missing("WebKitGTK", f"apt-get install {missing}")
    return Programs(driver, browser, screen)


class WebKitTab(Tab):
    def __init__(self, driver: str, browser: str) -> None:
        super().__init__()
        self._driver = driver
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        started = self._post("/session", capabilities=wanted)
        self._session = f"/session/{started['sessionId']}"
        self._post(f"{self._session}/window/rect", width=1360, height=900)

    def open(self, url: str) -> None:
        self._post(f"{self._session}/url", url=url)

    def run(self, function: str, *given: Any) -> Any:
        answer = self._post(
            f"{self._session}/execute/sync", script=as_json(function), args=[given_as_json(given)]
        )
        return json.loads(answer)

    def perform(self, actions: Actions) -> None:
        self._post(f"{self._session}/actions", actions=actions)

    def close(self) -> None:
        request = urllib.request.Request(f"{self._driver}{self._session}", method="DELETE")
        with suppress(OSError):
            urllib.request.urlopen(request, timeout=TIMEOUT).close()

    def _post(self, path: str, **body: Any) -> Any:
        request = urllib.request.Request(f"{self._driver}{path}", json.dumps(body).encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {json.load(error)['value']['message']}") from error


@contextmanager
def tab() -> Iterator[WebKitTab]:
    """The only tab of a browser of its own, on a screen that nobody sees. Raises :class:`Missing`."""
    programs = find()
    with tempfile.TemporaryDirectory(prefix="cd-webkit-", ignore_cleanup_errors=True) as home:
        own = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home)
        port = free_port()
        with (
            _screen(programs.screen) as display,
            _running([programs.driver, f"--port={port}"], env={**os.environ, **own, "DISPLAY": display}),
        ):
            address = f"http://127.0.0.1:{port}"
            wait_until(lambda: _answers(f"{address}/status"))
            opened = WebKitTab(address, programs.browser)
            try:
                yield opened
            finally:
                opened.close()


@contextmanager
def _screen(program: str) -> Iterator[str]:
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with os.fdopen(reading) as number, _running(command, pass_fds=(writing,)):
        os.close(writing)
        yield f":{number.readline().strip()}"


@contextmanager
def _running(command: list[str], **how: Any) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **how,
    )
    reaper.watch(process.pid)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
        reaper.forget(process.pid)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(json.load(answer)["value"]["ready"])
    except OSError:
        return False
