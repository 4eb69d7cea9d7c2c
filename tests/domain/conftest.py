"""Plans in the states from which the stories of these tests begin."""

from __future__ import annotations

import pytest

from tests import worlds
from tests.worlds import Plan


@pytest.fixture
def plan() -> Plan:
    """A goal, two factors, two conditions, one action; nothing shared, no day begun."""
    return worlds.small_tree()


@pytest.fixture
def signable() -> Plan:
    """A shared plan that nothing blocks from being signed."""
    return worlds.signable()


@pytest.fixture
def day(plan: Plan) -> Plan:
    """The small tree with its agenda set; no step begun."""
    plan.does(worlds.RUTH, worlds.do.SetAgenda(worlds.DAY, "2027-01-14"))
    return plan
