"""Plans that differ only in what is internal, and what customers hear of either (tests/abuse/twins.py)."""

from tests.abuse.twins import run

__all__ = ["run"]
