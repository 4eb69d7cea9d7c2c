"""Why something was not done. A refusal is a code with parameters; words are made where the reader's language is known.

`app/web/words.py` holds a sentence for every code, and a test holds it to that.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Every reason for which the domain refuses a command."""

    NOT_ALLOWED = "not-allowed"
    """This role may never do this."""
    READ_ONLY = "read-only"
    """The step lets people read, not write."""
    PROPOSE_ONLY = "propose-only"
    """The step lets people propose lines, not change the plan itself."""
    FROZEN = "frozen"
    """The plan is frozen for signing."""
    NOT_FROZEN = "not-frozen"
    UNKNOWN_RECORD = "unknown-record"
    """There is no such record, or this person may not know of it: the same answer on purpose."""
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_PERSON = "unknown-person"
    UNKNOWN_STEP = "unknown-step"
    UNKNOWN_COMMAND = "unknown-command"
    WRONG_TYPE = "wrong-type"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    EMPTY = "empty"
    BAD_ID = "bad-id"
    ID_TAKEN = "id-taken"
    LOST_PARENT = "lost-parent"
    """The record it should hang under is gone."""
    WRONG_PARENT = "wrong-parent"
    """This kind does not hang under that kind."""
    CYCLE = "cycle"
    """A record cannot hang under itself or what hangs under it."""
    ONLY_ONE = "only-one"
    """A plan has one of these."""
    NOT_IN_BIN = "not-in-bin"
    CHANGED_SINCE = "changed-since"
    """The text moved on; the edit does not fit it."""
    NOTHING_TO_UNDO = "nothing-to-undo"
    NOT_STARTED = "not-started"
    STEP_IN_PROGRESS = "step-in-progress"
    STEP_BEGUN = "step-begun"
    """What has begun stays in the day's record as it was."""
    STEP_PASSED = "step-passed"
    """Nothing is put in front of the step in progress."""
    AGENDA = "agenda"
    """The agenda would not be right any more; `about` says the fault, as `run_sheet` names it, and the step."""
    BOARD_NOT_SHARED = "board-not-shared"
    """Customers come in only when every board shows the shared edition."""
    BLOCKED = "blocked"
    """Findings block the signature."""
    NOT_A_SIGNATORY = "not-a-signatory"
    ALREADY_SIGNED = "already-signed"
    NO_CONSENT = "no-consent"
    NO_REASON = "no-reason"
    STALE_VERSION = "stale-version"
    """The version or hash that was read is not the one that is frozen now."""
    CLOSED = "closed"
    """The vote is counted: nothing is added to it any more."""
    OVER_BUDGET = "over-budget"
    """More dots than there are to give."""
    OVER_LIMIT = "over-limit"
    """More on one thing, or more things, than the step allows."""
    VOTED = "voted"
    """This person has handed in a ballot, from another device."""
    NOT_YOURS = "not-yours"
    """Only who answers for it can say this."""
    SEALED = "sealed"
    """The edition that this person reads to sign was sealed without their signature, or withdrawn."""
    NOT_COMPLETE = "not-complete"
    MOVED = "moved"
    """The plan goes on at another server."""


class Refused(Exception):
    """A command that is not done. `code` is stable; `about` names what a sentence needs."""

    def __init__(self, code: Why, **about: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.about = about
