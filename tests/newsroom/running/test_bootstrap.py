"""From a bare Python to a complete one: made once, repaired when broken, and never in the way."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from newsroom.running import bootstrap
from newsroom.running.children import PROJECT

SIX = "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
SMALL = f"# small\nsix==1.17.0 \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{SIX}\n"


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text(f"# pinned\n\n{SMALL}other==1.0 ; python_version < '3'\n")
    return path


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the environment goes; nothing is there yet."""
    path = tmp_path / "an environment"
    monkeypatch.setenv("COPYDESK_VENV", str(path))
    return path


@pytest.fixture(scope="module")
def python_with_everything():
    """The Python of this run, which satisfies all pins."""
    return sys.executable


def run(python, *arguments, cwd="/", **environ):
    return subprocess.run(
        [python, str(PROJECT / "manage.py"), *arguments],
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 8), (3, 10, 14), (3, 15, 0)])
def test_a_python_too_old_or_too_new_is_told_so_in_one_sentence(version):
    pretend = (
        f"import sys, runpy; sys.version_info = {version!r}; sys.argv = ['manage.py', 'up', '--port', '1'];"
        f"runpy.run_path({str(PROJECT / 'manage.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-S", "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Copydesk needs Python 3.11 to 3.14 and this is {version[0]}.{version[1]}: run it with one of "
        "those, for example python3.14 manage.py up --port 1."
    ]


def test_the_first_lines_are_written_for_any_python():
    older = [path for name in ("python2.7", "python3.6", "python3.9") if (path := shutil.which(name))]
    for python in older:
        done = subprocess.run([python, str(PROJECT / "manage.py"), "up"], capture_output=True, text=True)
        if "command not found" in done.stderr or done.returncode == 127:  # a version manager's empty promise
            continue
        assert done.stderr.startswith("Copydesk needs Python"), (python, done.stderr)


def test_pins_are_read_through_included_files(tmp_path, requirements):
    more = tmp_path / "requirements-test.txt"
    more.write_text("-r requirements.txt\npytest==9.2.0  # runner\n")
    assert bootstrap.pins(more) == {"six": "1.17.0", "pytest": "9.2.0"}


@pytest.mark.parametrize("file", [bootstrap.RUNTIME_REQUIREMENTS, bootstrap.TEST_REQUIREMENTS])
def test_every_line_of_the_real_requirements_is_an_exact_pin_with_hashes(file):
    joined = file.read_text().replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith(("#", "-r "))]
    assert len(lines) > 15
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; .+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", line), line
    for_all = [line for line in lines if ";" not in line]
    included = (
        0 if file == bootstrap.RUNTIME_REQUIREMENTS else len(bootstrap.pins(bootstrap.RUNTIME_REQUIREMENTS))
    )
    assert len(bootstrap.pins(file)) == len(for_all) + included


@pytest.mark.parametrize("minor", range(bootstrap.OLDEST_PYTHON[1], bootstrap.NEWEST_PYTHON[1] + 1))
def test_every_supported_python_is_named_where_people_and_tools_look(minor):
    assert f"Programming Language :: Python :: 3.{minor}" in (PROJECT / "pyproject.toml").read_text()


def test_the_documents_name_the_range_of_pythons():
    oldest, newest = (
        f"{major}.{minor}" for major, minor in (bootstrap.OLDEST_PYTHON, bootstrap.NEWEST_PYTHON)
    )
    for name in ("README.md", "CONTRIBUTING.md", "requirements.txt"):
        assert f"Python {oldest} to {newest}" in (PROJECT / name).read_text(), name
    after = bootstrap.NEWEST_PYTHON[1] + 1
    assert f'requires-python = ">={oldest},<3.{after}"' in (PROJECT / "pyproject.toml").read_text()


def test_the_fingerprint_follows_the_pins_and_not_the_comments(requirements):
    before = bootstrap.fingerprint(requirements)
    requirements.write_text(requirements.read_text().replace("# small", "# tiny"))
    assert bootstrap.fingerprint(requirements) == before
    requirements.write_text(requirements.read_text().replace("1.17.0", "1.16.0"))
    assert bootstrap.fingerprint(requirements) != before


def test_what_runs_this_satisfies_the_pins(tmp_path):
    assert bootstrap.satisfied(bootstrap.RUNTIME_REQUIREMENTS)
    absent = tmp_path / "requirements.txt"
    absent.write_text("no-such-package==1.0\n")
    assert not bootstrap.satisfied(absent)
    absent.write_text("Django==0.1\n")
    assert not bootstrap.satisfied(absent)


def test_an_environment_is_made_filled_and_stamped(place, requirements, capsys):
    bootstrap.make(place)
    bootstrap.install(place, requirements)
    said = capsys.readouterr().out
    assert f"Making {place}" in said
    assert "Installing 1 pinned packages" in said
    assert bootstrap.is_healthy(place)
    assert bootstrap.is_stamped(place, requirements)
    show = "import six; print(six.__version__)"
    installed = subprocess.run([place / "bin" / "python", "-c", show], capture_output=True)
    assert installed.stdout == b"1.17.0\n"

    requirements.write_text(SMALL.replace("1.17.0", "0.0.0.0.1"))
    assert not bootstrap.is_stamped(place, requirements)
    with pytest.raises(bootstrap.CannotSetUp, match="could not be installed"):
        bootstrap.install(place, requirements)
    assert not bootstrap.is_stamped(place, requirements)


