"""A plan as the screens are given it: the published state, its projections, and the names behind pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from app.activities.contract import Crowd, Door, Me, Moment
from app.domain import inspiration, tables
from app.domain.decide.said import whose
from app.domain.kinds import KINDS
from app.domain.people import Edition, Person, Role, Side
from app.domain.projection import Change, Node, Projection, own_notes, project, said_nodes
from app.domain.readiness import Spread, spread
from app.domain.records import Record
from app.domain.secrecy import Viewer
from app.domain.state import PlanState
from app.live.ports import Audience
from app.web.reading import zone
from app.web.votes import Vote, vote


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """The people of whom an edition may know. The same object as long as nothing about them changed."""

    people: Mapping[str, Person]
    names: Mapping[str, str]
    crowd: Crowd
    arrivals: tuple[str, ...]
    """Who has come in, in the order in which this process saw them come."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    plan: str
    state: PlanState
    names: Mapping[str, str]
    """Pseudonym → display name, of everybody on the roster."""
    projections: Mapping[Edition, Projection]
    casts: Mapping[Edition, Cast]
    answered: frozenset[str] = frozenset()
    """Who wrote or marked anything in the step in progress."""
    voted: frozenset[str] = frozenset()
    """Who handed in a nameless ballot there."""
    held: int = 0
    """Anonymous lines of the step in progress."""
    voices: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    """Person → all that they said themselves, in the order in which they did."""
    door: Door = field(default_factory=Door)
    readiness: Spread = field(default_factory=Spread)
    """How our side answered the readiness questions."""
    then: PlanState | None = None
    """The plan at the moment with which the board compares it."""
    thens: Mapping[Edition, Projection] = field(default_factory=dict)
    """The same by edition. Customers are compared with what they were in the room for, and with nothing before."""
    vote: Vote | None = None
    """What the step in progress asks everybody to vote on."""

    def moment(self, edition: Edition, role: Role, language: str) -> Moment:
        """What an audience may see."""
        cast = self.casts[edition]
        inside = edition is Edition.INTERNAL
        return Moment(
            plan=self.plan,
            edition=edition,
            role=role,
            language=language,
            projection=self.projections[edition],
            run=self.state.run,
            signoff=self.state.signoff,
            people=cast.people,
            names=cast.names,
            zone=zone(self.state),
            door=self._door(edition, role),
            crowd=cast.crowd,
            arrivals=cast.arrivals,
            held=self.held if inside else 0,
            answered=self.answered if inside else frozenset(),
            then=self.thens.get(edition),
            readiness=self.readiness if inside else Spread(),
            poll=self.vote.poll if inside and self.vote else None,
            tally=self.vote.tally if inside and self.vote else None,
            tally_before=self.vote.before if inside and self.vote else None,
        )

    def _door(self, edition: Edition, role: Role) -> Door:
        """Our own way in never stands on a board that customers look at."""
        if edition is Edition.INTERNAL:
            return self.door
        return replace(self.door, code=self.door.guest_code) if role is Role.BOARD else Door()

    def programs_see(self, audience: Audience) -> Projection:
        """What a program of this audience is given; nothing while customers' screens rest."""
        projection = self.projections[audience.edition]
        if audience.role is Role.CUSTOMER and self.state.run.holds_customers:
            return Projection(projection.viewer, {}, ())
        return projection

    def me(self, person: str, edition: Edition) -> Me:
        """What is one person's own."""
        seen = self.projections[edition]
        # One's own answers are one's own to see, also on a phone of ours that shows the shared edition; never more than
        # to which line of that edition they belong.
        marks = {
            node.parent: node.text("value")
            for node in self.projections[Edition.INTERNAL].every("mark")
            if node.person == person and node.parent and node.parent in seen
        }
        known = self.state.people.get(person)
        return Me(
            person=person,
            notes=own_notes(self.state, Viewer(edition, person)),
            marks=marks,
            said=self._said(person, Viewer(edition, person)),
            table=(table := tables.seat(self.state, person) if edition is Edition.INTERNAL else ""),
            at_table=said_nodes(self.state, Viewer(edition, person), tables.at_table(self.state, table))
            if table
            else (),
            inspired=inspiration.for_writer(self.state, person) if edition is Edition.INTERNAL else (),
            name=self.names.get(person, ""),
            function=known.function if known else "",
        )

    def _said(self, person: str, viewer: Viewer) -> Mapping[str, tuple[Node, ...]]:
        found: dict[str, list[Node]] = {}
        for node in said_nodes(self.state, viewer, self.voices.get(person, ())):
            found.setdefault(node.kind, []).append(node)
        return {kind: tuple(nodes) for kind, nodes in found.items()}


def stage(
    plan: str,
    state: PlanState,
    names: Mapping[str, str],
    previous: Scene | None = None,
    held: int = 0,
    door: Door | None = None,
    then: PlanState | None = None,
    voted: frozenset[str] = frozenset(),
) -> Scene:
    """The scene of a state; nodes that did not change are taken over from `previous`."""
    before = previous.projections if previous else {}
    change = Change.between(previous.state, state) if previous else None
    projections = {
        edition: project(state, Viewer(edition), before.get(edition), change) for edition in Edition
    }
    return Scene(
        plan=plan,
        state=state,
        names=names,
        projections=projections,
        casts={edition: _cast(edition, state, names, projections[edition], previous) for edition in Edition},
        answered=_answered(state, previous, change, voted),
        voted=voted,
        voices=_voices(state, previous, change),
        held=held,
        door=door or Door(),
        readiness=_readiness(state, previous, change),
        then=then,
        thens=previous.thens if previous is not None and previous.then is then else _thens(then),
        vote=_vote(state, previous, change),
    )


