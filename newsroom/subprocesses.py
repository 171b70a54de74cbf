"""Work that may take long, done in a process beside this one: the web process answers others meanwhile.

The threads of one process share one interpreter, so that a second of reading in one of them is a second for
all. The helper is started when it is first needed, serves one request after the other and ends with the
process that started it, because then its input ends. It has no database and no settings: what it does is
pure.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final, ParamSpec, TypeVar

from django.utils.translation import gettext as _

from newsroom.errors import DomainError

LONGEST: Final = 20.0
"""Seconds after which work is given up, the wait for what others asked before included."""
_ROOT: Final = Path(__file__).resolve().parent.parent
_SIZE: Final = 8

Given = ParamSpec("Given")
Result = TypeVar("Result")


class TookTooLong(DomainError):
    """The work was given up. Nothing was changed."""


def apart(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """What a function of a module says to these arguments, asked in the helper; all of it can be pickled.

    Raises what the function raises of :class:`~newsroom.errors.DomainError`, and :class:`TookTooLong`.
    """
    answer: Result = _helper.ask((function.__module__, function.__qualname__, args, kwargs), LONGEST)
    return answer


class _Helper:
    """The process, and the turn to ask it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, request: object, seconds: float) -> Any:
        if not self._turn.acquire(timeout=seconds):
            raise _too_long()
        try:
            process = self._running()
            end = threading.Timer(seconds, process.kill)
            end.start()
            try:
                _send(_pipe(process.stdin), request)
                done, answer = _receive(_pipe(process.stdout))
            except (EOFError, OSError) as error:
                self._stop()
                raise _too_long() from error
            finally:
                end.cancel()
        finally:
            self._turn.release()
        if not done:
            raise answer
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        """The helper of this very process: what a process was forked with belongs to another."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.subprocesses"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                start_new_session=True,
            )
            self._owner = os.getpid()
        return self._process

    def stop(self) -> None:
        with self._turn:
            self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


_helper = _Helper()
stop = _helper.stop
atexit.register(stop)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _too_long() -> TookTooLong:
    return TookTooLong(_("This took too long and was stopped. Split the text, or try again later."))


def _send(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what)
    pipe.write(len(data).to_bytes(_SIZE) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    size = pipe.read(_SIZE)
    data = pipe.read(int.from_bytes(size)) if len(size) == _SIZE else b""
    if not data or len(data) < int.from_bytes(size):
        raise EOFError
    return pickle.loads(data)  # noqa: S301 (the other end is this program, too)


def _serve() -> None:
    """Answer requests until there are none any more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            module, name, args, kwargs = _receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: tuple[bool, object] = True, getattr(import_module(module), name)(*args, **kwargs)
        except DomainError as error:
            answer = False, error
        _send(answers, answer)


if __name__ == "__main__":
    _serve()
