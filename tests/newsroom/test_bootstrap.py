"""From a bare Python to a complete one: made once, repaired when broken, and never in the way."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from newsroom import bootstrap
from newsroom.running.children import PROJECT

SMALL = "six==1.17.0                   # small\n"


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


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 8), (3, 10, 14), (3, 14, 0)])
def test_a_python_too_old_or_too_new_is_told_so_in_one_sentence(version):
    pretend = (
        f"import sys, runpy; sys.version_info = {version!r}; sys.argv = ['manage.py', 'up', '--port', '1'];"
        f"runpy.run_path({str(PROJECT / 'manage.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-S", "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Copydesk needs Python 3.11, 3.12 or 3.13 and this is {version[0]}.{version[1]}: run it with one of "
        "those, for example python3.12 manage.py up --port 1."
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


def test_every_line_of_the_real_requirements_is_an_exact_pin():
    for file in (bootstrap.RUN, bootstrap.TEST):
        lines = [line.split("#")[0].strip() for line in file.read_text().splitlines()]
        pinned = [line for line in lines if line and not line.startswith("-r") and ";" not in line]
        own = {
            name
            for name in bootstrap.pins(file)
            if file == bootstrap.RUN or name not in bootstrap.pins(bootstrap.RUN)
        }
        assert len(pinned) == len(own) > 15


def test_the_fingerprint_follows_the_pins_and_not_the_comments(requirements):
    before = bootstrap.fingerprint(requirements)
    requirements.write_text(requirements.read_text().replace("# small", "# tiny"))
    assert bootstrap.fingerprint(requirements) == before
    requirements.write_text(requirements.read_text().replace("1.17.0", "1.16.0"))
    assert bootstrap.fingerprint(requirements) != before


def test_what_runs_this_satisfies_the_pins(tmp_path):
    assert bootstrap.satisfied(bootstrap.RUN)
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

    requirements.write_text("six==0.0.0.0.1\n")
    assert not bootstrap.is_stamped(place, requirements)
    with pytest.raises(bootstrap.CannotSetUp, match="could not be installed"):
        bootstrap.install(place, requirements)
    assert not bootstrap.is_stamped(place, requirements)


def test_one_that_was_left_half_made_is_made_anew(place, capsys):
    venv.create(place, with_pip=False)
    assert not bootstrap.is_healthy(place)
    bootstrap.make(place)
    assert "making it anew" in capsys.readouterr().out
    assert bootstrap.is_healthy(place)
    (place / "bin" / "python").unlink()
    assert not bootstrap.is_healthy(place)


def test_a_directory_that_is_no_environment_is_left_alone(place):
    place.mkdir()
    (place / "novel.txt").write_text("my only copy")
    with pytest.raises(bootstrap.CannotSetUp, match="no virtual environment"):
        bootstrap.make(place)
    assert (place / "novel.txt").exists()


def test_a_damaged_stamp_counts_as_none(place, requirements):
    place.mkdir()
    (place / bootstrap.STAMP).write_text("{")
    assert not bootstrap.is_stamped(place, requirements)
    bootstrap.stamp(place, requirements)
    assert bootstrap.is_stamped(place, requirements)
    assert json.loads((place / bootstrap.STAMP).read_text())


def test_without_the_module_that_makes_environments_the_package_is_named(monkeypatch):
    monkeypatch.setattr(
        bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(bootstrap.CannotSetUp, match=rf"python3\.{sys.version_info.minor}-venv"):
        bootstrap.need_venv_module()


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
    bootstrap.stamp(place, bootstrap.RUN)
    done = run(str(bare / "bin" / "python"), "shell", "-v", "0", "-c", "import sys; print(sys.prefix)")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(place)


def test_an_environment_that_stays_incomplete_is_not_entered_for_ever(place, requirements):
    bare = requirements.parent / "bare"
    venv.create(bare, with_pip=False)
    done = run(str(bare / "bin" / "python"), "version", **{bootstrap.DONE: "installed"})
    assert done.returncode == 1
    assert "stays incomplete" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def link_packages(environment: Path) -> None:
    """Give it this run's packages without installing them again."""
    site = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
