"""What may be on a disk when the power goes, given everything that was written and synced before.

Synced is there. Of what was written since, any sectors of 512 bytes may be there and any missing, in files that know
nothing of each other; where a sector was written twice, either may have won. A file that was made or removed since the
folder was synced may be there or not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.faults.recording import Cut, Step, Synced, Unlinked, Written

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Found:
    """One file as the power cut left it: what was synced, and what of the rest had reached the disk."""

    name: str
    synced: bytearray
    """The disk's own: it changes when the disk goes on."""
    version: int
    """Of `synced`."""
    rest: tuple[Written | Cut, ...]


Image = tuple[Found, ...]


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    version: int = 0
    since: list[Written | Cut] = field(default_factory=list)


class Disk:
    def __init__(self, files: dict[str, bytes]) -> None:
        """`files` are safe."""
        self._files = {name: _File(bytearray(data)) for name, data in files.items()}
        self._named = set(files)
        """Files that the synced folder names."""
        self._versions = count(1)

    def take(self, step: Step) -> None:
        """Go on by one step."""
        match step:
            case Written(file) | Cut(file):
                self._file(file).since.append(step)
            case Synced("."):
                self._named = set(self._files)
            case Synced(file) if file in self._files:
                self._settle(self._files[file])
            case Unlinked(file):
                # Unnamed only when the folder is synced; a new file of that name starts from nothing.
                self._files.pop(file, None)
            case _:
                pass

    @property
    def unsafe(self) -> bool:
        """Whether anything is not synced."""
        return any(each.since for each in self._files.values())

    def image(self, chance: random.Random) -> Image:
        """One of the disks that may be found."""
        kept = chance.choice((0.0, 0.1, 0.5, 0.9, 0.98, 1.0))
        return tuple(
            Found(name, file.synced, file.version, tuple(_torn(file.since, kept, chance)))
            for name, file in self._files.items()
            if name in self._named or chance.random() > 0.3
        )

    def _file(self, name: str) -> _File:
        return self._files.setdefault(name, _File(version=next(self._versions)))

    def _settle(self, file: _File) -> None:
        for step in file.since:
            apply(file.synced, step)
        file.since.clear()
        file.version = next(self._versions)


def apply(data: bytearray, step: Written | Cut) -> None:
    """Do to `data` what was done to the file."""
    match step:
        case Written(_, offset, written):
            if len(data) < offset:
                data.extend(bytes(offset - len(data)))
            data[offset : offset + len(written)] = written
        case Cut(_, size):
            del data[size:]
            data.extend(bytes(size - len(data)))


def _torn(since: Sequence[Written | Cut], kept: float, chance: random.Random) -> Iterator[Written | Cut]:
    for step in since:
        if kept == 1.0:
            yield step
        elif isinstance(step, Cut):
            if chance.random() < kept:
                yield step
        elif kept:
            yield from _sectors(step, kept, chance)


def _sectors(step: Written, kept: float, chance: random.Random) -> Iterator[Written]:
    at, end = step.offset, step.offset + len(step.data)
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        if chance.random() < kept:
            yield Written(step.file, at, step.data[at - step.offset : stop - step.offset])
        at = stop


class Place:
    """A folder in which image after image is laid. What the last one shared with the next is left lying."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._versions: dict[str, int] = {}

    def lay(self, image: Image) -> None:
        """The files of `image`, and no others."""
        for each in image:
            if self._versions.get(each.name) != each.version:
                (self.folder / each.name).write_bytes(each.synced)
                self._versions[each.name] = each.version
        names = {each.name for each in image}
        for file in self.folder.iterdir():
            if file.name not in names:
                self._versions.pop(file.name, None)
                file.unlink()
        for each in image:
            self._patch(each)

    def _patch(self, found: Found) -> None:
        if not found.rest:
            return
        with (self.folder / found.name).open("r+b", buffering=0) as file:
            for step in found.rest:
                if isinstance(step, Cut):
                    file.truncate(step.size)
                else:
                    file.seek(step.offset)
                    file.write(step.data)

    def clear(self, image: Image) -> None:
        """Take back what was not synced."""
        for each in image:
            if any(isinstance(step, Cut) for step in each.rest):
                self._versions.pop(each.name)
            elif each.rest:
                self._restore(each)

    def _restore(self, found: Found) -> None:
        with (self.folder / found.name).open("r+b", buffering=0) as file:
            file.truncate(len(found.synced))
            for step in found.rest:
                assert isinstance(step, Written)
                safe = found.synced[step.offset : step.offset + len(step.data)]
                if safe:
                    file.seek(step.offset)
                    file.write(safe)
