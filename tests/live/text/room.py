"""The smallest server that can host co-edited fields: what the product's socket, session and journal do, in memory.

Edits that arrive are decided on a working copy, appended to `log`, published, told to co-typists and acknowledged,
in this order. `log` is all that survives `restart`.
"""

from __future__ import annotations

from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.evolve import spliced
from app.live.text import (
    Checked,
    Screen,
    TextCode,
    TextDocs,
    TextKey,
    TextLimits,
    TextRefused,
    TextStart,
    Typists,
)

PLAN = "plan-1"


@dataclass
class Room:
    limits: TextLimits = field(default_factory=lambda: TextLimits(400))
    log: dict[TextKey, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    epochs: dict[TextKey, tuple[str, str]] = field(default_factory=dict)
    plain: dict[TextKey, str] = field(default_factory=dict)
    """What the domain knows: the field's text by splices alone."""
    done: set[str] = field(default_factory=set)
    """Ids of the commands in the log."""
    refuses: str | None = None
    """Code with which every edit is refused."""
    edits: int = 0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.docs = TextDocs(self.start)
        self.typists = Typists(self.docs)

    def begin(self, record: str, field: str, plain: str, epoch: str = "1") -> TextKey:
        key = TextKey(PLAN, record, field)
        self.epochs[key] = (epoch, plain)
        self.plain[key] = plain
        self.log[key] = []
        return key

    def begin_again(
        self, key: TextKey, epoch: str, may: Callable[[Screen], bool] = lambda screen: True
    ) -> None:
        """The field becomes the customers' to edit: everybody goes on in a document without history."""
        self.epochs[key] = (epoch, self.plain[key])
        self.log[key] = []
        tells, self.docs.forgotten = self.docs.forgotten, None  # by hand below: there is no event loop here
        self.docs.forget(key)
        self.docs.forgotten = tells
        self.typists.begin_again(key, may)

    def start(self, key: TextKey) -> TextStart:
        epoch, plain = self.epochs[key]
        return TextStart(epoch, plain, None, tuple(self.log[key]))

    def receive(self, screen: Screen, message: Mapping[str, str]) -> None:
        key = TextKey(PLAN, message["record"], message["field"])
        match message["op"]:
            case "open":
                self.typists.open(screen, key, b64decode(message["vector"]))
            case "close":
                self.typists.close(screen, key)
            case "edit":
                self.edit(screen, key, message["id"], b64decode(message["update"]))

    def edit(self, screen: Screen, key: TextKey, command: str, update: bytes) -> None:
        if command in self.done:
            screen.say({"type": "ack", "id": command})
            return
        before = self.docs.vector(key)
        working = self.docs.begin()
        answer = (
            TextRefused(TextCode(self.refuses)) if self.refuses else working.check(key, update, self.limits)
        )
        if isinstance(answer, TextRefused):
            screen.say({"type": "refused", "id": command, "code": str(answer.code), "message": "not taken"})
            self.typists.refused(screen, key, answer.code, "not taken")
            return
        if isinstance(answer, Checked):
            self.log[key].append(answer.update)
            self.plain[key] = spliced(self.plain[key], answer.splices)
            self.edits += 1
            self.done.add(command)
            working.commit()
            self.typists.accepted(key, answer.update, screen, before)
        screen.say({"type": "ack", "id": command})
