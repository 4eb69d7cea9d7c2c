"""Frames and requests from customers and outsiders who mean no good (tests/abuse/fuzz.py)."""

from tests.abuse.fuzz import run

__all__ = ["run"]
