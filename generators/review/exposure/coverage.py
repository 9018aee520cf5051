"""What rules let through, compared by what they cover: ports within ports, addresses in addresses.

A rule is a rectangle of ports and addresses; what others leave of it is found by cutting theirs
out. What is no number covers only its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

Interval = tuple[int, int]
"""From one number to another, both of them included."""

Box = tuple[Interval, Interval]
"""Ports, and addresses as numbers."""

ALL_PORTS: Interval = (0, 65_535)
"""Every port, or every type and code of ICMP: 256 times the type, and the code."""

ANY_PROTOCOL = "-1"
"""How a rule says that it is about all protocols."""

When = frozenset[tuple[str, bool]]
"""The conditions under which something is there, each with whether it holds."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who is at the other end: addresses, where `network` knows them, or what `text` names.

    `kind` is one of IPv4, IPv6, group and prefix list.
    """

    kind: str
    text: str
    network: IPv4Network | IPv6Network | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether it is all addresses that there are."""
        return self.network is not None and self.network.prefixlen == 0

    def within(self, other: Source) -> Interval | None:
        """The part of it, as addresses, that is the other's too."""
        if self.network is None:
            same = (self.kind, self.text) == (other.kind, other.text)
            all_of_it = other.is_everybody and (
                other.kind == self.kind or (other.kind == "IPv4" and self.kind != "IPv6")
            )
            return (0, 0) if same or all_of_it else None
        if other.network is None or other.kind != self.kind:
            return None
        return _common(_addresses(self.network), _addresses(other.network))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Lets the ports through to or from a source, under some conditions.

    `ports` are text where they are not known. A rule that is `implied` is not worth a word: it only
    covers others.
    """

    protocol: str
    ports: Interval | str
    source: Source
    when: When = frozenset()
    implied: bool = False
    resource: str = ""

    @property
    def box(self) -> Box:
        """All of it; what is no number is one point."""
        network = self.source.network
        ports = (0, 0) if isinstance(self.ports, str) else self.ports
        return ports, _addresses(network) if network else (0, 0)

    def within(self, other: Rule) -> Box | None:
        """The part of it that the other covers wherever this one is there."""
        if other.protocol not in (self.protocol, ANY_PROTOCOL) or not other.when <= self.when:
            return None
        ports, addresses = self._ports_within(other), self.source.within(other.source)
        return (ports, addresses) if ports and addresses else None

    def _ports_within(self, other: Rule) -> Interval | None:
        if other.protocol == ANY_PROTOCOL:
            return self.box[0]
        if isinstance(self.ports, str):
            return (0, 0) if other.ports in (self.ports, ALL_PORTS) else None
        return None if isinstance(other.ports, str) else _common(self.ports, other.ports)


def left(rule: Rule, others: Iterable[Rule]) -> list[Box]:
    """What of a rule no other one covers."""
    boxes = [rule.box]
    for other in others:
        if hole := rule.within(other):
            boxes = [piece for box in boxes for piece in _without(box, hole)]
    return boxes


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same numbers in as few intervals as can be, in order."""
    found: list[Interval] = []
    for first, last in sorted(intervals):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _without(box: Box, hole: Box) -> Iterator[Box]:
    """The box in pieces, with the hole cut out of it."""
    ports, addresses = box
    shared, taken = _common(ports, hole[0]), _common(addresses, hole[1])
    if shared is None or taken is None:
        yield box
        return
    for rest in _outside(ports, shared):
        yield rest, addresses
    for rest in _outside(addresses, taken):
        yield shared, rest


def _outside(whole: Interval, part: Interval) -> Iterator[Interval]:
    if whole[0] < part[0]:
        yield whole[0], part[0] - 1
    if part[1] < whole[1]:
        yield part[1] + 1, whole[1]


def _common(one: Interval, other: Interval) -> Interval | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _addresses(network: IPv4Network | IPv6Network) -> Interval:
    return int(network.network_address), int(network.broadcast_address)
