"""Everybody's screen, kept the same as the plan: sockets, rooms, presence, and the frames that update a page.

Knows no HTML and no kinds of records: what a page shows comes in through the ports in `ports.py`.
"""
