"""Vote: everybody gives dots, ranks, marks or consent on the phone; the board shows what it came to when it is closed.

Methods are the domain's (`ballots`); what the result means for the plan is the facilitator's to take on.
"""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.vote import board, console, phone

VOTE = Activity("vote", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
