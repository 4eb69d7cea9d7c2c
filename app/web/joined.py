"""A page's scripts in one: its module and all that this one imports, as one module.

Our scripts are many small modules. A phone on a bad line would fetch them one after another, six at a time, each at
the price of a round trip; one script costs one. They are joined when the server starts, from the files as they lie in
`static/`: there is no build step. Each module keeps a scope of its own:

    const $3 = (() => { …its source…; return { Outbox }; })();

Only what our modules use is understood: imports of names and for effect, exports of declarations and of names.
Anything else is a ValueError, and the server does not start. Two things stay what they were: `import("./text.js")`,
which fetches when it is called, and imports of vendored bundles, which are others' work and big.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(
    r'^import\s+(?:\{(?P<names>[^}]*)\}\s+from\s+|(?P<all>\*\s+as\s+\w+)\s+from\s+)?"(?P<of>[^"]+)";[ \t]*$',
    re.M,
)
_EXPORT = re.compile(r"^export (?=(?P<declared>(?:async )?function\*?|class|const) (?P<name>[\w$]+))", re.M)
_EXPORT_NAMES = re.compile(r"^export \{(?P<names>[^}]*)\};[ \t]*$", re.M)
_NOT_UNDERSTOOD = re.compile(r"^(?:import\b(?!\()|export\b).*$|\bimport\.meta\b|^await\b.*$", re.M)


def joined(modules: Mapping[str, str], entry: str) -> str:
    """The module `entry` with everything that it imports; `modules` are sources by path.

    Raises ValueError where a module imports what is not there, or in a circle, or is written in a way that is not
    understood.
    """
    made = _Joined(modules, entry)
    exports = made.add(entry, ())
    foreign = "".join(
        f'import * as {name} from "{_from(entry, path)}";\n' for path, name in made.foreign.items()
    )
    own = "".join(made.parts)
    told = f"export const {{ {', '.join(exports)} }} = {made.names[entry]};\n" if exports else ""
    return foreign + own + told


class _Joined:
    def __init__(self, modules: Mapping[str, str], entry: str) -> None:
        self.modules = modules
        self.entry = entry
        self.parts: list[str] = []
        self.names: dict[str, str] = {}
        self.foreign: dict[str, str] = {}
        self._exports: dict[str, list[str]] = {}

    def add(self, path: str, importers: tuple[str, ...]) -> list[str]:
        """Put `path` behind all that it imports; the names that it exports."""
        if path in importers:
            raise ValueError(f"{path} imports itself by way of {', '.join(importers)}")
        if path in self._exports:
            return self._exports[path]
        if path not in self.modules:
            raise ValueError(f"{importers[-1] if importers else path} imports {path}, which is not there")
        source = _IMPORT.sub(lambda found: self._import(found, (*importers, path)), self.modules[path])
        exports = [found["name"] for found in _EXPORT.finditer(source)]
        exports += [name for found in _EXPORT_NAMES.finditer(source) for name in _names(found["names"])]
        source = _EXPORT_NAMES.sub("", _EXPORT.sub("", source))
        if unknown := _NOT_UNDERSTOOD.search(source):
            raise ValueError(f"{path}: not understood where scripts are joined: {unknown[0]!r}")
        source = _moved(source, path, self.entry)
        self.names[path] = f"${len(self.names)}"
        self.parts.append(
            f"const {self.names[path]} = (() => {{\n{source}\nreturn {{ {', '.join(exports)} }};\n}})();\n"
        )
        self._exports[path] = exports
        return exports

    def _import(self, found: re.Match[str], importers: tuple[str, ...]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(importers[-1]), found["of"]))
        if path.startswith("vendor/"):
            name = self.foreign.setdefault(path, f"$foreign{len(self.foreign)}")
        else:
            offered = self.add(path, importers)
            name = self.names[path]
            if missing := {each.split(" as ")[0] for each in _names(found["names"] or "")} - set(offered):
                raise ValueError(
                    f"{importers[-1]} imports {', '.join(sorted(missing))}, not exported by {path}"
                )
        if found["all"]:
            return f"const {found['all'].split()[-1]} = {name};"
        if found["names"]:
            return f"const {{ {', '.join(_names(found['names'])).replace(' as ', ': ')} }} = {name};"
        return ""


def _names(listed: str) -> list[str]:
    return [" ".join(each.split()) for each in listed.split(",") if each.strip()]


def _moved(source: str, path: str, entry: str) -> str:
    """Addresses in `import("…")` count from the script that they stand in, which is another one now."""

    def again(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
        return f'import("{_from(entry, target)}")'

    return re.sub(r'\bimport\("([^"]+)"\)', again, source)


def _from(entry: str, path: str) -> str:
    way = posixpath.relpath(path, posixpath.dirname(entry) or ".")
    return way if way.startswith(".") else f"./{way}"
