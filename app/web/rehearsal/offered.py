"""What a phone's page offers to do, read from its HTML as a person reads it from the screen.

Forms and buttons say in the page itself which command they are (`data-command`, `data-do`; see `static/live/forms.js`).
So whatever a step asks can be answered in a rehearsal, without the rehearsal knowing the step's activity.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Command = dict[str, Any]


@dataclass(slots=True)
class Control:
    """One named field of a form, or all radio buttons of one name."""

    name: str
    type: str
    options: list[str] = field(default_factory=list)
    required: bool = False
    as_type: str = ""
    """`integer` or `json`, where the form reads it as that."""
    least: int = 0
    most: int | None = None


@dataclass(slots=True)
class Form:
    command: Command
    controls: dict[str, Control] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compose:
    """The field in which people write lines."""

    key: str
    step: str
    """Kept on the line; empty where the room sees it at once."""
    nameless: str
    """The step where lines are held without names; empty otherwise."""


@dataclass(slots=True)
class Offered:
    compose: Compose | None = None
    forms: list[Form] = field(default_factory=list)
    buttons: list[Command] = field(default_factory=list)


def read(html: str) -> Offered:
    """What stands in a piece of a page; what asks to be confirmed, or cannot be pressed, is left alone."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Offered()
        self._form: Form | None = None
        self._select: Control | None = None
        self._record = ""
        """The line that what follows is about."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._record = given.get("data-record", self._record)
        if tag == "form" and "data-compose" in given:
            step, nameless = given.get("data-step", ""), given.get("data-nameless", "")
            self.found.compose = Compose(nameless or step or "at-once", step, nameless)
        elif tag == "form":
            command = _json(given.get("data-command", ""))
            self._form = Form(command) if command else None
            if self._form:
                self.found.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            if given.get("value"):
                self._select.options.append(given["value"])
        elif "data-answer" in given and self._record:
            # as static/phone/answers.js has it
            fields = {"value": given["data-answer"]}
            self.found.buttons.append({"do": "add", "kind": "mark", "parent": self._record, "fields": fields})
        elif "data-do" in given:
            command = _json(given["data-do"])
            if command and "disabled" not in given and "data-confirm" not in given:
                self.found.buttons.append(command)
        elif tag in ("input", "textarea", "select") and self._form is not None and given.get("name"):
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind == "hidden" or "disabled" in given:
            return
        control = form.controls.setdefault(
            given["name"], Control(given["name"], kind, as_type=given.get("data-type", ""))
        )
        control.required = control.required or "required" in given
        if kind in ("radio", "checkbox") and given.get("value"):
            control.options.append(given["value"])
        control.least = _int(given.get("min"), 0)
        control.most = _int(given.get("max"), None)
        self._select = control if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


def _json(text: str) -> Command | None:
    try:
        command = json.loads(text)
    except ValueError:
        return None
    return command if isinstance(command, dict) and isinstance(command.get("do"), str) else None


def _int(text: str | None, otherwise: Any) -> Any:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