@pytest.mark.parametrize(
    ("pinned", "sentence"),
    [
        (SMALL.replace(SIX, "1" * 64), "A package does not match its pinned hash"),
        ("six==1.17.0\n", "could not be installed"),
    ],
)
def test_a_package_without_its_pinned_hash_is_not_installed(place, requirements, pinned, sentence):
    requirements.write_text(pinned)
    bootstrap.make(place)
    with pytest.raises(bootstrap.CannotSetUp, match=sentence):
        bootstrap.install(place, requirements)
    show = [place / "bin" / "python", "-c", "import six"]
    assert subprocess.run(show, capture_output=True).returncode == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/simple", "https://127.0.0.1:9/simple"])
def test_without_a_network_one_sentence_says_so(place, requirements, monkeypatch, address):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", address)
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    bootstrap.make(place)
    with pytest.raises(bootstrap.CannotSetUp) as refusal:
        bootstrap.install(place, requirements)
    assert str(refusal.value) == (
        "The package index cannot be reached: connect this machine, or name an index in PIP_INDEX_URL."
    )


def test_one_that_was_left_half_made_is_made_anew(place, capsys):
    venv.create(place, with_pip=False)
    assert not bootstrap.is_healthy(place)
    bootstrap.make(place)
    assert "making a new one" in capsys.readouterr().out
    assert bootstrap.is_healthy(place)
    (place / "bin" / "python").unlink()
    assert not bootstrap.is_healthy(place)


def test_a_directory_that_is_no_environment_is_left_alone(place):
    place.mkdir()
    (place / "novel.txt").write_text("my only copy")
    with pytest.raises(bootstrap.CannotSetUp, match="not a virtual environment"):
        bootstrap.make(place)
    assert (place / "novel.txt").exists()


def test_a_damaged_stamp_counts_as_none(place, requirements):
    place.mkdir()
    (place / bootstrap.STAMP).write_text("{")
    assert not bootstrap.is_stamped(place, requirements)
    bootstrap.stamp(place, requirements)
    assert bootstrap.is_stamped(place, requirements)
    assert json.loads((place / bootstrap.STAMP).read_text())


def test_pip_comes_with_the_project(place, monkeypatch):
    """As Debian's Python is: no ensurepip; and whatever is set up for pip does not stand in its way."""
    monkeypatch.setenv("PIP_REQUIRE_HASHES", "1")
    monkeypatch.setenv("PIP_TARGET", str(place.parent / "elsewhere"))
    without = place.parent / "without"
    without.mkdir()
    (without / "ensurepip.py").write_text("raise ImportError('No module named ensurepip')\n")
    monkeypatch.setenv("PYTHONPATH", str(without))
    bootstrap.make(place)
    assert bootstrap.is_healthy(place)
    said = subprocess.run(
        [place / "bin" / "python", "-m", "pip", "--version"], capture_output=True, text=True
    )
    assert said.stdout.startswith(f"pip {bootstrap.PIP.name.split('-')[1]} from {place}")


def test_a_damaged_pip_is_not_run(place, tmp_path, monkeypatch):
    damaged = tmp_path / bootstrap.PIP.name
    damaged.write_bytes(bootstrap.PIP.read_bytes()[:-1])
    monkeypatch.setattr(bootstrap, "PIP", damaged)
    with pytest.raises(bootstrap.CannotSetUp, match="does not match its published hash"):
        bootstrap.make(place)
    assert not bootstrap.is_healthy(place)


def test_without_the_module_that_makes_environments_the_package_is_named(place, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bootstrap.CannotSetUp, match=rf"python3\.{sys.version_info.minor}-venv"):
        bootstrap.make(place)


def test_a_python_that_has_everything_is_used_as_it_is(place, python_with_everything):
    done = run(python_with_everything, "version")
    assert done.returncode == 0, done.stderr
    assert not place.exists()


def test_another_python_enters_the_environment_that_is_there(place, requirements):
    """A bare Python in another directory: nothing is made, the stamped environment is entered."""
    bare = requirements.parent / "bare"
    venv.create(bare, with_pip=False)
    venv.create(place, with_pip=False)
    link_packages(place)
    bootstrap.stamp(place, bootstrap.RUNTIME_REQUIREMENTS)
    done = run(str(bare / "bin" / "python"), "shell", "-v", "0", "-c", "import sys; print(sys.prefix)")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(place)


def test_an_environment_that_stays_incomplete_is_not_entered_for_ever(place, requirements):
    bare = requirements.parent / "bare"
    venv.create(bare, with_pip=False)
    done = run(str(bare / "bin" / "python"), "version", **{bootstrap.OUTCOME_VARIABLE: "installed"})
    assert done.returncode == 1
    assert "is incomplete" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def link_packages(environment: Path) -> None:
    """Give it this run's packages without installing them again."""
    site = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
