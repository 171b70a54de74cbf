"""Work that may take long runs in a subprocess, so that the web process answers other requests meanwhile.

The threads of one process share one interpreter: a second of parsing in one of them delays all. The
subprocess starts when it is first needed, serves one request after the other, and ends with the process that
started it, because its input ends then. It has no database and no settings, so only pure functions run in it.
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

TIMEOUT_SECONDS: Final = 20.0
"""After which work is given up. The wait for earlier requests counts."""
_ROOT: Final = Path(__file__).resolve().parent.parent
_LENGTH_BYTES: Final = 8

Params = ParamSpec("Params")
Result = TypeVar("Result")


class TookTooLong(DomainError):
    """The work was given up. Nothing was changed."""


def in_subprocess(function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs) -> Result:
    """Call a function of a module in the subprocess. Function, arguments and result have to be picklable.

    Raises :class:`TookTooLong`, and each :class:`~newsroom.errors.DomainError` that the function raises.
    """
    return within(TIMEOUT_SECONDS, function, *args, **kwargs)


def within(
    seconds: float, function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result:
    """As :func:`in_subprocess`, for work that is given up after so many seconds."""
    answer: Result = _process.call(_request(function, args, kwargs), seconds)
    return answer


def in_own_subprocess(
    seconds: float, function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result:
    """As :func:`within`, in a subprocess that is started for this and keeps nobody else waiting."""
    process = _Process()
    try:
        answer: Result = process.call(_request(function, args, kwargs), seconds)
        return answer
    finally:
        process.stop()


def _request(function: Callable[..., Any], args: object, kwargs: object) -> object:
    return function.__module__, function.__qualname__, args, kwargs


class _Process:
    """The subprocess, and the lock that lets one thread at a time call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._popen: subprocess.Popen[bytes] | None = None
        self._owner_pid = 0

    def call(self, request: object, seconds: float) -> Any:
        if not self._lock.acquire(timeout=seconds):
            raise _too_long()
        try:
            process = self._running()
            timer = threading.Timer(seconds, process.kill)
            timer.start()
            try:
                _send(_pipe(process.stdin), request)
                is_result, answer = _receive(_pipe(process.stdout))
            except (EOFError, OSError) as error:
                self._stop()
                raise _too_long() from error
            finally:
                timer.cancel()
        finally:
            self._lock.release()
        if not is_result:
            raise answer
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        """The subprocess that this process started. A fork inherits one that still belongs to its parent."""
        if self._popen is None or self._owner_pid != os.getpid() or self._popen.poll() is not None:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "newsroom.subprocesses"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                start_new_session=True,
            )
            self._owner_pid = os.getpid()
        return self._popen

    def stop(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        process, self._popen = self._popen, None
        if process is None or self._owner_pid != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


_process = _Process()
stop = _process.stop
atexit.register(stop)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _too_long() -> TookTooLong:
    return TookTooLong(_("This took too long and was stopped. Split the text, or try again later."))


def _send(pipe: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    pipe.write(len(data).to_bytes(_LENGTH_BYTES) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    size = pipe.read(_LENGTH_BYTES)
    data = pipe.read(int.from_bytes(size)) if len(size) == _LENGTH_BYTES else b""
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
