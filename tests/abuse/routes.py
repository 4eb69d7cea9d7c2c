"""The routes that the application really has, read from its own table and not from a list beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount, Route, WebSocketRoute


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """A method and the path of a route, with its parameters in braces."""

    method: str
    """`WS` for a socket, `*` for a folder of files."""
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def ways(app: FastAPI) -> tuple[Way, ...]:
    """Every way in, in the order of the table. Raises TypeError for a kind of route that nobody thought of."""
    return tuple(_of(app.router.routes))


def _of(routes: Any) -> Iterator[Way]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from _of(route.original_router.routes)
        elif isinstance(route, WebSocketRoute):
            yield Way("WS", route.path)
        elif isinstance(route, Mount):
            yield Way("*", route.path)
        elif isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Way(method, route.path)
        else:
            raise TypeError(f"a route of a kind that no test knows: {route!r}")


def filled(path: str, values: dict[str, str], otherwise: str = "anything") -> str:
    """The path with its parameters filled in."""
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    for name in names:
        path = path.replace(f"{{{name}}}", values.get(name.partition(":")[0], otherwise))
    return path
