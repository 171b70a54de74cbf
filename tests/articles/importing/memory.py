"""How much memory reading takes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PEAK = """
import re
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024, file=sys.stderr)
"""
"""What ``getrusage`` says of a child is never less than what its parent took when it began it."""

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory was taken")


def run_apart(script: str, data: bytes, *arguments: str) -> tuple[str, int]:
    """What a script says that reads the data from its standard input, and the megabytes it took at most."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{script}{_PEAK}", *arguments],
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode(), int(done.stderr)


READ = """
from articles.importing import ImportFailed, import_copy
try:
    import_copy(sys.stdin.buffer.read(), filename=sys.argv[1])
except ImportFailed as failed:
    print(failed.message)
"""
