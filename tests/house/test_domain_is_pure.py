"""The domain decides and nothing else: it imports the standard library, and nothing there that looks out.

What would slip through the import contracts: reading a clock, a file or chance inside a decision makes
replaying the log give another plan.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "app" / "domain"
OUTSIDE = {
    "asyncio", "http", "locale", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
CALLS_OUTSIDE = {"open", "print", "input", "eval", "exec", "now", "today", "utcnow"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def called_outside(tree: ast.AST) -> Iterator[str]:
    """Names such as `open(…)` and `date.today()`; a parameter or field of such a name is no call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in CALLS_OUTSIDE:
                yield f"{name}() on line {node.lineno}"


@pytest.mark.parametrize("path", sorted(DOMAIN.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_domain_module_looks_at_nothing_outside(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strangers = {
        name
        for name in imported(tree)
        if not name.startswith("app.domain")
        and (name.split(".")[0] in OUTSIDE or name.split(".")[0] not in sys.stdlib_module_names)
    }
    assert strangers == set()
    assert list(called_outside(tree)) == []


def test_the_check_itself_sees_clocks_and_strangers() -> None:
    tree = ast.parse("import time, pydantic\nfrom app.web import pages\nwhen = date.today()\n")
    assert set(imported(tree)) == {"time", "pydantic", "app.web"}
    assert list(called_outside(tree)) == ["today() on line 3"]
