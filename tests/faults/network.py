"""A network of one's own, which loses, delays, repeats and reorders real IP packets, or goes dark without a word.

Two network namespaces, each with a TUN device, and a thread that carries packets from one to the other as long as it
pleases. Nothing of the machine's own network is touched, and nothing is left when the threads have ended: namespaces
live as long as somebody is in them. Needs Linux, the right to make a namespace, and /dev/net/tun.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

HERE, THERE = "10.213.0.1", "10.213.0.2"
"""The server's address, and that of everybody who comes to it."""

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFNETMASK = 0x8914, 0x8916, 0x891C
IFF_UP, IFF_RUNNING = 0x1, 0x40
LARGEST_PACKET = 65_536


class NoNetwork(Exception):
    """This machine lets nobody make a network of their own."""


class Place:
    """A network namespace. What is done in its thread, processes that are started there among it, lives in it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"at {address}")
        self.device = self.do(self._settle)

    def do(self, work: Callable[[], T]) -> T:
        """Do something here and wait for it."""
        return self._thread.submit(work).result()

    async def dial(self, port: int) -> socket.socket:
        """A connection from here to the server. Raises OSError."""
        line = self.do(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        line.setblocking(False)
        try:
            async with asyncio.timeout(10):
                await asyncio.get_running_loop().sock_connect(line, (HERE, port))
        except BaseException:
            line.close()
            raise
        return line

    def leave(self) -> None:
        os.close(self.device)
        self._thread.shutdown()

    def _settle(self) -> int:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET):
            raise NoNetwork(f"no namespace: {os.strerror(ctypes.get_errno())}")
        try:
            device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", b"tun0", IFF_TUN | IFF_NO_PI))
        except OSError as error:
            raise NoNetwork(f"no TUN device: {error}") from None
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            for how, address in ((SIOCSIFADDR, self.address), (SIOCSIFNETMASK, "255.255.255.0")):
                told = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
                fcntl.ioctl(control, how, struct.pack("16s16s8x", b"tun0", told))
            for name in (b"tun0", b"lo"):
                fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH22x", name, IFF_UP | IFF_RUNNING))
        return device


@dataclass
class Weather:
    """What happens to packets; may be changed while they travel."""

    loss: float = 0.0
    """Share of all packets that never arrive, either way."""
    delay: float = 0.0
    """Seconds that a packet is on its way, at most: each has a delay of its own, so that they overtake each other."""
    twice: float = 0.0
    """Share of packets that arrive twice."""
    dark: bool = False
    """Nothing arrives any more, and nobody is told."""


@dataclass
class Network:
    """The two places and the thread between them."""

    here: Place
    there: Place
    weather: Weather
    carried: int = 0
    dropped: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def carry(self, chance: random.Random) -> None:
        """Carry packets until it is over."""
        way = {self.here.device: self.there.device, self.there.device: self.here.device}
        travelling: list[tuple[float, int, int, bytes]] = []
        poll = select.poll()
        for device in way:
            poll.register(device, select.POLLIN)
        while not self._over.is_set():
            wait = max(0.0, travelling[0][0] - time.monotonic()) if travelling else 0.05
            for device, _event in poll.poll(min(wait, 0.05) * 1000):
                with contextlib.suppress(BlockingIOError):
                    self._take(os.read(device, LARGEST_PACKET), way[device], travelling, chance)
            while travelling and travelling[0][0] <= time.monotonic():
                _at, _n, device, packet = heapq.heappop(travelling)
                with contextlib.suppress(OSError):
                    os.write(device, packet)

    def _take(
        self, packet: bytes, to: int, travelling: list[tuple[float, int, int, bytes]], chance: random.Random
    ) -> None:
        weather = self.weather
        if weather.dark or chance.random() < weather.loss:
            self.dropped += 1
            return
        for _ in range(2 if chance.random() < weather.twice else 1):
            self.carried += 1
            at = time.monotonic() + (chance.random() * weather.delay if weather.delay else 0.0)
            heapq.heappush(travelling, (at, self.carried, to, packet))

    def close(self) -> None:
        self._over.set()


@contextlib.contextmanager
def network(seed: int, weather: Weather | None = None) -> Iterator[Network]:
    """Two places with a network between them, whose every accident comes from `seed`. Raises NoNetwork."""
    with contextlib.ExitStack() as end:
        places = []
        for address in (HERE, THERE):
            places.append(Place(address))
            end.callback(places[-1].leave)
        between = Network(places[0], places[1], weather or Weather())
        carrier = threading.Thread(target=between.carry, args=(random.Random(seed),), name="network")
        carrier.start()
        end.callback(carrier.join)
        end.callback(between.close)
        yield between
