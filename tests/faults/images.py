"""What may be on a disk when the power goes, given everything that was written and synced before.

Synced is there. Of what was written since, any sectors of 512 bytes may be there and any missing, in files that know
nothing of each other; where a sector was written twice, either may have won. A file that was made or removed since the
folder was synced may be there or not.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.faults.recording import Cut, Step, Synced, Unlinked, Written

SECTOR = 512

Image = dict[str, bytes]
"""Name of each file → what is in it."""


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    since: list[Written | Cut] = field(default_factory=list)


class Disk:
    def __init__(self, files: Image) -> None:
        """`files` are safe."""
        self._files = {name: _File(bytearray(data)) for name, data in files.items()}
        self._named = set(files)
        """Files that the synced folder names."""

    def take(self, step: Step) -> None:
        """Go on by one step."""
        match step:
            case Written(file) | Cut(file):
                self._files.setdefault(file, _File()).since.append(step)
            case Synced("."):
                self._named = set(self._files)
            case Synced(file) if file in self._files:
                _settle(self._files[file])
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
        found = {}
        for name, file in self._files.items():
            if name not in self._named and chance.random() < 0.3:
                continue
            found[name] = bytes(_torn(file, kept, chance))
        return found


def _settle(file: _File) -> None:
    for step in file.since:
        _apply(file.synced, step)
    file.since.clear()


def _apply(data: bytearray, step: Written | Cut) -> None:
    match step:
        case Written(_, offset, written):
            if len(data) < offset:
                data.extend(bytes(offset - len(data)))
            data[offset : offset + len(written)] = written
        case Cut(_, size):
            del data[size:]
            data.extend(bytes(size - len(data)))


def _torn(file: _File, kept: float, chance: random.Random) -> bytearray:
    data = bytearray(file.synced)
    for step in file.since:
        if isinstance(step, Cut):
            if chance.random() < kept:
                _apply(data, step)
            continue
        at, end = step.offset, step.offset + len(step.data)
        while at < end:
            stop = min(end, (at // SECTOR + 1) * SECTOR)
            if kept == 1.0 or (kept and chance.random() < kept):
                _apply(data, Written(step.file, at, step.data[at - step.offset : stop - step.offset]))
            at = stop
    return data
