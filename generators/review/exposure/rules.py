"""The rules of security groups, in a group or as resources of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from generators.review.evaluate import Evaluated, Resource
from generators.review.exposure.alternatives import alternatives
from generators.review.exposure.coverage import (
    ALL_PORTS,
    ANY_PROTOCOL,
    Interval,
    Rule,
    Source,
    When,
)
from generators.review.nodes import Node, written

GROUP = "AWS::EC2::SecurityGroup"
"""The type of security groups, and of both kinds of rules with one more word."""

Rules = dict[str, list[Rule]]
"""Rules by the security group that they are in: its logical id, or how it is written."""

_NUMBERS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_PING = ("icmp", "icmpv6")
_ENDS = ("Source", "Destination")
_EVERYWHERE = (
    Source(kind="IPv4", text="0.0.0.0/0", network=ip_network("0.0.0.0/0")),
    Source(kind="IPv6", text="::/0", network=ip_network("::/0")),
)


def rules(template: Evaluated, way: str) -> Rules:
    """All rules of one way, Ingress or Egress, by their groups.

    A security group that says nothing of Egress lets everything out, over IPv6 only in a VPC that
    has it; an empty list says nothing either.
    """
    found: Rules = {}
    for name, resource in template.resources.items():
        if resource.type == GROUP:
            inline = resource.properties.get(f"SecurityGroup{way}")
            found.setdefault(name, []).extend(read(template, resource, inline))
        elif resource.type == f"{GROUP}{way}":
            properties = resource.properties
            group = named(template, properties.get("GroupId", properties.get("GroupName")))
            found.setdefault(group, []).extend(read(template, resource, dict(properties)))
    if way == "Egress":
        for name, said in found.items():
            if not said and name in template.resources:
                said.extend(_lets_everything_out())
    return found


def named(template: Evaluated, group: Node) -> str:
    """The logical id of a group of the template's own; of another one how it is written."""
    match group:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "GroupId"]} if (
            name in template.resources
        ):
            return name
    return written(group)


def _lets_everything_out() -> Iterator[Rule]:
    for source in _EVERYWHERE:
        implied = source.kind == "IPv6"
        yield Rule(protocol=ANY_PROTOCOL, ports=ALL_PORTS, source=source, implied=implied)


def read(template: Evaluated, resource: Resource, said: Node) -> Iterator[Rule]:
    """The rules that a resource says, as security groups write them."""
    always: When = frozenset({(resource.condition, True)} if resource.condition else ())
    for one, when in alternatives(said, always):
        if isinstance(one, Mapping) and (source := _source(template, one)):
            protocol = _protocol(one.get("IpProtocol"))
            yield Rule(
                protocol=protocol,
                ports=_ports(protocol, one),
                source=source,
                when=when,
                resource=resource.logical_id,
            )


def _protocol(said: Node) -> str:
    text = written(said).lower() if said is not None else ANY_PROTOCOL
    return _NUMBERS.get(text, text)


def _ports(protocol: str, said: Mapping[str, Any]) -> Interval | str:
    first, last = (_number(said.get(key)) for key in ("FromPort", "ToPort"))
    if protocol in _PING:
        return _types(first, last)
    if protocol not in ("tcp", "udp") and not protocol.startswith("$"):
        return ALL_PORTS
    if first in (None, -1):
        return ALL_PORTS
    last = first if last is None else last
    if isinstance(first, int) and isinstance(last, int):
        return first, last
    return f"{first}" if first == last else f"{first}-{last}"


def _types(kind: int | str | None, code: int | str | None) -> Interval | str:
    """Types and codes of ICMP, as if they were ports."""
    if kind in (None, -1):
        return ALL_PORTS
    if isinstance(kind, str) or isinstance(code, str):
        return f"{kind}/{code}"
    start = (kind or 0) * 256
    return (start, start + 255) if code in (None, -1) else (start + (code or 0),) * 2


def _number(said: Node) -> int | str | None:
    if said is None:
        return None
    text = written(said)
    return int(text) if text.lstrip("-").isdigit() else text


def _source(template: Evaluated, said: Mapping[str, Any]) -> Source | None:
    for key, kind in (("CidrIp", "IPv4"), ("CidrIpv6", "IPv6")):
        if key in said:
            return _addresses(kind, said[key])
    for end in _ENDS:
        for key in (f"{end}SecurityGroupId", f"{end}SecurityGroupName"):
            if key in said:
                return Source(kind="group", text=named(template, said[key]))
        if f"{end}PrefixListId" in said:
            return Source(kind="prefix list", text=written(said[f"{end}PrefixListId"]))
    return None


def _addresses(kind: str, said: Node) -> Source:
    text = written(said)
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return Source(kind=kind, text=text)
    return Source(kind=f"IPv{network.version}", text=str(network), network=network)
