"""Subnets that are public: their route table has a way to and from the internet."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Evaluated
from generators.review.model import Finding, Sense, Topic
from generators.review.nodes import Node, branches, references, written
from generators.review.pair import Pair
from generators.review.settings import Verdict, shown, told

_ROUTE = "AWS::EC2::Route"
_ASSOCIATION = "AWS::EC2::SubnetRouteTableAssociation"
_GATEWAY = "AWS::EC2::InternetGateway"


def findings(pair: Pair) -> Iterator[Finding]:
    """Subnets, and route tables of unknown subnets, that become public or are no longer so."""
    before, after = _public_tables(pair.before), _public_tables(pair.after)
    was, now = _subnets(pair.before), _subnets(pair.after)
    for subnet in dict.fromkeys((*was, *now)):
        if subnet in was and subnet in now:
            old, new = was[subnet] in before, now[subnet] in after
            yield from _told(pair, subnet, old, new, "a public subnet")
    for table in dict.fromkeys((*before, *after)):
        if table not in {*was.values(), *now.values()} and _is_old(pair, table):
            what = "a public route table"
            yield from _told(pair, table, table in before, table in after, what)


def _told(pair: Pair, subject: str, old: bool, new: bool, what: str) -> Iterator[Finding]:
    if old == new:
        return
    sense = Sense.WORSE if new else Sense.BETTER
    ways = "has a way to and from the internet" if new else "its way to the internet is gone"
    words = f"is {'now' if new else 'no longer'} {what}: {ways}"
    yield told(pair, Topic.EXPOSURE, subject, Verdict(sense=sense, words=words))


def _is_old(pair: Pair, table: str) -> bool:
    """Whether the table was there before, or is of another stack; a new one has no subnet yet."""
    return (table in pair.before.resources) == (table in pair.after.resources)


def _public_tables(template: Evaluated) -> list[str]:
    return [
        _named(template, route.properties.get("RouteTableId"))
        for route in template.resources.values()
        if route.type == _ROUTE and _leads_out(template, route.properties.get("GatewayId"))
    ]


def _leads_out(template: Evaluated, gateway: Node) -> bool:
    for one in branches(gateway):
        if isinstance(one, str) and one.startswith("igw-"):
            return True
        for name, _ in references(one):
            if name in template.resources and template.resources[name].type == _GATEWAY:
                return True
            if name not in template.resources and "internetgateway" in name.lower():
                return True
    return False


def _subnets(template: Evaluated) -> dict[str, str]:
    """The route table of each subnet that has one of its own."""
    return {
        _named(template, one.properties.get("SubnetId")): _named(
            template, one.properties.get("RouteTableId")
        )
        for one in template.resources.values()
        if one.type == _ASSOCIATION
    }


def _named(template: Evaluated, value: Node) -> str:
    for name, _ in references(value):
        if name in template.resources:
            return name
    return shown(written(value))
