"""The conflict cloud on the phone: read it from the objective outwards, say why each arrow holds, which reason is not
true, and what would break it. The other conflicts stand below, closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.conflict_cloud.cloud import Cloud, cloud, conflicts, in_work
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role

TEMPLATES = "activities/conflict_cloud/templates"


@dataclass(frozen=True, slots=True)
class Conflicts:
    count: int
    may_add: bool


@dataclass(frozen=True, slots=True)
class PhoneCloud:
    cloud: Cloud
    open: bool
    may_say: bool
    """Add reasons and ideas."""
    may_edit: bool
    """Say of anybody's reason that it is not true."""


def shown(moment: Moment) -> Lists:
    """The cloud in work, open; nothing of it in the shared edition."""
    if is_shared(moment):
        return {"now": (writing.task(moment),)}
    nodes, work = conflicts(moment), in_work(moment)
    says = writing.may_write(moment) and moment.signoff.freeze is None
    edits = says and (moment.gate == "edit" or moment.role is Role.FACILITATOR)
    head = Piece("conflicts", f"{TEMPLATES}/phone.html", Conflicts(len(nodes), edits))
    return {
        "now": (writing.task(moment), head),
        "clouds": tuple(
            Piece(
                f"cloud-{each.id}",
                f"{TEMPLATES}/phone_cloud.html",
                PhoneCloud(cloud(moment, each), each is work, says, edits),
            )
            for each in nodes
        ),
    }


def mine(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
