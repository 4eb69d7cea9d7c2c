"""A simulated person: looks at a phone, and does one thing that the phone offers.

They have a seat as anybody has, see what `Gate` lets them see and nothing else, and ask at the same desk. What they do is
what stands on their page: a field to write in, a ballot, forms and buttons of whatever activity runs. They write no
more than a person would.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from app.activities.contract import Moment
from app.domain.ballots import Poll
from app.domain.kinds import KINDS
from app.domain.people import Edition, Role
from app.i18n import is_language, use_language
from app.live.hub import Hub
from app.live.ports import Ack, Audience, Seat, Surface
from app.web.drawing import whole
from app.web.identity import tokens
from app.web.rehearsal import lines, offered
from app.web.rehearsal.offered import Control, Form, Offered
from app.web.rooms import Room
from app.web.scene import Scene

Command = dict[str, Any]

LINES = 3
"""Lines of one person in one step, at most."""
AT_ONCE = 4
"""Answers that somebody gives in one go: a list of lines to agree to."""
REMARKS = 0.1
"""How often somebody has something to say to a line."""
FULL: dict[str, tuple[str, int]] = {
    "csf": ("goal", 4), "nc": ("csf", 2), "action": ("nc", 1), "constraint": ("", 4),
}  # fmt: skip
"""Kind → what it hangs under, and how many there have to be until nobody adds another."""


@dataclass(slots=True)
class Player:
    seat: Seat
    dice: Random
    wrote: Counter[str] = field(default_factory=Counter)
    """Lines by step."""
    pressed: set[str] = field(default_factory=set)
    """What they have answered already."""

    async def act(self, hub: Hub[Scene], room: Room) -> bool:
        """Do one thing, if there is one; whether there was."""
        scene = room.scene
        audience = hub.ports.gate.audience(replace(self.seat, surface=Surface.PHONE), scene)
        if not isinstance(audience, Audience) or scene.state.run.curtain or scene.state.run.step is None:
            return False
        moment = scene.moment(audience.edition, audience.role, audience.language)
        with use_language(self.seat.language if is_language(self.seat.language) else "en"):
            commands = list(self._wants(hub, scene, audience, moment))
        done = False
        for command in commands[:AT_ONCE]:
            asked = {"type": "command", "id": tokens.id_(), **command}
            done = isinstance(await hub.ports.desk.submit(self.seat, asked, None), Ack) or done
        return done

    def _wants(self, hub: Hub[Scene], scene: Scene, audience: Audience, moment: Moment) -> Iterator[Command]:
        page = self._page(hub, scene, audience)
        if moment.poll is not None and not moment.poll.nameless and audience.role is Role.MEMBER:
            yield from self._votes(moment.poll)
            return
        if page.compose is not None and self.wrote[page.compose.key] < 1 + self.dice.randrange(LINES):
            yield self._line(page.compose, moment)
            return
        if built := self._builds(moment):
            yield built
            return
        yield from self._answers(page)

    def _page(self, hub: Hub[Scene], scene: Scene, audience: Audience) -> Offered:
        screens = hub.ports.screens
        shared = screens.page(audience, scene, None)
        mine = screens.personal(audience, self.seat.person, scene, None)
        html = [
            *whole(shared, ("now",), (mine,)).values(),
            *whole(mine, ("mine-now",)).values(),
        ]
        return offered.read("".join(html))

    def _line(self, compose: offered.Compose, moment: Moment) -> Command:
        self.wrote[compose.key] += 1
        text = self.dice.choice(lines.NOTES())
        if compose.nameless:
            return {
                "do": "hold", "record": tokens.id_(), "handle": tokens.id_(), "step": compose.nameless, "text": text,
            }  # fmt: skip
        fields = {"text": text, **({"step": compose.step} if compose.step else {})}
        prompts = moment.step.prompts if moment.step else ()
        if prompts:
            fields["prompt"] = self.dice.choice(prompts).key
        return {"do": "add", "kind": "note", "fields": fields}

    def _votes(self, poll: Poll) -> Iterator[Command]:
        """One ballot a step, by the method that the step asks for."""
        if self._once(f"ballot {poll.step}"):
            return
        fields: dict[str, Any] = {"step": poll.step, "scores": self._scores(poll)}
        if poll.method == "consent" and min(fields["scores"].values()) < 2:
            fields["reason"] = self.dice.choice(lines.REASONS())
        yield {"do": "add", "kind": "ballot", "fields": fields}

    def _scores(self, poll: Poll) -> dict[str, int]:
        some = self.dice.sample(poll.things, len(poll.things))
        match poll.method:
            case "dots":
                each = min(poll.limit, 2)
                return dict.fromkeys(some[: max(1, poll.budget // each)], each)
            case "rank":
                return {thing: place for place, thing in enumerate(some[: poll.limit], 1)}
            case "grid" | "criteria":
                return {
                    f"{thing}.{part}": self.dice.randint(1, 5) for thing in some for part in poll.criteria
                }
            case "consent":
                return {thing: self.dice.choice((2, 2, 2, 1)) for thing in some}
            case "enough":
                return {thing: self.dice.choice((1, 1, 1, 0)) for thing in some}
            case _:
                return {thing: self.dice.randint(2, 5) for thing in some}

    def _builds(self, moment: Moment) -> Command | None:
        """A line of the tree, where the step lets people edit and something is missing."""
        step = moment.step
        wanted = step.options.get("kinds") if step else None
        if step is None or step.activity != "build-tree" or not isinstance(wanted, list):
            return None
        if moment.gate != "edit" or moment.role is not Role.MEMBER or moment.signoff.freeze is not None:
            return None
        for kind in (each for each in FULL if each in wanted and moment.edition is Edition.INTERNAL):
            above, most = FULL[kind]
            parents = [node.id for node in moment.projection.every(above)] if above else [None]
            known = {node.statement for node in moment.projection.every(kind)}
            free = [words for words in lines.of(kind) if words not in known]
            open_ = [each for each in parents if len(moment.projection.under(each, kind)) < most]
            if open_ and free:
                return self._record(kind, self.dice.choice(open_), self.dice.choice(free))
        return None

    def _record(self, kind: str, parent: str | None, words: str) -> Command:
        fields: dict[str, Any] = {"statement": words}
        if kind == "action":
            due = date.today() + timedelta(days=self.dice.randint(10, 80))  # noqa: DTZ011
            fields |= {
                "accountable": self.seat.person,
                "responsible": self.seat.person,
                "due": due.isoformat(),
            }
        return {"do": "add", "kind": kind, "parent": parent, "read": True, "fields": fields}

    def _answers(self, page: Offered) -> Iterator[Command]:
        """Forms and buttons of the step, each answered once."""
        for form in page.forms:
            quiet = form.command.get("kind") == "comment" and self.dice.random() > REMARKS
            if _may(form.command) and not self._once(_about(form.command)) and not quiet:
                yield self._filled(form)
        groups: dict[str, list[Command]] = {}
        for command in page.buttons:
            if _may(command):
                groups.setdefault(_about(command), []).append(command)
        for about, choices in groups.items():
            if not self._once(about):
                first = self.dice.random() < 0.75
                yield choices[0] if first else self.dice.choice(choices)

    def _filled(self, form: Form) -> Command:
        command: Command = json.loads(json.dumps(form.command))
        for control in form.controls.values():
            at = command
            *path, last = control.name.split(".")
            for part in path:
                at = at.setdefault(part, {})
            at[last] = self._value(control)
        return command

    def _value(self, control: Control) -> object:
        if control.type == "checkbox":
            return self.dice.random() < 0.5
        if control.options:
            value: object = self.dice.choice(control.options)
        elif control.type in ("number", "range"):
            value = str(self.dice.randint(control.least, control.most or control.least + 5))
        elif control.type == "date":
            value = (date.today() + timedelta(days=45)).isoformat()  # noqa: DTZ011
        else:
            value = self.dice.choice(lines.REASONS())
        if control.as_type == "integer" and isinstance(value, str) and value.lstrip("-").isdigit():
            return int(value)
        return value

    def _once(self, about: str) -> bool:
        """Whether this was answered before; it is now."""
        known = about in self.pressed
        self.pressed.add(about)
        return known


def _may(command: Command) -> bool:
    """What somebody who takes part presses without being told to: to say something, never to take something away."""
    match command.get("do"):
        case "add":
            kind = KINDS.get(str(command.get("kind")))
            return kind is not None and kind.proposal
        case "set":
            return True
        case "room":
            return command.get("name") in ("ready", "seat")
        case _:
            return False


def _about(command: Command) -> str:
    """What a command answers, whatever the answer: buttons that do are choices of one question."""
    given = {name: value for name, value in command.items() if name not in ("value", "fields", "id")}
    said = command.get("fields")
    fields: Command = said if isinstance(said, dict) else {}
    kept = {name: value for name, value in fields.items() if name in ("step", "prompt", "about", "arrow")}
    return json.dumps([given, kept], sort_keys=True)
