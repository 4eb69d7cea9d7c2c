"""A crowd of phones in a process of its own: all scan the same code at once and each taps a name.

    python -m tests.web.crowd HOST PORT PATH < ids

Bare HTTP on bare sockets, so that what is measured is the server. Prints a line of JSON: how many were let in, and
the seconds until the last one was.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time


async def answered(reader: asyncio.StreamReader) -> int:
    """The status of one answer, which is read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = next((line for line in head.split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    await reader.readexactly(int(length.partition(b":")[2]))
    return int(head.split()[1])


async def comes(host: str, port: int, path: str, person: str) -> int:
    """Open the page, tap the name; the status of the last answer."""
    reader, writer = await asyncio.open_connection(host, port)
    same = f"host: {host}:{port}\r\norigin: http://{host}:{port}\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\n{same}\r\n".encode())
    status = await answered(reader)
    if status == 200:
        body = f"person={person}"
        kind = "content-type: application/x-www-form-urlencoded\r\n"
        writer.write(
            f"POST {path} HTTP/1.1\r\n{same}{kind}content-length: {len(body)}\r\n\r\n{body}".encode()
        )
        status = await answered(reader)
    writer.close()
    await writer.wait_closed()
    return status


async def crowd(host: str, port: int, path: str, people: list[str]) -> tuple[int, float]:
    """How many came in, and when the last one was."""
    began = time.monotonic()
    answers = await asyncio.gather(*(comes(host, port, path, person) for person in people))
    return answers.count(303), time.monotonic() - began


if __name__ == "__main__":
    came, took = asyncio.run(crowd(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.stdin.read().split()))
    sys.stdout.write(json.dumps({"came": came, "seconds": round(took, 3)}) + "\n")