def _thens(then: PlanState | None) -> Mapping[Edition, Projection]:
    """The shared edition of a moment before customers were in holds what was taken back before they saw it."""
    if then is None:
        return {}
    editions = (Edition.INTERNAL, Edition.SHARED) if then.run.admitted else (Edition.INTERNAL,)
    return {edition: project(then, Viewer(edition)) for edition in editions}


def _readiness(state: PlanState, previous: Scene | None, change: Change | None) -> Spread:
    if state.run.format is None or not state.run.format.readiness:
        return Spread()
    if previous is not None and change is not None and previous.state.people is state.people:
        touched = chain(_found(previous.state, change), _found(state, change))
        if previous.state.run.format is state.run.format and all(r.kind != "readiness" for r in touched):
            return previous.readiness
    return spread(state)


def _cast(
    edition: Edition,
    state: PlanState,
    names: Mapping[str, str],
    projection: Projection,
    previous: Scene | None,
) -> Cast:
    before = previous.casts[edition] if previous else None
    same = previous is not None and previous.state.people is state.people and previous.names is names
    if before is not None and same and _is_cast_of(edition, previous, projection):
        return before
    people = state.people if edition is Edition.INTERNAL else _named_in(projection, state.people)
    if before is not None and same and people.keys() == before.people.keys():
        # The same object, so that what was made of it need not be made again.
        return before
    return Cast(
        people=people,
        names={id_: names.get(id_, "") for id_ in people},
        crowd=_crowd(state.people, edition),
        arrivals=_arrivals(people, before.arrivals if before else ()),
    )


def _is_cast_of(edition: Edition, previous: Scene | None, projection: Projection) -> bool:
    """Whether nothing changed that could name anybody else to those who see this edition."""
    if edition is Edition.INTERNAL:
        return True
    return previous is not None and previous.projections[edition].tops is projection.tops


def _arrivals(people: Mapping[str, Person], known: tuple[str, ...]) -> tuple[str, ...]:
    came = [id_ for id_, person in people.items() if person.came]
    before = tuple(id_ for id_ in known if id_ in came)
    return (*before, *(id_ for id_ in came if id_ not in before))


def _crowd(people: Mapping[str, Person], edition: Edition) -> Crowd:
    ours = [person for person in people.values() if person.side is Side.OURS and person.takes_part]
    return Crowd(
        ours=sum(person.came for person in ours),
        of=len(ours) if edition is Edition.INTERNAL else 0,
        theirs=sum(person.came for person in people.values() if person.side is Side.THEIRS),
    )


def _named_in(projection: Projection, people: Mapping[str, Person]) -> Mapping[str, Person]:
    """Customers know their own people, and ours only where a shared action names them or they sign."""
    named = frozenset(chain.from_iterable(map(_doers, projection.tops)))
    return {
        id_: person
        for id_, person in people.items()
        if person.side is Side.THEIRS or id_ in named or person.signs_as is not None
    }


def _doers(node: Node) -> frozenset[object]:
    """Who answers for the actions at and below a node, or does them."""

    def found() -> frozenset[object]:
        own = (node.fields.get(name) for name in ("accountable", "responsible") if node.kind == "action")
        return frozenset(own).union(*map(_doers, node.below))

    return node.once("doers", None, found)


SAID = frozenset(name for name, kind in KINDS.items() if kind.proposal)
"""Kinds that people add in their own name."""


def _answered(
    state: PlanState, previous: Scene | None, change: Change | None, voted: frozenset[str]
) -> frozenset[str]:
    """Who wrote, marked or voted anything in the step in progress."""
    same = previous is not None and previous.state.run is state.run and previous.voted == voted
    if same and previous is not None and change is not None and not _speaks(state, previous, change):
        return previous.answered
    return voted | frozenset(
        str(whose(r))
        for r in state.records.values()
        if r.kind in SAID and r.person is not None and _is_of_step(state, r)
    )


def _is_of_step(state: PlanState, record: Record) -> bool:
    """What names a step belongs to that, whenever it was written; anything else to the step in which it was. In a vote
    a ballot answers, and nothing else.
    """
    run, step = state.run, state.run.current or ""
    named = record.text("step")
    if record.kind == "ballot" or (run.step is not None and run.step.activity == "vote"):
        return record.kind == "ballot" and named == run.round(step)
    return named == step if named else record.at >= run.began.get(step, 0)


def _vote(state: PlanState, previous: Scene | None, change: Change | None) -> Vote | None:
    if previous is None or change is None or _speaks(state, previous, change):
        return vote(state, None)
    same = previous.state.run is state.run and previous.state.people is state.people
    return vote(state, previous.vote if same else None)


def _voices(
    state: PlanState, previous: Scene | None, change: Change | None
) -> Mapping[str, tuple[Record, ...]]:
    if previous is not None and change is not None and not _speaks(state, previous, change):
        return previous.voices
    found: dict[str, list[Record]] = {}
    for record in state.records.values():
        if record.kind in SAID and record.kind != "note" and (person := whose(record)) is not None:
            found.setdefault(person, []).append(record)
    return {person: tuple(records) for person, records in found.items()}


def _speaks(state: PlanState, previous: Scene, change: Change) -> bool:
    """Whether anything that people say in their own name came, went or changed."""
    touched = chain(_found(previous.state, change), _found(state, change))
    return any(record.kind in SAID for record in touched)


def _found(state: PlanState, change: Change) -> Iterator[Record]:
    return (state.records[id_] for id_ in change.records if id_ in state.records)
