"""The hashes in the requirements: asked of a real index, of what a supported machine takes, and no others."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from packaging.utils import parse_wheel_filename

from newsroom.running import hashes

TEXT = """# Everything, pinned.
-r more.txt

# numbers
Fast_Sums==2.0 \\
    --hash=sha256:old
plain==1.0
old==1.0 ; python_full_version < "3.11.3"
"""
HAS = {
    "fast-sums": {
        "fast_sums-2.0-cp314-cp314-manylinux_2_28_x86_64.whl": "linux",
        "fast_sums-2.0-cp312-abi3-macosx_11_0_arm64.whl": "macos",
        "fast_sums-1.9-cp314-cp314-manylinux_2_28_x86_64.whl": "earlier",
        "fast_sums-2.0-cp310-cp310-manylinux_2_28_x86_64.whl": "too old",
        "fast_sums-2.0-cp314-cp314t-manylinux_2_28_x86_64.whl": "threaded otherwise",
        "fast_sums-2.0-cp314-cp314-win_amd64.whl": "windows",
        "fast_sums-2.0.tar.gz": "sources",
    },
    "plain": {"plain-1.0-py2.py3-none-any.whl": "any"},
    "old": {"old-1.0-py3-none-any.whl": "old"},
}


@pytest.fixture
def index():
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.split("/")[-2]
            files = [
                {"filename": file, "url": file, "hashes": {"sha256": digest}}
                for file, digest in HAS.get(name, {}).items()
            ]
            self.send_response(200 if name in HAS else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"files": files}).encode())

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()


def test_a_file_is_written_anew_with_what_the_index_has(index, tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(TEXT)
    wheels = hashes.wheels_at(index)
    assert list(hashes.renew([file], wheels)) == [file]
    assert file.read_text() == (
        "# Everything, pinned.\n-r more.txt\n\n# numbers\n"
        "Fast_Sums==2.0 \\\n    --hash=sha256:linux \\\n    --hash=sha256:macos\n"
        "plain==1.0 \\\n    --hash=sha256:any\n"
        'old==1.0 ; python_full_version < "3.11.3" \\\n    --hash=sha256:old\n'
    )
    assert list(hashes.renew([file], wheels)) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("plain==9.9\n", "no wheel of plain 9.9"), ("gone==1.0\n", "which wheels gone has")],
)
def test_what_the_index_does_not_have_changes_nothing(index, tmp_path, text, sentence):
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("plain==1.0\n")
    second.write_text(text)
    with pytest.raises(hashes.CannotRenew, match=sentence):
        list(hashes.renew([first, second], hashes.wheels_at(index)))
    assert first.read_text() == "plain==1.0\n"


@pytest.mark.parametrize(
    ("file", "supported"),
    [
        ("a-1-py3-none-any.whl", True),
        ("a-1-cp39-abi3-musllinux_1_2_aarch64.whl", True),
        ("a-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", True),
        ("a-1-cp315-abi3-manylinux_2_28_x86_64.whl", False),
        ("a-1-cp313-cp313-manylinux_2_28_i686.whl", False),
        ("a-1-pp311-pypy311_pp73-manylinux_2_28_x86_64.whl", False),
        ("a-1-py2-none-any.whl", False),
    ],
)
def test_a_wheel_counts_when_a_supported_machine_takes_it(file, supported):
    assert any(map(hashes.is_supported, parse_wheel_filename(file)[3])) is supported


def test_the_index_is_the_one_that_pip_uses(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example.org/simple")
    assert hashes.index() == "https://packages.example.org/simple/"
