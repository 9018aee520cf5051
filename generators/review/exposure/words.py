"""Ports and sources in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_network

from generators.review.exposure.coverage import ALL_PORTS, ANY_PROTOCOL, Interval, Source, When
from generators.review.settings import shown

_PRIVATE = [
    ip_network(block)
    for block in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
        *("fc00::/7", "fe80::/10"),
    )
]


def listed(texts: Iterable[str]) -> str:
    """Words of one kind: `one, two and three`."""
    *most, last = dict.fromkeys(texts)
    return f"{', '.join(most)} and {last}" if most else last


def of_ports(protocol: str, ports: Sequence[Interval] | str) -> str:
    """The ports of a protocol: `port 22`, `UDP ports 1-9`, `all ports and protocols`."""
    if protocol == ANY_PROTOCOL:
        return "all ports and protocols"
    if protocol in ("icmp", "icmpv6"):
        return _of_types("ICMP" if protocol == "icmp" else "ICMPv6", ports)
    if protocol not in ("tcp", "udp"):
        return f"protocol {protocol}"
    before = "" if protocol == "tcp" else f"{protocol.upper()} "
    if isinstance(ports, str):
        return f"{before}port{'s' if '-' in ports else ''} {ports}"
    if [*ports] == [ALL_PORTS]:
        return f"all {protocol.upper()} ports"
    several = len(ports) > 1 or ports[0][0] != ports[0][1]
    return f"{before}port{'s' if several else ''} {listed(map(_interval, ports))}"


def _of_types(name: str, ports: Sequence[Interval] | str) -> str:
    if isinstance(ports, str) or [*ports] == [ALL_PORTS]:
        return name if not isinstance(ports, str) else f"{name} {ports}"
    return f"{name} of type {listed(str(first // 256) for first, _ in ports)}"


def _interval(ports: Interval) -> str:
    first, last = ports
    return str(first) if first == last else f"{first}-{last}"


def of_sources(sources: Iterable[Source], group: str) -> str:
    """Who is at the other end of rules of the group; everybody first, and by that name."""
    ordered = sorted(
        dict.fromkeys(sources), key=lambda one: (not one.is_everybody, one.kind, one.text != group)
    )
    everybody = [one.text for one in ordered if one.is_everybody]
    loud = [f"the whole internet ({listed(everybody)})"] if everybody else []
    return listed([*loud, *(_one(one, group) for one in ordered if not one.is_everybody)])


def _one(source: Source, group: str) -> str:
    if source.kind == "group":
        if source.text == group:
            return "its own members"
        return f"the security group {shown(source.text)}"
    if source.kind == "prefix list":
        return f"the prefix list {shown(source.text)}"
    if source.network is None:
        return f"the addresses in {shown(source.text)}"
    return f"{source.text} (private addresses)" if _is_private(source) else source.text


def _is_private(source: Source) -> bool:
    network = source.network
    return network is not None and any(
        private.version == network.version and network.subnet_of(private)  # type: ignore[arg-type]
        for private in _PRIVATE
    )


def under(when: When) -> str:
    """The conditions under which it is so."""
    said = [f"{name} {'holds' if holds else 'does not hold'}" for name, holds in sorted(when)]
    return f", if {listed(said)}" if said else ""
