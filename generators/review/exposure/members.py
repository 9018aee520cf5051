"""The security groups that a resource is in."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.evaluate import Evaluated, Resource
from generators.review.exposure.alternatives import alternatives
from generators.review.exposure.coverage import When
from generators.review.exposure.rules import named
from generators.review.nodes import Node

Membership = tuple[str, When]
"""A security group as rules name it, and the conditions under which the resource is in it."""

_KEYS = (
    *("SecurityGroups", "SecurityGroupIds", "SecurityGroupIdList"),
    *("VpcSecurityGroupIds", "VpcSecurityGroups", "VPCSecurityGroups"),
)
_INTERFACES = "NetworkInterfaces"
_OF_INTERFACES = ("Groups", "GroupSet")
_INTERFACE = "AWS::EC2::NetworkInterface"


def memberships(template: Evaluated, resource: Resource) -> frozenset[Membership]:
    """All groups that it is in, or may be, by whichever of its properties."""
    if not resource.type.startswith("AWS::"):
        return frozenset()
    keys = _OF_INTERFACES if resource.type == _INTERFACE else ()
    return frozenset(_of(template, resource.properties, frozenset(), keys))


def _of(template: Evaluated, node: Node, when: When, more: tuple[str, ...]) -> Iterator[Membership]:
    """Those that a property says, or one within it; `more` are names that say it there besides."""
    match node:
        case {"Fn::If": [str(condition), yes, no]}:
            for holds, branch in ((True, yes), (False, no)):
                if (condition, not holds) not in when:
                    yield from _of(template, branch, when | {(condition, holds)}, more)
        case list():
            for item in node:
                yield from _of(template, item, when, more)
        case dict():
            for key, inner in node.items():
                if key in (*_KEYS, *more):
                    for group, under in alternatives(inner, when):
                        yield _named(template, group), under
                else:
                    within = _OF_INTERFACES if key == _INTERFACES else more
                    yield from _of(template, inner, when, within)


def _named(template: Evaluated, group: Node) -> str:
    """A group, or all those of a list that is a text, by what that is called."""
    match group:
        case {"Fn::Split": [_, groups]}:
            return named(template, groups)
    return named(template, group)
