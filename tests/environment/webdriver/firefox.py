"""Firefox by WebDriver BiDi, which it speaks itself (https://w3c.github.io/webdriver-bidi/)."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from websockets.sync.client import ClientConnection, connect

from tests.environment.plugin import reaper
from tests.environment.processes import TIMEOUT
from tests.environment.webdriver.missing import Missing
from tests.environment.webdriver.tab import Actions, Tab, as_json, given_as_json

ON_THE_PATH = ("firefox-esr", "firefox")
ON_MACOS = "/Applications/Firefox.app/Contents/MacOS/firefox"
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


def find() -> str:
    """The program: ``TEST_FIREFOX``, or what is installed. Raises :class:`Missing`."""
    for name in (os.environ.get("TEST_FIREFOX", ""), *ON_THE_PATH, ON_MACOS):
        if name and (found := shutil.which(name)):
            return found
    raise Missing("Firefox", "apt-get install firefox-esr, or name it in TEST_FIREFOX")


class FirefoxTab(Tab):
    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self._connection = connection
        self._numbers = itertools.count(1)
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        self._context = self._send("browsingContext.create", type="tab")["context"]

    def open(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=url, wait="complete")
        self._send("browsingContext.activate", context=self._context)

    def run(self, function: str, *given: Any) -> Any:
        answer = self._send(
            "script.callFunction",
            functionDeclaration=f"function () {{ {as_json(function)} }}",
            arguments=[{"type": "string", "value": given_as_json(given)}],
            target={"context": self._context},
            awaitPromise=False,
            userActivation=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def perform(self, actions: Actions) -> None:
        self._send("input.performActions", context=self._context, actions=actions)

    def _send(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._connection.recv(timeout=TIMEOUT))
            if message.get("id") == number:
                assert message["type"] == "success", f"{method}: {message.get('message')}"
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") != "log.entryAdded":
            return
        entry = message["params"]
        if entry["level"] == "error" and entry["type"] == "javascript":
            self.problems.append(entry["text"])


@contextmanager
def tab() -> Iterator[FirefoxTab]:
    """The only tab of a Firefox of its own, without a window. Raises :class:`Missing`."""
    program = find()
    with tempfile.TemporaryDirectory(prefix="cd-firefox-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
            env={**os.environ, "HOME": profile, "MOZ_HEADLESS_WIDTH": "1360", "MOZ_HEADLESS_HEIGHT": "900"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        reaper.watch(process.pid)
        assert process.stderr is not None
        try:
            with connect(f"{_address(process.stderr)}/session", max_size=None, proxy=None) as connection:
                yield FirefoxTab(connection)
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
            reaper.forget(process.pid)


def _address(lines: IO[str]) -> str:
    for line in lines:
        if found := LISTENING.search(line):
            return found[1]
    raise AssertionError("Firefox ended before it listened")
