"""What bin/setup makes, and what it leaves alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNAVAILABLE = 69


def test_an_environment_that_is_only_linked_to_is_not_emptied(tmp_path: Path) -> None:
    tree, elsewhere = tmp_path / "tree", tmp_path / "elsewhere"
    (tree / "bin").mkdir(parents=True)
    for name in ("bin/setup", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tree / name)
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tree / ".venv").symlink_to(elsewhere)

    said = subprocess.run([tree / "bin" / "setup", "run"], capture_output=True, text=True, check=False)

    assert said.returncode == UNAVAILABLE, said.stderr
    assert f"{tree / '.venv'} is a link" in said.stderr
    assert (elsewhere / "kept").exists()


def test_an_environment_that_another_tree_made_is_made_anew(tmp_path: Path) -> None:
    """The tree was moved. Nine times in ten nobody noticed: grep left before all was said, and that looked like a no."""
    tree = tmp_path / "tree"
    (tree / "bin").mkdir(parents=True)
    (tree / ".venv").mkdir()
    for name in ("bin/setup", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tree / name)
    files = ("pyproject.toml", "requirements.txt", "requirements-dev.txt")
    sums = subprocess.run(["sha256sum", *files], cwd=tree, capture_output=True, text=True, check=True)
    (tree / ".venv" / ".stratroom").write_text(f"/where/it/was (3, 11)\n{sums.stdout}")

    asks = ". bin/setup && need_environment requirements.txt requirements-dev.txt"
    for _ in range(5):
        said = subprocess.run(
            ["bash", "-c", asks],
            cwd=tree,
            env={**os.environ, "STRATROOM_PYTHON": "no-python-at-all"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Setting up the environment" in said.stderr
        assert said.returncode == UNAVAILABLE, said.stderr
