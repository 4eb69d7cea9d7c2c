"""Stratroom: the room where a key account plan is made."""

__version__ = "0.1.0"
