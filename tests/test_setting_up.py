"""What a newcomer meets first: make on a machine that lacks something, and the command that pip installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "nlp", "scheduler")


def python_that(path: Path, lacks: str) -> Path:
    """A Python as some machines have it: one that lacks ensurepip (Debian's without python3-venv), or an old one."""
    made = path / "python"
    if lacks == "ensurepip":
        (path / "gone").mkdir()
        (path / "gone" / "ensurepip.py").write_text("raise ImportError\n")
        made.write_text(f'#!/bin/sh\nPYTHONPATH={path}/gone exec {sys.executable} "$@"\n')
    else:  # the first thing asked is its version
        made.write_text("#!/bin/sh\nexit 1\n")
    made.chmod(0o755)
    return made


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("ensurepip", "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"),
        ("version", "Dalaba needs Python 3.11 or newer; {python} is older. Say which one: make PYTHON=python3.12 run"),
    ],
)
@pytest.mark.parametrize("target", ["run", "demo", "test"])
def test_make_says_what_is_missing_and_builds_nothing(tmp_path: Path, lacks: str, says: str, target: str) -> None:
    python, venv = python_that(tmp_path, lacks), tmp_path / "venv"
    result = subprocess.run(
        ["make", "-C", str(ROOT), target, f"PYTHON={python}", f"VENV={venv}"],
        env={key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "PYTHONPATH")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    first = result.stderr.splitlines()[0]
    assert (result.returncode, first) == (2, says.format(python=python))
    assert not venv.exists()


@pytest.mark.soak
def test_pip_installs_the_command(tmp_path: Path) -> None:
    """`pip install -e .` of a copy, in an environment that finds the locked packages; run from somewhere else."""
    source, venv = tmp_path / "source", tmp_path / "venv"
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=60)
    python = venv / "bin" / "python"
    paths = sysconfig.get_paths(vars={"base": str(venv), "platbase": str(venv)})
    Path(paths["purelib"], "locked.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    # With the build tool that pyproject.toml names: pip fetches it, as it does for a newcomer.
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "-e", str(source)]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "DATABASE_URL")}
    told = subprocess.run(
        [venv / "bin" / "dalaba", "check"],
        cwd=elsewhere,
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("The configuration is in order: wanrong")
    ask = [str(python), "-c", "import bot; print(bot.__file__)"]
    where = subprocess.check_output(ask, cwd=elsewhere, env=clean, text=True, timeout=60)
    assert Path(where.strip()).is_relative_to(source)
