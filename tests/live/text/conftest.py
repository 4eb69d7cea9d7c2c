"""Browsers without a browser: real Yjs, and our own client's modules, under node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


class Node:
    """A node process that holds documents; see peers.mjs for the verbs."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "these tests compare with the real Yjs and need node"
        self._process = subprocess.Popen(
            [node, "--no-warnings", str(HERE / "peers.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def calls(self, *calls: tuple[Any, ...]) -> list[Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(calls) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "node gave up"
        return list(json.loads(answer))

    def __call__(self, *call: Any) -> Any:
        return self.calls(call)[0]

    def close(self) -> None:
        self._process.communicate(timeout=10)


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.close()
