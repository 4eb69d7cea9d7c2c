"""An edit of the agenda, decided on the agenda as it stands: what it makes of it has to be a right run-sheet still.

What was wrong before is nobody's fault now: only what the edit itself would break is refused. Minutes that no longer
lead to a fixed time are no fault here, they are what the edit brings about: the clock shows it, and the facilitator
sees to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.domain import commands as do
from app.domain import events as ev
from app.domain.agenda import Format
from app.domain.agenda_edits import AgendaEdit, ChangeStep, edited
from app.domain.refusals import Refused, Why
from app.domain.run import Run
from app.domain.run_sheet import ActivityRules, Fault, Found, faults
from app.domain.state import PlanState

CONSEQUENCES = frozenset({Fault.TIME_DOES_NOT_FIT, Fault.BAD_VERSION})
LONGEST_STEP = 480


def decide(state: PlanState, command: do.EditAgenda) -> tuple[ev.Event, ...]:
    """For whoever leads: `room` has seen to that."""
    run, before = state.run, state.run.format
    if before is None:
        raise Refused(Why.NOT_STARTED)
    if (longer := _of_the_present(run, command.edit)) is not None:
        return longer
    after = edited(run, command.edit, command.language)
    for broken in _broken(before, after, command.activities):
        about = {"fault": broken.fault.value, **_named(after, broken), **broken.about}
        raise Refused(Why.AGENDA, **about)
    events: tuple[ev.Event, ...] = ()
    if after != before:
        events = (ev.AgendaSet(after, run.date, keeps=True),)
    return (*events, *_as_typed(run, command.edit))


def _of_the_present(run: Run, edit: AgendaEdit) -> tuple[ev.Event, ...] | None:
    """Minutes of the step in progress are added or taken, as with the button for it: its plan has been made."""
    if not isinstance(edit, ChangeStep) or edit.step != run.current or edit.fields.keys() != {"minutes"}:
        return None
    step, wanted = run.step, edit.fields["minutes"]
    if step is None or isinstance(wanted, bool) or not isinstance(wanted, int):
        raise Refused(Why.WRONG_TYPE)
    if not 1 <= wanted <= LONGEST_STEP:
        raise Refused(Why.AGENDA, fault=Fault.BAD_MINUTES.value, minutes=wanted, most=LONGEST_STEP)
    by = wanted - step.minutes - run.extra.get(step.key, 0)
    return (ev.RoomSet("extra", (step.key, by)),) if by else ()


def _as_typed(run: Run, edit: AgendaEdit) -> Iterator[ev.Event]:
    """Who types the minutes of a step means all of them: what was added or trimmed before is in them."""
    if isinstance(edit, ChangeStep) and "minutes" in edit.fields and (by := run.extra.get(edit.step, 0)):
        yield ev.RoomSet("extra", (edit.step, -by))


def _broken(before: Format, after: Format, activities: Mapping[str, ActivityRules]) -> Iterator[Found]:
    was = {_identity(before, found) for found in faults(_held(before), activities)}
    for found in faults(_held(after), activities):
        if found.fault not in CONSEQUENCES and _identity(after, found) not in was:
            yield found


def _held(sheet: Format) -> Format:
    """What is really held: nobody is let in, shares or signs in a step that is left out."""
    return replace(sheet, steps=tuple(each for each in sheet.steps if not each.skipped))


def _identity(sheet: Format, found: Found) -> tuple[object, ...]:
    """The same fault, wherever its step stands by now."""
    return found.fault, _key(sheet, found), found.place[2:], tuple(sorted(found.about.items()))


def _key(sheet: Format, found: Found) -> str:
    match found.place:
        case ("steps", int(at), *_rest):
            return _held(sheet).steps[at].key
        case (str(name), *_rest):
            return name
        case _:
            return ""


def _named(sheet: Format, found: Found) -> dict[str, str | int]:
    return {"step": _key(sheet, found)} if found.place[:1] == ("steps",) else {}
