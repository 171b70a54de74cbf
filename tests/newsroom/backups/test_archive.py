"""The file itself: whatever is in it, nothing is written outside the place that was named."""

import gzip
import io
import json
import tarfile
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.backups import archive
from newsroom.backups.archive import BackupDamaged, Manifest

DIGEST = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of b"hello"


def manifest_of(**members):
    return {
        "format": 1,
        "engine": "sqlite",
        "made_at": "2026-01-31T12:00:00+00:00",
        "version": "0",
        "migrations": [["reviews", "0001_initial"]],
        "rows": {"a": 1},
        "members": members,
    }


def packed(path, *entries, manifest=None):
    """A tar of ``(name, content)`` or ready entries behind a manifest that describes the former."""
    described = {one[0]: {"size": 5, "sha256": DIGEST} for one in entries if isinstance(one, tuple)}
    text = json.dumps(manifest_of(**described) if manifest is None else manifest).encode()
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for one in (("manifest.json", text), *entries):
            entry, content = (tarfile.TarInfo(one[0]), one[1]) if isinstance(one, tuple) else (one, b"")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture
def place(tmp_path):
    """Where it is unpacked: nothing may appear beside it."""
    inside = tmp_path / "around" / "inside"
    inside.mkdir(parents=True)
    return inside


def link(name, to, kind):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, to
    return entry


def test_what_was_written_is_read(tmp_path, place):
    source, staging = tmp_path / "keys", tmp_path / "workshop"
    source.write_bytes(b"hello")
    staging.mkdir()
    written = archive.write(
        tmp_path / "b.tar.gz",
        Manifest("sqlite", datetime(2026, 1, 31, tzinfo=UTC), "0", [("reviews", "0001_initial")], {"a": 1}),
        {"keys.json": source, "files/attachments/0f": source},
        staging,
    )
    assert archive.read(tmp_path / "b.tar.gz", into=place) == written
    assert (place / "files" / "attachments" / "0f").read_bytes() == b"hello"
    assert written.members["keys.json"] == archive.Member(5, DIGEST)


@pytest.mark.parametrize(
    "entries",
    [
        [("../outside", b"hello")],
        [("/outside", b"hello")],
        [("files/../../outside", b"hello")],
        [("files/.hidden", b"hello")],
        [("files//x", b"hello")],
        [("files/x", b"hello"), ("files/x", b"hello")],
        [("files/x", b"hallo")],
        [("files/x", b"hello there")],
        [link("files/x", "/etc/passwd", tarfile.SYMTYPE)],
        [link("files/x", "manifest.json", tarfile.LNKTYPE)],
        [link("files/x", "", tarfile.FIFOTYPE)],
        [link("files/x", "", tarfile.DIRTYPE)],
    ],
)
def test_nothing_is_unpacked_that_a_backup_does_not_hold(tmp_path, place, entries):
    with pytest.raises(BackupDamaged):
        archive.read(packed(tmp_path / "b.tar.gz", *entries), into=place)
    assert [path.name for path in place.parent.iterdir()] == ["inside"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_under_a_name_of_the_manifest_is_refused(tmp_path, place, kind):
    manifest = manifest_of(**{"files/x": {"size": 0, "sha256": DIGEST}})
    with pytest.raises(BackupDamaged):
        archive.read(
            packed(tmp_path / "b.tar.gz", link("files/x", "../../outside", kind), manifest=manifest),
            into=place,
        )
    assert not any(place.rglob("*"))


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        None,
        "x",
        {},
        manifest_of() | {"format": 2},
        manifest_of() | {"made_at": "yesterday"},
        manifest_of() | {"made_at": 5},
        manifest_of() | {"migrations": [["reviews"]]},
        manifest_of() | {"members": {"files/x": {"size": -1, "sha256": ""}}},
        manifest_of() | {"members": []},
        manifest_of() | {"more": 1},
        manifest_of(**{"files/missing": {"size": 5, "sha256": DIGEST}}),
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path, manifest):
    path = packed(tmp_path / "b.tar.gz", manifest={"none": 1} if manifest is None else manifest)
    with pytest.raises(BackupDamaged):
        archive.read(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", gzip.compress(b"", mtime=0), gzip.compress(b"hello" * 500, mtime=0), b"PK\x03\x04"],
)
def test_what_is_no_archive_is_no_backup(tmp_path, content):
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(BackupDamaged, match="not a Copydesk backup"):
        archive.read(tmp_path / "b")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "b.tar.gz"
    packed(path, ("keys.json", b"hello"), ("files/x", b"hello"))
    return path.read_bytes()


@given(data=st.data())
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_byte_that_changed_or_is_missing_is_noticed(whole, tmp_path, data):
    """All but those of gzip's own header that say when and where it was packed."""
    at = data.draw(st.integers(10, len(whole) - 1))
    if data.draw(st.booleans()):
        hurt = whole[:at]
    else:
        hurt = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    (tmp_path / "hurt").write_bytes(hurt)
    with pytest.raises(BackupDamaged):
        archive.read(tmp_path / "hurt")


def test_more_than_the_disk_holds_is_refused_before_it_is_unpacked(tmp_path, place):
    manifest = manifest_of(**{"files/x": {"size": 2**60, "sha256": DIGEST}})
    with pytest.raises(archive.NoRoom, match="Not enough disk space"):
        archive.read(packed(tmp_path / "b.tar.gz", manifest=manifest), into=place)
    assert not any(place.iterdir())
