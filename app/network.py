"""Where a server is found: by which addresses of this machine phones reach it, and by which socket commands do.

Nothing is sent anywhere. Sits at the bottom of the house: the terminal's greeting and the room check read it.
A laptop's address changes when it changes rooms, so ask again rather than keep it.
"""

from __future__ import annotations

import ipaddress
import socket
import struct
from dataclasses import dataclass

COMMANDS = "admin.sock"
"""In the data folder: the socket by which commands ask the server that runs on it."""
_SIOCGIFADDR = 0x8915
"""Linux's request for an interface's IPv4 address (netdevice(7))."""
_INNER = ("docker", "br-", "veth", "virbr", "cni", "tun", "wg")
"""Names of interfaces behind which no phone of the room is."""


@dataclass(frozen=True, slots=True)
class Address:
    """One IPv4 address of this machine."""

    interface: str
    """Its name in the system, such as `wlan0`; empty when the system did not tell."""
    ip: str


def addresses() -> tuple[Address, ...]:
    """Addresses that others on the network may reach, the likeliest first; empty without a network."""
    found = {each.ip: each for each in _of_interfaces()}
    towards_others = _source_address()
    if towards_others and towards_others not in found:
        found[towards_others] = Address("", towards_others)
    usable = [each for each in found.values() if _reachable(each.ip)]
    return tuple(
        sorted(usable, key=lambda each: (each.ip != towards_others, each.interface.startswith(_INNER)))
    )


def _of_interfaces() -> list[Address]:
    try:
        from fcntl import ioctl
    except ImportError:  # not a Unix
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            try:
                answer = ioctl(asking.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an IPv4 address, or not Linux
                continue
            found.append(Address(name, socket.inet_ntoa(answer[20:24])))
    return found


def _source_address() -> str | None:
    """The address that the system would send from; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # RFC 5737: an address that is nobody's
        except OSError:
            return None
        ip: str = asking.getsockname()[0]
        return ip


def _reachable(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)
