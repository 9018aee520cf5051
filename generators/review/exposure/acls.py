"""Network ACLs: what their entries let through to whole subnets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.review.evaluate import Evaluated, Resource
from generators.review.exposure.parts import gathered, parts
from generators.review.exposure.rules import Rules, named, read
from generators.review.exposure.words import of_sources, under
from generators.review.model import Finding, Sense, Topic
from generators.review.pair import Pair
from generators.review.settings import Verdict, text_at, told

_ENTRY = "AWS::EC2::NetworkAclEntry"
_WORDS = {
    ("allow", Sense.WORSE): "lets in",
    ("allow", Sense.BETTER): "no longer lets in",
    ("deny", Sense.WORSE): "no longer keeps out",
    ("deny", Sense.BETTER): "keeps out",
}


def findings(pair: Pair) -> Iterator[Finding]:
    """What ACLs that are not new let in or keep out, each kind of entry by itself."""
    for action in ("allow", "deny"):
        before, after = _entries(pair.before, action), _entries(pair.after, action)
        for name in dict.fromkeys((*before, *after)):
            if (name in pair.before.resources) != (name in pair.after.resources):
                continue
            more, less = Sense.WORSE, Sense.BETTER
            if action == "deny":
                more, less = less, more
            old, new = before.get(name, []), after.get(name, [])
            for some, others, sense in ((new, old, more), (old, new, less)):
                for one in gathered(parts(some, others)):
                    who = of_sources(one.sources, name)
                    words = f"{_WORDS[action, sense]} {one.ports} from {who}{under(one.when)}"
                    yield told(pair, Topic.EXPOSURE, name, Verdict(sense=sense, words=words))


def _entries(template: Evaluated, action: str) -> Rules:
    """The entries about what comes in, by their ACL."""
    found: Rules = {}
    for resource in template.resources.values():
        if resource.type == _ENTRY and _is(resource, action):
            acl = named(template, resource.properties.get("NetworkAclId"))
            found.setdefault(acl, []).extend(read(template, resource, _rule(resource.properties)))
    return found


def _is(entry: Resource, action: str) -> bool:
    inbound = text_at(entry.properties, "Egress") != "true"
    return inbound and text_at(entry.properties, "RuleAction") == action


def _rule(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a rule of a security group would say it."""
    ports, icmp = entry.get("PortRange", {}), entry.get("Icmp", {})
    said = {
        "IpProtocol": entry.get("Protocol"),
        "FromPort": ports.get("From", icmp.get("Type")),
        "ToPort": ports.get("To", icmp.get("Code")),
        "CidrIp": entry.get("CidrBlock"),
        "CidrIpv6": entry.get("Ipv6CidrBlock"),
    }
    return {key: value for key, value in said.items() if value is not None}
