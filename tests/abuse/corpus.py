"""What somebody sends who means no good, or whose program is broken: values, commands, messages, bytes.

Everything comes from one `random.Random`, so that a seed says it all again. Nothing in here contains the word that
canaries begin with: whatever comes back with it was not sent by us.
"""

from __future__ import annotations

import json
import random
import string
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.kinds import KINDS
from app.web.asking import SHAPES
from app.web.holding import DOES

STRINGS = (
    "", " ", "x", "Preferred supplier", "≤ 4 h 😀", "> 95 % on time by 30 June", "1.250,5", "1,250.5", "1.2M", "-0",
    "1e999", "NaN", "2027-02-30", "0000-00-00", "9999-12-31", "12:61", "\x00", "a\x00b", "\x1b[31m", "\u202eevil",
    "\ufeff", "\u2028", "e\u0301" * 40, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "ß" * 100, "İ",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${7*7}", "{% raw %}",
    "%(name)s %s %n", "{0.__class__}", "'; drop table events; --", "\" or 1=1", "../../etc/passwd", "..%2f..%2f",
    "__proto__", "constructor", "__class__",
    "null", "true", "undefined", "[object Object]", "\\u0000", "\\ud800", "internal", "facilitator", "ours", "all", "*",
)  # fmt: skip
ATOMS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 0.1, -0.0, 1e308, [], {}, [[]], [{}],
    {"": ""},
)  # fmt: skip
HUGE = (1_000, 10_000, 60_000, 70_000, 140_000)
"""Characters."""
RAW = (
    b"", b"{", b"}", b"[]", b"null", b"0", b'""', b"\xff\xfe", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"{}{}",
    b"[" * 2_000, b'{"a":' * 3_000, b'{"type":"command"}', b'{"type":"hello"}', b'{"type":NaN}', b'{"type":"ping"',
    b"\x00" * 64,
    b'{"type":"command","id":"aaaaaaaa","do":"undo","x":1e99999}', b'{"type":"command","id":"aaaaaaaa","do":"\\ud800"}',
    b'{"type":"command","id":"aaaaaaaa","id":"bbbbbbbb","do":"undo"}', b'\xef\xbb\xbf{"type":"ping"}',
    b'{"type":"command","id":"aaaaaaaa","do":"set","record":"x","field":"y","value":' + b"9" * 5_000 + b"}",
)  # fmt: skip
GOOD_ID = string.ascii_letters + string.digits + "_-"


