"""What may be said of who is here.

Our side knows everybody. Customers know their own people and those of ours who are named on what they see; the rest
of us are called by the organisation's name, so that nobody can count who works on the account.
"""

from __future__ import annotations

from app.domain.people import Edition, Role, Side
from app.i18n import gettext as _
from app.i18n import is_language, use_language
from app.live.ports import Audience
from app.web.scene import Scene


class Company:
    """Implements `app.live.ports.Company[Scene]`."""

    def __init__(self) -> None:
        self._named: tuple[Scene, frozenset[str]] | None = None

    def visible(self, audience: Audience, state: Scene, record: str) -> bool:
        """Whether this audience may know of the record."""
        return record in state.programs_see(audience).nodes

    def name_for(self, audience: Audience, state: Scene, person: str) -> str | None:
        """What this audience calls somebody."""
        if person not in state.state.people:
            return None
        if audience.edition is Edition.INTERNAL or person in self._known_to_customers(state):
            return state.names.get(person) or None
        account = state.state.account
        with use_language(audience.language if is_language(audience.language) else "en"):
            return (account.text("organisation") if account else "") or _("Our team")

    def sees_roll(self, audience: Audience, state: Scene) -> bool:
        """Never where customers can look."""
        return audience.edition is Edition.INTERNAL and audience.role is not Role.CUSTOMER

    def counts(self, audience: Audience, state: Scene, person: str) -> bool:
        """Where customers can look, only their own people are counted."""
        if audience.edition is Edition.INTERNAL:
            return True
        known = state.state.people.get(person)
        return known is not None and known.side is Side.THEIRS

    def _known_to_customers(self, scene: Scene) -> frozenset[str]:
        if self._named is None or self._named[0] is not scene:
            moment = scene.moment(Edition.SHARED, Role.CUSTOMER, "en")
            self._named = (scene, frozenset(moment.people))
        return self._named[1]