@dataclass(slots=True)
class Corpus:
    """A source of trouble about one plan."""

    chance: random.Random
    records: Sequence[str]
    """Ids to ask about: shared, hidden, of people, of nothing."""
    fields: Sequence[str] = field(
        default_factory=lambda: sorted({each.name for kind in KINDS.values() for each in kind.fields})
    )
    mine: Sequence[str] = field(default_factory=lambda: [f"fuzzed-record-{n:02}" for n in range(40)])
    """Ids for what is added. Few, so that the plan does not grow for as long as this goes on."""
    steps: Sequence[str] = ("open", "share", "welcome", "sign", "no-such-step")

    # ── values ────────────────────────────────────────────────────────────────────────────────────────

    def id(self) -> str:
        """Of a command: good, used before, or none at all."""
        match self.chance.randrange(40):
            case 0:
                return self.text()
            case 1:
                return "a" * self.chance.choice((1, 7, 8, 64, 65, 200, 201))
            case 2:
                return f"used-before-{self.chance.randrange(50)}"
            case _:
                return "".join(self.chance.choices(GOOD_ID, k=12))

    def text(self) -> str:
        match self.chance.randrange(12):
            case 0:
                return "x" * self.chance.choice(HUGE[:3])
            case 1 | 2:
                return "".join(chr(self._point()) for _ in range(self.chance.randrange(1, 30)))
            case 3:
                return self.chance.choice(STRINGS) + self.chance.choice(STRINGS)
            case _:
                return self.chance.choice(STRINGS)

    def _point(self) -> int:
        point = self.chance.choice(
            (0x20, 0x7F, 0x100, 0x300, 0x2000, 0xFFF0, 0x1F600)
        ) + self.chance.randrange(64)
        return 0x20 if 0xD800 <= point < 0xE000 else point

    def value(self, depth: int = 0) -> Any:
        """Any JSON."""
        match self.chance.randrange(10):
            case 0 | 1 if depth < 5:
                return [self.value(depth + 1) for _ in range(self.chance.randrange(4))]
            case 2 | 3 if depth < 5:
                return {self.text()[:40]: self.value(depth + 1) for _ in range(self.chance.randrange(4))}
            case 4:
                return self.record()
            case 5 | 6:
                return self.text()
            case 7:
                return nested(self.chance.choice((5, 11, 12, 13, 40, 900)))
            case _:
                return self.chance.choice(ATOMS)

    def record(self) -> str:
        match self.chance.randrange(10):
            case 0:
                return self.text()[:80]
            case 1 | 2:
                return self.chance.choice(self.mine)
            case _:
                return self.chance.choice(self.records)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────

    def command(self) -> dict[str, Any]:
        """One that has a shape, whatever it asks; sometimes with a member that claims to be somebody else."""
        do = self.chance.choice((*SHAPES, *DOES, "read", "step", "room", "add", "set", "remove", "restore"))
        asked: dict[str, Any] = {"type": "command", "id": self.id(), "do": do, **self._members(do)}
        if self.chance.random() < 0.15:
            asked |= self.chance.choice(
                (
                    {"role": "facilitator", "side": "ours", "edition": "internal"},
                    {"person": self.record(), "by": self.record()},
                    {"plan": "another-plan", "session": "x", "seat": {"role": "facilitator"}},
                    {"read": True},
                    {"read": "yes", "branch": 1, "after": 0},
                    {"origin": "https://evil.example", "__proto__": {"role": "facilitator"}},
                )
            )
        if self.chance.random() < 0.12:
            asked[self.chance.choice(sorted(asked))] = self.value()
        if self.chance.random() < 0.05:
            del asked[self.chance.choice(sorted(asked.keys() - {"type"}))]
        return asked

    def fair(self) -> dict[str, Any]:
        """What a customer may well do, where the step lets them: without it nothing would ever happen."""
        kind, held = self.chance.choice((("comment", {"text": self.text()}), ("mark", {"value": "agree"})))
        place = {"parent": self.chance.choice(self.records), "record": self.chance.choice(self.mine)}
        return {"type": "command", "id": self.id(), "do": "add", "kind": kind, "fields": held, **place}

    def _members(self, do: str) -> dict[str, Any]:
        chance = self.chance
        match do:
            case "add":
                return self._add()
            case "set":
                return {
                    "record": self.record(),
                    "field": chance.choice(self.fields),
                    "value": self._fitting(),
                }
            case "move":
                return {"record": self.record(), "parent": self.record(), "after": self.record()}
            case "step":
                return {"step": chance.choice(self.steps), "back": chance.choice((True, False))}
            case "room":
                names = (
                    "extra",
                    "gate",
                    "curtain",
                    "spotlight",
                    "board",
                    "admitted",
                    "door",
                    "no-such-thing",
                )
                return {"name": chance.choice(names), "value": self._fitting()}
            case "place":
                return {"note": self.record(), "kind": chance.choice(list(KINDS)), "parent": self.record()}
            case "hold" | "let-go" | "reveal":
                return {
                    "record": self.record(),
                    "handle": self.id(),
                    "step": self.steps[0],
                    "text": self.text(),
                }
            case "carry":
                return {"finding": self.text(), "owner": self.record(), "due": self.text()}
            case "overrule":
                return {"finding": self.text(), "reason": self.text()}
            case "decline" | "withdraw":
                return {"version": chance.choice((0, 1, -1, 10**20, "1")), "reason": self.text()}
            case _:
                return {"record": self.record(), "branch": chance.choice((True, False))}

    def _add(self) -> dict[str, Any]:
        kind = self.chance.choice((*KINDS, "comment", "comment", "mark", "mark", "no-such-kind"))
        held = {"comment": {"text": self.text()}, "mark": {"value": self.chance.choice(("agree", "change"))}}
        fields = held.get(kind) or {self.chance.choice(self.fields): self._fitting() for _ in range(2)}
        named = {"record": self.chance.choice(self.mine)} if self.chance.random() < 0.9 else {}
        return {"kind": kind, "parent": self.record(), "fields": fields, **named}

    def _fitting(self) -> Any:
        return self.chance.choice(
            (self.text(), self.record(), True, 1, "95", "internal", "agree", None, self.value())
        )

    # ── what is said on a socket ──────────────────────────────────────────────────────────────────────

    def message(self) -> dict[str, Any]:
        """Anything that is a message of the protocol."""
        match self.chance.randrange(20):
            case 5:
                return self.fair()
            case 0:
                return {"type": "watch", "fragments": self._fragments()}
            case 1:
                return {"type": "presence", "record": self.chance.choice((None, self.record()[:64] or None))}
            case 2 | 3:
                return self.typing()
            case 4:
                return {"type": "ping"}
            case _:
                return self.command()

    def _fragments(self) -> list[str]:
        names = (
            "edit-",
            "line-",
            "reword-",
            "sign-",
            "row-",
            "shows-internal",
            "outline",
            "findings",
            "you-",
            "",
        )
        made = (self.chance.choice(names) + self.record() for _ in range(self.chance.randrange(12)))
        return [name[:128] or "x" for name in made]

    def typing(self) -> dict[str, Any]:
        record, name = self.record()[:64] or "x", self.chance.choice(self.fields)
        said: dict[str, Any] = {"type": "text", "op": "open", "record": record, "field": name}
        match self.chance.randrange(4):
            case 0:
                return {**said, "op": "close"}
            case 1:
                return {**said, "vector": self._packed()}
            case _:
                return {**said, "op": "edit", "id": self.id(), "update": self._packed()}

    def _packed(self) -> str:
        """Base64 of something that may look like Yjs, or no base64 at all."""
        match self.chance.randrange(8):
            case 0:
                return self.text()[:300]
            case 1:
                return b64encode(b"\x01\x01\x05\x00\x04\x01\x01t\x05hello\x00").decode()
            case 2:
                return b64encode(b"\xff" * self.chance.choice((1, 10, 9_000))).decode()
            case _:
                return b64encode(self.chance.randbytes(self.chance.choice((1, 2, 5, 40, 400)))).decode()

    # ── bytes ─────────────────────────────────────────────────────────────────────────────────────────

    def broken(self) -> bytes:
        """Bytes that are a message no more, or only just."""
        match self.chance.randrange(6):
            case 0:
                return self.chance.choice(RAW)
            case 1:
                return self.chance.randbytes(self.chance.choice((1, 20, 300)))
            case 2:
                return b'"' + b"x" * self.chance.choice(HUGE) + b'"'
            case 3:
                return spoken(
                    {"type": self.chance.choice(("hello", "command", "text", "")), "x": self.value()}
                )
            case _:
                return self.mutated(spoken(self.message()))

    def mutated(self, said: bytes) -> bytes:
        """A byte or a piece changed, doubled, lost or put elsewhere."""
        made = bytearray(said)
        for _ in range(self.chance.randrange(1, 4)):
            at = self.chance.randrange(len(made) + 1)
            match self.chance.randrange(5):
                case 0 if at < len(made):
                    made[at] ^= 1 << self.chance.randrange(8)
                case 1:
                    del made[at : at + self.chance.randrange(1, 20)]
                case 2:
                    made[at:at] = self.chance.randbytes(self.chance.randrange(1, 6))
                case 3:
                    made[at:at] = made[at : at + 30] * 2
                case _:
                    made[at:at] = self.chance.choice(
                        (b"\\ud800", b"\\u0000", b"1e400", b"{", b"]", b'"', b",", b"null")
                    )
        return bytes(made)


def nested(depth: int) -> Any:
    made: Any = "deep"
    for _ in range(depth):
        made = {"a": made} if depth % 2 else [made]
    return made


def spoken(message: object) -> bytes:
    """JSON as it goes over the wire; lone surrogates as escapes."""
    return json.dumps(message).encode()
